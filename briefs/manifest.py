"""What the last build read and made, so that the next one can tell what is still current."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from briefs.cache import Cache
from briefs.output import OWN_LIST
from briefs.problems import Problem

Signature = tuple[int, int, int, int]
"""Size, time of change of the content, of the file's record, and its number; what a stat tells of a file."""

RACY = 2_000_000_000
"""Nanoseconds: a file that changed this shortly before it was read may change again within the clock's grain (git's racy-clean rule)."""

_LIBRARIES = (
    "babel",
    "jinja2",
    "markdown_it_py",
    "mdit_py_plugins",
    "markupsafe",
    "msgspec",
    "nh3",
    "pyyaml",
    "tzdata",
)


class Input(Struct, frozen=True, array_like=True):
    """A file that was read."""

    signature: Signature
    digest: str


class Record(Struct, frozen=True, array_like=True):
    """A file that was made."""

    signature: Signature
    digest: str
    recipe: str


class Head(Struct, frozen=True):
    """What is needed to see that nothing changed."""

    stamp: str
    time: int
    """When the build began, in nanoseconds."""
    inputs: dict[str, Input]
    outputs: dict[str, Record]
    listed: Signature | None
    """Of the list of outputs in the target, which other builds may have changed."""
    discovered: tuple[Problem, ...]
    """What there was to say before any file was opened."""
    problems: tuple[Problem, ...]
    """All that there was to say."""
    strict: bool
    pages: int


Reads = tuple[tuple[tuple[Any, ...], str], ...]
"""Questions and the digests of their answers."""

encode_reads = msgspec.msgpack.Encoder().encode
decode_reads = msgspec.msgpack.Decoder(Reads).decode


class Manifest:
    """Head and reads of the last build into one target."""

    def __init__(self, cache: Cache, target: str) -> None:
        self._cache = cache
        self._target = target
        self.head: Head | None = self._load("head", Head)

    def _load(self, part: str, kind: Any) -> Any:
        blob = self._cache.get("manifests", f"{self._target}:{part}")
        if blob is None:
            return None
        try:
            return msgspec.msgpack.decode(blob, type=kind)
        except (msgspec.DecodeError, ValueError):
            return None

    def reads(self) -> dict[str, bytes]:
        """Give for each output, encoded, the questions that it asked with the digests of their answers."""
        return self._load("reads", dict[str, bytes]) or {}

    def save(self, head: Head, reads: Mapping[str, bytes]) -> None:
        """Keep what a build did."""
        rows = [
            (f"{self._target}:head", msgspec.msgpack.encode(head)),
            (f"{self._target}:reads", msgspec.msgpack.encode(reads)),
        ]
        self._cache.put("manifests", rows)

    def input_digest(self, path: str, signature: Signature) -> str:
        """Give the digest of a source's content if its stat proves that it is as it was; else empty."""
        head = self.head
        known = head.inputs.get(path) if head else None
        if head is None or known is None or known.signature != signature or _racy(signature, head.time):
            return ""
        return known.digest

    def is_current(
        self,
        stamp: str,
        inputs: Mapping[str, Signature],
        discovered: Sequence[Problem],
        output: Callable[[str], Signature | None],
    ) -> bool:
        """Tell whether neither engine nor inputs nor outputs changed since the last build, by their stats alone."""
        head = self.head
        if head is None or head.stamp != stamp or head.inputs.keys() != inputs.keys():
            return False
        if head.discovered != tuple(discovered) or head.listed != output(OWN_LIST):
            return False
        if any(
            head.inputs[path].signature != signature or _racy(signature, head.time)
            for path, signature in inputs.items()
        ):
            return False
        return all(output(path) == record.signature for path, record in head.outputs.items())


def _racy(signature: Signature, time: int) -> bool:
    return max(signature[1], signature[2]) + RACY > time


def signature(status: os.stat_result) -> Signature:
    """Shorten a stat to what tells one state of a file from another."""
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def signature_of(path: Path | str) -> Signature | None:
    """Take the stat of an ordinary file; None if there is none."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return signature(status) if (status.st_mode & 0o170000) == 0o100000 else None


def engine_stamp(extension: Path) -> str:
    """Name the code at work: that of this package and of the site's own extension, the versions of libraries and of Python."""
    package = Path(__file__).parent
    digest = sha256(sys.version.encode())
    for folder, folders, names in sorted(os.walk(package)):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".py"):
                digest.update(f"{os.path.relpath(folder, package)}/{name}\n".encode())
                digest.update((Path(folder) / name).read_bytes())
    if extension.is_file():
        digest.update(extension.read_bytes())
    libraries = Path(msgspec.__file__).parent.parent
    digest.update(
        "\n".join(
            sorted(
                name
                for name in os.listdir(libraries)
                if name.endswith(".dist-info") and name.lower().startswith(_LIBRARIES)
            )
        ).encode()
    )
    return digest.hexdigest()
