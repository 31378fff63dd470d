"""What differs from language to language: direction, dates, digits, and lists of names."""

import unicodedata
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from briefs.solar_hijri import MONTHS, solar_hijri

if TYPE_CHECKING:
    from babel import Locale

BUILT_IN = ("en", "fa", "ar")
"""Languages whose words come with the program."""

_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "lrc", "mzn", "nqo", "pnb", "ps", "sd", "syr", "ug", "ur", "yi"]
)
_SCRIPTS_TO_LEFT = frozenset(["Adlm", "Arab", "Aran", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"])
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@lru_cache(maxsize=256)
def _locale(language: str) -> "Locale | None":
    # Babel is the slowest import of all, and a build with nothing to do must not pay for it.
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=256)
def base(language: str) -> str:
    """Give `es` for `es-PR`."""
    return language.split("-", 1)[0].lower()


@lru_cache(maxsize=256)
def is_language(language: str) -> bool:
    """Tell whether this is a language tag that is in use."""
    if language in BUILT_IN:
        return True
    parts = language.split("-")
    if not (2 <= len(parts[0]) <= 3 and all(part.isascii() and part.isalnum() for part in parts)):
        return False
    from babel.localedata import exists

    return exists(parts[0].lower())


def canonical(language: str) -> str:
    """Write a language tag with the capitals that are usual: `zh-Hant` for `ZH_hant`, `es-PR` for `es-pr`."""
    first, *rest = language.replace("_", "-").split("-")
    return "-".join(
        [
            first.lower(),
            *(part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part for part in rest),
        ]
    )


def code_of(name: str) -> str:
    """Find the code of a language by its name in English or in itself; empty if there is none."""
    known = _locale("en")
    wanted = name.casefold()
    for code in BUILT_IN if known else ():
        own = _locale(code)
        if own and own.language_name and own.language_name.casefold() == wanted:
            return code
    return next((code for code, each in known.languages.items() if each.casefold() == wanted), "") if known else ""


@lru_cache(maxsize=256)
def fallbacks(language: str) -> tuple[str, ...]:
    """List where to look for what is said in a language, the nearest first: `es-PR`, `es`."""
    parts = canonical(language).split("-")
    return tuple("-".join(parts[:length]) for length in range(len(parts), 0, -1))


@lru_cache(maxsize=256)
def direction(language: str) -> str:
    """Give `rtl` or `ltr`: the direction of the script that the tag names, or else of the one that the language is written in."""
    first, *rest = canonical(language).split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    return "rtl" if (script in _SCRIPTS_TO_LEFT if script else first in _RIGHT_TO_LEFT) else "ltr"


@lru_cache(maxsize=16384)
def direction_of(text: str, otherwise: str = "ltr") -> str:
    """Give the direction of a text by its first letter that has one, `rtl` or `ltr`; of a text without such letters, `otherwise`.

    This is how `dir="auto"` and `<bdi>` come to theirs (Unicode Bidirectional Algorithm, rules P2 and P3).
    """
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return "ltr" if kind == "L" else "rtl"
    return otherwise


@lru_cache(maxsize=65536)
def format_date(day: date, language: str) -> str:
    """Write a date as its readers do: `Feb 2, 2018`, `2 فبراير 2018`; in a language without known forms, `2018-02-02`.

    Persian readers get it in their own calendar, and in brackets in the Gregorian: `۱۳ بهمن ۱۳۹۶ (۲ فوریهٔ ۲۰۱۸)`.
    """
    written = _gregorian(day, language)
    own = _solar_hijri(day, language)
    return f"{own} ({written})" if own else written


@lru_cache(maxsize=65536)
def format_day(day: date, language: str) -> str:
    """Write a date in the one calendar that its readers live by, for where there is little room: `۱۳ بهمن ۱۳۹۶`."""
    return _solar_hijri(day, language) or _gregorian(day, language)


@lru_cache(maxsize=1024)
def format_year(year: str, language: str) -> str:
    """Write a Gregorian year; for Persian readers with the two of their own that share it: `۲۰۱۸ (۱۳۹۶–۱۳۹۷)`."""
    written = digits(year, language)
    last = (
        solar_hijri(date(int(year), 12, 31)) if base(language) == "fa" and year.isdecimal() and year != "0000" else None
    )
    return written if last is None else f"{written} ({digits(f'{last[0] - 1}–{last[0]}', language)})"


def _gregorian(day: date, language: str) -> str:
    if language == "en":  # the language of many a site, which then does without Babel
        return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
    locale = _locale(language)
    if locale is None:
        return day.isoformat()
    from babel.dates import format_date as babel_format

    # What CLDR calls medium has numbers alone in Arabic; in Persian it lacks the ezafe.
    form = "d MMMM y" if base(language) in ("ar", "fa") else "medium"
    return digits(babel_format(day, form, locale), language)


def _solar_hijri(day: date, language: str) -> str:
    own = solar_hijri(day) if base(language) == "fa" else None
    if own is None:
        return ""
    year, month, number = own
    names = MONTHS["fa-AF" if "AF" in canonical(language).split("-") else "fa"]
    return digits(f"{number} {names[month - 1]} {year}", language)


_LOCALES = {"en": "en_US", "fa": "fa_IR", "ar": "ar_AR"}
"""As Facebook, whose the form is, has them; of Arabic it knows one for all countries."""


@lru_cache(maxsize=256)
def locale(language: str) -> str:
    """Write a language as Open Graph does, with the country that is meant or else the usual one: `fa_IR`, `pt_BR`."""
    first, *rest = canonical(language).split("-")
    country = next((part for part in rest if len(part) == 2 and part.isalpha()), "")
    if country or first in _LOCALES:
        return f"{first}_{country}" if country else _LOCALES[first]
    from babel.core import get_global

    likely = get_global("likely_subtags").get(first, "").split("_")
    return f"{first}_{likely[-1]}" if len(likely) == 3 else first


def digits(text: str, language: str) -> str:
    """Write the digits of a number as the language does: Persian has its own.

    Arabic keeps the European ones, in whatever country: the large Arabic broadcasters print these on the web, and CLDR has them
    as the usual ones of Arabic at large.
    """
    return text.translate(_PERSIAN_DIGITS) if base(language) == "fa" else text


@lru_cache(maxsize=1024)
def list_separators(count: int, language: str) -> tuple[str, ...]:
    """Give what stands before each of several names: `("", ", ", ", and ")`."""
    if count == 1:
        return ("",)
    if language == "en":
        return ("", " and ") if count == 2 else ("", *(", " for _ in range(count - 2)), ", and ")
    locale = _locale(language) or _locale("en")
    from babel.lists import format_list

    marks = [f"\x00{i}\x01" for i in range(count)]
    joined = format_list(marks, locale=locale)
    return tuple(part.rpartition("\x01")[2] for part in joined.split("\x00")[:-1]) if joined.startswith("\x00") else (
        "", *(", " for _ in range(count - 2)), " and ")  # fmt: skip


@lru_cache(maxsize=256)
def own_name(language: str) -> str:
    """Give a language's name in itself, with a capital where it has such: `English`, `فارسی`; the code where none is known."""
    if language == "en":
        return "English"
    locale = _locale(language)
    name = locale.get_display_name() if locale else None
    return name[:1].upper() + name[1:] if name else language
