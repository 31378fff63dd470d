"""Finding what editors wrote: every file under `content/`, by kind."""

import os
import re
import stat
from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import Literal

from msgspec import Struct

from briefs.files import ADDRESSES, PATH_BYTES, is_setting, why_not
from briefs.imaging import ENDINGS
from briefs.problems import Problem, error, warning
from briefs.signatures import Signature, signature

Kind = Literal["config", "brief", "author", "institute", "project", "tags", "words", "addresses", "page", "asset"]

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)
TEXT_BYTES = 2 * 1024 * 1024
"""A text larger than this is refused: no brief is, and parsing it would hold up everybody else's."""
IMAGE_TYPES = frozenset(ENDINGS)
ASSET_TYPES = IMAGE_TYPES | frozenset(
    [
        ".ico",
        ".pdf",
        ".csv",
        ".tsv",
        ".xlsx",
        ".ods",
        ".docx",
        ".odt",
        ".pptx",
        ".odp",
        ".zip",
        ".txt",
        ".json",
        ".geojson",
        ".bib",
        ".ris",
        ".epub",
        ".mp3",
        ".m4a",
        ".ogg",
        ".mp4",
        ".webm",
    ]
)
"""What is published as it is. Anything else under `content/` stays at home: a page or script there would run as ours."""

_DOCUMENT_TYPES = frozenset({".txt", ".docx", ".odt"})

_FOLDERS: dict[str, Kind] = {
    "briefs": "brief",
    "authors": "author",
    "institutes": "institute",
    "projects": "project",
    "pages": "page",
}
_REGISTERS = frozenset({"author", "institute", "project"})


class Source(Struct, frozen=True):
    """One file, not yet read."""

    path: str
    """Relative to the site's root, with `/`."""
    kind: Kind
    signature: Signature

    @property
    def size(self) -> int:
        """In bytes, when it was found."""
        return self.signature[0]

    @property
    def inner(self) -> str:
        """The path under `content/`."""
        return self.path.removeprefix("content/")


_PLAIN_TEXT = re.compile(r"[a-z0-9-][a-z0-9_-]{0,99}\.md")


def discover(root: Path) -> tuple[list[Source], list[Problem]]:
    """List the files under `content/`, sorted by path. Nothing is opened, no link is followed."""
    sources: list[Source] = []
    problems: list[Problem] = []
    if (root / "content").is_symlink():
        problems.append(_symlink("content"))
    else:
        _walk(root, "content", sources, problems)
    sources.sort(key=attrgetter("path"))
    return sources, sorted(problems)


def _walk(root: Path, folder: str, sources: list[Source], problems: list[Problem]) -> None:
    kind = _kind(f"{folder}/a.md".removeprefix("content/")) if len(folder) < PATH_BYTES - 110 else None
    found = []
    texts = []
    try:
        with os.scandir(root / folder) as entries:
            for entry in entries:
                name = entry.name
                # Nearly all files are texts with plain names; there may be many, and the checks below have nothing to find.
                if kind and _PLAIN_TEXT.fullmatch(name):
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode):
                        texts.append(Source(f"{folder}/{name}", kind, signature(status)))
                    else:
                        found.append((name, status))
                elif not is_litter(name):
                    found.append((name, entry.stat(follow_symlinks=False)))
    except FileNotFoundError:
        # A file went away between being named and being looked at: look again.
        return _walk(root, folder, sources, problems) if (root / folder).is_dir() else None
    except OSError as bad:
        problems.append(error("unreadable", f"the folder can't be read: {bad.strerror or bad}", path=folder))
        return None
    sources += texts
    for name, status in found:
        path = f"{folder}/{name}"
        problem = _judge(path, status)
        if problem:
            problems.append(problem)
        elif stat.S_ISDIR(status.st_mode):
            _walk(root, path, sources, problems)
        else:
            kind = _kind(path.removeprefix("content/"))
            if kind is None:
                problems.append(_unpublished(path))
            else:
                sources.append(Source(path, kind, signature(status)))
    return None


def _judge(path: str, status: os.stat_result) -> Problem | None:
    """Refuse what is neither a folder nor an ordinary file, or has a name that can't be published."""
    name = path.rpartition("/")[2]
    reason = why_not(path)
    if reason:
        shown = path.encode(errors="surrogateescape").decode(errors="backslashreplace")
        return error("bad-name", f"a file can't be published under this name: {reason}", path=shown,
                     hint="rename it; use letters, digits, hyphens and dots")  # fmt: skip
    if stat.S_ISLNK(status.st_mode):
        return _symlink(path)
    if stat.S_ISDIR(status.st_mode):
        return error("not-a-file", "this is a folder, though its name ends like a text's", path=path, hint="rename it") if _is_text(name) else None  # fmt: skip
    if not stat.S_ISREG(status.st_mode):
        return error("not-a-file", "this is not an ordinary file", path=path, hint="remove it")
    if _is_text(name) and not _is_text(name, str):
        stem, _, suffix = name.rpartition(".")
        return error("bad-name", f"the ending .{suffix} must be written in small letters", path=path,
                     hint=f"rename the file to {stem}.{suffix.lower()}")  # fmt: skip
    return None


