"""Work in several processes: everything once, in order, and no fault is lost."""

import os
import signal
import time
from collections.abc import Sequence
from itertools import pairwise

import pytest

from briefs.workers import SMALL, in_batches

ITEMS = range(7 * SMALL + 1)


def silent(done: int, total: int) -> None:
    """Listen to nothing."""


@pytest.mark.parametrize("workers", [1, 2, 3, 50])
@pytest.mark.parametrize("count", [0, 1, SMALL - 1, SMALL, len(ITEMS)])
def test_results_are_in_order_whoever_is_slow(workers: int, count: int) -> None:
    told = []

    def work(items: Sequence[int]) -> bytes:
        time.sleep(0.02 * (0 in items))
        return b"".join(b"%d " % item for item in items)

    results = in_batches(work, ITEMS[:count], workers=workers, told=lambda done, total: told.append((done, total)))
    assert list(map(int, b"".join(results).split())) == list(ITEMS[:count])
    assert told == sorted(told)
    assert not count or told[-1] == (count, count)


def test_neighbours_are_done_by_the_same_process() -> None:
    def work(items: Sequence[int]) -> bytes:
        time.sleep(0.001)
        return b"%d " % os.getpid()

    pids = b"".join(in_batches(work, ITEMS, workers=2, told=silent)).split()
    changes = sum(one != other for one, other in pairwise(pids))
    assert len(set(pids)) == 2
    assert changes < len(pids) / 2


def test_fault_is_raised_with_its_traceback() -> None:
    def work(items: Sequence[int]) -> bytes:
        if 300 in items:
            raise FileNotFoundError(2, "no such thing", "a/b")
        return b""

    with pytest.raises(FileNotFoundError) as raised:
        list(in_batches(work, ITEMS, workers=2, told=silent))
    assert raised.value.filename == "a/b"
    assert "in work" in raised.value.__notes__[0]


def test_killed_process_is_told() -> None:
    def work(items: Sequence[int]) -> bytes:
        if 300 in items:
            os.kill(os.getpid(), signal.SIGKILL)
        return b""

    with pytest.raises(ChildProcessError, match="stopped"):
        list(in_batches(work, ITEMS, workers=2, told=silent))


def test_whoever_wants_no_more_leaves_no_process() -> None:
    results = in_batches(lambda items: b"%d " % os.getpid(), ITEMS, workers=2, told=silent)
    pid = int(next(results))
    results.close()  # type: ignore[attr-defined]  # a generator
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
