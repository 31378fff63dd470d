"""Raw HTML cut into tags, comments and text."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from briefs.markdown.sheet import Place, Sheet

_LITERAL = frozenset(
    [
        "iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title",
        "xmp",
    ]
)  # fmt: skip
"""What stands in these is no HTML to a browser."""

_NAME = r"[a-zA-Z_:][\w:.-]*+"
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s"'=<>`]++)"""
_TAG = re.compile(rf"<(/?)([A-Za-z][A-Za-z0-9-]*+)((?:\s++{_NAME}(?:\s*+=\s*+{_VALUE})?+)*+)\s*+(/?)>")


class Piece(NamedTuple):
    """A part of raw HTML: text, a tag, or something that is neither."""

    kind: Literal["text", "tag", "comment", "other", "unclosed"]
    source: str
    tag: re.Match[str] | None = None


def split_html(source: str) -> Iterator[Piece]:
    """Cut raw HTML into pieces that joined are the whole. A `<` that begins nothing is text."""
    pos = 0
    while pos < len(source):
        start = source.find("<", pos)
        if start < 0:
            start = len(source)
        if start > pos:
            yield Piece("text", source[pos:start])
        if start == len(source):
            return
        if tag := _TAG.match(source, start):
            yield Piece("tag", tag[0], tag)
            pos = tag.end()
            if not tag[1] and (name := tag[2].lower()) in _LITERAL:
                end = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(source, pos)
                literal = source[pos : end.start() if end else len(source)]
                if literal:
                    yield Piece("other", literal)
                pos += len(literal)
            continue
        kind: Literal["comment", "other"] = "comment" if source.startswith("<!--", start) else "other"
        ends = "-->" if kind == "comment" else "]]>" if source.startswith("<![CDATA[", start) else ">"
        if kind == "other" and source[start + 1 : start + 2] not in ("!", "?"):
            yield Piece("text", "<")
            pos = start + 1
            continue
        end_at = source.find(ends, start + 2)
        if end_at < 0:
            yield Piece("unclosed" if kind == "comment" else "other", source[start:])
            return
        pos = end_at + len(ends)
        yield Piece(kind, source[start:pos])


def report_open_comment(sheet: Sheet, place: Place) -> None:
    """Say that a comment in HTML has no end: what was to be hidden is not to be published."""
    sheet.error(
        "html-comment-open",
        "a comment in HTML begins here and doesn't end in its paragraph",
        place,
        hint="write --> at its end, without blank lines before it; or `<!--` if readers are to see it",
    )
