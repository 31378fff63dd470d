"""Two folders change places, in one step where the system can do that."""

import errno
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_UNKNOWN = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM)
"""What systems and file systems say that can't exchange; EPERM comes from sandboxes that know not of it."""


def exchange(first: str, second: str, spare: str) -> None:
    """Let two folders change places.

    Where that can't be done in one step the first one is put aside for a moment. If the process dies then, it is still
    at the spare place.
    """
    if _swap(os.fsencode(first), os.fsencode(second)):
        return
    os.rename(first, spare)
    try:
        os.rename(second, first)
    except BaseException:
        os.rename(spare, first)
        raise
    os.rename(spare, second)


@contextmanager
def staying() -> Iterator[None]:
    """Stay where this process is, by name: the folder in which it stands may become another."""
    try:
        here = os.getcwd()
    except OSError:
        here = ""
    yield
    if here:
        with suppress(OSError):
            os.chdir(here)


def _swap(first: bytes, second: bytes) -> bool:
    """Exchange two names in one step; False where that is unknown."""
    # Imported here, as it takes longer to load than all else that is needed to see that nothing is to be done.
    import ctypes

    if sys.platform == "linux":
        name, before, after = "renameat2", (-100,), (2,)  # from the current folder, RENAME_EXCHANGE
    elif sys.platform == "darwin":
        name, before, after = "renamex_np", (), (2,)  # RENAME_SWAP
    else:
        return False
    call = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if call is None:
        return False
    if call(*before, first, *before, second, ctypes.c_uint(*after)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), os.fsdecode(first), None, os.fsdecode(second))


def is_mounted(folder: str) -> bool:
    """Tell whether another file system, or another folder of this one, is mounted on a folder or inside it."""
    if os.path.ismount(folder):
        return True
    real = os.fsencode(os.path.realpath(folder))
    try:
        with open("/proc/self/mountinfo", "rb") as file:
            points = [re.sub(rb"\\(\d{3})", _unescape, line.split(b" ")[4]) for line in file]
    except (OSError, IndexError):
        return False
    return any(point == real or point.startswith(real + b"/") for point in points)


def _unescape(match: re.Match[bytes]) -> bytes:
    return bytes([int(match[1], 8)])
