"""Links, images and what else stands in a line of Markdown."""

from collections.abc import Mapping, Sequence
from html import escape

from markdown_it.token import Token

from briefs.markdown.characters import clean_value
from briefs.markdown.html_pieces import report_open_comment
from briefs.markdown.limits import MAX_NESTING, report_depth
from briefs.markdown.plain import inline_text
from briefs.markdown.sheet import Cursor, Place, Sheet
from briefs.markdown.targets import Targets

_CREDIT_WORDS = frozenset(
    [
        "photo", "photograph", "picture", "image", "illustration", "graphic", "chart", "map", "credit", "source",
        "عکس", "تصویر", "نقشه", "نمودار", "طرح", "منبع", "صورة", "الصورة", "تصوير", "خريطة", "رسم", "المصدر",
    ]
)  # fmt: skip
"""In brackets at the end of a caption, what follows one of these and a colon is a credit."""
_DECIDED = frozenset({"link_open", "link_close", "image"})


def settle_inlines(tokens: Sequence[Token], sheet: Sheet, targets: Targets, typed: Mapping[str, str]) -> None:
    """Decide about every link and image; `typed` tells how an encoded address stood in the text."""
    settler = _Settler(sheet, targets, typed)
    for i, token in enumerate(tokens):
        if token.type != "inline" or not (children := token.children):
            continue
        if not settler.looks_at_text and len(children) <= MAX_NESTING:
            # Most runs hold nothing to decide about, and too few spans to stand too deep in each other.
            if len(children) == 1 and children[0].type == "text":
                continue
            if _DECIDED.isdisjoint([child.type for child in children]):
                continue
        settler.settle(token)
        if tokens[i - 1].type == "paragraph_open":
            _make_figure(tokens[i - 1], children, tokens[i + 1])


def _make_figure(opening: Token, children: list[Token], closing: Token) -> None:
    """An image with a title that stands alone in its paragraph is a figure, and the title its caption."""
    shown = [child for child in children if child.type != "text" or child.content]
    if len(shown) == 1 and shown[0].type == "image" and (title := shown[0].attrs.get("title")):
        opening.tag = closing.tag = "figure"
        opening.attrs = {}
        opening.hidden = closing.hidden = False
        shown[0].content += f"<figcaption>{_caption_html(str(title))}</figcaption>"


def _caption_html(title: str) -> str:
    """Write a caption, with the credit in an element of its own."""
    caption, credit = (escape(part, quote=False) for part in split_credit(title))
    return f'{caption} <span class="credit">{credit}</span>'.lstrip() if credit else caption


def split_credit(title: str) -> tuple[str, str]:
    """Part a caption from its credit: `The lake. | Photo: Ada Quill` or `The lake. (Photo: Ada Quill)`."""
    title = title.strip()
    caption, bar, credit = title.rpartition("|")
    if bar and credit and (not caption or caption[-1].isspace()):
        return caption.rstrip(), credit.lstrip()
    caption, bracket, credit = title[:-1].rpartition("(")
    word, _, name = credit.partition(":")
    if title.endswith(")") and bracket and name.strip() and word.strip().casefold() in _CREDIT_WORDS:
        return caption.rstrip(), credit.strip()
    return title, ""


class _Settler:
    def __init__(self, sheet: Sheet, targets: Targets, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self._sheet = sheet
        self._targets = targets
        self.looks_at_text = sheet.rare_characters or sheet.html_comments

    def settle(self, inline: Token) -> None:
        cursor = Cursor(self._sheet, inline.map)
        links: list[str] = []
        hidden: list[bool] = []
        depth = 0
        for child in inline.children or ():
            kind = child.type
            if kind == "text" or kind == "code_inline":
                if self.looks_at_text:
                    self._look_at_text(child, cursor)
            elif kind == "softbreak" or kind == "hardbreak":
                cursor.advance()
            elif kind == "link_open":
                links.append(self._settle_link(child, cursor))
                hidden.append(child.hidden)
            elif kind == "link_close":
                cursor.find(links.pop())
                child.hidden = hidden.pop()
            elif kind == "image":
                self._settle_image(child, cursor)
            elif kind == "html_inline":
                cursor.advance(child.meta.get("lines", 0))
            depth += child.nesting
            if depth > MAX_NESTING or (depth == MAX_NESTING and child.nesting < 0):
                child.hidden = True
                report_depth(self._sheet, Place(cursor.line))

    def _look_at_text(self, token: Token, cursor: Cursor) -> None:
        token.content = clean_value(token.content, self._sheet, Place(cursor.line))
        if token.type == "text" and self._sheet.html_comments and "<!--" in token.content:
            report_open_comment(self._sheet, cursor.find("<!--"))

    def _settle_link(self, token: Token, cursor: Cursor) -> str:
        """Set the address of a link; return it as it was typed, to be found again behind the link's text."""
        target = str(token.attrs.get("href", ""))
        typed = self._typed.get(target, target)
        place = cursor.find(typed, stay=True)
        title = clean_value(str(token.attrs.get("title", "")), self._sheet, place)
        token.attrs = {**self._targets.link(clean_value(target, self._sheet, place), title, place)}
        token.hidden = not token.attrs
        return typed

    def _settle_image(self, token: Token, cursor: Cursor) -> None:
        target = str(token.attrs.get("src", ""))
        place = cursor.find(self._typed.get(target, target))
        alt = clean_value(inline_text(token.children or ()).strip(), self._sheet, place)
        title = clean_value(str(token.attrs.get("title", "")), self._sheet, place)
        target = clean_value(target, self._sheet, place)
        address = self._targets.image(target, text=alt or None, title=title, place=place)
        if not address:
            token.type, token.content = "text", alt
            return
        token.attrs = {"src": address, "title": title}
        token.content = f'<img src="{address}">'
        token.meta = {"alt": alt}
