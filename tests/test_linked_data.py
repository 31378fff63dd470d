"""JSON-LD, Open Graph and Dublin Core of whole sites, read by parsers that are not ours and held to what the content says."""

import json
import re
import shutil
from collections import Counter
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import extruct
import feedparser
import pytest
from front_matter import Entry, as_cited, entries_of, front, spoken
from selectolax.lexbor import LexborHTMLParser
from shared_data import shared
from sitetext import SETTINGS, Site
from test_feed_forms import ATOM, atom_faults
from test_feeds import SITEMAP
from vocabulary import needs_vocabulary, vocabulary


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """503 articles of others."""
    root = tmp_path_factory.mktemp("18f")
    shutil.copytree(shared("corpora/18f/content"), root / "content", copy_function=shutil.copyfile)
    root.joinpath("content").chmod(0o755)
    site = Site(root, f"-- content/site.yaml --\n{SETTINGS}")
    site.build(workers=2)
    return site


SITES = ["built", "corpus"]


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(request.param)
    return found


def briefs(site: Site) -> dict[str, str]:
    return {path: site.read(path) for path in site.pages() if 'property="og:type"' in site.read(path)}


def test_titles_authors_and_days_are_those_of_the_content(site: Site) -> None:
    in_data: Counter[Entry] = Counter()
    in_core: Counter[Entry] = Counter()
    in_graph: Counter[tuple[str, int, str]] = Counter()
    for text in briefs(site).values():
        found = extruct.extract(text, syntaxes=["json-ld", "opengraph", "dublincore"], errors="strict")
        (data,), (graph,), (core,) = found["json-ld"], found["opengraph"], found["dublincore"]
        in_data[data["headline"], tuple(each["name"] for each in data["author"]), data["datePublished"][:10]] += 1
        properties = graph["properties"]
        authors = sum(name == "article:author" for name, _ in properties)
        in_graph[dict(properties)["og:title"], authors, dict(properties)["article:published_time"][:10]] += 1
        elements = [(each["name"], each["content"]) for each in core["elements"]]
        names = tuple(spoken(name) for element, name in elements if element == "DC.creator")
        in_core[dict(elements)["DC.title"], names, dict(elements)["DC.date"]] += 1
    expected = entries_of(site)
    assert len(expected) > 35
    assert in_data == expected
    assert in_core == as_cited(expected)
    assert in_graph == counted(expected)


def counted(entries: Counter[Entry]) -> Counter[tuple[str, int, str]]:
    """Open Graph has addresses for names."""
    found: Counter[tuple[str, int, str]] = Counter()
    for (title, names, day), number in entries.items():
        found[title, len(names), day] += number
    return found


@needs_vocabulary
def test_every_word_is_one_of_schema_org(site: Site) -> None:
    seen, faults = set(), set()
    for path in site.pages():
        for script in LexborHTMLParser(site.read(path)).css("script[type='application/ld+json']"):
            data = json.loads(script.text())
            seen.add(data["@type"])
            faults |= set(vocabulary().faults(data))
    assert faults == set()
    assert seen >= {"AnalysisNewsArticle", "ProfilePage", "Organization", "WebSite"}


@needs_vocabulary
@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"@type": "Persn"}, "there is no type 'Persn'"),
        ({"@type": "Person", "nme": "Ada"}, "Person has no nme"),
        ({"@type": "Report", "author": {"@type": "Place"}}, "Report.author can't be a Place"),
        ({"@type": "Report", "isPartOf": {"@type": "ResearchProject"}}, "Report.isPartOf can't be a ResearchProject"),
        ({"@type": "Person", "affiliation": "House"}, "Person.affiliation can't be a text"),
        ({"@type": "Report", "wordCount": True}, "Report.wordCount can't be true or false"),
    ],
)
def test_the_vocabulary_can_say_no(data: dict[str, Any], fault: str) -> None:
    assert list(vocabulary().faults(data)) == [fault]


def test_pages_of_people_institutes_projects_and_the_home_page(built: Site) -> None:
    def data(page: str) -> dict[str, Any]:
        (script,) = built.all(page, "head script[type='application/ld+json']")
        found: dict[str, Any] = json.loads(script.text())
        return found

    page = data("authors/josiah-carberry/")
    person = page["mainEntity"]
    assert (page["@type"], person["@type"], person["name"]) == ("ProfilePage", "Person", "Josiah Carberry")
    register = front(next((built.root / "content/authors").glob("josiah-carberry.*")))
    assert person["identifier"] == f"https://orcid.org/{register['orcid']}"
    assert person["identifier"] in person["sameAs"]
    posts = person.get("affiliation", []) + person.get("alumniOf", [])
    assert len(posts) == len([each for each in register["positions"] if each.get("institute")])
    assert all(post["@type"] == "OrganizationRole" for post in posts)
    assert data("institutes/lanternfield/")["@type"] == "Organization"
    projects = [path for path in built.pages() if re.fullmatch(r"projects/[^/]+/index.html", path)]
    assert {data(path.removesuffix("index.html"))["@type"] for path in projects} == {"ResearchProject"}
    home = data("")
    assert home["potentialAction"]["target"]["urlTemplate"] == "https://example.org/search/?q={search_term_string}"
    assert home["publisher"]["name"] == "Lanternfield Institute"
    for path in built.pages():
        if path.startswith("tags/") or "/page/" in path:
            assert not built.all(path, "script[type='application/ld+json']")


def test_feeds_and_the_sitemap_say_what_the_content_does(site: Site) -> None:
    """Each tenth feed is read by feedparser, too, which takes its time."""
    expected, told = entries_of(site), set()
    url = site.all("", "link[rel=canonical]")[0].attributes["href"] or ""
    feeds = sorted(path for path in site.files() if path.endswith("feed.xml") and not path.startswith("corrections/"))
    assert len(feeds) >= 30
    for number, path in enumerate(feeds):
        data = (site.out / path).read_bytes()
        assert atom_faults(data, url) == [], path
        for entry in ElementTree.fromstring(data).iter(f"{ATOM}entry"):
            names = tuple(each.text or "" for each in entry.iterfind(f"{ATOM}author/{ATOM}name"))
            told.add((entry.findtext(f"{ATOM}title"), names, (entry.findtext(f"{ATOM}published") or "")[:10]))
        if number % 10 == 0:
            assert not feedparser.parse(data).bozo, path
    assert told <= expected.keys()
    assert len(told) > 35
    root = ElementTree.fromstring((site.out / "sitemap.xml").read_bytes())
    listed = [node.text or "" for node in root.iter(f"{SITEMAP}loc")]
    assert len(listed) == len(set(listed))
    pages = {unquote(address.removeprefix(url)) + "index.html" for address in listed}
    assert set(briefs(site)) <= pages <= set(site.pages())
