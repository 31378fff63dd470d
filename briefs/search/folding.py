"""Words as they are searched for: letters, digits and spellings that readers take for the same are folded into one.

The tables here are handed to the browser with the index, so that a query is folded by the same rules (`static/search-words.js` has
the same few steps over them; `tests/search_vectors.json` holds both to the same results). Nothing here depends on the language of a
text, as a query doesn't tell its own: rules ask for the script of a word alone.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

LETTERS = {
    # Forms of one letter on Arabic and Persian keyboards, hamza and madda with it.
    "ي": "ی", "ى": "ی", "ئ": "ی", "ے": "ی", "ې": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ۀ": "ه", "ۂ": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ؤ": "و", "ء": "",
    # Latin letters that no decomposition makes plain.
    "ß": "ss", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "a",
    "Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Þ": "Th", "Æ": "Ae", "Œ": "Oe", "Ə": "A",
    # Apostrophes, and the signs for hamza and ʿayn: Khamene'i is Khamenei.
    **dict.fromkeys("'’‘ʼʻʾʿ`´′ˈ", ""),
    **{chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0, 0x0966) for digit in range(10)},
}  # fmt: skip
"""What stands for a character, applied after decomposition (NFKD)."""

DROPPED = (
    (0x00AD, 0x00AD), (0x0300, 0x036F), (0x0591, 0x05BD), (0x0610, 0x061A), (0x0640, 0x0640), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06DC), (0x06DF, 0x06E4), (0x06E7, 0x06E8), (0x06EA, 0x06ED), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2069), (0xFEFF, 0xFEFF),
)  # fmt: skip
"""First and last of characters that nobody types into a search field: accents, harakat, tatweel, joiners and non-joiners, marks of direction."""

MARKS = ((0x0900, 0x0963), (0x0966, 0x1CFF), (0x302A, 0x302F), (0x3099, 0x309A), (0xA800, 0xABFF))
"""First and last of characters that belong to words though some of them are neither letters nor digits: vowel signs of Indic scripts."""

UNPARTED = ((0x3040, 0x30FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
"""First and last of letters that are written without spaces between words: each two neighbours are a word."""

PLURALS = (
    ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("zes", "z"), ("ies", "y"), ("ss", "ss"), ("us", "us"), ("as", "as"),
    ("os", "os"), ("sis", "sis"), ("ris", "ris"), ("unis", "unis"), ("xis", "xis"), ("cis", "cis"), ("s", ""),
)  # fmt: skip
"""Endings of Latin words of more than three letters, of which the first that fits is replaced: Hamas stays, sanctions doesn't."""

SUFFIXES = ("هایشان", "هایمان", "هایی", "هایش", "های", "ها")
"""Persian endings of the plural; three letters must be left."""

PREFIXES = ("وال", "بال", "فال", "کال", "لل", "ال")
"""The Arabic article, with what is written together with it; three letters must be left."""

SPELLINGS = (
    ("^~y", "~Y"), ("ck|c(?![eiyh])", "k"), ("c(?=[eiy])", "s"), ("dj|zh", "j"), ("ph", "f"), ("([aeou])w", r"\1u"),
    ("w(?![aeiouy])", "u"), ("w", "v"), (r"(.)\1+", r"\1"), ("([aeiouy])h$", r"\1"),
    ("(^~|[^~aeiouy])[aeiouy]*[ou][aeiouy]*", r"\1u"), ("(^~|[^~aeiouy])[aeiy]+", r"\1a"),
)  # fmt: skip
"""What makes one of the spellings of a name in Latin script: Hossein, Hussein and Husayn; Rouhani, Ruhani and Rowhani. Doubled letters
count once, and of the vowels only whether they are of the kind of o and u, or not. Far too coarse for other words."""

SPELT = 4
"""Letters that a name must have to be found by its other spellings."""

_STOP = """
    a an and are as at be been but by for from had has have in into is its not of on or our than that the their them then there these
    they thi those to was we were which while will with would
    و در به از که این را با است آن برای تا هم یا اما نیز شد شده کرد کرده بود می های
    فی من ان الی عن مع هذا هذه التی الذی قد ما لا او کان کما بین
    """
