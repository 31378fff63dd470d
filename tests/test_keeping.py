"""What was published stays: old addresses lead on, withdrawn briefs leave a notice, and corrections are told."""

from pathlib import Path

import feedparser
import pytest
from sitetext import Site, brief

from briefs.redirects import BadAddress, old_address

SITE = """\
-- content/site.yaml --
title: Two Rivers
url: https://rivers.example/notes/
required: [title]
-- content/tags.yaml --
water: {label: Water, old_addresses: [tags/aqua/]}
-- content/briefs/dam.md --
---
title: A <dam> is filled
author: Nadia Brook
date: 2019-03-04
tags: [Water]
aliases: [/old/dam/, /2019/03/dam.html]
corrections:
  - {date: 2019-03-05, text: It is 90 metres high.}
  - {date: 2019-03-09, text: It is on the upper river.}
---
The reservoir was filled, as [we wrote](/old/lake/#comment) and [wrote again](lake.md#comment).
-- content/briefs/lake.md --
---
title: A lake shrinks
author: Odile Ferrymoor
date: 2019-03-04
tags: [Water, Salt]
summary: A third of it is gone.
key_points: [It was larger.]
aliases: [/old/lake/]
withdrawn: {date: 2019-03-07, reason: The pictures were of another lake.}
---
The shore has moved by a mile.

![The shore](shore.svg) [All of it](shore.csv)

Comment: The fields will be dry.
-- content/briefs/shore.svg --
drawing 10x10
-- content/briefs/shore.csv --
a,b
-- content/briefs/other.csv --
a,b
-- content/briefs/road.fa.md --
---
title: راه باز شد
date: 2019-03-04
aliases: [/old/راه/]
corrections: {date: 2019-03-06, text: راه دیگری است.}
---
متن
"""


