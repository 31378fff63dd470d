"""Bringing the list of published addresses up to date, after a build that has published them."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from briefs.contract import write_list
from briefs.files import ADDRESSES, write_atomically
from briefs.pipeline import prepare
from briefs.problems import Problem, error, has_errors
from briefs.published import published
from briefs.report import DEFAULTS, Options


class Recorded(Struct, frozen=True):
    """What was written into the list."""

    total: int
    new: int
    changed: int
    """Lines of which anything is now another."""


def record(root: Path, options: Options = DEFAULTS) -> Recorded | list[Problem]:
    """Write down what the last build has published, in `content/addresses.txt`; the file is let alone if it says so already.

    Gives problems instead if the content is no longer what that build published, or the list can't be written.
    """
    ready, problems, _ = prepare(root, replace(options, fresh=False))
    if ready is None or has_errors(problems):
        return problems
    if ready.stale:
        return [
            error(
                "edited", "the content was changed while it was published", hint="say it again: python build.py publish"
            )
        ]
    before = ready.setting.lines
    now = published(ready.settled.blueprint.model, ready.readings.words)
    # What else was published is still there, or the build would have been refused: a file of the site's own code.
    kept = {address: replace(line, number=0) for address, line in before.items()}
    lines = kept | now
    data = write_list(lines.values())
    path = root / ADDRESSES
    try:
        if not path.is_file() or path.read_bytes() != data:
            write_atomically(path, data)
    except OSError as bad:
        message = f"the list of published addresses can't be written: {bad.strerror or bad}"
        hint = "the site is published; allow this program to write into content/, and say it again: python build.py publish"
        return [error("unwritable", message, path=ADDRESSES, hint=hint)]
    changed = sum(address in kept and kept[address] != line for address, line in now.items())
    return Recorded(len(lines), len(lines) - len(before), changed)
