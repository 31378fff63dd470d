"""HTML that an author wrote: a few tags are kept, with hardly an attribute; all others are shown as text.

Every tag that is kept gets its end within the block it stands in, so that no author's tag closes one of ours.
"""

import re
from collections import Counter
from collections.abc import Sequence
from html import escape, unescape

from markdown_it.token import Token

from briefs.markdown.characters import clean_value
from briefs.markdown.html_attributes import allowed_attributes, read_attributes
from briefs.markdown.html_pieces import Piece, report_open_comment, split_html
from briefs.markdown.limits import MAX_NESTING, report_depth
from briefs.markdown.sanitize import KEPT, PHRASING, VOID
from briefs.markdown.sheet import Cursor, Place, Sheet
from briefs.markdown.targets import Targets

_ALIASES = {"h1": "h2", "tt": "code", "strike": "s"}
_MAY_STAY_OPEN = frozenset(["caption", "colgroup", "dd", "dt", "li", "p", "tbody", "td", "tfoot", "th", "thead", "tr"])
_ROW = frozenset(["p", "td", "th"])
_IMPLIES_END_OF = {
    "dd": frozenset(["dd", "dt", "p"]),
    "dt": frozenset(["dd", "dt", "p"]),
    "li": frozenset(["li", "p"]),
    "tbody": _ROW | {"tbody", "tfoot", "thead", "tr"},
    "td": _ROW,
    "tfoot": _ROW | {"tbody", "tfoot", "thead", "tr"},
    "th": _ROW,
    "tr": _ROW | {"tr"},
}
_PARAGRAPH = frozenset(["p"])
_MAX_REPEATED = 2_000_000


def settle_html(tokens: Sequence[Token], author_html: "AuthorHtml") -> list[Token]:
    """Replace an author's HTML by what is kept of it, and put in the ends that are missing."""
    settled: list[Token] = []
    for token in tokens:
        if token.type == "html_block":
            author_html.settle_block(token)
        elif token.type == "inline" and token.children:
            if any(child.type == "html_inline" for child in token.children):
                token.children = author_html.settle_run(token)
        elif token.nesting > 0:
            author_html.enter()
        elif token.nesting < 0 and (ends := author_html.leave()):
            settled.append(Token("html_block", "", 0, content=ends))
        settled.append(token)
    if ends := author_html.leave():
        settled.append(Token("html_block", "", 0, content=ends))
    return settled


