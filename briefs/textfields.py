"""Headlines as editors type them: one line of text with colons and marks of any kind, made into what YAML reads as that text."""

import re
from collections.abc import Collection
from functools import lru_cache

from briefs.problems import Problem, warning

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""What, unquoted, stands for nothing."""


def quote_text_fields(lines: list[str], keys: Collection[str], first_line: int) -> list[Problem]:
    """Put the values of text keys in quotes where they stand without; changes `lines`."""
    problems: list[Problem] = []
    pattern = _field(tuple(keys))
    for number, line in enumerate(lines):
        match = pattern.fullmatch(line.rstrip())
        if not match or _says_how_to_read(match[3]):
            continue
        last = _last_line(lines, number)
        if last is None:
            continue
        if "#" in match[3] and re.search(r"(^|\s)#\s", match[3]):
            problems.append(warning("comment-in-text", f"the # and what follows it are taken as part of the {match[2]}",
                                    line=first_line + number, hint="put a comment on a line of its own"))  # fmt: skip
        head = line[: match.start(3)]
        value = [match[3], *lines[number + 1 : last + 1]]
        lines[number : last + 1] = (head + "'" + "\n".join(value).replace("'", "''") + "'").split("\n")
    return problems


@lru_cache(maxsize=16)
def _field(keys: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"""(["']?)({"|".join(map(re.escape, keys))})\1[ \t]*:[ \t]+([^ \t].*)""")


def _says_how_to_read(value: str) -> bool:
    """Recognise nothing, quoted text, the sign of a block of text, and the beginning of quoted text of several lines."""
    if value[:1] not in "|>\"'":
        return value in NULLS
    return (
        value in NULLS
        or re.fullmatch(r"[|>][-+0-9]{0,2}([ \t]+#.*)?", value) is not None
        or re.fullmatch(r"""("(\\.|[^"\\])*"|'([^']|'')*')([ \t]+#.*)?""", value) is not None
        or (value[0] in "\"'" and value.count(value[0]) == 1)
    )


def _last_line(lines: list[str], number: int) -> int | None:
    """Find where a text ends that goes on in indented lines; None if those may be meant as something else."""
    last = number
    while last + 1 < len(lines) and lines[last + 1][:1] in (" ", "\t") and lines[last + 1].strip():
        last += 1
        if re.match(r"\s*(-\s|#|[\w-]+:(\s|$))", lines[last]):
            return None
    return last
