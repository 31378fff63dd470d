"""The doorbell: rings when something below the watched folders was changed. What has changed it doesn't tell for sure."""

import logging
import os
import stat
import time
import warnings
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Condition

from watchdog.events import (
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

_QUIET, _PATIENCE = 0.006, 0.06
"""Seconds: an editor that saves rings several times. So long must it have been quiet; and so long is waited at most."""
_MANY = 50
"""Paths: with more of them it is no editor that saves, but a checkout or a copy, which takes longer to end."""
_LONG_QUIET, _LONG_PATIENCE = 0.25, 2.0
_CHANGES: list[type[FileSystemEvent]] = [
    FileCreatedEvent, FileModifiedEvent, FileClosedEvent, FileMovedEvent, FileDeletedEvent,
    DirCreatedEvent, DirMovedEvent, DirDeletedEvent,
]  # fmt: skip
"""What the system is asked to tell of: not that files were only read, which every build does with all of them."""


class Bell:
    """Gathers the paths that rang. Any thread may ring; one waits."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._paths: set[str] = set()
        self._first = self._last = 0.0
        self._ended = False
        # Numbers of rings: of the last one, of the last that is being looked at, and of the last that was.
        self._rung = self._answering = self._answered = 0

    def ring(self, path: str) -> None:
        """Tell that something may have happened to a path."""
        with self._changed:
            now = time.monotonic()
            if not self._paths:
                self._first = now
            self._last = now
            self._paths.add(path)
            self._rung += 1
            self._changed.notify_all()

    def end(self) -> None:
        """Let nobody wait any longer."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def wait(self, seconds: float | None) -> set[str] | None:
        """Wait until it has rung and is quiet again; gives the paths, none when the time is over, None if all is at its end."""
        until = None if seconds is None else time.monotonic() + seconds
        with self._changed:
            while not self._paths and not self._ended:
                left = None if until is None else until - time.monotonic()
                if left is not None and left <= 0:
                    return set()
                self._changed.wait(left)
            while not self._ended:
                many = len(self._paths) > _MANY
                quiet, patience = (_LONG_QUIET, _LONG_PATIENCE) if many else (_QUIET, _PATIENCE)
                left = min(self._last + quiet, self._first + patience) - time.monotonic()
                if left <= 0:
                    break
                self._changed.wait(left)
            if self._ended:
                return None
            paths, self._paths = self._paths, set()
            self._answering = self._rung
            return paths

    @property
    def has_rung(self) -> bool:
        """Tell whether somebody should look, or go."""
        return bool(self._paths) or self._ended

    def answer(self) -> None:
        """Tell that what `wait` gave has been looked at."""
        with self._changed:
            self._answered = self._answering
            self._changed.notify_all()

    def is_answered(self, seconds: float) -> bool:
        """Wait until all that rang before this call has been looked at, at most so many seconds; tells whether it has."""
        with self._changed:
            rung = self._rung
            return self._changed.wait_for(lambda: self._answered >= rung or self._ended, seconds)


class _Ringing(FileSystemEventHandler):
    def __init__(self, bell: Bell, folder: Path, shown: str, only: frozenset[str]) -> None:
        self._bell = bell
        self._folder = os.path.abspath(folder)
        self._shown = shown
        self._only = only

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Ring for the paths of a change."""
        for path in {os.fsdecode(event.src_path), os.fsdecode(event.dest_path)} - {""}:
            inner = os.path.relpath(path, self._folder).replace(os.sep, "/")
            name = inner.split("/", 1)[0]
            if self._only and name not in self._only:
                continue
            if "__pycache__" not in inner:
                # A folder that came, went or moved brings files along.
                self._bell.ring(f"{self._shown}{inner}/" if event.is_directory else f"{self._shown}{inner}")


class _Overflow(logging.Handler):
    """Rings when the system could not tell of all changes. Watchdog says so in its log alone, and drops what it still has to tell."""

    def __init__(self, bell: Bell) -> None:
        super().__init__(logging.WARNING)
        self._bell = bell

    def emit(self, record: logging.LogRecord) -> None:
        """Ring as for a folder, so that everything is looked at."""
        self._bell.ring("content/")


class Watch:
    """Rings a bell for what happens in folders. Folders that go and come again are watched again."""

    def __init__(self, bell: Bell, root: Path) -> None:
        self._bell = bell
        self._root = root
        self._observer = Observer()
        self._watched: dict[str, tuple[tuple[int, int], ObservedWatch]] = {}
        self._overflow = _Overflow(bell)
        # A folder that is made with others in it may be met twice. It is watched once all the same, and nobody is to be told.
        warnings.filterwarnings("ignore", "Callback with id", RuntimeWarning)
        logging.getLogger("watchdog").addHandler(self._overflow)
        self._observer.start()
        self.trouble = ""
        """Why the system can't tell of every change; empty if it can."""

    def follow(self, folders: Mapping[str, Path], top: Iterable[str]) -> bool:
        """Watch these folders, each with the name that stands before its paths, and names in the root itself.

        Tells whether one of them was not watched until now: what has happened there meanwhile did not ring.
        """
        self.trouble = ""
        before = dict(self._watched)
        self._follow("", self._root, recursive=False, only=frozenset([*top, "."]))
        if "" not in self._watched and not self.trouble:
            self.trouble = "the site's folder is gone"  # nothing rings when it comes again
        for shown, folder in folders.items():
            self._follow(f"{shown}/", folder, recursive=True, only=frozenset())
        for shown in self._watched.keys() - {"", *(f"{shown}/" for shown in folders)}:
            self._leave(shown)
        return any(before.get(shown) != each for shown, each in self._watched.items())

    def stop(self) -> None:
        """Watch nothing any longer."""
        logging.getLogger("watchdog").removeHandler(self._overflow)
        self._observer.stop()

    def _follow(self, shown: str, folder: Path, *, recursive: bool, only: frozenset[str]) -> None:
        try:
            status = os.lstat(folder)
        except OSError:
            return self._leave(shown)
        if not stat.S_ISDIR(status.st_mode):
            return self._leave(shown)
        is_now = status.st_dev, status.st_ino
        if shown in self._watched and self._watched[shown][0] == is_now and self._is_at_work(self._watched[shown][1]):
            return None
        self._leave(shown)
        handler = _Ringing(self._bell, folder, shown, only)
        try:
            self._watched[shown] = (
                is_now,
                self._observer.schedule(handler, str(folder), recursive=recursive, event_filter=_CHANGES),
            )
        except OSError as bad:
            self.trouble = bad.strerror or str(bad)
        return None

    def _is_at_work(self, watch: ObservedWatch) -> bool:
        # A folder that was made anew may have the number of the one that went, with which its watch ended.
        return any(emitter.watch == watch and emitter.is_alive() for emitter in self._observer.emitters)

    def _leave(self, shown: str) -> None:
        if shown in self._watched:
            with suppress(KeyError, OSError):  # it ended by itself when its folder went
                self._observer.unschedule(self._watched.pop(shown)[1])
