"""Reading one file into a draft: what it says by itself, before the rest of the site is known."""

import re
from collections.abc import Callable
from collections.abc import Mapping as ReadMapping
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from briefs import languages, schema
from briefs.config import Config
from briefs.dates import When
from briefs.digest import digest_all, digest_bytes
from briefs.frontmatter import Mapping, Node, Scalar, decode, parse_page, parse_yaml
from briefs.markdown import Body, Parser, Slot
from briefs.problems import Problem, error
from briefs.schema import Findings, Place
from briefs.sources import Kind
from briefs.text import slugify

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

Named = tuple[str, Place]
"""A name and where it stands."""

RESERVED_SLUGS = frozenset(["index", "404", "feed", "con", "prn", "aux", "nul"]) | {
    f"{port}{n}" for port in ("com", "lpt") for n in range(10)
}
"""Slugs that the site itself or some file system claims."""


class Text(Struct, frozen=True):
    """What the site must know of a Markdown text without loading its HTML."""

    body: str
    """Key of the Body in the store."""
    slots: tuple[Slot, ...]
    anchors: tuple[str, ...]
    has_comment: bool
    lead: str
    words: int


class AuthorEntry(Struct, frozen=True):
    """One author of a brief as written: a name or key, and what is said of them there."""

    name: str
    place: Place
    role: str = ""
    institute: str = ""


class BriefDraft(Struct, frozen=True, tag="brief"):
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
    draft: bool = False
    role: str = ""
    places: tuple[tuple[str, Place], ...] = ()


class Position(Struct, frozen=True):
    """What somebody was, where, and from when to when."""

    role: str = ""
    institute: Named | None = None
    project: Named | None = None
    start: date | None = None
    end: date | None = None


class TermDraft(Struct, frozen=True, tag="term"):
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
    slug: Named | None = None


class PageDraft(Struct, frozen=True, tag="page"):
    """A free page."""

    text: Text
    title: str = ""
    lang: str = ""
    slug: Named | None = None
    summary: str = ""


Draft = BriefDraft | TermDraft | PageDraft


class Reading(Struct, frozen=True):
    """All that one file gave. Pure: the same bytes, kind and language of the name give the same reading."""

    drafts: tuple[Draft, ...]
    bodies: tuple[tuple[str, Body], ...]
    problems: tuple[Problem, ...]
    """With empty paths, as the file may be moved."""


def split_name(path: str) -> tuple[str, str]:
    """Take a file's name apart into its stem, less a leading date, and its language; either may be empty."""
    stem = PurePosixPath(path).name.rsplit(".", 1)[0]
    stem, dot, suffix = stem.rpartition(".")
    if not dot or not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", suffix) or not languages.is_language(suffix):
        stem, suffix = f"{stem}{dot}{suffix}", ""
    return re.sub(r"^\d{4}-\d{2}-\d{2}[-_. ]+(?=.)", "", stem), suffix


class Reader:
    """Turns bytes into drafts, under one site's settings."""

    def __init__(
        self, config: Config, *, extend: "Callable[[MarkdownIt], None] | None" = None, stamp: str = ""
    ) -> None:
        self._config = config
        self._extend = extend
        self._parser: Parser | None = None
        settings = (
            config.language,
            config.timezone,
            config.html,
            " ".join(config.required),
            repr(config.comment_labels),
        )
        self.stamp = digest_all([stamp, *settings])
        """Changes whenever the same bytes may be read otherwise."""

    def key(self, kind: Kind, path: str, digest: str) -> str:
        """Name the reading of these bytes, wherever in its folder the file lies."""
        stem = split_name(path)[0] if kind in ("author", "institute", "project") else ""
        return digest_all([self.stamp, kind, stem, split_name(path)[1], digest])

    def read(self, kind: Kind, path: str, data: bytes) -> Reading:
        """Read one file of a kind other than asset."""
        return _FileReader(self, kind, path).read(data)

    def parse(self, text: str, *, language: str, first_line: int) -> tuple[Text, Body, tuple[Problem, ...]]:
        """Parse a Markdown text."""
        if self._parser is None:
            self._parser = Parser(html=self._config.html, extend=self._extend)
        labels = self._config.labels_of(language)
        body, problems = self._parser.parse(text, labels=labels, first_line=first_line)
        key = digest_all([self.stamp, *labels, "", digest_bytes(text.encode())])
        slots = tuple(part for part in body.parts if not isinstance(part, str))
        anchors = tuple(heading.id for heading in body.headings)
        return Text(key, slots, anchors, body.has_comment, body.lead, body.words), body, problems

    @property
    def config(self) -> Config:
        """The settings in force."""
        return self._config


