"""All names of a site: whom and what they mean, in what language they are printed, and where they lead."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from briefs import bylines
from briefs.config import PATH as CONFIG_PATH
from briefs.config import Config
from briefs.drafts import BriefDraft, Draft, Named, Position, TermDraft
from briefs.identities import Identities
from briefs.languages import base
from briefs.model import TERM_FOLDERS, Member, Ref, TermKind
from briefs.problems import Problem, quoted, warning
from briefs.text import encode_address, fold


class Registers:
    """The four registers together, with the names that briefs, people and settings use."""

    def __init__(self, drafts: Sequence[tuple[str, Draft]], config: Config, problems: list[Problem]) -> None:
        registered: dict[TermKind, list[tuple[str, TermDraft]]] = {kind: [] for kind in TERM_FOLDERS}
        for path, draft in drafts:
            if isinstance(draft, TermDraft):
                registered[draft.kind].append((path, draft))
        self.names = {kind: Identities(kind, registered[kind], problems) for kind in TERM_FOLDERS}
        self._gather([(path, draft) for path, draft in drafts if isinstance(draft, BriefDraft)], config)
        for kind, names in self.names.items():
            elsewhere = self.names["institute"].registered if kind == "author" else lambda _: ""
            problems += names.unlisted(strict=config.registers == "strict", elsewhere=elsewhere)
        self.addresses = {kind: self.names[kind].addresses() for kind in TERM_FOLDERS}
        """Of each key, decoded."""
        self._problems = problems
        self._refs: dict[tuple[TermKind, str, str], Ref] = {}

    def _gather(self, briefs: Sequence[tuple[str, BriefDraft]], config: Config) -> None:
        for path, draft in briefs:
            for entry in draft.author:
                self._use("author", path, (self._author(entry.name), entry.place))
                self._use("institute", path, (entry.institute, entry.place))
            self._use("institute", path, draft.institute)
            self._use("project", path, draft.project)
            for tag in draft.tags:
                self._use("tag", path, tag)
        for path, person in self.names["author"].drafts.values():
            for position in person.positions:
                self._use("institute", path, position.institute)
                self._use("project", path, position.project)
        self._use("institute", CONFIG_PATH, (config.publisher, config.publisher_place))

    def _use(self, kind: TermKind, path: str, named: Named | None) -> None:
        if named and named[0]:
            self.names[kind].use(named[0], path, named[1])

    def key(self, kind: TermKind, name: str) -> str:
        """Give the key of a name that the content uses."""
        return self.names[kind].key(self._author(name) if kind == "author" else name)

    def _author(self, name: str) -> str:
        """Give an author's name; of one that only the register of institutes knows, by whatever key or name, the name that it has there."""
        if self.names["author"].registered(name):
            return name
        institute = self.draft("institute", self.names["institute"].registered(name))
        return institute.name if institute else name

    def institute(self, name: str) -> str:
        """Give the key of the institute that goes by a name; empty if none does."""
        institutes = self.names["institute"]
        return institutes.key(name) if institutes.knows(name) else ""

    def draft(self, kind: TermKind, key: str) -> TermDraft | None:
        """Give what the register says of a key, if it has it."""
        found = self.names[kind].drafts.get(key)
        return found[1] if found else None

    def ref(self, kind: TermKind, name: str, language: str) -> Ref:
        """Name what a name means, in a language, with its address."""
        found = self._refs.get((kind, name, language))
        if found is None:
            found = self._refs[kind, name, language] = self._ref(kind, name, language)
        return found

    def _ref(self, kind: TermKind, name: str, language: str) -> Ref:
        key = self.key(kind, name)
        draft = self.draft(kind, key)
        if kind == "author" and not draft:
            draft = self.draft("institute", self.names["institute"].registered(name))
        names: Mapping[str, str] = dict(draft.names) if draft else {}
        shown = names.get(language) or names.get(base(language)) or self.names[kind].name(key)
        return Ref(kind, key, shown, encode_address(self.addresses[kind][key]))

    def ref_of(self, kind: TermKind, named: Named | None, language: str) -> Ref | None:
        """Name what a name means, where one is given."""
        return self.ref(kind, named[0], language) if named else None

    def slug(self, kind: TermKind, name: str) -> str:
        """Give the segment of the address by which a term is told from the others of its kind."""
        return self.addresses[kind][self.key(kind, name)].split("/")[1]

    def positions(self, author_key: str) -> tuple[Position, ...]:
        """Give the positions of somebody, as the register has them."""
        draft = self.draft("author", author_key)
        return draft.positions if draft else ()

    def families(self, path: str, draft: TermDraft) -> tuple[str, ...]:
        """Give somebody's family names, after a look whether they are part of the name."""
        names = [draft.name, *dict(draft.names).values()]
        for family, place in draft.family:
            if not any(f" {name} ".startswith(f" {family} ") or f" {name} ".endswith(f" {family} ") for name in names):
                self._problems.append(warning("bad-family", f"{quoted(draft.name)} neither begins nor ends with {quoted(family)}", path=path,
                                             line=place[0], column=place[1], hint="write it as it stands in name: or names:"))  # fmt: skip
        return tuple(family for family, _ in draft.family)

    def spellings(self, project: Ref | None) -> list[tuple[str, Ref]]:
        """Give all names of a project that a role may hold."""
        if project is None:
            return []
        draft = self.draft("project", project.key)
        others = [draft.name, *dict(draft.names).values(), *(alias for alias, _ in draft.aliases)] if draft else []
        return [(name, project) for name in dict.fromkeys([project.name, *others])]

    def staff(self, language: str) -> dict[tuple[TermKind, str], tuple[Member, ...]]:
        """List the people of each institute and project, those who are there first, each kind by name."""
        people: dict[tuple[TermKind, str], dict[str, Member]] = defaultdict(dict)
        for key, (_, draft) in sorted(self.names["author"].drafts.items(), key=lambda item: fold(item[1][1].name)):
            ref = self.ref("author", key, language)
            for position in sorted(draft.positions, key=lambda each: (each.end is None, each.end or date.min)):
                project = self.ref_of("project", position.project, language)
                institute = self.ref_of("institute", position.institute, language)
                role = bylines.role_parts(position.role, self.spellings(project))
                for place in filter(None, (institute, project)):
                    people[place.kind, place.key][key] = Member(ref, role, position.start, position.end)
        return {
            place: tuple(sorted(members.values(), key=lambda member: member.end is not None))
            for place, members in people.items()
        }
