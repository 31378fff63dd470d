"""The one parser of a process."""

import re
from collections.abc import Callable, Sequence
from html import escape
from typing import Literal, cast

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote.index import footnote_def

from briefs.markdown.body import Body, Note
from briefs.markdown.characters import clean_lines, is_clean
from briefs.markdown.comment import settle_comment
from briefs.markdown.footnotes import part_notes, reference_rule, settle_footnotes
from briefs.markdown.headings import Ids, settle_headings
from briefs.markdown.inlines import settle_inlines
from briefs.markdown.limits import (
    MAX_NESTING,
    keep_deep_blocks,
    keep_deep_brackets,
    restore_deep_brackets,
    too_complex,
)
from briefs.markdown.links import needs_encoding
from briefs.markdown.plain import block_texts, count_words, inline_text
from briefs.markdown.raw_html import AuthorHtml, settle_html
from briefs.markdown.renderer import Renderer, hold_rules, put_back, split_slots
from briefs.markdown.sanitize import sanitize
from briefs.markdown.sheet import Place, Sheet
from briefs.markdown.shortcuts import add_short_cuts
from briefs.markdown.targets import Targets
from briefs.problems import Problem

Html = Literal["safe", "text", "raw"]

# The library stops at its own limit without a word, so ours comes first: a list takes two levels at once.
_LIBRARY_LIMIT = MAX_NESTING + 2
_EMPTY = re.compile(r'<p(?: id="p-\d+")?></p>\n')


class _SiteMarkdown(MarkdownIt):
    """Lets every address pass: what it leads to is judged where its place is known."""

    def __init__(self, typed: dict[str, str]) -> None:
        options = {"maxNesting": _LIBRARY_LIMIT, "xhtmlOut": False}
        super().__init__("commonmark", options, renderer_cls=Renderer)
        self._typed = typed

    def validateLink(self, url: str) -> bool:
        return True

    def normalizeLink(self, url: str) -> str:
        if not needs_encoding(url):
            return url
        encoded = super().normalizeLink(url)
        self._typed[encoded] = url
        return encoded

    def normalizeLinkText(self, link: str) -> str:
        return link


