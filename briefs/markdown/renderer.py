"""Tokens become HTML, and HTML with marks becomes parts."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from briefs.markdown.body import Slot
from briefs.markdown.sheet import END_MARK, MARK, Sheet

_LANGUAGE = re.compile(r"\s*([a-z0-9+#-]{1,20})(?:\s|\Z)")
_ALIGN = re.compile(r"text-align:(left|right|center)\Z")
_SLOT = re.compile(rf'<(?:a href|img src)="{MARK}(\d+){END_MARK}">|{MARK}n(\d+){END_MARK}|</?a[ >]')
_HELD = re.compile(rf"{MARK}h(\d+){END_MARK}")

Rule = Callable[[Sequence[Token], int, OptionsDict, EnvType], str]

_END = Slot("end")


def hold_rules(renderer: RendererHTML, before: Mapping[str, Rule]) -> None:
    """Keep what the site's own rules write from the sanitizer, which knows only the engine's tags."""
    for name, rule in list(renderer.rules.items()):
        if before.get(name) != rule:
            renderer.rules[name] = _holding(rule)  # type: ignore[assignment]  # typed as a method, but called as a function


def _holding(rule: Rule) -> Rule:
    def write(tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        html = rule(tokens, idx, options, env)
        sheet = env.get("sheet")
        return sheet.hold(html) if isinstance(sheet, Sheet) and sheet.kept_html else html

    return write


def put_back(html: str, sheet: Sheet) -> str:
    """Put back what was held."""
    return _HELD.sub(lambda found: sheet.held[int(found[1])], html) if sheet.held else html


def split_slots(html: str, slots: Sequence[Slot]) -> tuple[str | Slot, ...]:
    """Part HTML at its slots."""
    if not slots and MARK not in html:
        return (html,) if html else ()
    parts: list[str | Slot] = []
    pos = 0
    open_slot = False
    for found in _SLOT.finditer(html):
        if found[1] is not None:
            slot = slots[int(found[1])]
            open_slot = open_slot or slot.kind == "link"
        elif found[2] is not None:
            slot = Slot("note", found[2])
        elif found[0] == "</a>" and open_slot:
            slot = _END
            open_slot = False
        else:
            continue
        if found.start() > pos:
            parts.append(html[pos : found.start()])
        parts.append(slot)
        pos = found.end()
    if pos < len(html):
        parts.append(html[pos:])
    return tuple(parts)


class Renderer(RendererHTML):
    """The library's renderer, where it writes what this site wants; otherwise our own rules."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """Write all blocks; the ends of blocks and runs of mere text, which are most, without further calls."""
        rules = self.rules
        out: list[str] = []
        for i, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                if children := token.children:
                    if len(children) == 1 and (rule := rules.get(children[0].type)):
                        out.append(rule(children, 0, options, env))
                    else:
                        out.append(self.renderInline(children, options, env))
            elif rule := rules.get(kind):
                out.append(rule(tokens, i, options, env))
            elif token.nesting < 0 and token.block and not (token.hidden or token.attrs):
                out.append(f"</{token.tag}>\n")
            else:
                out.append(self.renderToken(tokens, i, options, env))
        return "".join(out)

    def renderToken(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write a tag; most have no attributes, and need less than the library does for each."""
        token = tokens[idx]
        if token.attrs or token.hidden or token.nesting == 0:
            return super().renderToken(tokens, idx, options, env)
        if token.nesting < 0:
            return f"</{token.tag}>\n" if token.block else f"</{token.tag}>"
        if not token.block:
            return f"<{token.tag}>"
        if idx + 1 == len(tokens) or (idx and tokens[idx - 1].hidden):
            return super().renderToken(tokens, idx, options, env)
        after = tokens[idx + 1]
        if after.type == "inline" or after.hidden or (after.nesting < 0 and after.tag == token.tag):
            return f"<{token.tag}>"
        return f"<{token.tag}>\n"

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write text."""
        return escape(tokens[idx].content, quote=False)

    def code_inline(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write code within a line."""
        return f"<code>{escape(tokens[idx].content, quote=False)}</code>"

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write indented code."""
        return f"<pre><code>{escape(tokens[idx].content, quote=False)}</code></pre>\n"

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write fenced code; of what stands beside the fence only the name of a language counts."""
        found = _LANGUAGE.match(tokens[idx].info.lower())
        language = f' class="language-{found[1]}"' if found else ""
        return f"<pre><code{language}>{escape(tokens[idx].content, quote=False)}</code></pre>\n"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write the image's slot."""
        return tokens[idx].content

    def verbatim(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write text that was not read as Markdown."""
        return f"<p>{escape(tokens[idx].content, quote=False)}</p>\n"

    def comment_label(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write the words that begin the comment."""
        return f'<strong class="comment-label">{escape(tokens[idx].meta["text"], quote=False)}</strong>'

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Begin a table, in a box that can scroll."""
        return '<div class="table"><table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """End a table."""
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Begin a cell; a strict policy on styles would block the attribute that the library sets."""
        found = _ALIGN.match(str(tokens[idx].attrs.get("style", "")))
        return f'<{tokens[idx].tag} class="align-{found[1]}">' if found else f"<{tokens[idx].tag}>"

    td_open = th_open

    def footnote_ref(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write a footnote's number."""
        number, time = tokens[idx].meta["number"], tokens[idx].meta["time"]
        anchor = f"fnref-{number}" if time == 1 else f"fnref-{number}-{time}"
        return f'<sup class="footnote-ref"><a href="#fn-{number}" id="{anchor}">{tokens[idx].meta["sign"]}</a></sup>'

    def note_place(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Mark where a footnote belongs."""
        return f"{MARK}n{tokens[idx].meta['number']}{END_MARK}"

    def paragraph_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Begin a paragraph; most have a name and nothing else."""
        token = tokens[idx]
        if len(token.attrs) == 1 and "id" in token.attrs and not token.hidden and token.tag == "p":
            return f'<p id="{token.attrs["id"]}">'
        return self.renderToken(tokens, idx, options, env)

    def note_back(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Write a link from a footnote back to its number."""
        number, time, label = (tokens[idx].meta[key] for key in ("number", "time", "label"))
        anchor = f"fnref-{number}" if time == 1 else f"fnref-{number}-{time}"
        gap = tokens[idx].content
        return f'{gap}<a href="#{anchor}" class="footnote-back" aria-label="{escape(label)}">↩</a>'
