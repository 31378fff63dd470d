"""What YAML is read into: text with its place, lists and mappings."""

from msgspec import Struct

from briefs.problems import Problem, error, quoted
from briefs.textfields import NULLS


class Scalar(Struct, frozen=True):
    """One value as text."""

    text: str
    line: int
    column: int
    style: str = ""
    """The sign that YAML gives for how it was written: empty, a quote mark, `|` or `>`."""

    @property
    def text_line(self) -> int:
        """The line on which the text itself begins."""
        return self.line + (self.style in ("|", ">"))

    @property
    def is_null(self) -> bool:
        """Whether nothing was given: empty, `~` or an unquoted `null`."""
        return not self.style and self.text in NULLS


class Sequence(Struct, frozen=True):
    """A list."""

    items: "tuple[Node, ...]"
    line: int
    column: int


class Mapping(Struct, frozen=True):
    """Keys and values in the order in which they stand."""

    entries: "tuple[tuple[Scalar, Node], ...]"
    line: int
    column: int


class Broken(Struct, frozen=True):
    """The value of a top-level key that can't be read. The problem has been told; the keys around it are still judged."""

    line: int
    column: int


Node = Scalar | Sequence | Mapping | Broken


def without_duplicates(entries: list[tuple[Scalar, Node]], problems: list[Problem]) -> tuple[tuple[Scalar, Node], ...]:
    """Keep the first of equal keys, and tell of the others."""
    kept: dict[str, tuple[Scalar, Node]] = {}
    for key, value in entries:
        first, _ = kept.setdefault(key.text, (key, value))
        if first is not key:
            problems.append(error("duplicate-key", f"{quoted(key.text)} is given twice (first on line {first.line})",
                                  line=key.line, column=key.column, hint="delete one of the two"))  # fmt: skip
    return tuple(kept.values())
