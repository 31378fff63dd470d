"""The style of the American Psychological Association, 7th edition: a report's entry in a list of references."""

import re
from collections.abc import Sequence
from functools import lru_cache
from types import SimpleNamespace

from briefs import languages
from briefs.citing.names import Name
from briefs.citing.phrases import (
    address,
    before_last,
    is_english,
    number,
    stopped,
    text,
    title,
    title_stopped,
    whole_date,
    year,
)  # fmt: skip
from briefs.citing.work import Work

MOST = 20
"""With more authors, the first nineteen and the last are named (9.8)."""


def apa(work: Work, words: SimpleNamespace) -> str:
    """Write the entry as HTML."""
    heading = title_stopped(work)
    if work.number:
        heading = f"{title(work)} ({number(work, words.number)})."
    when = f"({_date(work, words)})."
    alone = len(work.authors) == 1 and work.authors[0].family == work.publisher
    parts = [stopped(_authors(work.authors, work, words.comma)), when, heading] if work.authors else [heading, when]
    if not alone:  # who publishes what it wrote itself is not named twice (9.24)
        parts.append(stopped(text(work.publisher, work)))
    return " ".join([*parts, address(work)])


def _date(work: Work, words: SimpleNamespace) -> str:
    """Give a report its year, and what follows the news its day."""
    if work.date is None:
        return str(words.no_date)
    if work.type == "report":
        return year(work.date, work)
    day = work.date
    return f"{day.year}, {whole_date(day, work).partition(',')[0]}" if is_english(work) else whole_date(day, work)


def _authors(names: Sequence[Name], work: Work, comma: str) -> str:
    written = [_author(name, work, comma) for name in names]
    last = "&amp; " if is_english(work) else before_last(work)
    if len(written) == 1:
        return written[0]
    if len(written) > MOST:
        return f"{f'{comma} '.join(written[: MOST - 1])}{comma} … {written[-1]}"
    return f"{f'{comma} '.join(written[:-1])}{comma} {last}{written[-1]}"


def _author(name: Name, work: Work, comma: str) -> str:
    given = initials(name.given)
    return text(f"{comma} ".join(filter(None, (name.surname, given, name.suffix))), work)


@lru_cache(maxsize=4096)
def initials(given: str) -> str:
    """Shorten given names: `J.-P.` for Jean-Paul. Scripts without capitals, such as the Arabic one, have no initials."""
    if languages.direction_of(given) == "rtl":
        return given
    return " ".join("-".join(f"{part[0]}." for part in word.split("-") if part) for word in _words(given))


def _words(given: str) -> list[str]:
    return re.sub(r"\.(?=\w)", ". ", given).split()