class _FileReader:
    """The work on one file: drafts, bodies and problems gather here."""

    def __init__(self, reader: Reader, kind: Kind, path: str) -> None:
        self.reader = reader
        self.kind = kind
        self.stem, self.suffix = split_name(path)
        self.is_yaml = not path.endswith(".md")
        self.found = Findings()
        self.bodies: list[tuple[str, Body]] = []
        zone = reader.config.timezone
        self.when = schema.when(zone)

    def read(self, data: bytes) -> Reading:
        drafts: tuple[Draft, ...] = ()
        if self.kind == "tags":
            drafts = self.tags(self.yaml(data))
        elif self.is_yaml:
            node = self.yaml(data)
            drafts = self.term(node, "", 1) if node is not None else ()
        else:
            page, problems = parse_page(data, text_keys=_TEXT_KEYS[self.kind])
            self.found.problems += problems
            if page.front is not None:
                drafts = _READ[self.kind](self, page.front, page.body, page.body_line)
        return Reading(drafts, tuple(self.bodies), tuple(self.found.problems))

    def yaml(self, data: bytes) -> Mapping | None:
        text, undecodable = decode(data)
        if undecodable:
            self.found.problems.append(undecodable)
            return None
        node, problems = parse_yaml(text, text_keys=_TEXT_KEYS[self.kind])
        self.found.problems += problems
        if isinstance(node, Mapping):
            return node
        if not problems and (self.kind != "tags" or node is not None):
            self.found.problems.append(
                error(
                    "empty-file",
                    "lines of the form key: value are wanted here",
                    line=1,
                    hint="begin with name:",
                )
            )
        return None

    def text(self, source: str, language: str, first_line: int) -> Text:
        text, body, problems = self.reader.parse(source, language=language, first_line=first_line)
        self.bodies.append((text.body, body))
        self.found.problems += problems
        return text

    def brief(self, front: Mapping, source: str, first_line: int) -> tuple[Draft, ...]:
        config = self.reader.config
        checks = dict(_BRIEF) | {"date": self.when, "updated": self.when}
        required = {key: _EXAMPLES[key] for key in config.required}
        values = schema.fields(front, checks, self.found, required=required)
        if values.get("tags", True) == () and "tags" in required:
            self.found.error(front, "missing-key", "tags: is empty", f"write, for example, {required['tags']}")
        lang = self.language(values)
        places = tuple((key.text, (value.line, value.column)) for key, value in front.entries)
        return (BriefDraft(text=self.text(source, lang, first_line), lang=lang, places=places, **values),)

    def page(self, front: Mapping, source: str, first_line: int) -> tuple[Draft, ...]:
        values = schema.fields(front, _PAGE, self.found, required={"title": "title: About us"})
        lang = self.language(values)
        return (PageDraft(text=self.text(source, lang, first_line), lang=lang, **values),)

    def language(self, values: dict[str, Any]) -> str:
        given: str = values.pop("lang", "")
        if given and self.suffix and given != self.suffix:
            self.found.problems.append(error("two-languages", f"lang: is {given}, but the file's name says {self.suffix}",
                                             line=1, hint="leave one of the two away"))  # fmt: skip
        return given or self.suffix or self.reader.config.language

    def term(self, front: Mapping, source: str, first_line: int) -> tuple[Draft, ...]:
        assert self.kind in ("author", "institute", "project")
        values = schema.fields(front, _TERMS[self.kind], self.found, required={"name": _NAMES[self.kind]})
        if "name" not in values:
            return ()
        if self.kind == "author":
            values["positions"] = self.positions(values, front)
        return (self.term_draft(self.kind, self.stem, front, values, source, first_line),)

    def term_draft(
        self,
        kind: Literal["author", "institute", "project", "tag"],
        key: str,
        node: Mapping,
        values: dict[str, Any],
        source: str,
        first_line: int,
    ) -> TermDraft:
        written = values.pop("bio" if kind == "author" else "text", None)
        if written and source.strip():
            self.found.error(
                node,
                "two-texts",
                "the text is given twice: in the front matter and below it",
                "leave one of the two away",
            )
        if written:
            source, first_line = written[0], written[1][0]
        text = self.text(source, self.reader.config.language, first_line) if source.strip() else None
        name, place = values.pop("name", (key, (node.line, node.column)))
        return TermDraft(kind=kind, key=key, name=name, place=place, text=text, **values)

    def positions(self, values: dict[str, Any], front: Mapping) -> tuple[Position, ...]:
        single = {key: values.pop(key) for key in ("role", "institute", "project") if key in values}
        given: tuple[Position, ...] = values.pop("positions", ())
        if single and given:
            self.found.error(
                front,
                "two-positions",
                f"{next(iter(single))}: stands beside positions:",
                "put it into the list of positions",
            )
        return given or ((Position(**single),) if single else ())

    def tags(self, node: Mapping | None) -> tuple[Draft, ...]:
        drafts: list[Draft] = []
        for key, value in node.entries if node else ():
            if isinstance(value, Scalar):
                label = schema.text(value, self.found) if not value.is_null else key.text
                values: dict[str, Any] = {"name": (label, (value.line, value.column))} if label else {}
            elif isinstance(value, Mapping):
                values = schema.fields(value, _TAG, self.found)
                if "label" in values:
                    values["name"] = values.pop("label")
            else:
                self.found.error(
                    value, "not-a-mapping", "a label, or lines such as label: and aliases:, are wanted here"
                )
                continue
            drafts.append(self.term_draft("tag", key.text, Mapping((), key.line, key.column), values, "", 1))
        return tuple(drafts)


