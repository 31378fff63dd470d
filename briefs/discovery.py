"""The discover stage: what stands on the disk, as far as stats tell."""

import os
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from briefs.files import EXTENSION
from briefs.manifest import engine_stamp
from briefs.problems import Problem
from briefs.signatures import Signature, pack, signature
from briefs.sources import Source, discover
from briefs.theme import theme_folders


class Found(Struct, frozen=True):
    """All that a site is made from, unread."""

    sources: list[Source]
    problems: tuple[Problem, ...]
    signatures: dict[str, Signature]
    """Of sources, templates and the site's own code."""
    seen: bytes
    """The same, packed."""
    stamp: str
    """Of the code at work."""
    code: bytes
    """The site's own, read once: what is run is what the stamp names."""


def read_code(root: Path) -> bytes:
    """Read the site's own code; nothing if there is none, or a link to it."""
    path = root / EXTENSION
    return path.read_bytes() if path.is_file() and not path.is_symlink() else b""


def commit_of(root: Path) -> str:
    """Name the state of the site's history in git."""
    from briefs.commits import state

    return state(root)


def find(root: Path) -> Found:
    """Look at the disk: list the sources, and take the stats of all that the site is made from."""
    sources, problems = discover(root)
    signatures = {source.path: source.signature for source in sources}
    for shown, folder in theme_folders(root).items():
        if folder.is_symlink():
            signatures[shown] = signature(os.lstat(folder))
        for place, folders, names in sorted(os.walk(folder)):
            # Folders are not read, but one may have become a link.
            for name in sorted((*names, *(each for each in folders if os.path.islink(os.path.join(place, each))))):
                path = os.path.join(place, name)
                with suppress(FileNotFoundError):
                    signatures[f"{shown}/{os.path.relpath(path, folder)}"] = signature(os.lstat(path))
    with suppress(FileNotFoundError):
        signatures[EXTENSION] = signature(os.lstat(root / EXTENSION))
    code = read_code(root)
    return Found(sources, tuple(problems), signatures, pack(signatures), engine_stamp(code), code)
