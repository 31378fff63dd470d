"""Short cuts past the library's rules: most blocks are paragraphs, and most text has no marks or a few plain ones.

Each gives token for token what the rules give, and steps aside where a site's `extend.py` has changed those.
"""

import re
from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore, normalize, text_join
from markdown_it.rules_inline import StateInline

from briefs.markdown.limits import MAX_NESTING
from briefs.markdown.plain_blocks import push_paragraph, take_plain_list, take_plain_paragraphs
from briefs.markdown.plain_runs import read_plain_run

Rule = TypeVar("Rule")
BlockRule = Callable[[StateBlock, int, int, bool], bool]
InlineRule = Callable[[StateInline, bool], bool]
RulesOfSign = Mapping[str, list[BlockRule]]

_NAME = "short_cut"
# With what each block begins; but for indented code and tables, what isn't named is a paragraph.
_SIGNS = {
    "fence": "`~", "blockquote": ">", "hr": "-*_", "list": "-+*0123456789", "footnote_def": "[", "reference": "[",
    "html_block": "<", "heading": "#",
}  # fmt: skip
_INLINE_SIGNS = {
    "newline": "\n", "escape": "\\", "backticks": "`", "strikethrough": "~", "emphasis": "*_", "link": "[", "image": "!",
    "footnote_ref": "[", "autolink": "<", "html_inline": "<", "entity": "&",
}  # fmt: skip
_MARK = re.compile(r"[\n\\`~*_\[<&]")


def add_short_cuts(md: MarkdownIt) -> None:
    """Put the short cuts before the rules that `md` has now."""
    begin = _rules_of_signs(md.block.ruler, _SIGNS)
    ends = md.block.ruler.getRules("paragraph")
    blocks = _Blocks(begin, {sign: [rule for rule in rules if rule in ends] for sign, rules in begin.items()})
    md.block.ruler.before(md.block.ruler.get_all_rules()[0], _NAME, blocks.rule)
    blocks.watch = _Watch(md.block.ruler)
    inlines = _Inlines(_rules_of_signs(md.inline.ruler, _INLINE_SIGNS))
    md.inline.ruler.before(md.inline.ruler.get_all_rules()[0], _NAME, inlines.rule)
    inlines.watches = (_Watch(md.inline.ruler), _Watch(md.inline.ruler2))
    md.core.ruler.at("normalize", _normalize)
    md.core.ruler.at("inline", inlines.read_all)
    md.core.ruler.at("text_join", _text_join)


def _rules_of_signs(ruler: Ruler[Rule], signs: Mapping[str, str]) -> dict[str, list[Rule]]:
    rules = dict(zip(ruler.get_active_rules(), ruler.getRules(""), strict=True))
    return {s: [rule for name, rule in rules.items() if s in signs.get(name, "")] for s in "".join(signs.values())}


def _normalize(state: StateCore) -> None:
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


def _text_join(state: StateCore) -> None:
    tokens = [
        token
        for token in state.tokens
        if token.type == "inline" and (children := token.children) and (len(children) > 1 or children[0].type != "text")
    ]
    if tokens:
        text_join(StateCore(state.src, state.md, state.env, tokens))


class _Watch(Generic[Rule]):
    """Tells whether a ruler still has the rules that it had."""

    def __init__(self, ruler: Ruler[Rule]) -> None:
        self._ruler = ruler
        self._expected = self._chains()
        self._seen: list[Rule] = []
        self._unchanged = False

    def unchanged(self) -> bool:
        """Compare the rules, if they aren't the very list that was compared last: a change makes a new one."""
        rules = self._ruler.getRules("")
        if rules is not self._seen:
            self._seen = rules
            self._unchanged = self._chains() == self._expected
        return self._unchanged

    def _chains(self) -> list[list[Rule]]:
        return [self._ruler.getRules(chain) for chain in ("", "paragraph")]


