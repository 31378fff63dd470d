"""Paragraphs, and lists of single lines, written as the library writes them."""

import re

from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

# What begins no other block: a word, a number without a point, bold text, a link that isn't a definition or a box to tick.
_ITEM = re.compile(
    r"([0-9]{1,9}(?=[.)]))?([-+*]|(?<=[0-9])[.)]) "
    r"(?=[^\s`~>*_+\-0-9\[<#]|[0-9]+[^0-9.)]|(?:\*\*?|__?)[^\W_]|\[(?!\^|[ xX]\])(?!.*\]:))"
)
# A line that begins with a letter, and behind which there is a blank one, can't be anything else.
_PARAGRAPH = re.compile(r"([^\W\d_][^\n]*\S)\n(?=\n)")


def push_paragraph(
    tokens: list[Token], content: str, start: int, after: int, *, level: int, hidden: bool = False
) -> None:
    """Add a paragraph's tokens."""
    # Without names these calls take half the time, and a brief has a hundred tokens.
    tokens += (
        Token("paragraph_open", "p", 1, {}, [start, after], level, None, "", "", "", {}, True, hidden),
        Token("inline", "", 0, {}, [start, after], level + 1, [], content, "", "", {}, True),
        Token("paragraph_close", "p", -1, {}, None, level, None, "", "", "", {}, True, hidden),
    )


def take_plain_paragraphs(state: StateBlock, start: int) -> bool:
    """Take paragraphs of the text's outermost level that are single lines, as many as follow each other."""
    line = start
    while found := _PARAGRAPH.match(state.src, state.bMarks[line]):
        push_paragraph(state.tokens, found[1], line, line + 1, level=0)
        line += 2
    if line > start:
        state.line = line - 1
    return line > start


def take_plain_list(state: StateBlock, start: int, end: int) -> bool:
    """Take a list of the text's outermost level whose items are single lines, if a blank line and no more of it follow."""
    if state.level or end != state.lineMax:
        return False
    src, begins, ends = state.src, state.bMarks, state.eMarks
    items: list[re.Match[str]] = []
    line = start
    while line < end and not state.isEmpty(line):
        found = _ITEM.match(src, begins[line], ends[line])
        if not found or found[2] != (items or [found])[0][2]:
            return False
        items.append(found)
        line += 1
    after = state.skipEmptyLines(line)
    if after < end and src[begins[after]] in "-+*0123456789 \t":
        return False
    number, sign = items[0][1], items[0][2]
    kind, tag = ("ordered_list", "ol") if number else ("bullet_list", "ul")
    first: dict[str, str | int | float] = {"start": int(number)} if number and int(number) != 1 else {}
    tokens = state.tokens
    tokens.append(Token(f"{kind}_open", tag, 1, first, [start, after], 0, None, "", sign, "", {}, True))
    for item, found in enumerate(items, start):
        lines = [item, item + 1 if item + 1 < line else after]
        tokens.append(Token("list_item_open", "li", 1, {}, lines, 1, None, "", sign, found[1] or "", {}, True))
        content = mdTrim(src[found.end() : ends[item]])
        push_paragraph(tokens, content, item, item + 1, level=2, hidden=True)
        tokens.append(Token("list_item_close", "li", -1, {}, None, 1, None, "", sign, "", {}, True))
    tokens.append(Token(f"{kind}_close", tag, -1, {}, None, 0, None, "", sign, "", {}, True))
    state.line = after
    return True
