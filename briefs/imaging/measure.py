"""Facts of a picture from its bytes, or why it can't be published."""

from contextlib import suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from briefs.digest import digest_bytes
from briefs.imaging.records import ENDINGS, Facts, Nature
from briefs.imaging.strip import strip
from briefs.imaging.svg import Unsafe, read_svg
from briefs.problems import Problem, error

if TYPE_CHECKING:
    from PIL import Image

PIXELS = 40_000_000
"""A picture of more is refused: a file of some kilobytes may unfold to gigabytes, and no page needs them."""
SIDE = 16_000
"""Pixels, the same for one side: what encoders and browsers can do with."""
SMALL_SIZE = 8 * 1024
"""Bytes: nothing is gained by other sizes of so small a file."""
SMALL_WIDTH = 480
"""Pixels, the same."""
_COLOURS = 4096
"""A drawing has at most so many, edges that were smoothed included; a photo has ten times as many."""

_SIGNS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"%PDF", "PDF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
    (b"PK\x03\x04", "ZIP"),
)
_BRANDS = {b"avif": "avif", b"avis": "avif", b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIC", b"msf1": "HEIC"}
_SHOWN = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WebP", "avif": "AVIF", "svg": "SVG"}
_ADVICE = "save it again as JPEG, PNG or WebP with a program for pictures"


def measure(path: str, data: bytes) -> Facts | Problem:
    """Measure a picture, all of which is decoded once: half a file is found out here."""
    kind = ENDINGS[PurePosixPath(path).suffix.lower()]
    if not data:
        return error("image-broken", "the file is empty", path=path, hint="copy the picture here again")
    if kind == "svg":
        return _measure_svg(path, data)
    found = kind_of(data)
    if found in ENDINGS.values() and found != kind:
        other = "jpg" if found == "jpeg" else found
        return error("image-type", f"the file is a {_SHOWN[found]} picture, though its name says {_SHOWN[kind]}", path=path,
                     hint=f"rename it to {PurePosixPath(path).stem}.{other}, also where it is named")  # fmt: skip
    if found != kind:
        what = (
            f"the file is {found}, not a {_SHOWN[kind]} picture" if found else f"this is not a {_SHOWN[kind]} picture"
        )
        return error("image-type", what, path=path, hint=_ADVICE)
    return _measure_pixels(path, data)


def kind_of(data: bytes) -> str:
    """Tell from its first bytes what a file is; empty if that isn't known."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        # A file may be readable in several ways, and names AVIF after the more general one.
        brands = [data[8:12], *(data[i : i + 4] for i in range(16, min(int.from_bytes(data[:4], "big"), 64), 4))]
        names = [_BRANDS[brand] for brand in brands if brand in _BRANDS]
        return "avif" if "avif" in names else next(iter(names), "")
    if b"<svg" in data[:1000]:
        return "svg"
    return next((name for sign, name in _SIGNS if data.startswith(sign)), "")


def _measure_svg(path: str, data: bytes) -> Facts | Problem:
    if kind_of(data) not in ("svg", ""):
        return error("image-type", "this is not an SVG picture", path=path, hint="let its name end as its kind demands")
    try:
        width, height = read_svg(data)
    except Unsafe as bad:
        hint = "export it again as a plain picture, without scripts, pages within it and parts from elsewhere"
        return error("svg-unsafe", f"the drawing holds {bad.what}", path=path, line=bad.line, hint=hint)
    except ValueError as bad:
        return error("image-broken", f"the drawing can't be read: {bad}", path=path, hint="export it again as SVG")
    return Facts("svg", width, height, "still")


def _measure_pixels(path: str, data: bytes) -> Facts | Problem:
    from PIL import UnidentifiedImageError

    from briefs.imaging.opening import opened, orientation

    try:
        with opened(data) as image:
            width, height = image.size
            if width * height > PIXELS or max(width, height) > SIDE:
                return _too_large(path, width, height)
            kind = "jpeg" if image.format == "MPO" else str(image.format).lower()
            moves = kind != "jpeg" and bool(getattr(image, "is_animated", False))
            image.draft(image.mode, (width // 8, height // 8))  # of a JPEG all is read, but little of it computed
            image.load()
            turned = orientation(image)
            nature: Nature = "still" if moves else _nature(image, kind)
            redrawn = turned > 1 or not _can_be_stripped(kind, data, image)
    except MemoryError:
        return error("image-too-large", "there is not enough memory to open the picture", path=path, hint=_ADVICE)
    except Exception as bad:  # noqa: BLE001  # what a decoder raises at a damaged file has no common kind
        reason = "it is not whole" if isinstance(bad, UnidentifiedImageError) else str(bad) or type(bad).__name__
        return error("image-broken", f"the picture can't be read: {reason[:200]}", path=path, hint=_ADVICE)
    if turned >= 5:
        width, height = height, width
    if nature == "still":
        return Facts(kind, width, height, nature, redrawn=redrawn)  # type: ignore[arg-type]  # the text is one of the kinds
    digest = digest_bytes(data)
    return Facts(kind, width, height, nature, redrawn=redrawn, size=len(data), digest=digest)  # type: ignore[arg-type]  # the text is one of the kinds


def _can_be_stripped(kind: str, data: bytes, image: "Image.Image") -> bool:
    if kind == "avif":  # its notes stand among offsets
        return {"exif", "xmp"}.isdisjoint(image.info)
    try:
        strip(kind, data)
    except ValueError:
        return False
    return True


def _too_large(path: str, width: int, height: int) -> Problem:
    return error("image-too-large", f"the picture has {width} × {height} pixels; it may have {PIXELS // 1_000_000} million and {SIDE} on a side",
                 path=path, hint="make it smaller: 3200 pixels across are plenty for any page")  # fmt: skip


def _nature(image: "Image.Image", kind: str) -> Nature:
    with suppress(ValueError):
        if image.has_transparency_data and image.convert("RGBA").getchannel("A").getextrema() != (255, 255):
            return "drawing" if kind != "jpeg" and image.convert("RGBA").getcolors(_COLOURS) else "cutout"
    lossless = kind in ("png", "gif", "webp")
    return "drawing" if lossless and image.convert("RGB").getcolors(_COLOURS) else "photo"
