"""A whole site in one block of text, to be built, edited and built again.

A line `-- PATH --` begins each file. `content/site.yaml` may be left out, and so may the front matter's required keys
be loosened with it. A picture is told by words, such as `photo 1800x1200`: see `painting.painted`.
"""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

from painting import PICTURES, painted
from selectolax.lexbor import LexborHTMLParser, LexborNode

from briefs import Options, Problem, Report, build

EXAMPLE = Path(__file__).parents[1]
"""The project itself, whose content is the example site."""

NOW = datetime(2026, 6, 1, tzinfo=UTC).timestamp()
"""When sites are built, if a test doesn't say otherwise."""

SETTINGS = """\
title: Two Rivers
url: https://rivers.example/
required: [title]
search: false
exports: []
"""


def split_files(text: str) -> dict[str, str]:
    """Take a block apart into its files."""
    pieces = re.split(r"^-- (\S.*?) --\n", dedent(text).lstrip("\n"), flags=re.MULTILINE)
    assert not pieces[0].strip(), f"text before the first file: {pieces[0]!r}"
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


class Site:
    """A site on the disk."""

    def __init__(self, root: Path, text: str = "") -> None:
        self.root = root
        self.out = root / "site"
        self.now = NOW
        root.mkdir(parents=True, exist_ok=True)
        for path, content in {"content/site.yaml": SETTINGS, **split_files(text)}.items():
            self.write(path, content)

    @classmethod
    def example(cls, root: Path) -> "Site":
        """A copy of the example site."""
        shutil.copytree(EXAMPLE / "content", root / "content")
        return cls(root, "-- content/site.yaml --\n" + (EXAMPLE / "content/site.yaml").read_text(encoding="utf-8"))

    # Editing

    def write(self, path: str, content: str | bytes) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, str) and path.lower().endswith(PICTURES):
            content = painted(path, content)
        file.write_bytes(content.encode() if isinstance(content, str) else content)

    def edit(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text, f"{path} has no {old!r}"
        self.write(path, text.replace(old, new))

    def remove(self, path: str) -> None:
        (self.root / path).unlink()

    def rename(self, old: str, new: str) -> None:
        (self.root / new).parent.mkdir(parents=True, exist_ok=True)
        (self.root / old).rename(self.root / new)

    # Building

    def try_build(self, **options: object) -> Report:
        """Build, whatever comes of it."""
        return build(self.root, Options(**{"workers": 1, "now": self.now, **options}))

    def build(self, **options: object) -> Report:
        """Build a site that has no errors."""
        report = self.try_build(**options)
        assert report.ok, "\n".join(map(str, report.problems))
        return report

    def refused(self, **options: object) -> tuple[Problem, ...]:
        """Build a site that has errors: they are given, and the published files stay as they were."""
        before = self.files()
        report = self.try_build(**options)
        assert not report.ok, "the site was published"
        assert self.files() == before
        assert not [path for path in self.root.iterdir() if path.name.endswith(".stage")]
        return tuple(problem for problem in report.problems if problem.severity == "error")

    # Looking

    def files(self, out: Path | None = None) -> dict[str, bytes]:
        """Every published file, less this program's own list."""
        out = out or self.out
        paths = (path for path in out.rglob("*") if path.is_file())
        return {p.relative_to(out).as_posix(): p.read_bytes() for p in paths if p.name != ".briefs"}

    def pages(self) -> list[str]:
        return sorted(path for path in self.files() if path.endswith(".html"))

    def read(self, path: str) -> str:
        return (self.out / path).read_text(encoding="utf-8")

    def page(self, path: str) -> LexborHTMLParser:
        """A page by its address."""
        return LexborHTMLParser(self.read(f"{path}index.html" if path.endswith("/") or not path else path))

    def all(self, path: str, selector: str) -> list[LexborNode]:
        return self.page(path).css(selector)

    def texts(self, path: str, selector: str) -> list[str]:
        """The text of each element that is found, spaces as a reader sees them."""
        return [" ".join(node.text().split()) for node in self.all(path, selector)]

    def text(self, path: str, selector: str) -> str:
        (found,) = self.texts(path, selector)
        return found


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return sorted(problem.code for problem in problems)


def brief(title: str, body: str = "Text.", **keys: str) -> str:
    """A brief's file."""
    lines = [f"{key}: {value}" for key, value in {"title": title, **keys}.items()]
    return "\n".join(["---", *lines, "---", "", body, ""])
