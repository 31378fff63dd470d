"""Which output asked what, and what the answers were."""

from collections.abc import Callable, Collection, Iterable, Set
from typing import Any

import msgspec
from msgspec import Raw, Struct

from briefs.digest import as_tuples, digest_bytes
from briefs.questions import OUTSIDE, Question

Digests = Callable[[Question], str]
"""Names the answers of today."""

_encode = msgspec.msgpack.Encoder().encode
_decode_row = msgspec.msgpack.Decoder(list[int]).decode
_decode_question = msgspec.msgpack.Decoder(list[Any]).decode


class Inside(Struct, array_like=True):
    """Questions that the model answers: while it is as it was, nothing of this needs to be looked at."""

    questions: list[Raw] = []
    """Encoded, each once."""
    digests: list[str] = []
    """Of their answers."""
    rows: dict[str, Raw] = {}
    """Numbers of the questions that each output asked."""


class Outside(Struct, array_like=True):
    """Questions about texts, templates and files."""

    questions: list[tuple[str, str]] = []
    digests: list[str] = []
    askers: list[Raw] = []
    """Numbers of the outputs that asked each question."""
    paths: list[str] = []
    """Outputs by their numbers."""


class Reads(Struct, frozen=True, array_like=True):
    """What one output asked: numbers in the lists of a `Batch`."""

    inside: tuple[int, ...]
    outside: tuple[int, ...]


class Batch(Struct, frozen=True, array_like=True):
    """What some outputs asked, as it travels from a worker."""

    inside: list[tuple[Raw, str]]
    """Encoded questions and digests of their answers."""
    outside: list[tuple[Raw, str]]
    reads: list[Reads]


class Gathering:
    """Numbers the questions of some outputs for a `Batch`."""

    def __init__(self, encoded: dict[Question, bytes], digest: Digests) -> None:
        """`encoded` remembers the encoding of each question for the whole process."""
        self._encoded = encoded
        self._digest = digest
        self._known: dict[Question, tuple[bytes, bool, int]] = {}
        self.batch = Batch([], [], [])

    def add(self, reads: Iterable[Question]) -> str:
        """Take what one output asked; gives the digest of its questions, whatever the answers."""
        known = self._known
        rows: tuple[list[int], list[int]] = ([], [])
        names = []
        for question in reads:
            name, outside, number = known.get(question) or self._meet(question)
            names.append(name)
            rows[outside].append(number)
        self.batch.reads.append(Reads(tuple(rows[0]), tuple(rows[1])))
        return digest_bytes(b"\0".join(sorted(names)))[:32]

    def _meet(self, question: Question) -> tuple[bytes, bool, int]:
        name = self._encoded.get(question)
        if name is None:
            # What a template has marked up is text, too.
            plain = (str(part) if isinstance(part, str) else part for part in question)
            name = self._encoded[question] = _encode(tuple(plain))
        outside = question[0] in OUTSIDE
        side = self.batch.outside if outside else self.batch.inside
        self._known[question] = met = name, outside, len(side)
        side.append((Raw(name), self._digest(question)))
        return met


