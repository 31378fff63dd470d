"""The same work in one process or in several, with results in order."""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import count, pairwise
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

T = TypeVar("T")

SMALL = 200
"""Fewer items than this are done in one process: starting others costs more than they save."""
_BATCH = 25
"""Items done at a time, at least."""
_LARGE_BATCH = 100
_SIZE = 8
"""Bytes before a result that tell how long it is."""
_PR_SET_PDEATHSIG = 1
"""Of prctl(2)."""


def usable_workers() -> int:
    """Count the processors that this process may use; one where processes can't be started cheaply and safely."""
    if sys.platform != "linux":
        return 1
    return len(os.sched_getaffinity(0))


def in_batches(
    work: Callable[[Sequence[T]], bytes], items: Sequence[T], *, workers: int, told: Callable[[int, int], None], each: int = 1
) -> Iterator[bytes]:  # fmt: skip
    """Do the work on the items, some at a time, and give the results in order; `told` hears how many items of how many are done.

    `each` says how many ordinary items one of these stands for.

    The other processes are forked: they see everything that this one holds, and only results travel, as bytes.
    """
    # Large enough that what a batch's items share is settled once for many, small enough that all end at the same time.
    size = max(_BATCH // each, min(_LARGE_BATCH // each, len(items) // (10 * max(workers, 1))), 1)
    batches = [items[start : start + size] for start in range(0, len(items), size)]
    several = workers > 1 and len(items) > 1 and len(items) * each >= SMALL
    results = _share_out(work, batches, workers) if several else zip(count(), map(work, batches), strict=False)
    early: dict[int, bytes] = {}
    done = number = 0
    for i, result in results:
        if isinstance(result, BaseException):
            raise result
        early[i] = result
        done += len(batches[i])
        told(done, len(items))
        while number in early:
            yield early.pop(number)
            number += 1


def _share_out(
    work: Callable[[Sequence[T]], bytes], batches: Sequence[Sequence[T]], workers: int
) -> Iterator[tuple[int, bytes | BaseException]]:
    """Give results or faults, with the numbers of their batches, as they are made.

    Each process begins with a run of batches of its own, as neighbours need the same things, and then helps with the last ones of
    whoever has most left.
    """
    from multiprocessing import get_context
    from multiprocessing.connection import Connection, wait

    workers = min(workers, len(batches))
    bounds = [len(batches) * i // workers for i in range(workers + 1)]
    runs = [deque(range(start, stop)) for start, stop in pairwise(bounds)]
    fork = get_context("fork")
    helpers: dict[Connection, tuple[ForkProcess, deque[int]]] = {}
    expected = 0
    try:
        for run in runs:
            pipe, end = fork.Pipe()
            helpers[pipe] = fork.Process(target=_serve, args=(work, batches, end, os.getpid()), daemon=True), run
            helpers[pipe][0].start()
            end.close()
        # While a result is on its way, each has the next batch already.
        idle = [*helpers, *helpers]
        while True:
            for pipe in idle:
                run = helpers[pipe][1] or max(runs, key=len)
                if run:
                    pipe.send(run.popleft() if run is helpers[pipe][1] else run.pop())
                    expected += 1
            if not expected:
                return
            idle = [pipe for pipe in wait(helpers) if isinstance(pipe, Connection)]
            for pipe in idle:
                expected -= 1
                yield pipe.recv()
    except (EOFError, ConnectionError) as bad:
        raise ChildProcessError("a process of this build was stopped; perhaps there is too little memory") from bad
    finally:
        for process, _ in helpers.values():
            process.kill()
            process.join()


def _serve(
    work: Callable[[Sequence[T]], bytes], batches: Sequence[Sequence[T]], pipe: "Connection", parent: int
) -> None:
    """Do batches as they are asked for, in a process of its own."""
    _end_with(parent)
    while True:
        number = pipe.recv()
        result: bytes | BaseException
        try:
            result = work(batches[number])
        except BaseException as bad:  # noqa: BLE001  # whatever it is, it is raised where the results are wanted
            import traceback

            bad.add_note(traceback.format_exc())
            result = bad
        pipe.send((number, result))


class Beside:
    """Works that are done one after the other in a process beside this one, or when asked for, where there is none to spare."""

    def __init__(self, *works: Callable[[], bytes], alone: bool = False) -> None:
        """`alone` asks for no other process: the work is too little for one."""
        self._works = list(works)
        self._process = 0
        if usable_workers() > 1 and not alone:
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

    def __enter__(self) -> "Beside":
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

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


def _end_with(parent: int) -> None:
    """Let this process end with the one that it works for, however that one ends: nobody else would stop it."""
    import ctypes

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever stops the build means that one, which then stops these
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
