"""What each kind of file may say: its keys, and the check of each."""

from collections.abc import Mapping as ReadMapping

from briefs import identifiers, schema
from briefs.drafts import BRIEF_TYPES, RESERVED_SLUGS, AuthorEntry, Correction, Named, Position, Withdrawal
from briefs.plainyaml import Mapping, Node, Scalar
from briefs.problems import quoted
from briefs.schema import Findings
from briefs.sources import Kind
from briefs.text import slugify


def _author(node: Node, found: Findings) -> AuthorEntry | None:
    place = (node.line, node.column)
    # A single key of another name is a text with a colon within: schema.text says so.
    if isinstance(node, Mapping) and (len(node.entries) != 1 or node.entries[0][0].text in _AUTHOR):
        values = schema.fields(node, _AUTHOR, found, required={"name": "name: Jane Doe"})
        return AuthorEntry(place=place, **values) if "name" in values else None
    name = schema.text(node, found)
    return None if name is None else AuthorEntry(name, place)


def _slug(node: Node, found: Findings) -> Named | None:
    value = schema.text(node, found)
    if value is None:
        return None
    good = slugify(value)
    if value != good or value in RESERVED_SLUGS:
        found.error(node, "bad-slug", f"{quoted(value)} can't be part of an address",
                    f"write slug: {good}" if good and good not in RESERVED_SLUGS else "use letters, digits and hyphens")  # fmt: skip
        return None
    return value, (node.line, node.column)


def _position(node: Node, found: Findings) -> Position | None:
    if not isinstance(node, Mapping):
        found.error(node, "not-a-mapping", "a position has lines such as role:, institute:, from:, to:",
                    f"write, for example, role: {node.text}" if isinstance(node, Scalar) and not node.is_null else "")  # fmt: skip
        return None
    values = schema.fields(node, _POSITION, found)
    start, end = values.pop("from", None), values.pop("to", None)
    if start and end and end < start:
        found.error(node, "bad-span", f"the position ends ({end}) before it begins ({start})", "check from: and to:")
    return Position(start=start, end=end, **values)


def _correction(zone: str) -> schema.Check:
    checks: dict[str, schema.Check] = {"date": schema.when(zone), "text": schema.text}
    required = {"date": "date: 2018-02-05", "text": "text: What was wrong, and what is right"}

    def check(node: Node, found: Findings) -> Correction | None:
        if not isinstance(node, Mapping):
            found.error(node, "not-a-mapping", "a correction has the lines date: and text:", "write both below corrections:, a hyphen first")  # fmt: skip
            return None
        values = schema.fields(node, checks, found, required=required)
        return Correction(**values) if len(values) == len(checks) else None

    return check


def _withdrawal(zone: str) -> schema.Check:
    checks: dict[str, schema.Check] = {"date": schema.when(zone), "reason": schema.text}
    required = {"date": "date: 2018-02-05", "reason": "reason: Why it is no longer published"}

    def check(node: Node, found: Findings) -> Withdrawal | None:
        if not isinstance(node, Mapping):
            found.error(
                node,
                "not-a-mapping",
                "a withdrawal has the lines date: and reason:",
                "write both below withdrawn:, indented",
            )
            return None
        values = schema.fields(node, checks, found, required=required)
        return Withdrawal(**values) if len(values) == len(checks) else None

    return check


_named = schema.placed(schema.text)
_names = schema.mapping_of(schema.text, key=identifiers.language)
_AUTHOR: dict[str, schema.Check] = {"name": schema.text, "role": schema.text, "institute": schema.text}
_POSITION: dict[str, schema.Check] = {
    "role": schema.text, "institute": _named, "project": _named,
    "from": schema.span_end(last=False), "to": schema.span_end(last=True),
}  # fmt: skip
BRIEF: dict[str, schema.Check] = {
    "title": schema.text, "author": schema.list_of(_author), "institute": _named, "date": schema.text, "project": _named,
    "tags": schema.words, "summary": schema.text, "key_points": schema.list_of(schema.text), "lang": identifiers.language,
    "slug": _slug, "updated": schema.text, "corrections": schema.text, "draft": schema.boolean, "role": schema.text,
    "type": schema.one_of(*BRIEF_TYPES), "number": schema.text, "doi": identifiers.doi,
    "aliases": schema.list_of(_named), "withdrawn": schema.text, "publish_at": schema.text,
}  # fmt: skip
PAGE: dict[str, schema.Check] = {
    "title": schema.text,
    "lang": identifiers.language,
    "slug": _slug,
    "summary": schema.text,
    "aliases": schema.list_of(_named),
}
_TERM: dict[str, schema.Check] = {
    "name": _named, "names": _names, "aliases": schema.list_of(_named), "links": schema.mapping_of(identifiers.url), "slug": _slug,
    "old_addresses": schema.list_of(_named),
}  # fmt: skip
CORRECTION = ("date", "text")
WITHDRAWAL = ("date", "reason")
TERMS: dict[str, dict[str, schema.Check]] = {
    "author": _TERM | {
        "positions": schema.list_of(_position), "role": schema.text, "institute": _named, "project": _named, "bio": schema.whole_text,
        "photo": _named, "family": schema.list_of(_named), "orcid": identifiers.orcid, "email": identifiers.email,
    },
    "institute": _TERM | {"text": schema.whole_text, "ror": identifiers.ror},
    "project": _TERM | {"text": schema.whole_text},
}  # fmt: skip
TAG: dict[str, schema.Check] = {
    "label": _named,
    "names": _names,
    "aliases": schema.list_of(_named),
    "text": schema.whole_text,
    "slug": _slug,
    "old_addresses": schema.list_of(_named),
}
NAMES = {
    "author": "name: Jane Doe",
    "institute": "name: The Example Institute",
    "project": "name: River Watch",
}
EXAMPLES = {
    "title": "title: What the agreement changes", "author": "author: Jane Doe", "institute": "institute: The Example Institute",
    "date": "date: 2018-02-02", "project": "project: River Watch", "tags": "tags: [Water, Trade]",
    "summary": "summary: One sentence that says it all.", "key_points": "key_points: [One point, Another point]",
}  # fmt: skip


def with_times(zone: str) -> dict[str, schema.Check]:
    """Give the checks of a brief whose times are those of a time zone."""
    when = schema.when(zone)
    corrections = schema.list_of(_correction(zone))
    return BRIEF | {
        "date": when, "updated": when, "corrections": corrections, "withdrawn": _withdrawal(zone),
        "publish_at": schema.moment(zone),
    }  # fmt: skip


TEXT_KEYS: ReadMapping[Kind, tuple[str, ...]] = {
    "brief": ("title", "summary", "role"), "page": ("title", "summary"), "author": ("name", "role", "bio"),
    "institute": ("name", "text"), "project": ("name", "text"), "tags": (),
}  # fmt: skip
KEYS: ReadMapping[str, tuple[str, ...]] = {
    "brief": tuple(BRIEF), "correction": CORRECTION, "withdrawal": WITHDRAWAL, "page": tuple(PAGE), "tag": tuple(TAG), "position": tuple(_POSITION),
    **{kind: tuple(checks) for kind, checks in TERMS.items()},
}  # fmt: skip
"""Every key of each kind of file, for the guide."""
