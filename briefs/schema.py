"""What each key may hold. A check turns a node into a typed value and tells everything that is wrong, not only the first."""

import re
from collections.abc import Callable
from collections.abc import Mapping as ReadMapping
from datetime import date
from typing import Any

from briefs import dates, mending
from briefs.plainyaml import Broken, Mapping, Node, Scalar, Sequence
from briefs.problems import Problem, error, quoted, warning
from briefs.text import nearest

Place = tuple[int, int]
"""Line and column, from 1."""

Check = Callable[[Node, "Findings"], Any]
"""Gives the typed value, or None after telling what is wrong."""

_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")


class Findings:
    """Collects the problems of one file."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def error(self, node: Node, code: str, message: str, hint: str = "") -> None:
        """Note what must be mended."""
        self.problems.append(error(code, message, line=node.line, column=node.column, hint=hint))

    def warn(self, node: Node, code: str, message: str, hint: str = "") -> None:
        """Note what should be mended."""
        self.problems.append(warning(code, message, line=node.line, column=node.column, hint=hint))


def fields(
    node: Mapping,
    checks: ReadMapping[str, Check],
    found: Findings,
    *,
    required: ReadMapping[str, str] | None = None,
) -> dict[str, Any]:
    """Check a mapping key by key; absent, empty and faulty ones are left out of the result.

    `required` gives for each key that must be there the line to add.
    """
    values: dict[str, Any] = {}
    given = {key.text for key, _ in node.entries}
    for key, value in node.entries:
        check = checks.get(key.text)
        if check is None:
            near = nearest(key.text, checks)
            given.add(near)
            hint = f"did you mean {near}:?" if near else f"the keys are {', '.join(sorted(checks))}"
            if " " in key.text and is_empty(value):  # within braces a comma ends a text
                hint = "if it belongs to the text before it, put that text in quotes"
            found.error(key, "unknown-key", f"there is no key {quoted(key.text)}", hint)
        elif is_empty(value):
            if required and key.text in required:
                found.error(key, "missing-key", f"{key.text}: is empty", f"write, for example, {required[key.text]}")
        elif not isinstance(value, Broken):
            checked = check(value, found)
            if checked is not None:
                values[key.text] = checked
    for name, example in (required or {}).items():
        if name not in given:
            found.error(node, "missing-key", f"{name}: is missing", f"add a line, for example {example}")
    return values


def is_empty(node: Node) -> bool:
    """Tell whether nothing was given for a key."""
    return node.is_null if isinstance(node, Scalar) else isinstance(node, Sequence) and not node.items


def text(node: Node, found: Findings) -> str | None:
    """Read one line of text: a name, a title."""
    value = long_text(node, found)
    if value is None:
        return None
    if _OVERRIDES.search(value):
        found.error(node, "bidi-override", "the text holds an invisible character that turns the direction of writing around",
                    "type the text again without pasting")  # fmt: skip
        return None
    return " ".join(value.split())


def long_text(node: Node, found: Findings) -> str | None:
    """Read text of any length."""
    if isinstance(node, Scalar):
        bad = _CONTROL.search(node.text)
        if bad:
            found.error(node, "control-character", f"the text holds the invisible character U+{ord(bad[0]):04X}",
                        "type the text again without pasting")  # fmt: skip
            return None
        if not node.text.strip():
            found.error(node, "empty-text", "the text is empty", "write it, or delete the line")
            return None
        return node.text
    if isinstance(node, Mapping) and len(node.entries) == 1:
        key, value = node.entries[0]
        after = value.text if isinstance(value, Scalar) else "…"
        found.error(node, "not-text", "the colon within the text makes it a key and a value",
                    f"put the text in quotes: {mending.quote(f'{key.text}: {after}'.rstrip())}")  # fmt: skip
    elif isinstance(node, Sequence) and len(node.items) == 1:
        found.error(node, "not-text", "one text is wanted here, not a list", "leave the - or the brackets away")
    else:
        kind = "a list" if isinstance(node, Sequence) else "keys and values"
        found.error(node, "not-text", f"one text is wanted here, not {kind}", "if brackets or a colon are part of it, put it in quotes")  # fmt: skip
    return None


def boolean(node: Node, found: Findings) -> bool | None:
    """Read yes or no, in any of the usual words."""
    word = node.text.lower() if isinstance(node, Scalar) else ""
    if word in ("true", "yes", "on"):
        return True
    if word in ("false", "no", "off"):
        return False
    found.error(node, "not-a-boolean", "true or false is wanted here", "write yes or no")
    return None


def number(low: int, high: int) -> Check:
    """Make a check for a whole number between two others."""

    def check(node: Node, found: Findings) -> int | None:
        if isinstance(node, Scalar) and re.fullmatch(r"[0-9]{1,9}", node.text) and low <= int(node.text) <= high:
            return int(node.text)
        found.error(
            node,
            "not-a-number",
            f"a whole number from {low} to {high} is wanted here",
            f"write, for example, {max(low, min(high, 20))}",
        )
        return None

    return check


def one_of(*words: str) -> Check:
    """Make a check for one of a few words."""

    def check(node: Node, found: Findings) -> str | None:
        if isinstance(node, Scalar) and node.text in words:
            return node.text
        near = nearest(node.text, words) if isinstance(node, Scalar) else ""
        found.error(node, "unknown-word", f"one of these is wanted here: {', '.join(words)}",
                    f"did you mean {near}?" if near else "")  # fmt: skip
        return None

    return check


def when(zone: str) -> Check:
    """Make a check for a date, with or without a time in this zone."""
    return _dated(dates.parse_date, zone)


def moment(zone: str) -> Check:
    """Make a check for the moment at which something is due."""
    return _dated(dates.parse_moment, zone)


def _dated(parse: Callable[[str, str], dates.When], zone: str) -> Check:
    def check(node: Node, found: Findings) -> dates.When | None:
        value = text(node, found)
        try:
            return parse(value, zone) if value is not None else None
        except dates.BadDate as bad:
            found.error(node, "bad-date", str(bad), bad.hint)
            return None

    return check


def span_end(*, last: bool) -> Check:
    """Make a check for the beginning or the end of a span: a date, a month or a year."""

    def check(node: Node, found: Findings) -> date | None:
        value = text(node, found)
        try:
            return dates.parse_span_end(value, last=last) if value is not None else None
        except dates.BadDate as bad:
            found.error(
                node, "bad-date", str(bad), f"{bad.hint}; leave to: away if it still lasts" if last else bad.hint
            )
            return None

    return check


def list_of(item: Check) -> Check:
    """Make a check for a list; a single value is a list of one."""

    def check(node: Node, found: Findings) -> tuple[Any, ...]:
        items = node.items if isinstance(node, Sequence) else (node,)
        checked = []
        for each in items:
            if isinstance(each, Scalar) and each.is_null:
                found.error(each, "empty-text", "an item of the list is empty", "write it, or delete the line")
            elif (value := item(each, found)) is not None:
                checked.append(value)
        return tuple(checked)

    return check


def whole_text(node: Node, found: Findings) -> tuple[str, int] | None:
    """Read text of any length, and give it with the line on which it begins."""
    value = long_text(node, found)
    return (value, node.text_line) if value is not None and isinstance(node, Scalar) else None


def placed(item: Check) -> Check:
    """Make a check that gives the value together with its place, for what only the whole site can judge."""

    def check(node: Node, found: Findings) -> tuple[Any, Place] | None:
        value = item(node, found)
        return None if value is None else (value, (node.line, node.column))

    return check


def words(node: Node, found: Findings) -> tuple[tuple[str, Place], ...]:
    """Read a list of short texts with their places; on one line they may be parted by commas."""
    if isinstance(node, Scalar) and not node.style:
        parts = [part.strip() for part in re.split("[,;،؛]", node.text)]
        node = Sequence(
            tuple(Scalar(part, node.line, node.column, '"') for part in parts if part), node.line, node.column
        )
    result: tuple[tuple[str, Place], ...] = list_of(placed(text))(node, found)
    return result


def mapping_of(value: Check, *, key: Check = text) -> Check:
    """Make a check for a mapping with keys of the editor's own choice, given as pairs in order."""

    def check(node: Node, found: Findings) -> tuple[tuple[str, Any], ...] | None:
        if not isinstance(node, Mapping):
            found.error(
                node,
                "not-a-mapping",
                "lines of the form key: value are wanted here",
                "write each on a line of its own, indented",
            )
            return None
        pairs = ((key(name, found), value(each, found)) for name, each in node.entries)
        return tuple(pair for pair in pairs if None not in pair)

    return check
