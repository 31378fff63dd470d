"""The site as its files are now, kept in memory: a change costs what has changed, not what there is."""

import os
import posixpath
import threading
import time
from collections.abc import Callable, Collection
from pathlib import Path
from threading import RLock
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from briefs.cache import Cache
from briefs.composing import settle
from briefs.digest import digest_bytes
from briefs.discovery import commit_of, find
from briefs.drafting import Reader
from briefs.files import EXTENSION, SETTINGS, is_setting
from briefs.manifest import engine_stamp
from briefs.problems import Problem, has_errors
from briefs.questions import World
from briefs.reading import Readings
from briefs.serve.foretell import foretell
from briefs.serve.state import Seen, State, says_the_same, settles_the_same
from briefs.settling import Setting, Settled, open_setting
from briefs.signatures import is_racy, signature_of
from briefs.sources import Unreadable, is_litter, read_bytes
from briefs.templates import Templates
from briefs.theme import Theme, find_theme, theme_folders
from briefs.workers import usable_workers

R = TypeVar("R")


class Undecided(Exception):
    """Some files are not enough to tell the site's state: look at everything."""


class Change(Struct, frozen=True):
    """What a look has found."""

    files: tuple[str, ...]
    """Sources, templates and code that are not as they were."""
    seconds: float


class SharedCache(Cache):
    """A cache for several threads, of which one at a time has it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._lock = RLock()

    def _try(self, work: Callable[..., R], otherwise: R) -> R:
        with self._lock:
            return super()._try(work, otherwise)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            super().close()


class Live:
    """Holds the site's state and brings it up to date. One thread may look; any may read `state` and `problems`.

    What is faulty changes nothing: a text goes on saying what it last said, settings and templates stay in force, and the
    problems say why.
    """

    def __init__(self, root: Path, cache: Cache) -> None:
        self.root = root
        self.state: State | None = None
        self.problems: tuple[Problem, ...] = ()
        self.young: frozenset[str] = frozenset()
        """Files that may have changed again, unseen by their stats: they are read again by the next complete look."""
        self._foretold = False
        """Whether the state is one that was told beforehand, and is still to be settled."""
        self._cache = cache
        self._engine = engine_stamp(b"")
        self.engine = self._engine
        """Names the program's own code as it stood on the disk at the last complete look."""

    @property
    def is_outdated(self) -> bool:
        """Tell whether the program's own code on the disk is no longer the one that runs."""
        return self.engine != self._engine

    # Looking

    def look(self) -> Change | None:
        """Look at everything; tells what changed, None if nothing did."""
        began, start = time.time_ns(), time.perf_counter()
        found = find(self.root)
        before, problems = self.state, self.problems
        if before is None or found.stamp != before.seen.stamp:
            self.engine = engine_stamp(b"")
        if before is None:
            changed = set(found.signatures)
        else:
            changed = {path for path, _ in found.signatures.items() ^ before.seen.signatures.items()}
            changed |= {path for path in self.young - changed if self._was_rewritten(before, path)}
            # What could not be read may have been away for a moment, and be back as it was.
            changed |= found.signatures.keys() & {each.path for each in problems if each.code == "unreadable"}
        self.young = frozenset(path for path, each in found.signatures.items() if is_racy(each, began))
        is_settled = not self._foretold and problems == (before.problems if before else ())
        is_settled = is_settled and not (before and (_has_come_due(before) or _has_new_commit(before, self.root)))
        if before and not changed and is_settled and found.problems == before.seen.discovered:
            return None
        sources = {source.path: source for source in found.sources}
        # The program's own code is at work as it was when it was loaded, whatever stands on the disk.
        stamp = before.seen.stamp if before and found.code == before.seen.code else found.stamp
        self._advance(Seen(stamp, found.code, found.signatures, sources, found.problems), changed, complete=True)
        return self._change(before, problems, changed, start)

    def look_at(self, paths: Collection[str]) -> Change | None:
        """Look at some files only; tells what changed. Raises Undecided if that is not enough to tell the site's state."""
        start = time.perf_counter()
        before, problems = self.state, self.problems
        if before is None:
            raise Undecided
        signatures, sources, changed = dict(before.seen.signatures), dict(before.seen.sources), set()
        for path in paths:
            now = signature_of(self.root / path)
            if path.endswith("/"):
                raise Undecided  # a folder that came, went or moved brought files along
            if path not in signatures and (
                is_litter(posixpath.basename(path)) or not os.path.lexists(self.root / path)
            ):
                continue  # a passing file of an editor's
            is_plain = now is not None and path in signatures and path != EXTENSION and not is_setting(path)
            if now is None or not is_plain or (path not in sources and before.refused):
                raise Undecided
            signatures[path] = now
            if path in sources:
                sources[path] = replace(sources[path], signature=now)
            changed.add(path)
        if not changed:
            return None
        self.young |= changed
        self._advance(replace(before.seen, signatures=signatures, sources=sources), changed, complete=False)
        return self._change(before, problems, changed, start)

    def _change(
        self, before: State | None, problems: tuple[Problem, ...], changed: set[str], start: float
    ) -> Change | None:
        same = before and self.state and self.state.number == before.number
        if same and problems == self.problems:
            return None
        return Change(tuple(sorted(changed)), time.perf_counter() - start)

    def _was_rewritten(self, state: State, path: str) -> bool:
        """Tell whether a file has other bytes than those that were read, though its stat is the same."""
        source, known = state.seen.sources.get(path), state.readings.inputs.get(path)
        if source is None:
            return path != EXTENSION and _is_new_in(state.setting.theme, self.root, path)  # the code has been read
        digest = state.setting.digests.get(path) or (known and known.digest)
        try:
            return digest_bytes(read_bytes(self.root, source)) != digest
        except Unreadable:
            return True

    # Going on

    def _advance(self, new: Seen, changed: set[str], *, complete: bool) -> None:
        """Make the next state; one that is not `complete` may be told beforehand, and settled by the next that is."""
        last = self.state
        setting, refused = self._setting(last, new, changed, complete=complete)
        if setting is None or SETTINGS not in new.sources:
            # Nothing to begin with; or the whole folder is away for a moment, and no reason to drop all pages.
            self.problems = tuple(sorted({*new.discovered, *refused}))
            return
        reader, readings = self._readings(last, setting, new, changed)
        settled, foretold = None, self._foretold and not complete
        outdated = complete and (self._foretold or (last is not None and _has_come_due(last)))
        if last and not outdated and settles_the_same(last, setting, readings, new, changed):
            settled = last.settled
            if setting is last.setting and all(says_the_same(last.readings, readings, path) for path in changed):
                # There is nothing to be seen: no page is any older than it was.
                self.state = replace(last, seen=new, readings=readings, refused=refused)
                self.problems = self.state.problems
                return
        elif last and not complete and setting is last.setting:
            settled = _foretell(last, readings, changed)
            foretold = foretold or settled is not None
        if settled is None:
            settled = settle(
                self.root,
                setting,
                list(new.sources.values()),
                readings,
                new.discovered,
                with_drafts=True,
                now=time.time(),
            )
            foretold = False
        world = World(settled.blueprint, setting.theme, setting.words, readings, self.root)
        templates = Templates(setting.theme, setting.extension.filters, self._cache, new.stamp)
        number = last.number + 1 if last else 1
        self.state = State(number, new, setting, reader, readings, settled, world, templates, refused)
        self.problems = self.state.problems
        self._foretold = foretold

    def _setting(
        self, last: State | None, new: Seen, changed: set[str], *, complete: bool
    ) -> tuple[Setting | None, tuple[Problem, ...]]:
        """Give the settings, code and templates to go on with, and why those on the disk are not in force."""
        beside = any(not path.startswith("content/") for path in changed)
        settings = any(map(is_setting, changed)) or (complete and last is not None and _has_new_commit(last, self.root))
        if last and not beside and not settings:
            return last.setting, last.refused
        if last and new.stamp == last.seen.stamp and not settings and not last.refused:
            theme, problems = find_theme(self.root)
            same = problems or theme == last.setting.theme
            return (last.setting if same else replace(last.setting, theme=theme)), tuple(problems)
        given = open_setting(self.root, list(new.sources.values()), new.discovered, new.code)
        if not isinstance(given, Setting):
            return (last.setting if last else None), tuple(given)
        if last and has_errors(given.problems):
            return last.setting, tuple(given.problems)
        return given, ()

    def _readings(self, last: State | None, setting: Setting, new: Seen, changed: set[str]) -> tuple[Reader, Readings]:
        same = last and setting.config == last.setting.config and setting.words.reading == last.setting.words.reading
        if last and same and setting.extension is last.setting.extension:
            reader = last.reader
        else:
            reader = Reader(setting.config, setting.words, extend=setting.extension.markdown, stamp=new.stamp)
        if last and reader.stamp == last.reader.stamp:
            there = [new.sources[path] for path in sorted(changed) if path in new.sources and not is_setting(path)]
            gone = [path for path in changed if path in last.seen.sources and path not in new.sources]
            return reader, last.readings.again(there, gone)
        # With threads about, no process is to be forked; a site that began broken is first read among them.
        workers = usable_workers() if threading.active_count() == 1 else 1
        readings = Readings(self.root, reader, self._cache, None, fresh=False, workers=workers, keep_drafts=True)
        readings.read(list(new.sources.values()), lambda done, total: None)
        return reader, readings


