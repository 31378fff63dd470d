"""What an editor can do about a line that YAML can't read: libyaml's words in plain ones and, where one is found, the line as it should be."""

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from briefs.problems import Problem, error

if TYPE_CHECKING:
    import yaml

QUOTE = "put the value in quotes"
ADD_KEY = "write a key, a colon and a space before it"
RETYPE = "delete what stands at this place, and type it again without pasting"

FirstFault = Callable[[list[str]], int]
"""Gives the index of the first line that can't be read, or how many lines there are if all can."""

_LONGEST = 300
"""A longer line is not copied from a message."""
_INDENTED = "this line begins with spaces, and is read as more of the line above it"
_NO_COLON = "this line is not of the form key: value"
_EXPLAINED = (
    ("mapping values are not allowed", "a second colon on the line is read as the end of another key", QUOTE),
    ("could not find expected ':'", _NO_COLON, "is a colon missing? If the text begins here, write a line --- above it"),
    ("'-' indicator", "this line does not fit the list above it", "begin each item of the list with - below the one above"),
    ("cannot start any token", "a value can't begin with this character", QUOTE),
    ("tab character", "this line begins with a tab", "begin it with spaces, or with nothing"),
    ("found unexpected ':'", "a colon within brackets is read as the end of a key", QUOTE),
    ("found unexpected", "the quote mark that begins here is never closed", "write another one at the end of the text, or delete this one"),
    ("expected ',' or", "the bracket that begins here is never closed", "write the closing bracket, or put the text in quotes"),
    ("expected node content", "a value can't begin with this character", QUOTE),
    ("escape character", "in double quotes a backslash begins a code, and YAML doesn't know this one", "use single quotes, or write \\\\"),
    ("hexdecimal", "in double quotes a backslash begins a code, and YAML doesn't know this one", "use single quotes, or write \\\\"),
    ("block sequence entries", "a list can't begin on the line of its key", "begin the list on the next line"),
    ("expected alphabetic", "a value can't begin with this character", QUOTE),
    ("comment or line break", "after | or > the text must begin on the next line", "begin the text on the next line, or put it in quotes"),
    ("expected key", "this doesn't fit what stands before it", "check the indentation and the quote marks"),
)  # fmt: skip
_FROM_CONTEXT = ("could not find expected ':'", "unexpected end", "unexpected document", "expected ',' or")
"""Faults that libyaml notices later than where they are made."""


def place(bad: "yaml.MarkedYAMLError", lines: list[str]) -> tuple[int, int]:
    """Give the index of the line where a fault was made, and the column, which is 0 where libyaml doesn't say it."""
    mark = bad.problem_mark or bad.context_mark
    if bad.context_mark and any(key in (bad.problem or "") for key in _FROM_CONTEXT):
        mark = bad.context_mark
    number, column = (mark.line, mark.column + 1) if mark else (0, 0)
    if number < len(lines) and lines[number].strip():
        return number, column
    return max((i for i, line in enumerate(lines[: number + 1]) if line.strip()), default=0), 0


def explain(bad: "yaml.MarkedYAMLError", lines: list[str], first_line: int) -> Problem:
    """Say what libyaml said, in plain words."""
    said = bad.problem or str(bad)
    number, column = place(bad, lines)
    message, hint = next(((m, h) for key, m, h in _EXPLAINED if key in said), ("YAML can't read this line", QUOTE))
    if "mapping values" in said and re.match(r"\s+[\w-]+:", lines[number]) and column - 1 == lines[number].find(":"):
        message, hint = _INDENTED, "delete the spaces before it, or put the whole text in quotes"
    return error("yaml", message, line=number + first_line, column=column, hint=hint)


def not_a_key(lines: list[str], first_line: int) -> Problem:
    """Refuse lines that hold a text or a list where keys are wanted."""
    number = next((i for i, line in enumerate(lines) if line.strip() and line.lstrip()[0] not in "#%"), 0)
    return error("not-a-mapping", _NO_COLON, line=number + first_line, hint=ADD_KEY)


def with_correction(
    problem: Problem, lines: list[str], first_line: int, first_fault: FirstFault
) -> tuple[Problem, str | None]:
    """Give as hint the line as it should be, and that line, if there is a way to write it with which it can be read."""
    number = problem.line - first_line
    for line in _candidates(lines[number]) if len(lines[number]) <= _LONGEST else ():
        if line != lines[number] and first_fault([*lines[:number], line, *lines[number + 1 :]]) > number:
            return replace(problem, hint=f"write the line so: {line.strip()}"), line
    return problem, None


def quote(text: str) -> str:
    """Put a text in the quote marks that need least escaping."""
    return "'" + text.replace("'", "''") + "'" if '"' in text or "\\" in text else f'"{text}"'


def _candidates(line: str) -> Iterator[str]:
    """Give the ways in which a line is most often meant."""
    bare = line.lstrip()
    if bare != line:
        if re.match(r"[\w-]+:(\s|$)|- ", bare):
            yield bare
        yield line[: len(line) - len(bare)].expandtabs(2) + bare
    spaced = re.fullmatch(r"(\s*(?:- +)?[^\W\d][\w-]*)\s*[:：]\s*(.+?)\s*", line)
    if spaced and not re.match(r"\s*(?:- +)?[\w-]+[ \t]*:[ \t]", line):
        yield f"{spaced[1]}: {spaced[2]}"
        yield f"{spaced[1]}: {quote(spaced[2])}"
    parts = re.fullmatch(r"""(\s*(?:- +)*(?:(["']?)[\w-]+\2[ \t]*:[ \t]+)?)(\S.*?)\s*""", line)
    if not parts or not parts[1].strip():
        return
    head, value = parts[1], parts[3]
    if value[0] == "[" and value.find("]") in (-1, len(value) - 1):
        items = [item.strip() for item in value.strip("[]").split(",") if item.strip()]
        if items:
            yield f"{head}[{', '.join(map(_quote_if_odd, items))}]"
    if value.startswith("- "):
        yield head + value[2:].lstrip()
    if value[0] not in "\"'" or value.count(value[0]) > 1:
        inner = value[1:-1] if value[0] == value[-1] == '"' and len(value) > 2 else value
        yield head + quote(inner)


def _quote_if_odd(item: str) -> str:
    return item if re.fullmatch(r"[\w.-][\w .-]*|\"[^\"]*\"|'[^']*'", item) else quote(item)
