"""Plain-text articles become briefs that say what the text said, and nothing else."""

import os
import re
from datetime import date
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from shared_data import shared

from briefs.drafts import RESERVED_SLUGS, split_name
from briefs.importers import Imported, Note, format_note, import_text, read_article
from briefs.importers.byline import find_project, read_byline, read_date
from briefs.languages import format_date
from briefs.problems import Problem

ARTICLE = """\
Minister’s envoy: River treaty will hold, dams to be shared

By Nadia Brook | Fellow and Director of RiverWatch Project - The Lanternfield Institute | Feb 2, 2018
Minister’s envoy: River treaty will hold, dams to be shared

An envoy said on Friday that the treaty [Accord on the Shared Waters of 1987] will hold, Plateau News reported. “We keep our word,” the envoy said.\x20

The neighbour’s  water office called the plan "workable" and "overdue" in a note.

Comment: Last month, both sides met at the lake. One demand is that dams be shared.

The note leaves open who pays.
"""

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


def read(text: str | bytes, name: str = "article.txt") -> Imported:
    data = text if isinstance(text, bytes) else text.encode()
    result = read_article(data, name=name)
    assert isinstance(result, Imported), result
    return result


def refused(data: bytes) -> Problem:
    result = read_article(data, name="article.txt")
    assert isinstance(result, Problem), result
    return result


def parts(imported: Imported) -> tuple[dict[str, Any], str]:
    found = re.fullmatch(r"---\n(.*?\n)---\n\n(.*)\n", imported.text, re.DOTALL)
    assert found
    return yaml.safe_load(found[1]), found[2]


def front(text: str) -> dict[str, Any]:
    return parts(read(text))[0]


def body(text: str) -> str:
    """The body that a text without byline becomes."""
    return parts(read(f"A headline\n\n{text}"))[1]


def notes(text: str | bytes, line: int) -> list[str]:
    return [note.text for note in read(text).notes if note.line == line]


def shown(markdown: str) -> str:
    """What a reader sees, with the numbers of lists."""
    out = []
    for token in MARKDOWN.parse(markdown):
        if token.type == "list_item_open" and token.info:
            out.append(f"{token.info}{token.markup}")
        for child in token.children or ([token] if token.type in ("fence", "code_block", "html_block") else []):
            out.append(" " if child.type == "softbreak" else child.content)
        out.append(" ")
    return re.sub(" +", " ", "".join(out)).strip()


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("_", " "))


# The whole article


def test_an_article_becomes_a_brief() -> None:
    imported = read(ARTICLE, "envoy.txt")
    assert imported.source == "envoy.txt"
    assert imported.path == "content/briefs/2018/2018-02-02-ministers-envoy-river-treaty-will-hold-dams-to-be-shared.md"
    assert (
        imported.text
        == """\
---
title: 'Minister’s envoy: River treaty will hold, dams to be shared'
author: Nadia Brook
role: Fellow and Director of RiverWatch Project
institute: The Lanternfield Institute
date: 2018-02-02
project: RiverWatch
---

An envoy said on Friday that the treaty [Accord on the Shared Waters of 1987] will hold, Plateau News reported. “We keep our word,” the envoy said.

The neighbour’s water office called the plan “workable” and “overdue” in a note.

**Comment:** Last month, both sides met at the lake. One demand is that dams be shared.

The note leaves open who pays.
"""
    )
    assert [format_note("envoy.txt", note) for note in imported.notes] == [
        'envoy.txt:1: headline "Minister’s envoy: River treaty will hold, dams to be shared"',
        'envoy.txt:3: author "Nadia Brook"',
        'envoy.txt:3: role "Fellow and Director of RiverWatch Project"',
        'envoy.txt:3: institute "The Lanternfield Institute"',
        'envoy.txt:3: project "RiverWatch"',
        'envoy.txt:3: date 2018-02-02, typed "Feb 2, 2018"',
        "envoy.txt:4: the headline again: left out",
        "envoy.txt:6: removed spaces at the end of the line",
        "envoy.txt:8: made double spaces single",
        "envoy.txt:8: made 4 straight quotation marks curly",
        'envoy.txt:10: "Comment:" begins the analysis',
    ]


