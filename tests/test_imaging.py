"""Pictures by themselves: measured, cleaned of notes, drawn in other sizes."""

import shutil
import subprocess
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from painting import PLACE, drawing, is_red, jpeg, loaded, noted, photo, saved
from PIL import Image, ImageChops, ImageCms

from briefs.imaging import Facts, Form
from briefs.imaging.draw import draw, open_base, redraw
from briefs.imaging.measure import measure
from briefs.imaging.strip import strip
from briefs.problems import Problem

XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">' + PLACE + b"</x:xmpmeta>"
ROOT = Path(__file__).parents[1]


def facts(path: str, data: bytes) -> Facts:
    found = measure(f"content/{path}", data)
    assert isinstance(found, Facts), found
    return found


def fault(path: str, data: bytes) -> Problem:
    found = measure(f"content/{path}", data)
    assert isinstance(found, Problem)
    assert (found.path, found.severity) == (f"content/{path}", "error")
    assert found.hint
    return found


def moving(kind: str, **options: Any) -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=80, loop=0, **options)


def chunk(name: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big")


def clear(colour: tuple[int, ...] = (200, 30, 30)) -> Image.Image:
    image = photo(640, 480).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize((640, 480)))
    return image


# What is said of them


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        ("a.jpg", jpeg(640, 480), ("jpeg", 640, 480, "photo", False)),
        ("a.JPEG", jpeg(640, 480, exif=noted(6)), ("jpeg", 480, 640, "photo", True)),
        ("a.jpg", jpeg(640, 480, exif=noted(3)), ("jpeg", 640, 480, "photo", True)),
        ("a.jpg", jpeg(640, 480, exif=noted(1)), ("jpeg", 640, 480, "photo", False)),
        ("a.jpg", jpeg(640, 480, exif=b"Exif\0\0broken"), ("jpeg", 640, 480, "photo", False)),
        ("a.jpg", saved(photo(64, 48).convert("CMYK"), "JPEG"), ("jpeg", 64, 48, "photo", False)),
        ("a.png", saved(photo(640, 480), "PNG"), ("png", 640, 480, "photo", False)),
        ("a.png", saved(drawing(640, 480), "PNG"), ("png", 640, 480, "drawing", False)),
        ("a.png", saved(drawing(64, 48).convert("1"), "PNG"), ("png", 64, 48, "drawing", False)),
        ("a.png", saved(drawing(64, 48).convert("P"), "PNG"), ("png", 64, 48, "drawing", False)),
        ("a.png", saved(Image.new("I;16", (64, 48), 40000), "PNG"), ("png", 64, 48, "drawing", False)),
        ("a.png", saved(clear(), "PNG"), ("png", 640, 480, "cutout", False)),
        ("a.png", saved(photo(640, 480).convert("RGBA"), "PNG"), ("png", 640, 480, "photo", False)),
        ("a.png", saved(photo(640, 480), "PNG", exif=noted(8)), ("png", 480, 640, "photo", True)),
        ("a.gif", saved(drawing(64, 48), "GIF"), ("gif", 64, 48, "drawing", False)),
        ("a.gif", moving("GIF"), ("gif", 60, 40, "still", False)),
        ("a.png", moving("PNG"), ("png", 60, 40, "still", False)),
        ("a.webp", moving("WEBP"), ("webp", 60, 40, "still", False)),
        ("a.webp", saved(photo(640, 480), "WEBP"), ("webp", 640, 480, "photo", False)),
        ("a.avif", saved(photo(640, 480), "AVIF"), ("avif", 640, 480, "photo", False)),
        ("a.avif", saved(photo(64, 48), "AVIF", exif=noted()), ("avif", 64, 48, "photo", True)),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" width="1in" height="24pt"/>', ("svg", 96, 32, "still", False)),
        ("a.svg", b'<svg viewBox="0 0 720 -400"/>', ("svg", 300, 150, "still", False)),
        ("a.svg", b'<svg viewBox="0,0,720,400" width="100%"/>', ("svg", 720, 400, "still", False)),
        ("a.svg", b'<svg viewBox="0 0 720 400" width="360"/>', ("svg", 360, 200, "still", False)),
        ("a.svg", b'<svg viewBox="0 0 720 400" height="200px"/>', ("svg", 360, 200, "still", False)),
        ("a.svg", b"<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/x.dtd'><svg/>", ("svg", 300, 150, "still", False)),
    ],
)  # fmt: skip
def test_facts(path: str, data: bytes, expected: tuple[object, ...]) -> None:
    found = facts(path, data)
    assert (found.kind, found.width, found.height, found.nature, found.redrawn) == expected


