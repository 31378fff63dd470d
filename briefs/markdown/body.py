"""What a Markdown text becomes: HTML that knows nothing of the site it will stand in."""

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct


class Slot(Struct, frozen=True, array_like=True):
    """A place in the HTML that only the whole site can fill."""

    kind: Literal["link", "end", "image", "note"]
    """A link's opening tag; the closing tag of the last link that was opened; a whole image; where a note belongs."""
    target: str = ""
    """As the author wrote it: `other-brief.md#part`, `/tags/iran/`, `map.png`. Of a note its number."""
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


class Note(Struct, frozen=True, array_like=True):
    """A footnote."""

    parts: tuple[str | Slot, ...]
    """Safe HTML and slots, links back to the references included."""
    inline: bool
    """Whether it is a run of words, which stands within the paragraph that refers to it; if not, it has blocks and stands behind."""
    sign: str
    """Its number in the numerals of the text."""


class Body(Struct, frozen=True, array_like=True):
    """A text, parsed."""

    parts: tuple[str | Slot, ...]
    """Safe HTML and slots, in order; joined they are the whole text, comment included, without the notes."""
    notes: tuple[Note, ...]
    """In the order of their numbers, from 1. Each has its slot among `parts`."""
    headings: tuple[Heading, ...]
    has_comment: bool
    """Whether a paragraph began the analysis; the HTML then has a `section` with the id `comment`."""
    lead: str
    """The first paragraph as plain text."""
    text: str
    """The whole as plain text, paragraphs parted by a blank line."""
    words: int

    @property
    def minutes(self) -> int:
        """How long it takes to read, at 238 words a minute (Brysbaert 2019, silent reading of non-fiction in English)."""
        return max(1, round(self.words / 238))

    @property
    def sections(self) -> tuple[Heading, ...]:
        """The headings that a table of contents has: those of the two highest levels."""
        return tuple(heading for heading in self.headings if heading.level <= 3)

    def slots(self) -> Iterator[Slot]:
        """All slots that the site has to fill, those of the notes last."""
        for parts in (self.parts, *(note.parts for note in self.notes)):
            yield from (part for part in parts if not isinstance(part, str) and part.kind != "note")


EMPTY = Body(parts=(), notes=(), headings=(), has_comment=False, lead="", text="", words=0)
