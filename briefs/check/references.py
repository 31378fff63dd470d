"""What a file of the site refers to: links, assets, parts of its own, and addresses written out in full."""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from briefs.check.tags import Tag, tags

Kind = Literal["link", "asset", "part", "address"]
"""A link leads to a page or a file, an asset is loaded, a part is an id of the same page, an address is full and has to be this site's."""

_LINKS = {"a": ("href",), "area": ("href",), "form": ("action",), "button": ("formaction",), "input": ("formaction",),
          "blockquote": ("cite",), "q": ("cite",), "del": ("cite",), "ins": ("cite",)}  # fmt: skip
_ASSETS = ("href", "src", "poster", "data", "xlink:href", "background")
_SETS = ("srcset", "imagesrcset")
_PARTS = {"for", "headers", "list", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-details",
          "aria-flowto", "aria-activedescendant", "aria-errormessage", "popovertarget"}  # fmt: skip
_DULL = re.compile(r'\s*(?:(?:class|lang|dir|datetime|hidden)="[^"]*"\s*)*/?')
"""Attributes of most tags, which tell nothing here."""
_RELATIONS = {"canonical", "alternate", "author", "license", "me", "next", "prev", "help", "search", "cite-as", "describedby",
              "collection", "item", "publisher", "up", "home"}  # fmt: skip
"""Kinds of `<link>` from which nothing is loaded."""

_URL = re.compile(
    r"""/\*.*?\*/|url\(\s*(?:"([^"]*)"|'([^']*)'|([^)\s"']*))\s*\)|@import\s+["']([^"']+)""", re.IGNORECASE | re.DOTALL
)
_IMPORT = re.compile(r"""(?:^|[;}\s])(?:import|export)\b[^"'`;()]*?["'](\.{1,2}/[^"']+)["']""")
_REFRESH = re.compile(r"""^\s*[\d.]+\s*[;,]\s*(?:url\s*=\s*)?["']?([^"']+)""", re.IGNORECASE)
_FEED_LINK = re.compile(r"""(?:href|src)=(?:"([^"]*)"|'([^']*)')""")
_SIZED = re.compile(r"\s*([^\s,]\S*[^\s,])(?:\s+[^,]+)?(?:,|$)")


class Reference(Struct, frozen=True, gc=False):
    """One thing that a file refers to."""

    kind: Kind
    to: str
    """As it is written."""
    at: int
    """Index in the text."""


class Page(Struct, frozen=True):
    """What there is to know of a page."""

    references: list[Reference]
    ids: list[tuple[str, int]]
    """Ids and where they stand, the same one perhaps twice."""
    base: str = ""
    """Address that relative ones are seen from, if the page says one."""


def read_page(text: str, site: re.Pattern[str]) -> Page:
    """Read an HTML page or a drawing; `site` finds this site's full addresses."""
    found: list[Reference] = []
    ids: list[tuple[str, int]] = []
    base = ""
    for tag in tags(text, but=_DULL):
        if "id" in tag.attributes:
            ids.append((tag.attributes["id"], tag.at))
        if tag.name == "base":
            base = base or tag.attributes.get("href", "")
        else:
            found += _of_tag(tag, site)
    return Page(found, ids, base)


def _of_tag(tag: Tag, site: re.Pattern[str]) -> Iterator[Reference]:
    attributes = tag.attributes
    if tag.name == "meta":
        yield from _of_meta(tag, site)
    links = _LINKS.get(tag.name, ())
    for name, value in attributes.items():
        if name in links:
            yield Reference("link", value, tag.at)
        elif name in _ASSETS and not (tag.name == "link" and name == "href"):
            yield Reference("asset", value, tag.at)
        elif name in _SETS:
            for each in _SIZED.findall(value):
                yield Reference("asset", each, tag.at)
        elif name in _PARTS:
            for each in value.split():
                yield Reference("part", each, tag.at)
        elif name == "style":
            yield from (Reference("asset", each.to, tag.at) for each in of_style(value))
    if tag.name == "link" and "href" in attributes:
        relations = set(attributes.get("rel", "").lower().split())
        loaded = not relations <= _RELATIONS or "stylesheet" in relations
        yield Reference("asset" if loaded else "link", attributes["href"], tag.at)
    if tag.text and tag.name == "style":
        yield from (Reference("asset", each.to, tag.at) for each in of_style(tag.text))
    elif tag.text and tag.name == "script":
        yield from (Reference("address", each.to, tag.at) for each in of_text(tag.text, site))


def _of_meta(tag: Tag, site: re.Pattern[str]) -> Iterator[Reference]:
    content = tag.attributes.get("content", "")
    if tag.attributes.get("http-equiv", "").lower() == "refresh":
        refresh = _REFRESH.match(content)
        if refresh:
            yield Reference("link", refresh[1].strip(), tag.at)
    elif site.match(content):
        yield Reference("address", content, tag.at)


def of_style(text: str) -> Iterator[Reference]:
    """Read a stylesheet."""
    for found in _URL.finditer(text):
        to = found[1] or found[2] or found[3] or found[4]
        if to:
            yield Reference("asset", to, found.start())


def of_script(text: str) -> Iterator[Reference]:
    """Read which other scripts a module imports by name."""
    for found in _IMPORT.finditer(text):
        yield Reference("asset", found[1], found.start(1))


def of_text(text: str, site: re.Pattern[str]) -> Iterator[Reference]:
    """Read this site's full addresses out of any text: a feed, a sitemap, data."""
    for found in site.finditer(text):
        yield Reference("address", found[0].rstrip(".,;:!?"), found.start())


def relative_in_feed(text: str) -> Iterator[Reference]:
    """Read the links of a feed that carry no full address, and so lead nowhere in a reader's program."""
    for found in _FEED_LINK.finditer(text):
        to = found[1] or found[2] or ""
        if not re.match(r"[a-z][a-z0-9+.-]*:|#|//", to, re.IGNORECASE):
            yield Reference("link", to, found.start())


def addresses_of(url: str) -> re.Pattern[str]:
    """Make the pattern that finds full addresses below a site's."""
    return re.compile(re.escape(url.rstrip("/")) + r"""(?:[/?#][^\s"'<>\\)\]}|]*|(?![\w-]|[.:]\w))""")
