"""BibTeX, in UTF-8, as Zotero, JabRef, BibDesk and biber read it.

A field is `name = {value}`. Within it braces have to be paired even if a backslash stands before them, so they are written in words
(Patashnik, BibTeXing, 1988).
"""

import re
from collections.abc import Iterable

from briefs.citing.names import Name
from briefs.citing.work import Work

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""Macros that every style defines."""
_SIGNS = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_"}
    | {"{": "{\\textbraceleft}", "}": "{\\textbraceright}", "\\": "{\\textbackslash}", "~": "{\\textasciitilde}", "^": "{\\textasciicircum}"}
)  # fmt: skip
_PARTS = re.compile(r"\band\b|,", re.IGNORECASE)
"""What parts names from each other and within."""


_LIGATURE = re.compile(r"([-'`,<>])(?=\1)|([?!])(?=`)")
"""Signs that TeX makes one of where two stand together."""


def escaped(value: str) -> str:
    """Write a text so that TeX prints it as it is."""
    return _LIGATURE.sub(r"\g<0>{}", value.translate(_SIGNS))


def _name(name: Name) -> str:
    if not name.given:
        return f"{{{escaped(name.surname)}}}"
    # What begins with a small letter before the comma is taken for the particle.
    return ", ".join(_part(part) for part in (name.surname, name.suffix, name.given) if part)


def _part(value: str) -> str:
    return f"{{{escaped(value)}}}" if _PARTS.search(value) else escaped(value)


def entry(work: Work) -> str:
    """Write a work as an entry."""
    day = work.date
    fields = {
        "author": " and ".join(map(_name, work.authors)),
        # Within braces of its own a title keeps its capitals in whatever style.
        "title": f"{{{escaped(work.title)}}}",
        "institution": escaped(work.publisher), "number": escaped(work.number), "year": str(day.year) if day else "",
        "month": _MONTHS[day.month - 1] if day else "", "day": str(day.day) if day else "", "doi": work.doi, "url": work.url,
        "language": work.lang, "abstract": escaped(work.abstract), "keywords": ", ".join(map(escaped, work.keywords)),
    }  # fmt: skip
    lines = (f"  {name} = {value if name == 'month' else f'{{{value}}}'},\n" for name, value in fields.items() if value)
    return f"@techreport{{{work.key},\n{''.join(lines)}}}\n"


def whole(entries: Iterable[str]) -> str:
    """Put entries together as a file."""
    return "\n".join(entries)
