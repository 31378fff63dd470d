"""In which order briefs stand, in which lists, and which are one text in several languages."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from briefs.drafts import BriefDraft, split_name
from briefs.model import Brief, ListKind
from briefs.text import fold


def in_order(briefs: Sequence[Brief]) -> list[Brief]:
    """Sort by date, the newest first and those without one last; of the same moment, by title."""
    ordered = sorted(briefs, key=lambda brief: (fold(brief.card.title), brief.card.id))
    ordered.sort(key=lambda brief: brief.card.date.instant if brief.card.date else "", reverse=True)
    ordered.sort(key=lambda brief: brief.card.date.day if brief.card.date else date.min, reverse=True)
    return ordered


def translations(briefs: Sequence[tuple[str, BriefDraft]]) -> dict[str, tuple[str, ...]]:
    """Put together the files of a folder whose names differ by their language alone."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for path, _ in briefs:
        folder, _, name = path.removesuffix(".md").rpartition("/")
        suffix = split_name(path)[1]
        groups[folder, name.removesuffix(f".{suffix}") if suffix else name].append(path)
    return {path: tuple(each for each in group if each != path) for group in groups.values() if len(group) > 1 for path in group}  # fmt: skip


def lists_of(briefs: Sequence[Brief]) -> dict[tuple[ListKind, str], tuple[str, ...]]:
    """List the briefs, given in their order, of the site, of each year and of each term."""
    lists: dict[tuple[ListKind, str], dict[str, None]] = defaultdict(dict)
    for brief in briefs:
        card = brief.card
        institutes = (*(credit.institute for credit in card.credits), brief.institute)
        refs = [*card.authors, *institutes, card.project, *card.tags]
        year = str(card.date.day.year) if card.date else ""
        keys: list[tuple[ListKind, str]] = [("all", ""), ("year", year), *((ref.kind, ref.key) for ref in refs if ref)]
        for key in keys:
            lists[key][card.id] = None
    return {key: tuple(ids) for key, ids in lists.items()}
