"""`index.json`: all briefs with what is known of them, for programs of others. Its form is a promise: fields may come, none may go.

Nothing of the texts is in it, so that it stays as it is when one is edited.
"""

from typing import Annotated

from msgspec import Meta, Struct, field

from briefs.drafts import BriefType
from briefs.model import Brief, Credit, Model, Ref, role_text

_Text = Annotated[str, Meta(description="Empty if there is none.")]
_Address = Annotated[str, Meta(description="A full address.")]
_Day = Annotated[
    str, Meta(description="Year, month and day: 2018-02-02. Empty if there is none.", pattern=r"^(\d{4}-\d{2}-\d{2})?$")
]
_Language = Annotated[str, Meta(description="A language tag, such as en, fa, zh-Hant (BCP 47).")]


class Author(Struct, frozen=True, omit_defaults=True):
    """Somebody who wrote a brief, as of the day of the brief."""

    name: str
    url: _Address
    role: _Text = ""
    institute: _Text = ""


class Listed(Struct, frozen=True, omit_defaults=True):
    """A brief."""

    url: _Address
    title: str
    language: _Language
    type: BriefType
    date: _Day = ""
    updated: _Day = ""
    summary: Annotated[str, Meta(description="As its authors gave it; empty if they gave none.")] = ""
    authors: Annotated[tuple[Author, ...], Meta(description="In the order of the byline.")] = ()
    institute: _Text = ""
    project: _Text = ""
    tags: tuple[str, ...] = ()
    number: Annotated[str, Meta(description="Of a report.")] = ""
    doi: Annotated[str, Meta(description="Bare: 10.1234/abcd.")] = ""
    translations: Annotated[tuple[_Address, ...], Meta(description="The same brief in other languages.")] = ()


class Catalogue(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """All briefs of a site."""

    schema: _Address = field(name="$schema")
    title: Annotated[str, Meta(description="Of the site.")]
    url: _Address
    language: _Language
    publisher: _Text = ""
    licence: Annotated[str, Meta(description="Of the texts.")] = ""
    briefs: Annotated[tuple[Listed, ...], Meta(description="The newest first, those without a date last.")]


def catalogue_of(model: Model) -> Catalogue:
    """List all briefs."""
    site = model.site
    return Catalogue(
        schema=f"{site.url}index.schema.json",
        title=site.title,
        url=site.url,
        language=site.language,
        briefs=tuple(_listed(model, brief) for brief in model.briefs.values()),
        publisher=_name(site.publisher),
        licence=site.licence,
    )


def _listed(model: Model, brief: Brief) -> Listed:
    card, url = brief.card, model.site.url
    others = model.translations.get(card.id, ())
    return Listed(
        url=url + card.address,
        title=card.title,
        language=card.lang,
        type=brief.type,
        date=str(card.date.day) if card.date else "",
        updated=str(card.updated.day) if card.updated else "",
        summary=brief.standfirst,
        authors=tuple(_author(url, credit, person) for credit in card.credits for person in credit.people),
        institute=_name(brief.institute),
        project=_name(card.project),
        tags=tuple(tag.name for tag in card.tags),
        number=brief.number,
        doi=brief.doi,
        translations=tuple(url + model.briefs[other].card.address for other in others),
    )


def _author(url: str, credit: Credit, person: Ref) -> Author:
    return Author(person.name, url + person.address, role_text(credit.role), _name(credit.institute))


def _name(ref: Ref | None) -> str:
    return ref.name if ref else ""
