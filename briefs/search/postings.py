"""Where words stand: of some briefs, cut into the sections of `ranges.BOUNDS`, and of many, put together.

A list of postings is text that a browser takes apart as it comes: for each brief that has the word, how many briefs were passed over
since the last one, and how much the word matters there. The number is written in digits of base 32, all but the last in
the alphabet `MORE` and the last one in `LAST`; the weight, if it is more than the least, is one letter of `WEIGHTS`.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

import msgspec
from msgspec import Struct

from briefs.digest import digest_bytes
from briefs.search.folding import spelling, surfaces, words_of
from briefs.search.ranges import BOUNDS

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F))).replace('"', "").replace("\\", "")
LAST, MORE, WEIGHTS = _PRINTABLE[:46], _PRINTABLE[46:78], _PRINTABLE[78:92]
"""The three alphabets: what is less than 46 is one letter, and else the rest of it is written before, in base 32."""

_TITLE, _SUMMARY = 6, 2
"""So many steps more a word weighs that stands in the title or in the summary; and half as often it counts in the text."""
_USUAL, _SATURATION, _LENGTH = 500.0, 1.2, 0.6
"""Words of a usual brief, and the constants k1 and b of the weighting BM25. The usual length is a constant and not the mean of the site, so that
no brief's weights depend on others."""
LEAST, STEP = 0.9, 0.3
"""The weight that is written with no letter, and how much more each letter means. The browser reckons with the same."""
_MANY = 40
"""Oftener than this a word need not stand in a text."""

Posting = tuple[str, int, int, str]
"""A word, the numbers of the first and the last brief that have it, and the postings, without the passed-over of the first."""


class Text(Struct, frozen=True, array_like=True):
    """What is indexed of a brief."""

    title: str
    summary: str
    body: str


class Segment(Struct, frozen=True, array_like=True):
    """Where words stand in some briefs."""

    sections: tuple[msgspec.Raw, ...]
    """Postings in the order of their words, encoded, one for each of BOUNDS."""

    def postings(self, number: int) -> list[Posting]:
        """Decode a section."""
        return _decode(self.sections[number])


_decode = msgspec.msgpack.Decoder(list[Posting]).decode
_encode = msgspec.msgpack.Encoder().encode
EMPTY = _encode([])


@lru_cache(maxsize=4096)
def gap(count: int) -> str:
    """Write how many briefs were passed over."""
    if count < len(LAST):
        return LAST[count]
    rest, digits = (count - len(LAST)), ""
    last = LAST[rest % 32]
    rest //= 32
    while True:
        digits = MORE[rest % 32] + digits
        rest //= 32
        if not rest:
            return digits + last
        rest -= 1


def weight(level: int) -> str:
    """Write a weight from 0 to the number of WEIGHTS."""
    return WEIGHTS[min(level, len(WEIGHTS)) - 1] if level > 0 else ""


_BITS = 4
_MASK = (1 << _BITS) - 1
"""A brief's number and a weight are put together in one number: the weight in the lowest bits."""
SIZE = 256
"""Briefs in a segment at most: one edit makes one segment anew."""
_WEIGHTS = [weight(level) for level in range(1 << _BITS)]
_GAPS = [gap(place >> _BITS) + weight(place & _MASK) for place in range(SIZE << _BITS)]


def make(texts: Iterable[Text]) -> Segment:
    """Index some briefs, numbered from 0 in the order given; there may be SIZE of them."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        place = number << _BITS
        for word, level in _weigh(text).items():
            found[word].append(place + level)
    ordered = sorted(found)
    cuts = [bisect_left(ordered, bound) for bound in BOUNDS]
    pieces = [ordered[start:stop] for start, stop in zip(cuts, [*cuts[1:], len(ordered)], strict=True)]
    return Segment(tuple(msgspec.Raw(_encode([_posting(word, found[word]) for word in piece])) for piece in pieces))


def _posting(word: str, places: list[int]) -> Posting:
    first, last = places[0], places[-1]
    mark = _WEIGHTS[first & _MASK]
    if first == last:
        return word, first >> _BITS, first >> _BITS, mark
    # From the number after the one before: what was passed over, and the level with it.
    rest = [_GAPS[place - (before | _MASK) - 1] for before, place in pairwise(places)]
    return word, first >> _BITS, last >> _BITS, mark + "".join(rest)


def _weigh(text: Text) -> dict[str, int]:
    """Give each word of a brief, and each name by its spelling, with its weight."""
    body = Counter(surfaces(text.body))
    counts: dict[str, int] = {}
    for surface, count in body.items():
        word, name, more = _known(surface)
        if word in counts:
            counts[word] += count
        else:
            counts[word] = count
        if more:
            for each in more:
                counts[each] = counts.get(each, 0) + count
        # A word with a capital that never goes without is a name; "Talks" at the beginning of a sentence most often isn't.
        if name and surface.lower() not in body:
            counts[name] = counts.get(name, 0) + count
    fifties = body.total() // 50
    levels = _levels(fifties)
    weights = {word: levels[count] if count < _MANY else levels[-1] for word, count in counts.items()}
    worths: dict[str, int] = {}
    for part, worth in ((text.summary, _SUMMARY), (text.title, _TITLE)):
        for surface in sorted({*surfaces(part)}):
            word, name, more = _known(surface)
            for each in (word, *more, name if surface.lower() not in body else ""):
                worths[each] = worths.get(each, 0) + worth
    for word, worth in worths.items():
        weights[word] = min(_level(counts.get(word, 0) + worth / 2, fifties) + worth, len(WEIGHTS))
    weights.pop("", None)
    return weights


@lru_cache(maxsize=2**17)
def _known(surface: str) -> tuple[str, str, tuple[str, ...]]:
    """Give the word of a surface, what it is if it is a name, and further words that it may be made of; each may be empty."""
    word, *more = words_of(surface) or ("",)
    return word, spelling(word) if surface[0].isupper() else "", tuple(more)


@lru_cache(maxsize=1024)
def _levels(fifties: int) -> tuple[int, ...]:
    """Give the weights of words that stand in a text never, once, twice …"""
    return tuple(_level(count, fifties) for count in range(_MANY))


def _level(count: float, fifties: int) -> int:
    """Give that part of BM25's weight that tells how often a word stands in a text for its length, in steps from 0 on."""
    norm = _SATURATION * (1 - _LENGTH + _LENGTH * (fifties * 50 + 25) / _USUAL)
    return int(max(count * (_SATURATION + 1) / (count + norm) - LEAST, 0) / STEP + 0.5)


def merge(
    segments: Sequence[tuple[int, Callable[[int], list[Posting]]]], first: int, stop: int
) -> list[tuple[str, str]]:
    """Put the postings of some sections of all segments together; each segment goes with the number of its first brief."""
    found: dict[str, list[str]] = {}
    latest: dict[str, int] = {}
    for base, postings in segments:
        for number in range(first, stop):
            for word, begin, end, rest in postings(number):
                last = latest.get(word, -1)
                found.setdefault(word, []).append(gap(base + begin - last - 1) + rest)
                latest[word] = base + end
    return [(word, "".join(found[word])) for word in sorted(found)]


def numbers(members: Iterable[int], level: int = 0) -> str:
    """Write which briefs there are, all with one weight; their numbers must rise."""
    last, mark, written = -1, weight(level), []
    for number in members:
        written.append(gap(number - last - 1) + mark)
        last = number
    return "".join(written)


def digests(segment: Segment) -> list[str]:
    """Name each section; an empty one has no name."""
    return ["" if bytes(each) == EMPTY else digest_bytes(bytes(each))[:24] for each in segment.sections]
