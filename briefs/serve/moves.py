"""Where the pages went that are no longer where they were, and which files are loaded by pages."""

from collections.abc import Iterable

from briefs.serve.state import State
from briefs.text import encode_address


def moves(before: State, now: State) -> Iterable[tuple[str, str]]:
    """Find where pages went whose address has changed, or whose file was renamed."""
    old, new = before.outputs, now.outputs
    gone = [path for path in old.keys() - new.keys() if path.endswith(".html")]
    came = {(new[path].recipe.__qualname__, new[path].source, _number(path)): path for path in new.keys() - old.keys()}
    here, there = before.readings.inputs, now.readings.inputs
    lost, found = here.keys() - there.keys(), there.keys() - here.keys()
    # A file that was renamed has the same bytes; or it was edited too, and is the only one.
    by_digest = {there[path].digest: path for path in found}
    only = next(iter(found)) if len(found) == len(lost) == 1 else ""
    renamed = {path: by_digest.get(here[path].digest, only) for path in lost}
    for path in gone:
        output = old[path]
        source = renamed.get(output.source) or output.source
        place = came.get((output.recipe.__qualname__, source, _number(path)))
        if place:
            yield path, place


def _number(path: str) -> str:
    """Give the part of a path that tells the pages of one list apart."""
    _, found, rest = path.rpartition("/page/")
    return rest if found else ""


def address_of_file(state: State, path: str) -> str:
    """Give the address of a file that is published as it is; empty for texts and templates."""
    inner = path.partition("/")[2]
    return encode_address(inner) if inner in state.outputs and not inner.endswith(".html") else ""
