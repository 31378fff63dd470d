"""Short fixed names for bytes and values: equal digests mean equal content; and what encoding does to values."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from unicodedata import normalize

import msgspec

_encoder = msgspec.msgpack.Encoder(order="deterministic")


def digest_bytes(data: bytes) -> str:
    """Name these bytes, as SHA-256 in hex."""
    return sha256(data).hexdigest()


def digest_value(value: object) -> str:
    """Name a value made of records, tuples, mappings, text, numbers and dates.

    Raises TypeError for anything else: a value that can't be named can't be compared with the last build's.
    """
    return sha256(_encoder.encode(value)).hexdigest()


def digest_all(digests: Iterable[str]) -> str:
    """Name a sequence of digests."""
    return sha256("\n".join(digests).encode()).hexdigest()


def digest_words(texts: Iterable[str]) -> str:
    """Name what is written in texts, whatever blanks and lines part it: 16 hex digits, as these are read by people, too."""
    bare = "\n".join("".join(normalize("NFC", text).split()) for text in texts)
    return sha256(bare.encode(errors="surrogatepass")).hexdigest()[:16]


def as_tuples(values: list[Any]) -> tuple[Any, ...]:
    """Give back the tuples that an encoding has made lists of."""
    return tuple(as_tuples(value) if isinstance(value, list) else value for value in values)