def test_the_seed_article() -> None:
    seed = shared("seed/khamenei-aide-missile-power.txt")
    imported = read(seed.read_bytes())
    fields, text = parts(imported)
    typed = seed.read_text(encoding="utf-8")
    headline = typed.split("\n", 1)[0]
    assert fields.pop("title") == headline
    assert fields.pop("date").isoformat() == "2018-02-02"
    assert fields == {
        "author": "Ahmad Majidyar",
        "role": "Fellow and Director of IranObserved Project",
        "institute": "The Middle East Institute",
        "project": "IranObserved",
    }
    assert imported.text.count(headline) == 1
    assert "\\" not in text
    assert "\xa0" not in text
    assert '"' not in text
    assert words(text) == words(typed.split(headline)[2])
    assert len(re.findall(r"^\*\*Comment:\*\* ", text, re.MULTILINE)) == 1


# Encodings and what isn't text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (ARTICLE.replace("\n", "\r\n").encode(), None),
        (ARTICLE.replace("\n", "\r").encode(), None),
        (b"\xef\xbb\xbf" + ARTICLE.encode(), "removed the byte order mark before the first letter"),
        (ARTICLE.encode("utf-16"), "read as UTF-16"),
        (b"\xfe\xff" + ARTICLE.encode("utf-16-be"), "read as UTF-16"),
        (ARTICLE.encode("utf-32"), "read as UTF-32"),
        (
            ARTICLE.encode("cp1252"),
            "not UTF-8, so read as Windows-1252: look at accented letters and quotation marks",
        ),
    ],
    ids=[
        "windows line ends",
        "old mac line ends",
        "utf-8 mark",
        "utf-16",
        "utf-16 big",
        "utf-32",
        "windows-1252",
    ],
)
def test_every_usual_encoding_gives_the_same_brief(data: bytes, said: str | None) -> None:
    imported = read(data)
    assert imported.text == read(ARTICLE).text
    extra = [note for note in imported.notes if note not in read(ARTICLE).notes]
    assert extra == ([Note(1, said)] if said else [])


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (b"", "import-empty", "empty"),
        (b" \r\n\t\n\xc2\xa0\n", "import-empty", "empty"),
        (b"PK\x03\x04\x14\0\0\0word/document.xml", "import-not-text", "Word file (.docx)"),
        (b"PK\x03\x04\x14\0\0\0mimetype", "import-not-text", ".odt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "import-not-text", "Word file (.doc)"),
        (b"{\\rtf1\\ansi A headline}", "import-not-text", "rich text"),
        (b"%PDF-1.7\n", "import-not-text", "PDF"),
        (b"\n<!DOCTYPE html><title>x</title>", "import-not-text", "web page"),
        (b"A headline\0\n", "import-not-text", "no text has"),
        (b"\xff\xfea", "import-not-text", "UTF-16"),
        ("Überschrift für Wörter\n\nSchön und gut \xff".encode() + b"\xff", "import-not-text", "damaged"),
        (b"caf\xe9 \x81", "import-not-text", "damaged"),
        (b"a" * 2_000_001, "import-too-large", "2 MB"),
        (b"---\ntitle: A brief\n---\n\nText\n", "import-is-brief", "front matter"),
    ],
)
def test_what_is_no_article_is_refused(data: bytes, code: str, message: str) -> None:
    problem = refused(data)
    assert (problem.code, problem.path, problem.severity) == (code, "article.txt", "error")
    assert message in problem.message
    assert problem.hint


def test_damaged_utf8_names_its_line() -> None:
    assert refused("Überschrift\n\nÄußerst gut\nund\n".encode() + b"\xff").line == 5


