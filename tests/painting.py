"""Pictures for tests, made by Pillow."""

import io
import random
import re
import zlib
from typing import Any

from PIL import Image, ImageDraw

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")

PLACE = b"52.5200N-13.4050E"
"""Stands in the notes of pictures, and must not be published."""


def photo(width: int, height: int, seed: int = 1) -> Image.Image:
    """Something with as many colours as a photo, and not too even: each corner has a shade of its own."""
    chance = random.Random(seed)
    small = Image.new("RGB", (8, 8))
    small.putdata([tuple(chance.randrange(256) for _ in range(3)) for _ in range(64)])
    image = small.resize((width, height), Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", (width, height), chance.randbytes(width * height)).point(lambda value: value // 8)
    image = Image.merge("RGB", [Image.blend(band, grain, 0.2) for band in image.split()])
    ImageDraw.Draw(image).rectangle((0, 0, width // 4, height // 4), fill=(250, 10, 10))  # red stands at the upper left
    return image


def drawing(width: int, height: int) -> Image.Image:
    """A chart."""
    image = Image.new("RGB", (width * 2, height * 2), "white")
    draw = ImageDraw.Draw(image)
    for i in range(1, 40):
        draw.line((0, i * height // 20, width * 2, i * height // 20), fill=(220, 220, 220), width=2)
    draw.line([(i * width // 10, (i * 7919) % (height * 2)) for i in range(21)], fill=(31, 119, 180), width=9)
    return image.resize((width, height), Image.Resampling.LANCZOS)


def painted(path: str, words: str) -> bytes:
    """The picture that words tell: `photo 1800x1200`, `drawing 640x480`; other words are a small one, each its own."""
    kind = path.rpartition(".")[2].lower()
    found = re.match(r"(photo|drawing) (\d+)x(\d+)", words)
    if kind == "svg":
        return (
            words if "<" in words else f'<svg xmlns="http://www.w3.org/2000/svg"><title>{words}</title></svg>'
        ).encode()
    seed = zlib.crc32(words.encode())
    if not found:
        image = Image.new("RGB", (2, 1), seed & 0xFFFFFF)
    elif found[1] == "photo":
        image = photo(int(found[2]), int(found[3]), seed)
    else:
        image = drawing(int(found[2]), int(found[3]))
    return saved(image, "JPEG" if kind == "jpg" else kind.upper())


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def loaded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def jpeg(width: int = 1800, height: int = 1200, **options: Any) -> bytes:
    return saved(photo(width, height, options.pop("seed", 1)), "JPEG", **{"quality": 90, **options})


def noted(orientation: int = 1) -> Image.Exif:
    """What a camera notes, with the place."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of " + PLACE.decode()
    return exif


def is_red(pixel: Any) -> bool:
    return bool(pixel[0] > 180 and pixel[1] < 90 and pixel[2] < 90)
