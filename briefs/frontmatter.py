"""A file taken apart: bytes into text, and text into front matter and body."""

import re
from collections.abc import Collection, Sequence

from msgspec import Struct

from briefs.plainyaml import Mapping, parse_yaml
from briefs.problems import Problem, error, has_errors

FRONT_MATTER_BYTES = 64 * 1024

_ALMOST_DASHES = re.compile(r"--|-{4,}|[-\s]*[–—‐‑−─][-–—‐‑−─\s]*|- - -")
"""What a word processor makes of `---`, and what a slip of the finger does."""
_SAVE = "save the file again as plain text with the encoding UTF-8"


class Page(Struct, frozen=True):
    """A file taken apart."""

    front: Mapping | None
    """None if nothing of it can be read."""
    body: str
    body_line: int
    """The line of the file on which the body begins."""


def decode(data: bytes) -> tuple[str, Problem | None]:
    """Read bytes as UTF-8 text with `\\n` line ends; a byte order mark and Windows line ends are accepted."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "", error("not-utf8", "the file is saved with the encoding UTF-16", line=1, hint=_SAVE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        # Where the byte order mark was taken off, `bad.start` doesn't count it.
        line, column = _place(bad.object[: bad.start].decode())
        if bad.end == len(bad.object) and bad.reason == "unexpected end of data":
            return "", error("not-utf8", "the file breaks off in the middle of a letter", line=line, column=column,
                             hint="it was cut off when it was copied or saved: fetch it again")  # fmt: skip
        message = (
            f"the file is not saved with the encoding UTF-8: the byte {bad.object[bad.start]:02X} has no meaning there"
        )
        return "", error("not-utf8", message, line=line, column=column, hint=_SAVE)
    if "\0" in text:
        line, column = _place(text[: text.index("\0")])
        return "", error("not-text", "the file holds a NUL character: it is no text, or is damaged", line=line, column=column, hint=_SAVE)  # fmt: skip
    if "\r" in text and "\r" in (text := text.replace("\r\n", "\n")):
        line, column = _place(text[: text.index("\r")])
        return "", error("line-ends", "the lines end as on an old Macintosh", line=line, column=column,
                         hint="save the file again with Unix (LF) or Windows (CRLF) line ends")  # fmt: skip
    return text, None


def _place(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def parse_page(data: bytes, *, text_keys: Collection[str] = ()) -> tuple[Page, list[Problem]]:
    """Take a file apart into front matter and body."""
    nothing = Page(front=None, body="", body_line=1)
    text, undecodable = decode(data)
    if undecodable:
        return nothing, [undecodable]
    if not text.strip():
        return nothing, [error("empty-file", "the file is empty", hint="begin it with --- and title:, or delete it")]
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return nothing, [_not_opened(lines)]
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    if not end:
        return nothing, [_not_closed(lines)]
    page = Page(front=None, body="\n".join(lines[end + 1 :]), body_line=end + 2)
    front = "\n".join(lines[1:end]) + "\n"
    if not front.strip():
        return page, [error("empty-front-matter", "there is nothing between the two lines ---", line=1,
                            hint="write at least title: there, on a line of its own")]  # fmt: skip
    if len(front.encode()) > FRONT_MATTER_BYTES:
        return page, [error("too-large", f"the front matter is larger than {FRONT_MATTER_BYTES // 1024} KB", line=1,
                            hint="is the line --- missing that ends it? Only keys and values stand above that line")]  # fmt: skip
    node, problems = parse_yaml(front, first_line=2, text_keys=text_keys)
    if node is not None:
        return Page(front=node, body=page.body, body_line=page.body_line), problems
    if not has_errors(problems):
        problems = [error("empty-front-matter", "the front matter holds no lines of the form key: value", line=2,
                          hint="write, for example, title: The River Treaty")]  # fmt: skip
    return page, problems


def _not_opened(lines: Sequence[str]) -> Problem:
    first = next(i for i, line in enumerate(lines) if line.strip())
    line = lines[first].strip()
    if line == "---":
        hint = (
            f"delete the {'empty line' if first == 1 else f'{first} empty lines'} above ---"
            if first
            else "delete the spaces before ---"
        )
        return error(
            "no-front-matter", "--- must be the first line of the file, with nothing before it", line=1, hint=hint
        )
    if _ALMOST_DASHES.fullmatch(line):
        return error(
            "no-front-matter",
            "the first line of the file is not quite ---",
            line=first + 1,
            hint="write three hyphens there",
        )
    return error("no-front-matter", "the file has no front matter", line=first + 1,
                 hint="begin the file with a line ---, then title: and so on, then a second line ---")  # fmt: skip


def _not_closed(lines: Sequence[str]) -> Problem:
    almost = next(
        (i for i, line in enumerate(lines[1:], 1) if _ALMOST_DASHES.fullmatch(line.strip()) or line.strip() == "---"), 0
    )
    if almost:
        return error("unclosed-front-matter", "the line that shall close the front matter is not quite ---", line=almost + 1,
                     hint="write three hyphens there, with nothing before them")  # fmt: skip
    return error("unclosed-front-matter", "the front matter that begins here is never closed", line=1,
                 hint="put a line --- between the front matter and the text")  # fmt: skip
