"""What each kind of edit makes anew on a site of sixty briefs: these files, and no others."""

from pathlib import Path

import pytest
from comparing import compile_templates_once
from sitetext import Site, brief

import briefs
from briefs.view import View

THEME = Path(briefs.__file__).parents[1] / "templates"
STATICS = len([path for path in (THEME / "static").rglob("*") if path.is_file() and "search" not in path.name]) - 2
"""Files of the theme, less the two of which the numbers here tell."""
AUTHORS, TAGS, PROJECTS, YEARS = 6, 4, 2, 3

SETTINGS = """\
title: Sixty
url: https://sixty.example/
per_page: 10
search: false
exports: []
feeds: [atom]
menu:
  About: pages/about.md
"""


def sixty(root: Path) -> Site:
    """Ten briefs for each of six people, fifteen for each tag, thirty for each project, twenty a year."""
    site = Site(root)
    site.write("content/site.yaml", SETTINGS)
    site.write("content/pages/about.md", brief("About"))
    for n in range(AUTHORS):
        site.write(f"content/authors/person-{n}.yaml", f"name: Person {n}\nrole: Fellow\ninstitute: House\n")
    for n in range(60):
        keys = {
            "author": f"Person {n % AUTHORS}", "date": f"{2016 + n % YEARS}-{1 + n // 6:02}-{1 + n % 28:02}", "tags": f"[Tag {n % TAGS}]",
            "project": f"Project {n % PROJECTS}", "summary": "In short.",
        }  # fmt: skip
        site.write(f"content/briefs/brief-{n:02}.md", brief(f"Title {n:02}", f"Text {n}.", **keys))
    return site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    compile_templates_once(monkeypatch)
    made = sixty(tmp_path)
    report = made.build()
    assert (len(report.rendered), report.pages, report.problems) == (127 + STATICS, 105, ())
    return made


BRIEF = "content/briefs/brief-40.md"
OF_BRIEF = ["authors/person-4/feed.xml", "briefs/2017/brief-40/index.html", "tags/tag-0/feed.xml"]
"""The page of the brief, and the feeds that hold its text: it is too old for those of the site and of its project."""
LISTS_OF_BRIEF = [
    "archive/2017/index.html", "archive/page/3/index.html", "authors/person-4/index.html", "institutes/house/page/3/index.html",
    "projects/project-0/page/2/index.html", "tags/tag-0/index.html", "index.json",
]  # fmt: skip
"""The one page of each list on which its card stands, and the list of all briefs for programs."""


def naming(site: Site, title: str) -> list[str]:
    """The pages of other briefs that name this one, as one before or after it or as one about the same."""
    pages = (path for path in site.pages() if path.startswith("briefs/"))
    found = [
        path for path in pages if title in site.read(path) and site.text(path.removesuffix("index.html"), "h1") != title
    ]
    assert found
    return found


