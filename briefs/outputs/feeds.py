"""Feeds with full text, as Atom (RFC 4287) and as JSON Feed 1.1: of the site and of each author, institute, project and tag."""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec
from markupsafe import Markup

from briefs.config import FEEDS, Config, FeedForm
from briefs.model import Card, ListKind, Model, Ref, Term
from briefs.output import Output
from briefs.view import View

_HERE = re.compile(r'(<a [^>]*?href=")#')
"""A link to another part of the same text."""


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan all feeds, both forms of one after the other, as they share what is made."""
    for form in config.feeds:
        yield Output(FEEDS[form][1], RECIPES[form], ("all", "", config.per_page, config.feeds), source="the feed")
    for (kind, key), term in model.terms.items():
        for form in config.feeds:
            yield Output(
                unquote(term.address) + FEEDS[form][1],
                RECIPES[form],
                (kind, key, config.per_page, config.feeds),
                source=term.source or f"the {kind} {term.name}",
            )


def atom(view: View, kind: ListKind, key: str, count: int, forms: tuple[str, ...]) -> str:
    """Make an Atom feed of the latest briefs of a list.

    Its date is that of the last change of an entry, so that it depends on the content alone.
    """
    view, term, cards = _of_list(view, kind, key, count)
    changes = [(card.updated or card.date).instant for card in cards if card.date]
    return view.render(
        "feed.xml",
        entries=Markup("\n").join(entry.atom for entry in _entries(view, cards, forms)),
        updated=max(changes, default="1970-01-01T00:00:00+00:00"),
        term=term,
        address=(term.address if term else "") + FEEDS["atom"][1],
    )


def json(view: View, kind: ListKind, key: str, count: int, forms: tuple[str, ...]) -> bytes:
    """Make the same as a JSON feed (https://www.jsonfeed.org/version/1.1/)."""
    view, term, cards = _of_list(view, kind, key, count)
    address = term.address if term else ""
    items = [entry.json for entry in _entries(view, cards, forms)]
    title = f"{term.name} · {view.site.title}" if term else view.site.title
    return json_feed(view, title, address, items, description=term.lead if term else view.site.tagline)


RECIPES: dict[FeedForm, Callable[..., str | bytes]] = {"atom": atom, "json": json}


def json_feed(view: View, title: str, address: str, items: list[msgspec.Raw], description: str = "") -> bytes:
    """Write a JSON feed that stands in the folder of a page."""
    site = view.site
    author = _author(view, site.publisher) if site.publisher else {"name": site.title, "url": site.url}
    return msgspec.json.encode({
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": view.canonical(address),
        "feed_url": view.canonical(address + FEEDS["json"][1]),
        **({"description": description} if description else {}),
        "language": site.language,
        "authors": [author],
        "items": items,
    })  # fmt: skip


def _of_list(view: View, kind: ListKind, key: str, count: int) -> tuple[View, Term | None, tuple[Card, ...]]:
    view = view.absolute()
    term = view.term(kind, key) if kind != "all" and kind != "year" else None
    return view, term, view.dated_cards(kind, key, count)


class _Entry(NamedTuple):
    """A brief in a feed, in those forms that the site has."""

    atom: Markup
    json: msgspec.Raw


def _entries(view: View, cards: tuple[Card, ...], forms: tuple[str, ...]) -> list[_Entry]:
    return view.shared(_entry, [card.id for card in cards], forms)


def _entry(view: View, id: str, forms: tuple[str, ...]) -> _Entry:
    brief = view.brief(id)
    card = brief.card
    # A reader stands elsewhere than the page.
    # As plain text: what is put into marked text would be escaped.
    html = _HERE.sub(rf"\g<1>{view.canonical(card.address)}#", str(view.html(id, plain=True)))
    entry = view.render("feed_entry.xml", brief=brief, card=card, content=html) if "atom" in forms else ""
    return _Entry(
        Markup(entry.strip()), msgspec.Raw(msgspec.json.encode(_item(view, card, html)) if "json" in forms else b"{}")
    )


def _item(view: View, card: Card, html: str) -> dict[str, Any]:
    assert card.date
    address = view.canonical(card.address)
    picture = view.illustration(card.id)
    item: dict[str, Any] = {
        "id": address,
        "url": address,
        "title": card.title,
        "content_html": html,
        "summary": card.summary,
        "image": picture.url if picture else "",
        "date_published": card.date.instant,
        "date_modified": (card.updated or card.date).instant,
        "authors": [_author(view, author) for author in card.authors],
        "tags": [tag.name for tag in card.tags],
        "language": card.lang,
    }
    return {key: value for key, value in item.items() if value}


def _author(view: View, ref: Ref) -> dict[str, str]:
    return {"name": ref.name, "url": view.canonical(ref.address)}
