"""Looks at the public folder in another process, while this one has other work: on a large site they take as long."""

from collections.abc import Mapping

from briefs.digest import digest_bytes
from briefs.memory import recall, unproven
from briefs.ownlist import read_list
from briefs.places import Places
from briefs.signatures import Signature, signature_of
from briefs.workers import Beside


def look_at_files(places: Places, known: Mapping[str, Signature]) -> Beside[set[str]]:
    """Look for files that are not as they were left."""

    def look() -> set[str]:
        live = places.live
        return {path for path, left in known.items() if signature_of(f"{live}/{path}") != left}

    return Beside(look, set[str])


def look_at_folders(places: Places) -> Beside[set[str]]:
    """Look for folders that may no longer be twins of the standby's."""

    def look() -> set[str]:
        twins = recall(places.twins, digest_bytes(read_list(places.live)))
        return unproven(places.live, places.standby, twins)

    return Beside(look, set[str])
