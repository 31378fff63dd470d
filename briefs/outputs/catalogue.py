"""`index.json`, all briefs for programs of others, and `index.schema.json`, which says what stands in it (JSON Schema 2020-12)."""

from collections.abc import Iterator

import msgspec

from briefs.catalogue import Catalogue
from briefs.config import Config
from briefs.model import Model
from briefs.output import Output
from briefs.view import View


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan both files."""
    yield Output("index.json", index, source="the index of all briefs")
    yield Output("index.schema.json", schema, source="the form of the index of all briefs")


def index(view: View) -> bytes:
    """List all briefs, one on a line, so that two editions can be compared."""
    data = msgspec.json.encode(view.catalogue)
    return data.replace(b'},{"url":', b'},\n{"url":')


def schema(view: View) -> bytes:
    """Say what stands in the index."""
    told = msgspec.json.schema(Catalogue)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": view.canonical("index.schema.json")}
    return msgspec.json.format(msgspec.json.encode(head | told), indent=2) + b"\n"
