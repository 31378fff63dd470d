"""Short cuts past the library's rules give what the rules give, and nothing less where a site has rules of its own."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from shared_data import shared

from briefs.markdown import Parser, links, parser
from briefs.markdown.sheet import Sheet


def add_rules_that_find_nothing(md: MarkdownIt) -> None:
    """Change the rules, so that the short cuts step aside."""
    md.block.ruler.push("none", lambda state, start, end, silent: False)
    md.inline.ruler.push("none", lambda state, silent: False)


def without_short_cuts() -> Parser:
    """The library's own steps, and of our rules those that have no other way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "add_short_cuts", lambda md: None)
        made = Parser()
    md, typed = made._md, made._typed

    def encode(url: str) -> str:
        if not (links.needs_encoding(url) or links._PLAIN.match(url)):
            return url  # the site's own, which stays as it was typed
        encoded = MarkdownIt.normalizeLink(md, url)
        typed[encoded] = url
        return encoded

    md.normalizeLink = encode
    return made


QUICK, PLAIN, ASIDE = Parser(), without_short_cuts(), Parser(extend=add_rules_that_find_nothing)

PIECES = [
    "a", "word", "é", "中", "²", "1", "2015", "0", "*", "**", "***", "_", "__", "~~", "`", "``", "[", "](", "](u)", "](https://e.org/a_b)",
    ")", "]", "![", "!", "[^a]", "\n[^a]: x", "\n[^a b]: /u", "\n[c]: /u", "[c]", "<", "<b>", "<http://a.b>", "&", "&amp;", "\\", "\\*",
    "«", "»", "“", "”", "(", ".", ",", ":", "?", "'", '"', "—", "،", "=", "$", "\t", "\u00a0", "\u2003", "\u200c", " ", "  ", "\n",
    "\n\n", "  \n", "\n    ", "\n  ", "\n   ", "\n\t", "\n- ", "- ", "\n-", "\n* ", "\n+ x", "\n1. ", "\n2) ", "\n10. ", "\n> ", "\n>",
    "> ", "\n# ", "#", "\n---\n", "\n--- x", "\n===\n", "***\n", "\n```\n", "\n~~~", "|", "\n|-|\n", "\n-|-", ":-", "\n<p>", "</div>",
    "<!--", "-->", "\r",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join)
# Of a few pieces in a row more comes of meaning than of many at random.
NEAR = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).flatmap(
    lambda few: st.lists(st.sampled_from([*few, " ", "a"]), max_size=30).map("".join)
)


def tokens_of(parser: Parser, text: str) -> tuple[Any, Any]:
    env: dict[str, Any] = {"sheet": Sheet(text, 1)}
    tokens = parser._md.parse(text, env)
    del env["sheet"]
    return tokens, env


@given(st.one_of(TEXTS, NEAR))
@settings(max_examples=1500)
def test_tokens_are_the_librarys(text: str) -> None:
    assert tokens_of(QUICK, text) == tokens_of(PLAIN, text)
    assert QUICK.parse(text) == PLAIN.parse(text)
    assert tokens_of(ASIDE, text) == tokens_of(PLAIN, text)


def test_plain_parser_takes_no_short_cut() -> None:
    def steps(parser: Parser) -> list[object]:
        md = parser._md
        chains = (md.core.ruler, md.block.ruler, md.inline.ruler, md.inline.ruler2)
        return [rule for chain in chains for rule in chain.getRules("")]

    def ours(parser: Parser) -> set[str]:
        return {step.__module__ for step in steps(parser) if step.__module__.startswith("briefs.")}

    assert "briefs.markdown.shortcuts" in ours(QUICK)
    assert ours(PLAIN) == {"briefs.markdown.footnotes", "briefs.markdown.limits"}


@pytest.mark.parametrize("name", ["commonmark.json", "gfm.json", "gfm-extensions.json", "naughty-strings.json"])
def test_tokens_of_the_suites(name: str) -> None:
    for case in json.loads(shared(f"suites/{name}").read_text(encoding="utf-8")):
        text = case if isinstance(case, str) else case["markdown"]
        for around in (text, f"- {text}\n- b", f"> {text}", f"a\n{text}", text.replace(" ", "\n")):
            assert tokens_of(QUICK, around) == tokens_of(PLAIN, around)


def test_tokens_of_real_articles() -> None:
    for path in sorted(shared("corpora").glob("*/content/briefs/*.md")):
        text = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
        assert tokens_of(QUICK, text) == tokens_of(PLAIN, text), path.name


def marked(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("==", state.pos):
        return False
    if not silent:
        state.push("marked", "mark", 0).content = "!"
    state.pos += 2
    return True


def test_a_sites_own_rules_see_all_text() -> None:
    def change(md: MarkdownIt) -> None:
        md.inline.ruler.before("emphasis", "marked", marked)
        md.block.ruler.disable("list")
        md.core.ruler.push("loud", lambda state: [setattr(t, "content", t.content.upper()) for t in state.tokens])

    assert Parser(extend=change).parse("- plain == text\n\nand == more")[0].text == "- plain ! text\n\nand ! more"


def test_a_change_of_what_ends_a_paragraph_counts() -> None:
    def change(md: MarkdownIt) -> None:
        rule = next(r for r in md.block.ruler.getRules("") if getattr(r, "__name__", "") == "heading")
        md.block.ruler.at("heading", rule, {"alt": []})

    assert Parser(extend=change).parse("a\n# b")[0].text == "a # b"
    assert QUICK.parse("a\n# b")[0].text == "a\n\nb"


def test_boxes_to_tick_are_the_librarys() -> None:
    tokens = Parser(extend=lambda md: md.options.__setitem__("tasklists", True))._md.parse("- [x] a\n- [ ] b", {})
    assert [token.meta for token in tokens if token.type == "list_item_open"] == [{"checked": True}, {"checked": False}]
