"""What is wrong with the content, said so that an editor can mend it.

A run collects every `Problem` and shows them all at once, sorted by place.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Severity = Literal["error", "warning"]

SHOWN_OF_A_KIND = 3
"""How many warnings of one code are printed before the rest is only counted."""

PASSING = frozenset(["held-link"])
"""Codes of warnings of what time will mend: `--strict` lets them pass."""

_COLOURS = {
    "error": "\x1b[31m",
    "warning": "\x1b[33m",
    "hint": "\x1b[36m",
    "bold": "\x1b[1m",
    "off": "\x1b[0m",
}


_IN_MESSAGE = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTY = {**_IN_MESSAGE, ":": "%3A", ",": "%2C"}

_JOINERS = "\u200c\u200d"
"""Part letters that would join, and join others: Persian words and Indian syllables can't be written without."""


class Problem(Struct, frozen=True, array_like=True, order=True):
    """One mistake at one place."""

    path: str
    """File, relative to the site's root, with `/`; empty where no file is to blame."""
    line: int
    """From 1; 0 where the whole file is meant."""
    column: int
    """From 1, in characters; 0 where the whole line is meant."""
    severity: Severity
    code: str
    """A short fixed name of the kind, such as `unknown-key`."""
    message: str
    hint: str = ""
    """What to do about it."""


def error(code: str, message: str, *, path: str = "", line: int = 0, column: int = 0, hint: str = "") -> Problem:
    """Make a problem that stops publishing."""
    return Problem(path, line, column, "error", code, message, hint)


def warning(code: str, message: str, *, path: str = "", line: int = 0, column: int = 0, hint: str = "") -> Problem:
    """Make a problem that is told and counted, and stops nothing."""
    return Problem(path, line, column, "warning", code, message, hint)


def at(path: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Give problems that were found in a text the path of its file."""
    return tuple(replace(problem, path=path) for problem in problems)


def as_errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Make every warning an error, for `--strict`."""
    return tuple(each if each.code in PASSING else replace(each, severity="error") for each in problems)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Tell whether any of these stops publishing."""
    return any(problem.severity == "error" for problem in problems)


def one_line(text: str, limit: int = 300) -> str:
    """Make text of unknown origin safe to print on one line of a terminal."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return "".join(c if c.isprintable() or c in _JOINERS else " " if c.isspace() else f"\\u{ord(c):04x}" for c in text)


def quoted(text: str) -> str:
    """Name in a message what somebody wrote."""
    return f"'{one_line(text, 60)}'"


def format_problem(problem: Problem, *, colour: bool = False) -> str:
    """Write one problem as `path:line:col: error: message [code]` and, below it, the hint."""
    paint = _COLOURS if colour else dict.fromkeys(_COLOURS, "")
    place = f"{one_line(problem.path, 1200)}:{problem.line or 1}:{problem.column or 1}"
    head = f"{paint['bold']}{place}:{paint['off']} " if problem.path else ""
    kind = f"{paint[problem.severity]}{problem.severity}:{paint['off']}"
    text = f"{head}{kind} {one_line(problem.message, 600)} [{problem.code}]"
    if problem.hint:
        text += f"\n    {paint['hint']}hint:{paint['off']} {one_line(problem.hint, 600)}"
    return text


def format_annotation(problem: Problem) -> str:
    """Write one problem as a workflow command of GitHub Actions, which shows it at its line.

    The form, and what has to be escaped in it: docs.github.com, "Workflow commands for GitHub Actions", and `command.ts` of
    the actions toolkit.
    """
    place = {
        "file": problem.path,
        "line": str(problem.line or ""),
        "col": str(problem.column or ""),
        "title": problem.code,
    }
    properties = ",".join(f"{name}={_escaped(value, _IN_PROPERTY)}" for name, value in place.items() if value)
    text = one_line(problem.message, 600) + (f"\n{one_line(problem.hint, 600)}" if problem.hint else "")
    return f"::{problem.severity} {properties}::{_escaped(text, _IN_MESSAGE)}"


def _escaped(text: str, signs: dict[str, str]) -> str:
    return "".join(signs.get(sign, sign) for sign in text)


def format_problems(problems: Iterable[Problem], *, colour: bool = False, everything: bool = False) -> Iterator[str]:
    """Write all problems, errors last so that they stand nearest to the prompt.

    Of each kind of warning a few are shown and the rest counted, unless `everything` is asked for.
    """
    ordered = sorted(set(problems))
    warnings = [problem for problem in ordered if problem.severity == "warning"]
    total = Counter(problem.code for problem in warnings)
    shown: Counter[str] = Counter()
    for problem in warnings:
        shown[problem.code] += 1
        if everything or shown[problem.code] <= SHOWN_OF_A_KIND:
            yield format_problem(problem, colour=colour)
        if not everything and shown[problem.code] == total[problem.code] > SHOWN_OF_A_KIND:
            yield f"    … and {total[problem.code] - SHOWN_OF_A_KIND} more of [{problem.code}] (-v shows all)"
    for problem in ordered:
        if problem.severity == "error":
            yield format_problem(problem, colour=colour)
