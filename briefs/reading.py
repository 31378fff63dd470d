"""The read stage: sources into drafts, from what is known of them, from the cache, or else parsed, in parallel."""

from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from weakref import ref

import msgspec
from msgspec import Raw

from briefs.cache import Cache
from briefs.darkroom import Darkroom, read_facts
from briefs.digest import digest_bytes
from briefs.drafting import Reader
from briefs.drafts import Draft
from briefs.extension import explain
from briefs.imaging import Facts, Form
from briefs.manifest import Head, Input
from briefs.markdown import Body
from briefs.model import Owner
from briefs.output import Output
from briefs.problems import Problem, at, error, has_errors
from briefs.readouts import KeptHead, Read, decode_batch, decode_body, decode_head, encode, whole_head
from briefs.sources import Source, Unreadable, Way, read_bytes
from briefs.workers import SMALL, in_batches

_BODIES_IN_MEMORY = 128


class Readings:
    """What all sources say, and their texts on demand."""

    def __init__(
        self, root: Path, reader: Reader, cache: Cache, last: Head | None, *, fresh: bool, workers: int,
        keep_drafts: bool = False,
    ) -> None:  # fmt: skip
        """`last` is what is known of the last build, if that one read texts in the same way.

        Drafts are kept in memory only if asked for: all of them together are as large as the model.
        """
        self._root = root
        self._reader = reader
        self._cache = cache
        self._last = last
        self._fresh = fresh
        self.workers = workers
        """So many processes may be at work; one if none can be started."""
        self._keep_drafts = keep_drafts
        self._texts: list[Source] = []
        self._heads: dict[str, KeptHead] = {}
        self._sources: dict[str, Source] = {}
        self._any_kept = not fresh
        self.inputs: dict[str, Input] = {}
        """What is now known of each source but the settings."""
        self.untouched: set[str] = set()
        """Sources whose stat proves that they are as they were in the last build."""
        self.changed: list[str] = []
        """Texts whose bytes are not those of the last build."""
        self.problems: list[Problem] = []
        """Of the files that were read."""
        self.parsed = 0
        self._body = _remembering(self)
        self.darkroom = Darkroom(root, cache, fresh=fresh)

    def read(self, sources: Sequence[Source], told: Callable[[int, int], None]) -> None:
        """Read the sources that may have changed; a faulty one is told and left out."""
        sources = [source for source in sources if source.kind not in ("config", "words", "addresses")]
        self._texts = [source for source in sources if source.kind != "asset"]
        self._sources = {source.path: source for source in sources}
        doubtful = []
        for source in sources:
            known = self._last.known(source.path, source.signature) if self._last else None
            if known:
                self.inputs[source.path] = known
                self.untouched.add(source.path)
            else:
                doubtful.append(source)
        self._any_kept = not self._fresh and bool(doubtful) and self._cache.has_any("readings")
        self._take(doubtful, told)

    def drafts(self) -> list[tuple[str, Draft]]:
        """Give all drafts with their paths, once; those of files that did not change come from the cache."""
        wanted = [source for source in self._texts if source.path in self.inputs and source.path not in self._heads]
        if wanted:
            keys = {source.path: self._key(source, self.inputs[source.path].digest) for source in wanted}
            kept = self._cache.get_all("readings", keys.values())
            lost = []
            for source in wanted:
                head = whole_head(kept.get(keys[source.path], b""))
                if head is None:
                    lost.append(source)
                else:
                    self._heads[source.path] = head
                    self.problems += at(source.path, head.problems)
            self._last = None
            self._take(lost, lambda done, total: None)
        take = self._heads.get if self._keep_drafts else self._heads.pop  # each goes when its drafts have been given
        heads = ((source.path, take(source.path, None)) for source in self._texts)
        return [(path, draft) for path, head in heads if head for draft in head.drafts]

    def drafts_of(self, path: str) -> tuple[Draft, ...]:
        """Give the drafts of one file; none if there is no such file. For readings that keep drafts."""
        return self._heads[path].drafts if path in self._heads else ()

    def again(self, changed: Sequence[Source], gone: Collection[str] = ()) -> "Readings":
        """Give the readings with some sources read anew, or for the first time, and others gone. For those that keep drafts.

        A text that now has an error, or can't be read, goes on saying what it last said without one: its page need not go.
        """
        new = copy(self)
        paths = {source.path for source in changed}
        old = paths.union(gone)
        new._sources, new.inputs, new._heads = dict(self._sources), dict(self.inputs), dict(self._heads)
        for path in old:
            for known in (new._sources, new.inputs, new._heads):
                known.pop(path, None)
        new._sources |= {source.path: source for source in changed}
        new.problems = [problem for problem in self.problems if problem.path not in old]
        if gone or not paths <= self._sources.keys():
            new._texts = sorted((s for s in new._sources.values() if s.kind != "asset"), key=attrgetter("path"))
        new._body = _remembering(new)
        new._any_kept = not self._fresh
        new.workers = 1  # who keeps readings up to date has threads by now, and can't be forked safely
        new.parsed, new.changed, new.untouched, new._last = 0, [], set(), None
        new._take(changed, lambda done, total: None)
        for path in paths:
            last, head = self._heads.get(path), new._heads.get(path)
            if last and not has_errors(last.problems) and (head is None or has_errors(head.problems)):
                now = new.inputs.get(path, self.inputs[path])
                new._heads[path] = last
                new.inputs[path] = Input(now.signature, now.digest, last.digest, last.bodies, last.words)
        return new

    def forget_unused(self, outputs: Iterable[Output]) -> None:
        """Drop from the cache what no source and no output refers to any more."""
        self.darkroom.keep_only(outputs, self.inputs)
        inputs = self.inputs
        keys = [self._key(source, inputs[source.path].digest) for source in self._texts if source.path in inputs]
        self._cache.keep_only("readings", keys)
        self._cache.keep_only("bodies", [body for each in inputs.values() for body in each.bodies])

    # What recipes ask

    def digest(self, path: str) -> str:
        """Name the bytes of a source; empty if there is none."""
        return self.inputs[path].digest if path in self.inputs else ""

    def body_key(self, owner: Owner) -> str:
        """Name a text."""
        return self.inputs[owner.path].bodies[owner.number]

    def body(self, owner: Owner) -> Body:
        """Load a text."""
        return self._body(owner.path, self.body_key(owner))

    def drawn(self, path: str, form: Form) -> bytes:
        """Draw a picture, named by its source's path; raises Unreadable."""
        return self.darkroom.draw(path, self.digest(path), form)

    def pictures(self) -> dict[str, Facts]:
        """Give facts of the pictures, by path under `content/`."""
        paths = (source for source in self._sources.values() if source.kind == "asset" and source.path in self.inputs)
        facts = ((source.inner, read_facts(self.inputs[source.path].head)) for source in paths)
        return {path: known for path, known in facts if known}

    def text_key(self, path: str) -> str:
        """Name all that a text's file says: another name if its drafts or bodies are others, or were read otherwise."""
        known = self.inputs[path]
        return "\n".join((known.head, *known.bodies))

    def words(self, path: str) -> str:
        """Name the words of a brief or page, by the path of its file."""
        return self.inputs[path].words

    @property
    def store(self) -> Cache:
        """Where segments of the search index are kept."""
        return self._cache

    # The work

    def _take(self, sources: Sequence[Source], told: Callable[[int, int], None]) -> None:
        if self.workers > 1 and len(sources) >= SMALL:
            self._cache.close()  # before the fork
        done = 0
        for batch in in_batches(self._read_batch, sources, workers=self.workers, told=told):
            for read in decode_batch(batch):
                source = sources[done]
                done += 1
                if read.problem:
                    self.problems.append(read.problem)
                if read.digest:
                    self._take_one(source, read)

    def _take_one(self, source: Source, read: Read) -> None:
        if source.kind == "asset":
            self.inputs[source.path] = Input(source.signature, read.digest, read.head.decode())
            return
        if not read.head:
            assert self._last is not None
            known = self._last.inputs[source.path]
            self.inputs[source.path] = Input(source.signature, known.digest, known.head, known.bodies, known.words)
            return
        head = decode_head(read.head)
        self.parsed += read.parsed
        self.changed.append(source.path)
        self._heads[source.path] = head
        self.problems += at(source.path, head.problems)
        self.inputs[source.path] = Input(source.signature, read.digest, head.digest, head.bodies, head.words)

    def _key(self, source: Source, digest: str) -> str:
        return self._reader.key(source.kind, source.path, digest)

    def _read_batch(self, sources: Sequence[Source]) -> bytes:
        """Read some sources, in whatever process, and keep what was parsed."""
        heads: list[tuple[str, bytes]] = []
        bodies: list[tuple[str, bytes]] = []
        with Way(self._root) as way:
            reads = [self._read_one(source, way, heads, bodies) for source in sources]
        if heads:
            self._cache.put("bodies", bodies)
            self._cache.put("readings", heads)
        return encode(reads)

    def _read_one(
        self, source: Source, way: Way, heads: list[tuple[str, bytes]], bodies: list[tuple[str, bytes]]
    ) -> Read:
        try:
            data = read_bytes(self._root, source, way)
        except Unreadable as bad:
            return Read(problem=bad.problem)
        digest = digest_bytes(data)
        known = self._last.inputs.get(source.path) if self._last else None
        is_known = known is not None and known.digest == digest
        if source.kind == "asset":
            facts, fault = (known.head, None) if known and is_known else self.darkroom.measure(source, data, digest)
            return Read(digest, facts.encode(), problem=fault)
        if is_known:
            return Read(digest)
        key = self._key(source, digest)
        kept = self._cache.get("readings", key) if self._any_kept else None
        if kept is not None and whole_head(kept):
            return Read(digest, kept)
        try:
            reading = self._reader.read(source.kind, source.path, data)
        except (Exception, SystemExit) as bad:  # raised again unless it comes from the site's own Markdown
            problem = explain(bad, self._root)
            if problem is None:
                raise
            return Read(problem=problem)
        names = tuple(key for key, _ in reading.bodies)
        drafts = encode(reading.drafts)
        head = encode((digest_bytes(drafts)[:32], Raw(drafts), names, reading.problems, reading.words))  # a KeptHead
        heads.append((key, head))
        bodies += ((key, encode(body)) for key, body in reading.bodies)
        return Read(digest, head, parsed=True)

    def _load_body(self, path: str, key: str) -> Body:
        kept = self._cache.get("bodies", key)
        if kept is not None:
            try:
                return decode_body(kept)
            except (msgspec.DecodeError, ValueError):
                pass
        source = self._sources[path]
        bodies = dict(self._reader.read(source.kind, path, read_bytes(self._root, source)).bodies)
        if key not in bodies:
            raise Unreadable(error("unreadable", "the file changed during the build", path=path, hint="build again"))
        return bodies[key]


def _remembering(readings: Readings) -> Callable[[str, str], Body]:
    """Load bodies, and keep the last ones in memory as long as the readings last: these form no circle with what they keep."""
    this = ref(readings)

    def load(path: str, key: str) -> Body:
        owner = this()
        assert owner is not None
        return owner._load_body(path, key)

    return lru_cache(_BODIES_IN_MEMORY)(load)