# Byline


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("By Ana One | Fellow - Harbour Institute | Feb 2, 2018", {"author": "Ana One", "role": "Fellow", "institute": "Harbour Institute", "date": "2018-02-02"}),
        ("BY ANA ONE | Fellow | 2018-02-02", {"author": "ANA ONE", "role": "Fellow", "date": "2018-02-02"}),
        ("by: Ana One | 2 February 2018", {"author": "Ana One", "date": "2018-02-02"}),
        ("By Ana One", {"author": "Ana One"}),
        ("By Ana One | Harbour Institute", {"author": "Ana One", "institute": "Harbour Institute"}),
        ("By Ana One, 2 Feb 2018", {"author": "Ana One", "date": "2018-02-02"}),
        ("By Ana One, Senior Fellow, Harbour Institute", {"author": "Ana One", "role": "Senior Fellow", "institute": "Harbour Institute"}),
        ("By Ana One, PhD • Fellow – Harbour Institute • 02 Feb. 2018", {"author": "Ana One, PhD", "role": "Fellow", "institute": "Harbour Institute", "date": "2018-02-02"}),
        ("By Ana One · Fellow · Harbour Institute", {"author": "Ana One", "role": "Fellow", "institute": "Harbour Institute"}),
        ("By Ana One — Senior Fellow - River Desk — Harbour Institute — Feb 2, 2018", {"author": "Ana One", "role": "Senior Fellow - River Desk", "institute": "Harbour Institute", "date": "2018-02-02"}),
        ("By Ana One | Fellow - Rivers - Harbour Institute", {"author": "Ana One", "role": "Fellow - Rivers", "institute": "Harbour Institute"}),
        ("By Ana al-One and Bo van Two | Fellows - Harbour Institute", {"author": ["Ana al-One", "Bo van Two"], "role": "Fellows", "institute": "Harbour Institute"}),
        ("By Ana One, Bo Two, and Cy Three | Friday, February 2nd, 2018", {"author": ["Ana One", "Bo Two", "Cy Three"], "date": "2018-02-02"}),
        ("By Ana One & Bo Two", {"author": ["Ana One", "Bo Two"]}),
        ("By Ana One and Co", {"author": "Ana One and Co"}),
        ("By The Harbour Institute", {"author": "The Harbour Institute"}),
        (
            "By Ana One | Fellow - Harbour Institute; Bo Two | Editor - Plateau News; Cy Three | Feb 2, 2018",
            {
                "author": [
                    {"name": "Ana One", "role": "Fellow", "institute": "Harbour Institute"},
                    {"name": "Bo Two", "role": "Editor", "institute": "Plateau News"},
                    "Cy Three",
                ],
                "date": "2018-02-02",
            },
        ),
        ("By Ana One | Fellow; Director of the Gulf Watch Project - Harbour Institute", {"author": "Ana One", "role": "Fellow; Director of the Gulf Watch Project", "institute": "Harbour Institute", "project": "Gulf Watch"}),
        ("By | Fellow - Harbour Institute | Feb 2, 2018", {"role": "Fellow", "institute": "Harbour Institute", "date": "2018-02-02"}),
        ("Ana One | Fellow - Harbour Institute | Feb 2, 2018", {"author": "Ana One", "role": "Fellow", "institute": "Harbour Institute", "date": "2018-02-02"}),
        ("نویسنده: نادیا رود | پژوهشگر - بنیاد فانوس | ۲۰۱۸-۰۲-۰۲", {"author": "نادیا رود", "role": "پژوهشگر", "institute": "بنیاد فانوس", "date": "2018-02-02"}),
        ("نوشتهٔ علی رضایی | پژوهشگر - مؤسسه | ۲ فوریه ۲۰۱۸", {"author": "علی رضایی", "role": "پژوهشگر", "institute": "مؤسسه", "date": "2018-02-02"}),
        ("نوشتۀ علی رضایی | پژوهشگر - مؤسسه - \u200fفوریۀ ۲، ۲۰۱۸", {"author": "علی رضایی", "role": "پژوهشگر", "institute": "مؤسسه", "date": "2018-02-02"}),
        (
            "نوشتهٔ نادیا رود | پژوهشگر - بنیاد فانوس؛ بهار کوه | دبیر - مؤسسهٔ شن | ۱۳ بهمن ۱۳۹۶ (۲ فوریهٔ ۲۰۱۸)",
            {
                "author": [
                    {"name": "نادیا رود", "role": "پژوهشگر", "institute": "بنیاد فانوس"},
                    {"name": "بهار کوه", "role": "دبیر", "institute": "مؤسسهٔ شن"},
                ],
                "date": "2018-02-02",
            },
        ),
        ("به قلم: علی رضایی، ۲ می، ۲۰۱۸", {"author": "علی رضایی", "date": "2018-05-02"}),
        ("نوشتهٔ نادیا رود و بهار کوه | بنیاد فانوس", {"author": ["نادیا رود", "بهار کوه"], "role": "بنیاد فانوس"}),
    ],
)  # fmt: skip
def test_bylines(line: str, fields: dict[str, Any]) -> None:
    found = front(f"A headline\n\n{line}\n\nText of the article.\n")
    assert found.pop("title") == "A headline"
    if "date" in found:
        found["date"] = found["date"].isoformat()
    assert found == fields


