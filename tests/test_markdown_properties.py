"""What holds for every text: no word is lost, nothing raises, all is balanced and the same again."""

import re
import sys

import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.markdown import Body, Parser, Slot, plain_html
from briefs.markdown.characters import _forbidden, is_clean
from briefs.markdown.sanitize import sanitize

parser = Parser()

WORD = st.text(alphabet="abcdefgäéابپتжд中文0123", min_size=1, max_size=8)
WORDS = st.lists(WORD, min_size=1, max_size=6).map(" ".join)


def fill(slot: Slot) -> str:
    if slot.kind == "link":
        return '<a href="/page/">'
    return "</a>" if slot.kind == "end" else f'<img src="/image.png" alt="{slot.text}">'


def html_of(body: Body) -> str:
    return plain_html(body, fill)


def wrapped(before: str, after: str) -> st.SearchStrategy[str]:
    return WORDS.map(lambda words: f"{before}{words}{after}")


INLINE = st.one_of(
    WORDS,
    wrapped("**", "**"),
    wrapped("*", "*"),
    wrapped("~~", "~~"),
    wrapped("`", "`"),
    wrapped("[", "](https://example.org/x)"),
    wrapped("[", "](other.md 'Title')"),
    wrapped("[", "](javascript:x)"),
    wrapped("[", "](#none)"),
    wrapped("![", "](map.png)"),
    wrapped("![", "](https://example.org/map.png)"),
    wrapped("<b>", "</b>"),
    wrapped("<b>", ""),
    wrapped("", "</i>"),
    wrapped("<branch>", "</branch>"),
    wrapped("<p>", "</p>"),
    wrapped("<a href='x.md'>", "</a>"),
    wrapped("<td>", ""),
    wrapped("<script>", "</script>"),
    wrapped("[", "]"),
    wrapped("<", ">").map(lambda text: text.replace("<", "< ")),
    WORDS.map(lambda words: f"{words}[^n]"),
)
LINE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
BLOCK = st.one_of(
    LINE,
    LINE.map(lambda line: f"Comment: {line}"),
    LINE.map(lambda line: f"**Comment:** {line}"),
    st.tuples(st.integers(1, 6), LINE).map(lambda pair: f"{'#' * pair[0]} {pair[1]}"),
    LINE.map(lambda line: f"> {line}"),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"- {line}" for line in lines)),
    st.lists(LINE, min_size=1, max_size=3).map(lambda lines: "\n".join(f"1. {line}\n\n   > {line}" for line in lines)),
    st.tuples(WORDS, WORDS).map(lambda cells: f"| {cells[0]} | b |\n|:--|--:|\n| {cells[1]} | c |"),
    WORDS.map(lambda words: f"```x\n{words}\n```"),
    WORDS.map(lambda words: f"    {words}"),
    WORDS.map(lambda words: f"![{words}](map.png '{words}')"),
    st.tuples(WORDS, LINE).map(lambda p: f"<details><summary>{p[0]}</summary>\n\n{p[1]}\n\n</details>"),
    LINE.map(lambda line: f"<table>{line}<tr><td>{line}</table>"),
    LINE.map(lambda line: f"<div class='x'>\n{line}\n</div>"),
    LINE.map(lambda line: f"<div>\n\n{line}"),
    LINE.map(lambda line: f"{line}\n\n</div>"),
    LINE.map(lambda line: f"<ul><li>{line}<li>{line}</ul>"),
)
BRIEF = st.lists(BLOCK, min_size=1, max_size=8).map(lambda blocks: "\n\n".join(blocks) + "\n\n[^n]: note\n")

# What readers don't see of such a brief: tags, addresses, marks.
UNSEEN = re.compile(
    r"\]\([^)]*\)|</?(?:b|i|p|a|td|table|tr|div|details|summary|ul|li)(?: [^>]*)?>|<(?:/?)(?:script|branch)>"
    r"|\[\^n\]:?|```x?|^\|[:|-]*\|$|^1\.",
    re.MULTILINE,
)
ANY_WORD = re.compile(r"[^\W_]+")
TAG = re.compile(r"<[^>]*>")

