"""The same work in one process or in several, with results in order."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

SMALL = 200
"""Fewer items than this are done in one process: starting others costs more than they save."""
_CHUNK = 25

_work: Callable[[Any], Any] | None = None


def usable_workers() -> int:
    """Count the processors that this process may use; one where processes can't be started cheaply and safely."""
    if sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))


def in_order(work: Callable[[T], R], items: Sequence[T], *, workers: int) -> Iterator[R]:
    """Do the work on each item and give the results in the items' order.

    The other processes are forked: they see everything that this one holds, and only results travel, so these should be small.
    """
    if workers < 2 or len(items) < SMALL:
        yield from map(work, items)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    global _work  # noqa: PLW0603  # how the forked processes find the work without its being sent to them
    _work = work
    try:
        with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
            for results in pool.map(_chunk, [list(items[i : i + _CHUNK]) for i in range(0, len(items), _CHUNK)]):
                yield from results
    finally:
        _work = None


def _chunk(items: list[Any]) -> list[Any]:
    assert _work is not None
    return [_work(item) for item in items]
