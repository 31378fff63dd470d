"""Reading and writing the disk without leaving the folder and without half a file."""

import os
from pathlib import Path

FILE_MODE = 0o644
FOLDER_MODE = 0o755


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that it is seen either as it was or whole, readable by everybody whatever the umask."""
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name[:40]}.{os.getpid()}.tmp")
    try:
        with open(temporary, "wb") as file:
            file.write(data)
            os.fchmod(file.fileno(), FILE_MODE)
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def make_folder(path: Path) -> None:
    """Make a folder and those above it, readable by everybody whatever the umask."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        path.chmod(FOLDER_MODE)


def inside(path: str) -> bool:
    """Tell whether a relative path with `/` stays in its folder and can be made on every file system that we publish from."""
    parts = path.split("/")
    return (
        bool(path)
        and len(path.encode()) <= 1000
        and all(
            part and part not in (".", "..") and len(part.encode()) <= 255 and part[-1] not in ". " for part in parts
        )
        and not any(c in path for c in '\\\0:*?"<>|')
        and path.isprintable()
    )
