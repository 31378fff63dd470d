"""Footnotes: numbered as they are referred to, each with a place where it belongs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from briefs.markdown.sheet import Cursor, Place, Sheet

_REFERENCE = re.compile(r"\[\^([^\s\[\]]{1,100})\]")
_PLAIN_LABEL = re.compile(r"[\w.:-]+\Z")


class Note(NamedTuple):
    """A footnote's definition."""

    label: str
    line: int
    tokens: list[Token]


def reference_rule(state: StateInline, silent: bool) -> bool:
    """Inline rule: `[^label]`.

    It looks no further than a label is long, where the plugin's own looks at all that follows. A reference to
    nothing is a token too, so that its place can be reported; to a link around it it's an ordinary bracket.
    """
    if not state.src.startswith("[^", state.pos):
        return False
    found = _REFERENCE.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if silent:
        if ":" + found[1] not in state.env.get("footnotes", {}).get("refs", ()):
            return False
    else:
        token = state.push("footnote_ref", "", 0)
        token.content = found[0]
        token.meta = {"label": found[1]}
    state.pos = found.end()
    return True


def settle_footnotes(tokens: list[Token], sheet: Sheet, back: str, numerals: str) -> tuple[list[Token], list[Token]]:
    """Part the text from its footnotes.

    Those that are referred to are numbered, in that order. Each begins with a token `note`, which tells whether it is
    a mere run of words, and ends with links back; a token `note_place` in the text shows where it belongs.
    """
    body, notes = _take_notes(tokens, sheet)
    own = str.maketrans("0123456789", numerals)
    numbering = _Numbering(notes, sheet, own)
    numbering.number(body)
    for label in numbering.order:  # grows while notes refer to further notes
        numbering.number(notes[label].tokens)
    _put_places(body, [(label, notes[label].tokens) for label in numbering.order])
    written: list[Token] = []
    for number, label in enumerate(numbering.order, 1):
        written.append(
            Token("note", "", 0, meta={"inline": _is_run(notes[label].tokens), "sign": str(number).translate(own)})
        )
        written += _with_links_back(notes[label].tokens, number, numbering.times[label], back)
    for label in notes:
        if label not in numbering.times:
            sheet.warn(
                "footnote-unused",
                f"nothing refers to the footnote [^{label}]; it was left out",
                Place(notes[label].line),
                hint=f"put [^{label}] where it belongs, or delete it",
            )
    return body, written


def part_notes(tokens: Sequence[Token]) -> list[tuple[Token, list[Token]]]:
    """Part the tokens of notes, as `settle_footnotes` gives them: each with the token that it begins with."""
    notes: list[tuple[Token, list[Token]]] = []
    for token in tokens:
        if token.type == "note":
            notes.append((token, []))
        else:
            notes[-1][1].append(token)
    return notes


def _is_run(tokens: Sequence[Token]) -> bool:
    """Tell whether a note is a single paragraph, without tags of the author's, which may be those of blocks."""
    return [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"] and all(
        child.type != "html_inline" for child in tokens[1].children or ()
    )


def _put_places(body: list[Token], notes: Sequence[tuple[str, Sequence[Token]]]) -> None:
    """Put each note behind its first reference, or behind the block of that reference if it can't stand within a line."""
    numbers = {label: number for number, (label, _) in enumerate(notes, 1)}
    runs = {label for label, tokens in notes if _is_run(tokens)}
    placed: set[str] = set()

    def unplaced(inline: Token) -> Iterator[tuple[int, str]]:
        for i, child in enumerate(inline.children or ()):
            if child.type == "footnote_ref" and (label := child.meta["label"]) not in placed:
                placed.add(label)
                yield i, label

    def first_references(inline: Token) -> Iterator[tuple[int, str]]:
        """Find references to notes that have no place yet, each followed by those that its note refers to."""
        for i, label in unplaced(inline):
            yield i, label
            further = [label]
            for note in further:  # grows
                for token in notes[numbers[note] - 1][1]:
                    further += [inner for _, inner in unplaced(token)]
            yield from ((i, inner) for inner in further[1:])

    behind: list[tuple[int, list[int]]] = []
    waiting: list[int] = []
    in_line = True
    for place, token in enumerate(body):
        if token.type in ("heading_open", "table_open"):
            in_line = False
        elif token.type in ("heading_close", "table_close"):
            in_line = True
        elif token.type == "inline" and "[^" in token.content:
            found = list(first_references(token))
            links = _in_links(token.children or ())
            children = token.children or []
            for i, label in reversed(found):
                if in_line and label in runs and not links[i]:
                    children.insert(i + 1, _place(numbers[label]))
                else:
                    waiting.append(numbers[label])
        if waiting and token.level == 0 and token.nesting <= 0:
            behind.append((place + 1, sorted(waiting)))
            waiting = []
    for place, these in reversed(behind):
        body[place:place] = map(_place, these)


