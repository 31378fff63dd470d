"""What results of a search can be narrowed down by, and which briefs belong to each value."""

from bisect import bisect_left
from typing import Literal
from urllib.parse import unquote

from msgspec import Struct

from briefs.model import Model, TermKind
from briefs.search.folding import spelling, surfaces, words_of
from briefs.search.index import blocks
from briefs.search.postings import numbers
from briefs.search.ranges import BOUNDS

FacetKind = Literal["author", "project", "institute", "tag", "lang"]
TERMS: tuple[TermKind, ...] = ("author", "project", "institute", "tag")
_NAME_WEIGHT = 8
"""Steps of weight of a word in the name of an author, a tag and so on."""
KINDS: tuple[FacetKind, ...] = (*TERMS, "lang")


class Facet(Struct, frozen=True, array_like=True):
    """A value that some briefs share."""

    key: str
    """What stands in the address of a search: the last part of the value's own address, or the code of a language."""
    names: tuple[str, ...]
    """Its name in the language of the site, and then all others, aliases too."""
    members: tuple[int, ...]
    """The numbers of the briefs, from the oldest on."""


def facets(model: Model, kind: FacetKind) -> tuple[Facet, ...]:
    """List the values of one kind that briefs have, in the order of the site's lists."""
    order = [id for block in blocks(model, len(model.briefs) or 1) for id in block.ids]
    if kind == "lang":
        by_language: dict[str, list[int]] = {}
        for number, id in enumerate(order):
            by_language.setdefault(model.briefs[id].card.lang, []).append(number)
        return tuple(Facet(lang, (lang,), tuple(members)) for lang, members in sorted(by_language.items()))
    places = {id: number for number, id in enumerate(order)}
    found = []
    for term in model.terms_of(kind):
        members = sorted(places[id] for id in model.lists.get((kind, term.key), ()))
        if members:
            key = unquote(term.address.rstrip("/").rpartition("/")[2])
            names = dict.fromkeys(
                (term.ref(model.site.language).name, term.name, *(name for _, name in term.names), *term.aliases)
            )
            found.append(Facet(key, tuple(names), tuple(members)))
    return tuple(found)


def names(model: Model) -> list[tuple[str, str]]:
    """List the words of the names of all that briefs are listed under, in order, with postings of these briefs."""
    found: dict[str, set[int]] = {}
    for facet in (facet for kind in TERMS for facet in facets(model, kind)):
        for word in {word for name in facet.names for surface in surfaces(name) for word in words_of(surface)}:
            for each in filter(None, (word, spelling(word))):
                found.setdefault(each, set()).update(facet.members)
    return [(word, numbers(sorted(found[word]), _NAME_WEIGHT)) for word in sorted(found)]


def part_of(pairs: list[tuple[str, str]], first: int, stop: int) -> tuple[tuple[str, str], ...]:
    """Give those words that stand in some sections."""
    low = bisect_left(pairs, (BOUNDS[first],))
    high = bisect_left(pairs, (BOUNDS[stop],)) if stop < len(BOUNDS) else len(pairs)
    return tuple(pairs[low:high])
