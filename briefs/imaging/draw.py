"""Drawing a picture in another size and kind.

The same bytes on every machine: one thread, no tiles that depend on it, encoders by name and with all that matters set.
"""

import io
from contextlib import suppress
from typing import Any

from PIL import Image, ImageCms, ImageOps, JpegImagePlugin

from briefs.imaging.opening import opened, orientation, upright
from briefs.imaging.records import Form

_AVIF: dict[str, Any] = {"codec": "aom", "quality": 60, "speed": 8, "max_threads": 1, "autotiling": False}
_PHOTO: dict[str, dict[str, Any]] = {
    "avif": {**_AVIF, "subsampling": "4:2:0"},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True, "subsampling": "4:2:0"},
    "webp": {"quality": 80, "method": 4},
}
_DRAWING: dict[str, dict[str, Any]] = {
    "webp": {"lossless": True, "quality": 80, "method": 4, "exact": False},
    "png": {"optimize": True},
}
_ORIGINAL: dict[str, dict[str, Any]] = {
    "avif": {**_AVIF, "quality": 90, "subsampling": "4:4:4"},
    "webp": {"quality": 95, "method": 4},
    "png": {"optimize": True},
    "gif": {},
    "jpeg": {"progressive": True, "optimize": True},
}
_FACE = 0.5, 0.3
"""Where a portrait's middle is put, across and down: faces stand above the middle."""
_WIDEST = 1600
"""Pixels, of any form."""
_SIDE = 432
"""Pixels, of any portrait."""


def open_base(data: bytes) -> Image.Image:
    """Open a picture upright, in sRGB and no wider than any form of it: what all of these are drawn from.

    Raises whatever a decoder raises at a damaged one.
    """
    with opened(data) as image:
        across = image.height if orientation(image) >= 5 else image.width
        fraction = min(across // _WIDEST, min(image.size) // _SIDE)
        if fraction > 1:  # of a JPEG a half, a quarter or an eighth can be computed from the start
            image.draft(image.mode, (image.width // fraction, image.height // fraction))
        image.load()
        turned = orientation(image)  # a PNG may tell it after the pixels
        scale = max(_WIDEST / (image.height if turned >= 5 else image.width), _SIDE / min(image.size))
        base = _in_srgb(image)
        if scale < 1:
            size = max(1, round(base.width * scale)), max(1, round(base.height * scale))
            base = base.resize(size, Image.Resampling.LANCZOS)
        return upright(base, turned).copy()


def draw(base: Image.Image, form: Form) -> bytes:
    """Give the file of a form."""
    size = form.width, form.height
    if form.portrait:
        image = ImageOps.fit(base, size, Image.Resampling.LANCZOS, centering=_FACE)
    else:
        image = base if base.size == size else base.resize(size, Image.Resampling.LANCZOS)
    if form.nature != "drawing":
        return _encode(image, form.kind, _PHOTO[form.kind])
    if image.mode == "RGB":
        # Smoothed edges make thousands of colours, which cost more than all else; of those that are chosen none is far from any.
        few = image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        image = few if form.kind == "png" else few.convert("RGB")
    return _encode(image, form.kind, _DRAWING[form.kind])


def redraw(data: bytes, kind: str) -> bytes:
    """Give a whole picture anew in its own size and kind, upright and without notes; raises as `open_base` does."""
    with opened(data) as image:
        image.load()
        options: dict[str, Any] = dict(_ORIGINAL[kind])
        if profile := image.info.get("icc_profile"):
            options["icc_profile"] = profile
        if isinstance(image, JpegImagePlugin.JpegImageFile):
            # With its own tables it loses next to nothing, and grows no larger.
            options |= {"qtables": image.quantization, "subsampling": max(JpegImagePlugin.get_sampling(image), 0)}
        elif getattr(image, "is_animated", False):
            times: dict[str, Any] = {key: image.info[key] for key in ("duration", "loop") if key in image.info}
            return _encode(image, kind, {**options, **times, "save_all": True})
        return _encode(upright(image, orientation(image)).copy(), kind, options)


def _in_srgb(image: Image.Image) -> Image.Image:
    """Give it as grey, RGB or RGBA of 8 bits, in the colours that go without saying."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        # 16 bits: the library's own way cuts off all but the darkest.
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema() == (255, 255):
            image = image.convert("RGB")
    elif image.mode not in ("L", "RGB", "CMYK"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    if profile and image.mode != "L":
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):
            alpha = image.getchannel("A") if image.mode == "RGBA" else None
            flat = image.convert("RGB") if alpha else image
            meant = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            shown = ImageCms.profileToProfile(flat, meant, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if shown:
                if alpha:
                    shown.putalpha(alpha)
                image = shown
    return image.convert("RGB") if image.mode == "CMYK" else image


def _encode(image: Image.Image, kind: str, options: dict[str, Any]) -> bytes:
    # What is known of the picture would be written again.
    image.info = {key: value for key, value in image.info.items() if key == "transparency"}
    if kind == "jpeg" and image.mode == "RGBA":
        image = image.convert("RGB")
    file = io.BytesIO()
    image.save(file, kind.upper(), **options)
    return file.getvalue()
