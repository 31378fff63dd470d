"""No two files of the site may take each other's place: refused by name, before anything is written."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sitetext import Site, brief

from briefs import Output
from briefs.files import inside
from briefs.output import collisions

A, B = "content/briefs/a.md", "content/briefs/b.md"


def pair(first: str, second: str, **keys: str) -> dict[str, str]:
    return {first: brief("One", **keys), second: brief("Two", **keys)}


PAIRS: dict[str, tuple[dict[str, str], tuple[str, str]]] = {
    "same slug": ({A: brief("One", slug="x"), B: brief("Two", slug="x")}, (A, B)),
    "same name in two folders": (
        pair("content/briefs/x/a.md", "content/briefs/y/a.md"),
        ("content/briefs/x/a.md", "content/briefs/y/a.md"),
    ),
    "names that differ in case": (pair("content/briefs/Iran.md", "content/briefs/iran.md"), ("content/briefs/Iran.md", "content/briefs/iran.md")),
    "names in two Unicode forms": (
        pair("content/briefs/cafe\u0301.md", "content/briefs/caf\u00e9.md"),
        ("content/briefs/cafe\u0301.md", "content/briefs/caf\u00e9.md"),
    ),
    "Straße and STRASSE": (pair("content/briefs/Straße.md", "content/briefs/STRASSE.md"), ("content/briefs/Straße.md", "content/briefs/STRASSE.md")),
    "finance with a ligature": (pair("content/briefs/ﬁnance.md", "content/briefs/finance.md"), ("content/briefs/ﬁnance.md", "content/briefs/finance.md")),
    "date in the name or not": (pair("content/briefs/2018-01-01-a.md", A), ("content/briefs/2018-01-01-a.md", A)),
    "language by name and by key": ({"content/briefs/a.fa.md": brief("One"), "content/briefs/x/a.md": brief("Two", lang="fa")}, ("content/briefs/a.fa.md", "content/briefs/x/a.md")),
    "page and index of tags": ({"content/pages/tags.md": brief("Tags")}, ("content/pages/tags.md", "the list of tags")),
    "page and archive": ({"content/pages/archive.md": brief("Archive")}, ("content/pages/archive.md", "the archive")),
    "page and tag": (
        {"content/pages/tags/iran.md": brief("Iran"), A: brief("One", tags="[Iran]")},
        ("content/pages/tags/iran.md", "the tag Iran"),
    ),
    "page and a list's second page": (
        {"content/pages/archive/page/2.md": brief("Two"), **{f"content/briefs/{n}.md": brief(f"B{n}") for n in range(25)}},
        ("content/pages/archive/page/2.md", "the archive"),
    ),
    "page and brief": (
        {"content/pages/briefs/a.md": brief("Page"), A: brief("Brief")},
        ("content/pages/briefs/a.md", A),
    ),
    "two pages": (pair("content/pages/A b.md", "content/pages/a-b.md"), ("content/pages/A b.md", "content/pages/a-b.md")),
    "asset and robots.txt": ({"content/robots.txt": "Disallow: /"}, ("content/robots.txt", "robots.txt")),
    "asset and stylesheet's folder": ({"content/static.txt": "x", "content/Static.txt": "y"}, ("content/Static.txt", "content/static.txt")),
    "asset and a page's folder": ({"content/briefs/2018/x.pdf": "x", A: brief("A", slug="x", date="2018-01-01")}, ("", "")),
    "assets that differ in case": ({"content/files/A.pdf": "x", "content/files/a.pdf": "y"}, ("content/files/A.pdf", "content/files/a.pdf")),
    "authors with one slug": (
        {"content/authors/x.yaml": "name: A\nslug: same\n", "content/authors/y.yaml": "name: B\nslug: same\n"}, ("", "")
    ),
}  # fmt: skip
ALLOWED = {"asset and a page's folder", "authors with one slug"}


@pytest.mark.parametrize("name", sorted(set(PAIRS) - ALLOWED))
def test_pair_is_refused_and_both_are_named(tmp_path: Path, name: str) -> None:
    files, (first, second) = PAIRS[name]
    site = Site(tmp_path)
    for path, content in files.items():
        site.write(path, content)

    problems = site.refused()

    assert {problem.code for problem in problems} == {"same-address"}
    told = [problem.path + " " + problem.message for problem in problems]
    assert any(first in each and second in each for each in told), told
    assert not site.out.exists()


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_pair_that_only_looks_like_a_collision_is_built(tmp_path: Path, name: str) -> None:
    site = Site(tmp_path)
    for path, content in PAIRS[name][0].items():
        site.write(path, content)
    site.build()


def test_permalink_at_the_root_collides_with_the_sites_own_pages(tmp_path: Path) -> None:
    for slug in ("tags", "archive", "authors"):
        site = Site(tmp_path / slug)
        site.edit("content/site.yaml", "title:", 'permalink: "{slug}/"\ntitle:')
        site.write(f"content/briefs/{slug}.md", brief("Title"))
        (problem,) = site.refused()
        assert (problem.code, problem.path) == ("same-address", f"content/briefs/{slug}.md")


EXTEND = """\
from briefs import Output
def made(view): return "x"
def outputs(model, config):
    yield Output({path!r}, made)
"""


@pytest.mark.parametrize(
    "path",
    ["feed.xml", "Feed.XML", "index.html", "feed.xml/a", "static", "tags/index.html", ".briefs", "../x", "/etc/x", "a//b", "a/../b",
     "a\\b", "", ".", "..", "a/", "x" * 300, "a\0b", "a\nb", "con:", "a."],
)  # fmt: skip
def test_output_of_the_sites_own_code_is_judged_as_well(tmp_path: Path, path: str) -> None:
    site = Site(tmp_path / "live", "-- extend.py --\n" + EXTEND.format(path=path))
    (problem, *_) = site.refused()
    assert problem.code in ("same-address", "bad-path")
    assert "extend.py" in problem.path + problem.message
    assert sorted(each.name for each in tmp_path.iterdir()) == ["live"]
    assert not site.out.exists()


def test_well_known_and_nojekyll_may_be_made(tmp_path: Path) -> None:
    for path in (".nojekyll", ".well-known/security.txt"):
        site = Site(tmp_path / path.replace("/", "-"), "-- extend.py --\n" + EXTEND.format(path=path))
        site.build()
        assert path in site.files()


def test_terms_with_one_slug_get_addresses_of_their_own(tmp_path: Path) -> None:
    site = Site(tmp_path)
    names = ["C", "C++", "C#", "c", "؟", "!"]
    for number, name in enumerate(names):
        site.write(f"content/briefs/{number}.md", brief(f"Brief {number}", tags=f'["{name}"]'))
    site.build()
    pages = [page for page in site.pages() if page.startswith("tags/") and page != "tags/index.html"]
    assert len(pages) == 5
    assert "tags/c/index.html" in pages
    assert site.text("tags/c/", "h1") == "C"
    assert {site.text(page, "h1") for page in pages} == {"C", "C++", "C#", "؟", "!"}


def recipe(view: object) -> str:
    return ""


PATHS = st.text(st.sampled_from("aAäÄéßſ./\u0301-ı"), min_size=1, max_size=8)


@given(st.lists(PATHS, unique=True, max_size=4))
@settings(max_examples=300, deadline=None)
def test_what_is_let_through_can_stand_side_by_side(paths: list[str]) -> None:
    if collisions([Output(path, recipe) for path in paths]):
        return
    assert all(map(inside, paths))
    folded = [path.casefold() for path in paths]
    assert len(set(folded)) == len(paths)
    assert not [a for a in folded for b in folded if b.startswith(a + "/")]
