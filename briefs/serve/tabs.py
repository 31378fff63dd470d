"""The browser windows that show a page: each is told when there is something new for it to fetch."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Condition, RLock

News = Mapping[str, object]


class Tab:
    """One window. Only the latest news waits for it: it tells how things stand, not how they changed."""

    def __init__(self, path: str) -> None:
        self.path = path
        """The file of the site that is shown."""
        self._waiting: News | None = None
        self._told: News | None = None
        self._ended = False
        self._changed = Condition()

    def tell(self, news: News) -> None:
        """Give it news, unless it has heard just that."""
        with self._changed:
            if news != self._told:
                self._told = self._waiting = news
                self._changed.notify_all()

    def end(self) -> None:
        """Let it wait no longer."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def wait(self, seconds: float) -> News | None:
        """Give the next news; None if there was none for so long. Raises EOFError at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting is not None or self._ended, seconds)
            if self._ended:
                raise EOFError
            news, self._waiting = self._waiting, None
            return news


class Tabs:
    """All open windows."""

    def __init__(self) -> None:
        self._tabs: set[Tab] = set()
        self._lock = RLock()

    @contextmanager
    def open(self, path: str) -> Iterator[Tab]:
        """Count a window in while it listens."""
        tab = Tab(path)
        with self._lock:
            self._tabs.add(tab)
        try:
            yield tab
        finally:
            with self._lock:
                self._tabs.discard(tab)

    def all(self) -> list[Tab]:
        """List them."""
        with self._lock:
            return list(self._tabs)
