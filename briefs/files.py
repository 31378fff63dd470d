"""Reading and writing the disk without leaving the folder and without half a file."""

import os
import re
from pathlib import Path

SETTINGS = "content/site.yaml"
ADDRESSES = "content/addresses.txt"
"""The list of what the site has published."""
EXTENSION = "extend.py"
"""The site's own code."""

FILE_MODE = 0o644
FOLDER_MODE = 0o755
PATH_BYTES = 1000

TEMPORARY = ".briefs.new"
"""A file in the public folder that is being written; only there where a build into it was cut short."""

_PLAIN = re.compile(r"[\w-]+(\.[\w-]+)*(/[\w-]+(\.[\w-]+)*)*", re.ASCII)
_WORDS = re.compile(r"content/words/[^/]+\.yaml")
"""Words that pages print, by language."""
_JOINERS = "\u200c\u200d"
"""Persian words and Indian syllables can't be written without."""


def is_setting(path: str) -> bool:
    """Tell whether a file is one of those by which all others are read, shown or judged."""
    return path in (SETTINGS, ADDRESSES) or bool(_WORDS.fullmatch(path))


def write_atomically(path: Path, data: bytes, *, lasting: bool = False) -> None:
    """Write a file so that it is seen either as it was or whole, readable by everybody whatever the umask.

    `lasting` waits until the disk has it.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name[:40]}.{os.getpid()}.tmp")
    try:
        write_file(str(temporary), data, lasting=lasting)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_file(path: str, data: bytes, *, lasting: bool = False) -> None:
    """Write a file that everybody may read, whatever the umask."""
    try:
        with open(path, "wb", buffering=0) as file:
            rest = memoryview(data)
            while rest:  # one call writes all of it, but for what is too large for one, or for the disk
                rest = rest[file.write(rest) :]
            os.fchmod(file.fileno(), FILE_MODE)
            if lasting:
                os.fsync(file.fileno())
    except OSError as bad:
        # A full disk is told without the name of the file.
        raise OSError(bad.errno, bad.strerror, path) from bad


def make_folder(path: Path) -> None:
    """Make a folder and those above it, readable by everybody whatever the umask."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        path.chmod(FOLDER_MODE)


def inside(path: str) -> bool:
    """Tell whether a relative path with `/` stays in its folder and can be made on every file system that we publish from."""
    return not why_not(path)


def why_not(path: str) -> str:
    """Say why a relative path with `/` can't be a file's everywhere; empty if it can."""
    if len(path) <= 255 and _PLAIN.fullmatch(path):
        return ""  # nearly all paths
    parts = path.split("/")
    size = len(path.encode(errors="surrogatepass"))
    if size > PATH_BYTES or any(len(part.encode(errors="surrogatepass")) > 255 for part in parts):
        return f"it is too long ({size} bytes)"
    if any(part in ("", ".", "..") for part in parts):
        return "a part of it is empty, . or .."
    bad = next((c for c in path if c in '\\:*?"<>|' or not (c.isprintable() or c in _JOINERS)), "")
    if bad:
        return (
            f"it holds the character {bad}"
            if bad.isprintable()
            else f"it holds the invisible character U+{ord(bad):04X}"
        )
    if any(part[-1] in ". " for part in parts):
        return "a part of it ends with a dot or a space"
    return ""
