"""Strings that break software, in every place where an editor can type: refused by name, or shown just as they are."""

import json
import re
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from shared_data import shared
from sitetext import Site

from briefs.text import fold

ATOM = "{http://www.w3.org/2005/Atom}"
LINES = {"title": 2, "summary": 3, "role": 4, "author": 5, "institute": 6, "project": 7, "tags": 8, "key_points": 9}
PLURALS = {"author": "authors", "institute": "institutes", "project": "projects", "tags": "tags"}

REFUSED = {
    "empty-text": 2,
    "control-character": 7,
    "bidi-override": 7,
}
"""How many of the strings can't be the title of a brief, by reason."""

SCHEMES = ("http://", "https://", "mailto:", "tel:")


def strings() -> list[str]:
    found: list[str] = json.loads(shared("suites/naughty-strings.json").read_text(encoding="utf-8"))
    assert len(found) > 500
    return list(dict.fromkeys(found))


def quoted(text: str) -> str:
    """YAML in which the value is just this string."""

    def escape(match: re.Match[str]) -> str:
        return f"\\U{ord(match[0]):08X}"

    return '"' + re.sub(r"[^ !#-\[\]-~]", escape, text) + '"'


def write(site: Site, number: int, text: str) -> None:
    value = quoted(text)
    front = "\n".join(
        f"{key}: [{value}]" if key in ("author", "tags", "key_points") else f"{key}: {value}" for key in LINES
    )
    site.write(f"content/briefs/s{number:03}.md", f"---\n{front}\ndate: 2018-01-01\n---\n\nBefore.\n\n{text}\n")


def settings(site: Site) -> None:
    site.write("content/site.yaml", "title: Naughty\nurl: https://naughty.example/\nper_page: 1000\n")


def reader_sees(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, int, str]]]:
    """For each string that is refused: code, line and file's name."""
    site = Site(tmp_path_factory.mktemp("refused"))
    settings(site)
    every = strings()
    for number, text in enumerate(every):
        write(site, number, text)
    found: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for problem in site.try_build().problems:
        if problem.severity == "error":
            number = int(Path(problem.path).stem[1:])
            found[every[number]].append((problem.code, problem.line, problem.path))
    return found


@pytest.fixture(scope="module")
def accepted(refused: dict[str, object]) -> dict[str, str]:
    """The other strings, by the address of their brief."""
    return {f"briefs/2018/s{number:03}/": text for number, text in enumerate(strings()) if text not in refused}


