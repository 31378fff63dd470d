"""The switch: a public folder and its standby change places, and what others have put into the folder stays there."""

import os
from collections.abc import Set
from contextlib import suppress
from errno import EBUSY, EXDEV
from pathlib import Path

from msgspec.structs import replace

from briefs.exchange import exchange, is_mounted, staying
from briefs.files import make_folder, write_atomically, write_file
from briefs.inplace import replace_in_place
from briefs.memory import Twins, recall, remember, time_at, unproven, without_racy
from briefs.ownlist import OWN_LIST
from briefs.places import Places, Stats, Unusable
from briefs.trees import (
    UNLINKABLE,
    Found,
    Plan,
    State,
    below,
    folders_of,
    in_the_way,
    is_only_copy,
    link_all,
    make_below,
    mirror,
    parent,
    remove,
    states_of,
    status_of,
    survey,
    with_parents,
)

_MOUNTED = (EBUSY, EXDEV)
"""What is said of a folder that can't be moved, as something is mounted there."""


def switch(
    places: Places, plan: Plan, stats: Stats, *, before: str, after: str, doubtful: set[str] | None = None
) -> None:
    """Carry out a plan.

    `before` and `after` are the digests of the own list, `doubtful` the folders that may not be twins, if that was found out before.
    """
    if plan.wanted <= plan.staged and not is_there(places.live):
        _switch_first(places, plan, stats, after=after)
    elif is_mounted(places.live):
        _switch_in_place(places, plan, stats)
    else:
        _switch_trees(places, plan, stats, before=before, after=after, doubtful=doubtful)
    with suppress(FileNotFoundError):
        os.unlink(places.changing)


def is_there(folder: str) -> bool:
    """Tell whether there is a folder with something in it."""
    try:
        return bool(os.listdir(folder))
    except FileNotFoundError:
        return False


def recover(places: Places) -> None:
    """Mend what a build has left that was cut short."""
    if os.path.lexists(places.spare):
        os.rename(places.spare, places.standby if is_there(places.live) else places.live)
    with suppress(FileNotFoundError), open(places.moving, "rb") as file:
        _bring_back(places, list(filter(None, os.fsdecode(file.read()).split("\0"))))
    known = {
        places.lock, places.ignoring, places.standby, places.moving, places.changing, places.twins, places.stage,
    }  # fmt: skip
    with suppress(OSError), os.scandir(places.hidden) as entries:
        for entry in entries:
            if entry.path not in known:
                with suppress(OSError):
                    remove(entry.path)


def _switch_first(places: Places, plan: Plan, stats: Stats, *, after: str) -> None:
    """Let the stage become the public folder."""
    new = _states(places, places.stage, plan.folders)
    write_file(places.changing, b"")
    try:
        with staying():
            os.replace(places.stage, places.live)
    except OSError as bad:
        if bad.errno not in _MOUNTED:
            raise
        _switch_in_place(places, plan, stats)
        return
    if _renew_standby(places, plan, stats, plan.folders):
        old = _states(places, places.standby, plan.folders)
        _remember(places, after, Twins().switched(new, old, frozenset()))


def _switch_trees(
    places: Places, plan: Plan, stats: Stats, *, before: str, after: str, doubtful: set[str] | None
) -> None:
    """Make the standby what the site is to be, and let the two change places."""
    live, standby = places.live, places.standby
    twins = recall(places.twins, before)
    touched = folders_of(plan.staged | (plan.owned ^ plan.wanted))
    if doubtful is None:
        doubtful = unproven(live, standby, twins)
    visit = with_parents(touched | doubtful | (plan.folders - twins.pairs.keys()))
    _adopt(places, _find_strangers(places, visit, plan))
    now = time_at(places.hidden)
    found = survey(live, visit, plan)
    _refuse_others(places, plan, stats, found)
    write_file(places.changing, b"")
    done = mirror(live, standby, visit, plan, inode=stats.inode, may_copy=True)
    for path in sorted(plan.staged):
        os.replace(f"{places.stage}/{path}", f"{standby}/{path}")
    new = _states(places, standby, (plan.wanted_folders & visit) - found.odd)
    aside = found.folders + link_all(live, standby, found.files)
    if aside:
        # On the disk before anything moves: it is somebody's, and the next build may have to bring it back.
        write_atomically(Path(places.moving), os.fsencode("\0".join(aside)), lasting=True)
    try:
        with staying():
            exchange(live, standby, places.spare)
    except OSError as bad:
        if bad.errno not in _MOUNTED:
            raise
        if aside:
            os.unlink(places.moving)
        _switch_in_place(places, plan, stats, found)
        return
    if aside:
        _bring_back(places, aside)
    stats.forget(done.linked)
    if done.copied:
        stats.forget()
        remove(standby)
        return
    again = with_parents(touched | found.odd)
    _adopt(places, survey(standby, again, plan))
    again &= plan.wanted_folders
    if _renew_standby(places, plan, stats, again):
        old = {**without_racy(found.states, now), **_states(places, standby, again)}
        _remember(places, after, twins.switched(new, old, visit))


