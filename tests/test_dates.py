"""Dates as people write them: what is read, and what is refused with which advice."""

import os
import shutil
import subprocess
import sys
from datetime import date
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.dates import BadDate, parse_date, parse_span_end
from briefs.languages import format_date


@pytest.mark.parametrize(
    "text",
    [
        "2018-02-02", "2018-2-2", "2018/02/02", "2018.02.02", "Feb 2, 2018", "Feb. 2, 2018", "February 2, 2018", "February 2 2018", "FEB 2, 2018",
        "Feb 2nd, 2018", "2 Feb 2018", "2 February 2018", "2nd of February 2018", "2. Feb. 2018", "Friday, February 2, 2018", "Fri, 2 Feb 2018",
        "Friday 2 February 2018", "۲۰۱۸-۰۲-۰۲", "٢٠١٨/٠٢/٠٢", "۲ فوریه ۲۰۱۸", "\u200f۲ فوریهٔ ۲۰۱۸", "۲ فوریۀ ۲۰۱۸", "  2018-02-02 ",
        "2018-02-02\u200e", "2018-02-02 00:00", "2018-02-02T10:00:00", "2018-02-02 10:00", "2018-02-02, 10:00", "Feb 2, 2018 at 5:30 pm",
        "Feb 2, 2018 12:00 a.m.", "2018-02-02T10:00:00Z", "2018-02-02T10:00:00.123Z", "Fri, 2 Feb 2018 10:00:00 +0000", "Fri, 2 Feb 2018 10:00:00 GMT",
        "2018-02-02 1:00:19",
    ],
)  # fmt: skip
def test_usual_forms(text: str) -> None:
    assert parse_date(text).day == date(2018, 2, 2)


@pytest.mark.parametrize(
    ("text", "zone", "day", "instant"),
    [
        ("2018-02-02", "UTC", "2018-02-02", "2018-02-02T00:00:00+00:00"),
        ("2018-02-02", "Asia/Tehran", "2018-02-02", "2018-02-02T00:00:00+03:30"),
        ("2018-02-02 10:00", "Asia/Tehran", "2018-02-02", "2018-02-02T10:00:00+03:30"),
        ("2018-02-02 22:00Z", "Asia/Tehran", "2018-02-03", "2018-02-03T01:30:00+03:30"),
        ("2018-02-02 01:00 +03:30", "UTC", "2018-02-01", "2018-02-01T21:30:00+00:00"),
        ("2018-02-02 01:00 +0330", "UTC", "2018-02-01", "2018-02-01T21:30:00+00:00"),
        ("2018-02-02 01:00 +03", "UTC", "2018-02-01", "2018-02-01T22:00:00+00:00"),
        ("2016-02-08 23:00:00 -0500", "UTC", "2016-02-09", "2016-02-09T04:00:00+00:00"),
        ("Feb 2, 2018 12:15 pm", "UTC", "2018-02-02", "2018-02-02T12:15:00+00:00"),
        ("Feb 2, 2018 12:15 am", "UTC", "2018-02-02", "2018-02-02T00:15:00+00:00"),
        ("2024-02-29", "UTC", "2024-02-29", "2024-02-29T00:00:00+00:00"),
        # An hour that summer time leaves out, one that comes twice, and a zone from before there was standard time.
        ("2018-03-25 02:30", "Europe/Berlin", "2018-03-25", "2018-03-25T02:30:00+01:00"),
        ("2018-10-28 02:30", "Europe/Berlin", "2018-10-28", "2018-10-28T02:30:00+02:00"),
        ("1890-05-01", "Asia/Tehran", "1890-05-01", "1890-05-01T00:00:00+03:25"),
    ],
)
def test_the_day_is_the_sites(text: str, zone: str, day: str, instant: str) -> None:
    when = parse_date(text, zone)
    assert (when.day.isoformat(), when.instant) == (day, instant)


