"""Characters that have no place in a text: they break XML, are unseen, or turn the order of words round."""

import re
from functools import cache

from briefs.markdown.sheet import Place, Sheet

_PLANES = "".join(f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x10000, 0x110000, 0x10000))
_COMMON = "\t\n -~\xa0-\u2029\u202f-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd"
_SPACES = frozenset("\x0b\x0c\x1c\x1d\x1e\x1f\x85")
_OVERRIDES = frozenset("\u202d\u202e")


def is_clean(text: str) -> bool:
    """Tell whether a text has none of these characters."""
    # All that Python calls printable is allowed, and seen in no time; more is, such as the half space of Persian.
    return text.replace("\n", "").isprintable() or bool(_clean().match(text)) or _forbidden().search(text) is None


# Compiling these takes longer than reading a brief, and most texts don't need the other planes than the first.


@cache
def _clean() -> re.Pattern[str]:
    # Running over what is allowed takes a fraction of the time that a search for what isn't does.
    return re.compile(f"[{_COMMON}]*+\\Z")


@cache
def _forbidden() -> re.Pattern[str]:
    return re.compile(f"[^{_COMMON}{_PLANES}]")


def clean_lines(sheet: Sheet) -> str:
    """Take such characters out of the sheet's lines, noting each once a line; return the whole text."""
    for number, line in enumerate(sheet.lines):
        if not is_clean(line):
            told: set[str] = set()
            for match in _forbidden().finditer(line):
                if match[0] not in told:
                    told.add(match[0])
                    _tell(match[0], sheet, Place(number, match.start() + 1))
            sheet.lines[number] = _strip(line)
    return "\n".join(sheet.lines)


def clean_value(text: str, sheet: Sheet, place: Place) -> str:
    """Take out of a decoded value what a character reference, such as `&#x202e;`, has put into it."""
    if not sheet.rare_characters or is_clean(text):
        return text
    for char in sorted(set(_forbidden().findall(text))):
        _tell(char, sheet, place)
    return _strip(text)


def _strip(text: str) -> str:
    return _forbidden().sub(lambda match: " " if match[0] in _SPACES else "", text)


def _tell(char: str, sheet: Sheet, place: Place) -> None:
    name = f"U+{ord(char):04X}"
    if char in _OVERRIDES:
        sheet.error(
            "bidi-override",
            f"{name} makes readers see another order of letters than the text has",
            place,
            hint="delete it; mixed directions are set with the isolates U+2066 to U+2069",
        )
    else:
        sheet.warn("control-character", f"{name} is no character of a text and was left out", place)
