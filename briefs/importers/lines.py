"""A file's bytes as clean lines of text, with a note of all that was mended on the way."""

import re

from msgspec import Struct

from briefs.problems import Problem, error


class Note(Struct, frozen=True, order=True):
    """What was understood or mended at one place."""

    line: int
    """From 1, as an editor counts; 0 where no line of the file is meant."""
    text: str


class Line(Struct, frozen=True):
    """One line with its spaces in order."""

    number: int
    """From 1, as an editor counts."""
    text: str
    """Empty for a blank line."""
    indented: bool = False
    """Whether it stood to the right of the margin."""


_SIGNATURES = (
    (b"PK\x03\x04", "a packed file, as Word (.docx) and LibreOffice (.odt) write"),
    (b"\xd0\xcf\x11\xe0", "a Word file (.doc)"),
    (b"{\\rtf", "a rich text file (.rtf)"),
    (b"%PDF-", "a PDF"),
)
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_SAVE_AS_TEXT = "open it where it was written and save it as plain text (UTF-8)"

_LINE_END = re.compile("\r\n|\r|\n")
_INNER_BREAK = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_NO_BREAK_SPACE = re.compile("[\xa0\u2007\u202f]")
_NO_TEXT = re.compile(
    "[\0-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
_DIRECTION = re.compile("[\u202a-\u202e]")


def decode(data: bytes, *, name: str) -> tuple[str, tuple[Note, ...]] | Problem:
    """Read bytes as text in whichever of the usual encodings they are in, and say which if it isn't UTF-8."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            is_word = signature == b"PK\x03\x04" and b"word/" in data
            return _not_text(name, f"this is {'a Word file (.docx)' if is_word else kind}, not plain text")
    if _HTML.match(data):
        return error(
            "import-not-text",
            "this is a web page, not plain text",
            path=name,
            hint="open it in a browser, copy the article and save it as plain text (UTF-8)",
        )
    for mark, encoding, shown in (
        (b"\xff\xfe\x00\x00", "utf-32", "UTF-32"),
        (b"\x00\x00\xfe\xff", "utf-32", "UTF-32"),
        (b"\xff\xfe", "utf-16", "UTF-16"),
        (b"\xfe\xff", "utf-16", "UTF-16"),
    ):
        if data.startswith(mark):
            try:
                return data.decode(encoding), (Note(1, f"read as {shown}"),)
            except UnicodeDecodeError:
                return _not_text(name, f"this begins like {shown} text, but isn't")
    if b"\x00" in data:
        return _not_text(name, "this isn't plain text: it has bytes that no text has")
    marked = data.startswith(b"\xef\xbb\xbf")
    data = data[3:] if marked else data
    try:
        return data.decode(), (Note(1, "removed the byte order mark before the first letter"),) * marked
    except UnicodeDecodeError as broken:
        return _decode_old(data, name=name, broken=broken)


def _decode_old(data: bytes, *, name: str, broken: UnicodeDecodeError) -> tuple[str, tuple[Note, ...]] | Problem:
    """Read what isn't UTF-8 as Windows-1252, unless it is UTF-8 that was damaged."""
    lossy = data.decode(errors="replace")
    lost = lossy.count("\ufffd")
    line = len(_LINE_END.split(data[: broken.start].decode()))
    if sum(not c.isascii() for c in lossy) <= 2 * lost:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            pass
        else:
            said = "not UTF-8, so read as Windows-1252: look at accented letters and quotation marks"
            return text, (Note(line, said),)
    return error(
        "import-not-text",
        "a character here is damaged: the text is neither UTF-8 nor Windows-1252",
        path=name,
        line=line,
        hint="save the file again as UTF-8 and look at this line",
    )


def _not_text(name: str, message: str) -> Problem:
    return error("import-not-text", message, path=name, hint=_SAVE_AS_TEXT)


def split_lines(text: str) -> tuple[list[Line], list[Note]]:
    """Part text into lines and put each in order: its spaces, and characters that nobody sees."""
    lines: list[Line] = []
    notes: list[Note] = []
    for number, raw in enumerate(_LINE_END.split(text), 1):
        mended: list[str] = []
        for part in _INNER_BREAK.split(raw):
            line, changes = _clean(number, part)
            lines.append(line)
            mended += [change for change in changes if change not in mended]
        if mended:
            notes.append(Note(number, "; ".join(mended)))
    return lines, notes


def _clean(number: int, raw: str) -> tuple[Line, list[str]]:
    mended = []
    text = _DIRECTION.sub("", raw)
    if text != raw:
        mended.append("removed hidden marks that turn the direction of text")
    visible = _NO_TEXT.sub("", text)
    if visible != text:
        mended.append("removed control characters")
    if "\ufffd" in visible:
        mended.append("a character was lost before this import (�): look it up")
    text = _NO_BREAK_SPACE.sub(" ", visible)
    stripped = text.strip()
    if not stripped:
        return Line(number, ""), mended
    if text != visible:
        mended.append("made non-breaking spaces plain")
    if "\t" in stripped:
        mended.append("made tabs spaces")
    indented = text[0].isspace()
    if indented:
        mended.append("removed the indentation")
    if text[-1].isspace():
        mended.append("removed spaces at the end of the line")
    single = re.sub("[ \t]+", " ", stripped)
    if len(single) < len(stripped):
        mended.append("made double spaces single")
    return Line(number, single, indented), mended