@pytest.mark.parametrize("month", range(1, 13))
def test_dates_are_read_as_the_site_prints_them(month: int) -> None:
    day = date(2018, month, 2)
    for language in ("en", "fa"):
        printed = format_date(day, language)
        found = read_date(printed)
        assert found
        assert (found.iso, found.typed) == (day.isoformat(), printed)


@pytest.mark.parametrize(("month", "number"), [("می", 5), ("جولای", 7), ("آگوست", 8), ("ژانویه", 1), ("ژوئیۀ", 7)])
def test_other_spellings_of_persian_months(month: str, number: int) -> None:
    found = read_date(f"۲ {month} ۲۰۱۸")
    assert found
    assert found.iso == f"2018-{number:02}-02"


@pytest.mark.parametrize(
    "line",
    [
        "By Friday, the government had not answered",
        "By Friday, the government had not answered.",
        "By Friday",
        "By Friday – the last day – nothing had come.",
        "By noon the roads were closed and",
        "By all accounts, Tehran",
        "Bystanders | watched",
        "The fellow - a baker - said so on Feb 2, 2018",
        "نوشته شده است که رود خشک است",
    ],
)
def test_a_sentence_is_no_byline(line: str) -> None:
    assert read_byline(line) is None
    assert line in body(f"{line}\n\nMore text.")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Feb 30, 2018", 'Feb 30, 2018: February has 28 days in 2018: add "date:"'),
        ("31/01/1396", '31/01/1396 does not begin with the year: add "date:"'),
        ("Feb 2018", 'Feb 2018 has no day: add "date:"'),
        ("فوریهٔ ۲۰۱۸", 'فوریهٔ ۲۰۱۸ has no day: add "date:"'),
        ("1396-11-13", '1396-11-13: the year 1396 is too early: add "date:"'),
    ],
)
def test_a_date_that_is_none_is_left_out_and_told(typed: str, said: str) -> None:
    text = f"A headline\n\nBy Ana One | Fellow - Harbour Institute | {typed}\n\nText.\n"
    assert front(text) == {
        "title": "A headline",
        "author": "Ana One",
        "role": "Fellow",
        "institute": "Harbour Institute",
    }
    assert said in notes(text, 3)
    assert read(text).path == "content/briefs/a-headline.md"


def test_parts_without_meaning_are_told() -> None:
    text = "A headline\nBy Ana One | Fellow - Harbour Institute | Feb 2, 2018 | 5 min read | @anaone\nText.\n"
    assert notes(text, 2)[-3:] == [
        'left out, as its meaning is not clear: "5 min read"',
        'left out, as its meaning is not clear: "@anaone"',
        'date 2018-02-02, typed "Feb 2, 2018"',
    ]


def test_a_date_may_stand_on_a_line_of_its_own_or_above_the_headline() -> None:
    for text in (
        "A headline\nBy Ana One\nPublished: February 2, 2018\n\nText.\n",
        "February 2, 2018\n\nA headline\n\nBy Ana One\n\nText.\n",
        "By Ana One | Feb 2, 2018\n\nA headline\n\nText.\n",
    ):
        found = front(text)
        assert (found["title"], found["author"], found["date"].isoformat()) == (
            "A headline",
            "Ana One",
            "2018-02-02",
        )
        assert parts(read(text))[1] == "Text."


def test_a_second_date_is_told() -> None:
    text = "A headline\nFeb 2, 2018\nBy Ana One | Feb 3, 2018\n\nText.\n"
    assert front(text)["date"].isoformat() == "2018-02-02"
    assert 'left out a second date: "Feb 3, 2018"' in notes(text, 3)


def test_without_byline_and_date() -> None:
    imported = read("A headline\n\nText.\n")
    assert imported.text == "---\ntitle: A headline\n---\n\nText.\n"
    assert [note.text for note in imported.notes] == [
        'headline "A headline"',
        'no byline found: add "author:"',
        'no date found: add "date:"',
    ]