def test_zones_of_the_system_do_not_count(tmp_path: Path) -> None:
    """Another machine may have older ones, or ones of its own."""
    (tmp_path / "Asia").mkdir()
    for name in ("Tehran", "Nowhere"):
        shutil.copy(Path(str(resources.files("tzdata"))) / "zoneinfo/Asia/Tokyo", tmp_path / "Asia" / name)
    code = """\
from zoneinfo import ZoneInfo
kept = ZoneInfo("Asia/Tehran")  # as whoever uses this program as a library may have
from briefs.dates import parse_date, time_zone
print(parse_date("2024-01-01 12:00", "Asia/Tehran").instant)
time_zone("Asia/Nowhere")
"""
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONTZPATH": str(tmp_path)}, cwd=Path(__file__).parents[1],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "2024-01-01T12:00:00+03:30\n"
    assert "ZoneInfoNotFoundError: 'No time zone found with key Asia/Nowhere'" in done.stderr


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("2018-02-30", "2018-02-30: February has 28 days in 2018", ""),
        ("Feb 30, 2018", "Feb 30, 2018: February has 28 days in 2018", ""),
        ("2019-02-29", "2019-02-29: February has 28 days in 2019", ""),
        ("2020-02-30", "2020-02-30: February has 29 days in 2020", ""),
        ("2018-04-31", "2018-04-31: April has 30 days", ""),
        ("2018-01-00", "2018-01-00: January has 31 days", ""),
        ("2018-13-01", "2018-13-01: there is no month 13", ""),
        ("2 Febuary 2018", "'Febuary' is not a month", ""),
        ("02/03/2018", "02/03/2018 can mean two days", "write 2018-02-03 (February 3) or 2018-03-02 (March 2)"),
        ("2.3.18", "2.3.18 can mean two days", "write 2018-02-03 (February 3) or 2018-03-02 (March 2)"),
        ("25/12/2018", "25/12/2018 does not begin with the year", "write 2018-12-25 (December 25)"),
        ("03/03/2018", "03/03/2018 does not begin with the year", "write 2018-03-03 (March 3)"),
        ("99/99/2018", "99/99/2018 does not begin with the year", "write it as 2018-02-02"),
        ("۱۳۹۶/۱۱/۱۳", "۱۳۹۶/۱۱/۱۳: the year 1396 is too early", "give the date in the Gregorian calendar: 2018-02-02"),
        ("20180202", "20180202 is not a date", "write it as 2018-02-02"),
        ("2018-02", "2018-02 is not a whole date", "write year, month and day: 2018-02-02"),
        ("February 2018", "February 2018 is not a whole date", "write year, month and day: 2018-02-02"),
        ("2018", "2018 is not a whole date", "write year, month and day: 2018-02-02"),
        ("2018-02-02 25:00", "2018-02-02 25:00: there is no such time of day", "write the time as 17:30"),
        ("2018-02-02 13:00 pm", "2018-02-02 13:00 pm: there is no such time of day", "write the time as 17:30"),
        ("2018-02-02 10:00 +99:99", "2018-02-02 10:00 +99:99: there is no such time", "write it as 2018-02-02 17:30 +03:30"),
        ("9999-12-31 23:00 -10:00", "9999-12-31 23:00 -10:00: there is no such time", "write it as 2018-02-02 17:30 +03:30"),
        ("tomorrow", "tomorrow is not a date", "write it as 2018-02-02 or Feb 2, 2018"),
        ("12:00", "12:00 is not a date and a time", "write it as 2018-02-02 17:30, or with a zone, 2018-02-02 17:30 +03:30"),
        ("x" * 500, "x" * 59 + "… is not a date", "write it as 2018-02-02 or Feb 2, 2018"),
    ],
)  # fmt: skip
def test_no_date(text: str, message: str, hint: str) -> None:
    with pytest.raises(BadDate) as refused:
        parse_date(text)
    assert str(refused.value) == message
    assert refused.value.hint == hint or not hint


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", "2016-01-01", "2016-12-31"), ("2016-09", "2016-09-01", "2016-09-30"), ("2016/2", "2016-02-01", "2016-02-29"),
        ("Sept 2016", "2016-09-01", "2016-09-30"), ("September, 2016", "2016-09-01", "2016-09-30"), ("۲۰۱۶-۰۹", "2016-09-01", "2016-09-30"),
        ("2016-09-05", "2016-09-05", "2016-09-05"),
    ],
)  # fmt: skip
def test_ends_of_a_span(text: str, first: str, last: str) -> None:
    assert parse_span_end(text, last=False).isoformat() == first
    assert parse_span_end(text, last=True).isoformat() == last


@pytest.mark.parametrize("text", ["2016-13", "2016-00", "1395", "now", "", "Foo 2016", "2016-09-31"])
def test_no_end_of_a_span(text: str) -> None:
    with pytest.raises(BadDate):
        parse_span_end(text, last=True)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("۱۳ بهمن ۱۳۹۶", "2018-02-02"), ("13 بهمن 1396", "2018-02-02"), ("۱۳ دلو ۱۳۹۶", "2018-02-02"), ("۱ سنبلهٔ ۱۳۹۷", "2018-08-23"),
        ("۵ فروردين ۱۳۹۷", "2018-03-25"), ("۳۰ اسفند ۱۳۹۵", "2017-03-20"), ("۱۳ بهمن ۱۳۹۶ (۲ فوریهٔ ۲۰۱۸)", "2018-02-02"),
        ("۱۳ بهمن ۱۳۹۶ (2018-02-02)", "2018-02-02"),
    ],
)  # fmt: skip
def test_dates_of_the_persian_calendar_are_read(text: str, iso: str) -> None:
    assert str(parse_date(text).day) == iso


def test_a_persian_date_may_have_a_time_of_day() -> None:
    assert parse_date("۱۳ بهمن ۱۳۹۶، ۱۷:۳۰", "Asia/Tehran").instant == "2018-02-02T17:30:00+03:30"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("۳۰ اسفند ۱۳۹۶", "there is no such day in the Solar Hijri calendar"),
        ("۳۱ مهر ۱۳۹۶", "there is no such day in the Solar Hijri calendar"),
        ("۱۳ بهمن ۱۳۹۶ (۳ فوریهٔ ۲۰۱۸)", "these are two different days"),
        ("۱۳ بهمن ۱۳۹۶ (دیروز)", "is not a date"),
    ],
)
def test_persian_dates_that_are_none(text: str, message: str) -> None:
    with pytest.raises(BadDate, match=message):
        parse_date(text)


@settings(deadline=None)
@given(st.dates(min_value=date(1500, 1, 1)), st.sampled_from(["%Y-%m-%d", "%b %d, %Y", "%d %B %Y", "%A, %B %d, %Y"]))
def test_every_day_is_read_back(day: date, form: str) -> None:
    written = day.strftime(form)
    assert parse_date(written).day == day
    assert parse_date(written.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))).day == day
    assert parse_date(format_date(day, "en")).day == day
    assert parse_date(format_date(day, "fa")).day == day


@settings(deadline=None)
@given(
    st.text(max_size=30) | st.text("0123456789-/.: TZ+apmFebruary۱", max_size=30),
    st.sampled_from(["UTC", "Asia/Tehran"]),
)
def test_anything_is_a_date_or_none(text: str, zone: str) -> None:
    for read in (lambda: parse_date(text, zone), lambda: parse_span_end(text, last=True)):
        try:
            read()
        except BadDate as bad:
            told = (str(bad), bad.hint)
            assert all(told)
