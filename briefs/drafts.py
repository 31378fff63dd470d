"""What one file says by itself, before the rest of the site is known."""

import re
from datetime import date
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from briefs import languages
from briefs.dates import When
from briefs.markdown import Body, Slot
from briefs.problems import Problem
from briefs.schema import Place

Named = tuple[str, Place]
"""A name and where it stands."""

BriefType = Literal["analysis", "report"]
BRIEF_TYPES: tuple[BriefType, ...] = ("analysis", "report")
"""What a brief may be: an analysis of the news, or a report."""

RESERVED_SLUGS = frozenset(["index", "404", "feed", "con", "prn", "aux", "nul"]) | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(10)
}
"""Slugs that the site itself or some file system claims."""


class Text(Struct, frozen=True, array_like=True):
    """What the site must know of a Markdown text without loading its HTML."""

    number: int
    """Which of its file's texts it is: a register may hold several."""
    slots: tuple[Slot, ...]
    """Kind and target alone: what else there is to say of them, their place above all, changes with every line that is added."""
    anchors: tuple[str, ...]
    has_comment: bool
    lead: str
    """How it begins, cut to the length of a summary; empty where the front matter gives one."""


class AuthorEntry(Struct, frozen=True, array_like=True):
    """One author of a brief as written: a name or key, and what is said of them there."""

    name: str
    place: Place
    role: str = ""
    institute: str = ""


class Correction(Struct, frozen=True, array_like=True):
    """What was wrong in a published text and was mended."""

    date: When
    text: str


class Withdrawal(Struct, frozen=True, array_like=True):
    """That a brief is no longer published, and why."""

    date: When
    reason: str


class BriefDraft(Struct, frozen=True, array_like=True, tag_field="of", tag="brief"):
    """A brief as its file gives it."""

    text: Text
    title: str = ""
    author: tuple[AuthorEntry, ...] = ()
    institute: Named | None = None
    date: When | None = None
    project: Named | None = None
    tags: tuple[Named, ...] = ()
    summary: str = ""
    key_points: tuple[str, ...] = ()
    lang: str = ""
    slug: Named | None = None
    updated: When | None = None
    corrections: tuple[Correction, ...] = ()
    draft: bool = False
    role: str = ""
    type: BriefType = "analysis"
    number: str = ""
    doi: str = ""
    aliases: tuple[Named, ...] = ()
    """Addresses that it had."""
    withdrawn: Withdrawal | None = None
    places: tuple[tuple[str, Place], ...] = ()
    publish_at: When | None = None
    """The moment before which it is not to be published."""


class Position(Struct, frozen=True, array_like=True):
    """What somebody was, where, and from when to when."""

    role: str = ""
    institute: Named | None = None
    project: Named | None = None
    start: date | None = None
    end: date | None = None


class TermDraft(Struct, frozen=True, array_like=True, tag_field="of", tag="term"):
    """A person, institute, project or tag of a register."""

    kind: Literal["author", "institute", "project", "tag"]
    key: str
    name: str
    place: Place = (0, 0)
    names: tuple[tuple[str, str], ...] = ()
    aliases: tuple[Named, ...] = ()
    positions: tuple[Position, ...] = ()
    text: Text | None = None
    photo: Named | None = None
    links: tuple[tuple[str, str], ...] = ()
    orcid: str = ""
    email: str = ""
    ror: str = ""
    family: tuple[Named, ...] = ()
    slug: Named | None = None
    old_addresses: tuple[Named, ...] = ()


class PageDraft(Struct, frozen=True, array_like=True, tag_field="of", tag="page"):
    """A free page."""

    text: Text
    title: str = ""
    lang: str = ""
    slug: Named | None = None
    summary: str = ""
    aliases: tuple[Named, ...] = ()
    """Addresses that it had."""


Draft = BriefDraft | TermDraft | PageDraft


def less_text(draft: Draft) -> Draft:
    """Leave nothing of what a brief said, if it was withdrawn."""
    if not isinstance(draft, BriefDraft) or not draft.withdrawn:
        return draft
    return replace(draft, text=Text(draft.text.number, (), (), False, ""), tags=(), summary="", key_points=())


class Reading(Struct, frozen=True):
    """All that one file gave. Pure: the same bytes, kind and language of the name give the same reading."""

    drafts: tuple[Draft, ...]
    bodies: tuple[tuple[str, Body], ...]
    """With their keys in the store."""
    problems: tuple[Problem, ...]
    """With empty paths, as the file may be moved."""
    words: str = ""
    """Digest of the words of a brief or page, whatever their form: no draft says anything of it, so that an edit of a text changes no draft."""


_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}[-_. ]+(?=.)")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def pdf_of(path: str) -> str:
    """Name the file under `content/` that is the PDF of a brief if it is there."""
    return path.removeprefix("content/").removesuffix(".md") + ".pdf"


def split_name(path: str) -> tuple[str, str]:
    """Take a file's name apart into its stem, less a leading date, and its language; either may be empty."""
    stem = path.rpartition("/")[2].rsplit(".", 1)[0]
    stem, dot, suffix = stem.rpartition(".")
    if not dot or not _LANGUAGE.fullmatch(suffix) or not languages.is_language(suffix):
        stem, suffix = f"{stem}{dot}{suffix}", ""
    return _DATE.sub("", stem), suffix
