"""Every link leads somewhere, from wherever the site stands; those that wouldn't are told and stand as text."""

import re
from pathlib import Path

import pytest
from crawl import broken_links
from sitetext import Site, brief, codes

MOUNTS = ["https://host.example/", "https://host.example/a/b/"]

NASTY = """\
-- content/site.yaml --
title: Two Rivers
url: https://rivers.example/deep/down/
required: [title]
per_page: 1
menu: {About: pages/about.md, All: /deep/down/archive/}
-- content/authors/c.md --
---
name: C
photo: c.png
---
See [water](/tags/water/) and [D](../briefs/q.md#s-part).
-- content/authors/c.png --
png
-- content/institutes/c++.yaml --
name: C++ & Söhne
text: "[home](/)"
-- content/pages/about.md --
---
title: About
---
[Down](legal/deep.md) [archive](/archive/) [feed](/feed.xml) [file](/files/a%20b%20%26%20c.pdf#page=3)
-- content/pages/legal/deep.md --
---
title: Deep
---
[Up](../about.md) ![p](/authors/c.png)
-- content/files/a b & c.pdf --
pdf
-- content/briefs/q.md --
---
title: ‘Quotes’ & <angles>
author: [c, "D/E", "100%", "؟ایران"]
tags: ["C", "C++", "C#", "a/b", "100 %", "ایران", "water"]
institute: C++ & Söhne
project: "A?b#c"
---
## Part

[self](#part) [site](/deep/down/tags/water/) [äöü](Äöü.md) [again](%C3%84%C3%B6%C3%BC.md#teil) [index](/tags/index.html) [query](Äöü.md?x=1)

Text[^1] ![image](../files/x.svg)

[^1]: Note.

Comment: [jump](#comment)
-- content/files/x.svg --
<svg xmlns="http://www.w3.org/2000/svg"/>
-- content/briefs/Äöü.md --
---
title: Ä
---
## Teil

Text.
"""


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("nasty"), NASTY)
    report = site.build()
    assert not {problem.code for problem in report.problems} & {"dead-link", "dead-anchor", "missing-image"}
    return site


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site.example(tmp_path_factory.mktemp("example"))
    site.edit("content/site.yaml", "https://example.org/", "https://plateau.example/")
    site.build()
    return site


def test_link_to_the_first_page(nasty: Site) -> None:
    (page,) = [path for path in nasty.pages() if path.startswith("institutes/c")]
    assert [a.attributes["href"] for a in nasty.all(page, "header .text a:not(.anchor)")] == ["../../"]


@pytest.mark.parametrize("mount", MOUNTS)
@pytest.mark.parametrize("name", ["nasty", "example"])
def test_every_link_of_every_page_leads_somewhere(request: pytest.FixtureRequest, name: str, mount: str) -> None:
    site: Site = request.getfixturevalue(name)
    assert broken_links(site.out, mount) == []


def test_the_crawl_can_fail(nasty: Site, tmp_path: Path) -> None:
    for number, link in enumerate(
        ["/tags/", "../../../../x/", "nowhere/", "./#nowhere", "https://rivers.example/x.css"]
    ):
        tag = "link" if link.endswith(".css") else "a"
        (tmp_path / f"{number}.html").write_text(f'<{tag} href="{link}">')
        (tmp_path / "index.html").write_text("<p>")
    assert len(broken_links(tmp_path, MOUNTS[1])) == 5


def test_only_some_places_carry_the_full_address(example: Site, nasty: Site) -> None:
    for site, url in ((example, "https://plateau.example/"), (nasty, "https://rivers.example/deep/down/")):
        seen = set()
        for path, data in site.files().items():
            for match in re.finditer(rf"<[^<]*{re.escape(url)}", data.decode(errors="ignore")):
                kind = path if not path.endswith(".html") or path == "404.html" else re.sub(r"https:.*", "", match[0])
                if not kind.startswith(
                    ("<bdi", "<meta", '<script type="application/ld+json"')
                ):  # for who cites and indexes
                    seen.add(re.sub(r".*/(feed\.(xml|json)|cite\.\w+|index\.md)", r"\1", kind))
        assert seen <= {
            '<link rel="canonical" href="', '<link rel="alternate" hreflang="fa" href="', '<link rel="alternate" hreflang="en" href="',
            '<link rel="alternate" hreflang="ar" href="', '<link rel="alternate" hreflang="x-default" href="',
            "404.html", "feed.xml", "feed.json", "sitemap.xml", "sitemap-news.xml", "robots.txt", "opensearch.xml",
            "cite.bib", "cite.ris", "cite.json", "index.md", "llms.txt", "index.json", "index.schema.json",
        }  # fmt: skip