STOP = frozenset(_STOP.split())
"""Words that say nothing of what a text is about, as they are after folding, such as `thi` for "this"; they are not indexed."""

NAME = "~"
"""Stands before a name folded by SPELLINGS: no word begins with it, and it sorts behind all Latin letters."""


def _class(*ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for each in ranges for first, last in each)


def _instead(plain: str) -> str | Callable[[re.Match[str]], str]:
    """Give what `re.sub` takes: a function where a group comes back, which is several times as quick as a template."""
    start, _, end = plain.partition(r"\1")
    return plain if start == plain else lambda found: start + found[1] + end


_TABLE = str.maketrans(LETTERS | {chr(code): "" for first, last in DROPPED for code in range(first, last + 1)})
_HEARD = "".join(each for each, plain in LETTERS.items() if not (plain or each.isalnum()))
_RAW = re.compile(rf"[\w{re.escape(_HEARD)}{_class(DROPPED, MARKS)}]+")
_WORD = re.compile(rf"(?:[^\W_]|[{_class(MARKS)}])+")
_UNPARTED = re.compile(f"[{_class(UNPARTED)}]")
_PARTS = re.compile(f"[{_class(UNPARTED)}]+|[^{_class(UNPARTED)}]+")
_SPELLINGS = tuple((re.compile(pattern), _instead(plain)) for pattern, plain in SPELLINGS)
_ARABIC_FIRST, _ARABIC_LAST = "\u0600", "\u06ff"

surfaces = _RAW.findall
"""Takes a text apart into runs of what may be words, as they are written."""


@lru_cache(maxsize=2**17)
def words_of(surface: str) -> tuple[str, ...]:
    """Give the words under which one of `surfaces` is indexed: most often one, none if it says nothing."""
    if surface.isascii() and surface.isalnum():
        word = fold(surface)
        return () if word in STOP else (word,)
    # Composed again, as a letter such as the Korean ones is one letter for a reader.
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFKD", surface).translate(_TABLE))
    found = _WORD.findall(plain)
    if _UNPARTED.search(plain):
        found = [part for word in found for part in _pairs(word)]
    return tuple(word for word in map(fold, found) if word not in STOP)


def _pairs(word: str) -> Iterable[str]:
    for run in _PARTS.findall(word):
        if _UNPARTED.match(run) and len(run) > 2:
            yield from (run[i : i + 2] for i in range(len(run) - 1))
        else:
            yield run


def fold(plain: str) -> str:
    """Give the word under which one of plain letters is indexed."""
    word = plain.lower()
    first = word[0]
    if first < "\u0250":
        word = word.replace("q", "gh")
        if len(word) > 3:
            for ending, plain in PLURALS:
                if word.endswith(ending):
                    return word[: len(word) - len(ending)] + plain
    elif _ARABIC_FIRST <= first <= _ARABIC_LAST:
        return _without_affixes(word)
    return word


def _without_affixes(word: str) -> str:
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    for prefix in PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word


@lru_cache(maxsize=2**17)
def spelling(word: str) -> str:
    """Give what a folded word has in common with other spellings of the same name, NAME before it; empty if it is no Latin word or too short."""
    if len(word) < SPELT or not word.isascii() or not word.isalpha():
        return ""
    word = NAME + word
    for pattern, plain in _SPELLINGS:
        word = pattern.sub(plain, word)
    return word


def words(text: str) -> list[str]:
    """Fold all words of a text but those that say nothing."""
    return [word for surface in surfaces(text) for word in words_of(surface)]


def tables() -> dict[str, object]:
    """Give what the browser needs to do the same."""
    return {
        "letters": LETTERS, "dropped": DROPPED, "marks": MARKS, "unparted": UNPARTED, "plurals": PLURALS, "suffixes": SUFFIXES,
        "prefixes": PREFIXES, "heard": _HEARD, "spellings": SPELLINGS, "spelt": SPELT, "stop": sorted(STOP), "name": NAME,
    }  # fmt: skip