def _has_come_due(state: State) -> bool:
    """Tell whether a brief is no longer held that was, or the clock was put back."""
    return not state.world.model.holds.last_at(time.time())


def _has_new_commit(state: State, root: Path) -> bool:
    """Tell whether the history is another, if that tells when briefs were changed. Only changes of files ring, so it is seen with the next of these."""
    return bool(state.setting.commit) and commit_of(root) != state.setting.commit


def _foretell(last: State, readings: Readings, changed: set[str]) -> Settled | None:
    """Tell beforehand what settling will come to, but for problems, where one text was edited; None if that can't be told."""
    path = next(iter(changed))
    if len(changed) > 1:
        return None
    blueprint = foretell(last.settled.blueprint, path, last.readings.drafts_of(path), readings.drafts_of(path))
    return None if blueprint is None else Settled(blueprint, last.settled.problems, same=False)


def _is_new_in(theme: Theme, root: Path, path: str) -> bool:
    """Tell whether a file of a theme has other bytes than those that are at work; also if they are nowhere at work."""
    shown, _, name = path.partition("/")
    try:
        file = theme_folders(root)[shown] / name
        if not file.is_file():  # reading a pipe would never end
            return True
        digest = digest_bytes(file.read_bytes())
    except (KeyError, OSError):
        return True
    known = [theme.templates[each][1] for each in (name, f"theme/{name}") if each in theme.templates]
    return digest not in known and not (name in theme.statics and theme.statics[name][1] == digest)
