"""Typed text as Markdown that shows it as typed.

Only what Markdown would take for markup gets a backslash, so that an editor meets clean text.
"""

import re

_BACKSLASH = re.compile(r"\\(?=[!-/:-@\[-`{-~])")
_ENTITY = re.compile(r"&(?=#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)")
_TAG = re.compile(r"<(?=[A-Za-z/?]|[^\s<>@]+@)|(?<=<)!")
_LINK = re.compile(r"(?<=\])\(")
_NOTE = re.compile(r"\[(?=[\^@])|(?<=\^)\[")
_ALWAYS = (_BACKSLASH, _ENTITY, _TAG, _LINK, _NOTE)

_STARS = re.compile(r"\*+")
_UNDERSCORES = re.compile(r"_+")
_TICKS = re.compile(r"`+")
_TILDES = re.compile(r"~{2,}")

_BLOCK_START = re.compile(
    r"""\#(?=\#{0,5}(?:\s|$))       # a heading
      | [-+*](?=\s|$)               # an item of a list
      | (?P<digits>[0-9]{1,9})(?=[.)](?:\s|$))
      | >                           # a quotation
      | ([-*_])(?=(?:\s*\2)+\s*$)  # a rule, be it with the marker of the item it stands in
      | ~(?=~~) | `(?=``)           # code
      | \[(?=[^^@].*\]:)            # the address of a link""",
    re.VERBOSE,
)

_BULLET = re.compile(r"[-*+•·▪●◦‣](?=\s+\S)")
_NUMBER = re.compile(r"(?:0|[1-9][0-9]{0,8})[.)](?=\s+\S)")


def escape_paragraph(text: str) -> str:
    """Escape the one line of a paragraph."""
    block = _BLOCK_START.match(text)
    if not block:
        return escape_inline(text)
    sign = len(block["digits"] or "")
    return f"{text[:sign]}\\{text[sign]}{escape_inline(text[sign + 1 :])}"


def escape_inline(text: str) -> str:
    """Escape text that can't begin a block, as other text stands before it."""
    escaped = {match.start() for rule in _ALWAYS for match in rule.finditer(text)}
    for rule in (_STARS, _UNDERSCORES, _TICKS, _TILDES):
        runs = [match for match in rule.finditer(text) if _may_be_markup(text, match)]
        # What opens needs something that closes it: a lone sign is text.
        if len(runs) > 1:
            escaped.update(position for run in runs for position in range(run.start(), run.end()))
    return "".join("\\" + char if i in escaped else char for i, char in enumerate(text)) if escaped else text


def _may_be_markup(text: str, run: re.Match[str]) -> bool:
    """Tell signs that could set off words from a star between spaces or an underscore within a word."""
    before, after = text[max(run.start() - 1, 0) : run.start()] or " ", text[run.end() : run.end() + 1] or " "
    if run[0][0] in "*_" and before.isspace() and after.isspace():
        return False
    return not (run[0][0] == "_" and before.isalnum() and after.isalnum())


def list_marker(line: str) -> str:
    """Give the marker that begins an item of a list, such as `-` or `3.`; empty if none does."""
    found = _BULLET.match(line) or _NUMBER.match(line)
    return found[0] if found else ""


def follows(marker: str, following: str) -> bool:
    """Tell whether an item with the second marker can come after one with the first."""
    if marker[:1].isdecimal() and following[:1].isdecimal():
        return marker[-1] == following[-1] and int(following[:-1]) == int(marker[:-1]) + 1
    return marker == following


def write_list(items: list[tuple[str, str]], *, after: str) -> str:
    """Write items, each a marker and its text, as a list.

    `after` is the last line before it: two lists with the same sign would be one to Markdown.
    """
    taken = list_marker(after)
    if items[0][0][0].isdecimal():
        sign = ".)"[items[0][0][-1] == "."] if taken[-1:] == items[0][0][-1] else items[0][0][-1]
        return "\n".join(f"{marker[:-1]}{sign} {escape_paragraph(text)}" for marker, text in items)
    sign = "*" if taken == "-" else "-"
    return "\n".join(f"{sign} {escape_paragraph(text)}" for _, text in items)
