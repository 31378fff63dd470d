"""What an institute may change of the look without writing a stylesheet: `look:` in `site.yaml`."""

from typing import Literal

from msgspec import Struct

from briefs import schema
from briefs.colours import READABLE, Colour, contrast, parse_colour, readable, write_colour
from briefs.plainyaml import Mapping, Node
from briefs.problems import quoted
from briefs.schema import Findings, Place

# Those of static/style.css: page and box, by day and by night.
PAPER: tuple[Colour, ...] = ((255, 254, 251), (245, 241, 233))
NIGHT: tuple[Colour, ...] = ((22, 21, 20), (33, 31, 28))

Type = Literal["serif", "sans", "system"]


class Look(Struct, frozen=True):
    """Colours, type and logo, each with its default."""

    accent: str = ""
    """Of links and marks, as six digits with a # before them; empty for the theme's own."""
    band: str = ""
    """Of the band at the head of each page."""
    type: Type = "serif"
    """The site's own serif face, the reader's sans serif face, or the reader's serif face, for which nothing is loaded."""
    logo: str = ""
    """Path of a picture, as seen from `content/`."""
    logo_place: Place = (0, 0)

    @property
    def has_styles(self) -> bool:
        """Whether there is anything that stylesheets must say."""
        return bool(self.accent or self.band or self.type != "serif")


def read_look(node: Node, found: Findings) -> Look | None:
    """Check `look:` and its keys."""
    if not isinstance(node, Mapping):
        found.error(
            node, "not-a-mapping", "look: has lines of its own, such as accent: 8a1c2c", "write them below it, indented"
        )
        return None
    for key, value in node.entries:
        if key.text in ("accent", "band") and schema.is_empty(value):
            found.error(value, "bad-colour", f"{key.text}: is empty", "write the colour without #, with which a remark begins: 8a1c2c")  # fmt: skip
    values = schema.fields(node, _CHECKS, found)
    logo, place = values.pop("logo", ("", (0, 0)))
    return Look(**values, logo=logo, logo_place=place)


def _colour(node: Node, found: Findings) -> str | None:
    value = schema.text(node, found)
    if value is None:
        return None
    colour = parse_colour(value)
    if colour is None:
        found.error(
            node,
            "bad-colour",
            f"{quoted(value)} is not a colour",
            "write six digits of red, green and blue, such as 8a1c2c",
        )
        return None
    return write_colour(colour)


def _accent(node: Node, found: Findings) -> str | None:
    """Links are written in it: so it has to be readable."""
    value = _colour(node, found)
    colour = parse_colour(value or "")
    if colour is None:
        return None
    used = readable(colour, *PAPER)
    if used != colour:
        ratio = min(contrast(colour, ground) for ground in PAPER)
        found.warn(node, "low-contrast", f"text in {value} can hardly be read on the page: a contrast of {ratio:.1f}, where {READABLE} is needed",
                   f"a darker one is used; to choose it yourself, write {write_colour(used).removeprefix('#')}")  # fmt: skip
    return value


_CHECKS: dict[str, schema.Check] = {
    "accent": _accent,
    "band": _colour,
    "type": schema.one_of("serif", "sans", "system"),
    "logo": schema.placed(schema.text),
}

KEYS = tuple(_CHECKS)
"""Every key of `look:`, for the guide."""
