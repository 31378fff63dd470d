"""How dates, years and numbers are written, and which way texts run."""

from datetime import date

import pytest

from briefs import languages

DAY = date(2018, 2, 2)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "Feb 2, 2018"), ("en-GB", "2 Feb 2018"), ("de", "02.02.2018"), ("tr", "2 Şub 2018"),
        ("fa", "۱۳ بهمن ۱۳۹۶ (۲ فوریهٔ ۲۰۱۸)"), ("fa-IR", "۱۳ بهمن ۱۳۹۶ (۲ فوریهٔ ۲۰۱۸)"), ("fa-AF", "۱۳ دلو ۱۳۹۶ (۲ فبروری ۲۰۱۸)"),
        ("ar", "2 فبراير 2018"), ("ar-EG", "2 فبراير 2018"), ("ar-IQ", "2 شباط 2018"), ("ar-SY", "2 شباط 2018"), ("ar-LB", "2 شباط 2018"),
        ("ar-DZ", "2 فيفري 2018"), ("xx", "2018-02-02"),
    ],
)  # fmt: skip
def test_dates(language: str, shown: str) -> None:
    assert languages.format_date(DAY, language) == shown


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "Feb 2, 2018"),
        ("fa", "۱۳ بهمن ۱۳۹۶"),
        ("fa-AF", "۱۳ دلو ۱۳۹۶"),
        ("ar", "2 فبراير 2018"),
        ("de", "02.02.2018"),
    ],
)
def test_dates_in_one_calendar(language: str, shown: str) -> None:
    assert languages.format_day(DAY, language) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2017, 3, 20), "۳۰ اسفند ۱۳۹۵ (۲۰ مارس ۲۰۱۷)"),
        (date(2017, 3, 21), "۱ فروردین ۱۳۹۶ (۲۱ مارس ۲۰۱۷)"),
        (date(2018, 9, 22), "۳۱ شهریور ۱۳۹۷ (۲۲ سپتامبر ۲۰۱۸)"),
        (date(2018, 9, 23), "۱ مهر ۱۳۹۷ (۲۳ سپتامبر ۲۰۱۸)"),
        (date(4000, 1, 1), "۱ ژانویهٔ ۴۰۰۰"),
    ],
)
def test_persian_dates(day: date, shown: str) -> None:
    assert languages.format_date(day, "fa") == shown


@pytest.mark.parametrize(
    ("year", "language", "shown"),
    [
        ("2018", "en", "2018"),
        ("2018", "ar", "2018"),
        ("2018", "fa", "۲۰۱۸ (۱۳۹۶–۱۳۹۷)"),
        ("4000", "fa", "۴۰۰۰"),
        ("", "fa", ""),
    ],
)
def test_years(year: str, language: str, shown: str) -> None:
    assert languages.format_year(year, language) == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "12"), ("fa", "۱۲"), ("fa-AF", "۱۲"), ("ar", "12"), ("ar-EG", "12")]
)
def test_digits(language: str, shown: str) -> None:
    assert languages.digits("12", language) == shown


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("fa-Latn", "ltr"),
        ("ku", "ltr"),
        ("ku-Arab", "rtl"),
        ("az-Arab", "rtl"),
        ("ar-IQ", "rtl"),
        ("sd-Deva", "ltr"),
        ("ES-pr", "ltr"),
    ],
)
def test_direction(language: str, direction: str) -> None:
    assert languages.direction(language) == direction


@pytest.mark.parametrize(
    ("text", "direction"),
    [
        ("Water", "ltr"), ("آب", "rtl"), ("2231 آب", "rtl"), ("«Water» آب", "ltr"), ("עברית", "rtl"), ("2231", ""), ("", ""),
        ("(۱۲) Iran", "ltr"), ("ایران and Water", "rtl"),
    ],
)  # fmt: skip
def test_direction_of_a_text(text: str, direction: str) -> None:
    assert languages.direction_of(text, "") == direction
