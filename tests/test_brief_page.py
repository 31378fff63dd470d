"""What stands on the page of a brief around its text, and how the text's notes and paragraphs stand in it."""

from pathlib import Path

import pytest
from sitetext import Site, codes

from briefs.colours import parse_colour
from briefs.look import NIGHT, PAPER

SITE = """\
-- content/site.yaml --
title: Two Rivers
url: https://rivers.example/
required: [title]
publisher: Lanternfield
-- content/authors/nadia-brook.md --
---
name: Nadia Brook
positions:
  - {role: Fellow, institute: Lanternfield, from: 2018, to: 2019}
  - {role: Director, institute: Lanternfield, from: 2020}
---
Nadia writes on water.
-- content/authors/omid-rudi.md --
---
name: Omid Rudi
positions:
  - {role: Editor, institute: Lanternfield, from: 2010}
---
-- content/briefs/2019-03-04-dam.md --
---
title: "The dam: is it full?"
author: [nadia-brook, omid-rudi, Guest Writer]
date: 2019-03-04
summary: The reservoir is full.
corrections:
  - date: 2019-03-06
    text: The dam is 90 metres high, not 80.
  - {date: 2019-03-09, text: It was built in 1971.}
---
It is full,[^a] they say.[^long]

Second paragraph, again.[^a]

| a[^cell] |
|---|
| 1 |

**Comment:** So it is.

[^a]: From *the* report, see [the lake](2019-03-05-lake.md).
[^long]: One.

    Two.
[^cell]: In a table.
-- content/briefs/2019-03-05-lake.md --
---
title: Lake
date: 2019-03-05
---
A lake.
"""
DAM = "content/briefs/2019-03-04-dam.md"
PAGE = "briefs/2019/dam/"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path, SITE)
    site.build()
    return site


def test_notes_stand_where_they_are_referred_to(site: Site) -> None:
    html = site.read(f"{PAGE}index.html")
    assert html.count('role="note"') == 3
    assert not site.all(PAGE, ".footnotes")
    (first,) = site.all(PAGE, "#fn-1")
    assert (first.tag, first.parent.id) == ("span", "p-1"), "a run of words stands within its paragraph"
    assert site.text(PAGE, "#fn-1").startswith("1 From the report, see the lake.")
    (link,) = site.all(PAGE, '#fn-1 a[href="../../../briefs/2019/lake/"]')
    assert link.text() == "the lake"
    (long,) = site.all(PAGE, "#fn-2")
    assert (long.tag, len(long.css("p"))) == ("div", 2), "a note of blocks stands behind its paragraph"
    assert html.index('id="fn-2"') < html.index('id="p-2"')
    (cell,) = site.all(PAGE, "#fn-3")
    assert (cell.tag, "table" in {each.tag for each in _above(cell)}) == ("span", False) or cell.tag == "div"
    for number in (1, 2, 3):
        assert site.all(PAGE, f'a[href="#fn-{number}"]')
        assert site.all(PAGE, f'#fn-{number} a[href="#fnref-{number}"]')


def _above(node: object) -> list[object]:
    found = []
    while node := node.parent:  # type: ignore[attr-defined]
        found.append(node)
    return found


def test_feeds_have_the_notes_at_the_end(site: Site) -> None:
    feed = site.read("feed.xml")
    assert "footnotes" in feed
    assert "role=&#34;note" not in feed
    assert "anchor" not in feed
    assert "id=&#34;p-" not in feed


def test_paragraphs_have_addresses(site: Site) -> None:
    ids = [node.id for node in site.all(PAGE, ".text p") if node.id]
    assert ids == ["p-1", "p-2", "p-3"]
    assert [a.attributes["href"] for a in site.all(PAGE, ".text a.anchor")] == ["#p-1", "#p-2", "#p-3"]


def test_corrections_are_named_at_the_head_and_told_at_the_end(site: Site) -> None:
    assert site.text(PAGE, '.facts a[href="#corrections"]') == "Corrected Mar 9, 2019"
    assert site.texts(PAGE, ".corrections li") == [
        "Mar 9, 2019: It was built in 1971.",
        "Mar 6, 2019: The dam is 90 metres high, not 80.",
    ]
    assert "<updated>2019-03-09T00:00:00+00:00</updated>" in site.read("feed.xml")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("corrections: A slip", [("not-a-mapping", 6)]),
        ("corrections:\n  - {date: 2019-03-06}", [("missing-key", 7)]),
        ("corrections:\n  - {date: 2019-02-30, text: x}", [("bad-date", 7)]),
        ("corrections:\n  - {date: 2018-01-01, text: x}", [("bad-date", 7)]),
        ("corrections:\n  - {date: 2019-03-06, txt: x}", [("unknown-key", 7)]),
    ],
)
def test_mistakes_in_corrections(site: Site, line: str, found: list[tuple[str, int]]) -> None:
    text = (site.root / DAM).read_text(encoding="utf-8")
    start, end = text.index("corrections:"), text.index("---\nIt")
    site.write(DAM, f"{text[:start]}{line}\n{text[end:]}")
    problems = site.refused()
    assert sorted((problem.code, problem.line) for problem in problems) == found
    assert all(problem.hint for problem in problems)


