"""Where a text's links and images lead, whether they were written as Markdown or as HTML."""

from collections.abc import Mapping

from briefs.markdown.headings import Ids
from briefs.markdown.links import check_host, way_of
from briefs.markdown.sheet import Place, Sheet

_DESCRIBE = 'say between the square brackets what it shows, for those who can\'t see it; if it only adorns, write <img src=… alt="">'


class Targets:
    """Decides about each link and image: written at once, left open as a slot, or left out with a warning."""

    def __init__(self, sheet: Sheet, ids: Ids, *, has_comment: bool, typed: Mapping[str, str]) -> None:
        self._sheet = sheet
        self._ids = ids
        self._has_comment = has_comment
        self._typed = typed

    def link(self, target: str, title: str, place: Place) -> dict[str, str]:
        """Return a link's attributes; none if there is to be no link."""
        way = way_of(target)
        if way == "site":
            return {"href": self._sheet.link(target, title, place)}
        if way == "refused":
            self._refuse_link(target, place)
            return {}
        if way == "away":
            check_host(target, self._typed.get(target, target), self._sheet, place)
            href = target
        elif not (href := self._find_here(target)):
            self._refuse_anchor(target, place)
            return {}
        return {"href": href, "title": title} if title else {"href": href}

    def image(self, target: str, *, text: str | None, title: str, place: Place) -> str:
        """Return an image's address; empty if there is to be no image. Without a `text` nobody has said what it shows."""
        if way_of(target) == "site":
            if text is None:
                self._sheet.warn(
                    "image-no-text", f"the picture “{target[:200]}” has no description", place, hint=_DESCRIBE
                )
            return self._sheet.image(target, text=text or "", title=title, place=place)
        self._sheet.warn(
            "image-refused",
            f"the image “{target[:200]}” was left out; its description is kept as text",
            place,
            hint="put the image among the site's own files: one on another host tells that host who reads",
        )
        return ""

    def _find_here(self, target: str) -> str:
        part = target.strip()[1:]
        if part in ("", "top"):
            return "#top"  # every browser knows it
        if part == "comment" and self._has_comment:
            return "#comment"
        found = self._ids.find(part)
        return f"#{found}" if found else ""

    def _refuse_anchor(self, target: str, place: Place) -> None:
        self._sheet.warn(
            "dead-anchor",
            f"no heading of this text answers to “{target[:200]}”; the link was left out, its text is kept",
            place,
            hint="write #, then the heading's words in small letters with - between them",
        )

    def _refuse_link(self, target: str, place: Place) -> None:
        if not target.strip():
            self._sheet.warn("link-refused", "a link without an address was left out; its text is kept", place)
            return
        self._sheet.warn(
            "link-refused",
            f"the link to “{target[:200]}” was left out; its text is kept",
            place,
            hint="a link leads to a file of the site or begins with https:, http:, mailto: or tel:",
        )
