"""One preview from its start to its end: looks when the bell rings, makes what is looked at, tells the windows."""

import gc
import os
import time
import traceback
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from msgspec import Struct

from briefs.digest import digest_value
from briefs.files import EXTENSION
from briefs.problems import Problem, error, has_errors
from briefs.serve.engine import PACKAGE, what_is_wrong
from briefs.serve.live import Change, Live, SharedCache, Undecided
from briefs.serve.moves import address_of_file, moves
from briefs.serve.pages import Kept, Pages
from briefs.serve.state import State
from briefs.serve.tabs import News, Tabs
from briefs.serve.watch import Bell, Watch
from briefs.text import encode_address
from briefs.theme import theme_folders

DASHBOARD = "_preview/index.html"
"""The page that the preview itself has."""
_ENGINE = "engine"
_SETTLED = 0.15
"""Seconds after a change until everything is looked at: what rang is not believed to be all."""
_OVERDUE = 1.0
"""Seconds for which that look can be put off by more changes."""
_GRAIN = 2.1
"""Seconds until files that had just changed can be trusted by their stats."""
_POLL = 1.0
"""Seconds between looks where the system doesn't tell of changes."""
_HOUR = 3600.0
"""Seconds for which a brief that is held is waited for at a time: the machine may have slept meanwhile."""
_FILES = 200
"""So many of the changed files are named to windows."""
_ANSWER = 1.0
"""Seconds for which a request waits for a change that is being looked at."""


class Step(Struct, frozen=True):
    """A change that was met."""

    at: float
    """Seconds since the epoch."""
    files: tuple[str, ...]
    seconds: float


