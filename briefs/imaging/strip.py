"""Taking out of a picture's file what is not picture: where and when it was taken, by whom, with what, and what stands behind its end.

The pixels stay as they were compressed. Only parts that are known to belong to the picture are kept, so that a kind of note
that nobody has thought of goes, too. Sources: ITU T.81 (JPEG), the PNG specification (third edition), GIF89a, RFC 9649 (WebP).
"""

import re
from collections.abc import Callable, Iterator

_PNG_PARTS = frozenset(
    [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI",
        b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT",
    ]
)  # fmt: skip
_WEBP_PARTS = frozenset([b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"])
_WEBP_NOTES = 0x0C
"""The flags of VP8X that tell of EXIF and XMP."""
_JPEG_PARTS = {0xE0: (b"JFIF\0", b"JFXX\0"), 0xE2: (b"ICC_PROFILE\0",), 0xEE: (b"Adobe",)}
"""Of the segments for applications those that say how colours are meant, by how they begin."""
_SCAN_END = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL)
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def strip(kind: str, data: bytes) -> bytes:
    """Give the file without notes; the same bytes where there are none. Raises ValueError if its parts can't be told from each other."""
    parts = _PARTS.get(kind)
    try:
        return b"".join(parts(data)) if parts else data
    except IndexError as bad:
        raise ValueError from bad


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at = 2
    while True:
        while data[at + 1] == 0xFF:  # any number of them may stand before a marker
            at += 1
        if data[at] != 0xFF:
            raise ValueError
        marker = data[at + 1]
        if marker == 0xD9:  # the end; cameras put a second picture behind it, with notes of its own
            yield b"\xff\xd9"
            return
        if 0xD0 <= marker <= 0xD8 or marker == 0x01:
            yield data[at : at + 2]
            at += 2
            continue
        end = at + 2 + _number(data, at + 2, 2)
        is_note = marker == 0xFE or 0xE0 <= marker <= 0xEF
        if not is_note or data.startswith(_JPEG_PARTS.get(marker, ()), at + 4):
            yield _jfif(data[at:end]) if marker == 0xE0 else data[at:end]
        at = end
        if marker == 0xDA:
            found = _SCAN_END.search(data, at)
            if not found:
                raise ValueError
            yield data[at : found.end() - 2]
            at = found.end() - 2


def _jfif(segment: bytes) -> bytes:
    """Leave the thumbnail out: it may show what was cut off later."""
    if segment[4:9] == b"JFIF\0":
        return segment[:2] + b"\0\x10" + segment[4:16] + b"\0\0"
    return b""


def _png(data: bytes) -> Iterator[bytes]:
    yield data[:8]
    at = 8
    while True:
        end = at + 12 + _number(data, at, 4)
        name = data[at + 4 : at + 8]
        if end > len(data):
            raise ValueError
        if name in _PNG_PARTS:
            yield data[at:end]
        if name == b"IEND":
            return
        at = end


def _gif(data: bytes) -> Iterator[bytes]:
    at = 13 + _palette(data[10])
    yield data[:at]
    while True:
        start, sign = at, data[at]
        if sign == 0x3B:
            yield b"\x3b"
            return
        if sign == 0x2C:
            at = _behind_blocks(data, at + 11 + _palette(data[at + 9]))
            yield data[start:at]
        elif sign == 0x21:
            at = _behind_blocks(data, at + 2)
            if data[start + 1] == 0xF9 or (data[start + 1] == 0xFF and data.startswith(_GIF_LOOPS, start + 3)):
                yield data[start:at]
        else:
            raise ValueError


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _behind_blocks(data: bytes, at: int) -> int:
    while size := data[at]:
        at += size + 1
    return at + 1


def _webp(data: bytes) -> Iterator[bytes]:
    kept = []
    at, stop = 12, 8 + int.from_bytes(data[4:8], "little")
    while at < stop:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        name = data[at : at + 4]
        if at + 8 + size > len(data):
            raise ValueError
        if name in _WEBP_PARTS:
            part = bytearray(data[at:end].ljust(end - at, b"\0"))
            if name == b"VP8X":
                part[8] &= ~_WEBP_NOTES
            kept.append(bytes(part))
        at = end
    yield b"RIFF" + (4 + sum(map(len, kept))).to_bytes(4, "little") + b"WEBP"
    yield from kept


def _number(data: bytes, at: int, size: int) -> int:
    if at + size > len(data):
        raise ValueError
    return int.from_bytes(data[at : at + size], "big")


_PARTS: dict[str, Callable[[bytes], Iterator[bytes]]] = {"jpeg": _jpeg, "png": _png, "gif": _gif, "webp": _webp}
