"""The check that an incremental site is what a clean build gives."""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from briefs.output import OWN_LIST
from briefs.pipeline import Options, build
from briefs.publish import Target


def differences(root: Path, options: Options) -> tuple[int, list[str]]:
    """Build the site from nothing in a passing place and compare; gives the number of files and, in words, where they differ."""
    with TemporaryDirectory(prefix="briefs-") as place:
        clean = Path(place) / "site"
        report = build(root, replace(options, out=clean, cache=Path(place) / "cache", fresh=True))
        if not report.ok:
            return 0, ["the content was changed meanwhile, and now has errors"]
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