class Session:
    """The preview of one site."""

    def __init__(self, root: Path, cache: Path, tell: Callable[[str], None]) -> None:
        """`tell` is given lines for the terminal."""
        self.root = root
        self.instance = f"{os.getpid()}-{time.time_ns()}"
        self.live = Live(root, SharedCache(cache))
        self.pages = Pages(root)
        self.tabs = Tabs()
        self.steps: deque[Step] = deque(maxlen=50)
        self._tell = tell
        self._bell = Bell()
        self._watch: Watch | None = None
        self._due: float | None = 0.0
        """When everything is looked at again though nothing rings (of the monotonic clock); None if it needn't be."""
        self._last: State | None = None
        self._moved: dict[str, str] = {}
        self._files: dict[str, int] = {}
        self._own: tuple[Problem, ...] = ()
        self._judged = ""
        self._complaint = ""
        self.over = Event()
        """Is set when the session ended by itself, to be started anew."""

    # What is asked of it

    @property
    def state(self) -> State | None:
        """The site as it is; None if its settings could not be read yet."""
        return self.live.state

    def page(self, path: str, *, patiently: bool = True) -> Kept | None:
        """Give a file of the site as it is now; None if there is none.

        If something was saved just now, that is waited for, but not for ever: then the last good state serves.
        """
        if patiently:
            self._bell.is_answered(_ANSWER)
        state = self.state
        if state and path in state.outputs:
            return self.pages.get(state, path)
        # While something is wrong, that may be why the page is gone: two briefs may claim one address.
        return self.pages.last(path) if has_errors(self.live.problems) else None

    def place(self, path: str) -> str:
        """Give the path at which a file of the site is to be found now; empty if it is gone."""
        state, seen = self.state, set()
        while state and path not in state.outputs and path in self._moved and path not in seen:
            seen.add(path)
            path = self._moved[path]
        return path if self.page(path, patiently=False) else ""

    def problems(self) -> tuple[Problem, ...]:
        """All that is known to be wrong, errors first; those of pages that nobody looked at are not known."""
        found = {*self._own, *self.live.problems, *self.pages.problems()}
        return tuple(sorted(found, key=lambda problem: (problem.severity, problem)))

    def changed_files(self) -> list[tuple[str, int]]:
        """List the files other than pages that changed last, by address, each with a number that grows."""
        return list(self._files.items())[-_FILES:]

    def news(self, path: str) -> News:
        """Tell a window how things stand with the file that it shows."""
        place, digest = path, ""
        problems = self.problems()
        if path == DASHBOARD:
            last = [each[0].at for each in (self.steps, self.pages.made) if each]
            digest = digest_value([problems, last])
        else:
            place = self.place(path)
            if place:
                page = self.page(place, patiently=False)
                digest = page.digest if page else ""
                problems = self.problems()  # the page may have one of its own
        state = self.state
        source = state.source(place) if state else ""
        return {
            "instance": self.instance, "path": place, "address": encode_address(place.removesuffix("index.html")),
            "digest": digest, "source": source, "files": self.changed_files(), "problems": digest_value(problems),
        }  # fmt: skip

    # From start to end

    def start(self) -> None:
        """Read the site and begin to watch."""
        self.live.look()  # before the watch, as this may fork, and the watch has threads
        self._watch = Watch(self._bell, self.root)
        self._follow()
        self._last, self._judged = self.state, self.live.engine
        Thread(target=self._run, name="preview", daemon=True).start()

    def stop(self) -> None:
        """End it."""
        self._bell.end()
        if self._watch:
            self._watch.stop()
        for tab in self.tabs.all():
            tab.end()

    @property
    def trouble(self) -> str:
        """Why the system can't tell of changes, so that everything is looked at every second; empty if it can."""
        return self._watch.trouble if self._watch else ""

    def _follow(self) -> bool:
        """Watch what there is to be watched; tells whether some of it was not watched until now."""
        folders = {"content": self.root / "content", **theme_folders(self.root), _ENGINE: PACKAGE}
        return self._watch is not None and self._watch.follow(folders, ("content", "templates", EXTENSION))

    def _run(self) -> None:
        self._due = time.monotonic() + _SETTLED  # something may have changed before the watch began
        latest = 0.0
        while True:
            now = time.monotonic()
            rung = self._bell.wait(None if self._due is None else max(self._due - now, 0))
            if rung is None:
                return
            now = time.monotonic()
            complete = not rung
            try:
                if rung:
                    latest = latest if self._due is not None and latest > now else now + _OVERDUE
                    complete = not self._look_at(rung)
                    self._due = min(now + _SETTLED, latest)
                if complete:
                    self._report(self.live.look())
                    is_news = self._follow()
                    self._judge_engine()
                    self._due, latest = self._next_look(is_news=is_news), 0.0
                self._complaint = ""
            except BaseException:  # noqa: BLE001  # whatever happens, the last good site stays; this thread is not the one that is interrupted
                self._own, self._judged = (_fault(),), ""
                self._complain(traceback.format_exc())
                # No ring tells when it is over: a file may have gone under our hands.
                self._due = time.monotonic() + _POLL
            self._bell.answer()
            self._tell_tabs()
            if complete and not self.over.is_set():
                with suppress(BaseException):  # a fault of one page is told to who asks for it
                    self._make_rest()
                gc.collect()  # templates of earlier states hold each other

    def _next_look(self, *, is_news: bool) -> float | None:
        """Tell when to look again if nothing rings; None if there is no reason to."""
        state = self.state
        held = state.world.model.holds.next if state else None
        waits = []
        if is_news:  # something may have changed after the look and before the watch
            waits.append(_SETTLED)
        if self.live.young:
            waits.append(_GRAIN)
        if self.trouble:
            waits.append(_POLL)
        if held is not None:  # while the site can't be put together, it stays overdue
            waits.append(min(max(held - time.time(), _POLL), _HOUR))
        return time.monotonic() + min(waits) if waits else None

    def _look_at(self, rung: set[str]) -> bool:
        """Look at what rang; tells whether that was enough."""
        if any(path.startswith(f"{_ENGINE}/") for path in rung):
            return False
        for wait in (0.03, 0.0):
            try:
                self._report(self.live.look_at(rung))
            except Undecided:
                time.sleep(wait)  # an editor may be between putting the old text aside and writing the new one
            else:
                return True
        return False

    def _report(self, change: Change | None) -> None:
        if change is None:
            return
        state, last = self.state, self._last
        if state and state is not last:
            self._last = state
            if last and state.settled is not last.settled:
                self._moved |= dict(moves(last, state))
                if not has_errors(state.problems):
                    self.pages.forget_all_but(state)
            for path in change.files:
                address = address_of_file(state, path)
                if address:
                    self._files.pop(address, None)  # the latest stand last
                    self._files[address] = state.number
        if change.files:
            self.steps.appendleft(Step(time.time(), change.files, change.seconds))
            self._tell_terminal(change)

    def _tell_terminal(self, change: Change) -> None:
        few = ", ".join(change.files[:3])
        more = f" and {len(change.files) - 3} more" if len(change.files) > 3 else ""
        errors = sum(problem.severity == "error" for problem in self.live.problems)
        wrong = f": {errors} error{'s' * (errors != 1)}, see the browser" if errors else ""
        self._tell(f"{few}{more}{wrong}")

    def _complain(self, trace: str) -> None:
        if trace != self._complaint:  # the same is not said every second
            self._complaint = trace
            self._tell(trace)

    def _tell_tabs(self) -> None:
        news: dict[str, News] = {}
        # The dashboard last: it lists what was made for the others.
        for tab in sorted(self.tabs.all(), key=lambda tab: tab.path == DASHBOARD):
            with suppress(BaseException):  # a fault of one page is told to who asks for it
                if tab.path not in news:
                    news[tab.path] = self.news(tab.path)
                tab.tell(news[tab.path])

    def _make_rest(self) -> None:
        """Make again, while nothing else happens, what was looked at before."""
        while not self._bell.has_rung:
            state = self.state
            path = self.pages.stale(state) if state else None
            if state is None or path is None:
                return
            self.pages.get(state, path)

    def _judge_engine(self) -> None:
        """Start anew if the program's own code has changed, and can be loaded."""
        if self.live.engine == self._judged:
            return
        self._judged = self.live.engine
        bad = what_is_wrong() if self.live.is_outdated else None
        self._own = (bad,) if bad else ()
        if bad:
            self._tell("The program's own code has changed and can't be loaded; the one from before goes on.")
        elif self.live.is_outdated:
            self.over.set()


def _fault() -> Problem:
    return error("fault", "the preview met a fault of its own; the terminal shows more", hint="please report it")
