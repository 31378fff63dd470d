"""Which pages there are, and what stands on them."""

from pathlib import Path

import pytest
from sitetext import Site, brief, codes

TEXT = """\
-- content/site.yaml --
title: Two Rivers
tagline: Notes on water
url: https://rivers.example/notes/
search: false
exports: []
feeds: [atom]
per_page: 2
publisher: Lanternfield
licence: CC BY 4.0
menu:
  Briefs: /archive/
  About: pages/about.md
  Elsewhere: https://example.org/
-- content/authors/nadia-brook.md --
---
name: Nadia Brook
role: Director of River Watch
institute: Lanternfield
project: River Watch
orcid: 0000-0002-1825-0097
email: nadia@rivers.example
links:
  Home: https://nadia.example/
---
Nadia writes on **water**.
-- content/institutes/lanternfield.yaml --
name: The Lanternfield Institute
aliases: [Lanternfield]
text: An institute by the lake.
-- content/projects/river-watch.md --
---
name: River Watch
---
It watches rivers.
-- content/tags.yaml --
water:
  label: Water
  text: All that flows.
-- content/pages/about.md --
---
title: About us
---
See [what we wrote](/archive/).
-- content/pages/legal/privacy.md --
---
title: Privacy
---
We keep nothing.
-- content/briefs/2019/2019-03-04-dam.md --
---
title: A dam is filled
author: nadia-brook
date: 2019-03-04
project: River Watch
tags: [Water, Salt]
key_points: [It is full., Fields dry up.]
summary: The reservoir is full.
---
The reservoir was filled.
-- content/briefs/2019/lake.md --
---
title: A lake shrinks
author: Odile Ferrymoor
date: 2019-02-01
updated: 2019-02-09
tags: [Water]
---
The lake is smaller.
-- content/briefs/2019/lake.fa.md --
---
title: دریاچه کوچک می‌شود
author: Odile Ferrymoor
date: 2019-02-01
---
دریاچه کوچک شد.
-- content/briefs/road.md --
---
title: A road opens
author: nadia-brook
date: 2018-05-06
tags: [water]
---
It leads over the pass.
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = Site(tmp_path_factory.mktemp("pages"), TEXT)
    report = made.build()
    assert report.problems == ()
    return made


def test_there_are_just_these_files(site: Site) -> None:
    fonts = [path for path in site.files() if path.startswith("static/fonts/")]
    assert len([path for path in fonts if path.endswith(".woff2")]) == 5
    assert sorted(site.files().keys() - set(fonts)) == [
        ".nojekyll",
        "404.html",
        "about/index.html",
        "archive/2018/index.html",
        "archive/2019/index.html",
        "archive/2019/page/2/index.html",
        "archive/index.html",
        "archive/page/2/index.html",
        "authors/index.html",
        "authors/nadia-brook/feed.xml",
        "authors/nadia-brook/index.html",
        "authors/odile-ferrymoor/feed.xml",
        "authors/odile-ferrymoor/index.html",
        "briefs/2018/road/index.html",
        "briefs/2019/dam/index.html",
        "briefs/2019/lake/index.html",
        "fa/briefs/2019/lake/index.html",
        "feed.xml",
        "index.html",
        "index.json",
        "index.schema.json",
        "institutes/index.html",
        "institutes/lanternfield/feed.xml",
        "institutes/lanternfield/index.html",
        "legal/privacy/index.html",
        "projects/index.html",
        "projects/river-watch/feed.xml",
        "projects/river-watch/index.html",
        "robots.txt",
        "sitemap-news.xml",
        "sitemap.xml",
        "static/copy.js",
        "static/icon.svg",
        "static/style.css",
        "tags/index.html",
        "tags/salt/feed.xml",
        "tags/salt/index.html",
        "tags/water/feed.xml",
        "tags/water/index.html",
        "tags/water/page/2/index.html",
    ]


def titles(site: Site, page: str) -> list[str]:
    return site.texts(page, ".card :is(h2, h3, h4)")


def test_home_has_the_latest(site: Site) -> None:
    assert titles(site, "") == ["A dam is filled", "A lake shrinks"]
    assert site.text("", "title") == "Two Rivers"
    assert site.text("", ".more") == "All briefs (4)"
    assert "Notes on water" in site.text("", ".masthead")


def test_every_page_has_one_headline_title_language_and_menu(site: Site) -> None:
    for path in site.pages():
        page = site.page(path)
        assert len(page.css("h1")) == 1, path
        assert page.css_first("title").text(strip=True)
        language = "fa" if path.startswith("fa/") else "en"
        root = page.css_first("html").attributes
        assert (root["lang"], root["dir"]) == (language, "rtl" if language == "fa" else "ltr")
        assert [a.text() for a in page.css(".masthead nav a")] == ["Briefs", "About", "Elsewhere"]
        assert "Published by The Lanternfield Institute" in page.css_first("footer.colophon").text()


def test_archive_in_pages(site: Site) -> None:
    assert titles(site, "archive/") == ["A dam is filled", "A lake shrinks"]
    assert titles(site, "archive/page/2/") == ["دریاچه کوچک می‌شود", "A road opens"]
    assert site.text("archive/page/2/", ".pager span") == "Page 2 / 2"
    (back,) = site.all("archive/page/2/", ".pager a")
    assert (back.attributes["rel"], back.attributes["href"]) == ("prev", "../../../archive/")
    (on,) = site.all("archive/", ".pager a")
    assert (on.attributes["rel"], on.attributes["href"]) == ("next", "../archive/page/2/")


def test_archive_by_year(site: Site) -> None:
    assert site.texts("archive/", ".years li") == ["2019 3", "2018 1"]
    assert titles(site, "archive/2018/") == ["A road opens"]
    assert titles(site, "archive/2019/page/2/") == ["دریاچه کوچک می‌شود"]
    assert site.text("archive/2018/", ".years [aria-current]") == "2018"


def test_indexes_count_the_briefs(site: Site) -> None:
    assert site.texts("tags/", ".index li") == ["Salt 1", "Water 3All that flows."]
    assert site.texts("authors/", ".index li") == [
        "Nadia Brook 2Director of River Watch - The Lanternfield Institute",
        "Odile Ferrymoor 2",
    ]
    assert site.texts("projects/", ".index li") == ["River Watch 1It watches rivers."]
    assert site.texts("institutes/", ".index li") == ["The Lanternfield Institute 2An institute by the lake."]


def test_tag_page(site: Site) -> None:
    assert site.text("tags/water/", "h1") == "Water"
    assert site.text("tags/water/", "header .text") == "All that flows."
    assert titles(site, "tags/water/") == ["A dam is filled", "A lake shrinks"]
    assert titles(site, "tags/water/page/2/") == ["A road opens"]
    assert site.all("tags/water/page/2/", "header .text") == []
    assert titles(site, "tags/salt/") == ["A dam is filled"]


def test_author_page(site: Site) -> None:
    page = "authors/nadia-brook/"
    assert site.text(page, "h1") == "Nadia Brook"
    assert site.text(page, "header .text") == "Nadia writes on water."
    assert site.texts(page, ".positions li") == ["Director of River Watch - The Lanternfield Institute"]
    links = [a.attributes["href"] for a in site.all(page, ".links a")]
    assert links == ["https://nadia.example/", "mailto:nadia@rivers.example", "https://orcid.org/0000-0002-1825-0097"]
    assert titles(site, page) == ["A dam is filled", "A road opens"]


def test_institute_and_project_pages_name_their_people(site: Site) -> None:
    for page in ("institutes/lanternfield/", "projects/river-watch/"):
        assert site.texts(page, ".people li") == ["Nadia Brook, Director of River Watch"]
    assert titles(site, "projects/river-watch/") == ["A dam is filled"]
    assert titles(site, "institutes/lanternfield/") == ["A dam is filled", "A road opens"]


def test_brief_page(site: Site) -> None:
    page = "briefs/2019/dam/"
    assert site.text(page, "h1") == "A dam is filled"
    assert site.text(page, "title") == "A dam is filled · Two Rivers"
    assert site.texts(page, ".key-points li") == ["It is full.", "Fields dry up."]
    assert [a.text() for a in site.all(page, "a[rel=tag]")] == ["Water", "Salt"]
    (description,) = site.all(page, "meta[name=description]")
    assert description.attributes["content"] == "The reservoir is full."
    assert site.text("briefs/2019/lake/", ".updated") == "Updated Feb 9, 2019"


def test_translations_lead_to_each_other(site: Site) -> None:
    for page, href, lang in (
        ("briefs/2019/lake/", "../../../fa/briefs/2019/lake/", "fa"),
        ("fa/briefs/2019/lake/", "../../../../briefs/2019/lake/", "en"),
    ):
        (link,) = site.all(page, ".translations a")
        assert (link.attributes["href"], link.attributes["lang"]) == (href, lang)
        alternates = {link.attributes["hreflang"]: link.attributes["href"] for link in site.all(page, "link[hreflang]")}
        assert alternates == {
            "en": "https://rivers.example/notes/briefs/2019/lake/",
            "fa": "https://rivers.example/notes/fa/briefs/2019/lake/",
            "x-default": "https://rivers.example/notes/briefs/2019/lake/",
        }


def test_free_pages(site: Site) -> None:
    assert site.text("about/", ".text a:not(.anchor)") == "what we wrote"
    assert site.text("legal/privacy/", "h1") == "Privacy"


def test_page_for_unknown_addresses_has_absolute_links(site: Site) -> None:
    page = site.page("404.html")
    links = [node.attributes.get("href") for node in page.css("a, link") if node.attributes.get("href") != "#main"]
    assert len(links) > 10
    assert all(link.startswith("https://") for link in links if link)
    assert [node.attributes["content"] for node in page.css("meta[name=robots]")] == ["noindex"]


# Drafts and dates


def test_draft_is_left_out_and_no_page_leads_to_it(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/seen.md", brief("Seen", "See [that](secret.md).", author="Ada", date="2019-01-01"))
    site.write(
        "content/briefs/secret.md",
        brief("Secret", "S3cret.", author="Spy", tags="[Hush]", date="2019-02-02", draft="true"),
    )

    report = site.build()
    assert codes(report.problems) == ["held-link"]
    assert not [
        path
        for path, data in site.files().items()
        if any(word in (path.encode() + data).lower() for word in (b"secret", b"spy", b"hush"))
    ]

    site.build(drafts=True)
    assert site.text("briefs/2019/secret/", "p.draft") == "Draft"
    assert site.text("", ".card .draft") == "Draft"
    assert [a.attributes["href"] for a in site.all("briefs/2019/seen/", ".text a:not(.anchor)")] == [
        "../../../briefs/2019/secret/"
    ]
    assert "tags/hush/index.html" in site.pages()

    assert set(site.build().removed) >= {"briefs/2019/secret/index.html", "tags/hush/index.html"}


def test_brief_without_a_date_comes_last(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("Undated A", author="Ada"))
    for day in ("2001-01-01", "2019-05-05"):
        site.write(f"content/briefs/{day}-x.md", brief(day, author="Ada", date=day))
    report = site.build()
    assert codes(report.problems) == ["no-date"]
    assert titles(site, "") == ["2019-05-05", "2001-01-01", "Undated A"]
    assert site.texts("archive/", ".years li") == ["2019 1", "2001 1", "Undated 1"]
    assert titles(site, "archive/undated/") == ["Undated A"]
    assert "Undated A" not in site.read("feed.xml")


def test_briefs_of_one_day_go_by_time_and_then_by_title(tmp_path: Path) -> None:
    site = Site(tmp_path)
    for number, (title, day) in enumerate(
        [("Beta", "2019-05-05"), ("alpha", "2019-05-05"), ("Late", "2019-05-05 17:30"), ("Early", "2019-05-05 08:00")]
    ):
        site.write(f"content/briefs/{number}.md", brief(title, author="Ada", date=day))
    site.build()
    assert titles(site, "") == ["Late", "Early", "alpha", "Beta"]


# Addresses and menu


@pytest.mark.parametrize(
    ("pattern", "page"),
    [
        ("briefs/{year}/{slug}/", "briefs/2019/it/"),
        ("{slug}", "it/"),
        ("/{year}/{month}/{day}/{slug}/", "2019/03/04/it/"),
        ("{project}/{slug}/", "river-watch/it/"),
        ("{lang}/{slug}/", "en/it/"),
    ],
)
def test_permalink_patterns(tmp_path: Path, pattern: str, page: str) -> None:
    site = Site(tmp_path, "-- content/projects/river-watch.yaml --\nname: The River Watch Project\naliases: [RW]\n")
    site.edit("content/site.yaml", "title:", f'permalink: "{pattern}"\ntitle:')
    site.write("content/briefs/it.md", brief("It", author="Ada", date="2019-03-04", project="RW"))
    site.write("content/briefs/bare.md", brief("Bare"))
    site.build()
    assert site.text(page, "h1") == "It"
    (bare,) = [path for path in site.pages() if path.endswith("bare/index.html")]
    assert "//" not in bare


def test_slug_and_language_by_name(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/2018-01-02-Über Öl & Gas.md", brief("One"))
    site.write("content/briefs/two.md", brief("Two", slug="named"))
    site.write("content/briefs/three.fa.md", brief("سه"))
    site.write("content/briefs/v1.2.md", brief("Four"))
    site.write("content/pages/about.fa.md", brief("درباره"))
    site.write("content/pages/؟؟/x.md", brief("X"))
    site.build()
    for page in ("briefs/uber-ol-gas/", "briefs/named/", "fa/briefs/three/", "briefs/v1-2/", "fa/about/", "x/"):
        assert site.page(page).css_first("h1") is not None


@pytest.mark.parametrize("name", ["index", "404", "feed", "con", "؟؟؟", "!!!"])
def test_name_that_gives_no_address_is_refused(tmp_path: Path, name: str) -> None:
    site = Site(tmp_path)
    site.write(f"content/briefs/{name}.md", brief("Title"))
    (problem,) = site.refused()
    assert (problem.code, problem.path) == ("bad-slug", f"content/briefs/{name}.md")
    site.edit(f"content/briefs/{name}.md", "title:", "slug: good\ntitle:")
    site.build()


@pytest.mark.parametrize("target", ["pages/abuot.md", "/tagz/", "abuot", "javascript:alert(1)", "//evil.example/"])
def test_menu_that_leads_nowhere_is_an_error(tmp_path: Path, target: str) -> None:
    site = Site(tmp_path, "-- content/pages/about.md --\n---\ntitle: About\n---\nText.\n")
    site.edit("content/site.yaml", "title:", f"menu:\n  About: {target}\ntitle:")
    (problem,) = site.refused()
    assert (problem.path, problem.line) == ("content/site.yaml", 2)
    site.edit("content/site.yaml", target, "pages/about.md")
    site.build()


def test_empty_site_has_its_pages(tmp_path: Path) -> None:
    site = Site(tmp_path)
    (tmp_path / "content/briefs").mkdir()
    report = site.build()
    assert report.problems == ()
    assert site.text("", ".lead") == "Nothing has been published here yet."
    assert not site.all("", ".more")
    assert site.text("tags/", "main li") == "Nothing has been published here yet."


def test_documents_among_the_texts_are_told_and_not_published(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/draft.docx", b"PK")
    site.write("content/briefs/note.txt", "A note")
    site.write("content/briefs/old.markdown", "x")
    site.write("content/files/annex.txt", "An annex")
    problems = site.build().problems
    assert [problem.path for problem in problems] == [
        "content/briefs/draft.docx",
        "content/briefs/note.txt",
        "content/briefs/old.markdown",
    ]
    assert sorted(path for path in site.files() if path.endswith((".txt", ".docx")) and "fonts" not in path) == [
        "files/annex.txt",
        "robots.txt",
    ]


def test_photo_beside_the_register(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/images/ada.png", "small")
    site.write("content/authors/ada.yaml", "name: Ada Quill\nphoto: ../images/ada.png\n")
    assert site.build().problems == ()
    assert site.all("authors/ada/index.html", "img.photo")[0].attributes["src"] == "../../images/ada.png"


def test_mistakes_of_settings_and_of_content_are_told_together(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/site.yaml", "title: T\nurl: https://t.example/\nthme: x\n")
    site.write("content/briefs/a.md", brief("A", author="Ada", date="2018-02-30"))
    assert {problem.code for problem in site.refused()} == {"unknown-key", "bad-date"}