def huge(width: int, height: int) -> bytes:
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("path", "data", "code", "words"),
    [
        ("a.jpg", b"", "image-broken", "empty"),
        ("a.png", jpeg(20, 10), "image-type", "a JPEG picture, though its name says PNG"),
        ("a.jpg", saved(photo(20, 10), "WEBP"), "image-type", "WebP"),
        ("a.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image-type", "HEIC"),
        ("a.png", b"%PDF-1.7", "image-type", "PDF"),
        ("a.png", b"<html>", "image-type", "not a PNG"),
        ("a.png", b"<svg/>", "image-type", "SVG"),
        ("a.svg", jpeg(20, 10), "image-type", "not an SVG"),
        ("a.jpg", jpeg()[:-5000], "image-broken", "truncated"),
        ("a.png", saved(photo(64, 48), "PNG")[:-500], "image-broken", "can't be read"),
        ("a.avif", saved(photo(64, 48), "AVIF")[:-300], "image-broken", "can't be read"),
        ("a.webp", saved(photo(64, 48), "WEBP")[:-30], "image-broken", "can't be read"),
        ("a.png", b"\x89PNG\r\n\x1a\nnothing", "image-broken", "can't be read: it is not whole"),
        ("a.png", huge(8000, 8000), "image-too-large", "8000 × 8000"),
        ("a.png", huge(65000, 65000), "image-too-large", "65000"),
        ("a.png", huge(17000, 100), "image-too-large", "17000"),
        ("a.svg", b"<svg>", "image-broken", "can't be read"),
        ("a.svg", b"<html/>", "image-broken", "outermost"),
        ("a.svg", b"<svg><script>1</script></svg>", "svg-unsafe", "<script>"),
        ("a.svg", b"<svg xmlns:s='http://www.w3.org/2000/svg'>\n<s:sCript/></svg>", "svg-unsafe", "<script>"),
        ("a.svg", b"<svg onload='x()'/>", "svg-unsafe", "onload"),
        ("a.svg", b"<svg><foreignObject/></svg>", "svg-unsafe", "foreignobject"),
        ("a.svg", b"<svg><image href='https://x.example/y.png'/></svg>", "svg-unsafe", "https://x.example"),
        ("a.svg", b"<svg xmlns:l='http://www.w3.org/1999/xlink'><use l:href='//x.example/#a'/></svg>", "svg-unsafe", "x.example"),
        ("a.svg", b"<svg><a href=' java\tscript:x()'/></svg>", "svg-unsafe", "javascript:"),
        ("a.svg", b"<svg><a href='&#106;avascript:x()'/></svg>", "svg-unsafe", "javascript:"),
        ("a.svg", b"<svg><set attributeName='href' to='javascript:x()'/></svg>", "svg-unsafe", "script"),
        ("a.svg", b"<svg><image href='data:image/svg+xml,x'/></svg>", "svg-unsafe", "data:image/svg"),
        ("a.svg", b"<svg><style>@import 'x.css';</style></svg>", "svg-unsafe", "style"),
        ("a.svg", b"<svg><style>@im<![CDATA[port 'x';]]></style></svg>", "svg-unsafe", "style"),
        ("a.svg", b"<svg><rect style='fill: url( \"https://x.example/\" )'/></svg>", "svg-unsafe", "x.example"),
        ("a.svg", b"<svg><rect fill='url(//x.example/a#b)'/></svg>", "svg-unsafe", "x.example"),
        ("a.svg", b"<svg><style>a{b:\\75rl(//x)}</style></svg>", "svg-unsafe", "backslash"),
        ("a.svg", b"<?xml-stylesheet href='x.css'?><svg/>", "svg-unsafe", "stylesheet"),
        ("a.svg", b"<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><svg>&b;</svg>", "svg-unsafe", "entity"),
        ("a.svg", b"<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>", "svg-unsafe", "entity"),
    ],
)  # fmt: skip
def test_faults(path: str, data: bytes, code: str, words: str) -> None:
    problem = fault(path, data)
    assert problem.code == code
    assert words in problem.message


