"""Briefs by which a citation can't tell which is meant: of the same DOI, or of the same number in the series of one institute."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from briefs.drafts import BriefDraft, split_name
from briefs.model import Brief, Ref
from briefs.problems import Problem, quoted, warning
from briefs.text import fold


def doubles(
    briefs: Iterable[tuple[BriefDraft, Brief]], translations: Mapping[str, Sequence[str]], publisher: Ref | None
) -> Iterator[Problem]:
    """Find them; `publisher` has the briefs that name no institute. One text in several languages may share what it has."""
    first: dict[tuple[str, str, str], tuple[BriefDraft, Brief]] = {}
    for draft, brief in briefs:
        house = brief.institute or publisher
        for key, name, value in (("doi", "", brief.doi), ("number", house.key if house else "", brief.number)):
            if not value:
                continue
            other, taken = first.setdefault((key, name, fold(value)), (draft, brief))
            if other is draft or taken.card.id in translations.get(brief.card.id, ()):
                continue
            line, column = dict(draft.places)[key]
            said = (
                f"the DOI {quoted(value)}"
                if key == "doi"
                else f"the number {quoted(value)}{f' of {house.name}' if house else ''}"
            )
            yield warning(f"same-{key}", f"{said} is also that of {taken.card.id}:{dict(other.places)[key][0]}", path=brief.card.id,
                          line=line, column=column, hint=f"{_HINTS[key]}; {_alike(taken.card.id)}")  # fmt: skip


_HINTS = {
    "doi": "a DOI leads to one text: take doi: out where it is wrong",
    "number": "give one of the two another number:",
}


def _alike(path: str) -> str:
    stem, suffix = path.rpartition("/")[2].removesuffix(".md"), split_name(path)[1]
    name = stem.removesuffix(f".{suffix}") if suffix else stem
    return f"the same text in another language may share it if the files are named alike: {name}.md, {name}.fa.md"
