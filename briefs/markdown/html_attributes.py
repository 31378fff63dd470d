"""The few attributes that an author's tags may have."""

import re
from html import escape, unescape

from briefs.markdown.characters import clean_value
from briefs.markdown.sheet import Place, Sheet

_ATTRIBUTE = re.compile(r"""([a-zA-Z_:][\w:.-]*+)(?:\s*+=\s*+("[^"]*"|'[^']*'|[^\s"'=<>`]++))?+""")
_ANY = re.compile(r"(?s).*")
_COUNT = re.compile(r"[1-9][0-9]{0,2}\Z")
_NUMBER = re.compile(r"-?[0-9]{1,9}\Z")
_FLAG = re.compile(r"(?s).*\Z")
_DATE = re.compile(r"[0-9TZWPYMDHS:+. -]{1,60}\Z")

_EVERYWHERE = {
    "dir": re.compile(r"(?i:ltr|rtl|auto)\Z"),
    "lang": re.compile(r"[A-Za-z0-9-]{1,35}\Z"),
    "title": _ANY,
}
_OF_TAGS = {
    "img": {"alt": _ANY},
    "td": {"colspan": _COUNT, "rowspan": _COUNT},
    "th": {"colspan": _COUNT, "rowspan": _COUNT, "scope": re.compile(r"(?i:row|col|rowgroup|colgroup)\Z")},
    "col": {"span": _COUNT},
    "colgroup": {"span": _COUNT},
    "ol": {"start": _NUMBER, "reversed": _FLAG},
    "li": {"value": _NUMBER},
    "details": {"open": _FLAG},
    "time": {"datetime": _DATE},
    "del": {"datetime": _DATE},
    "ins": {"datetime": _DATE},
}
# Without these a reader sees nothing else: no word need be said.
_NEEDLESS = frozenset({"decoding", "loading", "rel", "target"})
# A slot keeps a link's or an image's target and title and nothing else.
_TITLE_ONLY = frozenset({"a", "img"})


def read_attributes(source: str, sheet: Sheet, place: Place) -> dict[str, str]:
    """Read what stands in a tag after its name as a browser does: decoded; of two equal names the first."""
    values: dict[str, str] = {}
    for name, written in _ATTRIBUTE.findall(source) if source.strip() else ():
        value = written[1:-1] if written[:1] in ("'", '"') else written
        values.setdefault(name.lower(), clean_value(unescape(value), sheet, place))
    return values


def allowed_attributes(tag: str, values: dict[str, str], sheet: Sheet, place: Place) -> str:
    """Write the attributes that may stay, with a blank before each; one warning names those that may not."""
    rules = _OF_TAGS.get(tag, {})
    kept, dropped = [], []
    for name, value in values.items():
        rule = rules.get(name) or _EVERYWHERE.get(name)
        if name in _NEEDLESS:
            continue
        if rule is None or not rule.match(value) or (tag in _TITLE_ONLY and name in ("lang", "dir")):
            dropped.append(name)
        else:
            kept.append(f' {name}="{escape("" if rule is _FLAG else value)}"')
    if "markdown" in dropped:
        hint = "Markdown between tags is read if a blank line stands before and after it"
    else:
        hint = "the looks of the site are set in its templates"
    if dropped:
        sheet.warn(
            "html-attribute",
            f"<{tag}> keeps no {' and no '.join(dropped)}",
            place,
            hint=hint,
        )
    return "".join(kept)
