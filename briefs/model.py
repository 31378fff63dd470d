"""The site as records: frozen before anything is rendered, and free of back-links, so that what a page reads can be told."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal

from msgspec import Struct

from briefs.dates import When
from briefs.drafts import BriefType, Correction
from briefs.holds import NOTHING, Holds
from briefs.imaging import Picture
from briefs.look import Type
from briefs.markdown import Slot
from briefs.schema import Place

TermKind = Literal["author", "institute", "project", "tag"]
ListKind = Literal["all", "year", "author", "institute", "project", "tag"]

TERM_FOLDERS: dict[TermKind, str] = {"author": "authors", "institute": "institutes", "project": "projects", "tag": "tags"}  # fmt: skip
"""The folder of the site in which the pages of each kind stand, and the word for it in the interface."""


class Ref(Struct, frozen=True, array_like=True):
    """A name that links to its page."""

    kind: TermKind
    key: str
    name: str
    """In the language of the text that names it."""
    address: str


def role_text(role: Iterable[str | Ref]) -> str:
    """Write a role, which comes in pieces, without its links."""
    return "".join(part if isinstance(part, str) else part.name for part in role)


class Credit(Struct, frozen=True, array_like=True):
    """Authors who share a role and an institute, as of the brief's date."""

    people: tuple[Ref, ...]
    role: tuple[str | Ref, ...] = ()
    """The role's text, in pieces: a project that it names is a link."""
    institute: Ref | None = None


class Card(Struct, frozen=True, array_like=True):
    """What others may see of a brief. Lists carry cards, so that editing a body touches one page."""

    id: str
    """The source's path."""
    address: str
    """Percent-encoded, relative to the site's root: `briefs/some-slug/`."""
    title: str
    lang: str
    date: When | None
    updated: When | None
    """The day of the last change that readers should know of: given, or that of the last correction."""
    summary: str
    """The brief's own, or else how its text begins."""
    credits: tuple[Credit, ...]
    project: Ref | None
    tags: tuple[Ref, ...]
    has_comment: bool
    draft: bool
    """Whether it is not to be published yet, and only shown as it will be."""

    @property
    def authors(self) -> tuple[Ref, ...]:
        """All authors in order."""
        return tuple(person for credit in self.credits for person in credit.people)


class Brief(Struct, frozen=True, array_like=True):
    """A brief, less its text, which is kept apart until a page needs it."""

    card: Card
    institute: Ref | None
    standfirst: str
    """The summary, if the author gave one; lists show the beginning of the text otherwise, which a page would say twice."""
    key_points: tuple[str, ...]
    corrections: tuple[Correction, ...]
    """The latest first."""
    type: BriefType
    number: str
    """Of the report in its series, as the institute writes it; empty if it has none."""
    doi: str
    """Bare, `10.1234/abc`; empty if it has none."""
    pdf: str = ""
    """Address of the file beside its own that is called like it: `dam.pdf` beside `dam.md`; empty if there is none."""


class Notice(Struct, frozen=True, array_like=True):
    """What stands in the place of a brief that was withdrawn."""

    card: Card
    """Of the brief, less what it said: it has no summary, tags or comment."""
    institute: Ref | None
    date: When
    """Of the withdrawal."""
    reason: str


class Mention(Struct, frozen=True, array_like=True):
    """A brief as another one names it."""

    id: str
    address: str
    title: str
    lang: str
    date: When | None


class Amendment(Struct, frozen=True, array_like=True):
    """A correction of a brief, or its withdrawal, as the site's list of corrections names it."""

    brief: Mention
    number: int
    """Among the corrections of that brief, from 1 for the first that was made; 0 for a withdrawal."""
    date: When
    text: str
    """What was wrong, or why it was withdrawn."""


class Page(Struct, frozen=True, array_like=True):
    """A free page."""

    id: str
    address: str
    title: str
    lang: str
    summary: str


class Post(Struct, frozen=True, array_like=True):
    """A position of somebody's."""

    role: tuple[str | Ref, ...]
    institute: Ref | None
    project: Ref | None
    start: date | None
    end: date | None


