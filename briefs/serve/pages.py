"""Pages that were made, kept in memory with what they asked: each is made when somebody looks at it, and again only if an answer changed."""

import time
import traceback
from collections import OrderedDict, deque
from pathlib import Path
from threading import RLock

from msgspec import Struct
from msgspec.structs import replace

from briefs.digest import digest_bytes
from briefs.output import Output
from briefs.outputs.pictures import form_of
from briefs.problems import Problem, error
from briefs.question_words import in_words
from briefs.questions import Question
from briefs.rendering import run, unnameable
from briefs.serve.state import State
from briefs.view import View

_ROOM = 64 * 1024 * 1024
"""Bytes of pages that are kept."""
_PATIENCE = 10.0
"""Seconds for which a page is waited for that is being made."""
_AT_ONCE = 0.02
"""Seconds for which it is waited at most once that patience is at its end."""
_SHOWN = 3
"""So many of the changed answers are named in the list of what was made."""


class Kept(Struct, frozen=True):
    """A page as it was last made."""

    path: str
    data: bytes | None
    """None if it could never be made."""
    digest: str
    output: Output
    number: int
    """Of the state for which it is known to be right."""
    asked: tuple[tuple[Question, str], ...] | None
    """Questions and digests of their answers; None if it is to be made again with each change."""
    stamp: str
    problem: Problem | None = None
    """Why it could not be made again: then `data` is of before."""


class Making(Struct, frozen=True):
    """That a page was made."""

    path: str
    at: float
    """Seconds since the epoch."""
    seconds: float
    reasons: tuple[str, ...]


def _is_index(path: str) -> bool:
    """Tell whether this is of the search index, which is made when somebody searches and not before."""
    return path.startswith("search/") and path.endswith(".json")


class Pages:
    """Makes pages of a state, one at a time."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = RLock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._size = 0
        self._making: tuple[str, float] | None = None
        """The page that is being made, and since when."""
        self.made: deque[Making] = deque(maxlen=100)
        """What was made last, the latest first."""

    def get(self, state: State, path: str) -> Kept:
        """Give a page as it is in a state. Raises KeyError if there is none.

        While another page takes too long to be made, it is given as it was last made, with that as its problem.
        """
        output = state.outputs[path]
        if form_of(output) and path not in self._kept:
            self._run(
                output, View(state.world, state.templates, path)
            )  # into the cache: no page is to wait for a picture
        if not self._lock.acquire(timeout=self._patience()):
            kept = self._kept.get(path)
            data, digest = (kept.data, kept.digest) if kept else (None, "")
            return Kept(path, data, digest, output, 0, None, state.seen.stamp, self._too_slow())
        try:
            kept = self._kept.get(path)
            is_away = kept and kept.problem and kept.problem.code == "unreadable"  # it may be back as it was
            if kept and kept.number >= state.number and not is_away:
                self._kept.move_to_end(path)
                return kept
            reasons = self._why(state, output, kept)
            page = (
                self._make(state, output, kept, reasons) if reasons or not kept else replace(kept, number=state.number)
            )
            self._keep(page)
            return page
        finally:
            self._lock.release()

    def last(self, path: str) -> Kept | None:
        """Give a page as it was last made, whether or not the site still has it."""
        return self._kept.get(path)

    def problems(self) -> list[Problem]:
        """List what is wrong with pages that were looked at."""
        slow = [self._too_slow()] if self._making and self._patience() < _AT_ONCE else []
        return sorted({*slow, *(kept.problem for kept in list(self._kept.values()) if kept.problem)})

    def stale(self, state: State) -> str | None:
        """Name a page that was made for an earlier state, if there is one."""
        kept = reversed(list(self._kept.values()))
        return next(
            (
                page.path
                for page in kept
                if page.number < state.number and page.path in state.outputs and not _is_index(page.path)
            ),
            None,
        )

    def _patience(self) -> float:
        """Tell how many seconds to wait for the page that is being made."""
        making = self._making
        return max(_PATIENCE - (time.monotonic() - making[1]), _AT_ONCE / 2) if making else _PATIENCE

    def _too_slow(self) -> Problem:
        path = self._making[0] if self._making else "a page"
        hint = "is there a loop without end in a template or in extend.py? mend it, end the preview with Ctrl-C, and start it again"
        return error("too-slow", f"{path} takes very long to be made, and holds up the others", hint=hint)

    def forget_all_but(self, state: State) -> None:
        """Drop the pages that the site no longer has."""
        if self._lock.acquire(timeout=self._patience()):
            try:
                for path in [path for path in self._kept if path not in state.outputs]:
                    self._drop(path)
            finally:
                self._lock.release()

    def _why(self, state: State, output: Output, kept: Kept | None) -> tuple[str, ...]:
        if kept is None:
            return ("looked at for the first time",)
        if kept.problem or kept.asked is None:
            return ("it could not be made before",)
        if kept.stamp != state.seen.stamp:
            return ("the site's own code changed",)
        if (kept.output.recipe, kept.output.args) != (output.recipe, output.args):
            return ("it is made otherwise",)
        changed = [question for question, digest in kept.asked if state.world.digest(question) != digest]
        words = [in_words(question) for question in changed[:_SHOWN]]
        return (*words, f"and {len(changed) - _SHOWN} more") if len(changed) > _SHOWN else tuple(words)

    def _make(self, state: State, output: Output, last: Kept | None, reasons: tuple[str, ...]) -> Kept:
        start = time.perf_counter()
        view = View(state.world, state.templates, output.path)
        self._making = output.path, time.monotonic()
        try:
            data = self._run(output, view)
        finally:
            self._making = None
        asked: tuple[tuple[Question, str], ...] | None = None
        if not isinstance(data, Problem):
            try:
                asked = tuple((question, state.world.digest(question)) for question in view.reads)
            except (TypeError, ValueError, OverflowError) as bad:
                data = unnameable(output, bad)
        self.made.appendleft(Making(output.path, time.time(), time.perf_counter() - start, reasons))
        stamp = state.seen.stamp
        if isinstance(data, Problem):
            before = last.data if last else None
            return Kept(output.path, before, last.digest if last else "", output, state.number, None, stamp, data)
        return Kept(output.path, data, digest_bytes(data), output, state.number, asked, stamp)

    def _run(self, output: Output, view: View) -> bytes | Problem:
        try:
            return run(output, view, self._root)
        except BaseException:  # noqa: BLE001  # as with any other mistake, the last good page stays
            traceback.print_exc()
            message = f"{output.path} can't be made; the terminal shows more"
            return error("fault", message, path=output.source, hint="please report it, unless you know the reason")

    def _keep(self, page: Kept) -> None:
        self._drop(page.path)
        self._kept[page.path] = page
        self._size += len(page.data or b"")
        while self._size > _ROOM and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def _drop(self, path: str) -> None:
        kept = self._kept.pop(path, None)
        if kept:
            self._size -= len(kept.data or b"")
