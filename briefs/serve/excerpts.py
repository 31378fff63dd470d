"""Problems as the browser shows them: with the lines that they are about."""

import os
from pathlib import Path
from typing import Any

from briefs.files import EXTENSION
from briefs.problems import Problem, one_line
from briefs.sources import Source, Unreadable, read_bytes
from briefs.theme import theme_folders

_AROUND = 2
"""Lines before and after the one that is meant."""
_WIDTH = 300
_LARGE = 2 * 1024 * 1024


def as_records(root: Path, problems: tuple[Problem, ...], *, limit: int = 100) -> list[dict[str, Any]]:
    """Give problems as plain values for JSON: what a `Problem` says, where it stands in one text, and `excerpt`, lines as [number, text]."""
    texts: dict[str, list[str]] = {}
    records = []
    for problem in problems[:limit]:
        path = problem.path
        if path and path not in texts:
            texts[path] = _lines(root, path)
        where = f"{path}:{problem.line or 1}:{problem.column or 1}" if path else ""
        records.append(
            {
                "path": path, "line": problem.line, "column": problem.column, "where": one_line(where, 1200),
                "severity": problem.severity, "code": problem.code, "message": one_line(problem.message, 600),
                "hint": one_line(problem.hint, 600), "excerpt": _around(texts.get(path, []), problem.line),
            }
        )  # fmt: skip
    return records


def _around(lines: list[str], line: int) -> list[tuple[int, str]]:
    if not 0 < line <= len(lines):
        return []
    first, last = max(1, line - _AROUND), min(len(lines), line + _AROUND)
    return [(number, one_line(lines[number - 1], _WIDTH)) for number in range(first, last + 1)]


def _lines(root: Path, path: str) -> list[str]:
    """Read a text that a problem names: one of the content, a template, or the site's own code; no links are followed."""
    try:
        if path.startswith("content/"):
            data = read_bytes(root, Source(path, "brief", (0, 0, 0, 0)))
        else:
            shown, _, inner = path.partition("/")
            folder = theme_folders(root).get(shown, root) if inner else root
            inner = inner if shown in theme_folders(root) else EXTENSION
            file = os.path.join(os.path.realpath(folder), inner)
            if os.path.realpath(file) != file or not os.path.isfile(file) or os.path.getsize(file) > _LARGE:
                return []
            data = Path(file).read_bytes()
    except (OSError, Unreadable, ValueError):
        return []
    return data.decode("utf-8-sig", errors="replace").splitlines()
