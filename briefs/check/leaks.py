"""`check leaks`: whether a site says anywhere what it must not say yet.

Every byte of every file is looked through, its name as well, for the passages by which held briefs are known: titles, names, sentences,
addresses, names of pictures. It doesn't matter how a file writes them, in HTML, XML or JSON, percent-encoded, or cut up in
the index of the search. What a published text says as well is no leak.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

import msgspec

from briefs.check.built import Built
from briefs.check.passages import (
    Passage,
    held_passages,
    held_text,
    plain,
    published_texts,
    stands_alone,
    texts_of_program,
    unexplained,
    words_in,
)
from briefs.digest import digest_value
from briefs.holds import in_words
from briefs.parts import Parts
from briefs.problems import Problem, error, quoted
from briefs.search import folding
from briefs.workers import in_batches

_SILENT = "silent"
"""The part of the cache that has the files in which nothing was found."""
_FILES = 5
"""Files that are named for a held brief; more are counted."""
_HINT = (
    "a template or extend.py must have put it there: the view, which knows nothing of held briefs, is what they may ask"
)
_SAMPLE = 100
"""Files in which words are counted."""
_TAG = re.compile(rb"<[^<>]*>")
_ESCAPED = re.compile(rb"%[0-9A-Fa-f]{2}|\\(?:u[0-9A-Fa-f]{4}|.)|&(?:amp;)*#?\w+;", re.DOTALL)
_HEX = rb"(?:3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa])"
_LETTERS_ESCAPED = [
    re.compile(b"%" + _HEX),
    re.compile(rb"\\u00" + _HEX),
    re.compile(rb"&#(?:[Xx]0*" + _HEX + rb"|0*(?:4[89]|5[0-7]|6[5-9]|[78][0-9]|90|9[7-9]|1[01][0-9]|12[0-2]));"),
]
"""Letters and digits of ASCII, which nobody needs to escape. Each begins with fixed bytes, which are found fast."""
_PARTS = bytes(
    c + 32 if chr(c).isupper() and c < 128 else c if c < 128 and chr(c).isalnum() else 32 for c in range(256)
)
"""A table that leaves small letters and digits of ASCII, and blanks."""

Hit = tuple[str, int]
"""A file, and the number of a passage that is in it."""


def check(built: Built) -> Iterator[Problem]:
    """Find what is said of held briefs."""
    holds = built.settled.blueprint.model.holds
    if built.drafts or not holds.until:
        return
    found: dict[str, dict[str, list[Passage]]] = defaultdict(lambda: defaultdict(list))
    for path in built.files:
        if built.source(path) in holds.until:
            found[built.source(path)][path].append(Passage("", "file", built.source(path)))
    for path, passage in (*_in_files(built), *_in_index(built)):
        found[passage.source][path].append(passage)
    for source, files in found.items():
        yield from _tell(built, source, files)


def _tell(built: Built, source: str, files: dict[str, list[Passage]]) -> Iterator[Problem]:
    due = built.settled.blueprint.model.holds.until.get(source)
    what = "waits with a held brief" if due is None else in_words(due)
    for path in sorted(files)[:_FILES]:
        passages = files[path]
        longest = max((each.words for each in passages), key=lambda words: words.count(" "))
        said = f"says {quoted(longest)}" if longest else "is made"
        more = f" and {len(passages) - 1} more passage{'s' * (len(passages) > 2)}" if len(passages) > 1 else ""
        yield error("leak", f"this file {said}{more} from {source}, which {what}", path=built.shown(path), hint=_HINT)
    if len(files) > _FILES:
        yield error(
            "leak",
            f"{len(files) - _FILES} more files say something of this brief, which {what}",
            path=source,
            hint=_HINT,
        )


def _in_files(built: Built) -> Iterator[tuple[str, Passage]]:
    passages = held_passages(built)
    hits = _look(built, passages)
    left = unexplained(built, {passages[number].words for _, number in hits})
    single = {words for words in left if " " not in words}
    program = texts_of_program(built.root) if single else []
    left -= {word for word in single if any(stands_alone(word, text) for text in program)}
    common = {word for text in program for word in words_in(text)}
    for path, number in hits:
        passage = passages[number]
        if passage.words in left and (passage.words not in common or _says_alone(built, path, passage.words)):
            yield path, passage


def _look(built: Built, passages: Sequence[Passage]) -> list[Hit]:
    """Look for all passages in all files, but for those files that had none of them the last time and are as they were."""
    finder = _Finder(built, passages)
    sought = digest_value((built.stamp, tuple(each.words for each in passages)))
    digests = built.digests()
    silent = _silent(built.memory, sought)
    paths = [path for path in built.files if path not in digests or digests[path] != silent.get(path)]
    decode = msgspec.msgpack.Decoder(list[Hit]).decode
    batches = in_batches(finder.find, paths, workers=built.workers, told=built.told)
    hits = [hit for encoded in batches for hit in decode(encoded)]
    if built.memory:
        loud = {path for path, _ in hits}
        silent = {path: digest for path, digest in digests.items() if path in built.files and path not in loud}
        built.memory.write(_SILENT, sought, msgspec.msgpack.encode(silent))
    return hits


def _silent(memory: Parts | None, sought: str) -> dict[str, str]:
    """Give the files that had none of what is sought, with their digests; none if that was not sought before."""
    blob = memory.read(_SILENT, sought) if memory else None
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        return msgspec.msgpack.decode(blob, type=dict[str, str]) if blob is not None else {}
    return {}


def _says_alone(built: Built, path: str, word: str) -> bool:
    """Tell whether a file says a word by which the program calls something, too, as it would say the name of a tag."""
    if word in path.casefold().split("/"):
        return True
    return not path.endswith((".css", ".js")) and stands_alone(
        word, built.read(path).decode(errors="replace").casefold()
    )


class _Finder:
    """Many passages, looked for at once: most files are sorted out quickly, so that the work that takes time is done on few."""

    def __init__(self, built: Built, passages: Sequence[Passage]) -> None:
        self._built = built
        self._passages = [f" {passage.words} " for passage in passages]
        self._simple = [f" {passage.words} ".encode() if passage.words.isascii() else b"" for passage in passages]
        """Those of words of ASCII alone; empty for the others."""
        self._words = [frozenset(word.encode() for word in each.words.split() if word.isascii()) for each in passages]
        self._by_word: dict[bytes, list[int]] = defaultdict(list)
        self._others: list[int] = []
        """Passages without a word of ASCII."""
        paths = list(built.files)
        seen = Counter(word for path in paths[:: len(paths) // _SAMPLE + 1] for word in _words_of(self._read(path)))
        for number, words in enumerate(self._words):
            if words:  # each is looked for by the word that is in the fewest files
                self._by_word[min(words, key=lambda word: (seen[word], -len(word), word))].append(number)
            else:
                self._others.append(number)

    def find(self, paths: Sequence[str]) -> bytes:
        """Look through some files; gives the hits, encoded."""
        return msgspec.msgpack.encode([(path, number) for path in paths for number in self._in_file(path)])

    def _read(self, path: str) -> bytes:
        try:
            data = b"%s\n%s" % (path.encode(errors="replace"), self._built.read(path))
        except OSError:  # no file, which other checks tell
            return b""
        escaped = any(pattern.search(data) for pattern in _LETTERS_ESCAPED)
        return plain(data.decode(errors="replace")).encode() if escaped else data

    def _in_file(self, path: str) -> list[int]:
        data = self._read(path)
        words = _words_of(data)
        found = [n for word in self._by_word.keys() & words for n in self._by_word[word] if self._words[n] <= words]
        simple = [number for number in found if self._simple[number]]
        others = [number for number in found if not self._simple[number]]
        if not data.isascii() or b"%" in data or b"\\" in data or b"&#" in data:
            others += self._others
        hits = []
        if simple:
            said_simply = b" %s " % b" ".join(_parts(_without_tags(data)))
            hits += [number for number in simple if self._simple[number] in said_simply]
        if others:
            said = f" {' '.join(words_in(plain(data.decode(errors='replace'))))} "
            hits += [number for number in others if self._passages[number] in said]
        return sorted(hits)


def _words_of(data: bytes) -> frozenset[bytes]:
    """Give the words of ASCII in a file, in whatever order."""
    return frozenset(_parts(data))


def _parts(data: bytes) -> list[bytes]:
    if b"%" in data or b"\\" in data or b"&" in data:
        data = _ESCAPED.sub(b" ", data)
    return data.translate(_PARTS).split()


def _without_tags(data: bytes) -> bytes:
    """Do what `plain` does with tags, which feeds write in entities."""
    if b"&" in data:
        data = data.replace(b"&amp;", b"&").replace(b"&lt;", b"<").replace(b"&gt;", b">")
    tags = _TAG.findall(data)
    return b"\n".join((_TAG.sub(b" ", data), *tags)) if tags else data


def _in_index(built: Built) -> Iterator[tuple[str, Passage]]:
    """Find words in the index of the search that only held briefs have."""
    owners: dict[str, str] = {}
    for path in built.settled.blueprint.model.holds.until:
        owners |= dict.fromkeys(_folded(words_in(held_text(built, path))), path)
    found: dict[str, str] = {}
    for path in built.files:
        if path.startswith("search/words/"):
            # What is damaged, or somebody else's, was looked through as it is.
            with suppress(OSError, ValueError, msgspec.DecodeError):
                columns: list[str] = msgspec.json.decode(built.read(path), type=list[str])
                found |= {word: path for column in columns[::2] for word in column.split() if word in owners}
    left, seen = set(found), set[str]()
    for text in published_texts(built):
        if not left:
            break
        words = set(words_in(text)) - seen
        seen |= words
        left -= _folded(words)
    for word in sorted(left):
        yield found[word], Passage(word, "text", owners[word])


def _folded(words: Iterable[str]) -> set[str]:
    """Give all forms in which the index may have words."""
    folded = set(folding.words(" ".join(words)))
    return folded | {folding.spelling(word) for word in folded} - {""}
