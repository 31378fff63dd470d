"""What the last build read and made, so that the next one can tell what is still current."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw, Struct
from msgspec.structs import replace

from briefs.cache import Cache
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
    "pyyaml",
    "tzdata",
)


class Input(Struct, frozen=True, array_like=True):
    """A file that was read."""

    signature: Signature
    digest: str = ""
    """Of its bytes; empty for what is read anew whenever anything is."""
    head: str = ""
    """Digest of its drafts: all that the rest of the site may know of it."""
    bodies: tuple[str, ...] = ()
    """Keys of its texts."""


class Record(Struct, frozen=True, array_like=True):
    """A file that was made."""

    signature: Signature
    digest: str
    recipe: str
    """Digest of recipe and arguments."""
    asked: str = ""
    """Digest of the questions that it asked, whatever the answers."""


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
    """All else that there was to say."""
    strict: bool
    pages: int
    reading: str
    """Names the way in which texts were read: engine and settings."""
    parts: dict[str, str] = {}
    """What else is kept, and the build that it is of."""

    def known(self, path: str, signature: Signature) -> Input | None:
        """Give what is known of a source if its stat proves that it is as it was."""
        known = self.inputs.get(path)
        return known if known and known.signature == signature and not is_racy(signature, self.time) else None

    def is_current(
        self,
        stamp: str,
        inputs: Mapping[str, Signature],
        discovered: Sequence[Problem],
        output: Callable[[str], Signature | None],
        own_list: str,
    ) -> bool:
        """Tell whether neither engine nor inputs nor outputs changed since the build, as far as stats tell: `young` are to be read."""
        if self.stamp != stamp or self.inputs.keys() != inputs.keys() or self.discovered != tuple(discovered):
            return False
        if any(self.inputs[path].signature != signature for path, signature in inputs.items()):
            return False
        return self.listed == output(own_list) and all(
            output(path) == record.signature for path, record in self.outputs.items()
        )

    def young(self) -> list[str]:
        """List the inputs that may have changed again, unseen by their stats, after they were read."""
        return [path for path, each in self.inputs.items() if is_racy(each.signature, self.time)]


class _Part(Struct, frozen=True, array_like=True):
    build: str
    value: Raw


class Manifest:
    """What is kept of the last build into one target, in parts that are loaded when they are needed."""

    def __init__(self, cache: Cache, target: str) -> None:
        self._cache = cache
        self._target = target
        self._loaded: dict[str, Any] = {}
        self.head: Head | None = self._decode(cache.get("manifests", f"{target}:head"), Head)

    def load(self, part: str, kind: Any) -> Any:
        """Give a part of what was kept as the type that it is; None if it is not there, not whole, or of another build."""
        if part not in self._loaded:
            wanted = self.head.parts.get(part) if self.head else None
            kept = self._decode(self._cache.get("manifests", f"{self._target}:{part}") if wanted else None, _Part)
            self._loaded[part] = self._decode(kept.value, kind) if kept and kept.build == wanted else None
        return self._loaded[part]

    def save(self, head: Head, parts: Mapping[str, object], *, others: bool) -> None:
        """Keep what a build did, all or nothing; with `others`, the parts that are not given stay as they are."""
        encode = msgspec.msgpack.Encoder().encode
        build = f"{head.time} {os.getpid()}"
        stay = self.head.parts if self.head and others else {}
        rows = [("head", encode(replace(head, parts={**stay, **dict.fromkeys(parts, build)})))]
        rows += ((part, encode(_Part(build, Raw(encode(value))))) for part, value in parts.items())
        self._cache.put("manifests", [(f"{self._target}:{part}", blob) for part, blob in rows])

    def _decode(self, blob: bytes | None, kind: Any) -> Any:
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
            if name.endswith(".py"):
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
