"""What may be wrong with a reference, put into words for whoever can mend it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal
from urllib.parse import unquote

from msgspec import Struct

from briefs.check.built import Built
from briefs.check.tags import place
from briefs.problems import Problem, error, quoted
from briefs.text import nearest

NOT_FOUND = "404.html"
"""Is shown at any address, so that its links have to be full ones."""

_LOOKED_AT = 100
"""Of pages with the same fault, those in whose sources it is looked for."""

Place = tuple[str, int, int]
"""A file, relative to the root, line and column."""

Why = Literal["link", "asset", "anchor", "part", "address", "escapes", "relative", "twice"]


class Fault(Struct, frozen=True, array_like=True):
    """One reference that is not right."""

    path: str
    """The file that has it."""
    why: Why
    to: str
    """As it is written."""
    target: str = ""
    """Path of the file that should be there."""
    line: int = 0
    column: int = 0


def problems_of(built: Built, faults: Sequence[Fault]) -> Iterator[Problem]:
    """Put faults into words: what stands in a text for that text, and what pages share, as they do a menu, once for all of them."""
    shared: dict[tuple[Why, str], list[Fault]] = {}
    for fault in faults:
        why: Why = (
            "link" if fault.why == "address" else fault.why
        )  # what a page links to, a feed or 404.html writes in full
        shared.setdefault((why, fault.target or fault.to), []).append(fault)
    for alike in shared.values():
        alike.sort(key=lambda fault: (fault.path == NOT_FOUND, fault.path, fault.line, fault.column))
        written = list(_written(built, alike[:_LOOKED_AT]))
        for fault, at in written:
            yield _problem_of(built, fault, at, f" (in the page {fault.path})")
        if not written:
            first, others = alike[0], len({fault.path for fault in alike}) - 1
            where = f", here and in {others} more {'files' if others > 1 else 'file'}" if others else ""
            yield _problem_of(built, first, (built.shown(first.path), first.line, first.column), where)


def _written(built: Built, faults: Iterable[Fault]) -> Iterator[tuple[Fault, Place]]:
    """Tell those faults, one for each file, that stand in the text of a file under `content/`, with their places there."""
    seen = set()
    for fault in faults:
        source = built.source(fault.path)
        if source and source not in seen:
            seen.add(source)
            line, column = _find(built, source, fault.to)
            if line:
                yield fault, (source, line, column)


def _problem_of(built: Built, fault: Fault, at: Place, where: str) -> Problem:
    path, line, column = at
    look = "" if path.startswith("content/") else "look for it in the templates and in the menu"
    near = nearest(fault.target, built.files) if fault.target else None
    meant = f"did you mean {near.removesuffix('index.html')}?" if near else ""
    to = quoted(fault.to)
    if fault.target + "/index.html" in built.files:
        meant = "write a slash at its end: hosts differ in what they do without"
    elif f"{fault.target.removesuffix('/index.html')}.html" in built.files:
        meant = "leave the slash at its end away and write .html"

    def hint(otherwise: str) -> str:
        return "; ".join(filter(None, (meant or otherwise, look)))

    if fault.why == "anchor":
        return error("broken-anchor", f"{to} leads to a part that {fault.target} does not have{where}", path=path, line=line, column=column,
                     hint=hint("no heading there has this id; headings get theirs from their words"))  # fmt: skip
    if fault.why == "part":
        return error("broken-anchor", f"{to} names a part that this page does not have{where}", path=path, line=line, column=column,
                     hint=hint("an attribute such as for or aria-labelledby has to name an id of the same page"))  # fmt: skip
    if fault.why == "asset":
        return error("broken-asset", f"{to} is loaded, and is not on this site{where}", path=path, line=line, column=column,
                     hint=hint("put the file under content/ or templates/static/, or take out what loads it"))  # fmt: skip
    if fault.why == "address":
        return error("broken-address", f"{to} is an address of this site at which there is nothing{where}", path=path, line=line, column=column,
                     hint=hint("correct it, or give the page that was there an alias"))  # fmt: skip
    if fault.why == "escapes":
        return error("link-escapes", f"{to} leads out of the site's own folder{where}", path=path, line=line, column=column,
                     hint=hint("let it begin neither with a slash nor with the host, so that it works under any path"))  # fmt: skip
    if fault.why == "relative":
        return error("link-relative", f"{to} needs the full address of the site in front{where}", path=path, line=line, column=column,
                     hint=hint("feeds are read elsewhere, and 404.html is shown at any address; in a template, begin with view.root"))  # fmt: skip
    if fault.why == "twice":
        return error("same-id", f"the id {to} stands in this page twice{where}", path=path, line=line, column=column,
                     hint=hint("links to it find only the first; rename one"))  # fmt: skip
    return error("broken-link", f"{to} leads to {quoted(fault.target)}, which is not on this site{where}", path=path, line=line, column=column,
                 hint=hint("correct the link, or make the page"))  # fmt: skip


def _find(built: Built, source: str, to: str) -> tuple[int, int]:
    """Find in a source what became this address; no line if it is not to be found."""
    try:
        text = (built.root / source).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0, 0
    bare = to.partition("#")
    for needle in (to, unquote(to), bare[1] + bare[2], bare[0].strip("./").rpartition("/")[2]):
        at = text.find(needle) if len(needle) > 1 else -1
        if at >= 0:
            return place(text, at)
    return 0, 0
