"""When a brief is due, and whether the days that are told of it can be right."""

from collections.abc import Iterator

from briefs.dates import When
from briefs.drafts import BriefDraft
from briefs.holds import AHEAD, seconds_of
from briefs.problems import Problem, error, warning


def due(draft: BriefDraft) -> str | None:
    """Tell when a brief is to be published: without `publish_at`, when its day or the time given with it has come."""
    when = draft.publish_at or draft.date
    return "" if draft.draft else when.instant if when else None


def later_dates(draft: BriefDraft) -> Iterator[tuple[str, When]]:
    """List what happened to a brief after its date, with the keys that say so."""
    if draft.updated:
        yield "updated", draft.updated
    for each in draft.corrections:
        yield "corrections", each.date
    if draft.withdrawn:
        yield "withdrawn", draft.withdrawn.date


def judge_dates(path: str, draft: BriefDraft, now: float) -> Iterator[Problem]:
    """Find days before that of the brief, and days that are still to come at `now`, seconds since 1970."""
    for key, when in later_dates(draft):
        line, column = dict(draft.places).get(key, (1, 0))
        if draft.date and when.day < draft.date.day:
            yield error("bad-date", f"{key}: ({when.day}) is before date: ({draft.date.day})", path=path, line=line, column=column,
                        hint="is one of the two mistyped?")  # fmt: skip
        elif seconds_of(when.instant) - AHEAD > now:
            yield warning("future-date", f"{key}: ({when.day}) is still to come", path=path, line=line, column=column,
                          hint="is it mistyped? readers are told it from now on")  # fmt: skip
