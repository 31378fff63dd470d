"""Feeds, sitemap and robots.txt, read by parsers that are not ours."""

import json
import re
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser
from sitetext import Site, brief

URL = "https://example.org/"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def feeds(site: Site) -> list[str]:
    """Those of briefs: that of the corrections has no full texts."""
    found = [path for path in site.files() if path.endswith("feed.xml") and not path.startswith("corrections/")]
    assert len(found) > 10
    return found


def test_every_feed_is_well_formed(built: Site) -> None:
    for path in feeds(built):
        parsed = feedparser.parse(built.files()[path])
        assert not parsed.bozo, (path, parsed.get("bozo_exception"))
        assert parsed.version == "atom10"
        assert parsed.entries or path != "feed.xml"
        assert parsed.feed.id == parsed.feed.links[0].href == URL + path
        assert parsed.feed.title
        assert parsed.feed.updated
        page = unquote(parsed.feed.links[1].href.removeprefix(URL)) + "index.html"
        assert (built.out / page).is_file()


def test_a_feed_is_as_new_as_its_newest_entry(built: Site) -> None:
    for path in feeds(built):
        root = ElementTree.fromstring(built.files()[path])
        updates = [entry.findtext(f"{ATOM}updated") or "" for entry in root.iter(f"{ATOM}entry")]
        assert len(updates) <= 10
        assert root.findtext(f"{ATOM}updated") == max(updates, default="1970-01-01T00:00:00+00:00")


def test_entry_has_the_whole_text_all_authors_and_its_page(built: Site) -> None:
    entries = {entry.id: entry for path in feeds(built) for entry in feedparser.parse(built.files()[path]).entries}
    assert len(entries) > 20
    for address, entry in entries.items():
        page = built.page(unquote(address.removeprefix(URL)))
        assert entry.title == page.css_first("h1").text()
        words = " ".join(re.sub(r"<[^>]+>", " ", entry.content[0].value).split())
        for paragraph in page.css(".text p"):
            first = paragraph.text().split()[:3]
            assert first[0] in words
        assert [author.name for author in entry.authors] == [a.text() for a in page.css(".byline a[rel=author]")]
        assert entry.published[:10] == page.css_first(".byline time").attributes["datetime"]
        assert [tag.term for tag in entry.get("tags", [])] == [a.text() for a in page.css("a[rel=tag]")]


def test_notes_are_linked_as_on_the_page_in_both_forms(built: Site) -> None:
    entries = ElementTree.fromstring(built.files()["feed.xml"]).iter(f"{ATOM}entry")
    texts = {each.findtext(f"{ATOM}id") or "": each.findtext(f"{ATOM}content") or "" for each in entries}
    for item in json.loads(built.read("feed.json"))["items"]:
        assert texts[item["id"]] == item["content_html"]
    seen = 0
    for address, html in texts.items():
        page, found = built.page(unquote(address.removeprefix(URL))), LexborHTMLParser(html)
        signs = [node.attributes["href"] for node in page.css(".text sup.footnote-ref a")]
        assert [node.attributes["href"] for node in found.css("sup.footnote-ref a")] == [
            address + (to or "") for to in signs
        ]
        assert "<a " not in found.body.text(), "a tag is shown as text"
        seen += len(signs)
    assert seen >= 10


def test_links_in_a_text_lead_on_from_anywhere(built: Site) -> None:
    for path in feeds(built):
        root = ElementTree.fromstring(built.files()[path])
        for entry in root.iter(f"{ATOM}entry"):
            content = entry.find(f"{ATOM}content")
            assert content is not None
            assert content.attrib["{http://www.w3.org/XML/1998/namespace}base"] == entry.findtext(f"{ATOM}id")
            for link in re.findall(r'(?:href|src)="([^"]*)"', content.text or ""):
                assert link.startswith(("https://", "http://", "mailto:", "tel:", "#")), link


