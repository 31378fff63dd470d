"""Looks at the public folder in another process, while this one has other work: on a large site they take as long."""

import os
from collections.abc import Set

import msgspec

from briefs.digest import digest_bytes
from briefs.memory import recall, unproven
from briefs.ownlist import read_list
from briefs.places import Places
from briefs.signatures import signature_of, unpack
from briefs.trees import below, folders_of, parent
from briefs.workers import Beside

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(set[str]).decode


class Ahead:
    """Looks at what the last build left: first at the files, then at the folders."""

    def __init__(self, places: Places, left: bytes) -> None:
        """`left` are the packed stats of the files."""

        def look_at_folders() -> bytes:
            twins = recall(places.twins, digest_bytes(read_list(places.live)))
            return _encode(unproven(places.live, places.standby, twins))

        # One process for both, and begun early: what this one holds then is copied when either of the two touches it.
        self._beside = Beside(lambda: _encode(changed_files(places, left)), look_at_folders)

    def files(self) -> set[str]:
        """Wait for the list of files that are not as they were left; to be asked for once, and first."""
        return _decode(self._beside.result())

    def folders(self) -> set[str]:
        """Wait for the list of folders that may no longer be twins of the standby's; to be asked for once."""
        return _decode(self._beside.result())

    def drop(self) -> None:
        """Do without what was not asked for."""
        self._beside.drop()


def changed_files(places: Places, left: bytes) -> set[str]:
    """List the files without the stats with which they were left, packed, or not where they were; none if nothing is known."""
    live, known = places.live, unpack(left) if left else {}
    changed = {path for path, signature in known.items() if signature_of(f"{live}/{path}") != signature}
    links = tuple(f"{link}/" for link in _links(live, folders_of(known.keys())))
    return changed.union(path for path in known if path.startswith(links)) if links else changed


def _links(tree: str, folders: Set[str]) -> set[str]:
    """List what is a link in the folders above others.

    To look at each folder would take as long as to look at each file. But those that hold others are few, and their
    lists of names say which are links.
    """
    found: set[str] = set()
    for above in {parent(folder) for folder in folders if folder}:
        try:
            with os.scandir(below(tree, above)) as entries:
                found.update(f"{above}/{each.name}" if above else each.name for each in entries if each.is_symlink())
        except OSError:  # then the files beneath are not as they were either
            continue
    return found