@pytest.mark.parametrize(
    "inside",
    ["<use href='#a'/>", "<image href='data:image/png;base64,AA'/>", "<a href='https://x.example/'/>", "<rect fill='url(#a)'/>",
     "<style>a{fill:url('#b')}</style>", "<rect style='fill: url(#a)'/>", "<text>onload=x() url(//x)</text>"],
)  # fmt: skip
def test_harmless_drawings(inside: str) -> None:
    assert facts("a.svg", f"<svg>{inside}</svg>".encode()).kind == "svg"


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "AVIF"]), st.data())
def test_whatever_was_damaged_ends_in_facts_or_a_problem(kind: str, data: st.DataObject) -> None:
    whole = bytearray(saved(drawing(40, 30), kind))
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), max_size=8)):
        whole[at] = data.draw(st.integers(0, 255))
    del whole[data.draw(st.integers(1, len(whole))) :]
    ending = "jpg" if kind == "JPEG" else kind.lower()
    assert isinstance(measure(f"content/a.{ending}", bytes(whole)), Facts | Problem)
    with suppress(ValueError):
        strip("jpeg" if kind == "JPEG" else kind.lower(), bytes(whole))


# Notes


def with_chunks(data: bytes) -> bytes:
    return data[:33] + chunk(b"tEXt", b"Author\0" + PLACE) + chunk(b"prIv", PLACE) + data[33:] + PLACE


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("jpeg", jpeg(64, 48, exif=noted(), comment=PLACE, xmp=XMP)),
        ("jpeg", jpeg(64, 48, exif=noted(), progressive=True, comment=PLACE)),
        ("jpeg", jpeg(64, 48) + jpeg(32, 24, exif=noted())),
        ("jpeg", saved(photo(64, 48), "MPO", save_all=True, append_images=[photo(32, 24)], exif=noted(), comment=PLACE)),
        ("jpeg", saved(photo(64, 48).convert("CMYK"), "JPEG", exif=noted())),
        ("png", with_chunks(saved(photo(64, 48), "PNG", exif=noted()))),
        ("png", with_chunks(moving("PNG"))),
        ("gif", moving("GIF", comment=PLACE) + PLACE),
        ("gif", saved(drawing(64, 48).convert("P"), "GIF", comment=PLACE)),
        ("webp", saved(photo(64, 48), "WEBP", exif=noted(), xmp=XMP) + PLACE),
        ("webp", moving("WEBP", exif=noted(), xmp=XMP)),
    ],
)  # fmt: skip
def test_notes_are_cut_out_and_the_picture_stays(kind: str, data: bytes) -> None:
    assert PLACE in data or kind == "jpeg"
    clean = strip(kind, data)
    assert PLACE not in clean
    assert clean == strip(kind, clean)
    before, after = loaded(data), loaded(clean)
    assert (before.mode, before.size) == (after.mode, after.size)
    assert not after.getexif()
    frames = getattr(before, "n_frames", 1) if kind != "jpeg" else 1
    assert getattr(after, "n_frames", 1) == frames
    for frame in range(frames):
        before.seek(frame)
        after.seek(frame)
        assert not ImageChops.difference(before.convert("RGBA"), after.convert("RGBA")).getbbox()
    assert after.info.get("loop") == before.info.get("loop")


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("a.jpg", jpeg(64, 48)[:20] + b"\0\0" + jpeg(64, 48, comment=PLACE)[20:]),
        ("a.gif", moving("GIF", comment=PLACE)[:-1]),
        ("a.gif", saved(drawing(64, 48).convert("P"), "GIF", comment=PLACE)[:-1]),
    ],
)
def test_what_cannot_be_taken_apart_is_drawn_anew(path: str, data: bytes) -> None:
    found = facts(path, data)
    assert found.redrawn
    made = redraw(data, found.kind)
    assert PLACE in data
    assert PLACE not in made
    assert getattr(loaded(made), "n_frames", 1) == getattr(loaded(data), "n_frames", 1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_colour_profile_stays_in_the_original(kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert loaded(strip(kind.lower(), saved(photo(64, 48), kind, icc_profile=profile))).info["icc_profile"] == profile


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_what_lies_on_its_side_is_turned_upright(kind: str, turned: int) -> None:
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    upright = photo(160, 120)
    image = upright.transpose(Image.Transpose(back[turned])) if turned > 1 else upright
    data = saved(image, kind, exif=noted(turned))

    found = redraw(data, kind.lower())

    assert loaded(found).size == (160, 120)
    assert is_red(loaded(found).convert("RGB").getpixel((5, 5)))
    assert PLACE not in found
    assert not loaded(found).getexif()
    base = open_base(data)
    assert base.size == (160, 120)
    assert is_red(base.getpixel((5, 5)))


# Sizes


@pytest.mark.parametrize(
    ("nature", "kind", "data"),
    [
        ("photo", "avif", jpeg(900, 600, exif=noted(), xmp=XMP)),
        ("photo", "jpeg", jpeg(900, 600, exif=noted(), comment=PLACE)),
        ("photo", "jpeg", saved(photo(900, 600).convert("CMYK"), "JPEG")),
        ("photo", "jpeg", saved(photo(900, 600).convert("L"), "JPEG")),
        ("photo", "jpeg", saved(photo(900, 600).convert("P"), "PNG")),
        ("cutout", "avif", saved(clear().resize((900, 600)), "PNG")),
        ("cutout", "webp", saved(clear().resize((900, 600)), "WEBP")),
        ("drawing", "webp", with_chunks(saved(drawing(900, 600), "PNG"))),
        ("drawing", "png", saved(drawing(900, 600).convert("P"), "GIF")),
        ("drawing", "png", saved(drawing(900, 600).convert("1"), "PNG")),
        ("drawing", "png", saved(drawing(900, 600).convert("RGBA"), "PNG")),
    ],
)  # fmt: skip
def test_a_size(nature: Any, kind: Any, data: bytes) -> None:
    made = draw(open_base(data), Form(kind, 480, 320, nature))
    image = loaded(made)
    assert image.size == (480, 320)
    assert image.format == kind.upper()
    assert image.has_transparency_data == (nature == "cutout")
    assert not image.getexif()
    assert PLACE not in made
    assert len(made) < len(data) or nature == "drawing"
    pixel = image.convert("RGB").getpixel((20, 20))
    expected = open_base(data).convert("RGB").resize((480, 320)).getpixel((20, 20))
    assert max(abs(a - b) for a, b in zip(pixel, expected, strict=True)) < 40  # type: ignore[arg-type]


def test_16_bits_are_not_cut_off() -> None:
    image = Image.new("I;16", (600, 400), 32896)
    image.putpixel((0, 0), 0)
    base = open_base(saved(image, "PNG"))
    assert (base.mode, base.getpixel((300, 200))) == ("L", 128)


def test_colours_are_those_that_the_profile_means() -> None:
    """The sizes carry no profile, so their numbers are to be sRGB's."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"?XYZ", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"?XYZ", b"bXYZ", 1)
    for told, meant in ((profile, (250, 10, 10)), (swapped, (10, 10, 250))):
        for mode in ("RGB", "RGBA"):
            data = saved(photo(600, 400).convert(mode), "PNG", icc_profile=told)
            base = open_base(data)
            found = base.convert("RGB").getpixel((9, 9))
            assert max(abs(a - b) for a, b in zip(found, meant, strict=True)) < 12  # type: ignore[arg-type]
            assert "icc_profile" not in loaded(draw(base, Form("jpeg", 480, 320, "photo"))).info


def test_a_portrait_is_a_square_of_the_upper_middle() -> None:
    image = Image.new("RGB", (600, 1200), "blue")
    image.paste("red", (0, 180, 600, 780))
    made = loaded(draw(open_base(saved(image, "PNG")), Form("jpeg", 144, 144, "photo", portrait=True)))
    assert made.size == (144, 144)
    assert all(is_red(made.getpixel(at)) for at in ((3, 3), (140, 3), (72, 72), (3, 140)))


CODE = """
import hashlib, sys
from painting import jpeg, saved, drawing
from briefs.imaging import Form
from briefs.imaging.draw import draw, open_base
for data, nature, kinds in ((jpeg(1800, 1200), "photo", ("avif", "jpeg", "webp")), (saved(drawing(900, 600), "PNG"), "drawing", ("webp", "png"))):
    base = open_base(data)
    for kind in kinds:
        print(hashlib.sha256(draw(base, Form(kind, 800, 533, nature))).hexdigest())
"""


def test_bytes_do_not_depend_on_processors_or_hash_seeds() -> None:
    said = set()
    for seed, command in (("1", []), ("2", ["taskset", "-c", "0"] if shutil.which("taskset") else [])):
        environment = {"PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", "PYTHONHASHSEED": seed, "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            [*command, sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True
        )
        said.add(done.stdout)
    assert len(said) == 1
