"""What is looked for when nothing may leak: the passages of held briefs; and what published texts say as well."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from msgspec import Struct

from briefs.check.built import Built
from briefs.drafts import split_name
from briefs.files import SETTINGS
from briefs.forms import TEXT_KEYS
from briefs.frontmatter import parse_page
from briefs.markdown import Body
from briefs.model import Owner
from briefs.plainyaml import Mapping, Node, Scalar, Sequence
from briefs.theme import theme_folders

_PLAIN = frozenset(["date", "updated", "publish_at", "draft", "lang", "type"])
"""Keys whose values say nothing by which a brief is known."""
_NAMES = frozenset(["title", "slug", "tags", "author", "name", "institute", "project", "aliases", "file"])
"""Keys whose values may be a single word."""
_FEWEST = 4
"""Words that a sentence must have, and letters that a word by itself must."""
_PIECE = 8
"""Words that are looked for at a time: of a longer sentence an excerpt may hold a part."""
_PROGRAM = Path(__file__).parent.parent
_CODE = frozenset([".py", ".js", ".css", ".html", ".xml", ".svg"])
_SENTENCE_END = re.compile(r"(?<=[.!?…؟。])\s+|\n+")
_TAG = re.compile(r"<[^<>]*>")
_WORD = re.compile(r"[^\W_]+")
_NUMBERS = re.compile(r"\A(?:\d+ )+|(?: \d+)+\Z")
"""At an end of a passage, of which the words are what tells: a number may stand beside the same words in a list."""
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)")


class Passage(Struct, frozen=True, array_like=True):
    """A few words by which a held brief is known."""

    words: str
    """In small letters, parted by single spaces."""
    kind: str
    """The key that has them; `text` or `file`."""
    source: str
    """The held brief, or a file that waits with one."""


def plain(text: str) -> str:
    """Undo all ways in which a file may write a text: entities once and twice, percent-encoding, escapes of JSON; tags stand behind it."""
    if "\\" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", text)
    if "%" in text:
        text = unquote(text)
    for _ in range(2):
        if "&" in text:
            text = unescape(text)
    tags = _TAG.findall(text)
    return "\n".join((_TAG.sub(" ", text), *tags)) if tags else text


def words_in(text: str) -> list[str]:
    """Take a text apart into words in small letters, without any mark."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def held_passages(built: Built) -> list[Passage]:
    """List all by which the held briefs of a site, and the files that wait with them, are known."""
    model = built.settled.blueprint.model
    inputs = built.readings.inputs
    names = {
        " ".join(words_in(name)) for term in model.terms.values() for name in (term.name, *dict(term.names).values())
    }
    found: dict[str, Passage] = {}
    for path in model.holds.until:
        for kind, text in _texts(built, path):
            for words in _pieces(kind, words_in(text)):
                if words not in names:
                    found.setdefault(words, Passage(words, kind, path))
    published = set(model.assets)
    for path in inputs:
        inner = path.removeprefix("content/")
        if not path.endswith((".md", ".yaml")) and inner != path and inner not in published:
            for words in _pieces("file", words_in(Path(path).stem)):
                found.setdefault(words, Passage(words, "file", path))
    return list(found.values())


def held_text(built: Built, path: str) -> str:
    """Give all that a held brief says."""
    return "\n".join(text for _, text in _texts(built, path))


def _texts(built: Built, path: str) -> Iterator[tuple[str, str]]:
    """Give the texts of a brief with what they are."""
    page, _ = parse_page((built.root / path).read_bytes(), text_keys=TEXT_KEYS["brief"])
    yield "slug", split_name(path)[0]
    for key, value in page.front.entries if page.front else ():
        yield from _scalars(key.text, value)
    yield from _of_body(built.readings.body(Owner(path, 0, "", (), (), has_comment=False)))


def _scalars(key: str, node: Node) -> Iterator[tuple[str, str]]:
    if key in _PLAIN:
        return
    if isinstance(node, Scalar):
        yield key, node.text
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _scalars(key, item)
    elif isinstance(node, Mapping):
        for name, value in node.entries:
            yield from _scalars(name.text, value)


def _of_body(body: Body) -> Iterator[tuple[str, str]]:
    for sentence in _SENTENCE_END.split(body.text):
        yield "text", sentence
    for note in body.notes:
        yield "text", plain(" ".join(part for part in note.parts if isinstance(part, str)))
    for slot in body.slots():
        yield "text", slot.text
        yield "text", slot.title


def _pieces(kind: str, words: list[str]) -> Iterator[str]:
    if len(words) == 1 and kind in _NAMES:
        if len(words[0]) >= _FEWEST and not words[0].isdecimal():
            yield words[0]
    elif kind in _NAMES or len(words) >= (_FEWEST if kind == "text" else 2):
        for start in range(0, max(len(words), 1), _PIECE):
            piece = words[max(min(start, len(words) - _PIECE), 0) : start + _PIECE]
            if piece and not all(word.isdecimal() for word in piece):
                yield " ".join(piece)


def published_texts(built: Built) -> Iterator[str]:
    """Give all that may be said in public: what sources say that are not held, the settings, and the words of the interface."""
    held = built.settled.blueprint.model.holds.until
    for file in sorted((_PROGRAM / "words").glob("*.yaml")):
        yield file.read_text(encoding="utf-8")
    for file in (built.root / SETTINGS, *sorted((built.root / "content/words").glob("*.yaml"))):
        yield file.read_text(encoding="utf-8", errors="replace")
    for path, known in built.readings.inputs.items():
        if path not in held and path.endswith((".md", ".yaml")):
            yield f"{path}\n{(built.root / path).read_text(encoding='utf-8', errors='replace')}"
            for number in range(len(known.bodies)):
                yield built.readings.body(Owner(path, number, "", (), (), has_comment=False)).text


def texts_of_program(root: Path) -> list[str]:
    """Give the files of the program and of its theme, in small letters: the words that they use for themselves say nothing of a brief."""
    theme = list(theme_folders(root).values())[-1]
    files = (file for folder in (_PROGRAM, theme) for file in folder.rglob("*") if file.suffix in _CODE)
    return [file.read_text(encoding="utf-8").casefold() for file in files]


def stands_alone(word: str, text: str) -> bool:
    """Tell whether a word is all that an element, a value or a part of an address says: `border` is a word of stylesheets, too.

    Both are in small letters.
    """
    return word in text and re.search(rf'[>"/\n]\s*{re.escape(word)}\s*[<"/\n]', text) is not None


def unexplained(built: Built, passages: Collection[str]) -> set[str]:
    """Give those passages that no published text has."""
    left = set(passages)
    for text in published_texts(built):
        if not left:
            break
        said = f" {' '.join(words_in(plain(text)))} "
        left = {words for words in left if f" {_NUMBERS.sub('', words)} " not in said}
    return left
