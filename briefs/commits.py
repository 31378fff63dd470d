"""When texts were last changed, by the history of a git repository: one question for all of them, and no clock."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from briefs.dates import at
from briefs.drafts import BriefDraft, Draft

_GIT = ("git", "--no-pager", "-c", "core.fsmonitor=false", "-c", "log.showSignature=false")
"""What a repository's own settings might run is switched off."""
_LOG = (
    "log", "--format=%x01%at", "--name-status", "-z", "--relative", "--find-renames=100%", "--no-ext-diff", "--no-textconv",
    "--", "content/briefs",
)  # fmt: skip


class Unknown(Exception):
    """The history can't tell; the message says why."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def state(root: Path) -> str:
    """Name the commit that is checked out, and whether the history before it is all here; why not, if that can't be told."""
    try:
        return _ask(root, "rev-parse", "HEAD", "--is-shallow-repository").decode()
    except Unknown as unknown:
        return str(unknown)


def last_changes(root: Path) -> dict[str, int]:
    """Give for each brief, by path, when the last commit that changed it was written, in seconds since 1970.

    Giving a file another name is no change of it. Raises Unknown if there is no history, or not the whole of it.
    """
    if _ask(root, "rev-parse", "--is-shallow-repository").strip() != b"false":
        raise Unknown(
            "only the last part of the history is here",
            "fetch all of it: git fetch --unshallow, or fetch-depth: 0 in a workflow",
        )
    times: dict[str, int] = {}
    names: dict[bytes, bytes] = {}
    time = 0
    tokens = iter(_ask(root, *_LOG).split(b"\0"))
    for token in tokens:
        if token.startswith(b"\x01"):
            time = int(token[1:])
            continue
        status = token.strip()
        if not status:
            continue
        path = next(tokens)
        if status[:1] in (b"R", b"C"):
            new = next(tokens)
            if status[:1] == b"R":  # what came before happened to the file that now has the other name
                names[path] = names.get(new, new)
                continue
            path = new
        now = os.fsdecode(names.get(path, path))
        times[now] = max(times.get(now, 0), time)
    return times


def with_changes(drafts: Sequence[tuple[str, Draft]], changes: Mapping[str, int], zone: str) -> list[tuple[str, Draft]]:
    """Let briefs that name no day of their last change have that of the history, where it is later than the day of the brief."""
    return [(path, _changed(draft, changes[path], zone) if path in changes else draft) for path, draft in drafts]


def _changed(draft: Draft, time: int, zone: str) -> Draft:
    if not isinstance(draft, BriefDraft) or draft.updated or not draft.date:
        return draft
    try:
        when = at(time, zone)
    except (ValueError, OverflowError, OSError):  # what a commit says of its time may be anything
        return draft
    return replace(draft, updated=when) if when.day > draft.date.day else draft


def _ask(root: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run([*_GIT, *arguments], cwd=root, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    except OSError as bad:
        raise Unknown(f"git can't be run ({bad.strerror or bad})", "install git") from bad
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise Unknown(
            f"git can't tell ({said[0] if said else 'no reason given'})", "build in a clone of the site's repository"
        )
    return done.stdout
