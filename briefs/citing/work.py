"""What is known of a brief as a work to be cited."""

from datetime import date
from urllib.parse import quote, unquote

from msgspec import Struct

from briefs.citing.names import Name, institution, person
from briefs.drafts import BriefType
from briefs.model import Brief, Model
from briefs.text import short_digest


class Work(Struct, frozen=True, array_like=True):
    """A brief as lists of references have it: nothing of its text, so that an edit of that changes no citation."""

    key: str
    """Tells it from all other briefs of the site, in ASCII, and stays while the address does: `briefs:2018:dam`."""
    type: BriefType
    title: str
    lang: str
    authors: tuple[Name, ...]
    """The institute where the brief names no author."""
    date: date | None
    publisher: str
    """The brief's institute, or the site's publisher, or the site itself."""
    site: str
    number: str
    doi: str
    url: str
    abstract: str
    """The summary that the author gave."""
    keywords: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where to find it: by its DOI, which outlives addresses, if it has one."""
        return "https://doi.org/" + quote(self.doi, safe="/:;().,-_~!$&'*+=@") if self.doi else self.url


def work_of(model: Model, brief: Brief) -> Work:
    """Gather what is known of a brief."""
    card, site = brief.card, model.site
    authors = tuple(_name(model, person.key, person.name) for person in card.authors)
    house = brief.institute or site.publisher
    publisher = model.terms["institute", house.key].ref(card.lang).name if house else site.title
    if not authors and brief.institute:
        authors = (institution(publisher),)
    return Work(
        key=key_of(card.address), type=brief.type, title=card.title, lang=card.lang, authors=authors,
        date=card.date.day if card.date else None, publisher=publisher, site=site.title,
        number=brief.number, doi=brief.doi, url=site.url + card.address, abstract=brief.standfirst,
        keywords=tuple(tag.name for tag in card.tags),
    )  # fmt: skip


def _name(model: Model, key: str, name: str) -> Name:
    term = model.terms["author", key]
    return institution(name) if term.institute else person(name, term.family)


def key_of(address: str) -> str:
    """Make a key for programs that take ASCII alone: the address, with digests for segments in other scripts."""
    segments = address.strip("/").split("/")
    return ":".join(each if "%" not in each else short_digest(unquote(each)) for each in segments)
