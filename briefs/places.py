"""Where a public folder, its standby and all that belongs to them are, and what was seen there."""

import os
from collections.abc import Iterable, Mapping

from msgspec import Struct

from briefs.signatures import Signature, signature_of
from briefs.trees import below, parent


class Unusable(Exception):
    """A folder can't be written to; the message says why and what to do."""


class Places(Struct, frozen=True):
    """The public folder, and what stands in the hidden folder beside it."""

    live: str
    """The public folder: its full name without links, as the folder in which this process stands may change its place."""
    hidden: str
    stage: str = ""
    """Where this build's files wait; empty before there are any."""

    @property
    def lock(self) -> str:
        """The file whose lock a build holds."""
        return f"{self.hidden}/lock"

    @property
    def ignoring(self) -> str:
        """A file that keeps the hidden folder out of git."""
        return f"{self.hidden}/.gitignore"

    @property
    def standby(self) -> str:
        """The twin of the public tree."""
        return f"{self.hidden}/standby"

    @property
    def spare(self) -> str:
        """Where the public tree is for a moment if the system can't exchange two folders in one step."""
        return f"{self.hidden}/spare"

    @property
    def moving(self) -> str:
        """A list of what is others' and can't be in both trees."""
        return f"{self.hidden}/moving"

    @property
    def changing(self) -> str:
        """A file that is there while the standby is no twin, and nothing in it is anybody's."""
        return f"{self.hidden}/changing"

    @property
    def twins(self) -> str:
        """What is remembered of the folders of both trees."""
        return f"{self.hidden}/twins"


def places_of(out: "os.PathLike[str]") -> Places:
    """Lay out the places of a public folder."""
    live = os.path.realpath(out)
    folder, name = os.path.split(live)
    return Places(live, os.path.join(folder, f".{name}.briefs"))


class Stats:
    """The stats of published files, taken once between two switches."""

    def __init__(self, live: str) -> None:
        self._live = live
        self._taken: dict[str, Signature | None] = {}
        self._plain: dict[str, bool] = {"": True}

    def take(self, path: str) -> Signature | None:
        """Give the stat of a file; None if there is none, or only beneath a link to another folder."""
        try:
            return self._taken[path]
        except KeyError:
            found = signature_of(f"{self._live}/{path}") if self.is_plain(parent(path)) else None
            self._taken[path] = found
            return found

    def is_plain(self, folder: str) -> bool:
        """Tell whether a folder of the site is one, and no link to somewhere else nor beneath such a one."""
        if folder not in self._plain:
            self._plain[folder] = self.is_plain(parent(folder)) and not os.path.islink(below(self._live, folder))
        return self._plain[folder]

    def inode(self, path: str) -> int | None:
        """Give the number of a file."""
        found = self.take(path)
        return found[3] if found else None

    def preset(self, stats: Mapping[str, Signature]) -> None:
        """Take over stats that somebody else has taken."""
        self._taken.update(stats)

    def forget(self, paths: Iterable[str] | None = None) -> None:
        """Take the stats of some files, or of all, anew the next time, and look at all folders again."""
        self._plain = {"": True}
        if paths is None:
            self._taken.clear()
            return
        for path in paths:
            self._taken.pop(path, None)
