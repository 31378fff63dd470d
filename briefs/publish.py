"""Made files become the public folder: all of them in one step, and only if the whole run had no error.

Beside the folder `site` stands `.site.briefs`, which holds its lock, the stages of builds, and the standby: a twin of the
public tree, made of links to the same files. A build brings the standby up to date and lets the two change places, so
that it costs what changed. Nothing in the standby is believed that its numbers don't prove.
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Set
from contextlib import contextmanager, suppress
from errno import EACCES, EPERM, EROFS
from pathlib import Path

from msgspec.structs import replace

from briefs.ahead import Ahead, changed_files
from briefs.digest import digest_bytes
from briefs.files import FILE_MODE, FOLDER_MODE, make_folder, write_file
from briefs.locking import holding
from briefs.manifest import Record
from briefs.ownlist import OWN_LIST, format_list, parse_list, read_list
from briefs.places import Stats, Unusable, places_of
from briefs.signatures import Signature, unpack
from briefs.switching import is_there, recover, switch
from briefs.trees import Plan, folders_of, is_folder, make_below, parent, remove, status_of

__all__ = ["Target", "Unusable"]

_SOURCES = ("content", "templates", "briefs", "docs", "tests", ".git", ".cache")
"""Folders in the root that no site is written into."""


class Target:
    """The public folder, and beside it the hidden one in which the next state of it is prepared."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._places = places_of(out)
        self._stats = Stats(self._places.live)
        self._locked = False
        self._empty = False
        self._staged_folders: set[str] = set()
        self._unwritable: Exception | None = None
        self._left = b""
        self._changed: Set[str] | None = None
        self._ahead: Ahead | None = None

    @property
    def stage(self) -> str:
        """Where changed files wait; empty before there is such a place."""
        return self._places.stage

    # What is there

    def check(self, root: Path) -> None:
        """Refuse a folder in which a site can't or shouldn't be made. Raises Unusable."""
        out = self.out
        if out.is_symlink():
            raise Unusable(f"{out} is a link to another folder; give the folder itself")
        if out.exists() and not out.is_dir():
            raise Unusable(f"{out} is a file, and the site needs a folder")
        real, real_root = out.resolve(), root.resolve()
        sources = {real_root / name for name in _SOURCES}
        at_home = real == Path(os.path.expanduser("~")).resolve()
        if at_home or real == real_root or real in real_root.parents or not sources.isdisjoint((real, *real.parents)):
            raise Unusable(f"{out} holds, or is, what the site is made from; give another folder with --out")
        if out.is_dir() and not (out / OWN_LIST).is_file() and any(out.iterdir()):
            raise Unusable(
                f"{out} holds files that this program did not make; empty it, or give another folder with --out"
            )

    def owned(self) -> set[str]:
        """List the files that an earlier build made and that may be replaced and deleted."""
        return parse_list(read_list(self._places.live))

    def signature(self, path: str) -> Signature | None:
        """Give the stat of a published file, taken once between two switches."""
        return self._stats.take(path)

    def signatures(self, paths: Iterable[str]) -> dict[str, Signature]:
        """Give the stats of published files; one that is not there gets a stat that no file has."""
        return {path: self._stats.take(path) or (0, 0, 0, 0) for path in paths}

    def compare(self, left: bytes, *, ahead: bool) -> None:
        """Say with which stats the last build left its files, packed; with `ahead`, begin to look at them, and then at the folders."""
        self._left = left
        if ahead:
            self._ahead = Ahead(self._places, left)

    def changed(self) -> Set[str]:
        """List the published files that are not as the last build left them."""
        if self._changed is None:
            self._changed = self._ahead.files() if self._ahead else changed_files(self._places, self._left)
        return self._changed

    def _take_over(self) -> None:
        """Take the stats of the last build for those of today, where they are."""
        if self._left:
            changed = self.changed()
            self._stats.preset({path: stat for path, stat in unpack(self._left).items() if path not in changed})
            self._left = b""

    def is_intact(self, path: str, record: Record | None, digest: str) -> bool:
        """Tell whether a published file has just these bytes; if it is as an earlier build left it, its stat says so."""
        if self._empty:
            return False
        if record and record.digest == digest and self._changed is not None and path not in self._changed:
            return True
        if self.signature(path) is None:
            return False
        try:
            file = self.out / path
            return file.stat().st_mode & 0o777 == FILE_MODE and digest_bytes(file.read_bytes()) == digest
        except OSError:
            return False

    # One build at a time

    @contextmanager
    def lock(self, told: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Keep other builds away; `told` is called if there is one to wait for. What one left that was cut short is mended.

        A target that can't be written to is no error yet: there may be nothing to write.
        """
        with self._alone(told):
            try:
                yield
            finally:
                self.discard()
                if self._ahead:
                    self._ahead.drop()
                    self._ahead = None

    @contextmanager
    def _alone(self, told: Callable[[], None] = lambda: None) -> Iterator[None]:
        if self._locked:
            yield
            return
        with suppress(OSError):
            self._make_hidden()
        with holding(self._places.lock, told):
            self._locked = True
            try:
                self._stats.forget()
                recover(self._places)
                yield
            finally:
                self._locked = False

    def _make_hidden(self) -> None:
        hidden = self._places.hidden
        if not is_folder(status_of(hidden)):
            remove(hidden)
            make_folder(Path(hidden))
            write_file(self._places.ignoring, b"*\n")

    # The stage

    def open_stage(self) -> None:
        """Make a place where files can wait, of this build's own: the orphaned workers of another can't write there."""
        self.discard()
        self._take_over()  # workers are forked after this, and only one process can ask for what was found ahead
        with self._alone():
            self._places = replace(self._places, stage=self._new_stage())
            self._unwritable = None
            try:
                self._make_hidden()
                os.mkdir(self.stage)
                os.chmod(self.stage, FOLDER_MODE)
                self._empty = not is_there(self._places.live)  # then no file needs to be looked for
            except OSError as bad:
                self._unwritable = self._explain(bad)  # no error before something is to be written

    def _explain(self, bad: OSError) -> Exception:
        """Say what is needed where the place beside the public folder may not be written to."""
        if bad.errno not in (EACCES, EPERM, EROFS):
            return bad
        live, hidden = self._places.live, self._places.hidden
        place = hidden if os.path.lexists(hidden) else os.path.dirname(live)
        return Unusable(
            f"to publish {live}, the program has to write into {place}, and may not ({bad.strerror}); "
            "allow it, or give another folder with --out"
        )

    def _new_stage(self) -> str:
        return f"{self._places.hidden}/stage-{os.getpid()}-{os.urandom(4).hex()}"

    def discard(self) -> None:
        """Drop what waits."""
        if self.stage:
            with suppress(OSError):
                remove(self.stage)
        self._places = replace(self._places, stage="")
        self._staged_folders.clear()

    def put(self, path: str, data: bytes) -> None:
        """Let a file wait in the stage."""
        if not self.stage:
            self.open_stage()
        if self._unwritable:
            raise self._unwritable
        folder = parent(path)
        if folder not in self._staged_folders:
            make_below(self.stage, folder)
            self._staged_folders.add(folder)
        write_file(f"{self.stage}/{path}", data)

    # The switch

    def switch(self, staged: Collection[str], wanted: Set[str]) -> list[str]:
        """Let the site consist of the wanted files: the staged ones, and of those that are there the others.

        Returns what was there and no longer is. Raises Unusable if somebody's file stands where one of ours has to be.
        Should the process die at any point, the public folder is as it was or as it is to be.
        """
        with self._alone():
            try:
                return self._switch({*staged}, {*wanted, OWN_LIST})
            finally:
                self.discard()
                self._empty = False

    def _switch(self, staged: set[str], wanted: set[str]) -> list[str]:
        live = self._places.live
        before, after = read_list(live), format_list(wanted)
        if not self.is_intact(OWN_LIST, None, digest_bytes(after)):
            self.put(OWN_LIST, after)
            staged.add(OWN_LIST)
        if not staged:
            return []
        owned = parse_list(before, wanted) | {OWN_LIST}
        removed = sorted(
            p for p in owned - wanted if self._stats.is_plain(parent(p)) and os.path.lexists(f"{live}/{p}")
        )
        folders = folders_of(wanted)
        plan = Plan(owned, wanted, staged, folders, folders if owned == wanted else folders | folders_of(owned))
        doubtful = self._ahead.folders() if self._ahead else None
        digests = {"before": digest_bytes(before), "after": digest_bytes(after)}
        switch(self._places, plan, self._stats, **digests, doubtful=doubtful)
        return removed
