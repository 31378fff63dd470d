"""Colours and whether they can be read on each other: WCAG 2.2, contrast ratio and relative luminance."""

import re

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)

READABLE = 4.5
"""The least contrast of text, by success criterion 1.4.3."""


def parse_colour(text: str) -> Colour | None:
    """Read `#8a1c2c`, `8a1c2c` or the short form `#812`; None if it is no such colour."""
    digits = text.removeprefix("#")
    if re.fullmatch("[0-9a-fA-F]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    if not re.fullmatch("[0-9a-fA-F]{6}", digits):
        return None
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def write_colour(colour: Colour) -> str:
    """Write a colour as stylesheets do."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def contrast(one: Colour, other: Colour) -> float:
    """Give the contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: Colour, *grounds: Colour) -> Colour:
    """Give the colour nearest to this one, towards black or white, that can be read on all of these grounds."""
    end = max(BLACK, WHITE, key=lambda each: min(contrast(each, ground) for ground in grounds))
    for step in range(101):
        mixed = _mix(colour, end, step)
        if all(contrast(mixed, ground) >= READABLE for ground in grounds):
            return mixed
    return end


def _mix(colour: Colour, end: Colour, percent: int) -> Colour:
    red, green, blue = (
        (one * (100 - percent) + other * percent) // 100 for one, other in zip(colour, end, strict=True)
    )
    return red, green, blue


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