def _states(places: Places, tree: str, folders: Set[str]) -> dict[str, State]:
    """Take the states of folders that only this build changes."""
    now = time_at(places.hidden)
    return without_racy(states_of(tree, folders), now)


def _remember(places: Places, listed: str, twins: Twins) -> None:
    """Note for the next switch which folders are alike in both trees; without the note it looks through all of them."""
    with suppress(OSError):
        remember(places.twins, listed, twins)


def _renew_standby(places: Places, plan: Plan, stats: Stats, visit: Set[str]) -> bool:
    """Make the old tree a twin of the new one, for the next switch; False where there are no links, and so no twins."""
    stats.forget(plan.staged | (plan.owned - plan.wanted))
    try:
        done = mirror(places.live, places.standby, visit, replace(plan, staged=frozenset()), inode=stats.inode)
    except OSError as bad:
        if bad.errno not in UNLINKABLE:
            raise
        stats.forget()
        remove(places.standby)
        return False
    stats.forget(done.linked)  # a link changes the record of its file
    return True


def _find_strangers(places: Places, visit: Set[str], plan: Plan) -> Found:
    """Look for what others have put into the standby, if it is as a switch has left it: the twin of the public tree."""
    try:
        one, other = (status_of(f"{tree}/{OWN_LIST}") for tree in (places.live, places.standby))
        same = one is not None and other is not None and one.st_ino == other.st_ino
        if same and not os.path.lexists(places.changing):
            return survey(places.standby, visit, plan)
    except PermissionError:  # somebody has shut a folder, which is opened later
        pass
    return Found()


def _adopt(places: Places, found: Found) -> None:
    """Give the public folder what others have put into the standby while that was, or seemed to be, the public folder.

    So it is with a shell that stands in the public folder: after a switch it stands in the standby, and nobody sees it.
    What has another link is not lost when this one goes.
    """
    for path in (*found.files, *found.folders):
        if not is_only_copy(f"{places.standby}/{path}"):
            continue
        place = f"{places.live}/{path}"
        above = below(places.live, parent(path))
        if not os.path.lexists(place) and os.path.realpath(above) == above:
            with suppress(FileExistsError, NotADirectoryError):
                make_below(places.live, parent(path))
                os.rename(f"{places.standby}/{path}", place)


def _refuse_others(places: Places, plan: Plan, stats: Stats, found: Found) -> None:
    """Raise Unusable if a file of others stands where one of ours has to be, unless the two are the same."""
    others = in_the_way(found, plan)
    others += [path for path in found.doubtful if not _is_same(places, stats, path)]
    if others:
        more = f" (and {len(others) - 1} more)" if len(others) > 1 else ""
        raise Unusable(
            f"{places.live}/{min(others)}{more} was not made by this program and stands where the site needs the place; "
            "move it away and build again"
        )


def _is_same(places: Places, stats: Stats, path: str) -> bool:
    if stats.take(path) is None:
        return False
    with open(f"{places.live}/{path}", "rb") as one, open(f"{places.stage}/{path}", "rb") as other:
        return one.read() == other.read()


def _bring_back(places: Places, paths: list[str]) -> None:
    """Give the public folder back what is others' and could not be in both trees."""
    for path in paths:
        aside, place = f"{places.standby}/{path}", f"{places.live}/{path}"
        if not os.path.lexists(aside):
            continue
        if os.path.lexists(place):
            raise Unusable(
                f"{aside} is from {places.live}; a build that was cut short could not put it back, and now there is "
                "another in its place: move one of the two away and build again"
            )
        make_folder(Path(places.live))
        make_below(places.live, parent(path))
        os.rename(aside, place)
    os.unlink(places.moving)


def _switch_in_place(places: Places, plan: Plan, stats: Stats, found: Found | None = None) -> None:
    """Bring the folder up to date file by file: something is mounted on it or in it, so that it can't change places.

    A container that was given its output folder is the usual case. A build that is cut short leaves some files old and
    some new there, each of them whole; the next build makes that good.
    """
    if found is None:
        found = survey(places.live, plan.folders, plan)
        _refuse_others(places, plan, stats, found)
    replace_in_place(places, plan, found.leftovers)
    stats.forget()
    remove(places.standby)