# Pieces of which trouble is made.
MARKS = [
    "*", "**", "_", "__", "~~", "`", "``", "```", "~~~", "[", "]", "(", ")", "![", "](", "]:", "[^", "[^a]",
    "[^a]:", "<", ">", "</", "<b>", "</b>", "<a", "<a", "<!--", "-->", "<!", "<?", "?>", "<p>", "</p>",
    "<table>", "<td>", "<tr>", "</table>", "<div>", "</div>", "<details>", "<li>", "<pre>", "<script>",
    "</script>", "<h1>", "<img src=x>", "#", "##", "---", "===", "|", "|-|", ">", "-", "+", "1.", "\\", "&",
    "&#", "&#x202e;", "&lt;", ";", ":", "Comment:", "**Comment:**", "'", '"', "=", "{#", "}", "javascript:",
    "https://", "//", "http://é", "<a href=y>", "</a>",
]  # fmt: skip
PIECES = st.lists(
    st.one_of(
        st.sampled_from(MARKS),
        st.sampled_from(
            ["\n", "\n\n", " ", "  \n", "\t", "    ", "\r\n", "\0", "\u202e", "\u200c", "\ufdd0", "\ud800"]
        ),
        st.text(max_size=5),
    ),
    max_size=40,
).map("".join)


@given(BRIEF)
def test_no_word_is_lost(source: str) -> None:
    body, problems = parser.parse(source)
    assert "nested-too-deep" not in [problem.code for problem in problems]
    read = set(ANY_WORD.findall(body.text))
    shown = set(ANY_WORD.findall(TAG.sub(lambda tag: " " + alt_of(tag[0]), html_of(body))))
    for word in ANY_WORD.findall(UNSEEN.sub(" ", source)):
        if word == "note":
            continue
        assert any(word in other for other in read), word
        assert any(word in other for other in shown), word


def alt_of(tag: str) -> str:
    found = re.search(r'alt="([^"]*)"', tag)
    return found[1] if found else ""


@given(PIECES)
@settings(max_examples=400)
def test_any_text_is_read_safely_and_the_same_again(source: str) -> None:
    first = parser.parse(source)
    body, problems = first
    assert parser.parse(source) == first
    assert Parser().parse(source) == first
    html = html_of(body)
    assert all(is_clean(text) for text in (html, body.text, body.lead))
    lines = source.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(problem.message and 1 <= problem.line <= lines for problem in problems)
    opened = [part.kind for part in body.parts if isinstance(part, Slot) and part.kind != "image"]
    assert opened == ["link", "end"] * (len(opened) // 2)
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(set(ids)) == len(ids)


@given(PIECES)
@settings(max_examples=400)
def test_the_html_is_balanced(source: str) -> None:
    html = html_of(parser.parse(source)[0])
    again = sanitize(html.replace("\u00a0", " "))
    assert words(again) == words(html)
    assert sorted(TAG.findall(again.replace("\n", ""))) == sorted(
        TAG.findall(html.replace("\u00a0", " ").replace("\n", ""))
    )


@given(PIECES)
@settings(max_examples=400)
def test_the_sanitizer_loses_no_text(source: str) -> None:
    """What is shown of a text is also read from it, whatever a parser has made of its HTML."""
    body, _ = parser.parse(source)
    shown = "".join(words(nh3.clean(html_of(body), tags=set(), clean_content_tags=set())))
    for word in ANY_WORD.findall(body.text):
        assert word in shown or not word.isascii() or word in str(body.parts), word


@given(st.text(), st.sampled_from(["safe", "text"]))
def test_nothing_raises(source: str, html: str) -> None:
    Parser(html=html).parse(source)


def test_what_python_calls_printable_may_stand_in_a_text() -> None:
    printable = "".join(char for char in map(chr, range(sys.maxunicode + 1)) if char.isprintable())
    assert _forbidden().search(printable) is None
    assert is_clean(printable)
    assert not is_clean(printable + "\ufdd0")


def words(html: str) -> list[str]:
    return sorted(ANY_WORD.findall(TAG.sub(" ", html)))


@pytest.mark.parametrize("source", ["a\u00a0b <b>c\u00a0d</b>"])
def test_a_blank_that_does_not_break_stays_itself(source: str) -> None:
    assert html_of(parser.parse(source)[0]) == "<p>a\u00a0b <b>c\u00a0d</b></p>\n"
