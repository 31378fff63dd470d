"""What the front matter of a whole site says, read by another YAML parser, to be held against what others read from its pages."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml
from sitetext import Site

from briefs.text import fold

Entry = tuple[str, tuple[str, ...], str]
"""Title, authors and day of a brief."""


def spoken(name: str) -> str:
    """Turn a name that begins with the family name: `van der Meer, Anna, Jr.`."""
    family, given, suffix, *_ = [*name.split(", "), "", ""]
    return " ".join(filter(None, (given, family, suffix)))


def front(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    lines = re.split(r"^---\n", text, maxsplit=2, flags=re.M)[1] if path.suffix == ".md" else text
    # A colon in a title needs no quotes here, unlike in YAML at large.
    lines = re.sub(
        r"^(title|summary): (?![\"'|>])(.+)$", lambda line: f"{line[1]}: {json.dumps(line[2])}", lines, flags=re.M
    )
    found = yaml.safe_load(lines)
    return {key: value for key, value in found.items() if value is not None}


def entries_of(site: Site) -> Counter[Entry]:
    """What the front matter says, read by another YAML parser."""
    people = {}
    for path in (site.root / "content/authors").iterdir():
        if path.suffix in (".md", ".yaml"):
            person = front(path)
            people |= dict.fromkeys(map(fold, [path.stem, person["name"], *person.get("aliases", [])]), person)
    entries: Counter[Entry] = Counter()
    for path in (site.root / "content/briefs").rglob("*.md"):
        brief = front(path)
        if brief.get("draft"):
            continue
        lang = brief.get("lang") or (path.stem.rpartition(".")[2] if "." in path.stem else "en")
        keys = brief.get("author", [])
        authors = [
            each["name"] if isinstance(each, dict) else each for each in (keys if isinstance(keys, list) else [keys])
        ]
        named = (people.get(fold(key), {"name": key}) for key in authors)
        names = tuple(person.get("names", {}).get(lang, person["name"]) for person in named)
        given = re.match(r"\d{4}-\d\d-\d\d", str(brief["date"])) or re.match(r"\d{4}-\d\d-\d\d", path.name)
        assert given
        entries[shown(brief["title"]), names, given[0]] += 1
    return entries


def shown(text: object) -> str:
    return " ".join(str(text).split())


def as_cited(entries: Counter[Entry]) -> Counter[Entry]:
    """The same with names less the degree or the office behind a comma."""
    found: Counter[Entry] = Counter()
    for (title, names, day), number in entries.items():
        found[title, tuple(name.partition(",")[0] for name in names), day] += number
    return found
