"""The check that an incremental site is what a clean build gives."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from briefs.discovery import find
from briefs.ownlist import OWN_LIST
from briefs.pipeline import build
from briefs.problems import format_problem, one_line
from briefs.publish import Target
from briefs.report import Options
from briefs.signatures import Signature


class Edited(Exception):
    """What the site is made from was changed while it was verified; the message says so."""


def look(root: Path) -> dict[str, Signature]:
    """Take the stats of all that the site is made from, by path; to be done before the build that is verified."""
    return find(root).signatures


def differences(root: Path, options: Options, before: Mapping[str, Signature]) -> tuple[int, list[str]]:
    """Build the site from nothing in a passing place and compare; gives the number of files and, in words, where they differ.

    Raises Edited if they do, but the stats are no longer those of `before`.
    """
    count, found = _compare(root, options)
    if found:
        after = look(root)
        edited = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        if edited:
            more = f" (and {len(edited) - 1} more)" if len(edited) > 1 else ""
            raise Edited(
                f"{one_line(edited[0])}{more} was changed meanwhile, so that the two sites can't be compared; verify again"
            )
    return count, found


def _compare(root: Path, options: Options) -> tuple[int, list[str]]:
    with TemporaryDirectory(prefix="briefs-") as place:
        clean = Path(place) / "site"
        report = build(root, replace(options, out=clean, cache=Path(place) / "cache", fresh=True))
        if not report.ok:
            errors = (each for each in report.problems if each.severity == "error")
            return 0, [f"a clean build is refused: {format_problem(each).splitlines()[0]}" for each in errors]
        live = options.out or root / "site"
        ours, theirs = Target(live).owned(), Target(clean).owned()
        return len(theirs), [
            *(f"{path} is missing" for path in sorted(theirs - ours)),
            *(f"{path} should not be there" for path in sorted(ours - theirs)),
            *_unlike(live, clean, sorted(ours & theirs)),
        ]


def _unlike(live: Path, clean: Path, paths: list[str]) -> Iterator[str]:
    for path in paths:
        if path != OWN_LIST and _state(live / path) != _state(clean / path):
            yield f"{path} differs"


def _state(file: Path) -> tuple[int, bytes] | None:
    try:
        return os.lstat(file).st_mode, file.read_bytes()
    except OSError:
        return None
