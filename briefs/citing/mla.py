"""The style of the Modern Language Association, 9th edition: an entry in the list of works cited."""

from collections.abc import Sequence
from datetime import date
from types import SimpleNamespace

from briefs.citing.names import Name
from briefs.citing.phrases import (
    address,
    before_last,
    in_order,
    inverted,
    is_english,
    number,
    stopped,
    text,
    title_stopped,
    whole_date,
)  # fmt: skip
from briefs.citing.work import Work

_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def mla(work: Work, words: SimpleNamespace) -> str:
    """Write the entry as HTML."""
    # An organization that publishes its own work is named as publisher alone (5.7).
    alone = len(work.authors) == 1 and work.authors[0].family == work.publisher
    parts = [] if alone or not work.authors else [stopped(_authors(work.authors, work, words))]
    facts = [
        number(work, words.number.lower()) if work.number else "", text(work.publisher, work),
        _date(work.date, work) if work.date else "", address(work),
    ]  # fmt: skip
    return " ".join([*parts, title_stopped(work), f"{f'{words.comma} '.join(filter(None, facts))}."])


def _date(day: date, work: Work) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if is_english(work) else whole_date(day, work)


def _authors(names: Sequence[Name], work: Work, words: SimpleNamespace) -> str:
    """Name one or two authors; of three and more the first (5.8)."""
    comma = words.comma
    first = inverted(names[0], work, comma)
    if len(names) == 1:
        return first
    if len(names) == 2:
        return f"{first}{comma} {before_last(work)}{in_order(names[1:], work)[0]}"
    return f"{first}{comma} {words.and_others}"
