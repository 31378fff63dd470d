"""A file of the site: its path, and the recipe that makes it."""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import unquote

from msgspec import Struct

from briefs.digest import digest_value
from briefs.files import inside
from briefs.ownlist import OWN_LIST
from briefs.problems import Problem, error, quoted
from briefs.schema import Place
from briefs.text import encode_address

_IN_USE = "take it out: an old address leads on only where no other page stands, and to one page alone"


class Output(Struct, frozen=True):
    """One file to be made.

    A recipe is a function `recipe(view, *args) -> str | bytes`. It is pure: all that it knows it asks of the view.
    """

    path: str
    """Under the site's folder, with `/`, decoded: `briefs/some-slug/index.html`."""
    recipe: Callable[..., str | bytes]
    args: tuple[Any, ...] = ()
    """Plain values: text, numbers, tuples."""
    source: str = ""
    """The file that asks for it, or what it is in words; named when two claim one path."""
    place: Place = (0, 0)
    """Where in that file a line asks for this output alone: it is that line's fault if another has the path."""

    @property
    def address(self) -> str:
        """Where a reader finds it, relative to the site's root, percent-encoded."""
        return encode_address(self.path.removesuffix("index.html") if self.is_index else self.path)

    @property
    def content_file(self) -> str:
        """The file under `content/` that it is made from; empty where it is not one file."""
        return self.source if self.source.startswith("content/") else ""

    @property
    def is_index(self) -> bool:
        """Whether it is the page of its folder."""
        return self.path == "index.html" or self.path.endswith("/index.html")

    @property
    def recipe_digest(self) -> str:
        """Name of recipe and arguments; the code itself is in the engine stamp. Raises TypeError if an argument isn't a plain value."""
        name = [self.recipe.__module__, self.recipe.__qualname__]
        return digest_value([name, getattr(self.recipe, "__defaults__", None), self.args])[:32]


def index_path(address: str) -> str:
    """Give the file that serves an address ending with a slash."""
    return unquote(address) + "index.html"


def collisions(outputs: Iterable[Output]) -> list[Problem]:
    """Find outputs that can't stand side by side.

    Paths that differ only by case or Unicode form are one file on some systems, and a file can't have the name of a folder.
    """
    problems: list[Problem] = []
    by_path: dict[str, Output] = {}
    folders: dict[str, Output] = {}
    clashes: dict[tuple[object, ...], tuple[Output, Output]] = {}
    # Of two that collide the later one is told, and that should be one that an editor can rename.
    ordered = sorted(outputs, key=lambda o: (case_folded(o.path), bool(o.content_file), o.place, o.path, o.source))
    for output in ordered:
        if not inside(output.path) or output.path == OWN_LIST:
            problems.append(
                _problem(
                    output,
                    "bad-path",
                    f"the address {quoted(output.path)} can't be a file's",
                    "use letters, digits and hyphens",
                )
            )
        same = case_folded(output.path)
        other = by_path.setdefault(same, output)
        if other is not output:
            key = (output.source, output.place, other.source) if output.content_file else (output.path,)
            if output.is_index or key not in clashes:  # beside a page there may be other files of the same brief
                clashes[key] = output, other
        for folder in _folders(same):
            folders.setdefault(folder, output)
    for output, other in clashes.values():
        how = "" if other.path == output.path else " but for case or Unicode form"
        problems.append(_problem(output, "same-address", f"/{output.address} is also the address of {other.source or other.path}{how}",
                                 _IN_USE if output.place[0] else "rename one of the two, or give it a slug:"))  # fmt: skip
    for output in ordered:
        inner = folders.get(case_folded(output.path))
        if inner is not None:
            problems.append(
                _problem(
                    output,
                    "same-address",
                    f"/{output.path} is a file here, and a folder of {inner.source or inner.path}",
                    _IN_USE if output.place[0] else "rename one of the two",
                )
            )
    return problems


def case_folded(path: str) -> str:
    """Give what a path has in common with all others that are one file with it on some system."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _folders(path: str) -> Sequence[str]:
    parts = path.split("/")[:-1]
    return ["/".join(parts[: i + 1]) for i in range(len(parts))]


def _problem(output: Output, code: str, message: str, hint: str) -> Problem:
    path = output.content_file
    return error(
        code,
        message if path else f"{output.source or output.path}: {message}",
        path=path,
        line=output.place[0] or int(bool(path)),
        column=output.place[1],
        hint=hint,
    )
