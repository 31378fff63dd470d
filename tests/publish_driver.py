"""Publish a folder of files as a build does, less all that makes a build slow; run as a program of its own, to be killed.

    publish_driver.py HOW SOURCE OUT

HOW is `whole`, or one of the variants that the tests have to find fault with: `in-place` writes file by file into the
public folder, `renames` prepares a second tree and puts it in place in two steps.
"""

import os
import shutil
import sys
import time
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from briefs.digest import digest_bytes
from briefs.publish import Target, Unusable


def read(source: Path) -> dict[str, bytes]:
    return {path.relative_to(source).as_posix(): path.read_bytes() for path in source.rglob("*") if path.is_file()}


def publish(source: Path, out: Path) -> list[str]:
    files = read(source)
    target = Target(out)
    target.check(source)
    with target.lock():
        target.open_stage()
        staged = [path for path in files if not target.is_intact(path, None, digest_bytes(files[path]))]
        for path in staged:
            target.put(path, files[path])
        return target.switch(staged, files.keys())


def publish_in_place(source: Path, out: Path) -> None:
    files = read(source)
    for path, data in files.items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
    for path in Target(out).owned() - files.keys():
        (out / path).unlink(missing_ok=True)
    (out / ".briefs").write_text("\n".join(["#", *sorted(files), ""]))


def publish_by_renames(source: Path, out: Path) -> None:
    next_, last = out.with_name("next"), out.with_name("last")
    for folder in (next_, last):
        shutil.rmtree(folder, ignore_errors=True)
    publish(source, next_)
    os.rename(out, last)
    os.rename(next_, out)


def hold(out: Path) -> None:
    """Hold the lock for ever, and let a forked worker go on writing into the stage, as those of a killed build do."""
    target = Target(out)
    with target.lock():
        target.open_stage()
        worker = os.fork()
        if worker:
            print(worker, flush=True)
        number = 0
        while True:
            number += 1
            if not worker:
                with suppress(OSError):
                    target.put(f"folder-{number % 7}/orphan-{number}", b"from an orphan")
            time.sleep(0.001)


if __name__ == "__main__":
    how, source, out = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    try:
        if how == "whole":
            publish(source, out)
        elif how == "in-place":
            publish_in_place(source, out)
        elif how == "renames":
            publish_by_renames(source, out)
        elif how == "hold":
            hold(out)
    except Unusable as unusable:
        sys.exit(f"error: {unusable}")
    except OSError as bad:
        where = bad.filename2 or bad.filename
        sys.exit(f"error: {f'{os.fsdecode(where)}: ' if where else ''}{bad.strerror or bad}")
