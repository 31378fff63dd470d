"""Which folders of the public tree and of its standby were twins, so that not all have to be looked through again.

A hint, believed only where the stats of both folders prove that no name in them has changed.
"""

import os
from collections.abc import Mapping, Set
from hashlib import sha256
from pathlib import Path

import msgspec
from msgspec import Raw, Struct

from briefs.files import FOLDER_MODE, write_atomically
from briefs.signatures import RACY
from briefs.trees import State, is_folder, state

TICKS = 20_000_000
"""Nanoseconds: two ticks of the slowest clock that Linux has for files."""

_Pair = tuple[State, State]

_decode_pair = msgspec.msgpack.Decoder(_Pair).decode


class Twins(Struct, frozen=True, array_like=True):
    """Folders that are alike in two trees."""

    public: int = 0
    """Which of the two is the public one: with each switch it is the other, while most of the states stay."""
    pairs: dict[str, Raw] = {}
    """State of each folder in the one and in the other tree, encoded: most are only copied."""

    def switched(self, new: Mapping[str, State], old: Mapping[str, State], without: Set[str]) -> "Twins":
        """Give what to remember after a switch: other folders in the place of some, by their states in the public tree and the standby."""
        public = 1 - self.public
        pairs = {folder: pair for folder, pair in self.pairs.items() if folder not in without}
        for folder in new.keys() & old.keys():
            pair = (old[folder], new[folder]) if public else (new[folder], old[folder])
            pairs[folder] = Raw(msgspec.msgpack.encode(pair))
        return Twins(public, pairs)


_decode = msgspec.msgpack.Decoder(tuple[str, Twins]).decode


def _without_waiting(name: str, flags: int) -> int:
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))  # somebody may have put a pipe there


def recall(file: str, listed: str) -> Twins:
    """Read what was remembered of the tree with just these files; nothing if it is missing, damaged or of another."""
    try:
        with open(file, "rb", opener=_without_waiting) as opened:
            data = opened.read()
        if sha256(data[32:]).digest() != data[:32]:
            return Twins()
        of, twins = _decode(data[32:])
    except (OSError, msgspec.DecodeError):
        return Twins()
    return twins if of == listed else Twins()


def remember(file: str, listed: str, twins: Twins) -> None:
    """Write it down."""
    data = msgspec.msgpack.encode((listed, twins))
    write_atomically(Path(file), sha256(data).digest() + data)


def time_at(folder: str) -> int:
    """Ask the file system of a folder for the time: its clock may be on another machine."""
    os.chmod(folder, FOLDER_MODE)  # as it is, but the time of change is noted
    return os.lstat(folder).st_ctime_ns


def without_racy(states: Mapping[str, State], now: int) -> dict[str, State]:
    """Leave out the folders that may have changed unseen after their states were taken, within the clock's grain.

    That is git's racy-clean rule. A time with so fine a fraction is from a clock that ticks a hundred times a second or
    more often.
    """
    return {path: (number, time) for path, (number, time) in states.items() if time + _grain(time) < now}


def _grain(time: int) -> int:
    return TICKS if time % 10_000_000 else RACY


def unproven(tree: str, standby: str, twins: Twins) -> set[str]:
    """List the folders of which it isn't certain that they still are twins."""
    found = set()
    links = []
    first, second = (standby, tree) if twins.public else (tree, standby)
    for folder, encoded in twins.pairs.items():
        try:
            one, other = os.lstat(f"{first}/{folder}"), os.lstat(f"{second}/{folder}")
        except OSError:
            found.add(folder)
            continue
        if (state(one), state(other)) != _decode_pair(encoded):
            found.add(folder)
            if not (is_folder(one) and is_folder(other)):
                links.append(f"{folder}/" if folder else "")
    # What is beneath a link may look as it did, but it is elsewhere.
    return found.union(each for each in twins.pairs if each.startswith(tuple(links))) if links else found
