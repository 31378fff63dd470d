"""The list, in the public folder, of the files that this program made there."""

from collections.abc import Iterable, Set

from briefs.files import inside

OWN_LIST = ".briefs"
"""In the public folder: the files that this program made there, and so may replace and delete."""

_HEADING = "# The files of this folder that Briefs made. It replaces and deletes these, and no others."


def read_list(folder: str) -> bytes:
    """Read the list of a folder; empty if it has none."""
    try:
        with open(f"{folder}/{OWN_LIST}", "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return b""


def parse_list(listing: bytes, known: Set[str] = frozenset()) -> set[str]:
    """Give the files of a list, the list itself left out. `known` are paths that need not be examined again."""
    try:
        paths = {*listing.decode().split("\n")[1:]}
    except UnicodeDecodeError:
        return set()
    return paths.difference([path for path in paths - known if not inside(path)])


def format_list(paths: Iterable[str]) -> bytes:
    """Write a list."""
    return "\n".join([_HEADING, *sorted({*paths} - {OWN_LIST}), ""]).encode()
