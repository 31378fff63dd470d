"""Where all words of the site stand, in segments of briefs that are kept from build to build: an edit of one text makes one anew."""

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Literal, Protocol

import msgspec
from msgspec import Struct

from briefs.digest import digest_all
from briefs.markdown import Body
from briefs.model import Model, Owner
from briefs.search.postings import SIZE, Posting, Segment, Text, digests, make, merge
from briefs.sources import Unreadable


class Store(Protocol):
    """Keeps segments for later builds: `cache.Cache`, which stands above this file."""

    def get(self, table: Literal["segments"], key: str) -> bytes | None:
        """Give one blob, whole as it was put."""

    def put(self, table: Literal["segments"], rows: Iterable[tuple[str, bytes]]) -> None:
        """Keep some blobs."""

    def keep_only(self, table: Literal["segments"], keys: Collection[str], *, spare: int) -> None:
        """Forget all other blobs, once there is much of them."""

    def close(self) -> None:
        """Let go of the file; to be called before a fork."""


class Texts(Protocol):
    """What is known of texts: `reading.Readings`, which stands above this file."""

    @property
    def store(self) -> Store:
        """Where segments are kept."""

    def text_key(self, path: str) -> str:
        """Name all that a brief's file says; another name if it may say something else."""

    def body(self, owner: Owner) -> Body:
        """Load a text."""


class Block(Struct, frozen=True):
    """Some briefs of a year, in the order of their numbers."""

    year: str
    """Empty for those without a date."""
    start: int
    """Which of the year's briefs is the first, counted from the oldest."""
    first: int
    """Which of all briefs it is."""
    ids: tuple[str, ...]


def blocks(model: Model, size: int) -> list[Block]:
    """Number the briefs from the oldest on, so that a new one is the last, and cut each year into blocks of a size.

    Those without a date come first, as the site's lists have them last.
    """
    found, first = [], 0
    for year, count in years(model):
        ids = model.lists["year", year][::-1]
        found += [Block(year, start, first + start, ids[start : start + size]) for start in range(0, count, size)]
        first += count
    return found


def years(model: Model) -> list[tuple[str, int]]:
    """Give the years in the order of the numbers, and how many briefs each has."""
    return sorted((key, len(ids)) for (kind, key), ids in model.lists.items() if kind == "year")


class Index:
    """The words of one state of the site. Made as far as it is asked for; read only from outside."""

    def __init__(self, model: Model, texts: Texts) -> None:
        self._model = model
        self._texts = texts
        self._names: dict[int, list[str]] = {}
        self._segments: dict[int, Segment] = {}

    @cached_property
    def _blocks(self) -> list[Block]:
        return blocks(self._model, SIZE)

    @cached_property
    def _keys(self) -> list[str]:
        key = self._texts.text_key
        return [digest_all([str(SIZE), *map(key, block.ids)]) for block in self._blocks]

    def missing(self, *, fresh: bool) -> list[int]:
        """List the segments that are not kept; `fresh` believes nothing that is kept."""
        if not fresh:
            self._load_names()
        return [number for number in range(len(self._blocks)) if number not in self._names]

    def make(self, numbers: Sequence[int]) -> bytes:
        """Make and keep some segments, in whatever process; `take` takes what is given."""
        return _encode([(number, self._try_to_make(number)) for number in numbers])

    def take(self, made: bytes) -> None:
        """Take what another process has made."""
        for number, names in _decode_many(made):
            if names:  # else what is wrong is told by the file that asks for it
                self._names[number] = names

    def close(self) -> None:
        """Let go of what can't be shared with another process."""
        self._texts.store.close()

    def tidy(self) -> None:
        """Forget segments of other states of the site."""
        self._texts.store.keep_only(
            "segments", [*self._keys, *map(_names_key, self._keys)], spare=2 * len(self._keys) + 50
        )

    def digest(self, first: int, stop: int) -> str:
        """Name what `postings` gives: that depends on the numbers of the briefs as well."""
        named = ((block.first, self._names_of(number)[first:stop]) for number, block in enumerate(self._blocks))
        return digest_all(name for base, names in named if any(names) for name in (str(base), *names))

    def postings(self, first: int, stop: int) -> tuple[tuple[str, str], ...]:
        """Give the words of some sections with their postings, in order. Raises Unreadable if a text can't be loaded."""
        with_any = [number for number in range(len(self._blocks)) if any(self._names_of(number)[first:stop])]

        def reader(number: int) -> Callable[[int], list[Posting]]:
            return lambda section: self._segment(number).postings(section)

        return tuple(merge([(self._blocks[number].first, reader(number)) for number in with_any], first, stop))

    def _names_of(self, number: int) -> list[str]:
        if number not in self._names:
            if not self._names:
                self._load_names()
            if number not in self._names:
                self._names[number] = digests(self._segment(number))
        return self._names[number]

    def _load_names(self) -> None:
        get = self._texts.store.get
        found = ((number, _decode_names(get("segments", _names_key(key)))) for number, key in enumerate(self._keys))
        self._names |= {number: names for number, names in found if names}

    def _segment(self, number: int) -> Segment:
        if number not in self._segments:
            if not self._segments:  # whoever wants one wants most of them
                self._segments |= self._load_segments()
            if number not in self._segments:
                self._segments[number] = self._make(number)
        return self._segments[number]

    def _load_segments(self) -> dict[int, Segment]:
        get = self._texts.store.get
        found = ((number, _decode_segment(get("segments", key))) for number, key in enumerate(self._keys))
        return {number: segment for number, segment in found if segment}

    def _make(self, number: int) -> Segment:
        segment = make(self._text(id) for id in self._blocks[number].ids)
        key = self._keys[number]
        rows = [(key, _encode(segment)), (_names_key(key), _encode(digests(segment)))]
        self._texts.store.put("segments", rows)
        return segment

    def _try_to_make(self, number: int) -> list[str]:
        try:
            return digests(self._make(number))
        except Unreadable:
            return []

    def _text(self, id: str) -> Text:
        brief = self._model.briefs[id]
        body = self._texts.body(self._model.owners[id])
        return Text(brief.card.title, "\n".join((brief.card.summary, *brief.key_points)), body.text)


_encode = msgspec.msgpack.Encoder().encode
_decode_many = msgspec.msgpack.Decoder(list[tuple[int, list[str]]]).decode


def _names_key(key: str) -> str:
    return f"{key}-names"


def _decode_names(blob: bytes | None) -> list[str]:
    try:
        return msgspec.msgpack.decode(blob, type=list[str]) if blob else []
    except (msgspec.DecodeError, ValueError):
        return []


def _decode_segment(blob: bytes | None) -> Segment | None:
    try:
        return msgspec.msgpack.decode(blob, type=Segment) if blob else None
    except (msgspec.DecodeError, ValueError):
        return None
