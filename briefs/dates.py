"""Dates as people write them."""

import re
import unicodedata
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo, reset_tzpath

import tzdata  # type: ignore[import-untyped]  # it comes without types
from msgspec import Struct

from briefs.problems import one_line, quoted
from briefs.solar_hijri import MONTHS as SOLAR_MONTHS
from briefs.solar_hijri import gregorian

# Python would ask the system first, and systems differ. Without a path it finds the package too, but takes 45 ms for it.
reset_tzpath(to=[str(Path(tzdata.__file__).with_name("zoneinfo"))])

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""In English."""
_PERSIAN = ["ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن", "ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"]
_MONTHS = {
    **{name.lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name[:3].lower(): number for number, name in enumerate(MONTHS, 1)},
    **{name: number for number, name in enumerate(_PERSIAN, 1)},
    "sept": 9, "می": 5, "جولای": 7, "آگوست": 8,
}  # fmt: skip
_SOLAR_MONTHS = {
    name.replace("\u0654", ""): number for names in SOLAR_MONTHS.values() for number, name in enumerate(names, 1)
}
_EARLIEST = 1500
"""Before it a year is most often one of another calendar."""

_CLOCK = (
    r"(?:(?:[T\s,،]+|\s+at\s+)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?"
)
_FORMS = (
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})",
    r"(?P<m>[^\W\d_]+)\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?[,،]?\s+(?P<y>\d{4})",
    r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<m>[^\W\d_]+)[.,،]?\s+(?P<y>\d{4})",
)
_SOLAR = rf"(?P<d>\d{{1,2}})\s+(?P<m>{'|'.join(_SOLAR_MONTHS)})\s+(?P<y>\d{{3,4}})(?!\w)(?:\s*\((?P<beside>[^()]*)\))?"
_ISO = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?P<hour>(?!))?", re.ASCII)
"""As nearly all dates are written, without a time of day: the other forms are compiled when they are needed."""
_NAMED_ZONE = re.compile(r"(.*\d.*?)\s+([A-Za-z]+(?:/[A-Za-z0-9_+-]+)+|(?!UTC|GMT)[A-Z]{3,5})")
"""`Europe/Berlin`, and `CET`, which is refused, as such letters stand for several zones."""
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+|(?:mon|tue|wed|thu|fri|sat|sun)[.,]+\s*)"
_YEAR_LAST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\b.*")


class When(Struct, frozen=True, array_like=True, order=True):
    """A date, and the moment at which it begins or that was given with it."""

    day: date
    instant: str
    """RFC 3339, such as `2018-02-02T00:00:00+00:00`."""

    @property
    def moment(self) -> str:
        """As ISO 8601, with the time of day if one was given: at midnight the day begins, and nobody publishes."""
        return str(self.day) if "T00:00:00" in self.instant else self.instant


class BadDate(ValueError):
    """A text that is no date: the message says why, `hint` what to write."""

    def __init__(self, message: str, hint: str = "write it as 2018-02-02 or Feb 2, 2018") -> None:
        super().__init__(message)
        self.hint = hint


@lru_cache(maxsize=8)
def time_zone(name: str) -> ZoneInfo:
    """Find a time zone by its name, such as `Asia/Tehran`; raises KeyError, ValueError or OSError if there is none."""
    return ZoneInfo.no_cache(name)


def parse_date(text: str, zone: str = "UTC") -> When:
    """Read `2018-02-02`, `Feb 2, 2018`, `2 February 2018`, `۱۳ بهمن ۱۳۹۶`, with or without a time of day.

    A time without an offset is the time in `zone`, and the day is the day there. Raises BadDate.
    """
    return _parse(text, zone, exact=False)


def parse_moment(text: str, zone: str = "UTC") -> When:
    """Read the moment at which something is due: a date, with or without a time of day, and with an offset or the name of a zone behind that.

    A day alone is due with its first moment in `zone`, which need not be midnight. A time of day that the clocks there pass over or
    show twice is refused, as it names no moment or two. The day is the day in `zone`. Raises BadDate.
    """
    named = _NAMED_ZONE.fullmatch(text.strip())
    if named is None:
        return _parse(text, zone, exact=True)
    try:
        if "/" not in named[2]:
            raise KeyError(named[2])
        time_zone(named[2])
    except (KeyError, ValueError, OSError) as bad:
        raise BadDate(
            f"there is no time zone {quoted(named[2])}", "write one as Europe/Berlin, or an offset such as +01:00"
        ) from bad
    moment = datetime.fromisoformat(_parse(named[1], named[2], exact=True).instant)
    return _there(moment, time_zone(zone), text)


def _parse(text: str, zone: str, *, exact: bool) -> When:
    match = _ISO.fullmatch(text) or _in_another_form(text)
    year, day = int(match["y"]), int(match["d"])
    month = int(match["m"]) if match["m"].isdecimal() else _month(match["m"])
    if not 1 <= month <= 12:
        raise BadDate(f"{one_line(text, 60)}: there is no month {month}")
    if year < _EARLIEST:
        raise BadDate(
            f"{one_line(text, 60)}: the year {year} is too early", "give the date in the Gregorian calendar: 2018-02-02"
        )
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise BadDate(f"{one_line(text, 60)}: {MONTHS[month - 1]} has {days} days{f' in {year}' if month == 2 else ''}")
    here = time_zone(zone)
    if match["hour"] is None:
        moment = datetime(year, month, day, tzinfo=here)
        if exact:  # clocks may be put forward at midnight
            moment = moment.astimezone(UTC).astimezone(here)
        return When(moment.date(), _rfc3339(moment))
    hour, minute, second = _hour(match["hour"], match["half"]), int(match["minute"]), int(match["second"] or 0)
    if not 0 <= hour <= 23 or minute > 59 or second > 59:
        raise BadDate(f"{one_line(text, 60)}: there is no such time of day", "write the time as 17:30")
    try:
        given = datetime(year, month, day, hour, minute, second, tzinfo=_offset(match["zone"]) or here)
    except ValueError as bad:
        raise _no_such_time(text) from bad
    when = _there(given, here, text)
    if exact and given.tzinfo is here:
        _judge_clock(given, text, zone)
    return when


def _there(moment: datetime, zone: ZoneInfo, text: str) -> When:
    """Give a moment as the clocks of a zone show it; not all that are near the last year of all can be told there."""
    try:
        moment = moment.astimezone(zone)
    except OverflowError as bad:
        raise _no_such_time(text) from bad
    return When(moment.date(), _rfc3339(moment))


def _no_such_time(text: str) -> BadDate:
    return BadDate(f"{one_line(text, 60)}: there is no such time", "write it as 2018-02-02 17:30 +03:30")


def _judge_clock(given: datetime, text: str, zone: str) -> None:
    """Refuse a local time that is none, or two, on the night in which clocks are changed (PEP 495 tells them by `fold`)."""
    first, second = given.utcoffset(), given.replace(fold=1).utcoffset()
    if first is None or second is None or first == second:
        return
    shown = f"{one_line(text, 60)} in {zone}"
    if first > second:
        earlier, later = (f"{given:%Y-%m-%d %H:%M} {_offset_in_words(each)}" for each in (first, second))
        raise BadDate(
            f"{shown}: the clocks show this time twice", f"write {earlier} for the first, or {later} for the second"
        )
    after = given.astimezone(UTC).astimezone(given.tzinfo)
    raise BadDate(
        f"{shown}: the clocks pass over this time", f"write {after:%Y-%m-%d %H:%M} {_offset_in_words(second)}"
    )


def _offset_in_words(offset: timedelta) -> str:
    minutes = offset // timedelta(minutes=1)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _in_another_form(text: str) -> re.Match[str]:
    plain = re.sub(_WEEKDAY, "", _plain(text), count=1, flags=re.I)
    plain = _from_solar_hijri(text, plain)
    match = next((found for form in _FORMS if (found := re.fullmatch(form + _CLOCK, plain, re.I))), None)
    if match is None:
        raise _not_a_date(text, plain)
    return match


def _from_solar_hijri(text: str, plain: str) -> str:
    """Put `13 بهمن 1396 (2 فوریه 2018)` in the form of ISO: what stands in brackets has to be the same day. All else stays as it is."""
    found = re.match(_SOLAR, plain)
    if found is None:
        return plain
    day = gregorian(int(found["y"]), _SOLAR_MONTHS[found["m"]], int(found["d"]))
    if day is None:
        raise BadDate(f"{one_line(text, 60)}: there is no such day in the Solar Hijri calendar")
    if found["beside"] is not None and parse_date(found["beside"]).day != day:
        raise BadDate(f"{one_line(text, 60)}: these are two different days", f"write one of them; the first is {day}")
    return f"{day}{plain[found.end() :]}"


def parse_span_end(text: str, *, last: bool) -> date:
    """Read the beginning or (`last`) the end of a span: a date, a month `2016-09` or a year `2016`. Raises BadDate."""
    plain = _plain(text)
    match = re.fullmatch(r"(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2}))?|(?P<name>[^\W\d_]+)[.,،]?\s+(?P<year>\d{4})", plain)
    if match is None:
        return parse_date(text).day
    year = int(match["y"] or match["year"])
    month = _month(match["name"]) if match["name"] else int(match["m"] or (12 if last else 1))
    if year < _EARLIEST or not 1 <= month <= 12:
        raise BadDate(f"{one_line(text, 60)} is not a month or year", "write it as 2016-09-01, 2016-09 or 2016")
    return date(year, month, monthrange(year, month)[1] if last else 1)


def _plain(text: str) -> str:
    """Write digits as 0 to 9, and leave away the marks that come along with right-to-left text and the hamza of Persian months.

    The Arabic yeh, which many keyboards have in the place of the Persian one, becomes that.
    """
    text = text.strip().replace("ۀ", "ه").replace("\u0654", "").replace("ي", "ی")
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text if unicodedata.category(c) != "Cf")


def _month(name: str) -> int:
    month = _MONTHS.get(name.lower())
    if month is None:
        raise BadDate(f"{quoted(name)} is not a month")
    return month


def _hour(written: str, half: str | None) -> int:
    hour = int(written)
    if half is None:
        return hour
    return hour % 12 + 12 * (half[0] in "pP") if 1 <= hour <= 12 else -1


def _offset(written: str | None) -> timezone | None:
    if not written or written.upper() in ("Z", "UTC", "GMT"):
        return UTC if written else None
    digits = written[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if written[0] == "-" else minutes))


def at(seconds: float, zone: str) -> When:
    """Give a moment, told in seconds since 1970, in a time zone."""
    moment = datetime.fromtimestamp(seconds, time_zone(zone))
    return When(moment.date(), _rfc3339(moment))


def _rfc3339(moment: datetime) -> str:
    """Leave away the odd seconds by which zones differed before there was standard time."""
    offset = moment.utcoffset() or timedelta()
    return moment.replace(tzinfo=timezone(timedelta(minutes=offset // timedelta(minutes=1)))).isoformat()


def _not_a_date(text: str, plain: str) -> BadDate:
    numbers = _YEAR_LAST.fullmatch(plain)
    if numbers:
        first, second = int(numbers[1]), int(numbers[2])
        year = int(numbers[3]) + (2000 if len(numbers[3]) == 2 else 0)
        meant = [(month, day) for month, day in dict.fromkeys([(first, second), (second, first)]) if 1 <= month <= 12 and 1 <= day <= 31]  # fmt: skip
        forms = " or ".join(f"{year:04}-{month:02}-{day:02} ({MONTHS[month - 1]} {day})" for month, day in meant)
        can = "can mean two days" if len(meant) == 2 else "does not begin with the year"
        return BadDate(f"{one_line(text, 60)} {can}", f"write {forms}" if meant else "write it as 2018-02-02")
    if re.fullmatch(r"\d{4}|\d{4}[-/.]\d{1,2}|[^\W\d_]+\.?,?\s+\d{4}", plain):
        return BadDate(f"{one_line(text, 60)} is not a whole date", "write year, month and day: 2018-02-02")
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", plain)
    if compact:
        return BadDate(f"{one_line(text, 60)} is not a date", f"write it as {'-'.join(compact.groups())}")
    if re.search(r"\d:\d\d", plain):
        return BadDate(
            f"{one_line(text, 60)} is not a date and a time",
            "write it as 2018-02-02 17:30, or with a zone, 2018-02-02 17:30 +03:30",
        )
    return BadDate(f"{one_line(text, 60)} is not a date")
