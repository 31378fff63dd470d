"""What a stat tells of a file: enough to see that it is as it was, without opening it."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import msgspec

Signature = tuple[int, int, int, int]
"""Size, time of change of the content, of the file's record, and its number."""

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(dict[str, Signature]).decode

RACY = 2_000_000_000
"""Nanoseconds: a file that changed this shortly before it was read may change again within the clock's grain (git's racy-clean rule)."""


def signature(status: os.stat_result) -> Signature:
    """Shorten a stat to what tells one state of a file from another."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def signature_of(path: Path | str) -> Signature | None:
    """Take the stat of an ordinary file; None if there is none."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return signature(status) if stat.S_ISREG(status.st_mode) else None


def pack(signatures: Mapping[str, Signature]) -> bytes:
    """Put signatures by path into one piece, the same for the same ones in the same order."""
    return _encode(signatures)


def unpack(packed: bytes) -> dict[str, Signature]:
    """Give signatures back. Raises msgspec.DecodeError if these are none."""
    return _decode(packed)


def is_racy(signature: Signature, time: int) -> bool:
    """Tell whether a file may have changed again, unseen, after it was read at a time in nanoseconds."""
    return signature[1] + RACY > time or signature[2] + RACY > time
