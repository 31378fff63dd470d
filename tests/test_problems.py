"""How mistakes are told: one form, sorted, none hidden, nothing raw on the terminal. And what differs by language."""

from datetime import date, timedelta
from itertools import permutations

import babel.dates
import babel.lists
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs import languages
from briefs.problems import (
    Problem,
    as_errors,
    at,
    error,
    format_problem,
    format_problems,
    has_errors,
    one_line,
    quoted,
    warning,
)


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (
            error("bad-date", "wrong", path="a.md", line=3, column=7, hint="mend it"),
            "a.md:3:7: error: wrong [bad-date]\n    hint: mend it",
        ),
        (warning("dead-link", "wrong", path="a.md", line=3), "a.md:3:1: warning: wrong [dead-link]"),
        (error("no-content", "wrong"), "error: wrong [no-content]"),
        (error("x", "a\nb\x1b[31m\x07\u202e", path="a\nb.md"), "a b.md:1:1: error: a b\\u001b[31m\\u0007\\u202e [x]"),
        (error("x", "می\u200cخواهم"), "error: می\u200cخواهم [x]"),
    ],
)
def test_one_problem(problem: Problem, expected: str) -> None:
    assert format_problem(problem) == expected


def test_colours_are_balanced_and_only_ours() -> None:
    shown = format_problem(error("x", "a\x1b[32mb", path="a\x1b.md", line=1, hint="\x1b]0;title\x07"), colour=True)
    assert shown.count("\x1b[0m") == 3
    assert shown.count("\x1b") == 6
    assert shown.startswith("\x1b[1ma\\u001b.md:1:1:\x1b[0m \x1b[31merror:\x1b[0m ")


@settings(deadline=None)
@given(st.text(max_size=50), st.text(max_size=50), st.text(max_size=50))
def test_no_control_character_reaches_the_terminal(path: str, message: str, hint: str) -> None:
    shown = format_problem(error("x", message, path=path, line=1, hint=hint))
    assert all(c.isprintable() or c in "\u200c\u200d" for line in shown.split("\n") for c in line)
    assert shown.count("\n") == bool(hint)
    shown.encode()


def test_long_text_is_cut() -> None:
    assert one_line("x" * 400) == "x" * 299 + "…"
    assert quoted("x" * 400) == "'" + "x" * 59 + "…'"


MIXED = [
    warning("w", "1", path="b.md", line=9), warning("w", "2", path="b.md", line=10), warning("w", "3", path="a.md"), warning("w", "4", path="c.md"), warning("v", "5", path="a.md"),
    error("e", "6", path="b.md", line=1), error("e", "7", path="a.md", line=2), error("e", "7", path="a.md", line=2),
]  # fmt: skip


def test_few_warnings_of_a_kind_are_shown_and_all_errors() -> None:
    assert list(format_problems(MIXED)) == [
        "a.md:1:1: warning: 5 [v]", "a.md:1:1: warning: 3 [w]", "b.md:9:1: warning: 1 [w]", "b.md:10:1: warning: 2 [w]",
        "    … and 1 more of [w] (-v shows all)", "a.md:2:1: error: 7 [e]", "b.md:1:1: error: 6 [e]",
    ]  # fmt: skip
    assert len(list(format_problems(MIXED, everything=True))) == 7
    errors = [error("e", str(i), path="a.md", line=i) for i in range(1, 30)]
    assert len(list(format_problems(errors))) == 29


def test_the_order_of_finding_makes_no_difference() -> None:
    assert {tuple(format_problems(order)) for order in permutations(MIXED[2:])} == {tuple(format_problems(MIXED[2:]))}


def test_strictness() -> None:
    assert not has_errors(MIXED[:5])
    assert has_errors(as_errors(MIXED[:1]))
    assert [p.path for p in at("z.md", MIXED[:2])] == ["z.md", "z.md"]


@pytest.mark.parametrize(
    ("language", "direction", "shown"),
    [("en", "ltr", "Feb 2, 2018"), ("fa", "rtl", None), ("ar", "rtl", None), ("he", "rtl", None), ("ur", "rtl", None),
     ("ckb", "rtl", None), ("de", "ltr", "02.02.2018"), ("fr", "ltr", "2 févr. 2018"), ("xx", "ltr", "2018-02-02"), ("../x", "ltr", "2018-02-02"), ("", "ltr", "2018-02-02")],
)  # fmt: skip
def test_direction_and_dates(language: str, direction: str, shown: str | None) -> None:
    assert languages.direction(language) == direction
    if shown is not None:
        assert languages.format_date(date(2018, 2, 2), language) == shown


@pytest.mark.parametrize(
    ("language", "lists"),
    [
        ("en", ["A", "A and B", "A, B, and C", "A, B, C, and D"]),
        ("fa", ["A", "A و B", "A،\u200f B، و C", "A،\u200f B،\u200f C، و D"]),
        ("ar", ["A", "A وB", "A وB وC", "A وB وC وD"]),
        ("ja", ["A", "A、B", "A、B、C", "A、B、C、D"]),
        ("xx", ["A", "A and B", "A, B, and C", "A, B, C, and D"]),
    ],
)
def test_lists_of_names(language: str, lists: list[str]) -> None:
    for count, expected in enumerate(lists, 1):
        marks = languages.list_separators(count, language)
        assert "".join(mark + name for mark, name in zip(marks, "ABCD", strict=False)) == expected


def test_english_is_as_babel_has_it() -> None:
    for day in (date(2020, 1, 1) + timedelta(days) for days in range(366)):
        assert languages.format_date(day, "en") == babel.dates.format_date(day, "medium", "en")
    assert languages.format_date(date(987, 6, 5), "en") == babel.dates.format_date(date(987, 6, 5), "medium", "en")
    for count in range(2, 9):
        names = [f"Name {number}" for number in range(count)]
        marks = languages.list_separators(count, "en")
        assert "".join(map("".join, zip(marks, names, strict=True))) == babel.lists.format_list(names, locale="en")


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("FA", "fa"),
        ("zh_hant", "zh-Hant"),
        ("ES-pr", "es-PR"),
        ("en", "en"),
        ("es-419", "es-419"),
        ("ZH-HANS-cn", "zh-Hans-CN"),
    ],
)
def test_canonical_language(written: str, tag: str) -> None:
    assert languages.canonical(written) == tag
    assert languages.is_language(tag)
