"""Reading YAML by its own parser: every scalar is text with its place, and nothing is guessed.

YAML 1.1 turns `NO` into false, `12:30` into 750 and `1.10` into a number; here the schema decides what a scalar is. Duplicate
keys, anchors, aliases, merges, tags and several documents are refused, because each changes silently what an editor reads.
"""

import re
from collections.abc import Iterator

import yaml

from briefs import mending
from briefs.plainyaml.nodes import Broken, Mapping, Node, Scalar, Sequence, without_duplicates
from briefs.problems import Problem, error, has_errors, warning

_DEPTH = 20
_CUT = re.compile(r"\s*#[^\s#]")
_FAULTS_OF_A_KEY = 20


def compose(lines: list[str], first_line: int) -> tuple[Mapping | None, list[Problem]]:
    """Read a document of keys and values; one faulty key doesn't hide what is wrong with the others."""
    found: list[Problem] = []
    try:
        return _Composer(lines, first_line, found).mapping(), found
    except (_Refused, yaml.MarkedYAMLError) as bad:
        return _recover(lines, first_line, bad)


_KEY = re.compile(r"([^\W\d][\w-]*)[ \t]*:(?=[ \t]|$)")


def _recover(
    lines: list[str], first_line: int, whole: "_Refused | yaml.MarkedYAMLError"
) -> tuple[Mapping | None, list[Problem]]:
    """Read a faulty document key by key, so that all that is wrong is told at once and beside the right line."""
    entries: list[tuple[Scalar, Node]] = []
    problems: list[Problem] = []
    for start, end in _chunks(lines):
        found: list[Problem] = []
        try:
            node = _Composer(lines[start:end], first_line + start, found).mapping()
            entries += node.entries if node else ()
            problems += found
        except (_Refused, yaml.MarkedYAMLError) as bad:
            corrected, faults = _faults(bad, lines[start:end], first_line + start)
            problems += faults
            for number, key in enumerate(map(_KEY.match, corrected), first_line + start):
                if key:
                    entries.append((Scalar(key[1], number, 1), Broken(number, 1)))
    if not has_errors(problems):
        problems.append(_explain(whole, lines, first_line)[0])
    return Mapping(without_duplicates(entries, problems), first_line, 1) if entries else None, problems


def _faults(
    bad: "_Refused | yaml.MarkedYAMLError", lines: list[str], first_line: int
) -> tuple[list[str], list[Problem]]:
    """Find one fault after the other, as long as each has a correction with which reading can go on; give the corrected lines."""
    problems: list[Problem] = []
    for _ in range(_FAULTS_OF_A_KEY):
        problem, corrected = _explain(bad, lines, first_line)
        problems.append(problem)
        if corrected is None:
            break
        number = problem.line - first_line
        lines = [*lines[:number], corrected, *lines[number + 1 :]]
        try:
            _Composer(lines, first_line, []).mapping()
            break
        except (_Refused, yaml.MarkedYAMLError) as next_bad:
            bad = next_bad
    return lines, problems


def _first_fault(lines: list[str]) -> int:
    try:
        _Composer(lines, 0, []).mapping()
    except _Refused as bad:
        return bad.problem.line
    except yaml.MarkedYAMLError as bad:
        return mending.place(bad, lines)[0]
    return len(lines)


def _chunks(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Give the lines from one top-level key to the next, as first and last less one."""
    starts = [number for number, line in enumerate(lines) if _KEY.match(line)]
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        if any(line.strip() for line in lines[start:end]):
            yield start, end


def _explain(bad: "_Refused | yaml.MarkedYAMLError", lines: list[str], first_line: int) -> tuple[Problem, str | None]:
    problem = bad.problem if isinstance(bad, _Refused) else mending.explain(bad, lines, first_line)
    if isinstance(bad, _Refused) and problem.hint not in (mending.QUOTE, mending.ADD_KEY):
        return problem, None
    return mending.with_correction(problem, lines, first_line, _first_fault)


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Composer:
    """Builds nodes from libyaml's events: the only place where anchors, tags and documents can still be seen."""

    def __init__(self, lines: list[str], first_line: int, problems: list[Problem]) -> None:
        self._events = yaml.parse("\n".join(lines), Loader=yaml.CSafeLoader)
        self._lines = lines
        self._first_line = first_line
        self._problems = problems

    def mapping(self) -> Mapping | None:
        """Read the document; None if it is empty. Raises what `_explain` explains."""
        node: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise self._refuse(event, "several-documents", "a second block of keys begins at this line ---",
                                       "one file holds one block: delete the line")  # fmt: skip
                node = self._node(next(self._events), 0)
        if node is None or isinstance(node, Mapping):
            return node
        if isinstance(node, Scalar) and node.is_null:
            return None
        raise _Refused(mending.not_a_key(self._lines, self._first_line))

    def _refuse(self, event: yaml.Event, code: str, message: str, hint: str) -> _Refused:
        line, column = self._place(event)
        return _Refused(error(code, message, line=line, column=column, hint=hint))

    def _place(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.start_mark
        return (mark.line + self._first_line, mark.column + 1) if mark else (self._first_line, 1)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line, column = self._place(event)
        if getattr(event, "anchor", None):
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise self._refuse(
                event,
                "yaml-anchor",
                f"a value can't begin with {sign}, which YAML reads as a mark of its own",
                mending.QUOTE,
            )
        if getattr(event, "tag", None):
            raise self._refuse(
                event, "yaml-tag", "a value can't begin with !, which YAML reads as a mark of its own", mending.QUOTE
            )
        if depth > _DEPTH:
            raise self._refuse(
                event,
                "nested-too-deep",
                "brackets or lists stand within each other too often here",
                "close the brackets",
            )
        if isinstance(event, yaml.ScalarEvent):
            if not event.style:
                self._warn_of_cut(event)
            return Scalar(event.value, line, column, event.style or "")
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Sequence(tuple(items), line, column)
        return self._mapping(line, column, depth)

    def _warn_of_cut(self, event: yaml.ScalarEvent) -> None:
        """Tell of `tags: #water`, which YAML reads as nothing and a comment."""
        end = event.end_mark
        line = self._lines[end.line] if end and end.line < len(self._lines) else ""
        if end and _CUT.match(line, end.column):
            message = "what follows # is a comment here, and not part of the value"
            self._problems.append(warning("comment-cut", message, line=end.line + self._first_line, column=line.index("#", end.column) + 1,
                                          hint="if it belongs to the value, put the value in quotes; if not, write a space after #"))  # fmt: skip

    def _mapping(self, line: int, column: int, depth: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                raise self._refuse(
                    event, "bad-key", "what stands before a colon must be a word, not a list or brackets", mending.QUOTE
                )
            if key.text == "<<" and not key.style:
                raise self._refuse(event, "yaml-merge", "<< is not allowed", "write the keys out one by one")
            entries.append((key, value))
        return Mapping(without_duplicates(entries, self._problems), line, column)
