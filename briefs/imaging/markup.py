"""Pictures as HTML."""

from collections.abc import Callable, Sequence
from html import escape

from briefs.imaging.records import Picture, Variant
from briefs.text import encode_address

IN_TEXT = "(min-width: 40rem) 37rem, calc(100vw - 2.5rem)"
"""How wide a picture in a text is shown: as wide as the text's lines, or nearly as a phone."""
_MIDDLE = 800
"""Pixels: of several sizes the one next to this is for who can't choose."""

Href = Callable[[str], str]
"""Makes a link of an address of the site."""


def picture_html(
    picture: Picture, href: Href, *, alt: str, sizes: str, eager: bool, portrait: bool, cls: str = ""
) -> str:
    """Write a picture for browsers to choose from its sizes; `sizes` says how wide it is shown, as HTML's attribute does.

    An eager one is loaded before others, all else when it is scrolled to.
    """
    variants = picture.portraits if portrait else picture.variants
    rest = {"loading": "" if eager else "lazy", "fetchpriority": "high" if eager else "", "decoding": "async"}
    if not variants:
        return _img(href, _original(picture), alt, {"class": cls, **rest})
    newer, plain = _by_kind(variants)
    width, height = plain[-1].form.width, plain[-1].form.height
    attributes = {"class": cls, "srcset": _srcset(plain, href), "sizes": sizes, **rest}
    source = (
        f'<source type="image/{newer[0].form.kind}" srcset="{escape(_srcset(newer, href))}" sizes="{escape(sizes)}">'
    )
    return f"<picture>{source}{_img(href, (_middle(plain).address, width, height), alt, attributes)}</picture>"


def plain_html(picture: Picture, href: Href, *, alt: str) -> str:
    """Write a picture in one size, for programs that know little of HTML."""
    return _img(href, in_one_size(picture), alt, {})


def in_one_size(picture: Picture) -> tuple[str, int, int]:
    """Give address, width and height of a picture for those who can't choose."""
    if not picture.variants:
        return _original(picture)
    middle = _middle(_by_kind(picture.variants)[1])
    return middle.address, middle.form.width, middle.form.height


def _img(href: Href, shown: tuple[str, int, int], alt: str, attributes: dict[str, str]) -> str:
    address, width, height = shown
    rest = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items() if value)
    return f'<img src="{escape(href(address))}" width="{width}" height="{height}" alt="{escape(alt)}"{rest}>'


def _original(picture: Picture) -> tuple[str, int, int]:
    return encode_address(picture.path), picture.facts.width, picture.facts.height


def _by_kind(variants: Sequence[Variant]) -> tuple[list[Variant], list[Variant]]:
    kind = variants[0].form.kind
    return [each for each in variants if each.form.kind == kind], [each for each in variants if each.form.kind != kind]


def _middle(variants: Sequence[Variant]) -> Variant:
    return min(variants, key=lambda each: (abs(each.form.width - _MIDDLE), each.form.width))


def _srcset(variants: Sequence[Variant], href: Href) -> str:
    return ", ".join(f"{href(each.address)} {each.form.width}w" for each in variants)
