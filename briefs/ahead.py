"""Looks at the public folder in another process, while this one has other work: on a large site they take as long."""

from collections.abc import Mapping

import msgspec

from briefs.digest import digest_bytes
from briefs.memory import recall, unproven
from briefs.ownlist import read_list
from briefs.places import Places
from briefs.signatures import Signature, signature_of
from briefs.workers import Beside

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(set[str]).decode


class Ahead:
    """A look that has begun; it is over when its result is asked for."""

    def __init__(self, beside: Beside) -> None:
        self._beside = beside

    def found(self) -> set[str]:
        """Wait for the end of it; to be asked for once."""
        return _decode(self._beside.result())

    def drop(self) -> None:
        """Do without."""
        self._beside.drop()


def look_at_files(places: Places, known: Mapping[str, Signature]) -> Ahead:
    """Look for files that are not as they were left."""

    def look() -> bytes:
        live = places.live
        return _encode({path for path, left in known.items() if signature_of(f"{live}/{path}") != left})

    return Ahead(Beside(look))


def look_at_folders(places: Places) -> Ahead:
    """Look for folders that may no longer be twins of the standby's."""

    def look() -> bytes:
        twins = recall(places.twins, digest_bytes(read_list(places.live)))
        return _encode(unproven(places.live, places.standby, twins))

    return Ahead(Beside(look))
