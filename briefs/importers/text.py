"""Plain-text articles as briefs: headline, byline, the headline again, paragraphs, `Comment:`."""

import os
import re
import secrets
import stat
from collections.abc import Sequence
from pathlib import Path

import yaml
from msgspec import Struct

from briefs.drafts import RESERVED_SLUGS, split_name
from briefs.files import FILE_MODE, make_folder
from briefs.importers.body import write_body
from briefs.importers.byline import Author
from briefs.importers.header import Header, read_header
from briefs.importers.lines import Note, decode, split_lines
from briefs.problems import Problem, error, one_line
from briefs.text import short_digest, slugify

LARGEST = 2_000_000
"""Bytes. An article has about ten thousand; what is so large is something else."""
SLUG_LENGTH = 60

_APOSTROPHE = re.compile(r"(?<=\w)['’ʼ](?=\w)")


class Imported(Struct, frozen=True):
    """An article as a brief."""

    source: str
    """The file's name as given."""
    path: str
    """Where the brief goes, relative to the site's root."""
    text: str
    """The whole Markdown file, front matter included."""
    notes: tuple[Note, ...]
    """What was understood and mended, in the order of lines."""


def read_article(data: bytes, *, name: str) -> Imported | Problem:
    """Turn the bytes of a plain-text article into a brief, or say why that can't be done."""
    if len(data) > LARGEST:
        message = f"the file is larger than {LARGEST // 1_000_000} MB"
        return error("import-too-large", message, path=name, hint="part it into its articles, one file each")
    decoded = decode(data, name=name)
    if isinstance(decoded, Problem):
        return decoded
    lines, mended = split_lines(decoded[0])
    notes = [*decoded[1], *mended]
    while lines and not lines[0].text:
        del lines[0]
    if not lines:
        return error("import-empty", "the file is empty", path=name, hint="save the article in it")
    if lines[0].text == "---" and any(re.match(r"title\s*:", line.text) for line in lines[1:20]):
        message = "this is a brief already: it has front matter"
        return error("import-is-brief", message, path=name, line=1, hint="move the file to content/briefs/")
    header, rest = read_header(lines, notes)
    curly = any("“" in line.text or "”" in line.text for line in lines)
    body = write_body(rest, notes, curly=curly)
    if not body:
        notes.append(Note(lines[0].number, "no text below the headline"))
    day = header.date.iso if header.date else ""
    text = f"---\n{_front_matter(header, day)}---\n\n{body}\n"
    return Imported(name, _path(header.title, day), text, tuple(sorted(notes, key=lambda note: note.line)))


def _front_matter(header: Header, day: str) -> str:
    """Write what was understood, in the order in which a byline says it."""
    rows = _rows("", title=header.title)
    byline = header.byline
    authors = byline.authors if byline else ()
    shared = authors[0] if byline and byline.shared else Author("")
    if len(authors) == 1:
        rows += _rows("", author=shared.name)
    elif authors:
        rows.append("author:")
        for author in authors:
            if author == Author(author.name, shared.role, shared.institute):
                rows.append(f"  - {_scalar(author.name)}")
            else:
                row = _rows("    ", name=author.name, role=author.role, institute=author.institute)
                rows += [f"  - {row[0].strip()}", *row[1:]]
    rows += _rows("", role=shared.role, institute=shared.institute)
    rows += [f"date: {day}"] if day else []
    rows += _rows("", project=byline.project if byline else "")
    return "\n".join(rows) + "\n"


def _rows(indent: str, **values: str) -> list[str]:
    return [f"{indent}{key}: {_scalar(value)}" for key, value in values.items() if value]