def test_an_old_address_leads_to_the_page(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()

    page = site.page("old/dam/")
    (refresh,) = page.css('meta[http-equiv="refresh"]')
    assert refresh.attributes["content"] == "0; url=../../briefs/2019/dam/"
    (robots,) = page.css('meta[name="robots"]')
    assert robots.attributes["content"] == "noindex"
    (canonical,) = page.css('link[rel="canonical"]')
    assert canonical.attributes["href"] == "https://rivers.example/notes/briefs/2019/dam/"
    (link,) = page.css("main a")
    assert (link.attributes["href"], link.text()) == ("../../briefs/2019/dam/", "A <dam> is filled")
    assert page.css("meta")[1].attributes["http-equiv"] == "Content-Security-Policy"
    assert not page.css("script")
    assert 'url=../../briefs/2019/dam/"' in site.read("2019/03/dam.html")
    persian = site.page("old/راه/").css_first("html").attributes
    assert (persian["lang"], persian["dir"]) == ("fa", "rtl")


def test_old_addresses_are_told_to_nobody(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.edit("content/site.yaml", "title:", "search: true\ntitle:")
    site.build()
    told = [path for path, data in site.files().items() if b"old/dam" in data]
    assert told == []


def test_the_feed_of_a_term_goes_on_at_its_old_address(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    assert site.read("tags/aqua/feed.xml") == site.read("tags/water/feed.xml")
    assert 'url=../../tags/water/"' in site.read("tags/aqua/index.html")


def test_a_link_to_an_old_address_leads_straight_on(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    report = site.build()
    links = [node.attributes["href"] for node in site.all("briefs/2019/dam/", ".text a:not(.anchor)")]
    assert links == ["../../../briefs/2019/lake/"] * 2
    assert not [problem for problem in report.problems if problem.code.startswith("dead")]


def test_a_withdrawn_brief_leaves_a_notice_and_nothing_else(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.edit("content/site.yaml", "title:", "search: true\ntitle:")
    site.build()

    assert site.text("briefs/2019/lake/", "h1") == "A lake shrinks"
    assert site.text("briefs/2019/lake/", ".byline") == "By Odile Ferrymoor | Mar 4, 2019"
    assert site.text("briefs/2019/lake/", ".text p:last-child") == "Mar 7, 2019: The pictures were of another lake."
    assert {"briefs/shore.svg", "briefs/shore.csv"}.isdisjoint(site.files())
    assert "briefs/other.csv" in site.files()
    files = {path: data.decode(errors="replace") for path, data in site.files().items()}
    for words in ("moved by a mile", "A third of it", "It was larger", "will be dry", "Salt"):
        assert [path for path, text in files.items() if words in text] == []
    told = {path for path, text in files.items() if "A lake shrinks" in text}
    assert told == {
        "briefs/2019/lake/index.html",
        "corrections/index.html",
        "corrections/feed.xml",
        "corrections/feed.json",
        "old/lake/index.html",
    }
    assert "briefs/2019/lake/</loc>\n<lastmod>2019-03-07" in files["sitemap.xml"].replace("><", ">\n<")
    assert "mile" not in (tmp_path / "content/briefs/dam.md").read_text()


def test_corrections_have_a_page_and_a_feed(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()

    assert site.texts("corrections/", "main li h2") == [
        "A <dam> is filled",
        "A lake shrinks",
        "راه باز شد",
        "A <dam> is filled",
    ]
    assert site.texts("corrections/", "main li p")[1] == "Mar 7, 2019: Withdrawn. The pictures were of another lake."
    links = [node.attributes["href"] for node in site.all("corrections/", "main li a")]
    assert (links[0], links[3]) == ("../briefs/2019/dam/#correction-2", "../briefs/2019/dam/#correction-1")
    assert site.text("briefs/2019/dam/", "#correction-1").endswith("It is 90 metres high.")
    assert "../corrections/" in [node.attributes["href"] for node in site.all("tags/", "footer a")]
    feed = feedparser.parse(site.read("corrections/feed.xml"))
    assert not feed.bozo
    assert feed.feed.updated == "2019-03-09T00:00:00+00:00"
    assert len({entry.id for entry in feed.entries}) == 4
    assert feed.entries[1].content[0].value == "Withdrawn. The pictures were of another lake."


def test_a_correction_more_changes_few_files(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    site.edit("content/briefs/dam.md", "corrections:\n", "corrections:\n  - {date: 2019-03-10, text: It is old.}\n")
    report = site.build()
    assert {"corrections/index.html", "corrections/feed.xml", "briefs/2019/dam/index.html"} <= set(report.rendered)
    assert "tags/index.html" not in report.rendered
    assert site.texts("corrections/", "main li p")[0] == "Mar 10, 2019: It is old."
    assert site.build().rendered == []


def test_a_brief_is_withdrawn_and_comes_back(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.write("content/briefs/toll.md", brief("A toll", "It is paid.", date="2019-01-01", tags="[Trade]"))
    site.build()
    before = site.files()

    site.edit("content/briefs/toll.md", "title:", "withdrawn: {date: 2019-02-01, reason: Wrong.}\ntitle:")
    report = site.build()
    assert "tags/trade/index.html" in report.removed
    assert "It is paid" not in site.read("briefs/2019/toll/index.html")

    site.edit("content/briefs/toll.md", "withdrawn: {date: 2019-02-01, reason: Wrong.}\n", "")
    site.build()
    assert site.files() == before


def test_the_only_brief_of_a_year_is_withdrawn(tmp_path: Path) -> None:
    site = Site(tmp_path, "-- content/site.yaml --\ntitle: Two Rivers\nurl: https://two.github.io/rivers/\n")
    site.write("content/briefs/dam.md", brief("Dam", author="Ada", date="2019-01-01"))
    site.write(
        "content/briefs/lake.md",
        brief("Lake", author="Ada", date="2020-01-01", withdrawn="{date: 2020-02-01, reason: Wrong.}"),
    )
    site.build(strict=True)
    links = ".byline a:not([rel])"
    assert site.texts("briefs/2020/lake/", links) == []
    assert site.text("briefs/2020/lake/", ".byline") == "By Ada | Jan 1, 2020"
    site.write("content/briefs/sea.md", brief("Sea", author="Ada", date="2020-03-01"))
    site.build(strict=True)
    assert site.texts("briefs/2020/lake/", links) == ["Jan 1, 2020"]
    site.remove("content/briefs/sea.md")
    site.build(strict=True)
    assert site.texts("briefs/2020/lake/", links) == []
    site.write(
        "content/briefs/sky.md",
        brief("Sky", author="Ada", date="2018-03-01", withdrawn="{date: 2020-02-01, reason: Wrong.}"),
    )
    site.remove("content/briefs/dam.md")
    site.build(strict=True)


def test_a_site_without_corrections_has_no_page_of_them(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A"))
    site.build()
    assert not [path for path in site.files() if "corrections" in path]
    assert "corrections" not in site.read("index.html")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("/notes/a/", "a/"), ("a", "a/"), ("/a/index.html", "a/"), ("https://RIVERS.example/notes/a/b/", "a/b/"), ("/a.htm", "a.htm"),
        ("/a.b/", "a.b/"), ("/%D8%A2%D8%A8/", "آب/"), ("/آب/", "آب/"), ("//rivers.example/notes/a/", "a/"),
    ],
)  # fmt: skip
def test_old_addresses_are_understood_as_they_are_found(written: str, address: str) -> None:
    assert old_address(written, "https://rivers.example/notes/") == address


@pytest.mark.parametrize(
    "written", ["https://rivers.example/a/", "http://[", "a\\b", "/CON.x/", "%E2%80%AE", "x" * 300, "/a:b/", "/~me/"]
)
def test_other_addresses_are_refused(written: str) -> None:
    with pytest.raises(BadAddress):
        old_address(written, "https://rivers.example/notes/")
