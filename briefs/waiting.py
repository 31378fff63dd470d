"""What is not published yet, in words for the terminal."""

from briefs.report import Report

_SHOWN = 3


def held_in_words(report: Report, *, with_drafts: bool = False, everything: bool = False) -> list[str]:
    """Tell in lines which briefs are held and until when, the next one first, and how many drafts there are."""
    drafts = sum(not due for due in report.held.values())
    waiting = sorted((due, path) for path, due in report.held.items() if due)
    if with_drafts:
        parts = [
            *([_count(drafts, "draft")] if drafts else []),
            *([f"{_count(len(waiting), 'brief')} before their time"] if waiting else []),
        ]
        return [f"Not for publication: with {' and '.join(parts)}."] if parts else []
    lines = []
    if waiting:
        shown = waiting if everything else waiting[:_SHOWN]
        each = [
            f"{path.removeprefix('content/briefs/')} until {due[:16].replace('T', ' ')} {report.timezone}"
            for due, path in shown
        ]
        more = f", and {len(waiting) - len(shown)} more (-v names them)" if len(shown) < len(waiting) else ""
        are = "brief is" if len(waiting) == 1 else "briefs are"
        lines.append(f"{len(waiting)} {are} held: {', '.join(each)}{more}.")
    if drafts:
        lines.append(f"{_count(drafts, 'draft')} left out.")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"
