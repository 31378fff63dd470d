"""What a check is given: the files of a site as it stands, or as it is about to be published, and what they were made from."""

import os
from collections.abc import Callable, Iterable, Mapping, Set
from pathlib import Path

from msgspec import Struct

from briefs.config import Config
from briefs.output import Output
from briefs.parts import Parts
from briefs.publish import Target
from briefs.reading import Readings
from briefs.settling import Settled


class Built(Struct, frozen=True):
    """A site that has been made."""

    root: Path
    folder: Path
    """The public folder, by the name that a user knows it under."""
    files: Mapping[str, str]
    """Where on the disk each file is, by its path in the site; those that others have put there are among them."""
    config: Config
    settled: Settled
    readings: Readings
    drafts: bool = False
    """Whether drafts are part of the site."""
    workers: int = 1
    told: Callable[[int, int], None] = lambda done, total: None
    digests: Callable[[], Mapping[str, str]] = dict
    """Gives the digests of those files of which a build knows that they are as it made them, by path."""
    memory: Parts | None = None
    """Where a check may keep what it saw in files, for the next build."""
    stamp: str = ""
    """Names the program at work."""

    @property
    def outputs(self) -> Mapping[str, Output]:
        """All files that the program makes, by path."""
        return self.settled.blueprint.outputs

    def source(self, path: str) -> str:
        """Name the file under `content/` that a file of the site is made from; empty where it is not one file."""
        return self.outputs[path].content_file if path in self.outputs else ""

    def shown(self, path: str) -> str:
        """Name a file of the site as a message should: relative to the root, if it is in there."""
        place = Path(os.path.abspath(self.folder)) / path
        try:
            return place.relative_to(os.path.abspath(self.root)).as_posix()
        except ValueError:
            return place.as_posix()

    def read(self, path: str) -> bytes:
        """Give the bytes of a file."""
        with open(self.files[path], "rb") as file:
            return file.read()


def files_of(folder: Path) -> dict[str, str]:
    """List the files of a public folder. Links are listed as what they are and not followed."""
    return dict(_walk(os.fspath(folder), ""))


def files_to_be(target: Target, staged: Iterable[str], wanted: Set[str]) -> dict[str, str]:
    """List the files of a public folder as they will be once the staged ones have taken their places and others are removed."""
    removed = target.owned() - wanted
    files = {path: file for path, file in files_of(target.out).items() if path not in removed}
    return files | {path: f"{target.stage}/{path}" for path in staged}


def _walk(folder: str, inner: str) -> Iterable[tuple[str, str]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, f"{inner}{entry.name}/")
        else:
            yield f"{inner}{entry.name}", entry.path
