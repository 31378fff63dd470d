"""Checks of a site as its readers will get it: of the files themselves, whatever made them."""

from collections.abc import Callable, Iterable

from briefs.check import leaks, links, pages
from briefs.check.built import Built, files_of, files_to_be
from briefs.problems import Problem

__all__ = ["CHECKS", "Built", "files_of", "files_to_be", "run"]

Check = Callable[[Built], Iterable[Problem]]

CHECKS: tuple[tuple[str, Check], ...] = (
    ("leaks", leaks.check),
    ("links", links.check),
    ("pages", pages.check),
)
"""By the name under which `check` knows them; `--strict` runs them all."""


def run(built: Built, names: Iterable[str] = ()) -> list[Problem]:
    """Run the named checks, or all."""
    wanted = frozenset(names) or {name for name, _ in CHECKS}
    return sorted({problem for name, check in CHECKS if name in wanted for problem in check(built)})