class Asked:
    """What all outputs asked, put together from what is kept of the last build and from what was made in this one."""

    def __init__(self) -> None:
        self._inside: dict[bytes, int] = {}
        self._outside: dict[bytes, int] = {}
        self._inside_digests: list[str] = []
        self._outside_digests: list[str] = []
        self._rows: dict[str, Raw] = {}
        self._askers: list[list[int]] = []
        self._paths: list[str] = []

    def take(self, batch: Batch, paths: Iterable[str]) -> None:
        """Add what some outputs asked, given in the batch's order."""
        inside = [_number(self._inside, self._inside_digests, *each) for each in batch.inside]
        outside = [self._outside_number(*each) for each in batch.outside]
        for path, reads in zip(paths, batch.reads, strict=True):
            self._add(path, [inside[i] for i in reads.inside], [outside[i] for i in reads.outside])

    def keep(self, inside: Inside, outside: Outside, paths: Collection[str]) -> None:
        """Add what some outputs asked the last time; one of which nothing is known is left out."""
        inner: dict[int, int] = {}
        first = len(self._paths)
        paths = [path for path in paths if path in inside.rows]
        for path in paths:
            row = []
            for i in _decode_row(inside.rows[path]):
                if i not in inner:
                    inner[i] = _number(self._inside, self._inside_digests, inside.questions[i], inside.digests[i])
                row.append(inner[i])
            self._add(path, row, ())
        numbers = {path: number for number, path in enumerate(paths, first)}
        ours = [numbers.get(path) for path in outside.paths]
        for question, digest, askers in zip(outside.questions, outside.digests, outside.askers, strict=True):
            still = [number for i in _decode_row(askers) if (number := ours[i]) is not None]
            if still:
                self._askers[self._outside_number(Raw(_encode(question)), digest)] += still

    def parts(self) -> tuple[Inside, Outside]:
        """Give both parts as they are to be kept."""
        inside = Inside([Raw(name) for name in self._inside], self._inside_digests, self._rows)
        askers = [Raw(_encode(sorted(each))) for each in self._askers]
        decode = msgspec.msgpack.Decoder(tuple[str, str]).decode
        return inside, Outside([decode(name) for name in self._outside], self._outside_digests, askers, self._paths)

    def _outside_number(self, question: Raw, digest: str) -> int:
        number = _number(self._outside, self._outside_digests, question, digest)
        if number == len(self._askers):
            self._askers.append([])
        return number

    def _add(self, path: str, inside: list[int], outside: Iterable[int]) -> None:
        number = len(self._paths)
        self._paths.append(path)
        self._rows[path] = Raw(_encode(inside))
        for each in outside:
            self._askers[each].append(number)


def _number(numbers: dict[bytes, int], digests: list[str], question: Raw, digest: str) -> int:
    name = bytes(question)
    number = numbers.setdefault(name, len(numbers))
    if number == len(digests):
        digests.append(digest)
    return number


def question_of(encoded: Raw) -> Question:
    """Decode a question."""
    return as_tuples(_decode_question(encoded))


def questions_of(path: str, inside: Inside, outside: Outside) -> list[Question]:
    """List what one output asked."""
    numbers = _decode_row(inside.rows[path]) if path in inside.rows else []
    number = outside.paths.index(path) if path in outside.paths else -1
    beyond = zip(outside.questions, outside.askers, strict=True)
    return [
        *(question_of(inside.questions[i]) for i in numbers),
        *(question for question, askers in beyond if number in _decode_row(askers)),
    ]


def askers_outside(outside: Outside, now: Digests, untouched: Set[str]) -> dict[str, list[Question]]:
    """Find the outputs that asked about texts, templates or files which have changed, and what these are.

    `untouched` are sources that can't have changed: nobody needs to ask after their texts.
    """
    found: dict[str, list[Question]] = {}
    for number, question in _changed_outside(outside, now, untouched):
        for asker in _decode_row(outside.askers[number]):
            found.setdefault(outside.paths[asker], []).append(question)
    return found


def refresh(outside: Outside, now: Digests, untouched: Set[str]) -> Outside:
    """Give the same questions with today's answers."""
    digests = list(outside.digests)
    for number, question in _changed_outside(outside, now, untouched):
        digests[number] = now(question)
    return Outside(outside.questions, digests, outside.askers, outside.paths)


def _changed_outside(outside: Outside, now: Digests, untouched: Set[str]) -> list[tuple[int, Question]]:
    return [
        (number, question)
        for number, (question, digest) in enumerate(zip(outside.questions, outside.digests, strict=True))
        if not (question[1] in untouched and question[0] == "body") and now(question) != digest
    ]


def askers_inside(inside: Inside, now: Digests) -> dict[str, list[Question]]:
    """Find the outputs that asked the model for what has changed, and what that is."""
    changed = {}
    for number, (encoded, digest) in enumerate(zip(inside.questions, inside.digests, strict=True)):
        question = question_of(encoded)
        if now(question) != digest:
            changed[number] = question
    found = {}
    if changed:
        for path, row in inside.rows.items():
            hit = [changed[number] for number in _decode_row(row) if number in changed]
            if hit:
                found[path] = hit
    return found
