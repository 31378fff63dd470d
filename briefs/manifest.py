"""What the last build read and made, so that the next one can tell what is still current."""

import os
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from briefs.encoded import Encoded
from briefs.holds import Holds
from briefs.parts import Parts
from briefs.problems import Problem
from briefs.signatures import Signature, is_racy

_LIBRARIES = (
    "babel",
    "jinja2",
    "markdown_it_py",
    "mdit_py_plugins",
    "markupsafe",
    "msgspec",
    "nh3",
    "pillow",
    "pyyaml",
    "tzdata",
)

_encode = msgspec.msgpack.Encoder().encode


class Input(Struct, frozen=True, array_like=True):
    """A file that was read."""

    signature: Signature
    digest: str = ""
    """Of its bytes; empty for what is read anew whenever anything is."""
    head: str = ""
    """Digest of its drafts: all that the rest of the site may know of it."""
    bodies: tuple[str, ...] = ()
    """Keys of its texts."""
    words: str = ""
    """Digest of the words of a brief or page."""


class Record(Struct, frozen=True, array_like=True):
    """A file that was made."""

    digest: str
    recipe: str
    """Digest of recipe and arguments."""
    asked: str = ""
    """Digest of the questions that it asked, whatever the answers."""

    def encode(self) -> Raw:
        """Give it as it is kept."""
        return Raw(_encode(self))


_decode_record = msgspec.msgpack.Decoder(Record).decode


class Glance(Struct, frozen=True):
    """What is needed to see that nothing changed."""

    stamp: str
    time: int
    """When the build began, in nanoseconds."""
    seen: bytes
    """Signatures of all inputs by path, in one piece: so they are compared at once."""
    left: bytes
    """Signatures of all outputs by path."""
    listed: Signature | None
    """Of the list of outputs in the target, which other builds may have changed."""
    discovered: tuple[Problem, ...]
    """What there was to say before any file was opened."""
    problems: tuple[Problem, ...]
    """All else that there was to say."""
    strict: bool
    outputs: int
    """Their number."""
    pages: int
    holds: Holds
    """Which briefs were not to be published."""
    timezone: str
    checked: tuple[Problem, ...] | None = None
    """What the checks of `--strict` advised; None if these files were not checked."""
    commit: str = ""
    """Names the state of the history, if that tells when briefs were changed."""
    parts: dict[str, str] = {}
    """What else is kept, and the build that it is of."""

    def young(self, signatures: Mapping[str, Signature]) -> list[str]:
        """List the inputs that may have changed again, unseen by their stats, after they were read."""
        return [path for path, signature in signatures.items() if is_racy(signature, self.time)]


class Head(Struct, frozen=True):
    """What was read and made."""

    time: int
    """When the build began, in nanoseconds."""
    inputs: dict[str, Input]
    outputs: dict[str, Raw]
    """A `Record` of each, encoded."""
    reading: str
    """Names the way in which texts were read: engine and settings."""
    commit: str = ""
    """Names the state of the history, if that tells when briefs were changed."""

    def known(self, path: str, signature: Signature) -> Input | None:
        """Give what is known of a source if its stat proves that it is as it was."""
        known = self.inputs.get(path)
        return known if known and known.signature == signature and not is_racy(signature, self.time) else None


def known_outputs(last: Head | None) -> Encoded[str, Record]:
    """Give what is known of each output, by path."""
    return Encoded(last.outputs if last else {}, lambda path, encoded: _decode_record(encoded))


class Manifest:
    """What is kept of the last build into one target, in parts that are loaded when they are needed."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._loaded: dict[str, Any] = {}
        self.glance: Glance | None = _decode(parts.read("glance"), Glance)

    def load(self, part: str, kind: Any) -> Any:
        """Give a part of what was kept as the type that it is; None if it is not there, not whole, or of another build."""
        if part not in self._loaded:
            build = self.glance.parts.get(part) if self.glance else None
            self._loaded[part] = _decode(self.parts.read(part, build), kind) if build else None
        return self._loaded[part]

    def save(self, glance: Glance, parts: Mapping[str, object], *, others: bool) -> None:
        """Keep what a build did, all or nothing; with `others`, the parts that are not given stay as they are."""
        build = f"{glance.time} {os.getpid()}"
        stay = self.glance.parts if self.glance and others else {}
        for part, value in parts.items():
            self.parts.write(part, build, _encode(value))
        self.parts.write("glance", build, _encode(replace(glance, parts={**stay, **dict.fromkeys(parts, build)})))


def _decode(blob: memoryview | None, kind: Any) -> Any:
    try:
        return None if blob is None else msgspec.msgpack.decode(blob, type=kind)
    except (msgspec.DecodeError, ValueError):
        return None


def engine_stamp(extension: bytes) -> str:
    """Name the code at work: that of this package and of the site's own extension, the versions of libraries and of Python."""
    package = Path(__file__).parent
    digest = sha256(sys.version.encode())
    for folder, folders, names in sorted(os.walk(package)):
        folders.sort()
        for name in sorted(names):
            if name.endswith((".py", ".yaml")):
                digest.update(f"{os.path.relpath(folder, package)}/{name}\n".encode())
                digest.update((Path(folder) / name).read_bytes())
    digest.update(extension)
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
