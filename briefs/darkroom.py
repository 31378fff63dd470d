"""Where pictures are measured and drawn, and kept by the digest of their bytes: what was drawn once isn't drawn again."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from briefs.cache import Cache
from briefs.digest import digest_all, digest_bytes, digest_value
from briefs.imaging import ENDINGS, Facts, Form
from briefs.imaging.measure import measure
from briefs.manifest import Input
from briefs.output import Output
from briefs.outputs.pictures import form_of
from briefs.problems import Problem, error
from briefs.sources import Source, Unreadable, read_bytes
from briefs.workers import SMALL, in_batches

if TYPE_CHECKING:
    from PIL.Image import Image

Digest = Callable[[str], str]
"""Names the bytes of a source."""

_Wanted = tuple[str, str, list[Form]]
"""Path, digest of the bytes, and the forms that are wanted."""

_encode_facts = msgspec.json.Encoder().encode
_decode_facts = msgspec.json.Decoder(Facts).decode


class Darkroom:
    """Draws pictures of one site."""

    def __init__(self, root: Path, cache: Cache, *, fresh: bool) -> None:
        """`fresh` takes nothing of what earlier builds have kept."""
        self._root = root
        self._cache = cache
        self._fresh = fresh
        self._stamp = ""
        self._done: set[str] = set()
        self._base: tuple[str, Image] | None = None

    def measure(self, source: Source, data: bytes, digest: str) -> tuple[str, Problem | None]:
        """Give facts of a picture as text, or what is wrong with it; nothing of either for what is no picture."""
        if not _kind(source.path):
            return "", None
        key = self._facts_key(source.path, digest)
        kept = None if self._fresh else self._cache.get("pictures", key)
        if kept is not None:
            return kept.decode(), None
        found = measure(source.path, data)
        if isinstance(found, Problem):
            return "", found
        facts = _encode_facts(found)
        self._cache.put("pictures", [(key, facts)])
        return facts.decode(), None

    def draw(self, path: str, digest: str, form: Form) -> bytes:
        """Give a picture, named by its source's path, in a form; raises Unreadable."""
        key = self._key(digest, form)
        kept = self._take(key)
        if kept is None:
            kept = self._draw(path, digest, form)
            self._cache.put("pictures", [(key, kept)])
        return kept

    def draw_ahead(
        self, outputs: Iterable[Output], digest: Digest, *, workers: int, told: Callable[[int, int], None]
    ) -> None:
        """Draw what outputs will ask for and is not kept yet, each picture in one go; what can't be drawn is told by `draw`."""
        lacking: dict[str, list[Form]] = {}
        for path, form in _forms(outputs):
            if self._take(self._key(digest(path), form)) is None:
                lacking.setdefault(path, []).append(form)
        wanted = [(path, digest(path), forms) for path, forms in lacking.items()]
        self._cache.close()  # before the fork
        for keys in in_batches(self._draw_some, wanted, workers=workers, told=told, each=SMALL):
            self._done.update(msgspec.msgpack.decode(keys, type=list[str]))

    def keep_only(self, outputs: Iterable[Output], inputs: Mapping[str, Input]) -> None:
        """Forget what is of no use for these outputs and files."""
        drawn = [self._key(inputs[path].digest, form) for path, form in _forms(outputs) if path in inputs]
        facts = [self._facts_key(path, each.digest) for path, each in inputs.items() if _kind(path)]
        if drawn or facts:
            self._cache.keep_only("pictures", drawn + facts)

    def _draw_some(self, wanted: Sequence[_Wanted]) -> bytes:
        rows = []
        for path, digest, forms in wanted:
            try:
                rows += [(self._key(digest, form), self._draw(path, digest, form)) for form in forms]
            except Unreadable:
                continue
        self._cache.put("pictures", rows)
        return msgspec.msgpack.encode([key for key, _ in rows])

    def _take(self, key: str) -> bytes | None:
        return None if self._fresh and key not in self._done else self._cache.get("pictures", key)

    def _draw(self, path: str, digest: str, form: Form) -> bytes:
        from briefs.imaging.draw import draw, open_base, redraw

        base = self._base
        try:
            if form.width and base and base[0] == digest:
                return draw(base[1], form)
            data = read_bytes(self._root, Source(path, "asset", (0, 0, 0, 0)))
            if digest_bytes(data) != digest:
                raise Unreadable(
                    error("unreadable", "the file changed during the build", path=path, hint="build again")
                )
            if not form.width:
                return redraw(data, form.kind)
            self._base = base = digest, open_base(data)
            return draw(base[1], form)
        except Unreadable:
            raise
        except Exception as bad:  # what a decoder raises at a damaged file has no common kind
            message = f"the picture can't be drawn: {str(bad)[:200] or type(bad).__name__}"
            hint = "save it again with a program for pictures"
            raise Unreadable(error("image-broken", message, path=path, hint=hint)) from bad

    def _key(self, digest: str, form: Form) -> str:
        return digest_all([self._make_stamp(), digest, digest_value(form)])

    def _facts_key(self, path: str, digest: str) -> str:
        return digest_all([self._make_stamp(), "facts", _kind(path), digest])

    def _make_stamp(self) -> str:
        """Name what decides how pictures are drawn, so that other changes of the program leave them as they are."""
        if not self._stamp:
            folder = Path(__file__).with_name("imaging")
            code = [digest_bytes(path.read_bytes()) for path in sorted(folder.glob("*.py"))]
            library = sorted(
                name for name in os.listdir(Path(msgspec.__file__).parent.parent) if name.lower().startswith("pillow-")
            )
            self._stamp = digest_all([*code, *library])
        return self._stamp


def _kind(path: str) -> str:
    return ENDINGS.get(PurePosixPath(path).suffix.lower(), "")


def _forms(outputs: Iterable[Output]) -> Iterator[tuple[str, Form]]:
    """Give the sources' paths and the forms in which outputs are drawn."""
    for output in outputs:
        if found := form_of(output):
            yield f"content/{found[0]}", found[1]


def read_facts(text: str) -> Facts | None:
    """Give facts back; None for what is no picture."""
    return _decode_facts(text) if text else None
