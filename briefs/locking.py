"""One process at a time: a lock that is gone with the process that held it, however that ended."""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_NO_FILE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT)
"""Nothing can be written here, so there is nothing to protect."""
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EINVAL)
"""What file systems say that know no locks."""


@contextmanager
def holding(path: str, told: Callable[[], None]) -> Iterator[None]:
    """Hold the lock of a file, which is made if need be; tells once if somebody else holds it, and waits.

    Where there can be no file or no lock it goes without. It keeps processes apart, not threads of one process.
    """
    file = _open(path)
    if file is None:
        yield
        return
    try:
        _lock(file, told)
        yield
    finally:
        # Closing gives the lock up. A process that dies does the same, and its forked workers never held it.
        os.close(file)


def _open(path: str) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o644)
    except OSError as bad:
        if bad.errno in _NO_FILE:
            return None
        raise


if sys.platform == "win32":
    import msvcrt

    def _lock(file: int, told: Callable[[], None]) -> None:
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            told()
            while True:
                try:
                    return msvcrt.locking(file, msvcrt.LK_LOCK, 1)
                except OSError:
                    continue  # after ten seconds it gives up, and is asked again

else:
    import fcntl

    def _lock(file: int, told: Callable[[], None]) -> None:
        try:
            try:
                # A record lock, not flock(): that one is inherited, so the orphaned workers of a killed build would hold it.
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except (BlockingIOError, PermissionError):
                told()
                fcntl.lockf(file, fcntl.LOCK_EX)
        except OSError as bad:
            if bad.errno not in _NO_LOCKS:
                raise
