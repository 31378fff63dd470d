"""Real articles that nobody on the project wrote, built by the real command."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from crawl import broken_links
from shared_data import shared
from sitetext import SETTINGS, Site

ROOT = Path(__file__).parents[1]
CORPORA = {"18f": 503, "digitalgov": 416, "opensource-guide": 56}


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "briefs", *arguments, "--root", root],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module", params=CORPORA)
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Site, str]:
    """A corpus, its site, and what was printed."""
    name: str = request.param
    root = tmp_path_factory.mktemp(name)
    subprocess.run(["cp", "-rL", "--no-preserve=mode", shared(f"corpora/{name}/content"), root / "content"], check=True)
    (root / "content/site.yaml").write_text(SETTINGS, encoding="utf-8")
    done = run(root, "-v")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Traceback" not in done.stdout + done.stderr
    site = Site.__new__(Site)
    site.root, site.out = root, root / "site"
    return name, site, done.stdout + done.stderr


def fronts(site: Site) -> list[str]:
    texts = (path.read_text(encoding="utf-8") for path in (site.root / "content/briefs").rglob("*.md"))
    return [text.split("\n---", 1)[0] for text in texts]


def test_one_page_for_each_brief(corpus: tuple[str, Site, str]) -> None:
    name, site, _ = corpus
    pages = [path for path in site.pages() if re.search(r"(^|/)briefs/", path)]
    drafts = sum(bool(re.search(r"^draft: *true", front, re.MULTILINE)) for front in fronts(site))
    assert len(fronts(site)) == CORPORA[name]
    assert len(pages) == CORPORA[name] - drafts
    assert all(site.page(page).css_first(".brief h1").text(strip=True) for page in pages[::10])


def test_one_page_for_each_author_file(corpus: tuple[str, Site, str]) -> None:
    _, site, _ = corpus
    names = []
    for path in sorted((site.root / "content/authors").glob("*.yaml")):
        names += re.findall(r"^name: *(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)[:1]
    shown = Counter(
        re.sub(r" \d+$", "", " ".join(node.text().split())) for node in site.all("authors/", ".index li > a")
    )
    pages = [page for page in site.pages() if re.fullmatch(r"authors/[^/]+/index\.html", page)]
    assert len(pages) == shown.total()
    assert len(pages) >= len(names)
    for plural in ("tags", "institutes", "projects"):
        pages = [page for page in site.pages() if re.fullmatch(rf"{plural}/[^/]+/index\.html", page)]
        entries = site.all(f"{plural}/", ".index li > a")
        assert len(pages) == len(entries)
        assert len({node.attributes["href"] for node in entries}) == len(entries)


def test_no_two_outputs_are_one_file(corpus: tuple[str, Site, str]) -> None:
    _, site, printed = corpus
    written = re.findall(r"^wrote (.*)$", printed, re.MULTILINE)
    assert len(written) == len({path.casefold() for path in written}) == len(site.files())


def test_every_link_leads_somewhere(corpus: tuple[str, Site, str]) -> None:
    assert broken_links(corpus[1].out, "https://host.example/a/b/") == []


def test_every_warning_names_file_and_line(corpus: tuple[str, Site, str]) -> None:
    _, _, printed = corpus
    told = [line for line in printed.splitlines() if re.search(r" warning: ", line)]
    assert [line for line in told if not re.match(r"content/\S.*?:\d+(:\d+)?: warning: .* \[[a-z0-9-]+\]$", line)] == []


def test_second_build_makes_nothing(corpus: tuple[str, Site, str]) -> None:
    done = run(corpus[1].root)
    assert done.returncode == 0
    assert "0 rendered, nothing had changed." in done.stdout


def malformed() -> list[Path]:
    return sorted(path for name in CORPORA for path in (shared("corpora") / name / "malformed").glob("*.md"))


def test_each_malformed_file_is_named_with_a_line(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.build()
    assert len(malformed()) == 7
    for path in malformed():
        site.write("content/briefs/malformed.md", path.read_bytes())
        problems = site.refused()
        assert {problem.path for problem in problems} == {"content/briefs/malformed.md"}
        assert all(problem.line > 0 and problem.message for problem in problems), path
        site.remove("content/briefs/malformed.md")
        site.build()