class AuthorHtml:
    """Decides about each tag, and remembers which are open."""

    def __init__(self, sheet: Sheet, targets: Targets, *, keep: bool) -> None:
        self._sheet = sheet
        self._targets = targets
        self._kept: frozenset[str] = KEPT if keep else frozenset()
        self._open: list[tuple[str, str, str] | None] = [None]
        """Of each open tag its name, its end and its beginning; None where a block of Markdown's began."""
        self._shown: Counter[str] = Counter()
        self._repeated = 0
        self._place = Place(0)

    def enter(self) -> None:
        """A block or a span of Markdown's begins."""
        self._open.append(None)

    def leave(self) -> str:
        """Such a block ends: close what the author left open in it."""
        return self._close_down_to(len(self._open) - 1 - self._open[::-1].index(None), and_mark=True)

    def settle_block(self, token: Token) -> None:
        """Replace the content of a block of HTML by what is kept of it."""
        cursor = Cursor(self._sheet, token.map)
        base = len(self._open)
        html, text = self._settle(token.content, cursor)
        html += self._close_phrasing(base)
        shown = "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)
        if shown and "<" not in html:
            html = f"<p>{html.strip()}</p>\n"
        token.content = html if html.strip() else ""
        token.meta = {"text": shown}

    def settle_run(self, inline: Token) -> list[Token]:
        """Replace the tags in a run of text, and end them with it."""
        cursor = Cursor(self._sheet, inline.map)
        settled: list[Token] = []
        self.enter()
        for child in inline.children or ():
            if child.type == "html_inline":
                lines = child.content.count("\n")
                child.content, text = self._settle(child.content, cursor, whole=False)
                child.meta = {"text": text, "lines": lines}
                cursor.advance(lines)
            elif child.type in ("softbreak", "hardbreak"):
                cursor.advance()
            elif child.nesting > 0:
                self.enter()
            elif child.nesting < 0 and (ends := self.leave()):
                settled.append(Token("html_inline", "", 0, content=ends))
            settled.append(child)
        if ends := self.leave():
            settled.append(Token("html_inline", "", 0, content=ends))
        return settled

    def _settle(self, source: str, cursor: Cursor, *, whole: bool = True) -> tuple[str, str]:
        """Return the HTML that stays and its plain text."""
        html: list[str] = []
        text: list[str] = []
        for piece in split_html(source):
            self._place = Place(cursor.line)
            if piece.kind != "text":
                self._place = cursor.find(piece.source.split("\n", 1)[0])
            if piece.tag:
                kept, shown = self._settle_tag(piece.tag)
            elif piece.kind == "comment":
                self._sheet.warn("html-comment", "a comment in HTML was left out", self._place)
                kept = shown = ""
            else:
                shown = self._settle_text(piece)
                kept = escape(shown, quote=False)
            html.append(kept)
            text.append(shown)
            if whole:
                cursor.advance(piece.source.count("\n"))
        return "".join(html), "".join(text)

    def _settle_text(self, piece: Piece) -> str:
        if piece.kind == "unclosed":
            report_open_comment(self._sheet, self._place)
        elif piece.kind == "other" and piece.source.startswith(("<!", "<?")):
            self._show(piece.source[:20])
        shown = piece.source if piece.kind == "other" else unescape(piece.source)
        return clean_value(shown, self._sheet, self._place)

    def _settle_tag(self, tag: re.Match[str]) -> tuple[str, str]:
        name = tag[2].lower()
        name = _ALIASES.get(name, name)
        if name not in self._kept:
            if not tag[1]:
                self._shown[name] += not tag[4]
                self._show(f"<{tag[2]}>")
            elif self._shown[name]:
                self._shown[name] -= 1
            else:
                self._show(f"</{tag[2]}>")
            return escape(tag[0], quote=False), tag[0]
        break_ = "" if name in PHRASING or name == "img" else "\n"
        if tag[1]:
            return self._close(name), break_
        implied = self._end_implied(name)
        html, shown = self._open_tag(tag, name)
        return implied + html, shown or break_

    def _open_tag(self, tag: re.Match[str], name: str) -> tuple[str, str]:
        if len(self._open) - self._open.count(None) >= MAX_NESTING:
            report_depth(self._sheet, self._place)
            return escape(tag[0], quote=False), tag[0]
        values = read_attributes(tag[3], self._sheet, self._place)
        if name == "img":
            return self._image(values)
        self._sheet.kept_html = True
        html = self._link(values) if name == "a" else self._start(name, values)
        if name in VOID:
            return html, ""
        end = f"</{name}>" if html else ""
        if tag[4]:
            return html + end, ""
        self._open.append((name, end, html))
        if name not in PHRASING:
            self._weigh()
        return html, ""

    def _start(self, name: str, values: dict[str, str]) -> str:
        return f"<{name}{allowed_attributes(name, values, self._sheet, self._place)}>"

    def _link(self, values: dict[str, str]) -> str:
        """Start a link; empty if it leads nowhere, and then nothing ends it."""
        target, title = values.pop("href", None), values.get("title", "")
        allowed_attributes("a", values, self._sheet, self._place)
        if target is None:
            return ""
        attributes = self._targets.link(target.strip(), title, self._place)
        written = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        return f"<a{written}>" if written else ""

    def _image(self, values: dict[str, str]) -> tuple[str, str]:
        target, text = values.pop("src", "").strip(), values.get("alt", "")
        described = text if "alt" in values else None
        allowed_attributes("img", values, self._sheet, self._place)
        address = self._targets.image(target, text=described, title=values.get("title", ""), place=self._place)
        if not address:
            return escape(text, quote=False), text
        self._sheet.kept_html = True
        return f'<img src="{address}">', text

    def _close(self, name: str) -> str:
        for i in range(len(self._open) - 1, -1, -1):
            entry = self._open[i]
            if entry is None:
                break
            if entry[0] == name:
                ends = self._close_down_to(i + 1) + entry[1]
                self._open.pop()
                return ends
        if name not in _MAY_STAY_OPEN and name not in VOID:
            self._sheet.warn("html-unbalanced", f"</{name}> ends nothing here; it was left out", self._place)
        return ""

    def _end_implied(self, name: str) -> str:
        """End what the author needn't: a list's last item before the next."""
        if name in PHRASING or name in VOID:
            return ""
        ended = _IMPLIES_END_OF.get(name, _PARAGRAPH)
        ends = ""
        while (entry := self._open[-1]) and entry[0] in ended:
            ends += entry[1]
            self._open.pop()
        return ends

    def _close_down_to(self, depth: int, *, and_mark: bool = False) -> str:
        ends = []
        while len(self._open) > depth + and_mark:
            if entry := self._open.pop():
                ends.append(entry[1])
                if entry[0] not in _MAY_STAY_OPEN:
                    self._tell_unclosed(entry[0])
        if and_mark:
            self._open.pop()
        return "".join(ends)

    def _close_phrasing(self, base: int) -> str:
        """End what stands within lines with its block, or a parser would repeat it in every later block."""
        for i in range(base, len(self._open)):
            if (entry := self._open[i]) and entry[0] in PHRASING:
                return self._close_down_to(i)
        return ""

    def _tell_unclosed(self, name: str) -> None:
        self._sheet.warn(
            "html-unbalanced", f"<{name}> has no end in its part of the text; it was ended here", self._place
        )

    def _weigh(self) -> None:
        """A parser repeats links and the like in each block within them: bound what this adds up to."""
        self._repeated += sum(len(entry[2]) for entry in self._open if entry and entry[0] in PHRASING)
        if self._repeated > _MAX_REPEATED:
            self._sheet.error("too-complex", "too many blocks of HTML stand within such as <b>", self._place)
            self._kept = frozenset()

    def _show(self, what: str) -> None:
        self._sheet.warn(
            "html-as-text",
            f"{what} is not among the HTML that a brief may have; it is shown as text",
            self._place,
            hint="write `code` around it if readers are to see it; otherwise delete it",
        )
