"""Headings: their levels, their ids, and the links within the page that lead to them."""

import re
from collections.abc import Sequence
from urllib.parse import unquote

from markdown_it.token import Token

from briefs.markdown.body import Heading
from briefs.markdown.plain import inline_text
from briefs.text import fold, slugify

PREFIX = "s-"
"""Before every id made of an author's words, so that none can shadow a name that scripts use."""

_OWN_NAME = re.compile(r"\s*\{#([^\s{}]{1,200})\}\s*\Z")
_NOT_IN_GITHUB_SLUGS = re.compile(r"[^\w\- ]")


def settle_headings(tokens: Sequence[Token], ids: "Ids") -> list[Heading]:
    """Give headings their levels and ids and list those that have a text.

    The page's title is its only heading of level 1. Below it levels follow the outline that the author's make, and none is
    skipped: a text that begins with `###` begins with level 2. Readers who listen move from heading to heading by level.
    """
    starts = [i for i, token in enumerate(tokens) if token.type == "heading_open"]
    headings = []
    above: list[int] = []
    for i in starts:
        written = int(tokens[i].tag[1])
        while above and above[-1] >= written:
            above.pop()
        above.append(written)
        level = min(len(above) + 1, 6)
        children = tokens[i + 1].children or []
        own_name = _take_own_name(children)
        text = " ".join(inline_text(children).split())
        tokens[i].tag = tokens[i + 2].tag = f"h{level}"
        tokens[i].attrs = {"id": ids.add(text, own_name), **tokens[i].attrs}
        if text:
            headings.append(Heading(level, str(tokens[i].attrs["id"]), text))
    return headings


def _take_own_name(children: list[Token]) -> str:
    """Take `{#name}` off the end of a heading: only so much of what some other systems allow there."""
    if not children or children[-1].type != "text":
        return ""
    last = children[-1]
    found = _OWN_NAME.search(last.content, max(0, len(last.content) - 300))
    if found:
        last.content = last.content[: found.start()]
    return found[1] if found else ""


class Ids:
    """Gives each heading an id of its own, in time that doesn't grow with the number of equal ones."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._last: dict[str, int] = {}
        self._by_name: dict[str, str] = {}

    def add(self, text: str, own_name: str = "") -> str:
        """Name a heading after the name its author gave it, or else after its text."""
        plain = PREFIX + (slugify(own_name or text) or "section")
        name = plain
        while name in self._used:
            self._last[plain] = self._last.get(plain, 1) + 1
            name = f"{plain}-{self._last[plain]}"
        self._used.add(name)
        for other in (name, name.removeprefix(PREFIX), self._github_slug(text), own_name):
            self._by_name.setdefault(other, name)
        self._by_name.setdefault(fold(slugify(text)), name)
        return name

    def find(self, fragment: str) -> str:
        """Find the id that the author of `#fragment` meant; empty if there is none."""
        wanted = unquote(fragment).strip()
        for name in (wanted, slugify(wanted), fold(slugify(wanted))):
            if name and name in self._by_name:
                return self._by_name[name]
        return ""

    def _github_slug(self, text: str) -> str:
        slug = _NOT_IN_GITHUB_SLUGS.sub("", text.casefold()).replace(" ", "-")
        count = self._last[f"github {slug}"] = self._last.get(f"github {slug}", -1) + 1
        return f"{slug}-{count}" if count else slug