def test_canonical_is_the_pages_own_address(example: Site) -> None:
    for path in example.pages():
        found = [node.attributes["href"] for node in example.all(path, "link[rel=canonical]")]
        assert found == ([] if path == "404.html" else [f"https://plateau.example/{path.removesuffix('index.html')}"])


def hrefs(site: Site, page: str = "briefs/2018/it/") -> dict[str, str]:
    return {a.text(): a.attributes["href"] or "" for a in site.all(page, ".text a:not(.anchor)")}


LIVE = {
    "other.md": "../../../briefs/2018/other/",
    "./other.md": "../../../briefs/2018/other/",
    "other.md#part": "../../../briefs/2018/other/#s-part",
    "other.md#s-part": "../../../briefs/2018/other/#s-part",
    "other.md#Part": "../../../briefs/2018/other/#s-part",
    "other.md#comment": "../../../briefs/2018/other/#comment",
    "../2019/far.md": "../../../briefs/2019/far/",
    "/briefs/2019/far.md": "../../../briefs/2019/far/",
    "/briefs/2019/far/": "../../../briefs/2019/far/",
    "/briefs/2019/far": "../../../briefs/2019/far/",
    "/briefs/2019/far/index.html": "../../../briefs/2019/far/",
    "/base/tags/iran/": "../../../tags/iran/",
    "/tags/iran/": "../../../tags/iran/",
    "/": "../../../",
    "/feed.xml": "../../../feed.xml",
    "../../files/x.pdf": "../../../files/x.pdf",
    "/files/x.pdf#page=2": "../../../files/x.pdf#page=2",
    "../../pages/about.md": "../../../about/",
    "https://example.org/x?y=1&z=2": "https://example.org/x?y=1&z=2",
    "mailto:a@example.org": "mailto:a@example.org",
}
DEAD = {
    "nowhere.md": "dead-link",
    "OTHER.md": "dead-link",
    "/tags/nowhere/": "dead-link",
    "../../../../etc/passwd": "dead-link",
    "/../../etc/passwd": "dead-link",
    "%2e%2e/%2e%2e/%2e%2e/site.yaml": "dead-link",
    "../../site.yaml": "dead-link",
    "other.md#nowhere": "dead-anchor",
    "/tags/iran/#nowhere": "dead-anchor",
    "/tags/#nowhere": "dead-anchor",
}


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, dict[int, str]]:
    site = Site(
        tmp_path_factory.mktemp("linked"),
        "-- content/site.yaml --\ntitle: T\nurl: https://rivers.example/base/\nrequired: [title]\n",
    )
    body = "".join(f"[{number}](<{target}>)\n\n" for number, target in enumerate([*LIVE, *DEAD]))
    site.write("content/briefs/2018/it.md", brief("It", body, author="Ada", date="2018-02-02", tags="[Iran]"))
    site.write(
        "content/briefs/2018/other.md",
        brief("Other", "## Part\n\nText.\n\nComment: Much.", author="Ada", date="2018-02-02"),
    )
    site.write("content/briefs/2019/far.md", brief("Far", author="Ada", date="2019-02-02"))
    site.write("content/pages/about.md", brief("About"))
    site.write("content/files/x.pdf", "pdf")
    report = site.build()
    # The body begins on the eighth line, and a link stands on every other one.
    return site, {(problem.line - 8) // 2: problem.code for problem in report.problems}


def test_live_links(linked: tuple[Site, dict[int, str]]) -> None:
    found = hrefs(linked[0])
    assert {target: found.get(str(number)) for number, target in enumerate(LIVE)} == LIVE


def test_dead_links_are_told_with_their_line_and_stand_as_text(linked: tuple[Site, dict[int, str]]) -> None:
    site, told = linked
    found = hrefs(site)
    numbers = {target: number for number, target in enumerate([*LIVE, *DEAD])}
    assert {target: told.get(numbers[target]) for target in DEAD} == DEAD
    assert not set(told) & {numbers[target] for target in LIVE}
    for target, code in DEAD.items():
        assert (str(numbers[target]) in found) == (code == "dead-anchor"), target
        assert "#" not in found.get(str(numbers[target]), "")
    assert str(numbers["nowhere.md"]) in site.texts("briefs/2018/it/", ".text p")


def test_dead_link_names_what_was_probably_meant(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", "[x](resevoir.md)"))
    site.write("content/briefs/reservoir.md", brief("B"))
    (problem,) = [each for each in site.build().problems if each.code == "dead-link"]
    assert (problem.path, problem.line, problem.column > 0) == ("content/briefs/a.md", 5, True)
    assert "reservoir.md" in problem.hint


@pytest.mark.parametrize(
    ("target", "src", "hint"),
    [
        ("map.png", "../../briefs/map.png", ""),
        ("/files/other.svg", "../../files/other.svg", ""),
        ("../files/other.svg", "../../files/other.svg", ""),
        ("a%20b.png", "../../briefs/a%20b.png", ""),
        ("gone.png", None, "content/briefs/gone.png"),
        ("Map.PNG", None, "capitals count: the file is called briefs/map.png"),
        ("../../../secret.png", None, "put it beside the text"),
        ("/../../secret.png", None, "put it"),
        ("../files/paper.pdf", None, "pictures end in"),
        ("https://other.example/x.png", None, ""),
        ("//other.example/x.png", None, ""),
        ("data:image/png;base64,AAAA", None, ""),
        ("file:///etc/passwd", None, ""),
    ],
)
def test_pictures(tmp_path: Path, target: str, src: str | None, hint: str) -> None:
    site = Site(tmp_path / "live")
    (tmp_path / "secret.png").write_text("secret")
    for path in ("briefs/map.png", "briefs/a b.png", "files/other.svg", "files/paper.pdf"):
        site.write(f"content/{path}", "data")
    site.write("content/briefs/it.md", brief("It", f"![A map]({target})", author="Ada", date="2018-01-01", slug="it"))
    site.edit("content/site.yaml", "title:", 'permalink: "b/{slug}/"\ntitle:')

    report = site.build()

    assert [image.attributes["src"] for image in site.all("b/it/", ".text img")] == ([src] if src else [])
    if src:
        assert report.problems == ()
    else:
        (problem,) = report.problems
        assert (problem.path, problem.line) == ("content/briefs/it.md", 8)
        assert hint in problem.hint
        assert "A map" in site.text("b/it/", ".text")


def test_photo_that_is_not_there_is_told(tmp_path: Path) -> None:
    site = Site(tmp_path, "-- content/authors/ada.yaml --\nname: Ada\nphoto: ada.png\n")
    (problem,) = site.build().problems
    assert (problem.code, problem.path, problem.line) == ("missing-image", "content/authors/ada.yaml", 2)
    assert site.all("authors/ada/", "img") == []
    site.write("content/authors/ada.png", "data")
    assert codes(site.build().problems) == []
    assert [img.attributes["src"] for img in site.all("authors/ada/", "img")] == ["../../authors/ada.png"]


def test_link_to_a_draft_says_so(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", "[later](b.md)", author="Ada", date="2018-01-01"))
    site.write("content/briefs/b.md", brief("B", author="Ada", date="2018-01-02", draft="true"))
    (problem,) = [each for each in site.build(strict=True).problems if each.code != "wrong-url"]
    assert (problem.code, problem.severity) == ("held-link", "warning")
    assert problem.message == "the link leads to 'b.md', which is a draft: its words stand without it"
    assert [site.text("briefs/2018/a/", ".text"), site.all("briefs/2018/a/", ".text a:not(.anchor)")] == ["later", []]


def test_bare_file_name_is_enough_where_only_one_has_it(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/2018/old.md", brief("Old", author="Ada", date="2018-01-01"))
    site.write("content/briefs/2019/new.md", brief("New", "[old](old.md)", author="Ada", date="2019-01-01"))
    assert site.build().problems == ()
    assert (
        site.all("briefs/2019/new/index.html", ".text a:not(.anchor)")[0].attributes["href"]
        == "../../../briefs/2018/old/"
    )
    site.write("content/briefs/2017/old.md", brief("Older", author="Ada", date="2017-01-01"))
    assert [problem.hint for problem in site.build().problems] == ["did you mean ../2017/old.md or ../2018/old.md?"]
