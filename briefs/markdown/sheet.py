"""The sheet beside a text while it is read: what was found wrong, and which slots were left open."""

from collections.abc import Sequence
from typing import NamedTuple

from briefs.markdown.body import Slot
from briefs.problems import Problem, error, warning

MARK, END_MARK = "\ufdd0", "\ufdd1"
"""Stand around a number in the HTML. No text can hold these two: they are taken out of every source."""

_NEAR_LINES = 3
_NEAR_COLUMNS = 2000


class Place(NamedTuple):
    """A line of the text, from 0, and a column, from 1; column 0 means the whole line."""

    line: int
    column: int = 0


class Sheet:
    """Collects the problems and slots of one text."""

    def __init__(self, text: str, first_line: int) -> None:
        self.lines = text.split("\n")
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.slots: list[Slot] = []
        self.kept_html = False
        """Whether a tag of the author's stands in the HTML, so that a real parser must have the last word."""
        self.rare_characters = False
        """Whether a character reference may have put a character in the text that its source doesn't hold."""
        self.html_comments = False
        """Whether a comment in HTML seems to begin somewhere."""
        self.held: list[str] = []

    def error(self, code: str, message: str, place: Place, hint: str = "") -> None:
        """Note what must be mended before the site is published."""
        line = self.first_line + place.line
        self.problems.append(error(code, message, line=line, column=place.column, hint=hint))

    def warn(self, code: str, message: str, place: Place, hint: str = "") -> None:
        """Note what an editor should look at."""
        line = self.first_line + place.line
        self.problems.append(warning(code, message, line=line, column=place.column, hint=hint))

    def add_slot(self, slot: Slot) -> str:
        """Number a slot; the marks stand in an attribute, so that a parser sees a link or an image there."""
        self.slots.append(slot)
        return f"{MARK}{len(self.slots) - 1}{END_MARK}"

    def link(self, target: str, title: str, place: Place) -> str:
        """Leave a link within the site open, and return the value of its `href` until then."""
        line = self.first_line + place.line
        return self.add_slot(Slot("link", target=target, title=title, line=line, column=place.column))

    def image(self, target: str, *, text: str, title: str, place: Place) -> str:
        """Leave an image open, and return the value of its `src` until then."""
        line = self.first_line + place.line
        return self.add_slot(Slot("image", target, text, title, line, place.column))

    def hold(self, html: str) -> str:
        """Keep HTML of the site's own code from the sanitizer: put marks in its place."""
        self.held.append(html)
        return f"{MARK}h{len(self.held) - 1}{END_MARK}"


class Cursor:
    """Walks over the source of one block and finds where something stands."""

    def __init__(self, sheet: Sheet, lines: Sequence[int] | None) -> None:
        self._lines = sheet.lines
        self.line, self._end = lines or (0, 0)
        self._column = 0

    def advance(self, lines: int = 1) -> None:
        """Go to the start of a later line."""
        if lines:
            self.line += lines
            self._column = 0

    def find(self, needle: str, *, stay: bool = False) -> Place:
        """Find text from here on and go behind it, or stay; if it isn't near, tell only the line.

        Only a little is searched: a text of many links must not be searched to its end for each.
        """
        column = self._column
        for line in range(self.line, min(self.line + _NEAR_LINES, self._end)) if needle else ():
            found = self._lines[line].find(needle, column, column + _NEAR_COLUMNS)
            if found >= 0:
                if not stay:
                    self.line, self._column = line, found + len(needle)
                return Place(line, found + 1)
            column = 0
        return Place(self.line)
