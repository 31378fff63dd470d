"""`content/site.yaml`: what the site is called, where it will stand, and how its content is read."""

import re
from typing import Any, Literal

from msgspec import Struct

from briefs import identifiers, schema
from briefs.dates import time_zone
from briefs.files import SETTINGS
from briefs.frontmatter import decode
from briefs.look import Look, read_look
from briefs.plainyaml import Node, Sequence, parse_yaml
from briefs.problems import Problem, at, error, has_errors, quoted
from briefs.schema import Findings, Place
from briefs.text import nearest

PATH = SETTINGS
REQUIRABLE = ("title", "author", "institute", "date", "project", "tags", "summary", "key_points")
EXPORTS = ("bib", "ris", "csl", "markdown")


FeedForm = Literal["atom", "json"]
FEEDS: dict[FeedForm, tuple[str, str]] = {
    "atom": ("application/atom+xml", "feed.xml"),
    "json": ("application/feed+json", "feed.json"),
}
"""The forms of feeds: their media types and the names of their files."""


class Link(Struct, frozen=True):
    """A label and where it leads."""

    label: str
    target: str
    place: Place = (0, 0)


class Config(Struct, frozen=True):
    """The settings of a site, each with its default."""

    title: str
    url: str
    """Absolute, with a slash at its end."""
    tagline: str = ""
    language: str = "en"
    timezone: str = "UTC"
    publisher: str = ""
    """Name of an institute."""
    publisher_place: Place = (0, 0)
    licence: str = ""
    menu: tuple[Link, ...] = ()
    per_page: int = 20
    """Briefs on a page of a list, and entries in a feed."""
    required: tuple[str, ...] = ("title", "author", "date")
    comment_labels: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Language and the words that begin the analysis."""
    permalink: str = "briefs/{year}/{slug}/"
    """Address of a brief; may name {slug}, {year}, {month}, {day}, {lang} and {project}; a part that a brief lacks falls away."""
    look: Look = Look()
    strict: bool = False
    """Whether warnings are errors."""
    registers: Literal["open", "strict"] = "open"
    """Whether a name must stand in `authors/`, `institutes/`, `projects/` or `tags.yaml`."""
    html: Literal["safe", "text"] = "safe"
    """Whether harmless HTML in a text is kept or all of it shown as text."""
    exports: tuple[str, ...] = EXPORTS
    """Files beside pages: `bib`, `ris` and `csl` for reference managers, `markdown` for what reads texts."""
    updated_from: Literal["", "git"] = ""
    """Where the day of the last change of a brief comes from if the brief does not say."""
    search: bool = True
    """Whether the site has a search page, with the index that it needs."""
    feeds: tuple[FeedForm, ...] = ("atom", "json")
    """In which forms there are feeds."""


def read_config(data: bytes) -> tuple[Config | None, list[Problem]]:
    """Read the settings; None if nothing of them can be read.

    If there are errors, what is right is given nevertheless, so that the content is read and its mistakes are told as well.
    """
    text, undecodable = decode(data)
    if undecodable:
        return None, list(at(PATH, [undecodable]))
    node, problems = parse_yaml(text, text_keys=("title", "tagline", "publisher", "licence", "permalink"))
    if node is None:
        if not has_errors(problems):
            problems = [error("empty-file", "there are no settings in this file", line=1, hint="write two lines, title: and url:")]  # fmt: skip
        return None, list(at(PATH, problems))
    found = Findings()
    found.problems.extend(problems)
    values = schema.fields(
        node,
        _CHECKS,
        found,
        required={"title": "title: The Name of the Site", "url": "url: https://example.org/"},
    )
    if has_errors(found.problems):
        values = {"title": "?", "url": "https://site.invalid/", "required": ("title",), **values}
    for key, value in node.entries:
        if key.text in ("exports", "feeds") and isinstance(value, Sequence) and not value.items:
            values[key.text] = ()  # other than a key without a value, an empty list says that there shall be none
    name, place = values.pop("publisher", ("", (0, 0)))
    return Config(**values, publisher=name, publisher_place=place), list(at(PATH, found.problems))


def _url(node: Node, found: Findings) -> str | None:
    value = identifiers.url(node, found)
    if value is not None and re.search(r"[?#&']", value):
        found.error(node, "bad-url", "the address of the site can't hold ?, #, & or '")
        return None
    return value.rstrip("/") + "/" if value else None


def _timezone(node: Node, found: Findings) -> str | None:
    value = schema.text(node, found)
    if value is None:
        return None
    try:
        time_zone(value)
    except (KeyError, ValueError, OSError):
        from zoneinfo import available_timezones

        near = nearest(value, available_timezones())
        found.error(
            node,
            "unknown-timezone",
            f"there is no time zone {quoted(value)}",
            f"did you mean {near}?" if near else "write, for example, Asia/Tehran",
        )
        return None
    return value


def _menu(node: Node, found: Findings) -> tuple[Link, ...] | None:
    pairs: tuple[tuple[str, Any], ...] | None = schema.mapping_of(schema.placed(schema.text))(node, found)
    return None if pairs is None else tuple(Link(label, target, place) for label, (target, place) in pairs)


def _required(node: Node, found: Findings) -> tuple[str, ...]:
    names: tuple[str, ...] = schema.list_of(schema.one_of(*REQUIRABLE))(node, found)
    return names if "title" in names else ("title", *names)


def _exports(node: Node, found: Findings) -> tuple[str, ...]:
    names: tuple[str, ...] = schema.list_of(schema.one_of(*EXPORTS))(node, found)
    return tuple(dict.fromkeys(names))


def _feeds(node: Node, found: Findings) -> tuple[FeedForm, ...]:
    named: tuple[str, ...] = schema.list_of(schema.one_of(*FEEDS))(node, found)
    return tuple(form for form in FEEDS if form in named)


def _labels(node: Node, found: Findings) -> tuple[tuple[str, tuple[str, ...]], ...] | None:
    pairs = schema.mapping_of(schema.list_of(schema.text), key=identifiers.language)(node, found)
    if pairs is None:
        return None
    bare = ((lang, tuple(filter(None, (label.rstrip(" :：") for label in labels)))) for lang, labels in pairs)
    return tuple((lang, labels) for lang, labels in bare if labels)


def _permalink(node: Node, found: Findings) -> str | None:
    value = schema.text(node, found)
    if value is None:
        return None
    pattern = value.strip("/") + "/"
    unknown = [
        name
        for name in re.findall(r"\{([^}]*)\}", pattern)
        if name not in ("slug", "year", "month", "day", "lang", "project")
    ]
    if unknown or "{slug}" not in pattern:
        message = f"{{{unknown[0]}}} is not known here" if unknown else "the pattern must hold {slug}"
        found.error(node, "bad-permalink", message, "write, for example, briefs/{year}/{slug}/")
        return None
    if not re.fullmatch(r"(?:[\w-]|\{\w+\}|/(?!/))+", pattern):
        found.error(
            node,
            "bad-permalink",
            "only letters, digits, hyphens, slashes and {names} can stand here",
            "write, for example, briefs/{year}/{slug}/",
        )
        return None
    return pattern


_CHECKS: dict[str, schema.Check] = {
    "title": schema.text,
    "tagline": schema.text,
    "url": _url,
    "language": identifiers.language,
    "timezone": _timezone,
    "publisher": schema.placed(schema.text),
    "licence": schema.text,
    "menu": _menu,
    "per_page": schema.number(1, 1000),
    "required": _required,
    "comment_labels": _labels,
    "permalink": _permalink,
    "look": read_look,
    "strict": schema.boolean,
    "registers": schema.one_of("open", "strict"),
    "html": schema.one_of("safe", "text"),
    "updated_from": schema.one_of("git"),
    "search": schema.boolean,
    "exports": _exports,
    "feeds": _feeds,
}

KEYS = tuple(_CHECKS)
"""Every key of `site.yaml`, for the guide."""
