"""What the head of a brief's page says to Google Scholar, to reference managers, and to those who show links as cards.

Of the three vocabularies the first is the one that matters for citing: the `citation_` tags of Highwire Press, which Google
Scholar's inclusion guidelines for webmasters ask for (https://scholar.google.com/intl/en/scholar/inclusion.html, "Indexing") and
from which Zotero's translator "Embedded Metadata" makes a report, with title, authors, institution, number and date. Dublin Core
says the same to library catalogues, Open Graph (https://ogp.me/) to messengers and networks.
"""

from functools import lru_cache
from itertools import zip_longest

from markupsafe import Markup, escape

from briefs import languages
from briefs.citing.names import Name
from briefs.linked_data import moment
from briefs.model import Brief
from briefs.view import Illustration, View

Tags = list[tuple[str, str]]
"""Names with what they say; a name may come several times."""


def meta_lines(view: View, brief: Brief, picture: Illustration | None) -> Markup:
    """Write all tags as meta elements, those that say nothing left out."""
    named = (_NAMED % (name, _escape(said)) for name, said in citation_tags(view, brief) if said)
    graph = (_GRAPH % (name, _escape(said)) for name, said in open_graph(view, brief, picture) if said)
    kind = "summary_large_image" if picture else "summary"
    return Markup("\n".join([*named, *graph, _NAMED % ("twitter:card", kind)]))


_NAMED, _GRAPH = '<meta name="%s" content="%s">', '<meta property="%s" content="%s">'
_escape = lru_cache(maxsize=2**13)(escape)


def citation_tags(view: View, brief: Brief) -> Tags:
    """List `citation_` and Dublin Core tags: `name` and `content` of meta elements."""
    card, work = brief.card, view.work(brief.card.id)
    authors = [_family_first(name, alone=len(work.authors) == 1) for name in work.authors] or [work.publisher]
    institutes = [credit.institute for credit in card.credits for _ in credit.people]
    day = str(work.date or "")
    tags = [("citation_title", card.title)]
    for name, institute in zip_longest(authors, institutes):
        tags.append(("citation_author", name))
        if institute:
            tags.append(("citation_author_institution", institute.name))
    return [
        *tags,
        ("citation_publication_date", day.replace("-", "/")),
        ("citation_technical_report_institution", work.publisher),
        ("citation_technical_report_number", brief.number),
        ("citation_language", card.lang),
        ("citation_keywords", "; ".join([tag.name for tag in card.tags])),
        ("citation_doi", brief.doi),
        ("citation_public_url", work.url),
        ("citation_pdf_url", brief.pdf and view.site.url + brief.pdf),
        ("DC.title", card.title),
        *[("DC.creator", name) for name in authors],
        ("DC.publisher", work.publisher),
        ("DC.date", day),
        ("DCTERMS.modified", str(card.updated.day) if card.updated else ""),
        ("DC.type", "Report"),
        ("DC.language", card.lang),
        *[("DC.subject", tag.name) for tag in card.tags],
        ("DC.identifier", work.place),
        ("DC.rights", view.site.licence),
    ]


def _family_first(name: Name, *, alone: bool) -> str:
    """Write a name so that the family name is found: `van der Meer, Anna`.

    Zotero takes the only author for two if there are several words on both sides of a comma.
    """
    if not name.given or (alone and " " in name.surname and " " in name.given):
        return name.in_order
    return ", ".join(filter(None, (name.surname, name.given, name.suffix)))


def open_graph(view: View, brief: Brief, picture: Illustration | None) -> Tags:
    """List Open Graph tags: `property` and `content` of meta elements."""
    card, site = brief.card, view.site
    tags = [
        ("og:type", "article"),
        ("og:title", card.title),
        ("og:description", card.summary),
        ("og:url", site.url + card.address),
        ("og:site_name", site.title),
        ("og:locale", languages.locale(card.lang)),
        *[("og:locale:alternate", languages.locale(other.lang)) for other in view.translations(card.id)],
        ("article:published_time", moment(card.date)),
        ("article:modified_time", moment(card.updated)),
        *[("article:author", site.url + person.address) for person in card.authors],
        ("article:section", card.project.name if card.project else ""),
        *[("article:tag", tag.name) for tag in card.tags],
    ]
    if picture:
        size = [("og:image:width", str(picture.width)), ("og:image:height", str(picture.height))]
        tags += [("og:image", picture.url), *size, ("og:image:alt", picture.text)]
    return tags
