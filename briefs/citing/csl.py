"""CSL-JSON, which Zotero, Mendeley, pandoc and citeproc read: the schema `csl-data.json` of Citation Style Language 1.0.2."""

from collections.abc import Iterable
from typing import Any

import msgspec

from briefs.citing.names import Name
from briefs.citing.work import Work


def item(work: Work) -> dict[str, Any]:
    """Give a work as an item; what is not known is left away."""
    day = work.date
    values: dict[str, Any] = {
        "id": work.key, "type": "report", "title": work.title, "author": [_name(name) for name in work.authors],
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None, "publisher": work.publisher,
        "number": work.number, "DOI": work.doi, "URL": work.url, "language": work.lang, "abstract": work.abstract,
        "keyword": ", ".join(work.keywords),
    }  # fmt: skip
    return {key: value for key, value in values.items() if value}


def _name(name: Name) -> dict[str, str | bool]:
    if not name.given:
        return {"literal": name.surname}
    parts: dict[str, str | bool] = {
        "family": name.family, "given": name.given, "non-dropping-particle": name.particle, "suffix": name.suffix,
        "static-ordering": name.family_first,
    }  # fmt: skip
    return {key: value for key, value in parts.items() if value}


def entry(work: Work) -> str:
    """Write a work as one item of a list."""
    return msgspec.json.encode(item(work)).decode()


def whole(entries: Iterable[str]) -> str:
    """Put items together as a file."""
    return "[\n" + ",\n".join(entries) + "\n]\n"
