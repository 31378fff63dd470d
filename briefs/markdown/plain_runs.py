"""Runs of text with no marks or only plain ones: nearly all of what is written, read without the library's rules."""

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType

_MARK = re.compile(r"[\\`~*_\[<&]")
_TEXT = r"[^\\`~*_\[\]<&]*"
_LINK = rf"\[({_TEXT})\]\(([A-Za-z0-9/._~?#=+,;:@%-]+)\)"
_NOTE = r"\[\^([^\s\\`~*_\[\]<&]{1,100})\](?![(\[])"
_IN_BRACKETS = re.compile(rf"(?<!!)(?:{_LINK}|{_NOTE})")
_CODE = re.compile(r"`([^`\n ][^`\n]*)`(?!`)")
_ENDS = r""".,;:!?)"'”’»…—–،؛؟"""
# The marks before the words can only open and those behind them only close: no other marks can part the two.
_EMPHASIS = re.compile(
    rf"""(?<![^ \n("'“‘«—–])([*_])(\1?)((?=[^\W_]){_TEXT})"""
    rf"(?:(?<=[^\W_])\1\2(?=[ \n{_ENDS}]|\Z)|(?<=[{_ENDS}])\1\2(?=[ \n]|\Z))"
)
_FORM_OF_SIGN = {"[": _IN_BRACKETS, "`": _CODE, "*": _EMPHASIS, "_": _EMPHASIS}


def read_plain_run(content: str, md: MarkdownIt, env: EnvType) -> list[Token] | None:
    """Read a run of text into the tokens that the library gives; None if it holds other marks than plain ones."""
    tokens: list[Token] = []
    pos = 0
    # The library makes of each second sign of `**` a text of no characters, joined to what text stands beside it.
    after_strong = False
    while mark := _MARK.search(content, pos):
        sign = mark[0]
        found = form.match(content, mark.start()) if (form := _FORM_OF_SIGN.get(sign)) else None
        if not found:
            return None
        strong = sign in "*_" and found[2] != ""
        tokens += _text(content[pos : found.start()], begun=after_strong, goes_on=strong)
        if sign == "`":
            tokens.append(Token("code_inline", "code", 0, {}, None, 0, None, found[1], "`"))
        elif sign != "[":
            name, markup = ("strong" if strong else "em"), found[1] + found[2]
            tokens.append(Token(f"{name}_open", name, 1, {}, None, 0, None, "", markup))
            tokens += _text(found[3], level=1)
            tokens.append(Token(f"{name}_close", name, -1, {}, None, 0, None, "", markup))
        elif found[3]:
            if "references" in env:
                return None  # it may be the name of a link
            tokens.append(Token("footnote_ref", "", 0, {}, None, 0, None, found[0], "", "", {"label": found[3]}))
        else:
            href = md.normalizeLink(found[2])
            if not md.validateLink(href):
                return None
            tokens.append(Token("link_open", "a", 1, {"href": href}))
            tokens += _text(found[1], level=1)
            tokens.append(Token("link_close", "a", -1))
        pos = found.end()
        after_strong = strong
    tokens += _text(content[pos:], begun=after_strong)
    return tokens


def _text(content: str, level: int = 0, *, begun: bool = False, goes_on: bool = False) -> Iterable[Token]:
    if "\n" in content:
        return _lines(content.split("\n"), level, begun=begun, goes_on=goes_on)
    return (Token("text", "", 0, {}, None, level, None, content),) if content or begun or goes_on else ()


def _lines(lines: list[str], level: int, *, begun: bool, goes_on: bool) -> Iterator[Token]:
    last = len(lines) - 1
    for number, line in enumerate(lines):
        bare = line.lstrip(" \t") if number else line
        kept = bare.rstrip(" ") if number < last else bare
        if kept or (begun and number == 0) or (goes_on and number == last):
            yield Token("text", "", 0, {}, None, level, None, kept)
        if number < last:
            yield Token("softbreak" if len(bare) < len(kept) + 2 else "hardbreak", "br", 0, level=level)
