"""The Solar Hijri calendar of Iran and Afghanistan.

Its year begins on the first day at whose noon, in Iran, the sun has passed the spring equinox. K. M. Borkowski computed the
equinoxes and found that the leap years follow cycles of 33 years, broken at a few (The Persian calendar for 3000 years, Earth,
Moon, and Planets 74, 1996, pp. 223-230): that table is used here, as in the library jalaali-js. The rule of 2820 years, which
other libraries have, only comes near, and misses the official new year of 1404.
"""

from datetime import date, timedelta
from functools import lru_cache

MONTHS = {
    "fa": ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
    "fa-AF": ("حمل", "ثور", "جوزا", "سرطان", "اسد", "سنبلهٔ", "میزان", "عقرب", "قوس", "جدی", "دلو", "حوت"),
}
"""Their names in Iran and in Afghanistan, as CLDR writes them in dates."""

_BREAKS = (
    -61, 9, 38, 199, 426, 686, 756, 818, 1111, 1181, 1210, 1635, 2060, 2097, 2192, 2262, 2324, 2394, 2456, 3178,
)  # fmt: skip
"""Years with which a run of 33-year cycles begins; the table ends before the last one."""

_HALF = 6 * 31
"""Days of the first six months; each of the others has 30, the last one 29 if the year has no leap day."""


def solar_hijri(day: date) -> tuple[int, int, int] | None:
    """Give year, month and day of a Gregorian date; None outside of the years 1 to 3177, of which nothing is known."""
    year = day.year - 621
    if not 1 < year < _BREAKS[-1]:
        return None
    begun = (day - new_year(year)).days
    if begun < 0:
        year -= 1
        begun = (day - new_year(year)).days
    if begun < _HALF:
        return year, begun // 31 + 1, begun % 31 + 1
    return year, (begun - _HALF) // 30 + 7, (begun - _HALF) % 30 + 1


def gregorian(year: int, month: int, day: int) -> date | None:
    """Give the Gregorian date of a day; None if there is no such day, or nothing is known of its year."""
    if not (1 < year < _BREAKS[-1] and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    before = (month - 1) * 31 - max(0, month - 7)
    found = new_year(year) + timedelta(days=before + day - 1)
    return found if solar_hijri(found) == (year, month, day) else None


@lru_cache(maxsize=1024)
def new_year(year: int) -> date:
    """Give the Gregorian date of Nowruz, the first day of a year from 1 to 3177."""
    leaps, start = -14, _BREAKS[0]
    for end in _BREAKS[1:]:
        length = end - start
        if year < end:
            break
        leaps += length // 33 * 8 + length % 33 // 4
        start = end
    passed = year - start
    leaps += passed // 33 * 8 + (passed % 33 + 3) // 4
    if length % 33 == 4 and length - passed == 4:
        leaps += 1
    gregorian = year + 621
    gregorian_leaps = gregorian // 4 - (gregorian // 100 + 1) * 3 // 4 - 150
    return date(gregorian, 3, 20 + leaps - gregorian_leaps)
