"""A public folder that can't change places with another is brought up to date file by file."""

import os
from collections.abc import Iterable
from contextlib import suppress

from briefs.files import TEMPORARY, write_file
from briefs.ownlist import OWN_LIST, format_list
from briefs.places import Places
from briefs.trees import Plan, below, is_folder, make_below, parent, status_of


def replace_in_place(places: Places, plan: Plan, leftovers: Iterable[str]) -> None:
    """Carry out a plan in the public folder itself."""
    tree = places.live
    if not plan.wanted <= plan.owned:
        # Listed before they are there: what a build leaves that is cut short is then known as this program's.
        _put(tree, OWN_LIST, format_list(plan.owned | plan.wanted))
    links = _links(tree, plan)
    # Where a file stands in the way of a folder, or a folder in that of a file, the old one has to go first.
    for path in (*sorted(plan.owned - plan.wanted), *leftovers):
        if parent(path) not in links:
            _delete(tree, path)
    for folder in sorted(links & plan.wanted_folders):
        if parent(folder) not in links:
            os.unlink(below(tree, folder))
    for path in sorted(plan.staged - {OWN_LIST}):
        waits = f"{places.stage}/{path}"
        with open(waits if os.path.lexists(waits) else f"{places.standby}/{path}", "rb") as file:
            _put(tree, path, file.read())
    _put(tree, OWN_LIST, format_list(plan.wanted))


def _links(tree: str, plan: Plan) -> set[str]:
    """List our folders in whose place there is a link, and those beneath such a one."""
    links: set[str] = set()
    for folder in sorted(plan.folders - {""}):
        if parent(folder) in links or os.path.islink(below(tree, folder)):
            links.add(folder)
    return links


def _put(tree: str, path: str, data: bytes) -> None:
    folder = below(tree, parent(path))
    make_below(tree, parent(path))
    if is_folder(status_of(f"{tree}/{path}")):
        os.rmdir(f"{tree}/{path}")
    write_file(f"{folder}/{TEMPORARY}", data)
    os.replace(f"{folder}/{TEMPORARY}", f"{tree}/{path}")


def _delete(tree: str, path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(f"{tree}/{path}")
    folder = parent(path)
    while folder:
        try:
            os.rmdir(below(tree, folder))
        except OSError:
            return
        folder = parent(folder)