def _author(node: Node, found: Findings) -> AuthorEntry | None:
    place = (node.line, node.column)
    if isinstance(node, Mapping):
        checks = {"name": schema.text, "role": schema.text, "institute": schema.text}
        values = schema.fields(node, checks, found, required={"name": "name: Jane Doe"})
        return AuthorEntry(place=place, **values) if "name" in values else None
    name = schema.text(node, found)
    return None if name is None else AuthorEntry(name, place)


def _slug(node: Node, found: Findings) -> Named | None:
    value = schema.text(node, found)
    if value is None:
        return None
    good = slugify(value)
    if value != good or value in RESERVED_SLUGS:
        found.error(node, "bad-slug", f"{value!r} can't be part of an address",
                    f"write slug: {good}" if good and good not in RESERVED_SLUGS else "use letters, digits and hyphens")  # fmt: skip
        return None
    return value, (node.line, node.column)


def _position(node: Node, found: Findings) -> Position | None:
    if not isinstance(node, Mapping):
        found.error(node, "not-a-mapping", "a position has lines such as role:, institute:, from:, to:")
        return None
    values = schema.fields(node, _POSITION, found)
    start, end = values.pop("from", None), values.pop("to", None)
    if start and end and end < start:
        found.error(node, "bad-span", f"the position ends ({end}) before it begins ({start})", "check from: and to:")
    return Position(start=start, end=end, **values)


def _names(node: Node, found: Findings) -> tuple[tuple[str, str], ...] | None:
    if isinstance(node, Mapping):
        for key, _ in node.entries:
            schema.language(key, found)
    pairs: tuple[tuple[str, str], ...] | None = schema.mapping_of(schema.text)(node, found)
    return pairs


_named = schema.placed(schema.text)
_POSITION: dict[str, schema.Check] = {
    "role": schema.text, "institute": _named, "project": _named,
    "from": schema.span_end(last=False), "to": schema.span_end(last=True),
}  # fmt: skip
_BRIEF: dict[str, schema.Check] = {
    "title": schema.text, "author": schema.list_of(_author), "institute": _named, "date": schema.text, "project": _named,
    "tags": schema.words, "summary": schema.text, "key_points": schema.list_of(schema.text), "lang": schema.language,
    "slug": _slug, "updated": schema.text, "draft": schema.boolean, "role": schema.text,
}  # fmt: skip
_PAGE: dict[str, schema.Check] = {
    "title": schema.text,
    "lang": schema.language,
    "slug": _slug,
    "summary": schema.text,
}
_TERM: dict[str, schema.Check] = {
    "name": _named, "names": _names, "aliases": schema.list_of(_named), "links": schema.mapping_of(schema.url), "slug": _slug,
}  # fmt: skip
_text = schema.placed(schema.long_text)
_TERMS: dict[str, dict[str, schema.Check]] = {
    "author": _TERM | {
        "positions": schema.list_of(_position), "role": schema.text, "institute": _named, "project": _named, "bio": _text,
        "photo": _named, "orcid": schema.orcid, "email": schema.email,
    },
    "institute": _TERM | {"text": _text, "ror": schema.ror},
    "project": _TERM | {"text": _text},
}  # fmt: skip
_TAG: dict[str, schema.Check] = {
    "label": _named,
    "names": _names,
    "aliases": schema.list_of(_named),
    "text": _text,
    "slug": _slug,
}
_NAMES = {
    "author": "name: Jane Doe",
    "institute": "name: The Example Institute",
    "project": "name: River Watch",
}
_EXAMPLES = {
    "title": "title: What the agreement changes", "author": "author: Jane Doe", "institute": "institute: The Example Institute",
    "date": "date: 2018-02-02", "project": "project: River Watch", "tags": "tags: [Water, Trade]",
    "summary": "summary: One sentence that says it all.", "key_points": "key_points: [One point, Another point]",
}  # fmt: skip
_TEXT_KEYS: ReadMapping[Kind, tuple[str, ...]] = {
    "brief": ("title", "summary", "role"), "page": ("title", "summary"), "author": ("name", "role", "bio"),
    "institute": ("name", "text"), "project": ("name", "text"), "tags": (),
}  # fmt: skip
_READ: ReadMapping[Kind, Callable[[_FileReader, Mapping, str, int], tuple[Draft, ...]]] = {
    "brief": _FileReader.brief, "page": _FileReader.page,
    "author": _FileReader.term, "institute": _FileReader.term, "project": _FileReader.term,
}  # fmt: skip

KEYS: ReadMapping[str, tuple[str, ...]] = {
    "brief": tuple(_BRIEF), "page": tuple(_PAGE), "tag": tuple(_TAG), "position": tuple(_POSITION),
    **{kind: tuple(checks) for kind, checks in _TERMS.items()},
}  # fmt: skip
"""Every key of each kind of file, for the guide."""