@pytest.mark.parametrize(
    ("role", "project"),
    [
        ("Fellow and Director of IranObserved Project", "IranObserved"),
        ("Director of the Gulf Watch Project", "Gulf Watch"),
        ("Iran Program Director", "Iran"),
        ("Head, River Initiative", "River"),
        ("Director, The Lake Programme", "Lake"),
        ("Senior Program Manager", ""),
        ("Director of the project", ""),
        ("Fellow", ""),
    ],
)
def test_the_project_that_a_role_names(role: str, project: str) -> None:
    assert find_project(role) == project


@pytest.mark.parametrize(
    "typed",
    [
        "Feb 2, 2018",
        "February 2, 2018",
        "2 Feb 2018",
        "2018-02-02",
        "2 February 2018",
        "02 Feb. 2018",
        "Fri, Feb. 2nd, 2018",
        "2018/2/2",
    ],
)
def test_date_forms(typed: str) -> None:
    found = read_date(typed)
    assert found
    assert found.iso == "2018-02-02"


# Headline


@pytest.mark.parametrize("echo", ["Envoy's plan: a river", "ENVOY’S PLAN:  A RIVER", "Envoy‘s plan: A river "])
def test_the_headline_again_is_left_out(echo: str) -> None:
    for text in (
        f"Envoy’s plan: a river\n{echo}\n\nText.\n",
        f"Envoy’s plan: a river\n\nBy Ana One\n\n{echo}\n\nText.\n",
    ):
        imported = read(text)
        assert parts(imported)[1] == "Text."
        typed = " ".join(echo.split())
        assert f'the headline again, typed "{typed}": left out' in [note.text for note in imported.notes]


def test_a_line_between_headline_and_byline_stays_in_the_text() -> None:
    assert parts(read("A headline\nA line below it\nBy Ana One | Fellow\n\nText.\n"))[1] == "A line below it\n\nText."


@pytest.mark.parametrize(
    "title",
    ["NO", "2231", "@x", "a # b", "- x", "Iran: yes", "it's: so", "\"quoted\" and 'quoted': both", "[x]", "{x}", "null", "2018-02-02 was a day", "=", "C:\\new: x", "a:", "*x", "&x", "!x", "%x", "`x`", "12:30", "~ x", "| x", "> x", "آب: و باد", "😀: x", "Comment: x"],
)  # fmt: skip
def test_every_title_is_written_as_typed(title: str) -> None:
    assert front(f"{title}\n\nText.\n")["title"] == title


def test_a_first_line_that_is_a_paragraph_is_kept() -> None:
    paragraph = "A word and another. " * 20
    fields, text = parts(read(f"{paragraph}\n\nText.\n"))
    assert len(fields["title"]) <= 101
    assert text == f"{paragraph.strip()}\n\nText."


@pytest.mark.parametrize(
    ("title", "stem"),
    [
        ("A " + "word " * 30, "a-" + "word-" * 10 + "word"),
        ("W" * 90, "w" * 60),
        ("آب و باد", "آب-و-باد"),
        ("Khan’s “plan”", "khans-plan"),
    ],
)
def test_file_names(title: str, stem: str) -> None:
    assert read(f"{title}\n\nText.\n").path == f"content/briefs/{stem}.md"


@pytest.mark.parametrize(
    ("title", "stem"),
    [("Con", "con-brief"), ("Feed", "feed-brief"), ("404", "404-brief"), ("COM1!", "com1-brief"), ("Index", "index-brief"), ("2019-03-04 Feed", "2019-03-04-feed-brief"), ("Feeds", "feeds"), ("The feed", "the-feed")],
)  # fmt: skip
def test_a_headline_that_is_a_reserved_name_gets_another(title: str, stem: str) -> None:
    assert read(f"{title}\n\nText.\n").path == f"content/briefs/{stem}.md"


@pytest.mark.parametrize("slug", sorted(RESERVED_SLUGS))
def test_no_file_name_gives_a_reserved_address(slug: str) -> None:
    for top in (f"{slug}\n\n", f"{slug}\n\nBy Ana One | Feb 2, 2018\n\n", f"2018-02-02 {slug}\n\n"):
        assert split_name(read(f"{top}Text.\n").path)[0] == f"{slug}-brief"


def test_a_headline_of_signs_gets_a_name() -> None:
    assert re.fullmatch(r"content/briefs/brief-[0-9a-f]{8}\.md", read("?!\n\nText.\n").path)


