"""Two trees of folders with the same files: what is in the one, and how the other is made its twin by hard links."""

import errno
import os
import stat
from collections.abc import Callable, Iterable, Set
from contextlib import suppress

from msgspec import Struct, field

from briefs.files import FOLDER_MODE, TEMPORARY, write_file

State = tuple[int, int]
"""Number of a folder and the time of its last change: while they are the same, so are the names in it."""

UNLINKABLE = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)
"""Why a hard link can't be made where a file can."""


class Plan(Struct, frozen=True):
    """What is to become of a public folder."""

    owned: Set[str]
    """The files that an earlier build made there."""
    wanted: Set[str]
    """The files that are to be there."""
    staged: Set[str]
    """Those of them that are made anew; the others are there already."""
    wanted_folders: Set[str]
    folders: Set[str]
    """All folders that are ours, or were."""


class Found(Struct):
    """What of others stands in a tree."""

    files: list[str] = field(default_factory=list)
    """Files, links and the like."""
    folders: list[str] = field(default_factory=list)
    """Folders, with all that is in them."""
    doubtful: list[str] = field(default_factory=list)
    """Files where one of ours is to be made."""
    leftovers: list[str] = field(default_factory=list)
    """Files that a build was writing when it was cut short."""
    odd: set[str] = field(default_factory=set)
    """Folders that are missing, that not everybody may read, or in which there is anything of the above."""
    states: dict[str, State] = field(default_factory=dict)
    """Of each folder, before it was listed."""


class Mirrored(Struct):
    """What it took to make one tree like the other."""

    linked: list[str] = field(default_factory=list)
    """Files that got a link."""
    copied: bool = False
    """Whether there are files that could only be copied."""


def parent(path: str) -> str:
    """Name the folder of a path; the tree itself is the empty one."""
    return path.rpartition("/")[0]


def below(tree: str, path: str) -> str:
    """Join a tree and a path in it."""
    return f"{tree}/{path}" if path else tree


def folders_of(paths: Iterable[str]) -> set[str]:
    """List the folders that hold files, those that hold these, and so on up to the tree itself."""
    return with_parents({path.rpartition("/")[0] for path in paths})


def with_parents(folders: Iterable[str]) -> set[str]:
    """Add to folders those above them."""
    found = {"", *folders}
    new = found
    while new:  # a level at a time: there are as many folders as pages
        new = {folder.rpartition("/")[0] for folder in new} - found
        found |= new
    return found


def status_of(path: str) -> os.stat_result | None:
    """Look at what stands at a path, without following a link."""
    try:
        return os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_folder(status: os.stat_result | None) -> bool:
    """Tell whether it is a folder, and no link to one."""
    return status is not None and stat.S_ISDIR(status.st_mode)


def state(status: os.stat_result) -> State:
    """Shorten the stat of a folder."""
    return status.st_ino, status.st_ctime_ns


def states_of(tree: str, folders: Iterable[str]) -> dict[str, State]:
    """Take the states of folders that are there."""
    return {folder: state(os.lstat(below(tree, folder))) for folder in folders}


def remove(path: str) -> None:
    """Delete a file, a link or a whole folder, if it is there."""
    status = status_of(path)
    if is_folder(status):
        import shutil  # slow to load, and a build with nothing to do does without

        try:
            shutil.rmtree(path)
        except OSError as bad:
            # It tells but the last part of the name.
            raise OSError(bad.errno, bad.strerror, path) from bad
    elif status is not None:
        os.unlink(path)


def make_below(tree: str, folder: str) -> None:
    """Make a folder, and those above it, in a tree that is there; the tree itself is never made."""
    if not folder:
        return
    place = below(tree, folder)
    try:
        os.mkdir(place)
    except FileExistsError:
        return
    except FileNotFoundError:
        if not parent(folder):
            raise
        make_below(tree, parent(folder))
        with suppress(FileExistsError):  # another worker may have made it meanwhile
            os.mkdir(place)
    os.chmod(place, FOLDER_MODE)


