"""`content/addresses.txt`: the addresses that the site has published, and so keeps.

A line for each, in order: the address; its edition; a digest of its words; and the file. The edition is the day of the last change
that readers were told of and, behind a comma, how often they were, or one of the words below. Each line stands for itself, so that git can
merge two lists.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from msgspec import Struct

from briefs.files import ADDRESSES, inside
from briefs.model import Brief
from briefs.problems import Problem, error, warning

WITHDRAWN, MOVED, NONE = "withdrawn", "moved", "-"
"""In place of an edition: there is a notice; what leads on; a page that has no editions. NONE stands for no words as well."""

SILENT = "silent-change"
"""The code of the warning that words changed; it tells no place in the text."""

_EDITION = re.compile(r"withdrawn|moved|(-|\d{4}-\d\d-\d\d(T[0-9:+-]+)?)(,\d{1,6})?", re.ASCII)
_HEAD = """\
# The addresses that this site has published. A build in which one of them is gone is refused until something takes its place.
# `python build.py publish` brings this list up to date. Keep it in git; to begin anew, delete it.
"""


class Line(Struct, frozen=True, array_like=True):
    """A published address, and what was there."""

    address: str
    """Decoded, relative to the site's root; ends with a slash or `.html`."""
    edition: str
    words: str
    """Their digest."""
    source: str
    """The file whose page it is, or to whose page it leads."""
    number: int = 0
    """Of the line, from 1."""


Lines = Mapping[str, Line]
"""By address."""


def read_list(data: bytes) -> tuple[Lines, list[Problem]]:
    """Read the list. Of two lines for one address, as a merge may leave them, that of the later edition counts."""
    lines: dict[str, Line] = {}
    problems = []
    for number, text in enumerate(map(str.rstrip, data.decode("utf-8-sig", errors="replace").split("\n")), 1):
        if not text or text.startswith("#"):
            continue
        parts = text.split(" ", 3)
        if len(parts) < 4 or "\ufffd" in text or not _is_address(parts[0]) or not _EDITION.fullmatch(parts[1]):
            remains = text.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||"))
            hint = (
                "delete this line, which is left of a merge"
                if remains
                else "take the list back from git, or delete this line"
            )
            problems.append(
                error(
                    "bad-address-list",
                    "this is no line of the list of addresses",
                    path=ADDRESSES,
                    line=number,
                    hint=hint,
                )
            )
            continue
        line = Line(parts[0], parts[1], parts[2], parts[3], number)
        other = lines.get(line.address)
        if other is None or not is_later(other.edition, line.edition):
            lines[line.address] = line
    return lines, problems


def _is_address(text: str) -> bool:
    return text.endswith(("/", ".html", ".htm")) and inside(text.removesuffix("/"))


def write_list(lines: Iterable[Line]) -> bytes:
    """Write the list, in order."""
    texts = sorted(f"{line.address} {line.edition} {line.words} {line.source}\n" for line in lines)
    return (_HEAD + "".join(texts)).encode()


def edition_of(brief: Brief) -> str:
    """Name the state of a brief that readers were told of."""
    card = brief.card
    when = card.updated or card.date
    day = when.moment if when else NONE
    times = len(brief.corrections) + (card.updated is not None)
    return f"{day},{times}" if times else day


def is_later(edition: str, than: str) -> bool:
    """Tell whether readers were told of a change between two editions; of a withdrawal nothing is later."""
    if WITHDRAWN in (edition, than):
        return edition == WITHDRAWN != than
    day, _, times = edition.partition(",")
    old, _, old_times = than.partition(",")
    return day > old or int(times or 0) > int(old_times or 0)


def judge(line: Line, now: Line) -> Problem | None:
    """Tell whether what stands at an address may follow on what the list has there; None if it may."""
    if line.edition == WITHDRAWN:
        if now.edition in (WITHDRAWN, MOVED):
            return None
        message = f"/{now.address} is the address of a brief that was withdrawn, and is used again"
        return error("address-reused", message, path=now.source, line=1,
                     hint=f"give it a slug: of its own; if it is that brief, to be read again, delete line {line.number} of {ADDRESSES}")  # fmt: skip
    if now.edition in (WITHDRAWN, MOVED) or now.words == line.words:
        return None
    if now.source != line.source:
        message = f"at /{now.address} there was the text of {line.source}, and now there is another"
        return warning("address-reused", message, path=now.source, line=1,
                       hint=f"give it a slug: of its own; if it is the same text, in another file now, delete line {line.number} of {ADDRESSES}")  # fmt: skip
    if now.edition == NONE or is_later(now.edition, line.edition):
        return None
    message = (
        f"the words of this brief are not those that were published ({line.edition}), and nothing tells readers so"
    )
    day = _example(line.edition)
    return warning("silent-change", message, path=now.source, line=1,
                   hint=f"write updated: {day} with the day of the change; or, if something was wrong, below corrections: a line "
                        f"- {{date: {day}, text: What is right}}")  # fmt: skip


def withdrawal(edition: str) -> str:
    """Give a line to paste into a brief of this edition."""
    return f"withdrawn: {{date: {_example(edition)}, reason: Why}} (with the right day)"


def _example(edition: str) -> str:
    """Give a day after an edition, for a line to paste: which day it is now nobody knows here."""
    try:
        return str(date.fromisoformat(edition[:10]) + timedelta(days=1))
    except (ValueError, OverflowError):
        return "2026-02-05"
