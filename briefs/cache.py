"""Results of earlier runs, by the digest of what they were made from: texts, templates and pictures.

Always safe to delete: a cache that is missing, damaged, of another version or not to be written costs time, never correctness.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    import sqlite3

FOLDER = ".cache"
"""Where a site keeps it, in its root."""
_NAME = "briefs.sqlite"
_VERSION = 6
_PAGE = 65536
"""Bytes: a large blob is a chain of pages, and long chains are slow to follow."""

Table = Literal["readings", "bodies", "templates", "pictures", "segments"]
_TABLES: tuple[Table, ...] = ("readings", "bodies", "templates", "pictures", "segments")

R = TypeVar("R")


class Cache:
    """Named blobs in one SQLite file. What can't be read is as if it had never been kept."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / _NAME
        self._connection: sqlite3.Connection | None = None

    def get(self, table: Table, key: str) -> bytes | None:
        """Give one blob."""

        def work(connection: "sqlite3.Connection") -> bytes | None:
            row = connection.execute(f"SELECT mark, value FROM {table} WHERE key = ?", (key,)).fetchone()
            return row[1] if row and _is_whole(key, *row) else None

        return self._try(work, None)

    def get_all(self, table: Table, keys: Collection[str]) -> dict[str, bytes]:
        """Give those of many blobs that are there, in one go."""

        def work(connection: "sqlite3.Connection") -> dict[str, bytes]:
            wanted = frozenset(keys)
            found = {}
            for key, mark, blob in connection.execute(f"SELECT key, mark, value FROM {table}"):
                if key in wanted and _is_whole(key, mark, blob):
                    found[key] = blob
            return found

        return self._try(work, {})

    def has_any(self, table: Table) -> bool:
        """Tell whether anything is kept there."""
        return self._try(
            lambda connection: connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None, False
        )

    def put(self, table: Table, rows: Iterable[tuple[str, bytes]]) -> None:
        """Keep some blobs."""

        def work(connection: "sqlite3.Connection") -> None:
            with connection:
                marked = ((key, _mark(key, blob), blob) for key, blob in rows)
                connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", marked)

        self._try(work, None)

    def keep_only(self, table: Table, keys: Collection[str], *, spare: int = 1000) -> None:
        """Forget what nothing refers to any more, once it is more than `spare` and all the rest."""

        def work(connection: "sqlite3.Connection") -> None:
            if connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] <= 2 * len(keys) + spare:
                return
            with connection:
                connection.execute("CREATE TEMP TABLE IF NOT EXISTS used (key TEXT PRIMARY KEY)")
                connection.execute("DELETE FROM used")
                connection.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((key,) for key in keys))
                connection.execute(f"DELETE FROM {table} WHERE key NOT IN used")

        self._try(work, None)

    def close(self) -> None:
        """Let go of the file; the next use opens it again. To be called before a fork."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _try(self, work: "Callable[[sqlite3.Connection], R]", otherwise: R) -> R:
        import sqlite3  # a build with nothing to do needs none

        try:
            if self._connection is None:
                self._connection = self._open()
            return work(self._connection)
        except OSError:
            return otherwise
        except (sqlite3.DatabaseError, ValueError) as bad:
            # What Python itself can't make of a row has no code.
            code = getattr(bad, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
            if isinstance(bad, sqlite3.OperationalError) and code != sqlite3.SQLITE_ERROR:
                # Locked by another build, full, read only: do without.
                return otherwise
            # Damaged, perhaps so much so that even what SQLite says of it is no text.
            self.close()
            for suffix in ("", "-wal", "-shm"):
                with suppress(OSError):
                    self._path.with_name(_NAME + suffix).unlink()
            return otherwise

    def _open(self) -> "sqlite3.Connection":
        self._path.parent.mkdir(exist_ok=True)
        if self._path.parent.is_symlink() or self._path.is_symlink():
            raise OSError(f"{self._path} is elsewhere")  # somebody else's file, perhaps
        import sqlite3

        connection = sqlite3.connect(self._path, timeout=30, check_same_thread=False)  # whoever shares it locks it
        try:
            connection.execute(f"PRAGMA page_size = {_PAGE}")
            connection.execute("PRAGMA journal_mode = WAL")
            # A cache lost in a power cut is a cache that was deleted.
            connection.execute("PRAGMA synchronous = OFF")
            if connection.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
                for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                    connection.execute(f"DROP TABLE {table}")
                connection.execute(f"PRAGMA user_version = {_VERSION}")
            for table in _TABLES:
                connection.execute(f"CREATE TABLE IF NOT EXISTS {table} (key TEXT PRIMARY KEY, mark BLOB, value BLOB)")
            connection.commit()
        except BaseException:
            connection.close()
            raise
        return connection


def _mark(key: str, blob: bytes) -> bytes:
    """Name a row: SQLite doesn't notice a bit that flipped, nor a row that got another's value."""
    digest = sha256(key.encode() + b"\0")
    digest.update(blob)
    return digest.digest()


def _is_whole(key: str, mark: object, blob: object) -> bool:
    return isinstance(blob, bytes) and mark == _mark(key, blob)