# Text


def test_lines_without_blank_lines_between_are_paragraphs() -> None:
    assert body("One line.\nAnother line.\nComment: A third.") == "One line.\n\nAnother line.\n\n**Comment:** A third."


def test_wrapped_lines_are_joined() -> None:
    assert body("One line\nthat goes on.\n\nAnother\n1. paragraph") == "One line that goes on.\n\nAnother 1. paragraph"


def test_long_lines_are_paragraphs_even_beside_blank_ones() -> None:
    long = "Many words. " * 20
    assert body(f"{long}\nShort.\n\nMore.") == f"{long.strip()}\n\nShort.\n\nMore."


def test_what_nobody_sees_is_mended_and_told() -> None:
    text = "A headline\n\n\tTab\tand\xa0space \u202ereversed\u202c \x07bell \ufeffmark  \n\nNext"
    assert parts(read(text))[1] == "Tab and space reversed bell mark\n\nNext"
    assert notes(text, 3) == [
        "removed hidden marks that turn the direction of text; removed control characters; "
        "made non-breaking spaces plain; made tabs spaces; removed the indentation; removed spaces at the end of the line"
    ]


def test_joiners_and_isolates_of_persian_text_are_kept() -> None:
    assert body("می‌رود \u2068IAEA\u2069") == "می‌رود \u2068IAEA\u2069"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Comment: Text", "**Comment:** Text"),
        ("COMMENT : Text", "**COMMENT:** Text"),
        ("**Comment:** Text", "**Comment:** Text"),
        ("Comment:\n\nText", "**Comment:** Text"),
        ("تحلیل: متن", "**تحلیل:** متن"),
        ("Analysis: Text", "Analysis: Text"),
        ("Wrapped\nComment: Text\n\nMore", "Wrapped\n\n**Comment:** Text\n\nMore"),
        ("Without\ncomment: nothing\n\nMore", "Without comment: nothing\n\nMore"),
        ("Comment: # 5 *a* b", "**Comment:** # 5 \\*a\\* b"),
        ("Comment: One\n\nComment: Two", "**Comment:** One\n\nComment: Two"),
    ],
)
def test_the_comment(typed: str, written: str) -> None:
    assert body(typed) == written


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ('He “said” so. "One" and ("two"), he said.', "He “said” so. “One” and (“two”), he said."),
        ('“Mixed" marks', "“Mixed” marks"),
        ('“A 5" pipe"', '“A 5" pipe"'),
        ('“It goes on. He said "no" to all.', '“It goes on. He said "no" to all.'),
        ('“One” and "another', '“One” and "another'),
        ('Only "straight" ones', 'Only "straight" ones'),
    ],
)
def test_straight_quotation_marks(typed: str, written: str) -> None:
    assert body(typed) == written


def test_lists_are_kept() -> None:
    assert body("He named:\n• one\n• two\n  and more\n\n1) One\n2) Two\n\n1) Three\n2) Four\n\nEnd") == (
        "He named:\n\n- one\n- two and more\n\n1) One\n2) Two\n\n1. Three\n2. Four\n\nEnd"
    )


CLEAN = [
    "[Joint Accord on Waters] and [sic] and #river and a-b and 5 * 3 and snake_case_name",
    "R&D & more; AT&T; 3 < 4 > 2; ~5 km; a | b; C:\\folder; 50% (x) {y} $5 ^ = + ! ?",
    "* a lone star at the end*",
    "=== and --- within",
    "2018.",
    "It cost 5*",
]
MARKUP = [
    "# heading", "###### six", "#", "> quoted", "- item", "+ item", "* item", "1. item", "12) item", "007. item",
    "---", "- - -", "***", "* * *", "___", "_ _ _", "===", "--", "```", "``` code", "~~~", "~~~ x ~~~", "~~gone~~",
    "*a* b", "**a** b", "_a_ b", "__a__ b", "***a***", "a*b*c", "`a` b", "``a`` b", "[x](y)", "![x](y)", "[x][y] [x](<z>)", "[x]: y",
    "[x]: http://example.org 'title'", "[^1] and [^1]: note", "^[note]", "[@key]", "<b>bold</b>", "<!-- hidden -->", "<https://example.org>",
    "<1@example.org>", "<?x?>", "</p>", "&amp; &lt; &#65; &#x41; &copy;", "\\* \\a \\\\ \\[", "\\", "a\\", "*a _b* c_", "**a*", "* a * b *c*",
    "[a [b](c) d](e)", "![a][b](c)", "]( ](", "Comment: [x]: y", "**a\\** b", "\\`a`", "_a_b_", "<", "<a", "~~~~ a ~~", "`", "1. - # > x",
]  # fmt: skip


