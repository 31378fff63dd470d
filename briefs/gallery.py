"""Which pictures the site shows where, and so in which sizes they are needed."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from types import MappingProxyType
from urllib.parse import unquote

from msgspec.structs import replace

from briefs.digest import digest_all
from briefs.imaging import Facts, Form, Picture, Variant
from briefs.imaging.measure import SMALL_SIZE, SMALL_WIDTH
from briefs.imaging.records import Kind, Nature
from briefs.model import Model
from briefs.pictures import Pictures
from briefs.text import encode_address, slugify

FOLDER = "images"
"""Of the site: where sizes stand that were drawn."""

_WIDTHS = SMALL_WIDTH, 800, 1200, 1600
"""Pixels. Lines of text are 608 CSS pixels wide; a phone shows 360 of them with two or three pixels each."""
_SIDES = 144, 288, 432
"""Pixels, of portraits: 6 to 9 rem with up to three pixels each."""
_NEAR = 1.15
"""A size that is so little below the picture's own is left out."""
_NAME = 40
"""Letters of a file's name that are kept."""

_KINDS: dict[Nature, tuple[Kind, Kind]] = {
    "photo": ("avif", "jpeg"),
    "cutout": ("avif", "webp"),
    "drawing": ("webp", "png"),
}
"""The kind for newer browsers, and that for all. Those for drawings keep letters and lines sharp."""


def with_pictures(model: Model, facts: Mapping[str, Facts]) -> Model:
    """Give the model with its pictures, those that texts and people use in the sizes that these need.

    `facts` are those of all pictures, by path under `content/`; those that wait with a held brief are left out.
    """
    published = set(model.assets)
    facts = {path: facts[path] for path in facts if path in published}
    if not facts:
        return model
    shown, faces = _in_texts(model, Pictures(facts)), {unquote(t.photo) for t in model.terms.values() if t.photo}
    pictures = {}
    for path in sorted(facts):
        known = facts[path]
        variants = _variants(path, known) if path in shown else ()
        portraits = _portraits(path, known) if path in faces else ()
        pictures[path] = Picture(path, known, variants, portraits)
    return replace(model, pictures=MappingProxyType(pictures))


def _in_texts(model: Model, pictures: Pictures) -> set[str]:
    found = set()
    for owner in model.owners.values():
        for slot in owner.slots:
            if slot.kind == "image":
                found.add(unquote(pictures.find_linked(slot.target, owner.path).address))
    return found


def _variants(path: str, facts: Facts) -> tuple[Variant, ...]:
    if facts.nature == "still" or facts.size < SMALL_SIZE or facts.width < SMALL_WIDTH:
        return ()
    widths = _steps(_WIDTHS, facts.width)
    sizes = [(width, max(1, round(facts.height * width / facts.width))) for width in widths]
    return _drawn(path, facts, sizes, portrait=False)


def _portraits(path: str, facts: Facts) -> tuple[Variant, ...]:
    if facts.nature == "still" or min(facts.width, facts.height) < _SIDES[0]:
        return ()
    sides = _steps(_SIDES, min(facts.width, facts.height))
    return _drawn(path, facts, [(side, side) for side in sides], portrait=True)


def _steps(steps: tuple[int, ...], own: int) -> list[int]:
    """Choose the steps below the picture's own size, and that itself, as nothing is gained by more pixels than there are."""
    return [step for step in steps if step * _NEAR <= own and step < steps[-1]] + [min(own, steps[-1])]


def _drawn(path: str, facts: Facts, sizes: list[tuple[int, int]], *, portrait: bool) -> tuple[Variant, ...]:
    stem = slugify(PurePosixPath(path).stem)[:_NAME].strip("-") or "picture"
    # Whoever keeps a file by its name must never see it change.
    mark = digest_all([facts.digest, "portrait" if portrait else ""])[:8]
    return tuple(
        Variant(encode_address(f"{FOLDER}/{stem}-{width}-{mark}.{_ending(kind)}"), Form(kind, width, height, facts.nature, portrait))
        for kind in _KINDS[facts.nature]
        for width, height in sizes
    )  # fmt: skip


def _ending(kind: Kind) -> str:
    return "jpg" if kind == "jpeg" else kind
