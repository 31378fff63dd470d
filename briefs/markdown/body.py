"""What a Markdown text becomes: HTML that knows nothing of the site it will stand in."""

from typing import Literal

from msgspec import Struct


class Slot(Struct, frozen=True, array_like=True):
    """A place in the HTML that only the whole site can fill."""

    kind: Literal["link", "end", "image"]
    """A link's opening tag; the closing tag of the last link that was opened; a whole image."""
    target: str = ""
    """As the author wrote it: `other-brief.md#part`, `/tags/iran/`, `map.png`."""
    text: str = ""
    """The image's alternative text."""
    title: str = ""
    """The link's or image's title; of a figure, the caption as plain text."""
    line: int = 0
    """Where it stands in its file, from 1."""
    column: int = 0


class Heading(Struct, frozen=True, array_like=True):
    """A heading of the text, for tables of contents."""

    level: int
    """2 to 6: level 1 is the page's own title."""
    id: str
    text: str


class Body(Struct, frozen=True, array_like=True):
    """A text, parsed."""

    parts: tuple[str | Slot, ...]
    """Safe HTML and slots, in order; joined they are the whole text, comment and notes included."""
    headings: tuple[Heading, ...]
    has_comment: bool
    """Whether a paragraph began the analysis; the HTML then has a `section` with the id `comment`."""
    lead: str
    """The first paragraph as plain text."""
    text: str
    """The whole as plain text, paragraphs parted by a blank line."""
    words: int


EMPTY = Body(parts=(), headings=(), has_comment=False, lead="", text="", words=0)
