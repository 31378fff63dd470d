"""Large blobs, each in a file of its own: a database takes several times as long for megabytes that are read at every build.

As with all of the cache, what is missing, damaged or not to be written costs time, never correctness.
"""

import os
import stat
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from zlib import crc32

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_MARK = 4
"""Bytes before the rest of a file: the checksum of its name and of that rest. It guards against accidents, not against people."""


class Parts:
    """Blobs by name, each with the build that it is of."""

    def __init__(self, folder: Path, prefix: str) -> None:
        """`prefix` begins the name of each file."""
        self._folder = folder
        self._prefix = prefix

    def read(self, name: str, build: str = "") -> memoryview | None:
        """Give a blob; None if it is not there, not whole, or of another build than the one named, if one is named."""
        try:
            with open(self._place(name), "rb", opener=lambda path, _: os.open(path, _FLAGS)) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    return None
                # Fresh memory for megabytes costs more than reading them. A file that is mapped can't be replaced on Windows.
                data = memoryview(mmap(file.fileno(), 0, access=ACCESS_READ) if os.name == "posix" else file.read())
        except (OSError, ValueError):  # ValueError: it is empty
            return None
        rest = data[_MARK:]
        if crc32(rest, crc32(name.encode())).to_bytes(_MARK, "big") != data[:_MARK]:
            return None
        written, found, _ = bytes(rest[:100]).partition(b"\n")
        return rest[len(written) + 1 :] if found and build in ("", written.decode()) else None

    def write(self, name: str, build: str, blob: bytes) -> None:
        """Keep a blob: whoever reads it finds the old one or the new one."""
        start = build.encode() + b"\n"
        mark = crc32(blob, crc32(start, crc32(name.encode()))).to_bytes(_MARK, "big")
        with suppress(OSError):
            self._folder.mkdir(exist_ok=True)
            place = self._place(name)
            new = f"{place}.new"
            with suppress(FileNotFoundError):
                os.unlink(new)
            with open(new, "xb") as file:
                file.writelines((mark, start, blob))
            os.replace(new, place)

    def _place(self, name: str) -> str:
        """Name the file of a blob. Raises OSError if the folder is a link: then it is elsewhere, and perhaps somebody else's."""
        if self._folder.is_symlink():
            raise OSError(f"{self._folder} is elsewhere")
        return f"{self._folder}/{self._prefix}.{name}"
