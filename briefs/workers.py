"""The same work in one process or in several, with results in order."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")

SMALL = 200
"""Fewer items than this are done in one process: starting others costs more than they save."""
_BATCH = 25
_SIZE = 8
"""Bytes before a result that tell how long it is."""
_PR_SET_PDEATHSIG = 1
"""Of prctl(2)."""

_job: tuple[Callable[[Sequence[Any]], bytes], Sequence[Any]] | None = None
"""How the forked processes find work and items without these being sent to them."""


def usable_workers() -> int:
    """Count the processors that this process may use; one where processes can't be started cheaply and safely."""
    if sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))


def in_batches(work: Callable[[Sequence[T]], bytes], items: Sequence[T], *, workers: int) -> Iterator[bytes]:
    """Do the work on the items, some at a time, and give the results in order.

    The other processes are forked: they see everything that this one holds, and only results travel, as bytes.
    """
    starts = range(0, len(items), _BATCH)
    if workers < 2 or len(items) < SMALL:
        yield from (work(items[start : start + _BATCH]) for start in starts)
        return
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    global _job  # noqa: PLW0603  # a fork inherits what stands in a module, and nothing has to be sent
    _job = work, items
    fork = get_context("fork")
    try:
        with ProcessPoolExecutor(workers, mp_context=fork, initializer=_begin, initargs=(os.getpid(),)) as pool:
            yield from pool.map(_batch, starts)
    finally:
        _job = None


class Beside:
    """Works that are done one after the other in a process beside this one, or when asked for, where there is none to spare."""

    def __init__(self, *works: Callable[[], bytes]) -> None:
        self._works = list(works)
        self._process = 0
        if usable_workers() > 1:
            start, end = os.pipe()
            self._process = os.fork()
            if not self._process:
                self._do(end)
            os.close(end)
            self._results = open(start, "rb")  # noqa: SIM115  # open until the process is dropped

    def _do(self, end: int) -> None:
        try:
            with open(end, "wb") as pipe:
                for work in self._works:
                    result = work()
                    pipe.write(len(result).to_bytes(_SIZE, "big") + result)
                    pipe.flush()
        finally:
            os._exit(0)

    def result(self) -> bytes:
        """Wait for the next result."""
        work = self._works.pop(0)
        if not self._process:
            return work()
        head = self._results.read(_SIZE)
        size = int.from_bytes(head, "big")
        result = self._results.read(size)
        is_whole = len(head) == _SIZE and len(result) == size
        if not (is_whole and self._works):
            self._end()
        return result if is_whole else work()

    def drop(self) -> None:
        """Do without further results; the process ends."""
        if self._process:
            with suppress(ProcessLookupError):
                os.kill(self._process, signal.SIGKILL)
            self._end()

    def _end(self) -> None:
        self._results.close()
        # Where whoever started this program ignores the end of children, there is nobody to wait for.
        with suppress(ChildProcessError):
            os.waitpid(self._process, 0)
        self._process = 0


def _batch(start: int) -> bytes:
    assert _job is not None
    work, items = _job
    return work(items[start : start + _BATCH])


def _begin(parent: int) -> None:
    """Let this process end with the one that it works for, however that one ends: nobody else would stop it."""
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
