"""The same work in one process or in several, with results in order."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")

SMALL = 200
"""Fewer items than this are done in one process: starting others costs more than they save."""
_BATCH = 25
_END = b"."
"""Behind a result, as a sign that it is all there."""
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


class Beside(Generic[T]):
    """Work that goes on in another process beside this one's, or is done when its result is asked for, where there is none to spare.

    `kind` is the type of the result, of which msgspec has to know how it is written.
    """

    def __init__(self, work: Callable[[], T], kind: type[T]) -> None:
        self._work = work
        self._kind = kind
        self._process = 0
        if usable_workers() > 1:
            self._result, end = os.pipe()
            self._process = os.fork()
            if not self._process:
                self._do(end)
            os.close(end)

    def _do(self, end: int) -> None:
        try:
            with open(end, "wb") as pipe:
                pipe.write(msgspec.msgpack.encode(self._work()) + _END)
        finally:
            os._exit(0)

    def result(self) -> T:
        """Wait for the result; to be asked for once."""
        if not self._process:
            return self._work()
        with open(self._result, "rb") as pipe:
            result = pipe.read()
        self._reap()
        if not result.endswith(_END):
            return self._work()
        return msgspec.msgpack.decode(result.removesuffix(_END), type=self._kind)

    def drop(self) -> None:
        """Do without the result."""
        if self._process:
            os.close(self._result)
            os.kill(self._process, signal.SIGKILL)
            self._reap()

    def _reap(self) -> None:
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
