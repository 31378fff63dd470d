"""The Solar Hijri calendar against the equinoxes, against what was official, and against ICU."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.solar_hijri import gregorian, new_year, solar_hijri

NOWRUZ = (
    "1122112211221122112211221122111211121112111211121112111211121111111111111111111111111111111111110111"
    "01110111011101110111011101110011001100110011001100110011001100010001000100010001000100010001000000001"
)
"""The day of March, less 20, on which the year begins in 1900 to 2100: from the equinoxes as J. Meeus has them (Astronomical
Algorithms, chapter 27) in Iran's standard time, the next day if the sun comes after noon. ICU says the same."""

OFFICIAL = {
    1304: "1925-03-21", 1358: "1979-03-21", 1375: "1996-03-20", 1391: "2012-03-20", 1395: "2016-03-20", 1396: "2017-03-21",
    1399: "2020-03-20", 1400: "2021-03-21", 1403: "2024-03-20", 1404: "2025-03-21", 1405: "2026-03-21",
}  # fmt: skip

FIRST, LAST = date(1925, 1, 1), date(2077, 12, 31)
ICU = "9a06ebc31525825a76494d4c1b622c2571b5e428997a4d91cc7a3240cfd4a23b"
"""Digest of lines such as `2018-02-02 1396-11-13`, one for each day from FIRST to LAST, as ICU 78 has them."""
SCRIPT = """
const form = new Intl.DateTimeFormat("fa-IR-u-ca-persian-nu-latn", {day: "numeric", month: "numeric", year: "numeric", timeZone: "UTC"})
for (let time = Date.parse(process.argv[1]); time <= Date.parse(process.argv[2]); time += 864e5) {
  const part = Object.fromEntries(form.formatToParts(new Date(time)).map(each => [each.type, each.value]))
  console.log(`${new Date(time).toISOString().slice(0, 10)} ${part.year}-${part.month}-${part.day}`)
}
"""


def lines() -> Iterator[str]:
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        yield f"{day} {'-'.join(map(str, solar_hijri(day) or ()))}\n"


def test_the_year_begins_with_the_equinox() -> None:
    days = [new_year(year - 621) for year in range(1900, 2101)]
    assert "".join(str(day.day - 20) for day in days) == NOWRUZ
    assert {day.month for day in days} == {3}


def test_the_year_begins_when_it_did() -> None:
    assert {year: str(new_year(year)) for year in OFFICIAL} == OFFICIAL


def test_every_day_is_as_icu_has_it() -> None:
    assert sha256("".join(lines()).encode()).hexdigest() == ICU


@pytest.mark.skipif(not shutil.which("node"), reason="NOT TESTED: there is no node to ask")
def test_every_day_is_as_icu_here_has_it() -> None:
    command = ["node", "-e", SCRIPT, str(FIRST), str(LAST)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines(keepends=True) == list(lines())


@given(st.dates(min_value=date(623, 3, 22), max_value=date(3797, 1, 1)))
def test_every_day_has_one_name(day: date) -> None:
    named, after = solar_hijri(day), solar_hijri(day + timedelta(days=1))
    assert named
    assert after
    assert named < after
    assert gregorian(*named) == day


@pytest.mark.parametrize(
    "day", [(1396, 0, 1), (1396, 13, 1), (1396, 1, 0), (1396, 1, 32), (1396, 7, 31), (1396, 12, 30), (1, 1, 1), (3178, 1, 1)]
)  # fmt: skip
def test_no_such_day(day: tuple[int, int, int]) -> None:
    assert gregorian(*day) is None


@pytest.mark.parametrize("day", [date.min, date(622, 1, 1), date(3799, 1, 1), date.max])
def test_nothing_is_said_of_years_beyond_the_table(day: date) -> None:
    assert solar_hijri(day) is None