def _scalar(text: str) -> str:
    """Write text as YAML on one line, with quotation marks only where it would be read otherwise without."""
    try:
        if yaml.safe_load(f"- {text}\n") == [text] and yaml.safe_load(f"key: {text}\n") == {"key": text}:
            return text
    except (yaml.YAMLError, ValueError):
        pass
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _path(title: str, day: str) -> str:
    """Name the file by date and headline, shortened to whole words."""
    slug = slugify(_APOSTROPHE.sub("", title))
    if len(slug) > SLUG_LENGTH:
        words = slug[: SLUG_LENGTH + 1].rpartition("-")[0]
        slug = words or slug[:SLUG_LENGTH]
    slug = slug or f"brief-{short_digest(title)}"
    folder, start = (f"content/briefs/{day[:4]}", f"{day}-") if day else ("content/briefs", "")
    # The build takes a date off the name's beginning, even one that is the headline's: what is left must be free.
    if split_name(f"{start}{slug}.md")[0] in RESERVED_SLUGS:
        slug += "-brief"
    return f"{folder}/{start}{slug}.md"


def import_text(root: Path, files: Sequence[Path]) -> tuple[Imported | Problem, ...]:
    """Write each article as a brief of the site at `root`; for each file, what was written or why not.

    A file that is there already is never touched, and one file's problem keeps no other from being tried.
    """
    results: list[Imported | Problem] = []
    told = (root / "content" / "site.yaml").exists()
    for file in files:
        name = str(file)
        data = _read(file)
        result = data if isinstance(data, Problem) else read_article(data, name=name)
        if isinstance(result, Imported):
            problem = _write(root, result)
            if problem is None and not told:
                told = True
                missing = Note(0, 'the site needs a content/site.yaml with two lines, "title:" and "url:"')
                result = Imported(result.source, result.path, result.text, (missing, *result.notes))
            result = problem or result
        results.append(result)
    return tuple(results)


def _read(file: Path) -> bytes | Problem:
    try:
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            hint = "name the text files in it"
            return error("import-unreadable", "this is a folder, not a text file", path=str(file), hint=hint)
        if not stat.S_ISREG(status.st_mode):
            return error("import-unreadable", "this is not an ordinary file", path=str(file))
        with open(file, "rb") as opened:
            return opened.read(LARGEST + 1)
    except (OSError, ValueError) as bad:
        reason = bad.strerror if isinstance(bad, OSError) and bad.strerror else str(bad)
        return error("import-unreadable", f"the file can't be read: {reason}", path=str(file))


def _write(root: Path, imported: Imported) -> Problem | None:
    """Write a brief, whole or not at all, where nothing is yet."""
    target = root / imported.path
    temporary = target.with_name(f".import-{secrets.token_hex(4)}.tmp")
    try:
        for folder in (target.parent, *target.parent.parents):
            if folder == root:
                break
            if folder.is_symlink():
                shown = folder.relative_to(root).as_posix()
                message = f"{shown} is a link to another place, which is not followed"
                return error("import-unwritable", message, path=imported.source)
        make_folder(target.parent)
        try:
            temporary.write_bytes(imported.text.encode())
            temporary.chmod(FILE_MODE)
            _name(temporary, target)
        except FileExistsError:
            hint = "nothing was changed; delete or rename that file if the article should be imported again"
            return error("import-exists", f"{imported.path} is there already", path=imported.source, hint=hint)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as bad:
        message = f"{imported.path} can't be written: {bad.strerror or bad}"
        return error("import-unwritable", message, path=imported.source)
    return None


def _name(temporary: Path, target: Path) -> None:
    """Give a file its name; raises FileExistsError if something has it, even if that came a moment ago."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        raise
    except OSError:
        # Some disks, such as memory cards, know no links: there the place is taken first, and then filled.
        with open(target, "xb"):
            pass
        try:
            os.replace(temporary, target)
        except OSError:
            target.unlink()
            raise


def format_note(source: str, note: Note) -> str:
    """Write one note as `FILE:LINE: note`."""
    place = f"{one_line(source)}:{note.line}" if note.line else one_line(source)
    return f"{place}: {one_line(note.text, 600)}"
