"""What each key may hold. A check turns a node into a typed value and tells everything that is wrong, not only the first."""

import re
from collections.abc import Callable
from collections.abc import Mapping as ReadMapping
from datetime import date
from typing import Any

from briefs import dates, languages
from briefs.frontmatter import Mapping, Node, Scalar, Sequence
from briefs.problems import Problem, error, warning
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
    """Check a mapping key by key; absent and faulty ones are left out of the result.

    `required` gives for each key that must be there the line to add.
    """
    values: dict[str, Any] = {}
    for key, value in node.entries:
        check = checks.get(key.text)
        if check is None:
            near = nearest(key.text, checks)
            found.error(key, "unknown-key", f"there is no key {key.text!r}",
                        f"did you mean {near}:?" if near else f"the keys are {', '.join(sorted(checks))}")  # fmt: skip
        elif isinstance(value, Scalar) and value.is_null:
            if required and key.text in required:
                found.error(key, "missing-key", f"{key.text}: is empty", f"write, for example, {required[key.text]}")
        else:
            checked = check(value, found)
            if checked is not None:
                values[key.text] = checked
    given = {key.text for key, _ in node.entries}
    for name, example in (required or {}).items():
        if name not in given:
            found.error(node, "missing-key", f"{name}: is missing", f"add a line, for example {example}")
    return values


def text(node: Node, found: Findings) -> str | None:
    """One line of text: a name, a title."""
    value = long_text(node, found)
    if value is None:
        return None
    if _OVERRIDES.search(value):
        found.error(node, "bidi-override", "the text holds invisible characters that turn the direction of writing around",
                    "type the text again, without pasting")  # fmt: skip
        return None
    return " ".join(value.split())


def long_text(node: Node, found: Findings) -> str | None:
    """Text of any length."""
    if isinstance(node, Scalar):
        bad = _CONTROL.search(node.text)
        if bad:
            found.error(node, "control-character", f"the text holds the invisible character U+{ord(bad[0]):04X}",
                        "type the text again, without pasting")  # fmt: skip
            return None
        if not node.text.strip():
            found.error(node, "empty-text", "the text is empty", "write it, or delete the line")
            return None
        return node.text
    if isinstance(node, Mapping) and len(node.entries) == 1:
        key, value = node.entries[0]
        after = value.text if isinstance(value, Scalar) else "…"
        found.error(node, "not-text", "a colon within the text makes it a key and a value",
                    f'put the text in quotes: "{key.text}: {after}"')  # fmt: skip
    else:
        kind = "a list" if isinstance(node, Sequence) else "keys and values"
        found.error(
            node,
            "not-text",
            f"text is wanted here, not {kind}",
            "if brackets are meant, put the text in quotes",
        )
    return None


def boolean(node: Node, found: Findings) -> bool | None:
    """Yes or no, in any of the usual words."""
    word = node.text.lower() if isinstance(node, Scalar) else ""
    if word in ("true", "yes", "on"):
        return True
    if word in ("false", "no", "off"):
        return False
    found.error(node, "not-a-boolean", "true or false is wanted here")
    return None


def number(low: int, high: int) -> Check:
    """Make a check for a whole number between two others."""

    def check(node: Node, found: Findings) -> int | None:
        if isinstance(node, Scalar) and re.fullmatch(r"[0-9]{1,9}", node.text) and low <= int(node.text) <= high:
            return int(node.text)
        found.error(node, "not-a-number", f"a whole number from {low} to {high} is wanted here")
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

    def check(node: Node, found: Findings) -> dates.When | None:
        value = text(node, found)
        try:
            return dates.parse_date(value, zone) if value is not None else None
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
            found.error(node, "bad-date", str(bad), bad.hint)
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


def placed(item: Check) -> Check:
    """Make a check that gives the value together with its place, for what only the whole site can judge."""

    def check(node: Node, found: Findings) -> tuple[Any, Place] | None:
        value = item(node, found)
        return None if value is None else (value, (node.line, node.column))

    return check


def words(node: Node, found: Findings) -> tuple[tuple[str, Place], ...]:
    """Read a list of short texts with their places; on one line they may be parted by commas."""
    if isinstance(node, Scalar) and not node.quoted:
        parts = [part.strip() for part in re.split("[,;،؛]", node.text)]
        node = Sequence(
            tuple(Scalar(part, node.line, node.column, quoted=True) for part in parts if part),
            node.line,
            node.column,
        )
    result: tuple[tuple[str, Place], ...] = list_of(placed(text))(node, found)
    return result


def mapping_of(value: Check) -> Check:
    """Make a check for a mapping with keys of the editor's own choice, given as pairs in order."""

    def check(node: Node, found: Findings) -> tuple[tuple[str, Any], ...] | None:
        if not isinstance(node, Mapping):
            found.error(node, "not-a-mapping", "lines of the form key: value are wanted here")
            return None
        pairs = ((key.text, value(each, found)) for key, each in node.entries)
        return tuple((key, each) for key, each in pairs if each is not None)

    return check


def language(node: Node, found: Findings) -> str | None:
    """Read a language tag such as `en`, `fa`, `zh-Hant`."""
    value = text(node, found)
    if value is None or languages.is_language(value):
        return value
    found.error(node, "unknown-language", f"{value!r} is not a language code", "write en, fa, ar, fr …")
    return None


def url(node: Node, found: Findings) -> str | None:
    """Read an address on the web."""
    value = text(node, found)
    if value is None or re.fullmatch(r"https?://[^\s/?#\"<>\\@]+(?:[/?#][^\s\"<>\\]*)?", value):
        return value
    found.error(node, "bad-url", f"{value!r} is not an address on the web", "write it in full: https://…")
    return None


def email(node: Node, found: Findings) -> str | None:
    """Read an e-mail address."""
    value = text(node, found)
    if value is None or re.fullmatch(r"[^\s@<>\"':,;()]+@[^\s@<>\"':,;()]+\.[^\s@<>\"':,;()]+", value):
        return value
    found.error(node, "bad-email", f"{value!r} is not an e-mail address")
    return None


def orcid(node: Node, found: Findings) -> str | None:
    """Read an ORCID iD, with its check digit (ISO 7064 mod 11-2, as ORCID's structure page gives it)."""
    value = text(node, found)
    if value is None:
        return None
    bare = value.removeprefix("https://orcid.org/")
    if re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", bare):
        total = 0
        for digit in bare.replace("-", "")[:-1]:
            total = (total + int(digit)) * 2
        if "0123456789X"[(12 - total % 11) % 11] == bare[-1]:
            return bare
    found.error(node, "bad-orcid", f"{value!r} is not an ORCID iD", "copy it from orcid.org: 0000-0002-1825-0097")
    return None


def ror(node: Node, found: Findings) -> str | None:
    """Read a ROR id of an organisation."""
    value = text(node, found)
    if value is None:
        return None
    bare = value.removeprefix("https://ror.org/")
    if re.fullmatch(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}", bare):
        return bare
    found.error(node, "bad-ror", f"{value!r} is not a ROR id", "copy it from ror.org: https://ror.org/05a28rw58")
    return None
