"""Atom feeds (RFC 4287) with full text: of the site and of each author, project and tag."""

from collections.abc import Iterator
from urllib.parse import unquote

from briefs.config import Config
from briefs.model import ListKind, Model
from briefs.output import Output
from briefs.view import View


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan all feeds."""
    yield Output("feed.xml", feed, ("all", "", config.per_page), source="the feed")
    for (kind, key), term in model.terms.items():
        if term.feed:
            yield Output(
                unquote(term.feed),
                feed,
                (kind, key, config.per_page),
                source=term.source or f"the {kind} {term.name}",
            )


def feed(view: View, kind: ListKind, key: str, count: int) -> str:
    """Make a feed of the latest briefs of a list.

    Its date is that of the last change of an entry, so that it depends on the content alone.
    """
    view = view.absolute()
    cards = view.dated_cards(kind, key, count)
    changes = [(card.updated or card.date).instant for card in cards if card.date]
    updated = max(changes, default="1970-01-01T00:00:00+00:00")
    term = view.term(kind, key) if kind != "all" and kind != "year" else None
    return view.render("feed.xml", cards=cards, updated=updated, term=term, address=term.feed if term else "feed.xml")
