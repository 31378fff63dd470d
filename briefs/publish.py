"""Made files become the public folder, and only if the whole run had no error."""

import os
import posixpath
import shutil
from collections.abc import Collection, Iterable, Set
from pathlib import Path, PurePosixPath

from briefs.digest import digest_bytes
from briefs.files import FILE_MODE, FOLDER_MODE, inside, make_folder, write_atomically
from briefs.manifest import Record, Signature, signature_of
from briefs.output import OWN_LIST

_SOURCES = ("content", "templates", "briefs", "docs", "tests", ".git", ".cache")
"""Folders in the root that no site is written into."""
_HEADING = "# The files of this folder that Briefs made. It replaces and deletes these, and no others."


class Unusable(Exception):
    """The target can't be written to; the message says why and what to do."""


class Target:
    """The public folder, and beside it the one in which changed files wait."""

    def __init__(self, out: Path) -> None:
        self.out = out
        real = Path(os.path.abspath(out))
        self.stage = real.parent / f".{real.name}.stage"
        self._plain: dict[str, bool] = {"": True}
        self._staged_folders: set[str] = set()

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
        try:
            lines = (self.out / OWN_LIST).read_text("utf-8").split("\n")[1:]
        except (OSError, UnicodeDecodeError):
            return set()
        return {line for line in lines if inside(line)}

    def signature(self, path: str) -> Signature | None:
        """Take the stat of a published file."""
        return signature_of(f"{self.out}/{path}")

    def is_intact(self, path: str, record: Record | None, digest: str) -> bool:
        """Tell whether a published file has just these bytes; if it is as an earlier build left it, its stat says so."""
        if not self._is_plain(posixpath.dirname(path)):
            return False
        status = self.signature(path)
        if status is None or (record and record.digest == digest and record.signature == status):
            return status is not None
        try:
            file = self.out / path
            return file.stat().st_mode & 0o777 == FILE_MODE and digest_bytes(file.read_bytes()) == digest
        except OSError:
            return False

    def _is_plain(self, folder: str) -> bool:
        """Tell whether a folder of the site is one, and no link to somewhere else."""
        if folder not in self._plain:
            above = posixpath.dirname(folder)
            self._plain[folder] = self._is_plain(above) and not os.path.islink(self.out / folder)
        return self._plain[folder]

    def clear_stage(self) -> None:
        """Begin with an empty stage."""
        if self.stage.is_symlink():
            self.stage.unlink()
        shutil.rmtree(self.stage, ignore_errors=True)
        self._staged_folders.clear()

    def put(self, path: str, data: bytes) -> None:
        """Let a file wait in the stage."""
        file = f"{self.stage}/{path}"
        folder = posixpath.dirname(path)
        try:
            if folder not in self._staged_folders:
                make_folder(self.stage / folder)
                self._staged_folders.add(folder)
            with open(file, "wb") as opened:
                opened.write(data)
                os.fchmod(opened.fileno(), FILE_MODE)
        except OSError as bad:
            # A full disk is told without the name of the file.
            raise OSError(bad.errno, bad.strerror, file) from bad

    def switch(self, staged: Collection[str], wanted: Set[str]) -> list[str]:
        """Put the staged files in place and delete what this program made earlier and no longer wants; returns what was deleted."""
        if not self.out.exists():
            self._list(self.stage, wanted)
            os.replace(self.stage, self.out)
            self.out.chmod(FOLDER_MODE)
            return []
        owned = self.owned()
        gone = {path for path in owned - wanted if self._is_plain(posixpath.dirname(path))}
        removed = sorted(path for path in gone if os.path.lexists(self.out / path))
        folders = {str(folder) for path in staged for folder in PurePosixPath(path).parents}
        for folder in sorted(folders):
            if not self._is_plain(folder.removeprefix(".")) and os.path.islink(self.out / folder):
                (self.out / folder).unlink()
        if not wanted <= owned:
            # Listed before they are there: what a build that is cut short leaves behind is then still this program's.
            self._list(self.out, owned | wanted)
        # Where a file stands in the way of a folder, or a folder in that of a file, the old one has to go first.
        blocking = [p for p in removed if p in folders or any(str(up) in wanted for up in PurePosixPath(p).parents)]
        for path in blocking:
            self._delete(path)
        for path in staged:
            make_folder((self.out / path).parent)
            os.replace(self.stage / path, self.out / path)
        for path in set(removed).difference(blocking):
            self._delete(path)
        self.clear_stage()
        if owned - wanted:
            self._list(self.out, wanted)
        return removed

    def _list(self, folder: Path, paths: Iterable[str]) -> None:
        write_atomically(folder / OWN_LIST, "\n".join([_HEADING, *sorted(paths), ""]).encode())

    def _delete(self, path: str) -> None:
        (self.out / path).unlink(missing_ok=True)
        folder = (self.out / path).parent
        while folder != self.out:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent
