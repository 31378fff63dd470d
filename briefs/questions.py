"""The closed list of what a page may ask, and where each answer comes from.

Answers are flat: records, tuples and text, never an object that leads on to the rest of the site. An answer's digest tells the
next build whether a page that asked is still current.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Protocol

from briefs.addresses import sitemap_addresses
from briefs.digest import digest_all, digest_value
from briefs.imaging import Form, Picture
from briefs.markdown import Body
from briefs.model import (
    Brief,
    Card,
    Entry,
    ListKind,
    Member,
    Mention,
    Model,
    Owner,
    Page,
    Ref,
    Site,
    Term,
    TermKind,
)
from briefs.theme import Theme
from briefs.words import Words

Question = tuple[Any, ...]
"""A name from `QUESTIONS`, and arguments."""

Reads = dict[Question, None]
"""Questions that were asked: a set that keeps their order."""

MISSING = ""
"""The digest of an answer that there is not."""

_RELATED = 4
"""So many briefs about the same are named on a page."""

OUTSIDE = frozenset(["body", "asset", "static", "template", "words", "direction"])
"""Questions that the model doesn't answer: their answers may change while it stays as it is."""


class Settled(Protocol):
    """What is settled before anything is rendered: `blueprint.Blueprint`, which stands above this one."""

    @property
    def model(self) -> Model:
        """All of the site's content, less its texts."""

    @property
    def fills(self) -> Mapping[str, tuple[str | None, ...]]:
        """Addresses for the slots of each text, by the id of its owner."""

    @property
    def menu(self) -> tuple[tuple[str, str], ...]:
        """Labels and addresses."""


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


class World:
    """All that recipes may ask about. Read only."""

    def __init__(self, settled: Settled, theme: Theme, words: Words, files: Files, root: Path) -> None:
        self.model = settled.model
        self.fills = settled.fills
        self.menu = settled.menu
        self.assets = frozenset(settled.model.assets)
        self.theme = theme
        self.words = words
        self.files = files
        self.root = root
        self._answers: dict[Question, Any] = {}
        self._digests: dict[Question, str] = {}
        self._places: dict[tuple[str, str], tuple[tuple[str, ...], dict[str, int]]] = {}

    def answer(self, question: Question) -> Any:
        """Answer a question; raises KeyError if it asks for what there is not."""
        answer = self._answers.get(question, self)
        if answer is self:
            answer = QUESTIONS[question[0]](self, *question[1:])
            if question[0] != "body":
                self._answers[question] = answer
        return answer

    def place_in_project(self, card: Card) -> tuple[tuple[str, ...], int]:
        """Give the dated briefs of a brief's project and language, the newest first, and where among them it stands."""
        assert card.project
        key = card.project.key, card.lang
        if key not in self._places:
            others = (self.model.briefs[id].card for id in self.model.lists["project", card.project.key])
            ids = tuple(other.id for other in others if other.lang == card.lang and other.date)
            self._places[key] = ids, {id: place for place, id in enumerate(ids)}
        ids, places = self._places[key]
        return ids, places[card.id]

    def digest(self, question: Question) -> str:
        """Name the answer; MISSING if there is none."""
        digest = self._digests.get(question)
        if digest is None:
            digest = self._digest(question)
            self._digests[question] = digest
        return digest

    def _digest(self, question: Question) -> str:
        name, *args = question
        if name in OUTSIDE:
            return self._digest_outside(name, args[0])
        try:
            answer = self.answer(question)
        except KeyError:
            return MISSING
        if name in ("cards", "dated_cards"):
            # A card stands on many lists, and is named once.
            return digest_all(self.digest(("card", card.id)) for card in answer)
        return digest_value(answer)

    def _digest_outside(self, name: str, of: str) -> str:
        if name == "body":
            owner = self.model.owners.get(of)
            return self.files.body_key(owner) if owner else MISSING
        if name == "asset":
            return self.files.digest(f"content/{of}")
        if name == "words":
            return self.words.digest(of)
        if name == "direction":
            return self.words.direction(of)
        if name == "static":
            return self.theme.statics[of][1] if of in self.theme.statics else MISSING
        return self.theme.templates.get(of, ("", MISSING))[1]


def _site(world: World) -> Site:
    return world.model.site


def _menu(world: World) -> tuple[tuple[str, str], ...]:
    return world.menu


def _brief(world: World, id: str) -> Brief:
    return world.model.briefs[id]


