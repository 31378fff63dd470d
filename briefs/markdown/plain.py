"""The text without its form: for search, excerpts, headings' names and the count of words."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from markdown_it.token import Token


def inline_text(tokens: Iterable[Token]) -> str:
    """Read a run of inline tokens aloud."""
    parts: list[str] = []
    for token in tokens:
        kind = token.type
        if kind == "text" or kind == "code_inline":
            parts.append(token.content)
        elif kind == "softbreak":
            parts.append(" ")
        elif kind == "hardbreak":
            parts.append("\n")
        elif kind == "image":
            parts.append(token.meta["alt"] if "alt" in token.meta else inline_text(token.children or ()))
        elif kind == "html_inline" or kind == "comment_label":
            parts.append(token.meta.get("text", ""))
        elif kind not in _SILENT and token.content and not token.nesting:
            parts.append(token.content)  # of the site's own extension
    return "".join(parts)


_SILENT = frozenset({"footnote_ref", "html_held", "note_back"})


def block_texts(tokens: Sequence[Token]) -> list[str]:
    """Read the blocks: one string for each paragraph, heading, list item's paragraph, code block or table."""
    blocks: list[str] = []
    cells: list[str] = []
    rows: list[str] = []
    in_table = False
    for token in tokens:
        kind = token.type
        if kind == "inline":
            text = inline_text(token.children or ()).strip()
            if in_table:
                cells.append(text)
            elif text:
                blocks.append(text)
        elif kind in ("fence", "code_block", "verbatim"):
            blocks.append(token.content.strip("\n"))
        elif kind == "html_block":
            if text := token.meta.get("text", ""):
                blocks.append(text)
        elif kind == "table_open":
            in_table = True
        elif kind == "tr_close":
            rows.append("\t".join(cells).strip())
            cells = []
        elif kind == "table_close":
            blocks.append("\n".join(rows))
            rows, in_table = [], False
        elif not token.nesting and token.content and kind not in _SILENT:
            blocks.append(token.content.strip())
    return [block for block in blocks if block]


def count_words(text: str) -> int:
    """Count words; where a script writes none apart, two of its characters count as one."""
    if text.isascii() or not (signs := len(_unparted().findall(text))):
        return len(text.split())
    return len(_unparted().sub(" ", text).split()) + (signs + 1) // 2


@cache
def _unparted() -> re.Pattern[str]:
    # Compiling this takes longer than reading a brief.
    return re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
