"""Where each answer to a page's question comes from."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import islice
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Protocol

from briefs.addresses import sitemap_addresses
from briefs.amendments import mention
from briefs.catalogue import catalogue_of
from briefs.citing.work import Work, work_of
from briefs.imaging import Form, Picture
from briefs.markdown import Body
from briefs.model import (
    Amendment,
    Brief,
    Card,
    Entry,
    ListKind,
    Member,
    Mention,
    Model,
    Notice,
    Owner,
    Page,
    Site,
    Term,
    TermKind,
    role_text,
)
from briefs.theme import Theme
from briefs.words import Words

if TYPE_CHECKING:
    from briefs.search.facets import Facet, FacetKind
    from briefs.search.index import Index, Store

_NEWS = timedelta(days=2)
_NEWS_AT_MOST = 1000
"""By https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap."""
_RELATED = 4
"""So many briefs about the same are named on a page."""


class Files(Protocol):
    """What is known of the content's files: `reading.Readings`, which stands above this one."""

    def digest(self, path: str) -> str:
        """Name the bytes of a file under `content/`; empty if there is none."""

    def body_key(self, owner: Owner) -> str:
        """Name a text."""

    def body(self, owner: Owner) -> Body:
        """Load a text."""

    def drawn(self, path: str, form: Form) -> bytes:
        """Draw a picture; raises Unreadable."""

    def text_key(self, path: str) -> str:
        """Name all that the file of a brief says."""

    @property
    def store(self) -> "Store":
        """Where segments of the search index are kept."""


class Known(Protocol):
    """What answers are taken from: `questions.World`, which stands above this one."""

    model: Model
    fills: Mapping[str, tuple[str | None, ...]]
    menu: tuple[tuple[str, str], ...]
    theme: Theme
    words: Words
    files: Files
    index: "Index"

    @property
    def names(self) -> list[tuple[str, str]]:
        """The words of all names, for the search index."""

    def answer(self, question: tuple[Any, ...]) -> Any:
        """Answer another question."""

    def place_in_project(self, card: Card) -> tuple[tuple[str, ...], int]:
        """Give the dated briefs of a brief's project and language, the newest first, and where among them it stands."""


def _site(world: Known) -> Site:
    return world.model.site


def _menu(world: Known) -> tuple[tuple[str, str], ...]:
    return world.menu


def _brief(world: Known, id: str) -> Brief:
    return world.model.briefs[id]


def _notice(world: Known, id: str) -> Notice:
    return world.model.notices[id]


def _amendments(world: Known, start: int, stop: int) -> tuple[Amendment, ...]:
    return world.model.amendments[start:stop]


def _card(world: Known, id: str) -> Card:
    return world.model.briefs[id].card


def _page(world: Known, id: str) -> Page:
    return world.model.pages[id]


def _term(world: Known, kind: TermKind, key: str) -> Term:
    return world.model.terms[kind, key]


def _body(world: Known, owner: str) -> Body:
    return world.files.body(world.model.owners[owner])


def _links(world: Known, owner: str) -> tuple[str | None, ...]:
    return world.fills.get(owner, ())


def _cards(world: Known, kind: ListKind, key: str, start: int, stop: int) -> tuple[Card, ...]:
    return tuple(world.model.briefs[id].card for id in world.model.lists.get((kind, key), ())[start:stop])


def _dated_cards(world: Known, kind: ListKind, key: str, count: int) -> tuple[Card, ...]:
    """Give the latest briefs that have a date: a feed can't hold others."""
    cards: list[Card] = []
    for id in world.model.lists.get((kind, key), ()):
        card = world.model.briefs[id].card
        if card.date is None or len(cards) == count:
            break
        cards.append(card)
    return tuple(cards)


def _count(world: Known, kind: ListKind, key: str) -> int:
    return len(world.model.lists.get((kind, key), ()))


def _index(world: Known, kind: TermKind) -> tuple[Entry, ...]:
    lists, language = world.model.lists, world.model.site.language
    return tuple(
        Entry(term.ref(language), len(lists.get((kind, term.key), ())), _note(term))
        for term in world.model.terms_of(kind)
    )


def _note(term: Term) -> str:
    if term.kind != "author":
        return term.lead
    if not term.today:
        return ""
    post = term.today[0]
    return " - ".join(filter(None, (role_text(post.role), post.institute.name if post.institute else "")))


def _years(world: Known) -> tuple[tuple[str, int], ...]:
    """Give the years in which there are briefs, the latest first, and last the empty year of those without a date."""
    counts = {key: len(ids) for (kind, key), ids in world.model.lists.items() if kind == "year"}
    return tuple((year, counts[year]) for year in sorted(counts, reverse=True))