def _card(world: World, id: str) -> Card:
    return world.model.briefs[id].card


def _page(world: World, id: str) -> Page:
    return world.model.pages[id]


def _term(world: World, kind: TermKind, key: str) -> Term:
    return world.model.terms[kind, key]


def _body(world: World, owner: str) -> Body:
    return world.files.body(world.model.owners[owner])


def _links(world: World, owner: str) -> tuple[str | None, ...]:
    return world.fills.get(owner, ())


def _cards(world: World, kind: ListKind, key: str, start: int, stop: int) -> tuple[Card, ...]:
    return tuple(world.model.briefs[id].card for id in world.model.lists.get((kind, key), ())[start:stop])


def _dated_cards(world: World, kind: ListKind, key: str, count: int) -> tuple[Card, ...]:
    """Give the latest briefs that have a date: a feed can't hold others."""
    cards: list[Card] = []
    for id in world.model.lists.get((kind, key), ()):
        card = world.model.briefs[id].card
        if card.date is None or len(cards) == count:
            break
        cards.append(card)
    return tuple(cards)


def _count(world: World, kind: ListKind, key: str) -> int:
    return len(world.model.lists.get((kind, key), ()))


def _index(world: World, kind: TermKind) -> tuple[Entry, ...]:
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
    role = "".join(part.name if isinstance(part, Ref) else part for part in post.role)
    return " - ".join(filter(None, (role, post.institute.name if post.institute else "")))


def _years(world: World) -> tuple[tuple[str, int], ...]:
    """Give the years in which there are briefs, the latest first, and last the empty year of those without a date."""
    counts = {key: len(ids) for (kind, key), ids in world.model.lists.items() if kind == "year"}
    return tuple((year, counts[year]) for year in sorted(counts, reverse=True))


def _translations(world: World, id: str) -> tuple[Card, ...]:
    return tuple(world.model.briefs[other].card for other in world.model.translations.get(id, ()))


def _related(world: World, id: str) -> tuple[Mention, ...]:
    """Give those that aren't named already as the ones before and after it."""
    named = {mention.id for mention in world.answer(("neighbours", id)) if mention}
    return tuple(_mention(world, other) for other in world.model.related.get(id, ()) if other not in named)[:_RELATED]


def _neighbours(world: World, id: str) -> tuple[Mention | None, Mention | None]:
    """Give the brief before and the one after it in its project, of those in its language."""
    card = world.model.briefs[id].card
    if card.project is None or card.date is None:
        return None, None
    ids, place = world.place_in_project(card)
    earlier = _mention(world, ids[place + 1]) if place + 1 < len(ids) else None
    return earlier, _mention(world, ids[place - 1]) if place else None


def _mention(world: World, id: str) -> Mention:
    card = world.model.briefs[id].card
    return Mention(id, card.address, card.title, card.lang, card.date)


def _staff(world: World, kind: TermKind, key: str) -> tuple[Member, ...]:
    return world.model.staff.get((kind, key), ())


def _asset(world: World, path: str) -> str:
    return world.files.digest(f"content/{path}")


def _static(world: World, path: str) -> str:
    return world.theme.statics[path][1]


def _picture(world: World, path: str) -> Picture | None:
    """Give a picture; none of what is no picture, or a faulty one, as a preview may have to show."""
    return world.model.pictures.get(path)


def _template(world: World, name: str) -> str:
    return world.theme.templates[name][0]


def _words(world: World, language: str) -> SimpleNamespace:
    return world.words.of(language)


def _direction(world: World, language: str) -> str:
    return world.words.direction(language)


def _addresses(world: World, start: int, stop: int) -> tuple[tuple[str, str], ...]:
    """Give addresses of the sitemap with the date of their last change, where the content tells one."""
    return sitemap_addresses(world.model)[start:stop]


QUESTIONS: dict[str, Callable[..., Any]] = {
    "site": _site, "menu": _menu, "brief": _brief, "card": _card, "page": _page, "term": _term, "body": _body, "links": _links, "cards": _cards,
    "dated_cards": _dated_cards, "count": _count, "index": _index, "years": _years, "translations": _translations,
    "related": _related, "neighbours": _neighbours, "staff": _staff,
    "asset": _asset, "static": _static, "template": _template, "addresses": _addresses, "words": _words, "direction": _direction,
    "picture": _picture,
}  # fmt: skip
