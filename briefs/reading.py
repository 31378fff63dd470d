"""The read stage: every source into drafts, from the cache where its bytes were read before, else parsed, in parallel."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

from briefs.cache import Cache
from briefs.digest import digest_bytes
from briefs.drafting import Reader
from briefs.drafts import Draft
from briefs.extension import explain
from briefs.manifest import Manifest
from briefs.markdown import Body
from briefs.problems import Problem, at
from briefs.sources import Source, Unreadable, read_bytes
from briefs.workers import in_order

_BODIES_IN_MEMORY = 128
_ROWS_AT_ONCE = 500


class _Head(Struct, frozen=True):
    """A reading less its bodies, as it is kept."""

    drafts: tuple[Draft, ...]
    bodies: tuple[str, ...]
    problems: tuple[Problem, ...]


class _Read(Struct, frozen=True):
    """What a worker hands back."""

    digest: str
    key: str
    """Under which the reading is kept; empty for a file that isn't read."""
    head: bytes
    """Encoded, as it came from the cache or goes there."""
    bodies: tuple[tuple[str, bytes], ...]
    parsed: bool


_encode = msgspec.msgpack.Encoder().encode
_decode_head = msgspec.msgpack.Decoder(_Head).decode
_decode_body = msgspec.msgpack.Decoder(Body).decode


class Readings:
    """What all sources say, and their bodies on demand."""

    def __init__(
        self, root: Path, reader: Reader, cache: Cache, manifest: Manifest, *, fresh: bool, workers: int
    ) -> None:
        self._root = root
        self._reader = reader
        self._cache = cache
        self._manifest = manifest
        self._fresh = fresh
        self._workers = workers
        self._keys: list[str] = []
        self._body_sources: dict[str, Source] = {}
        self.drafts: list[tuple[str, Draft]] = []
        self.digests: dict[str, str] = {}
        """Digest of each source's bytes, by path."""
        self.problems: list[Problem] = []
        self.parsed = 0
        self.body: Callable[[str], Body] = lru_cache(_BODIES_IN_MEMORY)(self._load_body)
        """Gives a Body by its key."""

    def read(self, sources: Sequence[Source], told: Callable[[int, int], None]) -> None:
        """Read all sources but the settings; a faulty one is told and left out."""
        sources = [source for source in sources if source.kind != "config"]
        self._cache.close()
        heads: list[tuple[str, bytes]] = []
        bodies: list[tuple[str, bytes]] = []
        for done, (source, result) in enumerate(
            zip(sources, in_order(self._read_one, sources, workers=self._workers), strict=True), 1
        ):
            told(done, len(sources))
            if isinstance(result, Problem):
                self.problems.append(result)
                continue
            self.digests[source.path] = result.digest
            if source.kind == "asset":
                continue
            if result.parsed:
                self.parsed += 1
                heads.append((result.key, result.head))
                bodies += result.bodies
                if len(bodies) >= _ROWS_AT_ONCE:
                    self._cache.put("bodies", bodies)
                    bodies = []
            self._take(source, result)
        self._cache.put("bodies", bodies)
        self._cache.put("readings", heads)

    def forget_unused(self) -> None:
        """Drop from the cache what no source refers to any more."""
        self._cache.keep_only("readings", self._keys)
        self._cache.keep_only("bodies", self._body_sources)

    def _read_one(self, source: Source) -> _Read | Problem:
        digest = (
            ""
            if self._fresh
            else self._manifest.input_digest(source.path, (source.size, source.mtime, source.ctime, source.inode))
        )
        data = b""
        try:
            if not digest:
                data = read_bytes(self._root, source)
                digest = digest_bytes(data)
            if source.kind == "asset":
                return _Read(digest, "", b"", (), parsed=False)
            key = self._reader.key(source.kind, source.path, digest)
            kept = None if self._fresh else self._cache.get("readings", key)
            if kept is not None and _is_whole(kept):
                return _Read(digest, key, kept, (), parsed=False)
            if not data:
                data = read_bytes(self._root, source)
                digest = digest_bytes(data)
                key = self._reader.key(source.kind, source.path, digest)
        except Unreadable as bad:
            return bad.problem
        try:
            reading = self._reader.read(source.kind, source.path, data)
        except Exception as bad:  # raised again unless it comes from the site's own Markdown
            problem = explain(bad, self._root)
            if problem is None:
                raise
            return problem
        head = _Head(reading.drafts, tuple(key for key, _ in reading.bodies), reading.problems)
        return _Read(
            digest,
            key,
            _encode(head),
            tuple((key, _encode(body)) for key, body in reading.bodies),
            parsed=True,
        )

    def _take(self, source: Source, result: _Read) -> None:
        head = _decode_head(result.head)
        self._keys.append(result.key)
        self._body_sources.update(dict.fromkeys(head.bodies, source))
        self.drafts += ((source.path, draft) for draft in head.drafts)
        self.problems += at(source.path, head.problems)

    def _load_body(self, key: str) -> Body:
        kept = self._cache.get("bodies", key)
        if kept is not None:
            try:
                return _decode_body(kept)
            except (msgspec.DecodeError, ValueError):
                pass
        source = self._body_sources[key]
        return dict(self._reader.read(source.kind, source.path, read_bytes(self._root, source)).bodies)[key]


def _is_whole(head: bytes) -> bool:
    try:
        _decode_head(head)
    except (msgspec.DecodeError, ValueError):
        return False
    return True