@pytest.mark.parametrize("typed", CLEAN)
def test_what_is_no_markup_gets_no_backslash(typed: str) -> None:
    assert body(f"Text first: {typed}") == f"Text first: {typed}"


@pytest.mark.parametrize("typed", CLEAN + MARKUP)
def test_what_looks_like_markup_is_shown_as_typed(typed: str) -> None:
    written = body(f"{typed}\n\n{typed}\n\nText {typed}\n\n- {typed}\n- {typed}\n\nEnd")
    item = typed.strip()
    assert shown(written) == f"{typed} {typed} Text {typed} {item} {item} End"


def test_backslashes_are_told() -> None:
    assert notes("A headline\n\nText with *stars*", 3) == [
        "put a backslash before signs that Markdown would take as markup"
    ]


def test_naughty_strings_lose_no_word() -> None:
    path = shared("suites/naughty-strings.json")
    import json

    for text in json.loads(path.read_text(encoding="utf-8")):
        check_words(f"A headline\n\nFirst.\n\n{text}\n\nLast.")


def check_words(text: str) -> None:
    result = read_article(text.encode(errors="replace"), name="x.txt")
    if isinstance(result, Problem):
        return
    fields, written = parts(result)
    said = " ".join(note.text for note in result.notes)
    visible = re.sub("[\u202a-\u202e\u2066-\u2069\ufeff]|(?![\t\n\x0b-\r\x85])[\0-\x1f\x7f-\x9f]", "", text)
    left = words(shown(written))
    extra = words(f"{fields} {said} By Date Published")
    for word in words(visible):
        if left and word == left[0]:
            left.pop(0)
        else:
            assert word in extra, (word, text, written)
    assert not left, (text, written)


SIGNS = st.sampled_from(
    [
        *"abAB12 \n\n\t*_`~#>-+=.|[]()<>&;:!\\\"“”'’^@/•",
        "\n\n",
        "  ",
        "By ",
        "Comment:",
        " | ",
        "Feb 2, 2018",
        "1. ",
        "- ",
        "&amp;",
        "\xa0",
        "\u202e",
        "آب",
    ]
)


@settings(max_examples=600, deadline=None)
@given(st.lists(SIGNS, max_size=60).map("".join))
def test_no_word_is_lost(text: str) -> None:
    check_words(text)
    check_words(f"A headline\n\nBy Ana One\n\nFirst.\n\n{text}")


@settings(max_examples=600, deadline=None)
@given(st.lists(SIGNS, max_size=30).map(lambda chars: "".join(chars).replace("\n", " ")))
def test_signs_are_shown_as_typed(text: str) -> None:
    from briefs.importers.markup import escape_inline, escape_paragraph

    typed = " ".join(text.split()).strip()
    assert shown(escape_paragraph(typed)) == typed
    assert shown(f"**Comment:** {escape_inline(typed)}") == f"Comment: {typed}".strip()


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode(errors="replace"))))
def test_nothing_raises_and_every_brief_is_sound(data: bytes) -> None:
    result = read_article(data, name="x.txt")
    if isinstance(result, Imported):
        assert isinstance(parts(result)[0]["title"], str)
        assert re.fullmatch(r"content/briefs/([^/\0]+/)?[^/\0]+\.md", result.path)
        assert len(result.path.rsplit("/", 1)[-1].encode()) <= 255


@pytest.mark.parametrize(
    "unit",
    [
        "a ",
        "*a",
        "_a ",
        "[",
        "](",
        "<a",
        "`a",
        '"a" ',
        "By ",
        "a - ",
        "A, ",
        "A and ",
        "\\",
        "&a",
        "- a\n",
        "A b; ",
        "Comment: ",
        "\n\n*",
    ],
)
def test_time_grows_with_length(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        start = process_time()
        read_article(f"A headline\n{unit * (490 // len(unit))}\n\n{text}\n\n“x”".encode(), name="x.txt")
        return process_time() - start

    # Linear is 4, squared 16; a busy machine may spoil one measurement, and below the floor only noise is measured.
    assert any(seconds(200_000) / max(seconds(50_000), 0.02) < 10 for _ in range(4))


# Writing


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "site.yaml").write_text("title: A site\nurl: https://example.org/\n")
    (tmp_path / "in").mkdir()
    return tmp_path


