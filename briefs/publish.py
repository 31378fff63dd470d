"""Made files become the public folder, and only if the whole run had no error."""

import os
import shutil
from collections.abc import Iterable, Set
from pathlib import Path

from briefs.digest import digest_bytes
from briefs.files import FOLDER_MODE, make_folder, write_atomically
from briefs.manifest import Signature, signature_of

OWN_LIST = ".briefs"
"""In the public folder: the files that this program made there, and so may replace and delete."""
_HEADING = "# The files of this folder that Briefs made. It replaces and deletes these, and no others."


class Unusable(Exception):
    """The target can't be written to; the message says why and what to do."""


class Target:
    """The public folder, and beside it the one in which changed files wait."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.stage = out.with_name(f".{out.name}.stage")

    def check(self, root: Path) -> None:
        """Refuse a folder in which a site can't or shouldn't be made. Raises Unusable."""
        out, content = self.out, root / "content"
        if out.is_symlink():
            raise Unusable(f"{out} is a link to another folder; give the folder itself")
        if out.exists() and not out.is_dir():
            raise Unusable(f"{out} is a file, and the site needs a folder")
        real, real_root = out.resolve(), root.resolve()
        forbidden = (
            real_root,
            *(real_root / name for name in ("content", "templates", "briefs", "docs", "tests", ".git", ".cache")),
            Path.home().resolve(),
        )
        if real in forbidden or real in (*content.resolve().parents,) or content.resolve() in real.parents:
            raise Unusable(f"{out} holds, or is, what the site is made from; give another folder with --out")
        if out.is_dir() and not (out / OWN_LIST).is_file() and any(out.iterdir()):
            raise Unusable(
                f"{out} holds files that this program did not make; empty it, or give another folder with --out"
            )

    def owned(self) -> set[str]:
        """List the files that an earlier build made and that may be replaced and deleted."""
        try:
            lines = (self.out / OWN_LIST).read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return set()
        return {
            line
            for line in lines
            if line and not line.startswith("#") and ".." not in line.split("/") and not line.startswith("/")
        }

    def signature(self, path: str) -> Signature | None:
        """Take the stat of a published file."""
        return signature_of(f"{self.out}/{path}")

    def holds(self, path: str, digest: str) -> bool:
        """Tell whether a published file has just these bytes."""
        if self.signature(path) is None:
            return False
        try:
            return digest_bytes((self.out / path).read_bytes()) == digest
        except OSError:
            return False

    def clear_stage(self) -> None:
        """Begin with an empty stage."""
        shutil.rmtree(self.stage, ignore_errors=True)

    def put(self, path: str, data: bytes) -> None:
        """Let a file wait in the stage."""
        file = self.stage / path
        make_folder(file.parent)
        with open(file, "wb") as opened:
            opened.write(data)
            os.fchmod(opened.fileno(), 0o644)

    def switch(self, staged: Iterable[str], wanted: Set[str]) -> list[str]:
        """Put the staged files in place and delete what this program made earlier and no longer wants; returns what was deleted."""
        owned = self.owned()
        removed = sorted(
            path for path in owned - wanted if (self.out / path).is_file() or (self.out / path).is_symlink()
        )
        if not self.out.exists() and self.stage.is_dir():
            os.replace(self.stage, self.out)
            self.out.chmod(FOLDER_MODE)
        else:
            for path in removed:
                self._make_way(path)
            for path in staged:
                make_folder((self.out / path).parent)
                os.replace(self.stage / path, self.out / path)
            self.clear_stage()
        if owned != wanted or not (self.out / OWN_LIST).is_file():
            write_atomically(self.out / OWN_LIST, "\n".join([_HEADING, *sorted(wanted), ""]).encode())
        return removed

    def _make_way(self, path: str) -> None:
        (self.out / path).unlink(missing_ok=True)
        folder = (self.out / path).parent
        while folder != self.out:
            try:
                folder.rmdir()
            except OSError:
                return
            folder = folder.parent
