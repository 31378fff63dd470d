"""What is known of a picture, and the forms in which it is published."""

from typing import Literal

from msgspec import Struct

Kind = Literal["jpeg", "png", "gif", "webp", "avif", "svg"]

Nature = Literal["photo", "cutout", "drawing", "still"]
"""A photo; one with transparent parts; a drawing of few colours, whose lines and letters must stay sharp; what is published in
its one form: animations, vector drawings and small pictures."""

ENDINGS: dict[str, Kind] = {
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".gif": "gif",
    ".webp": "webp",
    ".avif": "avif",
    ".svg": "svg",
}


class Facts(Struct, frozen=True, array_like=True):
    """What the site must know of a picture without opening it."""

    kind: Kind
    width: int
    """In pixels as it is shown, turned upright; of a vector drawing, in CSS pixels."""
    height: int
    nature: Nature
    redrawn: bool = False
    """Whether the published original is drawn anew: it lies on its side, or what was noted in it can't be cut out."""
    size: int = 0
    """In bytes; 0 where it doesn't matter."""
    digest: str = ""
    """Of its bytes; empty where it is published in its one form, so that no page changes with them."""


class Form(Struct, frozen=True, array_like=True):
    """How a picture is to be drawn. Plain values: they are the arguments of its output."""

    kind: Kind
    width: int
    """In pixels; 0 for the original's."""
    height: int
    nature: Nature
    portrait: bool = False
    """Whether it is cut to a square."""


class Variant(Struct, frozen=True, array_like=True):
    """A picture in one of its sizes."""

    address: str
    """Relative to the site's root, percent-encoded."""
    form: Form


class Picture(Struct, frozen=True, array_like=True):
    """A picture among the files of the content."""

    path: str
    """Under `content/`, where its original is published, too."""
    facts: Facts
    variants: tuple[Variant, ...] = ()
    """For texts, by width; those of the form for newer browsers first. None if no text shows it or it is small."""
    portraits: tuple[Variant, ...] = ()
    """The same, cut to a square, for somebody's photo."""
