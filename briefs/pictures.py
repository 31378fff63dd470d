"""Which picture of the site a text or a register means."""

import posixpath
from collections.abc import Collection
from urllib.parse import unquote

from msgspec import Struct

from briefs.problems import quoted
from briefs.sources import IMAGE_TYPES
from briefs.text import encode_address


class Found(Struct, frozen=True):
    """A picture's address, or else why there is none."""

    address: str = ""
    message: str = ""
    hint: str = ""


class Pictures:
    """The pictures among the files that are published as they are."""

    def __init__(self, assets: Collection[str]) -> None:
        self._assets = assets
        self._in_small_letters = {path.lower(): path for path in assets}

    def find_linked(self, target: str, source: str) -> Found:
        """Look for a picture as a text names it: percent-encoded, perhaps with a query or a part behind it."""
        return self.find(unquote(target.partition("?")[0].partition("#")[0]), source)

    def find(self, target: str, source: str) -> Found:
        """Look for a picture as seen from the file `source`; a target that begins with `/` is seen from `content/`."""
        folder = "" if target.startswith("/") else posixpath.dirname(source.removeprefix("content/"))
        path = posixpath.normpath(posixpath.join(folder, target.lstrip("/")))
        missing = f"there is no picture {quoted(target)}"
        if path in self._assets:
            if posixpath.splitext(path)[1].lower() in IMAGE_TYPES:
                return Found(address=encode_address(path))
            return Found("", f"{quoted(target)} is not a picture", "pictures end in " + ", ".join(sorted(IMAGE_TYPES)))
        if path.lower() in self._in_small_letters:
            return Found("", missing, f"capitals count: the file is called {self._in_small_letters[path.lower()]}")
        if path.startswith(".."):
            return Found("", f"the picture {quoted(target)} lies outside content/", "put it beside the text")
        return Found("", missing, f"put it at content/{path}")
