"""Words as names: folding for identity, slugs for addresses, excerpts for lists."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote

SLUG_BYTES = 160
"""A longer slug is cut on a letter and told apart by a digest: file systems allow 255 bytes a name, and other parts may join it."""

# What no Unicode normal form joins: letters that one word is written with in Arabic and in Persian keyboards' forms,
# and Latin letters that have no accent to strip.
_FOLDS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ئ": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ە": "ه", "أ": "ا", "إ": "ا", "ٱ": "ا", "آ": "ا", "ؤ": "و",
        "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "ʼ": "'", "`": "'",
        "ʻ": "'", "′": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
        "\u0653": None, "\u0654": None, "\u0655": None,
    }
)  # fmt: skip
_LATIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_TATWEEL = "\u0640"
_NON_JOINER = "\u200c"
_ARABIC_MARKS = frozenset(map(chr, (*range(0x064B, 0x0653), 0x0670)))
_JOINERS = frozenset("-_'")
_ASCII_FOLDED = str.maketrans("", "", "-_'` \t\n\r\f\v\x1c\x1d\x1e\x1f")
_ASCII_WORD = re.compile("[a-z0-9]+")
_ASCII_ADDRESS = re.compile("[A-Za-z0-9/._~-]*")


def _strip_marks(text: str) -> str:
    """Drop the accents of Latin and Greek letters and the vowel marks of Arabic ones.

    Elsewhere a mark makes another letter (Cyrillic short i, every vowel of Tamil) and stays.
    """
    if text.isascii():
        return text
    kept: list[str] = []
    base = ""
    for char in unicodedata.normalize("NFD", text):
        if not unicodedata.combining(char):
            base = char
            if char != _TATWEEL:
                kept.append(char)
        elif char not in _ARABIC_MARKS and not (base < "\u0250" or "\u0370" <= base < "\u0400"):
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def _digits(text: str) -> str:
    """Write every script's decimal digits as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Reduce a name to what makes it the same name for a reader.

    Case, accents, spacing, hyphens, digits' scripts and Arabic or Persian letter forms make no difference. A name of nothing
    else is its own fold.
    """
    if text.isascii():
        return text.lower().translate(_ASCII_FOLDED) or text
    return _fold(text)


def _fold(text: str) -> str:
    folded = _digits(unicodedata.normalize("NFKC", text).casefold().translate(_FOLDS))
    folded = _strip_marks(folded).translate(_FOLDS)
    kept = (c for c in folded if c not in _JOINERS and not c.isspace() and unicodedata.category(c) != "Cf")
    return "".join(kept) or unicodedata.normalize("NFC", text)


@lru_cache(maxsize=65536)
def slugify(text: str) -> str:
    """Turn a name in any script into one segment of an address; empty if it has neither letter nor digit.

    Letters keep their script, Latin ones lose case and accents, and whatever isn't a letter, digit or mark parts words.
    """
    slug = "-".join(_ASCII_WORD.findall(text.lower().replace("'", ""))) if text.isascii() else _slug(text)
    if len(slug.encode()) <= SLUG_BYTES:
        return slug
    digest = short_digest(slug)
    cut = slug.encode()[: SLUG_BYTES - len(digest) - 1].decode(errors="ignore")
    # What follows the cut may be a mark that belongs to the last letter: then that goes too.
    while _is_mark(slug[len(cut)]) and cut:
        cut = cut[:-1]
    return f"{cut.rstrip('-')}-{digest}"


def _slug(text: str) -> str:
    plain = _strip_marks(unicodedata.normalize("NFKC", text).casefold()).translate(_LATIN)
    kept = "".join(part for char in plain if (part := _part_of_slug(char)))
    return unicodedata.normalize("NFC", "-".join(filter(None, (_without_leading_marks(word) for word in kept.split()))))


def _part_of_slug(char: str) -> str:
    """Give a letter, digit or mark itself, nothing for what stands within words unheard, and else a space."""
    category = unicodedata.category(char)
    if char in "’'ʼʻ" or category == "Me" or (category == "Cf" and char != _NON_JOINER) or _is_selector(char):
        return ""
    return char if category[0] in "LNM" else " "


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or char == "\u034f"


def _without_leading_marks(word: str) -> str:
    while word and _is_mark(word[0]):
        word = word[1:]
    return word


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M"


def short_digest(text: str) -> str:
    """Tell apart two names that have the same slug: eight hex digits."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()[:8]


