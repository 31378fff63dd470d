"""What the styles have in common: a title with its stop, names after each other, text as HTML."""

from collections.abc import Sequence
from datetime import date
from html import escape

from briefs import languages
from briefs.citing.names import Name
from briefs.citing.work import Work
from briefs.dates import MONTHS

_ENDS = (".", "?", "!", "؟")
_CLOSING = "”’\"'»›"


def is_english(work: Work) -> bool:
    """Tell whether the conventions of English go for a citation, which is in the language of what it names."""
    return languages.base(work.lang) == "en"


def text(value: str, work: Work) -> str:
    """Write a name or the like as HTML, set apart if it runs the other way than the language of the citation."""
    around = languages.direction(work.lang)
    html = escape(value, quote=False)
    return html if languages.direction_of(value, around) == around else f"<bdi>{html}</bdi>"


def address(work: Work) -> str:
    """Write where the work is to be found."""
    return f"<bdi>{escape(work.place, quote=False)}</bdi>"


def stopped(value: str) -> str:
    """End a text, as HTML, with a stop, unless it has one."""
    return value if value.removesuffix("</bdi>").endswith(".") else f"{value}."


def title(work: Work) -> str:
    """Write the title, in italics."""
    return f"<cite>{text(work.title, work)}</cite>"


def title_stopped(work: Work) -> str:
    """Write the title and a stop, unless it ends in a sign of its own; before a closing quotation mark, as is usual in English."""
    value = work.title
    bare = value.rstrip(_CLOSING)
    if bare.endswith(_ENDS):
        return title(work)
    if value.endswith("”") and is_english(work):
        return f"<cite>{text(f'{bare}.{value[len(bare) :]}', work)}</cite>"
    return f"{title(work)}."


def before_last(work: Work) -> str:
    """Give the word that stands before the last of several names, with the blank that follows it: `and `; Arabic has no blank."""
    return languages.list_separators(2, work.lang)[1].lstrip()


def inverted(name: Name, work: Work, comma: str) -> str:
    """Write a name with the family name first: `van der Berg, Jan`, `King, Martin Luther, Jr.`; where it is there anyway, as it is."""
    if name.family_first:
        return text(name.in_order, work)
    return text(f"{comma} ".join(filter(None, (name.surname, name.given, name.suffix))), work)


def in_order(names: Sequence[Name], work: Work) -> list[str]:
    """Write names as they are spoken."""
    return [text(name.in_order, work) for name in names]


def number(work: Work, label: str) -> str:
    """Write the number of the report: `No. 12`; one that begins with letters explains itself: `RW-12`."""
    written = text(languages.digits(work.number, work.lang), work)
    return f"{label} {written}" if work.number[:1].isdigit() else written


def whole_date(day: date, work: Work) -> str:
    """Write a date in words: `February 2, 2018`."""
    return (
        f"{MONTHS[day.month - 1]} {day.day}, {day.year}" if is_english(work) else languages.format_day(day, work.lang)
    )


def year(day: date, work: Work) -> str:
    """Write the year alone, of the calendar that readers live by."""
    if languages.base(work.lang) == "fa":
        return languages.format_day(day, work.lang).rpartition(" ")[2]
    return str(day.year)
