"""Vector drawings: their size, and whether they keep to drawing.

A page shows a drawing as an image, where browsers run nothing. But its file has an address of its own, and whoever opens that
would run its scripts as this site's.
"""

import re
from urllib.parse import unquote
from xml.parsers import expat

_FORBIDDEN = frozenset(
    {"script", "foreignobject", "iframe", "embed", "object", "audio", "video", "handler", "listener"}
)
_ADDRESSES = frozenset({"href", "src", "base", "data", "action", "formaction"})
_EMBEDDED = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif)[;,]", re.IGNORECASE)
_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_URL = re.compile(r"""url\(\s*["']?\s*([^"')\s]*)""", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9]*\.?[0-9]+(?:e[+-]?[0-9]{1,2})?)\s*([a-z]*)\s*\Z", re.IGNORECASE)
_UNITS = {
    "": 1.0,
    "px": 1.0,
    "pt": 4 / 3,
    "pc": 16.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "em": 16.0,
    "rem": 16.0,
}
_DEFAULT = 300, 150
"""CSS 2.2, 10.3.2: the size of what tells none."""
_LARGEST = 100_000
_BLANKS = re.compile(r"[\x00-\x20]+")


class Unsafe(Exception):
    """A drawing that does more than draw; `what` names it."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


def read_svg(data: bytes) -> tuple[int, int]:
    """Give width and height in CSS pixels; raises Unsafe, or ValueError if it is no well-formed drawing."""
    reader = _Reader()
    reader.read(data)
    if reader.size is None:
        raise ValueError("its outermost element is not svg")
    return reader.size


class _Reader:
    def __init__(self) -> None:
        self.size: tuple[int, int] | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._styles: list[str] = []
        self._in_style = 0
        self._depth = 0

    def read(self, data: bytes) -> None:
        parser = self._parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        try:
            parser.Parse(data, True)
        except expat.ExpatError as bad:
            raise ValueError(f"{expat.ErrorString(bad.code)} in line {bad.lineno}") from bad

    def _refuse(self, what: str) -> None:
        raise Unsafe(what, self._parser.CurrentLineNumber)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        if self._depth == 0:
            if name != "svg":
                raise ValueError("its outermost element is not svg")
            self.size = _size(attributes)
        self._depth += 1
        if name in _FORBIDDEN:
            self._refuse(f"<{name}>")
        self._in_style += name == "style"
        for full, value in attributes.items():
            self._judge(name, _local(full), value)

    def _judge(self, tag: str, name: str, value: str) -> None:
        plain = _BLANKS.sub("", value)
        if name.startswith("on"):
            self._refuse(f"a script, in {name}=")
        if name in _ADDRESSES and not _stays(plain) and not (tag == "a" and _LINK.match(plain)):
            self._refuse(f"an address, {plain[:60]}")
        if name in ("from", "to", "by", "values") and "script:" in plain.lower():
            self._refuse(f"a script, in {name}=")
        if "url(" in value.lower() or name == "style":
            self._judge_style(value)

    def _judge_style(self, style: str) -> None:
        # An escape may spell any of the words that are looked for.
        if "\\" in style or "@import" in style.lower() or "image-set(" in style.lower():
            self._refuse("a style that may load something, by @import, image-set or a backslash")
        for address in _URL.findall(style):
            if not _stays(address):
                self._refuse(f"an address, {address[:60]}")

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if _local(tag) == "style":
            self._in_style -= 1
            self._judge_style("".join(self._styles))
            self._styles.clear()

    def _text(self, text: str) -> None:
        if self._in_style:
            self._styles.append(text)

    def _entity(self, *_: object) -> None:
        # Ten of them in each other make gigabytes.
        self._refuse("an entity, <!ENTITY …>")

    def _instruction(self, target: str, _: str) -> None:
        if target.lower() == "xml-stylesheet":
            self._refuse("a stylesheet, <?xml-stylesheet …?>")


def _local(name: str) -> str:
    return name.rpartition(" ")[2].rpartition(":")[2].lower()


def _stays(address: str) -> bool:
    return not address or unquote(address).startswith("#") or bool(_EMBEDDED.match(address))


def _size(attributes: dict[str, str]) -> tuple[int, int]:
    """Compute the size as browsers do: from width and height, a missing one by the ratio of the view box."""
    width, height = _length(attributes.get("width")), _length(attributes.get("height"))
    box = [
        float(each)
        for each in re.findall(r"-?[0-9.]+(?:e-?[0-9]+)?", attributes.get("viewBox", ""))
        if _is_number(each)
    ]
    across, down = box[2:] if len(box) == 4 and box[2] > 0 and box[3] > 0 else (None, None)
    if across and down:
        width, height = (
            width or (height * across / down if height else across),
            height or (width * down / across if width else down),
        )
    return _whole(width or _DEFAULT[0]), _whole(height or _DEFAULT[1])


def _is_number(text: str) -> bool:
    try:
        return abs(float(text)) < _LARGEST * 100
    except ValueError:
        return False


def _length(text: str | None) -> float | None:
    found = _LENGTH.match(text or "")
    unit = _UNITS.get(found[2].lower()) if found else None
    return (float(found[1]) * unit or None) if found and unit else None


def _whole(length: float) -> int:
    return max(1, min(round(length), _LARGEST))
