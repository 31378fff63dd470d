"""What stands above the text of an article: headline, byline, date, and the headline again."""

import re
from collections.abc import Iterator

from msgspec import Struct

from briefs.importers.byline import Author, Byline, Date, read_byline, read_date
from briefs.importers.lines import Line, Note
from briefs.text import excerpt, fold

_HEADLINE_LENGTH = 300
_NEAR_TOP = 6
"""So many lines with text below the headline may hold a byline, a date or the headline again."""

_ISOLATES = re.compile("[\u2066-\u2069]")


class Header(Struct):
    """What stands above the text."""

    title: str = ""
    """As typed."""
    byline: Byline | None = None
    date: Date | None = None


def read_header(lines: list[Line], notes: list[Note]) -> tuple[Header, list[Line]]:
    """Take headline, byline, date and the headline again off the top."""
    # A byline or a date may stand above the headline.
    top = enumerate(lines[:_NEAR_TOP])
    start = next((at for at, line in top if line.text and not _is_dated(line.text)), 0)
    first, rest = lines[start], lines[:start] + lines[start + 1 :]
    header = Header(_ISOLATES.sub("", first.text).strip() or first.text)
    if len(first.text) > _HEADLINE_LENGTH:
        header.title = excerpt(first.text, 100)
        rest = lines
        notes.append(Note(first.number, "no headline found: write a title in place of this beginning"))
    else:
        notes.append(Note(first.number, f'headline "{header.title}"'))
    kept: list[Line] = []
    seen = 0
    for at, line in enumerate(rest):
        if line.text:
            seen += 1
            if seen > _NEAR_TOP:
                kept += rest[at:]
                break
            if _take(line, header, notes):
                continue
        kept.append(line)
    if not header.byline:
        notes.append(Note(first.number, 'no byline found: add "author:"'))
    if not header.date:
        notes.append(Note(first.number, 'no date found: add "date:"'))
    return header, kept


def _is_dated(text: str) -> bool:
    """Tell whether a line is a date, or a byline with one."""
    byline = read_byline(text)
    day = byline.date if byline else read_date(text)
    return bool(day and day.iso)


def _take(line: Line, header: Header, notes: list[Note]) -> bool:
    """Take what a line near the top says into the header; false if it is a line of the text."""
    text = _ISOLATES.sub("", line.text)
    if len(text) <= 2 * _HEADLINE_LENGTH and fold(text) == fold(header.title):
        typed = f', typed "{text}"' if text != header.title else ""
        notes.append(Note(line.number, f"the headline again{typed}: left out"))
        return True
    day = None if header.date else read_date(text)
    byline = None if header.byline or day else read_byline(text)
    if byline:
        header.byline = byline
        notes += [Note(line.number, said) for said in _explain(byline)]
        day = byline.date
        if day and header.date:
            notes.append(Note(line.number, f'left out a second date: "{day.typed}"'))
    if day and not header.date:
        header.date = day
        said = f'date {day.iso}, typed "{day.typed}"' if day.iso else f'{day.complaint}: add "date:"'
        notes.append(Note(line.number, said))
    return bool(day or byline)


def _explain(byline: Byline) -> Iterator[str]:
    """Say what a byline was understood to say, less its date."""
    for author in byline.authors:
        yield f'author "{author.name}"' if author.name else 'no name in the byline: add "author:"'
        if not byline.shared:
            yield from _explain_position(author)
    if byline.shared:
        yield from _explain_position(byline.authors[0])
    if byline.project:
        yield f'project "{byline.project}"'
    for part in byline.unknown:
        yield f'left out, as its meaning is not clear: "{part}"'


def _explain_position(author: Author) -> Iterator[str]:
    if author.role:
        yield f'role "{author.role}"'
    if author.institute:
        yield f'institute "{author.institute}"'
