"""Public suites: what the specification asks for, and that no input at all gets unsafe HTML through."""

import json
import re
from pathlib import Path
from typing import Any

import nh3
import pytest
from selectolax.lexbor import LexborHTMLParser
from shared_data import shared

from briefs.markdown import Body, Parser, Slot, plain_html

DIFFERENCES = Path(__file__).with_name("commonmark_differences.txt")
FILES = ["commonmark.json", "gfm.json", "gfm-extensions.json", "naughty-strings.json"]

TAGS = {
    "a", "abbr", "aside", "b", "bdi", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del",
    "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img",
    "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "section", "small", "span", "strong", "sub", "summary",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
}  # fmt: skip
ATTRIBUTES = {
    "alt", "aria-label", "class", "colspan", "datetime", "dir", "href", "id", "lang", "open", "reversed", "rowspan",
    "scope", "span", "src", "start", "title", "value",
}  # fmt: skip
CLASSES = {"comment", "comment-label", "footnotes", "footnote-ref", "footnote-back", "table"}
TAG = re.compile(r"</?[a-zA-Z][^\s/>]*")
parser = Parser()


def load(name: str) -> list[Any]:
    path = shared(f"suites/{name}")
    cases: list[Any] = json.loads(path.read_text(encoding="utf-8"))
    assert cases
    return cases


def fill(slot: Slot) -> str:
    if slot.kind == "link":
        return '<a href="/page/">'
    return "</a>" if slot.kind == "end" else '<img src="/image.png" alt="">'


def assert_safe(body: Body, source: str) -> None:
    html = plain_html(body, fill)
    for node in LexborHTMLParser(f"<!doctype html><body>{html}").css("body *"):
        assert node.tag in TAGS, (source, node.tag)
        for name, value in node.attributes.items():
            assert name in ATTRIBUTES, (source, node.tag, name)
            if name == "href":
                assert (value or "").lower().startswith(("/page/", "#", "http:", "https:", "mailto:", "tel:")), (
                    source,
                    value,
                )
            elif name == "src":
                assert value == "/image.png", (source, value)
            elif name == "id":
                assert (value or "").startswith(("s-", "fn-", "fnref-")) or value == "comment", (
                    source,
                    value,
                )
            elif name == "class":
                assert value in CLASSES or (value or "").startswith(("language-", "align-")), (source, value)
    # A parser that balances finds nothing to do.
    assert TAG.findall(html) == TAG.findall(reparse(html))[1:-1], source


def reparse(html: str) -> str:
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags=set(),
        attributes={"*": ATTRIBUTES},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    return LexborHTMLParser(f"<!doctype html><body>{cleaned}").body.html or ""


def test_commonmark_but_for_the_listed_differences() -> None:
    raw = Parser(html="raw")
    lines = DIFFERENCES.read_text(encoding="utf-8").splitlines()
    listed = {int(line.split(" ", 1)[0]) for line in lines if not line.startswith("#")}
    different = {case["example"] for case in load("commonmark.json") if raw.to_html(case["markdown"]) != case["html"]}
    assert different == listed


def test_tables_and_strikethrough_of_github() -> None:
    raw = Parser(html="raw")
    cases = [case for case in load("gfm-extensions.json") if case["section"] in ("Tables", "Strikethroughs")]
    assert cases
    wrong = []
    for case in cases:
        html = raw.to_html(case["markdown"]).replace("<s>", "<del>").replace("</s>", "</del>")
        html = html.replace(' style="text-align:', ' align="').replace("<br />", "<br>")
        if html != case["html"].replace("<br />", "<br>"):
            wrong.append(case["example"])
    # One tilde is "about", as in ~5, and no strikethrough.
    assert wrong == [17, 18]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("html", ["safe", "text"])
def test_nothing_unsafe_comes_through(name: str, html: Any) -> None:
    chosen = Parser(html=html)
    for case in load(name):
        source = case if isinstance(case, str) else case["markdown"]
        for text in (
            source,
            f"a {source} b",
            f"[a]({source})",
            f'<b title="{source}">x</b>',
            f"<a href='{source}'>x</a>",
        ):
            body, problems = chosen.parse(text)
            assert_safe(body, text)
            assert chosen.parse(text) == (body, problems)


def test_every_real_article_is_read() -> None:
    files = sorted(shared("corpora").glob("*/content/briefs/*.md"))
    assert files
    errors = []
    for path in files:
        head, text = path.read_text(encoding="utf-8").split("\n---\n", 1)
        body, problems = parser.parse(text, first_line=head.count("\n") + 3)
        assert_safe(body, path.name)
        assert bool(body.text) is bool(body.words) is bool(text.strip()), path.name
        assert bool(body.lead) is bool(text.strip()), path.name
        errors += [(path.name, p.line, p.code) for p in problems if p.severity == "error"]
        lines = text.count("\n") + head.count("\n") + 3
        assert all(head.count("\n") + 3 <= p.line <= lines for p in problems)
    assert errors == []


def test_the_check_itself_sees_what_is_unsafe() -> None:
    for html in (
        "<script>x</script>", '<p onclick="x">a</p>', '<a href="javascript:x">a</a>', '<img src="//x">', '<p id="x">a</p>',
        '<p class="x">a</p>', "<p>a", "<b><i>a</b></i>", "<svg></svg>", '<p style="a:b">c</p>',
    ):  # fmt: skip
        with pytest.raises(AssertionError):
            assert_safe(Body(parts=(html,), notes=(), headings=(), has_comment=False, lead="", text="", words=0), html)