def of_briefs(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    """The pages of briefs in which two builds differ, but for the one of the brief edited."""
    paths = before.keys() & after.keys()
    return [
        path for path in paths if path.startswith("briefs/") and before[path] != after[path] and "brief-40" not in path
    ]


def rendered(site: Site) -> list[str]:
    """What a build makes, of which nothing comes out as it was."""
    report = site.build()
    assert report.written == report.rendered
    return report.rendered


def test_body(site: Site) -> None:
    site.edit(BRIEF, "Text 40", "Words 40")
    assert rendered(site) == OF_BRIEF


def test_body_of_the_newest(site: Site) -> None:
    site.edit("content/briefs/brief-59.md", "Text 59", "Words 59")
    assert rendered(site) == [
        "authors/person-5/feed.xml",
        "briefs/2018/brief-59/index.html",
        "feed.xml",
        "institutes/house/feed.xml",
        "projects/project-1/feed.xml",
        "tags/tag-3/feed.xml",
    ]


def test_title(site: Site) -> None:
    others = naming(site, "Title 40")
    site.edit(BRIEF, "Title 40", "Heading 40")
    assert rendered(site) == sorted(OF_BRIEF + LISTS_OF_BRIEF + others)
    assert naming(site, "Heading 40") == others
    assert len(others) < 12


def test_tag(site: Site) -> None:
    before = site.files()
    site.edit(BRIEF, "[Tag 0]", "[Tag 1]")
    report = site.build()
    others = of_briefs(before, site.files())

    both_tags = [f"tags/tag-{n}/{page}" for n in (0, 1) for page in ("feed.xml", "index.html", "page/2/index.html")]
    assert report.written == sorted(["index.json", "tags/index.html", *both_tags, *OF_BRIEF[:2], *others])
    # Cards hold tags, though the lists of the default theme don't show them.
    assert report.rendered == sorted({*report.written, *LISTS_OF_BRIEF})


def test_author(site: Site) -> None:
    before = site.files()
    site.edit(BRIEF, "Person 4", "Person 5")
    made = rendered(site)
    # With eleven briefs the other person gets a second page; the feed holds ten, and this is the oldest.
    others = ["authors/index.html", "authors/person-5/index.html", "authors/person-5/page/2/index.html"]
    assert made == sorted(OF_BRIEF + LISTS_OF_BRIEF + others + of_briefs(before, site.files()))


def test_position_of_an_author(site: Site) -> None:
    site.edit("content/authors/person-4.yaml", "Fellow", "Director")
    report = site.build()

    bylines = [f"briefs/2017/brief-{n:02}/index.html" for n in range(4, 60, AUTHORS)]
    assert report.written == [
        "authors/index.html",
        "authors/person-4/index.html",
        *bylines,
        "index.json",
        "institutes/house/index.html",
    ]
    # Cards hold bylines: these are the lists with a card of a brief of theirs.
    lists = [
        "archive/2017/index.html", "archive/2017/page/2/index.html", "archive/page/3/index.html", "archive/page/4/index.html",
        "institutes/house/page/3/index.html", "institutes/house/page/4/index.html", "projects/project-0/page/2/index.html",
        "authors/person-4/feed.xml",
    ]  # fmt: skip
    tags = [f"tags/tag-{n}/{page}" for n in (0, 2) for page in ("feed.xml", "index.html")]
    assert report.rendered == sorted([*report.written, *lists, *tags])


def test_title_of_the_site(site: Site) -> None:
    site.edit("content/site.yaml", "title: Sixty", "title: Threescore")
    report = site.build()

    feeds = [path for path in site.files() if path.endswith("feed.xml")]
    assert report.written == sorted([*site.pages(), *feeds, "index.json", "sitemap-news.xml"])
    assert len(report.written) == 105 + 14 + 2
    # These ask for the address.
    assert set(report.rendered) - set(report.written) == {"robots.txt", "sitemap.xml", "index.schema.json"}


def test_menu(site: Site) -> None:
    site.edit("content/site.yaml", "About:", "Us:")
    assert rendered(site) == site.pages()


def test_base_template(site: Site) -> None:
    base = (THEME / "base.html").read_text(encoding="utf-8")
    site.write("templates/base.html", base)
    assert rendered(site) == []
    site.write("templates/base.html", base.replace("<main", '<main class="wide"'))
    assert rendered(site) == site.pages()


def test_included_template(site: Site) -> None:
    site.write("templates/card.html", (THEME / "card.html").read_text(encoding="utf-8") + "<!-- own -->")
    made = rendered(site)
    assert made == [page for page in site.pages() if b"<!-- own -->" in site.files()[page]]
    assert len(made) == 39


def test_unused_template(site: Site) -> None:
    site.write("templates/unused.html", "nobody asks for this")
    assert rendered(site) == []
    site.write("templates/unused.html", "nor for this")
    assert rendered(site) == []


def test_asset(site: Site) -> None:
    site.write("content/briefs/map.svg", "<svg/>")
    assert rendered(site) == ["briefs/map.svg"]
    site.write("content/briefs/map.svg", "<svg />")
    assert rendered(site) == ["briefs/map.svg"]


def test_static_file(site: Site) -> None:
    site.write("templates/static/style.css", "p {}")
    assert rendered(site) == ["static/style.css"]


def test_new_brief_and_its_end(site: Site) -> None:
    before = site.files()
    keys = {"author": "Person 0", "date": "2018-12-01", "tags": "[Tag 0]", "project": "Project 0"}
    site.write("content/briefs/brief-60.md", brief("Latest of all", **keys))
    made = rendered(site)

    lists = {
        *(f"archive/{year}/{page}" for year in (2016, 2017, 2018) for page in ("index.html", "page/2/index.html")),
        *(
            f"{folder}/index.html"
            for folder in ("archive", "authors", "authors/person-0", "institutes", "institutes/house", "tags")
        ),
        *(f"{folder}/page/{n}/index.html" for folder in ("archive", "institutes/house") for n in range(2, 7)),
        *(f"projects/{page}index.html" for page in ("", "project-0/", "project-0/page/2/", "project-0/page/3/")),
        *(
            "tags/tag-0/index.html",
            "tags/tag-0/page/2/index.html",
            "index.html",
            "index.json",
            "sitemap.xml",
            "sitemap-news.xml",
        ),
        *(
            f"{folder}feed.xml"
            for folder in ("", "authors/person-0/", "institutes/house/", "projects/project-0/", "tags/tag-0/")
        ),
    }
    new = {
        "briefs/2018/brief-60/index.html", "archive/2018/page/3/index.html", "archive/page/7/index.html",
        "authors/person-0/page/2/index.html", "institutes/house/page/7/index.html", "projects/project-0/page/4/index.html",
    }  # fmt: skip
    others = {*of_briefs(before, site.files())}
    assert made == sorted(lists | new | others)
    assert set(naming(site, "Latest of all")) <= others

    site.remove("content/briefs/brief-60.md")
    report = site.build()
    assert report.removed == sorted(new)
    assert report.rendered == report.written == sorted(lists | others)


def test_the_counts_can_fail(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that asks for whole lists, where it needs one page of them, makes more."""
    monkeypatch.setattr(View, "cards", lambda self, kind="all", key="", start=0, stop=10: self._ask("cards", kind, key, 0, 99)[start:stop])  # fmt: skip
    site.build(fresh=True)
    others = naming(site, "Title 40")
    site.edit(BRIEF, "Title 40", "Heading 40")
    assert len(site.build().rendered) > len(OF_BRIEF + LISTS_OF_BRIEF + others)