def put(folder: Path, name: str, text: str | bytes = ARTICLE) -> Path:
    path = folder / "in" / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in (root / "content").rglob("*") if path.is_file())


def test_all_files_are_tried(site: Path) -> None:
    good, other = put(site, "good.txt"), put(site, "other.txt", "Other headline\n\nText.\n")
    results = import_text(site, [site / "in" / "missing.txt", good, site / "in", put(site, "empty.txt", ""), other])
    assert [result.code if isinstance(result, Problem) else result.path for result in results] == [
        "import-unreadable",
        read(ARTICLE).path,
        "import-unreadable",
        "import-empty",
        "content/briefs/other-headline.md",
    ]
    assert files(site) == [
        "content/briefs/2018/" + Path(read(ARTICLE).path).name,
        "content/briefs/other-headline.md",
        "content/site.yaml",
    ]
    assert (site / read(ARTICLE).path).read_text(encoding="utf-8") == read(ARTICLE).text
    assert isinstance(results[1], Imported)
    assert results[1].source == str(good)
    assert all(note.line for note in results[1].notes)


def test_nothing_is_overwritten(site: Path) -> None:
    article = put(site, "article.txt")
    import_text(site, [article])
    target = site / read(ARTICLE).path
    target.write_text("edited")
    (again,) = import_text(site, [article])
    assert isinstance(again, Problem)
    assert (again.code, again.path) == ("import-exists", str(article))
    assert read(ARTICLE).path in again.message
    assert target.read_text() == "edited"
    assert len(files(site)) == 2


def test_the_same_article_twice_in_one_run_is_written_once(site: Path) -> None:
    results = import_text(site, [put(site, "a.txt"), put(site, "b.txt")])
    assert [type(result) for result in results] == [Imported, Problem]


def test_disks_without_links(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError("no links here")

    monkeypatch.setattr(os, "link", no_links)
    article = put(site, "article.txt")
    first, second = import_text(site, [article, article])
    assert isinstance(first, Imported)
    assert isinstance(second, Problem)
    assert second.code == "import-exists"
    assert (site / first.path).read_text(encoding="utf-8") == first.text
    assert len(files(site)) == 2


def test_a_disk_that_fails_leaves_nothing_behind(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    article = site / "in" / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    (problem,) = import_text(site, [article])
    assert isinstance(problem, Problem)
    assert problem.code == "import-unwritable"
    assert "No space left on device" in problem.message
    assert files(site) == ["content/site.yaml"]


def test_links_out_of_the_site_are_not_followed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (site / "content" / "briefs").symlink_to(outside, target_is_directory=True)
    (problem,) = import_text(site, [put(site, "article.txt")])
    assert isinstance(problem, Problem)
    assert problem.code == "import-unwritable"
    assert "content/briefs" in problem.message
    assert list(outside.iterdir()) == []


def test_a_file_where_a_folder_should_be_is_told(site: Path) -> None:
    (site / "content" / "briefs").write_text("not a folder")
    (problem,) = import_text(site, [put(site, "article.txt")])
    assert isinstance(problem, Problem)
    assert problem.code == "import-unwritable"


def test_a_pipe_is_not_waited_for(site: Path) -> None:
    os.mkfifo(site / "in" / "pipe")
    (problem,) = import_text(site, [site / "in" / "pipe"])
    assert isinstance(problem, Problem)
    assert problem.code == "import-unreadable"


def test_a_missing_site_yaml_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    first, second = import_text(tmp_path, [put(tmp_path, "a.txt"), put(tmp_path, "b.txt", "B\n\nText.\n")])
    assert isinstance(first, Imported)
    assert isinstance(second, Imported)
    assert (
        format_note(first.source, first.notes[0])
        == f'{first.source}: the site needs a content/site.yaml with two lines, "title:" and "url:"'
    )
    assert all(note.line for note in second.notes)
    assert files(tmp_path) == sorted([first.path, second.path])
