"""Names of authors in the parts that lists of references part them into."""

import re
from collections.abc import Sequence

from msgspec import Struct

_BEFORE = frozenset(
    [
        "van",
        "von",
        "vom",
        "zu",
        "zum",
        "zur",
        "de",
        "der",
        "den",
        "het",
        "'t",
        "ter",
        "ten",
        "te",
        "la",
        "le",
        "les",
        "las",
        "los",
        "du",
        "des",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "del",
        "dela",
        "della",
        "degli",
        "af",
        "av",
        "al",
        "el",
        "ibn",
        "bin",
        "bint",
        "ben",
        "abu",
        "umm",
        "st",
        "st.",
        "saint",
        "san",
        "santa",
        "santo",
        "ó",
        "ní",
        "uí",
        "nic",
        "mac",
        "mc",
        "ap",
        "بن",
        "ابن",
        "بنت",
        "أبو",
        "ابو",
        "أبي",
        "ابی",
        "آل",
        "ال",
        "عبد",
    ]
)
"""Words that begin a family name of several words, in whatever case."""
_AFTER = frozenset(["زاده", "پور", "نژاد", "نیا", "فر", "منش", "پناه", "خواه", "دوست", "پرست"])
"""Words that a Persian family name ends with, and that begin none."""
_SUFFIX = re.compile(r",?\s+((?:Jr|Sr)\.?|II|III|IV)$")
_JOINED = re.compile(r"(?:a[ldnrstz]|el|ash|adh|ath|d|l|dell|all|nell)[-'’](?=\w)")
"""A particle that is written in one with the name after it: al-Sisi, d’Hondt."""


class Name(Struct, frozen=True, array_like=True):
    """A name in parts. One that has a family name alone is printed as it is: a mononym, or an institution."""

    family: str
    given: str = ""
    particle: str = ""
    """Stands before the family name and is left out of count where names are put in order: `van der`, `al-`."""
    suffix: str = ""
    """`Jr.`, `III`."""
    institution: bool = False
    family_first: bool = False
    """Whether it is spoken so, as in Chinese and Hungarian."""

    @property
    def surname(self) -> str:
        """The family name with what belongs before it."""
        return joined(self.particle, self.family)

    @property
    def in_order(self) -> str:
        """The name as it is spoken."""
        parts = (self.surname, self.given) if self.family_first else (self.given, self.surname)
        return " ".join(filter(None, (*parts, self.suffix)))


def joined(particle: str, family: str) -> str:
    """Put a particle before a name, with a blank unless it ends in a hyphen or an apostrophe."""
    return f"{particle}{family}" if not particle or particle[-1] in "-'’" else f"{particle} {family}"


def person(name: str, families: Sequence[str] = ()) -> Name:
    """Take somebody's name apart.

    `families` are family names as the register has them, in any language; the first with which the name ends or begins is it.
    Else the last word is the family name, with the small words before it that belong to such names. What follows a comma, a degree
    or an office, is none of the name, unless one word alone, or small words with it, stands before: then it is the given name.
    """
    bare, comma, rest = name.partition(", ")
    *small, _ = bare.split() or [""]
    if comma and rest and not _SUFFIX.match(f" {rest}") and all(word.casefold() in _BEFORE for word in small):
        return _with_particle(bare, rest, "")
    found = _SUFFIX.search(name)
    suffix = found[1] if found and found.start() else ""
    bare = name[: found.start()] if found and suffix else name
    bare = bare.partition(",")[0] or bare
    for family in families:
        if bare == family:
            return _with_particle(family, "", suffix)
        if bare.endswith(f" {family}"):
            return _with_particle(family, bare[: -len(family) - 1], suffix)
        if bare.startswith(f"{family} "):
            return Name(family, bare[len(family) + 1 :], "", suffix, family_first=True)
    words = bare.split()
    start = len(words) - 1
    if start > 1 and words[start] in _AFTER:
        start -= 1
    if start > 2 and words[start - 1] == "y":  # Ortega y Gasset
        start -= 2
    while start > 1 and words[start - 1].casefold() in _BEFORE:
        start -= 1
    return _with_particle(" ".join(words[start:]), " ".join(words[:start]), suffix)


def _with_particle(family: str, given: str, suffix: str) -> Name:
    """Part small words before a family name from it; those with a capital are felt as part of it: De Vries, Ó Briain."""
    words = family.split()
    small = 0
    while given and small < len(words) - 1 and words[small][0].islower():
        small += 1
    particle, rest = " ".join(words[:small]), " ".join(words[small:])
    found = _JOINED.match(rest) if given else None
    if found:
        particle, rest = f"{particle} {found[0]}".strip(), rest[found.end() :]
    return Name(rest, given, particle, suffix)


def institution(name: str) -> Name:
    """Give the name of an institute, which nobody takes apart."""
    return Name(name, institution=True)
