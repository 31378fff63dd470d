"""A body becomes one piece of HTML: for a page of the site, or for readers that know nothing of its styles."""

import re
from collections.abc import Callable, Iterator, Sequence

from briefs.markdown.body import Body, Note, Slot

_BOXES = ("pre", 'div class="table"')
"""What may be wider than the page and is scrolled, by those who use the keyboard as well."""
_NAME = re.compile(r'<p id="p-\d+">')
_PLACE = re.compile(r'<(p|h[2-6]) id="([^"]+)">')


def page_html(body: Body, fill: Callable[[Slot], str]) -> str:
    """Write a text for a page: each note where it is referred to, and at paragraphs and headings a link to themselves.

    `fill` writes each slot's HTML; it is called in the order of `Body.slots`. The links are for those who point: with the
    keyboard or by ear they would be in the way, and the addresses that they show are those of the elements themselves.
    """
    filled = list(map(fill, body.slots()))
    after = len(filled) - sum(map(_count, body.notes))
    rest = iter(filled[after:])
    notes = [_in_place(number, note, rest) for number, note in enumerate(body.notes, 1)]
    html = _join(body.parts, iter(filled[:after]), notes)
    for box in _BOXES:
        html = html.replace(f"<{box}>", f'<{box} tabindex="0">')
    return _PLACE.sub(_with_link, html)


def _with_link(found: re.Match[str]) -> str:
    return f'{found[0]}<a class="anchor" href="#{found[2]}" aria-hidden="true" tabindex="-1"></a>'


def first_in_sight(body: Body) -> Slot | None:
    """Find the picture that a reader sees before scrolling: the first one, if at most two paragraphs stand before it."""
    before = 0
    for part in body.parts:
        if isinstance(part, str):
            before += part.count("</p>")
            if before > 2:
                return None
        elif part.kind == "image":
            return part
    return None


def plain_html(body: Body, fill: Callable[[Slot], str]) -> str:
    """Write a text for feeds and the like, the notes in a list at its end; `fill` as above."""
    filled = map(fill, body.slots())
    html = _NAME.sub("<p>", _join(body.parts, filled, [""] * len(body.notes)))
    if not body.notes:
        return html
    items = [f'<li id="fn-{number}">{_whole(note, filled)}</li>\n' for number, note in enumerate(body.notes, 1)]
    return f'{html}<section class="footnotes">\n<ol>\n{"".join(items)}</ol>\n</section>\n'


def _count(note: Note) -> int:
    return sum(not isinstance(part, str) for part in note.parts)


def _join(parts: Sequence[str | Slot], filled: Iterator[str], notes: Sequence[str]) -> str:
    return "".join(
        part if isinstance(part, str) else notes[int(part.target) - 1] if part.kind == "note" else next(filled)
        for part in parts
    )


def _in_place(number: int, note: Note, filled: Iterator[str]) -> str:
    tag = "span" if note.inline else "div"
    html = _join(note.parts, filled, ())
    sign = f'<span class="note-number" aria-hidden="true">{note.sign}</span> '
    return f'<{tag} class="note" id="fn-{number}" role="note">{sign}{html}</{tag}>'


def _whole(note: Note, filled: Iterator[str]) -> str:
    html = _join(note.parts, filled, ())
    return f"\n<p>{html}</p>\n" if note.inline else f"\n{html}"
