"""Dates as people write them."""

import re
import unicodedata
from calendar import monthrange
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

_MONTHS = {name[:3]: number for number, name in enumerate(
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"], 1)}  # fmt: skip
_NAMES = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_FULL = {name.lower() for name in _NAMES}
_CLOCK = r"(?:[T\s,]+(?:at\s+)?(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?"
_FORMS = (
    re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_CLOCK}", re.I),
    re.compile(rf"(?P<m>[a-z]+)\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}}){_CLOCK}", re.I),
    re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<m>[a-z]+)\.?,?\s+(?P<y>\d{{4}}){_CLOCK}", re.I),
)
_WEEKDAY = re.compile(r"(mon|tues|wednes|thurs|fri|satur|sun)day,?\s+|(mon|tue|wed|thu|fri|sat|sun)\.?,\s+", re.I)


class When(Struct, frozen=True, order=True):
    """A date, and the moment at which it begins or that was given with it."""

    day: date
    instant: str
    """RFC 3339, such as `2018-02-02T00:00:00+00:00`."""


class BadDate(ValueError):
    """A text that is no date: the message says why, `hint` what to write."""

    def __init__(self, message: str, hint: str = "write it as 2018-02-02 or Feb 2, 2018") -> None:
        super().__init__(message)
        self.hint = hint


@lru_cache(maxsize=8)
def time_zone(name: str) -> ZoneInfo:
    """Find a time zone by its name, such as `Asia/Tehran`; raises KeyError or ValueError if there is none."""
    return ZoneInfo(name)


def parse_date(text: str, zone: str = "UTC") -> When:
    """Read `2018-02-02`, `Feb 2, 2018`, `2 February 2018`, with or without a time of day.

    A time without an offset is the time in `zone`, and the day is the day there. Raises BadDate.
    """
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text.strip())
    plain = _WEEKDAY.sub("", plain, count=1) if plain[:1].isalpha() else plain
    match = next((found for form in _FORMS if (found := form.fullmatch(plain))), None)
    if not match:
        if re.fullmatch(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}", plain):
            raise BadDate(f"{text} can mean two days", "write the year first: 2018-02-03 is February 3")
        raise BadDate(f"{text!r} is not a date")
    year, day = int(match["y"]), int(match["d"])
    month = int(match["m"]) if match["m"].isdecimal() else _month(match["m"])
    if not 1 <= month <= 12:
        raise BadDate(f"{text}: there is no month {month}")
    if year < 1500:
        raise BadDate(f"{text}: the year {year} is too early", "give the date in the Gregorian calendar: 2018-02-02")
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        leap = f" in {year}" if month == 2 else ""
        raise BadDate(f"{text}: {_NAMES[month - 1]} has {days} days{leap}")
    clock = match.groups()[-4:]
    if clock[0] is None:
        moment = datetime(year, month, day, tzinfo=time_zone(zone))
        return When(moment.date(), moment.isoformat())
    hour, minute, second = int(clock[0]), int(clock[1]), int(clock[2] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise BadDate(f"{text}: there is no such time of day", "write the time as 17:30")
    offset = {"Z": "+00:00", "UTC": "+00:00"}.get((clock[3] or "").upper(), clock[3])
    try:
        given = datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{offset or ''}")
        moment = (given if offset else given.replace(tzinfo=time_zone(zone))).astimezone(time_zone(zone))
    except (ValueError, OverflowError) as bad:
        raise BadDate(f"{text}: there is no such time", "write it as 2018-02-02 17:30 +03:30") from bad
    return When(moment.date(), moment.isoformat())


def parse_span_end(text: str, *, last: bool) -> date:
    """Read the beginning or (`last`) the end of a span: a date, a month `2016-09` or a year `2016`. Raises BadDate."""
    plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text.strip())
    match = re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2}))?", plain)
    if match is None:
        named = re.fullmatch(r"([a-z]+)\.?,?\s+(\d{4})", plain, re.I)
        if named is None:
            return parse_date(text).day
        year, month = int(named[2]), _month(named[1])
    else:
        year, month = int(match[1]), int(match[2] or (12 if last else 1))
    if not (1 <= month <= 12 and year >= 1500):
        raise BadDate(f"{text!r} is not a month or year", "write it as 2016-09-01, 2016-09 or 2016")
    return date(year, month, monthrange(year, month)[1] if last else 1)


def _month(name: str) -> int:
    low = name.lower()
    if low in _FULL or low in _MONTHS or low == "sept":
        return _MONTHS[low[:3]]
    raise BadDate(f"{name!r} is not a month")
