"""Opening pictures with Pillow, which everything else loads only when there is something to draw."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

# How large a picture may be is ours to judge, and is judged before anything is unfolded.
Image.MAX_IMAGE_PIXELS = None

_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
"""The few decoders that are needed: the less known ones have the worst record."""
_ORIENTATION = 0x0112
"""The tag of EXIF."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@contextmanager
def opened(data: bytes) -> Iterator[Image.Image]:
    """Open a picture; what the library grumbles at on the way isn't printed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            yield image


def orientation(image: Image.Image) -> int:
    """Tell how the camera was held, 1 to 8; 1 is upright. What browsers heed is heeded: the tag of EXIF alone."""
    noted = image.info.get("exif")
    try:
        exif = Image.Exif()
        exif.load(noted or b"")
        found = exif.get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  # notes that can't be read are as none
        return 1
    return found if found in _TURNS else 1


def upright(image: Image.Image, turned: int) -> Image.Image:
    """Turn a picture as it is to be seen."""
    return image.transpose(_TURNS[turned]) if turned in _TURNS else image
