"""The styles in which a page cites a brief."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from types import SimpleNamespace

from briefs.citing.apa import apa
from briefs.citing.chicago import chicago
from briefs.citing.mla import mla
from briefs.citing.plain import plain
from briefs.citing.work import Work

STYLES: Mapping[str, Callable[[Work, SimpleNamespace], str]] = {
    "plain": plain,
    "apa": apa,
    "chicago": chicago,
    "mla": mla,
}
"""By name. Each gives HTML, escaped, in the words of a language, which are HTML already."""

_WORDS = ("and_others", "comma", "no_date", "number", "quote_close", "quote_open")


def cite(work: Work, words: SimpleNamespace, style: str) -> str:
    """Write a citation as HTML. The words of a language, which a site may have as it likes, are text."""
    return STYLES[style](work, _as_html(*(getattr(words, name) for name in _WORDS)))


@lru_cache(maxsize=64)
def _as_html(*words: str) -> SimpleNamespace:
    return SimpleNamespace(**{name: escape(word, quote=False) for name, word in zip(_WORDS, words, strict=True)})