class Term(Struct, frozen=True, array_like=True):
    """A person, institute, project or tag: whatever briefs are listed under."""

    kind: TermKind
    key: str
    name: str
    address: str
    source: str = ""
    """The file that describes it, if one does."""
    names: tuple[tuple[str, str], ...] = ()
    """Language and name in it."""
    aliases: tuple[str, ...] = ()
    """Other names, by which it is found."""
    lead: str = ""
    has_text: bool = False
    today: tuple[Post, ...] = ()
    """Positions without an end."""
    earlier: tuple[Post, ...] = ()
    """Positions that ended, the newest first."""
    photo: str = ""
    """Address of the picture."""
    links: tuple[tuple[str, str], ...] = ()
    orcid: str = ""
    email: str = ""
    ror: str = ""
    family: tuple[str, ...] = ()
    """Of a person, the family names in all languages, as far as the register has them."""
    institute: str = ""
    """Of an author that is an institute, as one goes by that name: the key of the institute."""
    feed: str = ""
    """Address of its feed, in the first of the site's forms; empty where there are none."""

    def ref(self, language: str = "") -> Ref:
        """Name it in a text of this language."""
        return Ref(self.kind, self.key, dict(self.names).get(language, self.name), self.address)


class Member(Struct, frozen=True, array_like=True):
    """Somebody at an institute or in a project, with the position held last."""

    person: Ref
    role: tuple[str | Ref, ...]
    start: date | None
    end: date | None


class Entry(Struct, frozen=True, array_like=True):
    """A line of an index: a term and how many briefs it has."""

    ref: Ref
    count: int
    note: str = ""
    """For a person, today's role; for others how their text begins."""


class Owner(Struct, frozen=True, array_like=True):
    """A text that may hold links, and the page on which it stands."""

    path: str
    """Of the file."""
    number: int
    """Which of the file's texts it is."""
    address: str
    slots: tuple[Slot, ...]
    """Kind and target alone."""
    anchors: tuple[str, ...]
    has_comment: bool


class Redirect(Struct, frozen=True, array_like=True):
    """An address of old, and the page to which it leads."""

    address: str
    """Percent-encoded, relative to the site's root; ends with a slash or `.html`."""
    to: str
    """Address of the page."""
    title: str
    lang: str
    path: str
    """Of the file that names the old address."""
    place: Place
    term: tuple[TermKind, str] | None = None
    """Kind and key, if the page is that of a term."""


class Look(Struct, frozen=True, array_like=True):
    """What the settings say of the look."""

    type: Type
    logo: str
    """Address of the picture; empty if there is none."""
    has_styles: bool
    """Whether there is a `static/look.css`."""


class Site(Struct, frozen=True, array_like=True):
    """What every page may say of the site."""

    title: str
    tagline: str
    url: str
    language: str
    licence: str
    publisher: Ref | None
    has_search: bool
    """Whether there is a search page."""
    feeds: tuple[tuple[str, str], ...]
    """Media types and file names of the forms in which there are feeds."""
    has_corrections: bool
    """Whether there is a page of corrections."""
    exports: tuple[str, ...]
    """Which files stand beside pages: `bib`, `ris`, `csl`, `markdown`."""
    look: Look


class Model(Struct, frozen=True):
    """All of the site's content."""

    site: Site
    briefs: Mapping[str, Brief]
    """By id, the newest first, those without a date last."""
    notices: Mapping[str, Notice]
    """Of briefs that were withdrawn, by the id that each had."""
    amendments: tuple[Amendment, ...]
    """All corrections and withdrawals, the latest first."""
    pages: Mapping[str, Page]
    terms: Mapping[tuple[TermKind, str], Term]
    """Each kind in the order of its names."""
    lists: Mapping[tuple[ListKind, str], tuple[str, ...]]
    """Ids of briefs, in the order of `briefs`."""
    translations: Mapping[str, tuple[str, ...]]
    related: Mapping[str, tuple[str, ...]]
    """Ids of the briefs that are about the same matter, the nearest first."""
    staff: Mapping[tuple[TermKind, str], tuple[Member, ...]]
    """People who hold a position at an institute or in a project, by name, then those who held one."""
    owners: Mapping[str, Owner]
    """Every text, by the id of its brief or page or by `kind:key` of its term."""
    assets: tuple[str, ...]
    """Files to be published as they are, by path under `content/`."""
    statics: tuple[str, ...]
    """Files of the theme and of the site's own templates folder, by path under the site, `static/…`."""
    pictures: Mapping[str, Picture] = {}
    """Those among the assets, by path under `content/`."""
    redirects: Mapping[str, Redirect] = {}
    """By the old address."""
    holds: Holds = NOTHING
    """Which briefs are not to be published yet; with drafts, they are among `briefs` nevertheless."""

    def terms_of(self, kind: TermKind) -> tuple[Term, ...]:
        """All terms of one kind, in order."""
        return tuple(term for (each, _), term in self.terms.items() if each == kind)
