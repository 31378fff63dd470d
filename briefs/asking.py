"""The questions that recipes and templates may ask, as methods. Each question is noted."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from briefs.catalogue import Catalogue
from briefs.citing.work import Work
from briefs.model import Amendment, Brief, Card, Entry, ListKind, Member, Mention, Notice, Page, Site, Term, TermKind
from briefs.problems import Problem
from briefs.questions import Question, Reads, World
from briefs.sources import Unreadable

if TYPE_CHECKING:
    from briefs.search.facets import Facet, FacetKind


class Refused(Exception):
    """A page that can't be made; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Asking:
    """Asks the world, and notes what was asked."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.reads: Reads = {}
        """Each question that was asked."""

    def _ask(self, *question: Any) -> Any:
        self.reads[question] = None
        return self._world.answer(question)

    def note(self, question: Question) -> None:
        """Record that the answer to a question was used."""
        self.reads[question] = None

    def words(self, language: str) -> SimpleNamespace:
        """The words of the interface in a language, as attributes."""
        words: SimpleNamespace = self._ask("words", language)
        return words

    def direction(self, language: str) -> str:
        """How a language runs: `rtl` or `ltr`."""
        direction: str = self._ask("direction", language)
        return direction

    @property
    def site(self) -> Site:
        """Title, address, language and publisher of the site."""
        site: Site = self._ask("site")
        return site

    @property
    def menu(self) -> tuple[tuple[str, str], ...]:
        """Labels and addresses."""
        menu: tuple[tuple[str, str], ...] = self._ask("menu")
        return menu

    def brief(self, id: str) -> Brief:
        """One brief, less its text."""
        brief: Brief = self._ask("brief", id)
        return brief

    def notice(self, id: str) -> Notice:
        """What is said of a brief that was withdrawn."""
        notice: Notice = self._ask("notice", id)
        return notice

    def amendments(self, start: int, stop: int) -> tuple[Amendment, ...]:
        """Corrections and withdrawals of the whole site from `start` up to, not including, `stop`, the latest first."""
        items: tuple[Amendment, ...] = self._ask("amendments", start, stop)
        return items

    def work(self, id: str) -> Work:
        """One brief as lists of references have it."""
        work: Work = self._ask("work", id)
        return work

    def works(self, kind: ListKind = "all", key: str = "") -> tuple[Work, ...]:
        """All briefs of a list as lists of references have them."""
        works: tuple[Work, ...] = self._ask("works", kind, key)
        return works

    def page(self, id: str) -> Page:
        """One free page, less its text."""
        page: Page = self._ask("page", id)
        return page

    def term(self, kind: TermKind, key: str) -> Term:
        """One person, institute, project or tag."""
        term: Term = self._ask("term", kind, key)
        return term

    def cards(self, kind: ListKind = "all", key: str = "", start: int = 0, stop: int = 10) -> tuple[Card, ...]:
        """Briefs of a list from `start` up to, not including, `stop`, the newest first."""
        cards: tuple[Card, ...] = self._ask("cards", kind, key, start, stop)
        return cards

    def card(self, id: str) -> Card:
        """What lists show of one brief."""
        card: Card = self._ask("card", id)
        return card

    def dated_cards(self, kind: ListKind, key: str, count: int) -> tuple[Card, ...]:
        """The newest briefs of a list, those without a date left out."""
        cards: tuple[Card, ...] = self._ask("dated_cards", kind, key, count)
        return cards

    def count(self, kind: ListKind = "all", key: str = "") -> int:
        """How many briefs a list has."""
        count: int = self._ask("count", kind, key)
        return count

    def index(self, kind: TermKind) -> tuple[Entry, ...]:
        """All terms of a kind with the numbers of their briefs, by name."""
        entries: tuple[Entry, ...] = self._ask("index", kind)
        return entries

    @property
    def years(self) -> tuple[tuple[str, int], ...]:
        """Years and the numbers of their briefs, the latest first; the year of briefs without a date is empty and comes last."""
        years: tuple[tuple[str, int], ...] = self._ask("years")
        return years

    def translations(self, id: str) -> tuple[Card, ...]:
        """The same brief in other languages."""
        cards: tuple[Card, ...] = self._ask("translations", id)
        return cards

    def mention(self, id: str) -> Mention:
        """How other pages name one brief."""
        mention: Mention = self._ask("mention", id)
        return mention

    def related(self, id: str) -> tuple[Mention, ...]:
        """Briefs about the same matter, the nearest first, less those that `neighbours` names."""
        mentions: tuple[Mention, ...] = self._ask("related", id)
        return mentions

    def neighbours(self, id: str) -> tuple[Mention | None, Mention | None]:
        """The brief before and the one after it in its project; none where it is the first or the last."""
        pair: tuple[Mention | None, Mention | None] = self._ask("neighbours", id)
        return pair

    def same_as(self, kind: TermKind, key: str) -> tuple[str, ...]:
        """Addresses elsewhere of the same person, institute or project: that of the ORCID iD or the ROR id, then the register's links."""
        addresses: tuple[str, ...] = self._ask("same_as", kind, key)
        return addresses

    def staff(self, kind: TermKind, key: str) -> tuple[Member, ...]:
        """People who hold a position there, by name, then those who held one."""
        people: tuple[Member, ...] = self._ask("staff", kind, key)
        return people

    @property
    def news(self) -> tuple[Mention, ...]:
        """The briefs of the last two days before the newest one's date, that one's own day counted: at most a thousand."""
        mentions: tuple[Mention, ...] = self._ask("news")
        return mentions

    @property
    def catalogue(self) -> Catalogue:
        """All briefs as `index.json` has them."""
        catalogue: Catalogue = self._ask("catalogue")
        return catalogue

    def addresses(self, start: int, stop: int) -> tuple[tuple[str, str], ...]:
        """Addresses for the sitemap, with the dates of their last change."""
        addresses: tuple[tuple[str, str], ...] = self._ask("addresses", start, stop)
        return addresses

    # The search index

    def postings(self, part: str) -> tuple[tuple[str, str], ...]:
        """Words of the briefs with the places where they stand, for the search index; `part` is two numbers of sections, `0-12`."""
        try:
            postings: tuple[tuple[str, str], ...] = self._ask("postings", part)
        except Unreadable as bad:
            raise Refused(bad.problem) from bad
        return postings

    def names(self, part: str) -> tuple[tuple[str, str], ...]:
        """Words of the names of authors, tags and so on with their briefs, of the same part."""
        names: tuple[tuple[str, str], ...] = self._ask("names", part)
        return names

    def facets(self, kind: "FacetKind") -> "tuple[Facet, ...]":
        """What briefs can be told apart by in the search, with the numbers of the briefs."""
        facets: tuple[Facet, ...] = self._ask("facets", kind)
        return facets
