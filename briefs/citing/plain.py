"""A citation in no particular style, for a note or an e-mail: authors, “title,” site (publisher), date, address."""

from types import SimpleNamespace

from briefs import languages
from briefs.citing.phrases import address, in_order, number, text
from briefs.citing.work import Work

_WITHIN = str.maketrans({"“": "‘", "”": "’", "«": "“", "»": "”"})
"""Quotation marks within quotation marks."""


def plain(work: Work, words: SimpleNamespace) -> str:
    """Write the citation as HTML."""
    names = in_order(work.authors, work)
    before = languages.list_separators(len(names), work.lang) if names else ()
    authors = "".join(f"{mark}{name}" for mark, name in zip(before, names, strict=True))
    title = text(work.title.translate(_WITHIN), work)
    publisher = f" ({text(work.publisher, work)})" if work.publisher != work.site else ""
    facts = [
        authors, f"{words.quote_open}{title}{words.quote_close}", f"<cite>{text(work.site, work)}</cite>{publisher}",
        number(work, words.number) if work.number else "", languages.format_date(work.date, work.lang) if work.date else "", address(work),
    ]  # fmt: skip
    return f"{words.comma} ".join(filter(None, facts))