def encode_address(path: str) -> str:
    """Percent-encode a path for use in a link, a feed or a sitemap."""
    return path if _ASCII_ADDRESS.fullmatch(path) else quote(path, safe="/-._~")


_ENCODED = {code: f"%{code:02X}" for code in range(128) if not (chr(code).isalnum() or chr(code) in "_.-~/")}


def percent_encode(text: str) -> str:
    """Do as `urllib.parse.quote`, which takes every byte by itself."""
    return str.translate(text, _ENCODED) if text.isascii() else quote(text)


def excerpt(text: str, limit: int = 240) -> str:
    """Shorten text to whole words."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    cut = text[:limit]
    # A writing without spaces, such as Chinese, is cut between letters.
    words = cut.rpartition(" ")[0] if text[limit] != " " else cut
    if len(words) > limit // 2:
        cut = words
    else:
        while _is_mark(text[len(cut)]) and cut:
            cut = cut[:-1]
    return cut.rstrip(" ,;:.–—-،؛、。，") + "…"


class Spellings:
    """Known words among which to look for the one that was meant.

    Words are found by the groups of three letters that they share, so that a look-up among ten thousand compares a few.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._names = {fold(name): name for name in known}
        self._holding: dict[str, list[str]] | None = None
        self._found: dict[str, str] = {}

    def near(self, word: str) -> str:
        """Find the word that was probably meant; empty if none is near."""
        if word not in self._found:
            self._found[word] = self._near(word)
        return self._found[word]

    def _near(self, word: str) -> str:
        if self._holding is None:
            self._holding = {}
            for name in self._names:
                for part in _threes(name):
                    self._holding.setdefault(part, []).append(name)
        from difflib import get_close_matches

        folded = fold(word)
        # Letters that very many words share tell nothing of which is meant.
        holding = (self._holding.get(part, ()) for part in _threes(folded))
        shared = Counter(name for names in holding if len(names) <= 1000 for name in names)
        candidates = sorted(shared, key=lambda name: (-shared[name] / (len(name) + len(folded)), name))[:10]
        found = get_close_matches(folded, candidates, n=1)
        return self._names[found[0]] if found else ""


@lru_cache(maxsize=2)
def spellings(known: tuple[str, ...]) -> Spellings:
    """Give the spellings of known words, with what was found among them: a preview looks for the same ones after each change."""
    return Spellings(known)


def _threes(word: str) -> set[str]:
    marked = f" {word[:60]} "
    return {marked[i : i + 3] for i in range(len(marked) - 2)} | {marked[i : i + 2] for i in range(2)}


def nearest(word: str, known: Iterable[str]) -> str:
    """Find among a few known words the one that was probably meant; empty if none is near."""
    return Spellings(known).near(word)


_LONGEST_OF_PAIRS = 100


def near_pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """Find pairs of folded names that one missing, added, changed or swapped letter parts, or the article before an English name.

    Time grows with the sum of the lengths: names are grouped by what is left of them when one letter is taken away. Short names
    and names that differ in a digit are let alone, as those are usually meant (2018 and 2019); so are very long ones.
    """
    groups: dict[str, list[str]] = {}
    for name in sorted(set(names)):
        if 6 <= len(name) <= _LONGEST_OF_PAIRS:
            for i in range(len(name)):
                groups.setdefault(name[:i] + name[i + 1 :], []).append(name)
            groups.setdefault(name, []).append(name)
            if name.startswith("the"):
                groups.setdefault(name[3:], []).append(name)
    pairs = set()
    for group in groups.values():
        for i, first in enumerate(group[:20]):
            for second in group[i + 1 : 20]:
                if first != second and _letters_of_difference(first, second):
                    pairs.add((min(first, second), max(first, second)))
    return sorted(pairs)


def _letters_of_difference(first: str, second: str) -> bool:
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    end = 0
    while end < min(len(first), len(second)) - start and first[-1 - end] == second[-1 - end]:
        end += 1
    a, b = first[start : len(first) - end], second[start : len(second) - end]
    if "the" in (a, b) and start == 0 and "" in (a, b):
        return True
    if len(a) > 2 or len(b) > 2 or any(c.isdigit() for c in a + b):
        return False
    return (len(a) <= 1 and len(b) <= 1) or sorted(a) == sorted(b)
