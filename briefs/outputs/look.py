"""`static/look.css`: what a site's settings change of the theme's stylesheet."""

from collections.abc import Iterator

from briefs.colours import BLACK, WHITE, Colour, contrast, parse_colour, readable, write_colour
from briefs.config import Config
from briefs.look import NIGHT, PAPER
from briefs.model import Model
from briefs.output import Output
from briefs.view import View

_FACES = {
    "sans": "--text: var(--sans); --head: var(--sans);",
    "system": '--serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, "Noto Naskh Arabic", "Geeza Pro", serif;',
}
# The theme's own order of these faces has one that is loaded, first for languages in Arabic script.
_SYSTEM_SANS = (
    ":root, :lang(fa), :lang(ar), :lang(ckb), :lang(ur), :lang(ps) "
    '{ --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans Arabic", Tahoma, sans-serif; }\n'
)


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan the stylesheet, if there is anything for it to say."""
    look = config.look
    if look.has_styles:
        yield Output(
            "static/look.css", stylesheet, (look.accent, look.band, look.type), source="look: in content/site.yaml"
        )


def stylesheet(view: View, accent: str, band: str, face: str) -> str:
    """Set the tokens of the theme, by day and by night."""
    day, night = [], []
    if colour := parse_colour(accent):
        day.append(f"--accent: {write_colour(readable(colour, *PAPER))};")
        night.append(f"--accent: {write_colour(readable(colour, *NIGHT))};")
    if colour := parse_colour(band):
        day.append(f"--band: {write_colour(colour)}; --band-ink: {write_colour(_ink(colour))};")
        night.append(day[-1])
    if face in _FACES:
        day.append(_FACES[face])
    dark = f"@media (prefers-color-scheme: dark) {{\n:root {{ {' '.join(night)} }}\n}}\n" if night else ""
    own = _SYSTEM_SANS if face == "system" else ""
    return f":root {{ {' '.join(day)} }}\n{dark}{own}"


def _ink(ground: Colour) -> Colour:
    return max(WHITE, BLACK, key=lambda ink: contrast(ink, ground))
