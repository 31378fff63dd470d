"""Looks at the public folder in another process, while this one has other work: on a large site they take as long."""

import os
from collections.abc import Mapping, Set

from briefs.digest import digest_bytes
from briefs.memory import recall, unproven
from briefs.ownlist import read_list
from briefs.places import Places
from briefs.signatures import Signature, signature_of
from briefs.trees import below, folders_of, parent
from briefs.workers import Beside


def look_at_files(places: Places, known: Mapping[str, Signature]) -> Beside[set[str]]:
    """Look for files that are not as they were left, or not where they were."""

    def look() -> set[str]:
        live = places.live
        changed = {path for path, left in known.items() if signature_of(f"{live}/{path}") != left}
        links = tuple(f"{link}/" for link in _links(live, folders_of(known)))
        return changed.union(path for path in known if path.startswith(links)) if links else changed

    return Beside(look, set[str])


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


def look_at_folders(places: Places) -> Beside[set[str]]:
    """Look for folders that may no longer be twins of the standby's."""

    def look() -> set[str]:
        twins = recall(places.twins, digest_bytes(read_list(places.live)))
        return unproven(places.live, places.standby, twins)

    return Beside(look, set[str])
