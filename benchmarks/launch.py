"""launch.py LOG CAP COMMAND...: run one command, print a JSON line about what it took.

A process of its own, because what Linux says of a process's greatest memory starts at that of the process which started
it: started from here, that is some 15 MiB, and not the memory of the benchmark with its lists of all files.

- wall: from before the start to the end of the process. cpu: its processor seconds, with those of children waited for.
- largest: greatest resident memory of the largest single process in MiB, as the operating system accounts for it.
- tree: greatest sum over all processes of the command in MiB, where a page that several share counts once (PSS). It is
  sampled, so a short peak may be missed; the pauses keep the sampling below about a fiftieth of one processor.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

PAUSE = 0.02
"""Seconds between two samples at least."""


def members(session: int) -> list[str]:
    """The processes of a session. A new one has its own; what it starts stays in it unless it asks for another."""
    found = []
    for name in os.listdir("/proc"):
        # Numbers rise from the first process on, so older ones need no look (one that wrapped around is missed).
        if name.isdigit() and int(name) >= session:
            try:
                stat = Path("/proc", name, "stat").read_bytes()
            except OSError:
                continue
            if int(stat.rpartition(b")")[2].split()[3]) == session:
                found.append(name)
    return found


def share(name: str) -> int:
    """Resident KiB of a process; a page shared with others counts in parts."""
    try:
        for line in Path("/proc", name, "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def main() -> None:
    log, cap, *command = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    peak, capped, done = 0, False, threading.Event()

    def watch() -> None:
        nonlocal peak, capped
        pause = PAUSE
        while not done.wait(pause):
            before = time.perf_counter()
            peak = max(peak, sum(map(share, members(process.pid))))
            if before - start > float(cap):
                capped = True
                os.killpg(process.pid, signal.SIGKILL)
                return
            pause = max(PAUSE, 50 * (time.perf_counter() - before))

    load = os.getloadavg()[0]
    with open(log, "wb") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
    threading.Thread(target=watch, daemon=True).start()
    try:
        _, status, use = os.wait4(process.pid, 0)
    except BaseException:  # told to stop: what was started goes first
        os.killpg(process.pid, signal.SIGKILL)
        raise
    wall = time.perf_counter() - start
    done.set()
    process.returncode = os.waitstatus_to_exitcode(status)
    largest = use.ru_maxrss / 1024
    took = {"wall": wall, "cpu": use.ru_utime + use.ru_stime, "largest": largest, "tree": max(largest, peak / 1024)}
    print(json.dumps({**took, "load": load, "exit": process.returncode, "capped": capped}))


if __name__ == "__main__":
    main()
