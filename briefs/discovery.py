"""The discover stage: what stands on the disk, as far as stats tell."""

import os
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from briefs.manifest import engine_stamp
from briefs.problems import Problem
from briefs.signatures import Signature, signature, signature_of
from briefs.sources import Source, discover
from briefs.theme import theme_folders

EXTENSION = "extend.py"


class Found(Struct, frozen=True):
    """All that a site is made from, unread."""

    sources: list[Source]
    problems: tuple[Problem, ...]
    signatures: dict[str, Signature]
    """Of sources, templates and the site's own code."""
    stamp: str
    """Of the code at work."""


def find(root: Path) -> Found:
    """Look at the disk: list the sources, and take the stats of all that the site is made from."""
    sources, problems = discover(root)
    signatures = {source.path: source.signature for source in sources}
    for shown, folder in theme_folders(root).items():
        for place, folders, names in os.walk(folder):
            # Folders are not read, but one may have become a link.
            for name in (*names, *(each for each in folders if os.path.islink(os.path.join(place, each)))):
                path = os.path.join(place, name)
                with suppress(FileNotFoundError):
                    signatures[f"{shown}/{os.path.relpath(path, folder)}"] = signature(os.lstat(path))
    extension = signature_of(root / EXTENSION)
    if extension:
        signatures[EXTENSION] = extension
    return Found(sources, tuple(problems), signatures, engine_stamp(root / EXTENSION))
