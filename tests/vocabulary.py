"""The vocabulary of schema.org, as the package schema-dts has it for TypeScript: which types there are, which properties each
has, and what these may hold. Read from its declarations, so that no word of it stands here.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

DECLARATIONS = Path(__file__).parent / "tools/node_modules/schema-dts/dist/schema.d.ts"
needs_vocabulary = pytest.mark.skipif(
    not DECLARATIONS.is_file(), reason="NOT TESTED: schema-dts needs `npm ci` in tests/tools"
)
TEXTS = {"Text", "URL", "Date", "DateTime", "Time", "CssSelectorType", "XPathType"}


class Vocabulary:
    """Types, properties and values."""

    def __init__(self, text: str) -> None:
        self.above: dict[str, list[str]] = {}
        self.own: dict[str, dict[str, set[str]]] = {}
        for name, above, body in re.findall(
            r"^(?:export )?interface (\w+)(?: extends ([^{]+))? \{(.*?)^\}", text, re.M | re.S
        ):
            self.above[name] = re.findall(r"\w+", re.sub(r"<[^>]*>|Partial", "", above))
            held = re.findall(r'^ +"([\w-]+)"\??: SchemaValue<(.*), "\1">;', body, re.M)
            self.own[name] = {key: set(re.findall(r"\w+", values)) for key, values in held}
        self.base: dict[str, str] = {}
        """The declaration that has the properties of each type."""
        for above, name in re.findall(
            r'^(?:export )?interface \w+Leaf extends ([\w, ]+) \{\s*"@type": "(\w+)"', text, re.M
        ):
            self.base[name] = above
        for above, name in re.findall(
            r'^export type \w+Leaf<[^>]*> = Omit<(\w+), TProperty> & \{\s*"@type": "(\w+)"', text, re.M
        ):
            self.base[name] = above  # a role
        self.below = {
            name: set(re.findall(r"\w+", rest))
            for name, rest in re.findall(r"^export type (\w+)(?:<[^>]*>)? = ([^;{\"]+);", text, re.M)
        }

    def properties(self, base: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for name in re.findall(r"\w+", base):
            for above in self.above.get(name, []):
                found |= self.properties(above)
            found |= self.own.get(name, {})
        return found

    @cache  # noqa: B019  # there is one
    def kinds(self, name: str) -> frozenset[str]:
        """The type and those below it."""
        found, waiting = {name}, [name]
        while waiting:
            for part in self.below.get(waiting.pop(), ()):
                each = part.removesuffix("Leaf")
                if each not in found and each in self.base:
                    found.add(each)
                    waiting.append(each)
        return frozenset(found)

    def faults(self, node: dict[str, Any], within: str = "") -> Iterator[str]:
        """What in a piece of JSON-LD the vocabulary doesn't have."""
        kind = node.get("@type", "")
        if kind not in self.base:
            yield f"there is no type {kind!r}"
            return
        known = self.properties(self.base[kind])
        for key, value in node.items():
            if key in ("@context", "@type", "@id"):
                continue
            if key == within and "Role" in self.kinds_above(kind):
                known[key] = {"Thing"}  # a role holds what it stands before, in a property of the same name
            if key.endswith("-input"):
                continue
            if key not in known:
                yield f"{kind} has no {key}"
                continue
            for each in value if isinstance(value, list) else [value]:
                yield from self._value(kind, key, each, known[key])

    def kinds_above(self, kind: str) -> set[str]:
        return {name for name in ("Role", "OrganizationRole") if kind in self.kinds(name)}

    def _value(self, kind: str, key: str, value: Any, ranges: set[str]) -> Iterator[str]:
        if isinstance(value, dict):
            allowed = {each for name in ranges for each in self.kinds(name)}
            named = value.get("@type", "")
            if named not in allowed and not self.kinds_above(named) and "Thing" not in ranges:
                yield f"{kind}.{key} can't be a {named}"
            yield from self.faults(value, key)
        elif isinstance(value, bool):
            if "Boolean" not in ranges:
                yield f"{kind}.{key} can't be true or false"
        elif isinstance(value, int):
            if not ranges & {"Number", "Integer", "Float"}:
                yield f"{kind}.{key} can't be a number"
        elif not ranges & TEXTS:
            yield f"{kind}.{key} can't be a text"


@cache
def vocabulary() -> Vocabulary:
    return Vocabulary(DECLARATIONS.read_text(encoding="utf-8"))
