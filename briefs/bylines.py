"""Who wrote a brief, and as what: the role and the institute that each author held on its date."""

from collections.abc import Sequence
from datetime import date

from briefs.drafts import Position
from briefs.model import Credit, Ref


def position_on(
    positions: Sequence[Position], day: date | None, institute_key: str, key_of: "dict[str, str]"
) -> Position | None:
    """Choose the position that counts on a day; of several the one at the wanted institute, then the one that began last.

    Without a day it is the one that counts today: one without an end, or else the last. `key_of` gives the key of an institute's
    name.
    """
    if day is None:
        held = [position for position in positions if position.end is None] or list(positions)
    else:
        held = [p for p in positions if (p.start is None or p.start <= day) and (p.end is None or day <= p.end)]
    if not held:
        return None

    def rank(item: tuple[int, Position]) -> tuple[bool, date, int]:
        order, position = item
        there = bool(institute_key and position.institute and key_of.get(position.institute[0]) == institute_key)
        return there, position.start or date.min, order

    return max(enumerate(held), key=rank)[1]


def role_parts(role: str, projects: Sequence[tuple[str, Ref]]) -> tuple[str | Ref, ...]:
    """Cut a role where it names a project, so that the project can be a link.

    `projects` are names that may occur, each with what it means; the longest that occurs counts.
    """
    if not role:
        return ()
    for name, ref in sorted(projects, key=lambda project: -len(project[0])):
        start = role.find(name)
        end = start + len(name)
        whole_word = start >= 0 and not role[start - 1 : start].isalnum() and not role[end : end + 1].isalnum()
        if name and whole_word:
            linked = Ref(ref.kind, ref.key, name, ref.address)
            return tuple(part for part in (role[:start], linked, role[end:]) if part)
    return (role,)


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
