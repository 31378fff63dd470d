"""Which briefs are about the same matter: for the whole site at once, in time that grows with the number of briefs.

Two briefs are the nearer to each other, the more tags, projects and authors they share and the rarer these are. Under
what is common a brief is compared only with those that stand next to it in time: so each has a bounded number of others
to be compared with, and of the many that share no more than a common tag, the ones of the same weeks come first.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

from briefs.model import Brief, ListKind

COUNT = 6
"""So many are found for each brief, where there are so many."""

_NEAR = 6
"""Briefs before and after it in a list that a brief is compared with."""

_FACTORS: dict[ListKind, int] = {"tag": 100, "project": 70, "author": 40}
"""What it counts to share one, by kind, if only two briefs do."""


def related(briefs: Sequence[Brief], lists: Mapping[tuple[ListKind, str], Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Give for each brief, by id, the ids of others in its language, the nearest first; see `nearest`."""
    return named(briefs, nearest(briefs, lists))


def named(briefs: Sequence[Brief], numbers: Mapping[int, Sequence[int]]) -> dict[str, tuple[str, ...]]:
    """Put ids for the numbers of briefs."""
    ids = [brief.card.id for brief in briefs]
    return {ids[number]: tuple([ids[other] for other in others]) for number, others in numbers.items()}


def nearest(briefs: Sequence[Brief], lists: Mapping[tuple[ListKind, str], Sequence[str]]) -> dict[int, list[int]]:
    """Give for each brief that has such the numbers of others in its language, the nearest first.

    `briefs` and the ids of each list stand in order of time. Among equals the nearer in time comes first, then the newer.
    """
    numbers = {brief.card.id: number for number, brief in enumerate(briefs)}
    languages = [brief.card.lang for brief in briefs]
    scores: list[dict[int, int]] = [defaultdict(int) for _ in briefs]
    for (kind, _), ids in lists.items():
        if kind in _FACTORS and len(ids) > 1:
            by_language: dict[str, list[int]] = defaultdict(list)
            for id in ids:
                number = numbers[id]
                by_language[languages[number]].append(number)
            weight = _weight(_FACTORS[kind], len(ids), len(briefs))
            for members in by_language.values():
                _count(members, weight, scores)
    return {number: _best(number, own) for number, own in enumerate(scores) if own}


def _weight(factor: int, members: int, total: int) -> int:
    """Weigh what some of all briefs share; in whole numbers, so that their sum is the same in any order."""
    return 1 + round(factor * math.log2(1 + total / members) / math.log2(1 + total / 2))


def _count(members: Sequence[int], weight: int, scores: Sequence[dict[int, int]]) -> None:
    for place, one in enumerate(members):
        own = scores[one]
        for other in members[place + 1 : place + 1 + _NEAR]:
            own[other] += weight
            scores[other][one] += weight


def _best(number: int, scores: Mapping[int, int]) -> list[int]:
    least = sorted(scores.values())[-COUNT:][0]
    candidates = [(-score, abs(other - number), other) for other, score in scores.items() if score >= least]
    return [other for _, _, other in sorted(candidates)[:COUNT]]
