"""What is done to a site before a build, and what is looked for in the pages after it."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from benchmarks.programs import BASES, Program, Trouble

SITUATIONS = {
    "cold": "cold",
    "noop": "nothing changed",
    "body": "one body edited",
    "title": "one title edited",
    "base": "base template edited",
}
EDITS = ("body", "title", "base")


def middle(corpus: Path) -> str:
    """The name, less `.md`, of the brief in the middle of the corpus by its path: all programs edit the same one."""
    briefs = sorted(corpus.rglob("*.md"))
    return briefs[len(briefs) // 2].stem


def edited_file(peers: ModuleType, program: Program, situation: str, stem: str) -> Path:
    """Where a program keeps what a situation edits. Some put the date before the name of a brief."""
    if situation == "base":
        return program.site / BASES[program.name]
    for path in map(Path, peers.sources(program.site)):
        if re.sub(r"^\d{4}-\d\d-\d\d-", "", path.stem) == stem:
            return path
    raise Trouble(f"{program.name} has no brief {stem}")


def edit(path: Path, situation: str, number: int) -> str:
    """Change one thing, differently in every round; returns what must then stand in the page."""
    text = path.read_text("utf-8")
    if situation == "body":
        wanted = f"Edit {number} reached this page."
        new = text.replace("**Comment:** ", f"**Comment:** {wanted} ", 1)
    elif situation == "title":
        wanted = f"A title of round {number}"
        new = re.sub(r"(?mi)^title:.*$", f"title: {wanted}", text, count=1)
    else:
        wanted = f'<body data-edit="{number}">'  # no comment: some programs drop them
        new = re.sub(r"<body[^>]*>", wanted, text, count=1)
    if new == text:
        raise Trouble(f"nothing to edit in {path.name} ({situation})")
    path.write_text(new, "utf-8")
    return wanted


def is_shown(program: Program, stem: str, wanted: str) -> bool:
    """Whether the page of the edited brief has it."""
    return any(wanted in page.read_text("utf-8") for page in program.out.glob(f"briefs/*/{stem}/index.html"))


Entry = tuple[int, int, int]
"""Size, time and inode of a file."""


@dataclass(frozen=True)
class Change:
    """What a build did to the output."""

    files: int
    bytes: int
    touched: dict[str, int]
    """Files that are new or have another size, time or inode, and their sizes."""
    changed: int
    """How many of them have other bytes than before."""
    removed: int


@dataclass
class Output:
    """What a program has written, as of the last look."""

    entries: dict[str, Entry] = field(default_factory=dict)
    digests: dict[str, bytes] = field(default_factory=dict)

    def look(self, folder: Path) -> Change:
        """Look again and tell what is different."""
        new = dict(walk(str(folder), "")) if folder.is_dir() else {}
        touched = {path: entry[0] for path, entry in new.items() if self.entries.get(path) != entry}
        changed = 0
        for path in touched:
            digest = hashlib.blake2b((folder / path).read_bytes(), digest_size=16).digest()
            changed += self.digests.get(path) != digest
            self.digests[path] = digest
        removed = self.entries.keys() - new.keys()
        for path in removed:
            del self.digests[path]
        self.entries = new
        return Change(len(new), sum(entry[0] for entry in new.values()), touched, changed, len(removed))


def walk(folder: str, prefix: str) -> Iterator[tuple[str, Entry]]:
    """All files below a folder."""
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from walk(entry.path, f"{prefix}{entry.name}/")
        else:
            stat = entry.stat()
            yield prefix + entry.name, (stat.st_size, stat.st_mtime_ns, stat.st_ino)


def plan_floor(floor: Program, ours: Program, situation: str, edited: Path | None, written: dict[str, int]) -> None:
    """Tell the floor what this program did: the sources it had to read, the files it wrote and their sizes."""
    sources = [ours.site / "content", ours.site / "templates"]
    if situation == "cold":
        reads = [path for folder in sources for path in sorted(folder.rglob("*")) if path.is_file()]
        lines = [f"read {path}" for path in reads]
    else:
        lines = [f"walk {folder}" for folder in [*sources, ours.out]]
        lines += [f"read {edited}"] if edited else []
    lines += [f"write {size} {path}" for path, size in written.items()]
    floor.site.mkdir(exist_ok=True)
    (floor.site / "plan").write_text("".join(line + "\n" for line in lines), "utf-8")
