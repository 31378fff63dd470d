"""RIS, as EndNote, Zotero and Mendeley read it: lines of a tag of two letters, two blanks, a hyphen, a blank and a value.

Lines end with carriage return and line feed (Research Information Systems, RIS format specification). `SN` holds the number of a
report in EndNote and Zotero.
"""

from collections.abc import Iterable, Iterator

from briefs.citing.names import Name
from briefs.citing.work import Work

_CONTROL = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029), " ")
"""Characters at which a line might end."""


def _name(name: Name) -> str:
    return ", ".join(filter(None, (name.surname, name.given, name.suffix)))


def _lines(work: Work) -> Iterator[tuple[str, str]]:
    day = work.date
    yield "TY", "RPRT"
    yield "ID", work.key
    for name in work.authors:
        yield "AU", _name(name)
    yield "TI", work.title
    if day:
        yield "PY", f"{day.year:04}"
        yield "DA", f"{day.year:04}/{day.month:02}/{day.day:02}"
    yield "PB", work.publisher
    yield "SN", work.number
    yield "DO", work.doi
    yield "UR", work.url
    yield "LA", work.lang
    yield "AB", work.abstract
    for keyword in work.keywords:
        yield "KW", keyword


def entry(work: Work) -> str:
    """Write a work as a record."""
    lines = (f"{tag}  - {value.translate(_CONTROL)}\r\n" for tag, value in _lines(work) if value)
    return f"{''.join(lines)}ER  - \r\n"


def whole(entries: Iterable[str]) -> str:
    """Put records together as a file."""
    return "\r\n".join(entries)
