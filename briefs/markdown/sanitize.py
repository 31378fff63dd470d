"""The last word on HTML with an author's tags: a real parser balances it and passes only what is listed."""

import re

import nh3

PHRASING = frozenset(
    [
        "a", "abbr", "b", "bdi", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
        "small", "span", "strong", "sub", "sup", "time", "u", "var",
    ]
)  # fmt: skip
"""Tags that stand within a line, and never reach beyond the block they were opened in."""
VOID = frozenset({"br", "col", "hr", "img", "wbr"})
KEPT = (
    PHRASING
    | VOID
    | frozenset(
        [
            "aside", "blockquote", "caption", "colgroup", "dd", "details", "div", "dl", "dt", "figcaption",
            "figure", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p", "pre", "summary", "table", "tbody", "td",
            "tfoot", "th", "thead", "tr", "ul",
        ]
    )
)  # fmt: skip
"""What an author may write as HTML."""

_ATTRIBUTES: dict[str, set[str]] = {
    # Class and id are ours: what an author wrote as such never came this far.
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"aria-label", "href"},
    "img": {"alt", "src"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "col": {"span"},
    "colgroup": {"span"},
    "ol": {"reversed", "start"},
    "li": {"value"},
    "details": {"open"},
    "time": {"datetime"},
    "del": {"datetime"},
    "ins": {"datetime"},
}

_EMPTY = re.compile(r'<p(?: id="p-\d+")?></p>')

_cleaner = nh3.Cleaner(
    tags=set(KEPT | {"section"}),
    clean_content_tags=set(),
    attributes=_ATTRIBUTES,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


def sanitize(html: str) -> str:
    """Balance HTML and drop all that isn't listed; its text stays."""
    return _EMPTY.sub("", _cleaner.clean(html).replace("&nbsp;", "\u00a0"))
