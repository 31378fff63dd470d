"""The Chicago Manual of Style, 18th edition, notes and bibliography: a report's entry in the bibliography."""

from collections.abc import Sequence
from types import SimpleNamespace

from briefs.citing.names import Name
from briefs.citing.phrases import address, before_last, in_order, number, stopped, text, title_stopped, whole_date, year
from briefs.citing.work import Work

MOST = 6
"""With more authors, the first three are named (13.23)."""


def chicago(work: Work, words: SimpleNamespace) -> str:
    """Write the entry as HTML."""
    parts = [stopped(_authors(work.authors, work, words))] if work.authors else []
    parts.append(title_stopped(work))
    if work.number:
        parts.append(stopped(number(work, words.number)))
    parts.append(f"{text(work.publisher, work)}{words.comma} {_date(work, words)}.")
    return " ".join([*parts, f"{address(work)}."])


def _date(work: Work, words: SimpleNamespace) -> str:
    """Give a report its year, and what follows the news its day."""
    if work.date is None:
        return str(words.no_date).removesuffix(".")  # the stop of the sentence follows
    return year(work.date, work) if work.type == "report" else whole_date(work.date, work)


def _authors(names: Sequence[Name], work: Work, words: SimpleNamespace) -> str:
    comma = words.comma
    written = [_first(names[0], work, comma), *in_order(names[1:], work)]
    if len(written) == 1:
        return written[0]
    if len(written) > MOST:
        return f"{f'{comma} '.join(written[:3])}{comma} {words.and_others}"
    return f"{f'{comma} '.join(written[:-1])}{comma} {before_last(work)}{written[-1]}"


def _first(name: Name, work: Work, comma: str) -> str:
    """Put the family name first, what is left out of count in the order of names behind: `Berg, Jan van der`."""
    if name.family_first:
        return text(name.in_order, work)
    given = f"{name.given} {name.particle}" if name.particle else name.given
    return text(f"{comma} ".join(filter(None, (name.family, given, name.suffix))), work)