def _in_links(children: Sequence[Token]) -> list[bool]:
    depth, inside = 0, []
    for child in children:
        depth += child.nesting if child.type in ("link_open", "link_close") else 0
        inside.append(depth > 0)
    return inside


def _place(number: int) -> Token:
    return Token("note_place", "", 0, meta={"number": number})


def _take_notes(tokens: list[Token], sheet: Sheet) -> tuple[list[Token], dict[str, Note]]:
    body: list[Token] = []
    notes: dict[str, Note] = {}
    into = [body]
    for token in tokens:
        if token.type == "footnote_reference_open":
            note = Note(token.meta["label"], token.map[0] if token.map else 0, [])
            into.append(note.tokens)
            if first := notes.get(note.label):
                sheet.error(
                    "footnote-duplicate",
                    f"the footnote [^{note.label}] is defined twice",
                    Place(note.line),
                    hint=f"the first stands on line {first.line + sheet.first_line}; rename one of them",
                )
            else:
                notes[note.label] = note
        elif token.type == "footnote_reference_close":
            into.pop()
        else:
            into[-1].append(token)
    return body, notes


def _report_missing(label: str, place: Place, sheet: Sheet, *, used: bool) -> None:
    """Report a reference to nothing.

    A number, or any word in a text that has footnotes, is surely meant as one; `[^/]` may be a pattern.
    """
    message = f"there is no footnote [^{label}]"
    hint = f"define it on a line of its own: [^{label}]: …"
    if label.isdecimal() or (used and _PLAIN_LABEL.match(label)):
        sheet.error("footnote-missing", message, place, hint=hint)
    elif _PLAIN_LABEL.match(label):
        sheet.warn("footnote-missing", message, place, hint=f"{hint} or, if it is none, write `[^{label}]`")


def _with_links_back(tokens: list[Token], number: int, times: int, back: str) -> list[Token]:
    links = []
    for time in range(1, times + 1):
        label = f"{back} {number}" if time == 1 else f"{back} {number}-{time}"
        meta = {"number": number, "time": time, "label": label}
        links.append(Token("note_back", "a", 0, content=" ", meta=meta))
    if tokens and tokens[-1].type == "paragraph_close" and not tokens[-1].hidden:
        return [*tokens[:-1], *links, tokens[-1]]
    links[0].content = ""
    return [*tokens, Token("paragraph_open", "p", 1), *links, Token("paragraph_close", "p", -1, block=True)]


class _Numbering:
    """Numbers the references of a text."""

    def __init__(self, notes: dict[str, Note], sheet: Sheet, own: dict[int, int]) -> None:
        self.order: list[str] = []
        self.times: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._notes = notes
        self._sheet = sheet
        self._own = own

    def number(self, tokens: Iterable[Token]) -> None:
        """Go through these blocks."""
        for token in tokens:
            if token.type == "inline" and "[^" in token.content:
                self._number_run(token)

    def _number_run(self, inline: Token) -> None:
        cursor = Cursor(self._sheet, inline.map)
        for child in inline.children or ():
            if child.type in ("softbreak", "hardbreak"):
                cursor.advance()
            elif child.type == "footnote_ref":
                label = child.meta["label"]
                if label not in self._notes:
                    child.type = "text"
                    place = cursor.find(child.content)
                    _report_missing(label, place, self._sheet, used=bool(self._notes))
                    continue
                if label not in self._numbers:
                    self.order.append(label)
                    self._numbers[label] = len(self.order)
                self.times[label] = self.times.get(label, 0) + 1
                number = self._numbers[label]
                sign = str(number).translate(self._own)
                child.meta = {"label": label, "number": number, "sign": sign, "time": self.times[label]}
