"""All corrections of a site, and what was withdrawn: the latest first."""

from collections.abc import Iterable

from briefs.model import Amendment, Brief, Card, Mention, Notice


def amendments(briefs: Iterable[Brief], notices: Iterable[Notice]) -> tuple[Amendment, ...]:
    """List what readers should know to have changed; of the same moment, by the title of the brief."""
    found = []
    for brief in briefs:
        count = len(brief.corrections)
        for place, each in enumerate(brief.corrections):
            found.append(Amendment(mention(brief.card), count - place, each.date, each.text))
    found += [Amendment(mention(notice.card), 0, notice.date, notice.reason) for notice in notices]
    found.sort(key=lambda each: (each.brief.title, each.brief.id, -each.number))
    found.sort(key=lambda each: each.date, reverse=True)
    return tuple(found)


def mention(card: Card) -> Mention:
    """Name a brief as others name it."""
    return Mention(card.id, card.address, card.title, card.lang, card.date)