def test_ids_and_dates_are_of_the_content_alone(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/old.md", brief("Old", author="Ada", date="2018-02-02"))
    site.write("content/briefs/new.md", brief("New", author="Ada", date="2018-03-03", updated="2018-04-04"))
    site.build()
    before = feedparser.parse(site.read("feed.xml"))
    assert before.feed.updated == "2018-04-04T00:00:00+00:00"
    assert [entry.updated[:10] for entry in before.entries] == ["2018-04-04", "2018-02-02"]

    site.edit("content/briefs/old.md", "Old", "Renamed")
    site.build(fresh=True)
    after = feedparser.parse(site.read("feed.xml"))
    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]
    assert after.feed.updated == before.feed.updated


def test_date_in_the_zone_of_the_site(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.edit("content/site.yaml", "title:", "timezone: Asia/Tehran\ntitle:")
    site.write("content/briefs/a.md", brief("A", author="Ada", date="2018-02-02 17:30"))
    site.build()
    (entry,) = feedparser.parse(site.read("feed.xml")).entries
    assert entry.published == "2018-02-02T17:30:00+03:30"


def test_a_feed_for_each_author_institute_project_and_tag(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write(
        "content/briefs/a.md",
        brief("A", author="[Ada, Eve]", date="2018-02-02", tags="[X, Y]", project="P", institute="I"),
    )
    site.write("content/briefs/b.md", brief("B", author="Eve", date="2018-02-03"))
    site.build()
    got = {
        path: [entry.title for entry in feedparser.parse(data).entries]
        for path, data in site.files().items()
        if path.endswith("feed.xml")
    }
    assert got == {
        "feed.xml": ["B", "A"],
        "authors/ada/feed.xml": ["A"],
        "authors/eve/feed.xml": ["B", "A"],
        "institutes/i/feed.xml": ["A"],
        "projects/p/feed.xml": ["A"],
        "tags/x/feed.xml": ["A"],
        "tags/y/feed.xml": ["A"],
    }


def test_every_page_names_its_feed(built: Site) -> None:
    for path in built.pages():
        hrefs = [node.attributes["href"] for node in built.all(path, "link[type='application/atom+xml']")]
        assert hrefs
        if re.fullmatch(r"(authors|tags|projects|institutes)/[^/]+/index\.html", path):
            assert len(hrefs) == 2


def test_sitemap_names_pages_that_exist_and_every_brief(built: Site) -> None:
    root = ElementTree.fromstring(built.files()["sitemap.xml"])
    addresses = [loc.text or "" for loc in root.iter(f"{SITEMAP}loc")]
    assert len(addresses) == len(set(addresses))
    files = {unquote(address.removeprefix(URL)) + "index.html" for address in addresses}
    assert all(address.startswith(URL) and address.isascii() for address in addresses)
    # Nobody looks for the page on which one looks for others.
    pages = {page for page in built.pages() if "/page/" not in page and page not in ("404.html", "search/index.html")}
    assert files == pages
    assert {re.fullmatch(r"\d{4}-\d\d-\d\d", mod.text or "") is not None for mod in root.iter(f"{SITEMAP}lastmod")} == {
        True
    }


def test_long_sitemap_is_parted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefs.outputs.sitemap.LIMIT", 5)
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", author="Ada", date="2018-02-02"))
    site.build()
    index = ElementTree.fromstring(site.files()["sitemap.xml"])
    parts = [(loc.text or "").removeprefix("https://rivers.example/") for loc in index.iter(f"{SITEMAP}loc")]
    assert len(parts) == 2
    found = [len(list(ElementTree.fromstring(site.files()[part]))) for part in parts]
    assert found[0] == 5
    assert sum(found) == len([page for page in site.pages() if page != "404.html"])


def test_robots(built: Site) -> None:
    assert built.read("robots.txt") == (
        f"User-agent: *\nAllow: /\n\nSitemap: {URL}sitemap.xml\nSitemap: {URL}sitemap-news.xml\n"
    )


def test_everything_that_is_xml_parses(built: Site) -> None:
    for path, data in built.files().items():
        if path.endswith((".xml", ".svg")):
            ElementTree.fromstring(data)
