"""What came of a build, in the lines at its end."""

from collections import Counter
from collections.abc import Sequence

from briefs.holds import shown
from briefs.problems import Problem
from briefs.report import Report

_NAMED = 3
"""So many held briefs are named, unless all are to be."""


def summary(report: Report, held: Sequence[str], seconds: float) -> str:
    """Tell in lines what a build did."""
    if not report.ok:
        return f"Not published: {counted(report.problems)}. {_state(report)}"
    warned = _warned(report.problems)
    did = f"{len(report.written)} written, {len(report.removed)} removed"
    if not report.written and not report.removed:
        did = "nothing had changed"
    lines = [f"{count(report.pages, 'page')} in {seconds:.1f} s: {len(report.rendered)} rendered, {did}."]
    if warned:
        lines.append(f"{warned}.")
    lines += held
    return "\n".join([*lines, f"The site is in {report.out}; open {report.out / 'index.html'} to see it."])


def held_in_words(report: Report, *, with_drafts: bool = False, everything: bool = False) -> list[str]:
    """Tell in lines which briefs are held and until when, the next one first, and how many drafts there are."""
    drafts = sum(not due for due in report.held.values())
    waiting = sorted((due, path) for path, due in report.held.items() if due)
    if with_drafts:
        parts = [
            *([count(drafts, "draft")] if drafts else []),
            *(
                [f"{count(len(waiting), 'brief')} before {'its' if len(waiting) == 1 else 'their'} time"]
                if waiting
                else []
            ),
        ]
        return [f"Not for publication: with {' and '.join(parts)}."] if parts else []
    lines = []
    if waiting:
        named = waiting if everything else waiting[:_NAMED]
        each = [f"{path.removeprefix('content/briefs/')} until {shown(due)} {report.timezone}" for due, path in named]
        more = f", and {len(waiting) - len(named)} more (-v names them)" if len(named) < len(waiting) else ""
        are = "brief is" if len(waiting) == 1 else "briefs are"
        lines.append(f"{len(waiting)} {are} held: {', '.join(each)}{more}.")
    if drafts:
        lines.append(f"{count(drafts, 'draft')} left out.")
    return lines


def counted(problems: Sequence[Problem]) -> str:
    """Count errors and warnings; empty if there are none."""
    errors = len({problem for problem in problems if problem.severity == "error"})
    return " and ".join(filter(None, (count(errors, "error") if errors else "", _warned(problems))))


def _warned(problems: Sequence[Problem]) -> str:
    """Count the warnings, the most frequent kind first; empty if there are none."""
    kinds = Counter(problem.code for problem in set(problems) if problem.severity == "warning")
    ordered = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))
    return (
        f"{count(kinds.total(), 'warning')} ({', '.join(f'{code} {count}' for code, count in ordered)})"
        if kinds
        else ""
    )


def count(number: int, noun: str) -> str:
    """Put a number before a noun."""
    return f"{number} {noun}{'s' * (number != 1)}"


def _state(report: Report) -> str:
    return f"{report.out} is as it was." if report.out.exists() else "Nothing was written."
