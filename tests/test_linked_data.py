"""JSON-LD, Open Graph and Dublin Core of whole sites, read by parsers that are not ours and held to what the content says."""

import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import extruct
import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser
from shared_data import shared
from sitetext import SETTINGS, Site
from vocabulary import needs_vocabulary, vocabulary

from briefs.text import fold

Entry = tuple[str, tuple[str, ...], str]
"""Title, authors and day of a brief."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site.example(tmp_path_factory.mktemp("example"))
    site.build()
    return site


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """503 articles of others."""
    root = tmp_path_factory.mktemp("18f")
    shutil.copytree(shared("corpora/18f/content"), root / "content", copy_function=shutil.copyfile)
    root.joinpath("content").chmod(0o755)
    site = Site(root, f"-- content/site.yaml --\n{SETTINGS}")
    site.build(workers=2)
    return site


SITES = ["example", "corpus"]


@pytest.fixture(params=SITES)
def site(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(request.param)
    return found


def front(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    lines = re.split(r"^---\n", text, maxsplit=2, flags=re.M)[1] if path.suffix == ".md" else text
    # A colon in a title needs no quotes here, unlike in YAML at large.
    lines = re.sub(
        r"^(title|summary): (?![\"'|>])(.+)$", lambda line: f"{line[1]}: {json.dumps(line[2])}", lines, flags=re.M
    )
    found = yaml.safe_load(lines)
    return {key: value for key, value in found.items() if value is not None}


def written(site: Site) -> Counter[Entry]:
    """What the front matter says, read by another YAML parser."""
    people = {}
    for path in (site.root / "content/authors").iterdir():
        if path.suffix in (".md", ".yaml"):
            person = front(path)
            people |= dict.fromkeys(map(fold, [path.stem, person["name"], *person.get("aliases", [])]), person)
    entries: Counter[Entry] = Counter()
    for path in (site.root / "content/briefs").rglob("*.md"):
        brief = front(path)
        if brief.get("draft"):
            continue
        lang = brief.get("lang") or (path.stem.rpartition(".")[2] if "." in path.stem else "en")
        keys = brief.get("author", [])
        authors = [
            each["name"] if isinstance(each, dict) else each for each in (keys if isinstance(keys, list) else [keys])
        ]
        named = (people.get(fold(key), {"name": key}) for key in authors)
        names = tuple(person.get("names", {}).get(lang, person["name"]) for person in named)
        given = re.match(r"\d{4}-\d\d-\d\d", str(brief["date"])) or re.match(r"\d{4}-\d\d-\d\d", path.name)
        assert given
        entries[shown(brief["title"]), names, given[0]] += 1
    return entries


def shown(text: object) -> str:
    return " ".join(str(text).split())


def briefs(site: Site) -> dict[str, str]:
    return {path: site.read(path) for path in site.pages() if 'property="og:type"' in site.read(path)}


def test_titles_authors_and_days_are_those_of_the_content(site: Site) -> None:
    in_data: Counter[Entry] = Counter()
    in_graph: Counter[tuple[str, int]] = Counter()
    in_core: Counter[tuple[str, int]] = Counter()
    for text in briefs(site).values():
        found = extruct.extract(text, syntaxes=["json-ld", "opengraph", "dublincore"], errors="strict")
        (data,), (graph,), (core,) = found["json-ld"], found["opengraph"], found["dublincore"]
        in_data[data["headline"], tuple(each["name"] for each in data["author"]), data["datePublished"][:10]] += 1
        properties = graph["properties"]
        in_graph[dict(properties)["og:title"], sum(name == "article:author" for name, _ in properties)] += 1
        elements = [(each["name"], each["content"]) for each in core["elements"]]
        in_core[dict(elements)["DC.title"], sum(name == "DC.creator" for name, _ in elements)] += 1
    expected = written(site)
    assert in_data == expected
    assert len(expected) > 35
    for got in (in_graph, in_core):
        assert {title for title, _ in got} == {title for title, _, _ in expected}
        assert sum(count * number for (_, count), number in got.items()) >= sum(
            len(authors) * number for (_, authors, _), number in expected.items()
        )


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


def test_pages_of_people_institutes_projects_and_the_home_page(example: Site) -> None:
    def data(page: str) -> dict[str, Any]:
        (script,) = example.all(page, "head script[type='application/ld+json']")
        found: dict[str, Any] = json.loads(script.text())
        return found

    page = data("authors/josiah-carberry/")
    person = page["mainEntity"]
    assert (page["@type"], person["@type"], person["name"]) == ("ProfilePage", "Person", "Josiah Carberry")
    register = front(next((example.root / "content/authors").glob("josiah-carberry.*")))
    assert person["identifier"] == f"https://orcid.org/{register['orcid']}"
    assert person["identifier"] in person["sameAs"]
    posts = person.get("affiliation", []) + person.get("alumniOf", [])
    assert len(posts) == len([each for each in register["positions"] if each.get("institute")])
    assert all(post["@type"] == "OrganizationRole" for post in posts)
    assert data("institutes/lanternfield/")["@type"] == "Organization"
    projects = [path for path in example.pages() if re.fullmatch(r"projects/[^/]+/index.html", path)]
    assert {data(path.removesuffix("index.html"))["@type"] for path in projects} == {"ResearchProject"}
    home = data("")
    assert home["potentialAction"]["target"]["urlTemplate"] == "https://example.org/search/?q={search_term_string}"
    assert home["publisher"]["name"] == "Lanternfield Institute"
    for path in example.pages():
        if path.startswith("tags/") or "/page/" in path:
            assert not example.all(path, "script[type='application/ld+json']")
