"""What the tests of publishing share: two sites to switch between, ways to disturb that, and a look at what came of it."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest
from publish_driver import publish

DRIVER = Path(__file__).with_name("publish_driver.py")
ENVIRON = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}

CHANGING = (
    "mkdir", "mkdirat", "rmdir", "link", "linkat", "symlink", "symlinkat", "unlink", "unlinkat", "rename", "renameat",
    "renameat2", "write", "truncate", "ftruncate", "chmod", "fchmod", "fchmodat", "utimensat", "fsync",
)  # fmt: skip
"""System calls that change files. Opening is left out: what it makes is seen at the call that follows, a write or fchmod."""

Snapshot = dict[str, tuple[int, bytes]]
"""Mode, with the kind of file, and bytes (of a link: its target), by path."""


def snapshot(folder: Path, leave: str = "\0") -> Snapshot:
    """All that is in a folder, the folder itself included; `leave` is one that isn't looked at."""

    def look(path: Path) -> tuple[int, bytes]:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            return mode, os.readlink(path).encode()
        return mode, path.read_bytes() if stat.S_ISREG(mode) else b""

    if not folder.exists():
        return {}
    found = {str(path.relative_to(folder)): look(path) for path in (folder, *folder.rglob("*"))}
    return {path: seen for path, seen in found.items() if path.split("/")[0] != leave}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Let a folder hold these files and no others."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def pages(version: str, count: int = 60) -> dict[str, str]:
    """A site of which some files are the same in each version, some differ, and some are in one only."""
    files = {f"briefs/{2000 + n % 5}/brief-{n}/index.html": f"Brief {n}" for n in range(count)}
    files |= {"index.html": f"Front of {version}", "feed.xml": version * 9, "static/style.css": "p {}"}
    files |= {f"briefs/2001/brief-{n}/index.html": f"Brief {n} of {version}" for n in range(1, count, 15)}
    files |= {f"tags/{version}/index.html": version, f"tags/{version}/feed.xml": version, "tags/index.html": version}
    # What is a folder in one version is a file in the other.
    return files | {"both" if version == "old" else "both/inner.txt": version, f"only/{version}/deep/er/x": "x"}


class Pair:
    """Two sites, a public folder that has the one, and what it has to look like with each."""

    def __init__(self, place: Path, *, count: int = 60, foreign: dict[str, str] | None = None) -> None:
        self.out = place / "site"
        self.foreign = foreign or {}
        self.sources = [write(place / version, pages(version, count)) for version in ("old", "new")]
        self.looks = []
        for source in self.sources:
            clean = place / "clean"
            publish(source, clean)
            self._add_foreign(clean)
            self.looks.append(snapshot(clean))
            shutil.rmtree(clean)
            shutil.rmtree(place / ".clean.briefs")
        publish(self.sources[0], self.out)
        self._add_foreign(self.out)

    def _add_foreign(self, folder: Path) -> None:
        for path, text in self.foreign.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")

    def turn(self) -> None:
        """Make the next site the other one."""
        self.sources.reverse()
        self.looks.reverse()

    def command(self, how: str = "whole") -> list[str]:
        return [sys.executable, str(DRIVER), how, str(self.sources[1]), str(self.out)]


def litter(out: Path) -> list[str]:
    """What a good build should not have left. A note that the standby is unfinished stays if there was nothing to write."""
    hidden = out.with_name(f".{out.name}.briefs")
    beside = {path.name for path in hidden.iterdir()} - {".gitignore", "lock", "standby", "twins", "changing"}
    around = {path.name for path in out.parent.iterdir() if "stage" in path.name or "tmp" in path.name}
    return sorted(beside | around | {path.name for path in out.rglob("*.tmp")} | {p.name for p in out.rglob("*.new")})


# Disturbing