@pytest.fixture(scope="module")
def site(accepted: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = Site(tmp_path_factory.mktemp("accepted"))
    settings(made)
    for address, text in accepted.items():
        write(made, int(address.split("/")[2][1:]), text)
    made.build(workers=0)
    return made


def test_refused_strings_are_named_with_file_line_and_reason(refused: dict[str, list[tuple[str, int, str]]]) -> None:
    reasons: dict[str, list[str]] = defaultdict(list)
    for text, problems in refused.items():
        for code in {code for code, line, _ in problems if line == LINES["title"]}:
            reasons[code].append(text)
    assert {code: len(texts) for code, texts in reasons.items()} == REFUSED
    assert len(refused) == sum(REFUSED.values())
    assert all(not text.strip() for text in reasons["empty-text"])
    assert all(re.search("[\u202a-\u202e\u2066-\u2069]", text) for text in reasons["bidi-override"])
    assert all(line > 0 and path for problems in refused.values() for _, line, path in problems)
    # A reason holds for every field of one line.
    for text in [*reasons["control-character"], *reasons["bidi-override"]]:
        lines = {line for code, line, _ in refused[text] if code in REFUSED}
        assert lines >= set(LINES.values())


def test_every_page_has_the_title_just_as_it_is(site: Site, accepted: dict[str, str]) -> None:
    assert {address: site.text(address, "h1") for address in accepted} == {
        address: reader_sees(text) for address, text in accepted.items()
    }


def test_other_fields_are_just_as_they_are(site: Site, accepted: dict[str, str]) -> None:
    for address, text in accepted.items():
        page = site.page(address)
        seen = reader_sees(text)
        description = page.css_first("meta[name=description]").attributes["content"]
        assert reader_sees(description or "") == seen
        assert reader_sees(page.css_first(".key-points li").text()) == seen
        assert page.css_first("title").text() == f"{seen} · Naughty"


def test_what_programs_read_is_just_as_it_is(site: Site, accepted: dict[str, str]) -> None:
    for address, text in accepted.items():
        page, seen = site.page(address), reader_sees(text)
        data = json.loads(page.css_first("script[type='application/ld+json']").text())
        assert (reader_sees(data["headline"]), reader_sees(data["description"])) == (seen, seen)
        names = [each["name"] for each in data["author"]] + data["keywords"] + [data["isPartOf"]["name"]]
        assert {fold(reader_sees(name)) for name in names} == {fold(seen)}
        for name in ("citation_title", "DC.title"):
            assert reader_sees(page.css_first(f"meta[name='{name}']").attributes["content"] or "") == seen


def test_names_stand_on_pages_of_their_own(site: Site, accepted: dict[str, str]) -> None:
    wanted = {fold(reader_sees(text)) for text in accepted.values()}
    for folder in PLURALS.values():
        pages = [path for path in site.pages() if re.fullmatch(rf"{folder}/[^/]+/index\.html", path)]
        names = [site.text(page, "h1") for page in pages]
        assert sorted(map(fold, names)) == sorted(wanted)
        assert set(names) <= {reader_sees(text) for text in accepted.values()}
        assert sorted(site.texts(f"{folder}/", ".index a")) == sorted(names)


def test_feed_has_every_title_and_name(site: Site, accepted: dict[str, str]) -> None:
    data = site.read("feed.xml")
    parsed = feedparser.parse(data)
    assert not parsed.bozo
    expected = sorted(map(reader_sees, accepted.values()))
    root = ElementTree.fromstring(data)
    assert sorted(reader_sees(entry.findtext(f"{ATOM}title") or "") for entry in root.iter(f"{ATOM}entry")) == expected
    assert (
        sorted(reader_sees(entry.findtext(f"{ATOM}summary") or "") for entry in root.iter(f"{ATOM}entry")) == expected
    )
    names = {fold(entry.findtext(f"{ATOM}author/{ATOM}name") or "") for entry in root.iter(f"{ATOM}entry")}
    assert names == {fold(reader_sees(text)) for text in accepted.values()}


def test_everything_parses(site: Site) -> None:
    count = 0
    for path, data in site.files().items():
        if path.endswith(".xml"):
            ElementTree.fromstring(data)
            count += 1
    assert count > 1000


def is_own(node: LexborNode) -> bool:
    """Tell the theme's own buttons and script from what an author may have brought in."""
    if node.tag == "script":
        source = node.attributes.get("src") or ""
        if node.attributes == {"type": "application/ld+json"}:
            return isinstance(json.loads(node.text()), dict)
        return source.endswith("/static/copy.js") and set(source.split("/")[:-2]) <= {".."} and not node.text()
    return node.tag == "button" and node.attributes.get("class") == "copy"


def unsafe(tree: LexborHTMLParser) -> list[str]:
    """What may run or load something."""
    found = [
        node.tag
        for node in tree.css("script, iframe, object, embed, style, base, form, input, button, svg, math, template")
        if not is_own(node)
    ]
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            link = (value or "").strip().lower()
            outside = name == "src" and ":" in link.split("/")[0]
            scheme = name in ("href", "src", "action", "formaction", "xlink:href") and ":" in link.split("/")[0]
            if (
                name.startswith("on")
                or name in ("style", "srcdoc")
                or outside
                or (scheme and not link.startswith(SCHEMES))
            ):
                found.append(f"{node.tag} {name}={value}")
        if node.tag == "meta" and (node.attributes.get("http-equiv") or "").lower() == "refresh":
            found.append("meta refresh")
    return found


def test_nothing_runs(site: Site) -> None:
    # The search has a form and a script of its own, and texts only when it runs: test_search_browser.py looks at those.
    for path in set(site.pages()) - {"search/index.html"}:
        assert unsafe(site.page(path)) == [], path
    for entry in feedparser.parse(site.read("feed.xml"), sanitize_html=False).entries:
        assert unsafe(LexborHTMLParser(entry.content[0].value)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>1</script>",
        "<p onclick=x>",
        "<a href='JavaScript:x'>",
        "<a href=' data:x'>",
        "<img src='https://x/y.png'>",
        "<p style='x'>",
        "<svg>",
    ],
)
def test_the_look_out_can_fail(html: str) -> None:
    assert unsafe(LexborHTMLParser(html))


def test_author_text_is_never_a_template(tmp_path: Path) -> None:
    site = Site(tmp_path)
    texts = ["{{ 7*7 }}", "{% include '/etc/passwd' %}", "{{ view.site.url }}", "{# gone #}", "{{ [].__class__ }}"]
    for number, text in enumerate(texts):
        write(site, number, text)
    site.build()
    assert [site.text(f"briefs/2018/s{number:03}/", "h1") for number in range(len(texts))] == texts
    assert not [path for path, data in site.files().items() if b">49<" in data]
