"""The closed list of what a page may ask, how each answer is named, and what was asked before.

Answers are flat: records, tuples and text, never an object that leads on to the rest of the site. An answer's digest tells the
next build whether a page that asked is still current. `answers.py` has the answers themselves.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from briefs.answers import QUESTIONS, Files
from briefs.digest import digest_all, digest_value
from briefs.model import Card, Model
from briefs.sources import Unreadable
from briefs.theme import Theme
from briefs.words import Words

if TYPE_CHECKING:
    from briefs.search.index import Index

Question = tuple[Any, ...]
"""A name from `QUESTIONS`, and arguments."""

Reads = dict[Question, None]
"""Questions that were asked: a set that keeps their order."""

MISSING = ""
"""The digest of an answer that there is not."""

OUTSIDE = frozenset(["body", "asset", "static", "template", "words", "direction", "postings"])
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

    # Sites may do without a search, and what makes its index takes a while to load.

    @cached_property
    def index(self) -> "Index":
        """Where all words of the texts stand."""
        from briefs.search.index import Index

        return Index(self.model, self.files)

    @cached_property
    def names(self) -> list[tuple[str, str]]:
        """The words of all names, for the search index."""
        from briefs.search.facets import names

        return names(self.model)

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
        if name == "works":
            # A work stands on many lists, too.
            return digest_all(self.digest(("work", id)) for id in self.model.lists.get((args[0], args[1]), ()))
        try:
            answer = self.answer(question)
        except KeyError:
            return MISSING
        if name in ("cards", "dated_cards"):
            # A card stands on many lists, and is named once.
            return digest_all(self.digest(("card", card.id)) for card in answer)
        if name in ("related", "neighbours"):
            return digest_all(self.digest(("mention", each.id)) if each else MISSING for each in answer)
        return digest_value(answer)

    def _digest_outside(self, name: str, of: str) -> str:
        if name == "body":
            owner = self.model.owners.get(of)
            return self.files.body_key(owner) if owner else MISSING
        if name == "asset":
            return self.files.digest(f"content/{of}") if of in self.assets else MISSING
        if name == "words":
            return self.words.digest(of)
        if name == "direction":
            return self.words.direction(of)
        if name == "postings":
            try:
                from briefs.search.ranges import sections

                return self.index.digest(*sections(of))
            except Unreadable:
                return MISSING
        if name == "static":
            return self.theme.statics[of][1] if of in self.theme.statics else MISSING
        return self.theme.templates.get(of, ("", MISSING))[1]
