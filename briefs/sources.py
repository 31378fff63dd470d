"""Finding what editors wrote: every file under `content/`, by kind."""

import os
import stat
from pathlib import Path, PurePosixPath
from typing import Literal

from msgspec import Struct

from briefs.files import inside
from briefs.problems import Problem, error, warning

Kind = Literal["config", "brief", "author", "institute", "project", "tags", "page", "asset"]

TEXT_BYTES = 2 * 1024 * 1024
"""A text larger than this is refused: no brief is, and parsing it would hold up everybody else's."""
IMAGE_TYPES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"})
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

_FOLDERS: dict[str, Kind] = {
    "briefs": "brief",
    "authors": "author",
    "institutes": "institute",
    "projects": "project",
    "pages": "page",
}
_REGISTERS = frozenset({"author", "institute", "project"})


class Source(Struct, frozen=True, order=True):
    """One file, not yet read."""

    path: str
    """Relative to the site's root, with `/`."""
    kind: Kind
    size: int
    mtime: int
    """In nanoseconds."""
    inode: int = 0
    ctime: int = 0

    @property
    def inner(self) -> str:
        """The path under `content/`."""
        return self.path.removeprefix("content/")


def discover(root: Path) -> tuple[list[Source], list[Problem]]:
    """List the files under `content/`, sorted by path. Nothing is opened, no link is followed."""
    sources: list[Source] = []
    problems: list[Problem] = []
    _walk(root, "content", sources, problems)
    return sorted(sources), problems


def _walk(root: Path, folder: str, sources: list[Source], problems: list[Problem]) -> None:
    with os.scandir(root / folder) as entries:
        for entry in entries:
            if _is_litter(entry.name):
                continue
            path = f"{folder}/{entry.name}"
            if not path.isprintable() or not inside(path):
                shown = path.encode(errors="backslashreplace").decode()
                problems.append(error("bad-name", "a file can't be published under this name", path=shown,
                                      hint="use letters, digits, hyphens and dots"))  # fmt: skip
                continue
            status = entry.stat(follow_symlinks=False)
            if stat.S_ISLNK(status.st_mode):
                problems.append(error("symlink", "links to other files are not followed", path=path,
                                      hint="put a copy of the file here instead"))  # fmt: skip
            elif stat.S_ISDIR(status.st_mode):
                if _is_text(entry.name):
                    problems.append(
                        error(
                            "not-a-file",
                            "this is a folder, though its name ends like a text's",
                            path=path,
                            hint="rename it",
                        )
                    )
                else:
                    _walk(root, path, sources, problems)
            elif not stat.S_ISREG(status.st_mode):
                problems.append(error("not-a-file", "this is not an ordinary file", path=path, hint="remove it"))
            else:
                kind = _kind(path.removeprefix("content/"))
                if kind is None:
                    problems.append(_unpublished(path))
                else:
                    sources.append(
                        Source(path, kind, status.st_size, status.st_mtime_ns, status.st_ino, status.st_ctime_ns)
                    )


def _is_litter(name: str) -> bool:
    """Recognise what editors and systems leave behind."""
    return (
        name.startswith((".", "#"))
        or name.endswith(("~", ".swp", ".tmp", ".bak", ".orig"))
        or name in ("Thumbs.db", "desktop.ini", "4913")
    )


def _is_text(name: str) -> bool:
    return name.lower().endswith((".md", ".yaml", ".yml"))


def _kind(path: str) -> Kind | None:
    suffix = PurePosixPath(path).suffix.lower()
    if path == "site.yaml":
        return "config"
    if path == "tags.yaml":
        return "tags"
    kind = _FOLDERS.get(path.split("/", 1)[0]) if "/" in path else None
    if kind and (suffix == ".md" or (suffix in (".yaml", ".yml") and kind in _REGISTERS)):
        return kind
    return "asset" if suffix in ASSET_TYPES else None


def _unpublished(path: str) -> Problem:
    hint = "such files are never published; move it out of content/"
    if path.endswith(".md"):
        hint = "a brief belongs in content/briefs/, a page in content/pages/"
    elif path.endswith((".yaml", ".yml")):
        hint = "the settings are content/site.yaml, the tags content/tags.yaml, people content/authors/NAME.yaml"
    return warning("not-published", "this file is not used", path=path, hint=hint)


class Unreadable(Exception):
    """A file that can't be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_bytes(root: Path, source: Source) -> bytes:
    """Read a file that `discover` found; raises Unreadable. A link put in its place meanwhile is not followed."""
    if source.kind != "asset" and source.size > TEXT_BYTES:
        raise Unreadable(error("too-large", f"the file has {source.size // 1024} KB; a text may have {TEXT_BYTES // 1024} KB",
                               path=source.path, hint="split it, or publish the long part as a file to download"))  # fmt: skip
    try:
        handle = os.open(
            root / source.path,
            os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0),
        )
        with open(handle, "rb") as file:
            return file.read()
    except OSError as bad:
        raise Unreadable(
            error("unreadable", f"the file can't be read: {bad.strerror or bad}", path=source.path)
        ) from bad