def need_strace() -> None:
    """Leave a test out, loudly, where no system call can be tampered with."""
    command = ["strace", "-f", "-o", os.devnull, "-e", "inject=?rmdir:error=EIO:when=1", "rmdir", "/nowhere"]
    try:
        tampered = b"Input/output" in subprocess.run(command, env=ENVIRON, capture_output=True, check=False).stderr
    except FileNotFoundError:
        tampered = False
    if not tampered:
        pytest.skip("NOT TESTED: needs strace (apt-get install strace), and the right to trace processes")


def strace(
    command: Sequence[str], log: Path, *, calls: Iterable[str] = CHANGING, inject: Iterable[str] = ()
) -> subprocess.CompletedProcess[str]:
    """Run a program and tamper with its system calls."""
    tampering = [word for each in inject for word in ("-e", f"inject=?{each}")]
    tracing = ["strace", "-f", "-qq", "-s", "9999", "-o", str(log)]
    return subprocess.run(
        [*tracing, "-e", f"trace={','.join(f'?{call}' for call in calls)}", *tampering, *command],
        env=ENVIRON, capture_output=True, text=True, check=False, timeout=100, cwd=log.parent,
    )  # fmt: skip


def count_calls(command: Sequence[str], log: Path) -> Counter[str]:
    """Count how often a program makes each of the calls that change files."""
    strace(command, log)
    return Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE))


def sample(points: Sequence[tuple[str, int]], number: int) -> list[tuple[str, int]]:
    """Take some, evenly; if they are enough, the first and the last of each call are among them."""
    if number >= len(points):
        return list(points)
    ends = [end for call in dict(points) for of in [[p for p in points if p[0] == call]] for end in (of[0], of[-1])]
    chosen = list(dict.fromkeys(ends)) if number > len(set(ends)) else []
    step = len(points) / (number - len(chosen))
    return list(dict.fromkeys([*chosen, *(points[int(step * (i + 0.5))] for i in range(number - len(chosen)))]))


def sweep(
    pair: Pair, place: Path, *, how: str = "whole", points: int = 10**9, calls: Sequence[str] = CHANGING,
    always: Sequence[str] = (),
    accept: Callable[[Snapshot], bool] = lambda seen: False, leave: str = "\0",
) -> tuple[int, list[str]]:  # fmt: skip
    """Kill a switch at its system calls, one after the other; returns how many deaths there were, and what was wrong.

    After each death the public folder has to be one of the two sites, and a good build has to make it the new one.
    """
    log = place / "strace.log"
    looks = [{path: seen for path, seen in look.items() if path.split("/")[0] != leave} for look in pair.looks]
    count: Counter[str] = Counter()
    for _ in pair.sources:
        count |= count_calls(pair.command(how), log)
        publish(pair.sources[1], pair.out)
        pair.turn()
    found = [(call, number) for call in calls for number in range(1, count[call] + 1)]
    deaths, wrong = 0, []
    for call, number in sample(found, points):
        done = strace(pair.command(how), log, inject=[f"{call}:signal=KILL:when={number}", *always])
        deaths += done.returncode == -signal.SIGKILL
        seen = snapshot(pair.out, leave)
        if seen not in looks and not accept(seen):
            wrong.append(f"killed at {call} {number}: {difference(seen, *looks)}")
        publish(pair.sources[1], pair.out)
        if snapshot(pair.out) != pair.looks[1]:
            wrong.append(f"not mended after {call} {number}: {difference(snapshot(pair.out), pair.looks[1])}")
        if litter(pair.out):
            wrong.append(f"litter after {call} {number}: {litter(pair.out)}")
        pair.turn()
        looks.reverse()
    return deaths, wrong


def difference(seen: Snapshot, *looks: Snapshot) -> str:
    """The shortest of the differences, to be read by people."""
    ways = [sorted(path for path in seen.keys() | look.keys() if seen.get(path) != look.get(path)) for look in looks]
    return f"{min(map(len, ways))} files differ from the nearest site, such as {min(ways, key=len)[:3]}"
