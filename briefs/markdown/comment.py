"""The comment: the paragraph with which the analysis of the news begins, and all that belongs to it."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from markdown_it.token import Token

from briefs.markdown.sheet import Place, Sheet
from briefs.text import fold

_LABEL = re.compile(r"\s*([^:：\n]{1,80}?)\s*([:：])")
_ONLY_LABEL = re.compile(r"\s*([^:：\n]{1,80}?)\s*\Z")
_COLON = re.compile(r"\s*([:：])")
_CLOSE = ("strong_close", "em_close")


def settle_comment(tokens: list[Token], labels: Sequence[str], sheet: Sheet) -> bool:
    """Put the comment into a section of its own; tell whether there is one."""
    names = _folded(tuple(labels))
    start = -1
    for i, token in enumerate(tokens):
        if token.type != "inline" or token.level != 1 or tokens[i - 1].type != "paragraph_open":
            continue
        if token.content.find(":", 0, 100) < 0 and token.content.find("：", 0, 100) < 0:
            continue
        if not _split_label(token, names, mark=start < 0):
            continue
        if start < 0:
            start = i - 1
        else:
            line = token.map[0] if token.map else 0
            sheet.warn(
                "second-comment",
                "a second paragraph begins like a comment; it stays part of the first",
                Place(line),
                hint="a brief has one comment: start this paragraph with other words",
            )
    if start < 0:
        return False
    end = _end_of_comment(tokens, start)
    opening = Token("comment_open", "section", 1, attrs={"id": "comment", "class": "comment"}, block=True)
    tokens.insert(end, Token("comment_close", "section", -1, block=True))
    tokens.insert(start, opening)
    return True


@lru_cache(maxsize=64)
def _folded(labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(label.rstrip(":： ")) for label in labels)


def _end_of_comment(tokens: Sequence[Token], start: int) -> int:
    """Find the heading that ends it: one of the rank of the heading above, or else of the text's highest."""
    ranks = [(i, int(t.tag[1])) for i, t in enumerate(tokens) if t.type == "heading_open" and t.level == 0]
    above = [rank for i, rank in ranks if i < start]
    own = above[-1] if above else min((rank for _, rank in ranks), default=0)
    return next((i for i, rank in ranks if i > start and rank <= own), len(tokens))


def _split_label(inline: Token, names: Collection[str], *, mark: bool) -> bool:
    """Tell whether a paragraph begins with a label and a colon, in any of the ways people set it off.

    If it is to be marked, label and colon become one token; what the author made bold beyond them stays so.
    """
    children = [child for child in inline.children or () if child.type != "text" or child.content]
    first = _count(children, 0, ("strong_open", "em_open"))
    if first == len(children) or children[first].type != "text":
        return False
    text = children[first].content
    closed, after = 0, first + 1
    if found := _LABEL.match(text):
        colon, rest = found[2], text[found.end() :]
        if not rest.strip():
            closed = min(first, _count(children, after, _CLOSE))
            after += closed
    elif first and (found := _ONLY_LABEL.match(text)):
        closed = min(first, _count(children, after, _CLOSE))
        after += closed
        behind = _COLON.match(children[after].content) if closed and after < len(children) else None
        if not behind or children[after].type != "text":
            return False
        colon, rest = behind[1], children[after].content[behind.end() :]
        after += 1
    else:
        return False
    if fold(found[1]) not in names:
        return False
    if mark:
        label = Token("comment_label", "strong", 0, meta={"text": found[1] + colon})
        remaining = Token("text", "", 0, content=rest)
        inline.children = [label, *children[: first - closed], remaining, *children[after:]]
    return True


def _count(tokens: Sequence[Token], start: int, kinds: Collection[str]) -> int:
    """Count the tokens of these kinds that stand one after another."""
    end = start
    while end < len(tokens) and tokens[end].type in kinds:
        end += 1
    return end - start
