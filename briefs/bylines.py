"""Who wrote a brief, and as what: the role and the institute that each author held on its date."""

import re
from collections.abc import Collection, Sequence
from datetime import date

from briefs.drafts import Position
from briefs.model import Credit, Ref


def position_on(
    positions: Sequence[Position], day: date | None, *, preferred: Collection[Position] = ()
) -> Position | None:
    """Choose the position that counts on a day; of several a preferred one, then the one that began last.

    Without a day it is the one that counts today: one without an end, or else the last.
    """
    if day is None:
        held = [position for position in positions if position.end is None] or list(positions)
    else:
        held = [p for p in positions if (p.start is None or p.start <= day) and (p.end is None or day <= p.end)]
    ranks = [(position in preferred, position.start or date.min, order) for order, position in enumerate(held)]
    return held[max(ranks)[2]] if held else None


def role_parts(role: str, projects: Sequence[tuple[str, Ref]]) -> tuple[str | Ref, ...]:
    """Cut a role where it names a project, so that the project can be a link.

    `projects` are names that may occur, each with what it means; the longest that occurs counts.
    """
    for name, ref in sorted(projects, key=lambda project: -len(project[0])):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", role)
        if found:
            linked = Ref(ref.kind, ref.key, name, ref.address)
            return tuple(part for part in (role[: found.start()], linked, role[found.end() :]) if part)
    return (role,) if role else ()


def join_credits(credits: Sequence[Credit]) -> tuple[Credit, ...]:
    """Put neighbours with the same role and institute together: `By A and B | Fellows - The Institute`."""
    joined: list[Credit] = []
    for credit in credits:
        last = joined[-1] if joined else None
        if last and (last.role, last.institute) == (credit.role, credit.institute):
            new = tuple(person for person in credit.people if person not in last.people)
            joined[-1] = Credit((*last.people, *new), last.role, last.institute)
        else:
            joined.append(credit)
    return tuple(joined)