class Parser:
    """Reads Markdown: CommonMark with tables, strikethrough and footnotes.

    Of HTML in the text, `safe` keeps a few tags and `text` none. `raw` is for tests of the parser alone: see
    `to_html`. `extend` is called once with the `MarkdownIt`, to add rules, plugins and rules of rendering.
    What these write is the site's own code and isn't sanitized.
    """

    def __init__(self, *, html: Html = "safe", extend: Callable[[MarkdownIt], None] | None = None) -> None:
        self._html = html
        self._typed: dict[str, str] = {}
        if html == "raw":
            self._md = MarkdownIt("commonmark", {"maxNesting": _LIBRARY_LIMIT})
        else:
            self._md = _SiteMarkdown(self._typed)
        _add_rules(self._md)
        if extend:
            renderer = cast(RendererHTML, self._md.renderer)
            before = dict(renderer.rules)
            extend(self._md)
            hold_rules(renderer, before)

    def parse(
        self,
        text: str,
        *,
        labels: Sequence[str] = ("Comment",),
        first_line: int = 1,
        back: str = "Back to reference",
        numerals: str = "0123456789",
    ) -> tuple[Body, tuple[Problem, ...]]:
        """Read a text whose first line is line `first_line` of its file.

        A paragraph that begins with one of `labels` and a colon begins the comment. `back` names the links
        from footnotes for those who hear them; a number follows it. `numerals` are those of the language, 0 to 9.
        """
        text = _join_lines(text)
        sheet = Sheet(text, first_line)
        if not is_clean(text):
            text = clean_lines(sheet)
        if reason := too_complex(text):
            message, line = reason
            sheet.error("too-complex", message, Place(line), hint="split the text or write it more simply")
            return _unread(text), tuple(sheet.problems)
        # One character is looked for many times as fast as two.
        sheet.rare_characters = "&" in text and "&#" in text
        has_html = "<" in text
        sheet.html_comments = has_html and "<!--" in text
        self._typed.clear()
        env = {"sheet": sheet}
        tokens = self._md.parse(text, env)
        notes: list[Token] = []
        if "[^" in text:
            tokens, notes = settle_footnotes(tokens, sheet, back, numerals)
        # The comment ends by the levels that the author gave, so it comes first.
        has_comment = settle_comment(tokens, labels, sheet)
        ids = Ids()
        headings = settle_headings(tokens, ids)
        settle_headings(notes, ids)
        _number_paragraphs(tokens)
        tokens += notes
        targets = Targets(sheet, ids, has_comment=has_comment, typed=self._typed)
        if has_html and any(map(_has_html, tokens)):
            tokens = settle_html(tokens, AuthorHtml(sheet, targets, keep=self._html == "safe"))
        settle_inlines(tokens, sheet, targets, self._typed)
        end = next((i for i, token in enumerate(tokens) if token.type == "note"), len(tokens)) if notes else len(tokens)
        blocks = block_texts(tokens)
        plain = "\n\n".join(blocks)
        body = Body(
            parts=split_slots(self._write(tokens[:end], sheet, env), sheet.slots),
            notes=tuple(self._note(note, inner, sheet, env) for note, inner in part_notes(tokens[end:])),
            headings=tuple(headings),
            has_comment=has_comment,
            lead=_lead(tokens),
            text=plain,
            words=count_words(plain),
        )
        return body, tuple(sheet.problems)

    def _write(self, tokens: Sequence[Token], sheet: Sheet, env: EnvType) -> str:
        html: str = self._md.renderer.render(tokens, self._md.options, env)
        if "></p>" in html:
            html = _EMPTY.sub("", html)
        return put_back(sanitize(html), sheet) if sheet.kept_html else html

    def _note(self, note: Token, tokens: Sequence[Token], sheet: Sheet, env: EnvType) -> Note:
        html = self._write(tokens, sheet, env)
        inline = note.meta["inline"]
        if inline:
            html = html.strip().removeprefix("<p>").removesuffix("</p>")
        return Note(split_slots(html, sheet.slots), inline, note.meta["sign"])

    def to_html(self, text: str) -> str:
        """Write what the parser alone makes of a text, all HTML in it included. Unsafe: for tests."""
        if self._html != "raw":
            raise ValueError('only a parser made with html="raw" writes unsafe HTML')
        text = _join_lines(text)
        html: str = self._md.render(text, {"sheet": Sheet(text, 1)})
        return html


def _add_rules(md: MarkdownIt) -> None:
    md.enable(["table", "strikethrough"])
    # Of the plugin only the rule that finds definitions: its others don't report, and take squared time.
    md.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.after("image", "footnote_ref", reference_rule)
    md.block.ruler.before("table", "deep_blocks", keep_deep_blocks)
    md.core.ruler.before("inline", "deep_brackets", keep_deep_brackets)
    md.core.ruler.after("inline", "deep_brackets_text", restore_deep_brackets)
    add_short_cuts(md)


def _number_paragraphs(tokens: Sequence[Token]) -> None:
    """Name the paragraphs of the outermost level, so that links can lead to them."""
    paragraphs = (token for token in tokens if token.type == "paragraph_open" and not token.level)
    for number, token in enumerate(paragraphs, 1):
        token.attrs = {"id": f"p-{number}", **token.attrs}


def _join_lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _has_html(token: Token) -> bool:
    if token.type == "html_block":
        return True
    return "<" in token.content and any(child.type == "html_inline" for child in token.children or ())


def _unread(text: str) -> Body:
    return Body(
        parts=(f"<p>{escape(text, quote=False)}</p>\n",),
        notes=(),
        headings=(),
        has_comment=False,
        lead="",
        text=text,
        words=count_words(text),
    )


def _lead(tokens: Sequence[Token]) -> str:
    """Find the first paragraph that says something.

    The comment's, one within a list or quotation, or a mere image counts only if there is nothing else.
    """
    found = ["", "", ""]
    for i, token in enumerate(tokens):
        if token.type == "inline" and tokens[i - 1].type == "paragraph_open":
            children = token.children or ()
            text = inline_text(children).strip()
            if any(child.type == "comment_label" for child in children):
                rank = 2
            elif token.level > 1 or all(child.type == "image" or not child.content for child in children):
                rank = 1
            else:
                return text
            found[rank] = found[rank] or text
        elif token.type == "html_block":
            found[1] = found[1] or token.meta.get("text", "")
        elif token.type == "note":
            break
    return found[1] or found[2]
