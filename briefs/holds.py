"""Which briefs are not to be published yet: drafts, and those whose moment is still to come."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct


class Holds(Struct, frozen=True, array_like=True):
    """What is held at one moment, and how long that stays true if no file changes."""

    until: dict[str, str] = {}
    """The moment at which each brief is due (RFC 3339, in the site's zone), by path; empty for a draft."""
    since: int | None = None
    """When the last of the others came due, or another day that is told of came near, in seconds since 1970; None if there was none."""
    next: int | None = None
    """When the next of these does; None if none ever will."""

    def last_at(self, now: float) -> bool:
        """Tell whether the same briefs are held at another moment."""
        return (self.since is None or self.since <= now) and (self.next is None or now < self.next)


NOTHING = Holds()


AHEAD = 86400
"""Seconds by which a day may be ahead of the site's time zone: somewhere on earth it has begun."""


def in_words(due: str) -> str:
    """Say of a brief why it is not published yet: its moment (RFC 3339) is still to come, or there is none."""
    return f"is held until {shown(due)}" if due else "is a draft"


def shown(due: str) -> str:
    """Write a moment for people, to the minute."""
    return due[:16].replace("T", " ")


def judge(moments: Iterable[tuple[str, str | None]], now: float, told: Iterable[str] = ()) -> Holds:
    """Tell which briefs are held at `now`, seconds since 1970.

    `moments` are the paths of all briefs with the moment at which each is due: RFC 3339, empty for a draft, None if it never had to wait.
    `told` are moments (RFC 3339) that hold nothing back, and are told of while they are more than a day ahead.
    """
    until: dict[str, str] = {}
    came: list[int] = []
    come: list[int] = []
    for moment in told:
        seconds = seconds_of(moment) - AHEAD
        (come if seconds > now else came).append(seconds)
    for path, due in moments:
        if due:
            seconds = seconds_of(due)
            (come if seconds > now else came).append(seconds)
            if seconds > now:
                until[path] = due
        elif due is not None:
            until[path] = ""
    return Holds(until, max(came, default=None), min(come, default=None))


def seconds_of(moment: str) -> int:
    """Turn a moment (RFC 3339) into seconds since 1970."""
    return int(datetime.fromisoformat(moment).timestamp())
