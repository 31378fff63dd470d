"""What reading one file gave, in the form in which processes hand it over and the cache keeps it."""

import msgspec
from msgspec import Struct

from briefs.drafts import Draft
from briefs.markdown import Body
from briefs.problems import Problem


class KeptHead(Struct, frozen=True, array_like=True):
    """A reading less its bodies, as it is kept."""

    digest: str
    """Of the drafts."""
    drafts: tuple[Draft, ...]
    bodies: tuple[str, ...]
    """Their keys."""
    problems: tuple[Problem, ...]
    words: str
    """Their digest."""


class Read(Struct, frozen=True, array_like=True):
    """What became of one source."""

    digest: str = ""
    """Of its bytes, if it was read."""
    head: bytes = b""
    """Encoded, as it came from the cache or goes there; empty for a text whose bytes are as they were. Of a picture, its facts."""
    parsed: bool = False
    problem: Problem | None = None
    """Why it could not be read; of a picture, which is there nevertheless, also what is wrong with it."""


encode = msgspec.msgpack.Encoder().encode
decode_head = msgspec.msgpack.Decoder(KeptHead).decode
decode_body = msgspec.msgpack.Decoder(Body).decode
decode_batch = msgspec.msgpack.Decoder(list[Read]).decode


def whole_head(head: bytes) -> KeptHead | None:
    """Give a head that was kept; none if it is damaged."""
    try:
        return decode_head(head)
    except (msgspec.DecodeError, ValueError):
        return None
