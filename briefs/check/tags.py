"""The start tags of an HTML page with their attributes, and where they stand.

The reading is that of the HTML standard's tokenizer (html.spec.whatwg.org, 13.2.5) as far as well-formed tags go: comments and
the insides of `<script>`, `<style>`, `<textarea>` and `<title>` hold no tags.
"""

import re
from collections.abc import Iterator
from html import unescape

from msgspec import Struct

_INSIDE = r"""[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*"""
_TAG = re.compile(
    rf"<!--.*?-->|<(script|style|textarea|title)(?=[\s>/])({_INSIDE})>(.*?)</\1|<([a-z][^\s/>]*)[\s/]({_INSIDE})>",
    re.DOTALL | re.IGNORECASE,
)
_NONE = re.compile("(?!)")
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")


class Tag(Struct, frozen=True, gc=False):
    """A start tag that has attributes."""

    name: str
    """In small letters."""
    attributes: dict[str, str]
    """By name in small letters, references such as `&amp;` resolved; of two with the same name the first."""
    at: int
    """Index of the tag in the text."""
    text: str = ""
    """What stands in a script or a style."""


def tags(page: str, *, but: re.Pattern[str] = _NONE) -> Iterator[Tag]:
    """Give all start tags of a page that have attributes, unless these are all that the pattern says, and all scripts and styles."""
    for found in _TAG.finditer(page):
        raw, inside, text, name, attributes = found.groups()
        if name and "=" in attributes and not but.fullmatch(attributes):
            yield Tag(name.lower(), _read(attributes), found.start())
        elif raw:
            yield Tag(raw.lower(), _read(inside), found.start(), text)


def _read(attributes: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(attributes):
        value = double or single or bare
        values.setdefault(name.lower(), unescape(value) if "&" in value else value)
    return values


def place(text: str, index: int) -> tuple[int, int]:
    """Give line and column of an index, both from 1."""
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)
