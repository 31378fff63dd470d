"""Bounds: no text may be lost for its depth, and none may stop the site for its shape."""

import re

from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from briefs.markdown.sheet import Place, Sheet

MAX_NESTING = 100
"""Blocks within blocks. At the library's own limit, two above, text would vanish without a word."""
MAX_BRACKETS = 50
"""Square brackets within brackets: the library's time grows with their depth."""
MAX_CHARACTERS = 2_000_000
MAX_LINES = 60_000
MAX_LINKS = 50_000
_MAX_LAZY_WORK = 300_000

_DEEP_QUOTE = re.compile(r"(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){10}")


def too_complex(text: str) -> tuple[str, int] | None:
    """Tell what makes a text too long to read, and on which line, from 0; None for nearly every text."""
    for number, limit, name in (
        (len(text), MAX_CHARACTERS, "characters"),
        (text.count("\n"), MAX_LINES, "lines"),
        (text.count("["), MAX_LINKS, "opening brackets"),
    ):
        if number > limit:
            return f"the text has {number:,} {name}; {limit:,} is the limit", 0
    if text.count(">") < 10:
        return None
    work = depth = 0
    for number, line in enumerate(text.split("\n")):
        if _DEEP_QUOTE.match(line):
            depth = line.count(">")
        elif not line.strip():
            depth = 0
        # A line that lazily goes on in a quote is looked at once for each quote that it stands in.
        work += depth
        if work > _MAX_LAZY_WORK:
            return "too many lines go on in too deep a quotation", number
    return None


def keep_deep_blocks(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule: where the nesting ends, keep the text as it was typed and report it."""
    if silent or state.level < MAX_NESTING:
        return False
    after = start + 1
    while after < end and not state.isEmpty(after) and state.sCount[after] >= state.blkIndent:
        after += 1
    report_depth(state.env["sheet"], Place(start))
    token = state.push("verbatim", "p", 0)
    token.map = [start, after]
    token.content = state.getLines(start, after, state.blkIndent, False).strip()
    state.line = after
    return True


def keep_deep_brackets(state: StateCore) -> None:
    """Core rule before the inline ones: a run with brackets too deep is kept as it was typed and reported."""
    for token in state.tokens:
        if token.type == "inline" and token.content.count("[") > MAX_BRACKETS and _deep(token.content):
            token.type = "deep_inline"
            report_depth(state.env["sheet"], Place(token.map[0] if token.map else 0))


def restore_deep_brackets(state: StateCore) -> None:
    """Core rule after the inline ones: give such runs their text."""
    for token in state.tokens:
        if token.type == "deep_inline":
            token.type = "inline"
            text = Token("text", "", 0)
            text.content = token.content
            token.children = [text]


def report_depth(sheet: Sheet, place: Place) -> None:
    """Report text that is nested too deep, once in each place."""
    if not sheet.problems or sheet.problems[-1].code != "nested-too-deep":
        sheet.error(
            "nested-too-deep",
            f"quotations, lists, emphasis or brackets stand more than {MAX_NESTING} deep in each other"
            f" (brackets: {MAX_BRACKETS})",
            place,
            hint="the text from here on is shown as it was typed",
        )


def _deep(content: str) -> bool:
    depth = 0
    for char in re.findall(r"[\[\]]", content):
        depth += 1 if char == "[" else -1 if depth else 0
        if depth > MAX_BRACKETS:
            return True
    return False
