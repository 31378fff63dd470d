"""The text below the byline as Markdown: paragraphs, lists, the comment, quotation marks."""

import re

from msgspec import Struct

from briefs import languages
from briefs.importers.lines import Line, Note
from briefs.importers.markup import escape_inline, escape_paragraph, follows, list_marker, write_list
from briefs.words import Words

HARD_WRAP = 120
"""A block with a longer line wasn't wrapped by hand, so that each of its lines is a paragraph."""

_LABEL = "|".join(sorted({label for code in languages.BUILT_IN for label in Words().labels(code)}))
_COMMENT = re.compile(rf"(\*\*|__)?({_LABEL})\s?[:：](?(1)\1)(?:\s+|$)", re.IGNORECASE)
_QUOTE = re.compile('["“”]')
_OPENS_AFTER = frozenset(" ([{‘'–—-/")
_CLOSES_BEFORE = frozenset(" )]}’'–—-/.,;:!?…*،؛؟")


class _Block(Struct):
    """A paragraph, or the items of a list."""

    line: int
    lines: list[Line]
    items: list[tuple[str, str]]
    """Marker and text; empty for a paragraph."""


def write_body(lines: list[Line], notes: list[Note], *, curly: bool) -> str:
    """Write lines as Markdown.

    `curly` says that the article uses curly quotation marks, so that straight ones are slips.
    """
    blocks = _join_label(_blocks(lines, notes), notes)
    written: list[str] = []
    commented = False
    for block in blocks:
        if block.items:
            notes.append(Note(block.line, f"a list of {len(block.items)} items"))
            written.append(write_list(block.items, after=written[-1].rsplit("\n", 1)[-1] if written else ""))
            continue
        text = " ".join(line.text for line in block.lines)
        if curly and '"' in text:
            text = _curl(text, block, notes)
        label = _COMMENT.match(text)
        if label and commented:
            notes.append(Note(block.line, f'a second "{label[2]}:", left as it is'))
        if label and not commented:
            commented = True
            notes.append(Note(block.line, f'"{label[2]}:" begins the analysis'))
            written.append(f"**{label[2]}:** {escape_inline(text[label.end() :])}".rstrip())
        else:
            written.append(escape_paragraph(text))
        if written[-1].count("\\") > text.count("\\"):
            notes.append(Note(block.line, "put a backslash before signs that Markdown would take as markup"))
    return "\n\n".join(written)


def _blocks(lines: list[Line], notes: list[Note]) -> list[_Block]:
    """Part lines into paragraphs and lists."""
    groups: list[list[Line]] = [[]]
    for line in lines:
        if line.text:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    groups = [group for group in groups if group]
    alone = len(groups) == 1
    blocks: list[_Block] = []
    for group in groups:
        apart = len(group) > 1 and (alone or any(len(line.text) > HARD_WRAP for line in group))
        at, fresh, apart_lines = 0, True, 0
        while at < len(group):
            items, end = _list_items(group, at)
            if len(items) > 1:
                blocks.append(_Block(group[at].number, group[at:end], items))
                at, fresh = end, True
                continue
            if fresh or apart or _begins_comment(group[at]):
                blocks.append(_Block(group[at].number, [], []))
                apart_lines += not fresh
            blocks[-1].lines.append(group[at])
            at, fresh = at + 1, False
        if apart and apart_lines:
            notes.append(Note(group[0].number, "no blank lines between these lines: made each a paragraph"))
    return blocks


def _begins_comment(line: Line) -> bool:
    """Tell a label within a block from the word "comment" at the beginning of a wrapped line."""
    label = _COMMENT.match(line.text)
    return bool(label and not label[2][0].islower())


def _list_items(group: list[Line], start: int) -> tuple[list[tuple[str, str]], int]:
    """Collect the items of a list that begins at a line; an indented line without a marker continues it."""
    items: list[tuple[str, str]] = []
    at = start
    while at < len(group):
        text = group[at].text
        marker = list_marker(text)
        if marker and (not items or follows(items[-1][0], marker)):
            items.append((marker, text[len(marker) :].strip()))
        elif items and not marker and group[at].indented:
            items[-1] = (items[-1][0], f"{items[-1][1]} {text}")
        else:
            break
        at += 1
    return items, at


def _join_label(blocks: list[_Block], notes: list[Note]) -> list[_Block]:
    """Join a `Comment:` that stands alone with the paragraph below it."""
    joined: list[_Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if before and not before.items and not block.items and len(before.lines) == 1:
            label = _COMMENT.fullmatch(before.lines[0].text)
            if label and not _COMMENT.match(block.lines[0].text):
                notes.append(Note(before.line, f'joined "{label[2]}:" with the paragraph below it'))
                before.lines += block.lines
                continue
        joined.append(block)
    return joined


def _curl(text: str, block: _Block, notes: list[Note]) -> str:
    """Make the straight quotation marks of a paragraph curly, unless one of them may be meant otherwise."""
    line = next((line.number for line in block.lines if '"' in line.text), block.line)
    curled = _pair(text)
    if curled is None:
        notes.append(Note(line, "left the straight quotation marks: which open and which close isn't clear"))
        return text
    straight = text.count('"')
    notes.append(Note(line, f"made {straight} straight quotation mark{'s' * (straight > 1)} curly"))
    return curled


def _pair(text: str) -> str | None:
    """Pair quotation marks, straight and curly; none if there is more than one way to read them."""
    chars = list(text)
    opened = ""
    for match in _QUOTE.finditer(text):
        at, sign = match.start(), match[0]
        if sign == '"':
            before, after = text[at - 1] if at else " ", text[at + 1 : at + 2] or " "
            can_open = before in _OPENS_AFTER and not after.isspace()
            can_close = not before.isspace() and after in _CLOSES_BEFORE
            if can_open == can_close:
                return None
            chars[at] = "“" if can_open else "”"
        if (chars[at] == "“") == bool(opened):
            return None
        opened = "" if opened else sign
    # A quotation that goes on in the next paragraph isn't closed in this one.
    return None if opened == '"' else "".join(chars)