def test_a_comma_in_braces_is_told_as_what_it_is(site: Site) -> None:
    site.edit(
        DAM, "  - {date: 2019-03-09, text: It was built in 1971.}", "  - {date: 2019-03-09, text: In 1971, not 1972.}"
    )
    (problem,) = site.refused()
    assert (problem.code, problem.hint) == (
        "unknown-key",
        "if it belongs to the text before it, put that text in quotes",
    )


def test_authors_with_the_post_of_then_and_of_today(site: Site) -> None:
    nadia, omid = site.texts(PAGE, ".person")
    assert (
        nadia == "Nadia Brook At the time: Fellow - Lanternfield Today: Director - Lanternfield Nadia writes on water."
    )
    assert omid == "Omid Rudi Editor - Lanternfield"


def test_the_citation(site: Site) -> None:
    assert site.text(PAGE, "#citation") == (
        "Nadia Brook, Omid Rudi, and Guest Writer, “The dam: is it full?”, Two Rivers (Lanternfield), Mar 4, 2019, "
        "https://rivers.example/briefs/2019/dam/"
    )
    assert all("hidden" in button.attributes for button in site.all(PAGE, "button")), "without script they do nothing"


def test_sharing_is_plain_links(site: Site) -> None:
    links = [a.attributes["href"] for a in site.all(PAGE, ".share a")]
    assert (
        "https://t.me/share/url?text=The%20dam%3A%20is%20it%20full%3F&url=https%3A%2F%2Frivers.example%2Fbriefs%2F2019%2Fdam%2F"
        in links
    )
    assert len(links) == 6


def test_the_standfirst_is_the_authors_own(site: Site) -> None:
    assert site.text(PAGE, ".standfirst") == "The reservoir is full."
    assert not site.all("briefs/2019/lake/", ".standfirst"), "the text itself begins with these words"


def test_a_long_text_has_a_table_of_contents(site: Site) -> None:
    assert not site.all(PAGE, ".toc")
    site.edit("content/briefs/2019-03-05-lake.md", "A lake.", "## North\n\na\n\n### Inlet\n\nb\n\n## South\n\nc")
    site.build()
    assert [(a.text(), a.attributes["href"]) for a in site.all("briefs/2019/lake/", ".toc a")] == [
        ("North", "#s-north"), ("Inlet", "#s-inlet"), ("South", "#s-south")]  # fmt: skip


def test_script_is_allowed_where_there_is_some(site: Site) -> None:
    def policy(page: str) -> str:
        return site.all(page, "meta[http-equiv]")[0].attributes["content"] or ""

    assert "script-src 'self'" in policy(PAGE)
    assert "script" not in policy("") + policy("archive/")
    assert [node.attributes["src"] for node in site.all(PAGE, "script[src]")] == ["../../../static/copy.js"]


# The look


def test_colours_are_judged_on_the_grounds_of_the_stylesheet(site: Site) -> None:
    style = site.read("static/style.css")
    for grounds, part in zip((PAPER, NIGHT), style.split("@media (prefers-color-scheme: dark)")[:2], strict=True):
        for name, ground in zip(("paper", "tint"), grounds, strict=True):
            (given,) = [
                line.split(":")[1].strip(" ;") for line in part.split("\n") if line.strip().startswith(f"--{name}:")
            ]
            assert parse_colour(given) == ground


def test_the_look_is_set_by_words(site: Site) -> None:
    assert "static/look.css" not in site.files()
    site.edit("content/site.yaml", "required:", 'look:\n  accent: "#0a5c36"\n  band: ffcc00\n  type: sans\nrequired:')
    site.build()
    assert site.read("static/look.css") == (
        ":root { --accent: #0a5c36; --band: #ffcc00; --band-ink: #000000; --text: var(--sans); --head: var(--sans); }\n"
        "@media (prefers-color-scheme: dark) {\n:root { --accent: #5a9178; --band: #ffcc00; --band-ink: #000000; }\n}\n"
    )
    assert '<link rel="stylesheet" href="../../../static/look.css">' in site.read(f"{PAGE}index.html")
    assert "source-serif" not in site.read(f"{PAGE}index.html")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("  accent: # 8a1c2c", "bad-colour"),
        ("  accent: red", "bad-colour"),
        ("  acent: 8a1c2c", "unknown-key"),
        ("  type: comic", "unknown-word"),
    ],
)
def test_mistakes_in_the_look(site: Site, lines: str, code: str) -> None:
    site.edit("content/site.yaml", "required:", f"look:\n{lines}\nrequired:")
    (problem,) = site.refused()
    assert (problem.code, problem.path, problem.line) == (code, "content/site.yaml", 4)
    assert problem.hint or problem.message.startswith("one of these")


def test_an_accent_that_cannot_be_read_is_made_darker(site: Site) -> None:
    site.edit("content/site.yaml", "required:", "look:\n  accent: ffcc00\n  logo: missing.svg\nrequired:")
    report = site.build()
    assert codes(report.problems) == ["low-contrast", "missing-image", "no-author"]
    told = next(problem for problem in report.problems if problem.code == "low-contrast")
    used = told.hint.rpartition(" ")[2]
    assert f"--accent: #{used};" in site.read("static/look.css")
    assert used != "ffcc00"