def _symlink(path: str) -> Problem:
    return error("symlink", "this is a link to another file or folder, and links are not followed", path=path,
                 hint="put a copy in its place")  # fmt: skip


def is_litter(name: str) -> bool:
    """Recognise what editors and systems leave behind."""
    return (
        name.startswith((".", "#"))
        or name.endswith(("~", ".swp", ".tmp", ".bak", ".orig"))
        or name in ("Thumbs.db", "desktop.ini", "4913")
    )


def _is_text(name: str, form: Callable[[str], str] = str.lower) -> bool:
    return form(name).endswith((".md", ".yaml", ".yml"))


def _kind(path: str) -> Kind | None:
    suffix = _suffix(path)
    if path == "site.yaml":
        return "config"
    if path == "tags.yaml":
        return "tags"
    if f"content/{path}" == ADDRESSES:
        return "addresses"
    if is_setting(f"content/{path}"):
        return "words"
    kind = _FOLDERS.get(path.split("/", 1)[0]) if "/" in path else None
    if kind and (suffix == ".md" or (suffix in (".yaml", ".yml") and kind in _REGISTERS)):
        return kind
    # Beside texts, a document is a text that somebody forgot to import, and perhaps not meant for readers.
    return "asset" if suffix in ASSET_TYPES and not (kind and suffix in _DOCUMENT_TYPES) else None


def _suffix(path: str) -> str:
    dot = path.rfind(".")
    return path[dot:].lower() if dot > path.rfind("/") + 1 else ""


def _unpublished(path: str) -> Problem:
    hint = "such files are never published; move it out of content/"
    if path.rpartition("/")[2].casefold() == "cname":
        hint = "delete it: the own domain is told to GitHub in the repository's settings, under Pages, and to the site by url: in content/site.yaml"
    elif path.endswith(".md"):
        hint = "a brief belongs in content/briefs/, a page in content/pages/"
    elif path.endswith((".markdown", ".mdown", ".mkd")):
        hint = "let its name end in .md"
    elif _suffix(path) in _DOCUMENT_TYPES:
        hint = "to make a brief of it, save it as plain text and import it; to offer it to readers, put it into a folder such as content/files/"
    elif path.endswith((".yaml", ".yml")):
        hint = "the settings are content/site.yaml, the tags content/tags.yaml, people content/authors/NAME.yaml, words content/words/LANGUAGE.yaml"
    return warning("not-published", "this file is not used", path=path, hint=hint)


class Unreadable(Exception):
    """A file that can't be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Way:
    """Opens files below a root, step by step where the system can, so that no folder on the way may be a link.

    The folder of the last file stays open: the next one lies mostly beside it.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path = ""
        self._folder = -1

    def __enter__(self) -> "Way":
        return self

    def __exit__(self, *_: object) -> None:
        if self._folder >= 0:
            os.close(self._folder)
            self._folder = -1

    def open(self, path: str) -> int:
        """Open a file for reading; gives its descriptor. Raises OSError."""
        flags = _FLAGS | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        if os.open not in os.supports_dir_fd:
            return os.open(self._root / path, flags)
        folder, _, name = path.rpartition("/")
        if folder != self._path or self._folder < 0:
            self.__exit__()
            self._folder, self._path = self._go(folder), folder
        return os.open(name, flags, dir_fd=self._folder)

    def _go(self, path: str) -> int:
        folder = os.open(self._root, os.O_RDONLY | os.O_DIRECTORY)
        for part in filter(None, path.split("/")):
            above = folder
            try:
                folder = os.open(part, _FLAGS | os.O_DIRECTORY, dir_fd=above)
            finally:
                os.close(above)
        return folder


def read_bytes(root: Path, source: Source, way: Way | None = None) -> bytes:
    """Read a file that `discover` found; raises Unreadable. A link put meanwhile in its place, or above it, is not followed.

    Who reads many files of a root gives the same `way` for all.
    """
    is_text = source.kind not in ("asset", "addresses")
    if is_text and source.size > TEXT_BYTES:
        raise Unreadable(_too_large(source, source.size))
    if way is None:
        with Way(root) as way:
            return read_bytes(root, source, way)
    try:
        with open(way.open(source.path), "rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable(error("not-a-file", "this is not an ordinary file", path=source.path, hint="remove it"))  # fmt: skip
            is_large = is_text and status.st_size > TEXT_BYTES
            data = b"" if is_large else file.readall()
    except OSError as bad:
        raise Unreadable(
            error("unreadable", f"the file can't be read: {bad.strerror or bad}", path=source.path)
        ) from bad
    if is_large or (is_text and len(data) > TEXT_BYTES):
        raise Unreadable(_too_large(source, max(status.st_size, len(data))))
    return data


def _too_large(source: Source, size: int) -> Problem:
    return error("too-large", f"the file has {size // 1024} KB; a text may have {TEXT_BYTES // 1024} KB", path=source.path,
                 hint="split it, or publish the long part as a file to download")  # fmt: skip
