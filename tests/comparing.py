"""Builds with a past against builds without one."""

import shutil
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import jinja2
import pytest
from editing import TEXT, Edit, edit, sources
from sitetext import Site

from briefs import Problem

Tree = dict[str, tuple[int, bytes]]
"""Kind and mode, and bytes, by path."""

GRAIN = 20_000_000
"""Nanoseconds: five ticks of the clock for files, where builds use two seconds. Most sources are older than this when the
next step builds, and so their stats are believed."""


def compile_templates_once(patch: pytest.MonkeyPatch) -> None:
    """Let Jinja keep from build to build what it compiled of the same source: most of the time that a small site takes."""
    compile_: Callable[..., Any] = jinja2.Environment.compile
    kept: dict[Any, Any] = {}

    def compile_once(
        self: jinja2.Environment, source: str, name: str | None = None, filename: str | None = None
    ) -> Any:
        key = source, name, filename, frozenset(self.filters.items())
        if key not in kept:
            kept[key] = compile_(self, source, name, filename)
        return kept[key]

    patch.setattr(jinja2.Environment, "compile", compile_once)


def tree(folder: Path) -> Tree:
    """All files of a folder, less what others put there."""
    found = {}
    for path in folder.rglob("*"):
        status = path.lstat()
        if path.name != "foreign.txt" and not stat.S_ISDIR(status.st_mode):
            found[path.relative_to(folder).as_posix()] = status.st_mode, b"" if path.is_symlink() else path.read_bytes()
    return found


class Comparison:
    """A site that is edited and built again and again, and clean builds of the same sources in another place."""

    def __init__(self, place: Path) -> None:
        self.site = Site(place / "live", TEXT)
        self.site.build()
        self.good = sources(self.site)
        self.told: Counter[str] = Counter()
        self._place = place
        self._clean: dict[tuple[float, frozenset[tuple[str, bytes]]], tuple[tuple[Problem, ...], Tree]] = {}

    def clean(self) -> tuple[tuple[Problem, ...], Tree]:
        """What a build says and makes that has no past."""
        key = self.site.now, frozenset(sources(self.site).items())
        if key not in self._clean:
            root, site = self._place / "clean", self.site
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir()
            for name in ("content", "templates"):
                if (site.root / name).is_dir():
                    shutil.copytree(site.root / name, root / name, symlinks=True)
            if (site.root / "extend.py").exists():
                shutil.copy(site.root / "extend.py", root)
            copy = object.__new__(Site)
            copy.root, copy.out, copy.now = root, root / "site", site.now
            problems = copy.try_build().problems
            self._clean[key] = problems, tree(copy.out)
        return self._clean[key]

    def step(self, number: int, *, compare: bool, only: Sequence[Edit] = ()) -> tuple[str, str]:
        """Do an edit and build; returns what was done, and what is wrong, or nothing."""
        name = edit(self.site, number, self.good, only)
        self.told[name] += 1
        return name, self._build(compare=compare)

    def _build(self, *, compare: bool) -> str:
        site = self.site
        before = tree(site.out)
        report = site.try_build()
        self.told["published" if report.ok else "refused"] += 1
        after = tree(site.out)
        if not report.ok and after != before:
            return f"refused, and yet changed: {difference(after, before)}"
        if report.ok:
            self.good = sources(site)
        if not compare:
            return ""
        problems, wanted = self.clean()
        if sorted(report.problems) != sorted(problems):
            return f"tells {told(report.problems, problems)} and does not tell {told(problems, report.problems)}"
        if not report.ok:
            return ""
        if after != wanted:
            return f"differs from a clean build: {difference(after, wanted)}"
        again = site.try_build()
        if again.rendered and self.told["damage_cache"]:
            again = site.try_build()  # where the damage lay on what the build had to write, it could keep nothing
        self.told["compared"] += 1
        if again.rendered or again.written or again.removed:
            return f"a second build made {again.rendered}, wrote {again.written} and removed {again.removed}"
        if sorted(again.problems) != sorted(problems) or tree(site.out) != wanted or again.pages != report.pages:
            return "a second build tells or makes something else"
        return ""


def difference(one: Tree, other: Tree) -> str:
    return ", ".join(sorted(
        f"{'too much' if path not in other else 'missing' if path not in one else 'other'}: {path}"
        for path in one.keys() | other.keys() if one.get(path) != other.get(path)
    )[:6])  # fmt: skip


def told(problems: Sequence[Problem], others: Sequence[Problem]) -> list[str]:
    return [str(problem) for problem in problems if problem not in others] or ["no other"]


def run(
    place: Path, numbers: Iterable[int], *, every: int = 1, only: Sequence[Edit] = (), count: Counter[str] | None = None,
    log: Callable[[str], object] = lambda line: None,
) -> str:  # fmt: skip
    """Do the edits that numbers stand for, comparing at each so-manyth and the last; returns what is wrong first."""
    shutil.rmtree(place, ignore_errors=True)
    comparison = Comparison(place)
    numbers = list(numbers)
    for i, number in enumerate(numbers, 1):
        name, wrong = comparison.step(number, compare=i % every == 0 or i == len(numbers), only=only)
        log(f"{i}. {name} ({number})")
        if wrong:
            return f"step {i}, {name}: {wrong}"
    if count is not None:
        count.update(comparison.told)
    return ""


def shrink(place: Path, numbers: Sequence[int], seconds: float = 60) -> tuple[list[int], str]:
    """Leave out edits as long as something is wrong still; returns the edits that remain, and what is wrong."""
    kept, wrong = list(numbers), run(place, numbers)
    kept = kept[: _number(wrong)]
    size, end = len(kept) // 2, time.monotonic() + seconds
    while size:
        start = 0
        while start < len(kept) and time.monotonic() < end:
            fewer = kept[:start] + kept[start + size :]
            found = run(place, fewer)
            if found:
                kept, wrong = fewer[: _number(found)], found
            else:
                start += size
        size //= 2
    return kept, wrong


def _number(wrong: str) -> int:
    return int(wrong.split(",", maxsplit=1)[0].removeprefix("step "))
