"""No two files of the site may take each other's place: refused by name, before anything is written."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sitetext import Site, brief

from briefs import Output, output
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
    "names with a space and a hyphen": (pair("content/briefs/a b.md", "content/briefs/a-b.md"), ("content/briefs/a b.md", "content/briefs/a-b.md")),
    "names with a full stop and a hyphen": (pair("content/briefs/a.b.md", "content/briefs/a-b.md"), ("content/briefs/a.b.md", "content/briefs/a-b.md")),
    "two dates in the names": (
        pair("content/briefs/2018-01-01-a.md", "content/briefs/2018-02-02-a.md"),
        ("content/briefs/2018-01-01-a.md", "content/briefs/2018-02-02-a.md"),
    ),
    "wide letters and narrow ones": (pair("content/briefs/ａ.md", A), ("content/briefs/ａ.md", A)),
    "the sign of Kelvin and a letter": (pair("content/briefs/\u212a.md", "content/briefs/k.md"), ("content/briefs/\u212a.md", "content/briefs/k.md")),
    "slug and another's name": ({A: brief("One", slug="b"), B: brief("Two")}, (A, B)),
    "pages that differ in case": (pair("content/pages/Iran.md", "content/pages/iran.md"), ("content/pages/Iran.md", "content/pages/iran.md")),
    "pages in two Unicode forms": (
        pair("content/pages/cafe\u0301.md", "content/pages/caf\u00e9.md"),
        ("content/pages/cafe\u0301.md", "content/pages/caf\u00e9.md"),
    ),
    "pages in folders that differ in case": (pair("content/pages/Us/a.md", "content/pages/us/a.md"), ("content/pages/Us/a.md", "content/pages/us/a.md")),
    "assets in two Unicode forms": (
        {"content/files/cafe\u0301.pdf": "x", "content/files/caf\u00e9.pdf": "y"},
        ("content/files/cafe\u0301.pdf", "content/files/caf\u00e9.pdf"),
    ),
    "asset and icon of the theme": ({"content/static/icon.svg": "<svg/>"}, ("content/static/icon.svg", "static/icon.svg")),
    "page and index of people": ({"content/pages/authors.md": brief("People")}, ("content/pages/authors.md", "the list of authors")),
    "page and index of institutes": ({"content/pages/institutes.md": brief("Houses")}, ("content/pages/institutes.md", "the list of institutes")),
    "page and index of projects": ({"content/pages/projects.md": brief("Work")}, ("content/pages/projects.md", "the list of projects")),
    "page and person": (
        {"content/pages/authors/nadia.md": brief("Page"), "content/authors/nadia.yaml": "name: Nadia\n"},
        ("content/pages/authors/nadia.md", "content/authors/nadia.yaml"),
    ),
    "page and project": ({"content/pages/projects/watch.md": brief("Page"), A: brief("One", project="Watch")}, ("content/pages/projects/watch.md", "the project Watch")),
    "page and institute": ({"content/pages/institutes/house.md": brief("Page"), A: brief("One", institute="House")}, ("content/pages/institutes/house.md", "the institute House")),
    "page and year": ({"content/pages/archive/2018.md": brief("Page"), A: brief("One", date="2018-01-01")}, ("content/pages/archive/2018.md", "2018")),
    "page and brief of another language": (
        {"content/pages/fa/briefs/a.md": brief("Page"), A: brief("Brief", lang="fa")},
        ("content/pages/fa/briefs/a.md", A),
    ),
    "page by language and page by folder": (
        {"content/pages/fa/x.md": brief("Page"), "content/pages/x.fa.md": brief("Page")},
        ("content/pages/fa/x.md", "content/pages/x.fa.md"),
    ),
    "page by slug and page by name": ({"content/pages/x.md": brief("X"), "content/pages/y.md": brief("Y", slug="x")}, ("content/pages/x.md", "content/pages/y.md")),
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


def test_two_briefs_at_one_address_are_told_once_whatever_stands_beside_their_pages(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.edit("content/site.yaml", "exports: []", "exports: [bib, ris, csl, markdown]")
    for path, content in PAIRS["same slug"][0].items():
        site.write(path, content)
    (problem,) = site.refused()
    assert problem.message == f"/briefs/x/ is also the address of {A}"


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_pair_that_only_looks_like_a_collision_is_built(tmp_path: Path, name: str) -> None:
    site = Site(tmp_path)
    for path, content in PAIRS[name][0].items():
        site.write(path, content)
    site.build()


def test_there_are_forty_pairs() -> None:
    assert len(PAIRS) >= 40


PERMALINKS = {
    "authors/{slug}/": {"content/authors/nadia.yaml": "name: Nadia\n", "content/briefs/nadia.md": brief("One")},
    "tags/{slug}/": {"content/briefs/salt.md": brief("One", tags="[Salt]")},
    "projects/{slug}/": {"content/briefs/watch.md": brief("One", project="Watch")},
    "archive/{slug}/": {"content/briefs/2018.md": brief("One", date="2018-01-01")},
    "{year}/{slug}/": {"content/pages/2018/a.md": brief("Page"), A: brief("One", date="2018-01-01")},
    "{project}/{slug}/": {A: brief("One", project="Watch"), "content/briefs/x/a.md": brief("Two", project="watch")},
    "{slug}/{month}/{day}/": {A: brief("One"), "content/briefs/x/a.md": brief("Two")},
    "archive/page/{slug}/": {
        "content/briefs/2.md": brief("One"),
        **{f"content/briefs/b{n}.md": brief(f"B{n}") for n in range(25)},
    },
}


@pytest.mark.parametrize("pattern", PERMALINKS)
def test_permalink_that_leads_to_the_place_of_another(tmp_path: Path, pattern: str) -> None:
    site = Site(tmp_path)
    site.edit("content/site.yaml", "title:", f'permalink: "{pattern}"\ntitle:')
    for path, content in PERMALINKS[pattern].items():
        site.write(path, content)
    assert {problem.code for problem in site.refused()} == {"same-address"}
    assert not site.out.exists()


def test_pairs_are_found_by_folding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: judged letter by letter, those that differ in case or form would be published."""
    monkeypatch.setattr(output, "case_folded", lambda path: path)
    site = Site(tmp_path)
    for path, content in PAIRS["assets that differ in case"][0].items():
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


def test_well_known_may_be_made(tmp_path: Path) -> None:
    path = ".well-known/security.txt"
    site = Site(tmp_path / "live", "-- extend.py --\n" + EXTEND.format(path=path))
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