class _Blocks:
    """Block rule: asks of the others those that may begin with a line's first sign, and takes paragraphs itself."""

    watch: _Watch[BlockRule]

    def __init__(self, begin: RulesOfSign, end: RulesOfSign) -> None:
        self._begin = begin
        self._end = end

    def rule(self, state: StateBlock, start: int, end: int, silent: bool) -> bool:
        """Take a block, unless it is indented code, too deep, or may be a table."""
        if silent or not self.watch.unchanged():
            return False
        if state.sCount[start] - state.blkIndent > 3 or state.level >= MAX_NESTING:
            return False
        sign = state.src[state.bMarks[start] + state.tShift[start]]
        if not state.level and take_plain_paragraphs(state, start):
            return True
        if "|" in state.src and _first_sign(state, start + 1) in "|:-":
            return False
        if sign in "-+*0123456789" and take_plain_list(state, start, end):
            return True
        for rule in self._begin.get(sign, ()):
            if rule(state, start, end, False):
                return True
        after = self._end_of_paragraph(state, start)
        if after:
            content = mdTrim(state.getLines(start, after, state.blkIndent, False))
            push_paragraph(state.tokens, content, start, after, level=state.level)
            state.line = after
        return after > 0

    def _end_of_paragraph(self, state: StateBlock, start: int) -> int:
        """Find the line behind a paragraph; 0 if what looks like one may be a heading with a line below it, or a table."""
        src, ends = state.src, self._end
        # The rules that end a paragraph ask for this; the one for such headings leaves it behind if it finds none.
        before, state.parentType = state.parentType, "paragraph"
        for line in range(start + 1, state.lineMax):
            pos, stop = state.bMarks[line] + state.tShift[line], state.eMarks[line]
            if pos >= stop:
                return line
            sign, indent = src[pos], state.sCount[line]
            if (sign in ends or sign in "=|:") and 0 <= indent <= state.blkIndent + 3:
                is_line = sign in "-=" and indent >= state.blkIndent and not src[pos:stop].strip(f"{sign} \t")
                if is_line or (sign in "|:-" and "|" in src):
                    state.parentType = before
                    return 0
                for rule in ends.get(sign, ()):
                    if rule(state, line, state.lineMax, True):
                        return line
        return state.lineMax


def _first_sign(state: StateBlock, line: int) -> str:
    """Give the first sign of a line; a paragraph's second or an item's is never a blank."""
    pos = state.bMarks[line] + state.tShift[line]
    return state.src[pos : min(pos + 1, state.eMarks[line])] or " "


class _Inlines:
    """Inline rule: takes text up to a mark, and asks of the other rules those that may begin with it."""

    watches: tuple[_Watch[InlineRule], _Watch[Callable[[StateInline], None]]]

    def __init__(self, begin: Mapping[str, list[InlineRule]]) -> None:
        self._begin = begin

    def read_all(self, state: StateCore) -> None:
        """Core rule: read the text of all blocks."""
        unchanged = all(watch.unchanged() for watch in self.watches)
        md = state.md
        for token in state.tokens:
            if token.type == "inline":
                children = read_plain_run(token.content, md, state.env) if unchanged and not token.children else None
                if children is None:
                    children = token.children or []
                    md.inline.parse(token.content, md, state.env, children)
                token.children = children

    def rule(self, state: StateInline, silent: bool) -> bool:
        """Take the rest of a run of text."""
        if silent or not self.watches[0].unchanged():
            return False
        src, end = state.src, state.posMax
        while (pos := state.pos) < end:
            found = _MARK.search(src, pos, end)
            mark = found.start() if found else end
            if mark > pos:
                if found and src[mark] == "[" and src[mark - 1] == "!":
                    mark -= 1
                state.append_pending(src[pos:mark])
                state.pos = mark
            if found and not any(rule(state, False) for rule in self._begin[src[mark]]):
                state.append_pending(src[mark])
                state.pos = mark + 1
        return True