def _translations(world: Known, id: str) -> tuple[Card, ...]:
    return tuple(world.model.briefs[other].card for other in world.model.translations.get(id, ()))


def _related(world: Known, id: str) -> tuple[Mention, ...]:
    """Give those that aren't named already as the ones before and after it."""
    named = {mention.id for mention in world.answer(("neighbours", id)) if mention}
    return tuple(world.answer(("mention", other)) for other in world.model.related.get(id, ()) if other not in named)[
        :_RELATED
    ]


def _neighbours(world: Known, id: str) -> tuple[Mention | None, Mention | None]:
    """Give the brief before and the one after it in its project, of those in its language."""
    card = world.model.briefs[id].card
    if card.project is None or card.date is None:
        return None, None
    ids, place = world.place_in_project(card)
    earlier = world.answer(("mention", ids[place + 1])) if place + 1 < len(ids) else None
    return earlier, world.answer(("mention", ids[place - 1])) if place else None


def _mention(world: Known, id: str) -> Mention:
    return mention(world.model.briefs[id].card)


def _staff(world: Known, kind: TermKind, key: str) -> tuple[Member, ...]:
    return world.model.staff.get((kind, key), ())


def _work(world: Known, id: str) -> Work:
    return work_of(world.model, world.model.briefs[id])


def _same_as(world: Known, kind: TermKind, key: str) -> tuple[str, ...]:
    term = world.model.terms[kind, key]
    if term.institute:  # An author that is one: its page as an institute, and what is known of both.
        page = world.model.site.url + world.model.terms["institute", term.institute].address
        links = (address for _, address in term.links)
        return tuple(dict.fromkeys([page, *world.answer(("same_as", "institute", term.institute)), *links]))
    known = (term.orcid and f"https://orcid.org/{term.orcid}", term.ror and f"https://ror.org/{term.ror}")
    return tuple(dict.fromkeys([*filter(None, known), *(address for _, address in term.links)]))


def _works(world: Known, kind: ListKind, key: str) -> tuple[Work, ...]:
    return tuple(world.answer(("work", id)) for id in world.model.lists.get((kind, key), ()))


def _asset(world: Known, path: str) -> str:
    return world.files.digest(f"content/{path}")


def _static(world: Known, path: str) -> str:
    return world.theme.statics[path][1]


def _picture(world: Known, path: str) -> Picture | None:
    """Give a picture; none of what is no picture, or a faulty one, as a preview may have to show."""
    return world.model.pictures.get(path)


def _template(world: Known, name: str) -> str:
    return world.theme.templates[name][0]


def _words(world: Known, language: str) -> SimpleNamespace:
    return world.words.of(language)


def _direction(world: Known, language: str) -> str:
    return world.words.direction(language)


def _addresses(world: Known, start: int, stop: int) -> tuple[tuple[str, str], ...]:
    """Give addresses of the sitemap with the date of their last change, where the content tells one."""
    return sitemap_addresses(world.model)[start:stop]


def _news(world: Known) -> tuple[Mention, ...]:
    """Give the briefs of the newest one's day and the two before it, no more than Google takes."""
    briefs = world.model.briefs
    days = [(id, brief.card.date.day) for id, brief in islice(briefs.items(), _NEWS_AT_MOST) if brief.card.date]
    return tuple(world.answer(("mention", id)) for id, day in days if day >= days[0][1] - _NEWS)


# What the search is made of takes a while to load, and a site may do without.


def _postings(world: Known, part: str) -> tuple[tuple[str, str], ...]:
    from briefs.search.ranges import sections

    return world.index.postings(*sections(part))


def _names(world: Known, part: str) -> tuple[tuple[str, str], ...]:
    from briefs.search.facets import part_of
    from briefs.search.ranges import sections

    return part_of(world.names, *sections(part))


def _facets(world: Known, kind: "FacetKind") -> "tuple[Facet, ...]":
    from briefs.search.facets import facets

    return facets(world.model, kind)


QUESTIONS: dict[str, Callable[..., Any]] = {
    "site": _site, "menu": _menu, "brief": _brief, "card": _card, "page": _page, "term": _term, "body": _body, "links": _links, "cards": _cards,
    "dated_cards": _dated_cards, "count": _count, "index": _index, "years": _years, "translations": _translations,
    "mention": _mention, "related": _related, "neighbours": _neighbours, "staff": _staff, "same_as": _same_as, "news": _news,
    "catalogue": lambda world: catalogue_of(world.model),
    "asset": _asset, "static": _static, "template": _template, "addresses": _addresses, "words": _words, "direction": _direction,
    "picture": _picture, "notice": _notice, "amendments": _amendments, "work": _work, "works": _works,
    "postings": _postings, "names": _names, "facets": _facets,
}  # fmt: skip
