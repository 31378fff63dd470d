"""Two builds into one folder: one waits for the other, and a dead one keeps nobody waiting."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from publish_driver import publish
from publishing import ENVIRON, Pair, litter, snapshot
from sitetext import EXAMPLE, Site, brief

from briefs import locking
from briefs.publish import Target


@contextmanager
def holder(pair: Pair) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A build that holds the lock and never ends, and the number of its forked worker, which writes into its stage."""
    command = pair.command("hold")
    with subprocess.Popen(command, env=ENVIRON, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        try:
            yield process, worker
        finally:
            process.kill()
            os.kill(worker, signal.SIGKILL)


def is_alive(number: int) -> bool:
    return Path(f"/proc/{number}/stat").read_text().split()[2] not in "ZX"


def test_a_build_waits_for_another_and_says_so_once(tmp_path: Path) -> None:
    pair, told, done = Pair(tmp_path), [], threading.Event()

    def wait() -> None:
        with Target(pair.out).lock(lambda: told.append(time.monotonic())):
            done.set()

    with holder(pair) as (process, _):
        thread = threading.Thread(target=wait)
        thread.start()
        assert not done.wait(0.5)
        assert len(told) == 1
        process.kill()
        assert done.wait(5)
        thread.join()
    assert len(told) == 1


def test_dead_build_keeps_nobody_waiting_though_its_workers_live_on(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    told: list[int] = []
    with holder(pair) as (process, worker):
        process.kill()
        process.wait()
        assert is_alive(worker)
        for _ in range(2):
            with Target(pair.out).lock(lambda: told.append(1)):
                pass
            publish(pair.sources[1], pair.out)
            assert snapshot(pair.out) == pair.looks[1]
            pair.turn()
        assert is_alive(worker)
        time.sleep(0.1)  # it would write now
        with Target(pair.out).lock():
            pass
        assert not litter(pair.out)
    assert not told


@pytest.mark.skipif(sys.platform == "win32", reason="NOT TESTED: there is no flock() here")
def test_inherited_lock_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: flock() is inherited by forked workers, and blocks although its build is dead."""
    import fcntl

    path = tmp_path / "lock"
    code = (
        f"import fcntl, os, time; file = os.open({str(path)!r}, os.O_RDWR | os.O_CREAT); fcntl.flock(file, fcntl.LOCK_EX);"
        "worker = os.fork(); print(worker, flush=True) if worker else None; time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        worker = int(process.stdout.readline())
        process.kill()
        process.wait()
        with path.open() as file, pytest.raises(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.kill(worker, signal.SIGKILL)


@pytest.mark.parametrize("number", [37, 38, 95])
def test_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    pair = Pair(tmp_path)
    monkeypatch.setattr(locking.fcntl, "lockf", refuse)
    publish(pair.sources[1], pair.out)
    assert snapshot(pair.out) == pair.looks[1]


def test_exception_gives_the_lock_up(tmp_path: Path) -> None:
    pair = Pair(tmp_path)
    with pytest.raises(ValueError, match="faulty"), Target(pair.out).lock():
        raise ValueError("faulty")
    subprocess.run(pair.command(), env=ENVIRON, check=True, timeout=20)
    assert snapshot(pair.out) == pair.looks[1]


# Pairs of builds


def blends(place: Path, *, how: str, times: int) -> int:
    """Start two builds of different sites at once, many times; count the results that are neither of the two."""
    pair = Pair(place)
    count = 0
    for _ in range(times):
        both = [
            subprocess.Popen(
                [*pair.command(how)[:3], str(source), str(pair.out)], env=ENVIRON, stderr=subprocess.DEVNULL
            )
            for source in pair.sources
        ]
        codes = [process.wait() for process in both]
        assert how != "whole" or codes == [0, 0]
        count += snapshot(pair.out) not in pair.looks
        assert how != "whole" or not litter(pair.out)
    return count


def test_two_at_once_give_one_of_the_two(tmp_path: Path) -> None:
    assert blends(tmp_path, how="whole", times=6) == 0


def test_two_at_once_without_a_lock_are_found_out(tmp_path: Path) -> None:
    """The control: file by file, two builds blend."""
    assert blends(tmp_path, how="in-place", times=12) > 0


def check_programs_at_once(place: Path, *, times: int) -> None:
    out, looks = place / "site", []
    roots = []
    for version in ("one", "other"):
        text = "\n".join(
            f"-- content/briefs/b{n}.md --\n{brief(f'{version} {n}', date='2020-01-02')}" for n in range(9)
        )
        site = Site(place / version, text + f"-- content/briefs/{version}.md --\n{brief(version, date='2020-01-03')}")
        site.build(out=place / "clean", fresh=True)
        looks.append(snapshot(place / "clean"))
        roots.append(site.root)
    for number in range(times):
        commands = [
            [sys.executable, str(EXAMPLE / "build.py"), "--root", str(root), "--out", str(out)] for root in roots
        ]
        both = [
            subprocess.Popen(command, env=ENVIRON, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            for command in commands
        ]
        said = [process.communicate(timeout=60)[0] for process in both]
        assert [process.returncode for process in both] == [0, 0], said
        assert snapshot(out) in looks, number
        assert not litter(out), number


def test_two_programs_at_once(tmp_path: Path) -> None:
    check_programs_at_once(tmp_path, times=6)