def survey(tree: str, visit: Iterable[str], plan: Plan) -> Found:
    """Look through folders of a public tree for what is not ours.

    `visit` holds with each folder those above it. A link in the place of a wanted folder is not counted: it goes.
    """
    found = Found()
    absent = set()
    for folder in sorted(visit):
        place = below(tree, folder)
        status = None if folder and parent(folder) in absent else status_of(place)
        if status is None or not is_folder(status):
            absent.add(folder)
            continue
        if status.st_mode & 0o777 != FOLDER_MODE:
            found.odd.add(folder)
        found.states[folder] = state(status)
        with os.scandir(place) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    if path not in plan.folders and not (path in plan.wanted and _is_empty(entry.path)):
                        found.folders.append(path)
                elif entry.name == TEMPORARY:
                    found.leftovers.append(path)
                elif path in plan.owned:
                    continue
                elif path in plan.wanted:
                    if path in plan.staged:
                        found.doubtful.append(path)
                elif not (path in plan.wanted_folders and entry.is_symlink()):
                    found.files.append(path)
    found.odd |= absent | {parent(path) for path in (*found.files, *found.folders, *found.leftovers)}
    return found


def in_the_way(found: Found, plan: Plan) -> list[str]:
    """Find what others have put where files and folders of ours have to be."""

    def blocks(path: str) -> bool:
        taken = path in plan.wanted or path in plan.wanted_folders
        return taken or not plan.wanted.isdisjoint(with_parents([parent(path)]))

    return [path for path in (*found.files, *found.folders) if blocks(path)]


def is_only_copy(path: str) -> bool:
    """Tell whether something would be lost with a file, or with a folder: a file that has no other link."""
    if not is_folder(status_of(path)):
        return os.lstat(path).st_nlink == 1
    return any(os.lstat(f"{place}/{name}").st_nlink == 1 for place, _, names in os.walk(path) for name in names)


def _is_empty(folder: str) -> bool:
    with os.scandir(folder) as entries:
        return not any(entries)


def mirror(
    tree: str,
    standby: str,
    visit: Set[str],
    plan: Plan,
    *,
    inode: Callable[[str], int | None],
    may_copy: bool = False,
) -> Mirrored:
    """Make folders of the standby hold the wanted files of the tree, as links, and nothing else.

    `visit` holds with each folder those above it. Nothing that is there is believed: a file stays only if its number
    proves that it is the tree's own. The staged ones are left out, as others take their place.
    """
    done = Mirrored()
    visited = sorted(plan.wanted_folders & visit)
    names: dict[str, set[str]] = {folder: set() for folder in visited}
    for path in [path for path in plan.wanted if path.rpartition("/")[0] in names]:
        folder, _, name = path.rpartition("/")
        names[folder].add(name)
    for folder in visited:
        place = below(standby, folder)
        missing = names[folder]
        for entry in _see_to_folder(place):
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                if path in plan.wanted_folders:
                    continue
            elif entry.name in missing and (path in plan.staged or _number(entry) == inode(path)):
                missing.discard(entry.name)
                continue
            remove(entry.path)
        for name in missing:
            path = f"{folder}/{name}" if folder else name
            if path not in plan.staged:
                _link(f"{tree}/{path}", f"{standby}/{path}", done, may_copy=may_copy)
                done.linked.append(path)
    return done


def _see_to_folder(place: str) -> "list[os.DirEntry[str]]":
    """Let there be a real folder that everybody may read; lists what is in it."""
    status = status_of(place)
    if status is None or not is_folder(status):
        if status is not None:
            remove(place)
        os.mkdir(place)
        os.chmod(place, FOLDER_MODE)
        return []
    if status.st_mode & 0o777 != FOLDER_MODE:
        os.chmod(place, FOLDER_MODE)
    with os.scandir(place) as entries:
        return list(entries)


def _number(entry: "os.DirEntry[str]") -> int:
    return entry.stat(follow_symlinks=False).st_ino


def _link(file: str, other: str, done: Mirrored, *, may_copy: bool) -> None:
    try:
        os.link(file, other, follow_symlinks=False)
    except OSError as bad:
        if not may_copy or bad.errno not in UNLINKABLE:
            raise
        with open(file, "rb") as opened:
            write_file(other, opened.read())
        done.copied = True


def link_all(tree: str, standby: str, paths: Iterable[str]) -> list[str]:
    """Give the standby what others have put into the tree; returns what can't be linked, and has to be moved."""
    left = []
    for path in paths:
        make_below(standby, parent(path))
        try:
            os.link(f"{tree}/{path}", f"{standby}/{path}", follow_symlinks=False)
        except OSError as bad:
            if bad.errno not in UNLINKABLE:
                raise
            left.append(path)
    return left
