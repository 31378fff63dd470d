"""What is made for programs beside Atom: JSON feeds, the index of all briefs, the sitemap of news, the search description."""

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import msgspec
import pytest
from shared_data import shared
from sitetext import Site, brief

from briefs.catalogue import Author, Catalogue, Listed

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
URL = "https://example.org/"


@pytest.fixture(scope="module")
def naughty(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A brief for each string that may be a title."""
    strings: list[str] = json.loads(shared("suites/naughty-strings.json").read_text(encoding="utf-8"))
    site = Site(
        tmp_path_factory.mktemp("naughty"),
        "-- content/site.yaml --\ntitle: N\nurl: https://example.org/\nper_page: 1000\n",
    )
    for number, text in enumerate(dict.fromkeys(strings)):
        if (
            re.search(
                "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ufeff\U000e0001-\U000e007f]",
                text,
            )
            or not text.strip()
        ):
            continue
        value = json.dumps(text)
        site.write(
            f"content/briefs/s{number:03}.md",
            f"---\ntitle: {value}\nauthor: [{value}]\ntags: [{value}]\ndate: 2018-01-01\n---\n\nText.\n",
        )
    report = site.try_build()
    for problem in report.problems:
        if problem.severity == "error" and (site.root / problem.path).exists():
            site.remove(problem.path)
    site.build()
    return site


# Feeds


def atom_faults(data: bytes, url: str = URL) -> list[str]:
    """What the W3C's feed validator would say (https://validator.w3.org/feed/docs/): the errors and warnings about Atom that a
    generator can cause.
    """
    root = ElementTree.fromstring(data)
    found = []
    once, needed = (
        ("id", "title", "updated", "subtitle", "rights", "published", "summary", "content"),
        ("id", "title", "updated"),
    )
    for node in [root, *root.iter(f"{ATOM}entry")]:
        of = "entry" if node is not root else "feed"
        counts = {name: len(node.findall(f"{ATOM}{name}")) for name in once}
        found += [
            f"{of}: {name} {count} times"
            for name, count in counts.items()
            if count > 1 or (name in needed and not count)
        ]
        known = {
            f"{ATOM}{name}"
            for name in (
                *once,
                "link",
                "author",
                "contributor",
                "category",
                "generator",
                "icon",
                "logo",
                "entry",
                "source",
            )
        }
        found += [f"{of}: {child.tag}" for child in node if child.tag not in known]
        for name in ("updated", "published"):
            moment = node.findtext(f"{ATOM}{name}")
            if moment and not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", moment):
                found.append(f"{of}: {name} {moment}")
        if not re.match(r"https?://[^/ ]+/\S*$", node.findtext(f"{ATOM}id") or ""):
            found.append(f"{of}: id is no full address")
        links = [
            (link.get("rel", "alternate"), link.get("type"), link.get("hreflang"))
            for link in node.findall(f"{ATOM}link")
        ]
        found += [f"{of}: two links {link}" for link in set(links) if links.count(link) > 1 and link[0] == "alternate"]
        found += [
            f"{of}: {link.get('href')}"
            for link in node.findall(f"{ATOM}link")
            if not (link.get("href") or "").startswith("http")
        ]
        if not node.get(f"{XML}lang"):
            found.append(f"{of}: no language")
        for author in node.findall(f"{ATOM}author"):
            if not (author.findtext(f"{ATOM}name") or "").strip():
                found.append(f"{of}: author without a name")
        found += [f"{of}: category without a term" for each in node.findall(f"{ATOM}category") if not each.get("term")]
    if ("self", "application/atom+xml") not in [
        (link.get("rel"), link.get("type")) for link in root.findall(f"{ATOM}link")
    ]:
        found.append("feed: no link to itself")
    ids = [entry.findtext(f"{ATOM}id") for entry in root.iter(f"{ATOM}entry")]
    found += [f"two entries {each}" for each in set(ids) if ids.count(each) > 1]
    for entry in root.iter(f"{ATOM}entry"):
        content = entry.find(f"{ATOM}content")
        if entry.find(f"{ATOM}author") is None and root.find(f"{ATOM}author") is None:
            found.append("entry: nobody is its author")
        if content is None:
            found.append("entry: no content")
            continue
        text = content.text or ""
        if content.get("type") not in ("html", "text") or len(content):
            found.append("entry: content is not what its type says")
        if content.get("type") == "html":
            found += [
                f"entry: {each}"
                for each in re.findall(r"<(?:script|style|iframe|object|embed|form|meta|link|base)\b", text)
            ]
            found += [f"entry: {each}" for each in re.findall(r"<[^>]*\s((?:on\w+|style)=)", text)]
            addresses = re.findall(r"<[^>]*\s(?:href|src)=\"([^\"]*)\"", text)
            found += [
                f"entry: {each} leads nowhere from a reader"
                for each in addresses
                if not re.match(r"https?:|mailto:|tel:", each)
            ]
    return found


def feeds(site: Site, form: str) -> dict[str, bytes]:
    return {path: data for path, data in site.files().items() if path.endswith(f"feed.{form}")}


def test_atom_keeps_the_rules(built: Site, naughty: Site) -> None:
    for site in (built, naughty):
        found = {path: atom_faults(data) for path, data in feeds(site, "xml").items()}
        assert {path: faults for path, faults in found.items() if faults} == {}
        assert len(found) > 30


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<title>", b"<titel>"), (b"</title>\n<link", b"</title><title>x</title>\n<link"), (b'rel="self"', b'rel="other"'), (b"T00:00:00", b" 00:00"),
        (b"https://example.org/briefs", b"/briefs"), (b'type="html"', b'type="xhtml"'), (b' xml:lang="en"', b""), (b"&lt;p&gt;", b"&lt;script&gt;"),
        (b"&lt;p&gt;", b"&lt;a href=\"#x\"&gt;"), (b"<name>", b"<name> </name><name>"),
    ],
)  # fmt: skip
def test_the_rules_can_be_broken(built: Site, old: bytes, new: bytes) -> None:
    data = built.files()["feed.xml"]
    assert old in data
    broken = data.replace(old, new)
    if b"<titel>" in broken:
        broken = broken.replace(b"</title>", b"</titel>")
    assert atom_faults(broken)


def test_both_forms_of_a_feed_say_the_same(built: Site, naughty: Site) -> None:
    for site in (built, naughty):
        atoms, jsons = feeds(site, "xml"), feeds(site, "json")
        assert {path.removesuffix(".xml") for path in atoms} == {path.removesuffix(".json") for path in jsons}
        for path, data in atoms.items():
            if path.startswith("corrections/"):
                continue
            root, other = ElementTree.fromstring(data), json.loads(jsons[path.removesuffix("xml") + "json"])
            ours = [
                (
                    entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}updated"), entry.findtext(f"{ATOM}content"),
                    [name.text for name in entry.iterfind(f"{ATOM}author/{ATOM}name")], [each.get("term") for each in entry.iterfind(f"{ATOM}category")],
                )
                for entry in root.iter(f"{ATOM}entry")
            ]  # fmt: skip
            theirs = [
                (
                    item["id"],
                    item["title"],
                    item["date_modified"],
                    item["content_html"],
                    [each["name"] for each in item.get("authors", [])],
                    item.get("tags", []),
                )
                for item in other["items"]
            ]
            assert ours == theirs
            assert root.findtext(f"{ATOM}title") == other["title"]


def test_json_feeds_keep_the_rules(built: Site) -> None:
    """Of https://www.jsonfeed.org/version/1.1/: what must be there, of which kind, and in which form."""
    for path, data in feeds(built, "json").items():
        feed = json.loads(data)
        assert (feed["version"], feed["feed_url"]) == ("https://jsonfeed.org/version/1.1", URL + path)
        page = unquote(feed["home_page_url"].removeprefix(URL)) + "index.html"
        assert (built.out / page).is_file()
        assert feed["title"]
        assert feed["authors"] == [{"name": "Lanternfield Institute", "url": f"{URL}institutes/lanternfield/"}]
        assert len({item["id"] for item in feed["items"]}) == len(feed["items"])
        for item in feed["items"]:
            assert isinstance(item["id"], str)
            assert item["url"].startswith(URL)
            assert "content_html" in item or "content_text" in item
            for key in ("date_published", "date_modified"):
                assert key not in item or datetime.fromisoformat(item[key]).tzinfo
            for link in re.findall(r'<[^>]*\s(?:href|src)="([^"]*)"', item.get("content_html", "")):
                assert re.match(r"https?:|mailto:|tel:", link), link


def test_pages_name_both_forms(built: Site) -> None:
    for page in ("", "authors/josiah-carberry/", "institutes/lanternfield/", "corrections/"):
        links = {
            node.attributes["type"]: node.attributes["href"]
            for node in built.all(page, "link[rel=alternate][type*=feed], link[type*=atom]")
        }
        assert set(links) == {"application/atom+xml", "application/feed+json"}
    for path in built.pages():
        for node in built.all(path, "link[rel=alternate][type]"):
            assert (
                (built.out / path).parent / unquote(node.attributes["href"] or "")
            ).resolve().is_file() or path == "404.html"


@pytest.mark.parametrize(
    ("setting", "there"), [("[atom]", {"xml"}), ("json", {"json"}), ("[]", set()), ("[json, atom]", {"xml", "json"})]
)
def test_the_forms_are_chosen(tmp_path: Path, setting: str, there: set[str]) -> None:
    site = Site(tmp_path)
    site.edit("content/site.yaml", "title:", f"feeds: {setting}\ntitle:")
    site.write(
        "content/briefs/a.md",
        brief("A", author="Ada", date="2018-02-02", corrections="[{date: 2018-02-03, text: It was B.}]"),
    )
    site.build()
    found = [path for path in site.files() if "feed." in path]
    assert {path.rpartition(".")[2] for path in found} == there
    assert len(found) == 3 * len(there)
    for path in site.pages():
        assert len(site.all(path, "link[type*=feed], link[type*=atom]")) == len(there) * (
            2 if path in ("authors/ada/index.html", "corrections/index.html") else 1
        )
        assert len(site.all(path, "a[href*='feed.']")) == bool(there) * (
            2 if path in ("authors/ada/index.html", "corrections/index.html") else 1
        )


# The index of all briefs


def test_index_of_all_briefs_is_what_its_schema_says(built: Site, naughty: Site) -> None:
    for site in (built, naughty):
        schema, index = (json.loads(site.read(name)) for name in ("index.schema.json", "index.json"))
        validator = jsonschema.Draft202012Validator(schema)
        validator.check_schema(schema)
        assert list(validator.iter_errors(index)) == []
        assert index["$schema"] == schema["$id"] == f"{URL}index.schema.json"
        pages = [path for path in site.pages() if 'property="og:type"' in site.read(path)]
        assert sorted(unquote(each["url"].removeprefix(URL)) + "index.html" for each in index["briefs"]) == pages
        for each in index["briefs"]:
            page = site.page(unquote(each["url"].removeprefix(URL)))
            assert each["title"] == " ".join(page.css_first("h1").text().split())
            assert [author["name"] for author in each.get("authors", [])] == [
                " ".join(a.text().split()) for a in page.css(".byline a[rel=author]")
            ]
    index["briefs"][0]["date"] = "yesterday"
    assert list(validator.iter_errors(index))


def test_fields_of_the_index_are_in_the_guide() -> None:
    from test_docs import table

    rows = [set(re.findall(r"`([$\w]+)`", row[1])) for row in table("metadata.md", "catalogue")]
    assert rows == [{field.encode_name for field in msgspec.structs.fields(of)} for of in (Catalogue, Listed, Author)]


def test_editing_a_text_leaves_the_index_alone(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", "How it begins.\n\nHow it goes on.", author="Ada", date="2018-02-02"))
    site.build()
    for old, new in (("How it begins", "Otherwise"), ("How it goes on", "How it ends")):
        site.edit("content/briefs/a.md", old, new)
        report = site.build()
        assert "briefs/2018/a/index.html" in report.written
        assert "index.json" not in report.rendered
    site.edit("content/briefs/a.md", "title: A", "title: B")
    assert "index.json" in site.build().written


# News, and the search


def test_sitemap_of_news_counts_from_the_newest(tmp_path: Path) -> None:
    site = Site(tmp_path)
    for day in ("2018-03-01", "2018-03-03", "2018-03-05", "2018-03-04 17:30"):
        site.write(f"content/briefs/b{day[8:10]}.md", brief(f"Of {day[:10]} & <more>", author="Ada", date=day))
    site.write("content/briefs/c.fa.md", brief("سد", author="Ada", date="2018-03-05"))
    site.write("content/briefs/undated.md", brief("Undated"))
    site.build()
    root = ElementTree.fromstring(site.files()["sitemap-news.xml"])
    news = "{http://www.google.com/schemas/sitemap-news/0.9}"
    place = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    got = {
        (url.findtext(f"{place}loc") or "").removeprefix("https://rivers.example/"): tuple(
            url.findtext(f"{news}news/{path}")
            for path in (
                f"{news}publication/{news}name",
                f"{news}publication/{news}language",
                f"{news}publication_date",
                f"{news}title",
            )
        )
        for url in root
    }
    assert got == {
        "fa/briefs/2018/c/": ("Two Rivers", "fa", "2018-03-05", "سد"),
        "briefs/2018/b05/": ("Two Rivers", "en", "2018-03-05", "Of 2018-03-05 & <more>"),
        "briefs/2018/b04/": ("Two Rivers", "en", "2018-03-04T17:30:00+00:00", "Of 2018-03-04 & <more>"),
        "briefs/2018/b03/": ("Two Rivers", "en", "2018-03-03", "Of 2018-03-03 & <more>"),
    }  # fmt: skip
    assert "Sitemap: https://rivers.example/sitemap-news.xml\n" in site.read("robots.txt")


def test_no_sitemap_of_news_without_dates(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A"))
    site.build()
    assert "sitemap-news.xml" not in site.files()
    assert "news" not in site.read("robots.txt")


def test_sitemap_dates_are_those_of_the_last_change(built: Site) -> None:
    root = ElementTree.fromstring(built.files()["sitemap.xml"])
    place = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    dates = {url.findtext(f"{place}loc"): url.findtext(f"{place}lastmod") for url in root}
    index: dict[str, Any] = json.loads(built.read("index.json"))
    for each in index["briefs"]:
        assert dates[each["url"]] == each.get("updated", each["date"])
        assert date.fromisoformat(dates[each["url"]] or "")


def test_description_of_the_search(built: Site, tmp_path: Path) -> None:
    """OpenSearch 1.1, draft 6: a short name of 16 letters at most, a template whose parameter is what the search page's form sends."""
    root = ElementTree.fromstring(built.files()["opensearch.xml"])
    of = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert 0 < len(root.findtext(f"{of}ShortName") or "") <= 16
    assert len(root.findtext(f"{of}LongName") or "") <= 48
    templates = {url.get("type"): url.get("template") for url in root.iter(f"{of}Url")}
    assert templates["text/html"] == f"{URL}search/?q={{searchTerms}}"
    assert [node.attributes["name"] for node in built.all("search/", "input[type=search]")] == ["q"]
    assert all(built.all(path, "link[rel=search]") for path in built.pages())
    site = Site(tmp_path)
    site.build()
    assert "opensearch.xml" not in site.files()
    assert not site.all("", "link[rel=search]")
