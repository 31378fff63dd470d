"""Drafts to Model: identities, bylines, addresses, lists and their order. What only the whole site can judge is judged here."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePosixPath
from types import MappingProxyType

from briefs import bylines
from briefs.config import PATH as CONFIG_PATH
from briefs.config import Config
from briefs.drafts import (
    RESERVED_SLUGS,
    AuthorEntry,
    BriefDraft,
    Draft,
    PageDraft,
    Position,
    TermDraft,
    Text,
    split_name,
)
from briefs.identities import Identities, uses
from briefs.languages import base
from briefs.model import Brief, Card, Credit, ListKind, Model, Owner, Page, Post, Ref, Site, Term, TermKind
from briefs.problems import Problem, error, warning
from briefs.text import encode_address, excerpt, fold, slugify

KINDS: tuple[TermKind, ...] = ("author", "institute", "project", "tag")
WITH_FEED: tuple[TermKind, ...] = ("author", "project", "tag")


def resolve(
    drafts: Sequence[tuple[str, Draft]],
    config: Config,
    *,
    assets: Mapping[str, str],
    statics: Mapping[str, str],
    with_drafts: bool = False,
) -> tuple[Model, list[Problem]]:
    """Put the drafts, given with their paths, together.

    `assets` are paths under `content/` and `statics` paths under the site, each with the digest of the file.
    """
    return _Resolver(drafts, config, assets, statics, with_drafts).model()


class _Resolver:
    def __init__(
        self,
        drafts: Sequence[tuple[str, Draft]],
        config: Config,
        assets: Mapping[str, str],
        statics: Mapping[str, str],
        with_drafts: bool,
    ) -> None:
        self.config = config
        self.assets = assets
        self.statics = statics
        self.problems: list[Problem] = []
        self.briefs = [
            (path, draft)
            for path, draft in drafts
            if isinstance(draft, BriefDraft) and (with_drafts or not draft.draft)
        ]
        self.pages = [(path, draft) for path, draft in drafts if isinstance(draft, PageDraft)]
        registers: dict[TermKind, list[tuple[str, TermDraft]]] = {kind: [] for kind in KINDS}
        for path, draft in drafts:
            if isinstance(draft, TermDraft):
                registers[draft.kind].append((path, draft))
        self.names = {kind: Identities(kind, registers[kind], self.problems) for kind in KINDS}
        self.owners: dict[str, Owner] = {}

    def model(self) -> tuple[Model, list[Problem]]:
        self._gather_names()
        self.addresses = {kind: self.names[kind].addresses() for kind in KINDS}
        self.institute_keys = {
            p.institute[0]: self.names["institute"].key(p.institute[0]) for p in self._all_positions() if p.institute
        }
        briefs = {path: self._brief(path, draft) for path, draft in self.briefs}
        ordered = sorted(briefs.values(), key=lambda brief: (fold(brief.card.title), brief.card.id))
        ordered.sort(key=lambda brief: brief.card.date.instant if brief.card.date else "", reverse=True)
        ordered.sort(key=lambda brief: brief.card.date.day if brief.card.date else date.min, reverse=True)
        pages = {path: self._page(path, draft) for path, draft in self.pages}
        terms = {(kind, key): self._term(kind, key) for kind in KINDS for key in self.names[kind].all_keys()}
        terms = dict(sorted(terms.items(), key=lambda item: (item[0][0], fold(item[1].name), item[0][1])))
        publisher = (
            self._ref("institute", self.config.publisher, self.config.language) if self.config.publisher else None
        )
        config = self.config
        model = Model(
            site=Site(config.title, config.tagline, config.url, config.language, config.licence, publisher),
            briefs=MappingProxyType({brief.card.id: brief for brief in ordered}),
            pages=MappingProxyType(pages),
            terms=MappingProxyType(terms),
            lists=MappingProxyType(_lists(ordered)),
            translations=MappingProxyType(self._translations()),
            staff=MappingProxyType(self._staff()),
            owners=MappingProxyType(self.owners),
            assets=MappingProxyType(dict(self.assets)),
            statics=MappingProxyType(dict(self.statics)),
        )
        return model, self.problems

    # Names

    def _all_positions(self) -> list[Position]:
        return [position for _, draft in self.names["author"].drafts.values() for position in draft.positions]

    def _gather_names(self) -> None:
        for path, draft in self.briefs:
            for entry in draft.author:
                self.names["author"].use(entry.name, path, entry.place)
                if entry.institute:
                    self.names["institute"].use(entry.institute, path, entry.place)
            for kind, names in (
                ("institute", (draft.institute,)),
                ("project", (draft.project,)),
                ("tag", draft.tags),
            ):
                for use in uses(names, path):
                    self.names[kind].use(use.name, path, use.place)  # type: ignore[index]  # the kinds are spelt out above
        for path, person in self.names["author"].drafts.values():
            for position in person.positions:
                for kind, names in (("institute", (position.institute,)), ("project", (position.project,))):
                    for use in uses(names, path):
                        self.names[kind].use(use.name, path, use.place)  # type: ignore[index]  # as above
        if self.config.publisher:
            self.names["institute"].use(self.config.publisher, CONFIG_PATH, self.config.publisher_place)
        for kind in KINDS:
            self.problems += self.names[kind].unlisted(strict=self.config.registers == "strict")

    def _ref(self, kind: TermKind, name: str, language: str) -> Ref:
        key = self.names[kind].key(name)
        shown = self.names[kind].name(key)
        if key in self.names[kind].drafts:
            names = dict(self.names[kind].drafts[key][1].names)
            shown = names.get(language) or names.get(base(language)) or shown
        return Ref(kind, key, shown, encode_address(self.addresses[kind][key]))

    # Briefs

    def _brief(self, path: str, draft: BriefDraft) -> Brief:
        lang = draft.lang
        project = self._ref("project", draft.project[0], lang) if draft.project else None
        institute = self._ref("institute", draft.institute[0], lang) if draft.institute else None
        tags = tuple({ref.key: ref for ref in (self._ref("tag", name, lang) for name, _ in draft.tags)}.values())
        credits = bylines.join_credits([self._credit(path, draft, entry, project) for entry in draft.author])
        for key, missing in (("date", not draft.date), ("author", not draft.author)):
            if missing and key not in self.config.required:
                self.problems.append(warning(f"no-{key}", f"the brief has no {key}", path=path, line=1,
                                             hint=f"add {key}: to the front matter"))  # fmt: skip
        card = Card(
            id=path, address=self._brief_address(path, draft), title=draft.title, lang=lang, date=draft.date, updated=draft.updated,
            summary=draft.summary or excerpt(draft.text.lead), credits=credits, project=project, tags=tags,
            has_comment=draft.text.has_comment, draft=draft.draft,
        )  # fmt: skip
        if draft.date and draft.updated and draft.updated.day < draft.date.day:
            place = dict(draft.places).get("updated", (1, 0))
            self.problems.append(error("bad-date", f"updated: ({draft.updated.day}) is before date: ({draft.date.day})", path=path,
                                       line=place[0], column=place[1], hint="is one of the two mistyped?"))  # fmt: skip
        self._own(path, path, card.address, draft.text)
        return Brief(card, institute, draft.key_points, draft.text.body, draft.text.words)

    def _credit(self, path: str, draft: BriefDraft, entry: AuthorEntry, project: Ref | None) -> Credit:
        lang = draft.lang
        person = self._ref("author", entry.name, lang)
        positions = self._positions(person.key)
        wanted = entry.institute or (draft.institute[0] if draft.institute else "")
        wanted_key = self.names["institute"].key(wanted) if wanted else ""
        day = draft.date.day if draft.date else None
        position = bylines.position_on(positions, day, wanted_key, self.institute_keys)
        if positions and position is None and not (entry.role or draft.role):
            self.problems.append(warning("no-position", f"{person.name} held no position on {day}", path=path, line=entry.place[0],
                                         column=entry.place[1], hint="add it to the author's file, or give role: here"))  # fmt: skip
        held = position.institute[0] if position and position.institute else ""
        # With several authors the brief's institute is the publishing one, and each keeps his own.
        alone = len(draft.author) == 1
        institute = entry.institute or (wanted if wanted and (alone or not held) else held)
        role = entry.role or draft.role or (position.role if position else "")
        known = [
            *self._spelt(project),
            *self._spelt(self._ref("project", position.project[0], lang) if position and position.project else None),
        ]
        return Credit(
            (person,),
            bylines.role_parts(role, known),
            self._ref("institute", institute, lang) if institute else None,
        )

    def _positions(self, author_key: str) -> tuple[Position, ...]:
        found = self.names["author"].drafts.get(author_key)
        return found[1].positions if found else ()

    def _spelt(self, project: Ref | None) -> list[tuple[str, Ref]]:
        """Give all names of a project that a role may hold."""
        if project is None:
            return []
        described = self.names["project"].drafts.get(project.key)
        others = (
            [
                described[1].name,
                *(name for _, name in described[1].names),
                *(alias for alias, _ in described[1].aliases),
            ]
            if described
            else []
        )
        return [(name, project) for name in dict.fromkeys([project.name, *others])]

    def _brief_address(self, path: str, draft: BriefDraft) -> str:
        slug = self._slug(path, draft.slug)
        day = draft.date.day if draft.date else None
        parts = {
            "slug": slug, "lang": draft.lang, "year": f"{day.year:04}" if day else "", "month": f"{day.month:02}" if day else "",
            "day": f"{day.day:02}" if day else "", "project": slugify(draft.project[0]) if draft.project else "",
        }  # fmt: skip
        filled = re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], self.config.permalink)
        address = "/".join(filter(None, filled.split("/"))) + "/"
        return encode_address(
            self._in_language(address, draft.lang) if "{lang}" not in self.config.permalink else address
        )

    def _in_language(self, address: str, lang: str) -> str:
        return address if lang == self.config.language else f"{slugify(lang)}/{address}"

    def _slug(self, path: str, given: tuple[str, tuple[int, int]] | None) -> str:
        slug = given[0] if given else slugify(split_name(path)[0])
        if not slug or slug in RESERVED_SLUGS:
            self.problems.append(error("bad-slug", f"the file's name gives no address: {slug!r}" if slug else "the file's name gives no address",
                                       path=path, hint="add slug: with letters, digits and hyphens, or rename the file"))  # fmt: skip
        return slug

    def _translations(self) -> dict[str, tuple[str, ...]]:
        groups: dict[tuple[str, str], list[tuple[str, BriefDraft]]] = defaultdict(list)
        for path, draft in self.briefs:
            name = PurePosixPath(path).name
            suffix = split_name(path)[1]
            stem = name.removesuffix(".md").removesuffix(f".{suffix}") if suffix else name.removesuffix(".md")
            groups[str(PurePosixPath(path).parent), stem].append((path, draft))
        return {
            path: tuple(other for other, _ in group if other != path)
            for group in groups.values()
            if len(group) > 1
            for path, _ in group
        }

    # Pages and terms

    def _page(self, path: str, draft: PageDraft) -> Page:
        folders = PurePosixPath(path).relative_to("content/pages").parent.parts
        slug = self._slug(path, draft.slug)
        address = encode_address(self._in_language("/".join([*map(slugify, folders), slug]) + "/", draft.lang))
        self._own(path, path, address, draft.text)
        return Page(path, address, draft.title, draft.lang, draft.summary or excerpt(draft.text.lead), draft.text.body)

    def _term(self, kind: TermKind, key: str) -> Term:
        names = self.names[kind]
        address = encode_address(self.addresses[kind][key])
        feed = address + "feed.xml" if kind in WITH_FEED else ""
        if key not in names.drafts:
            return Term(kind=kind, key=key, name=names.name(key), address=address, feed=feed)
        path, draft = names.drafts[key]
        posts = [self._post(position) for position in draft.positions]
        if draft.text:
            self._own(f"{kind}:{key}", path, address, draft.text)
        return Term(
            kind=kind, key=key, name=draft.name, address=address, source=path, names=draft.names, feed=feed,
            lead=excerpt(draft.text.lead) if draft.text else "", body=draft.text.body if draft.text else "",
            today=tuple(post for post in reversed(posts) if post.end is None),
            earlier=tuple(sorted((post for post in posts if post.end), key=lambda post: (post.end, post.start or date.min), reverse=True)),
            photo=self._photo(path, draft), links=draft.links, orcid=draft.orcid, email=draft.email, ror=draft.ror,
        )  # fmt: skip

    def _photo(self, path: str, draft: TermDraft) -> str:
        if draft.photo is None:
            return ""
        name, place = draft.photo
        inner = (
            str(PurePosixPath(path.removeprefix("content/")).parent / name) if not name.startswith("/") else name[1:]
        )
        if inner in self.assets:
            return encode_address(inner)
        self.problems.append(warning("missing-image", f"there is no picture {name}", path=path, line=place[0], column=place[1],
                                     hint=f"put it at content/{inner}"))  # fmt: skip
        return ""

    def _post(self, position: Position) -> Post:
        lang = self.config.language
        project = self._ref("project", position.project[0], lang) if position.project else None
        institute = self._ref("institute", position.institute[0], lang) if position.institute else None
        return Post(
            bylines.role_parts(position.role, self._spelt(project)),
            institute,
            project,
            position.start,
            position.end,
        )

    def _staff(self) -> dict[tuple[TermKind, str], tuple[Ref, ...]]:
        people: dict[tuple[TermKind, str], dict[str, Ref]] = defaultdict(dict)
        for key, (_, draft) in sorted(self.names["author"].drafts.items(), key=lambda item: fold(item[1][1].name)):
            ref = self._ref("author", draft.name, self.config.language)
            for position in draft.positions:
                if position.institute:
                    people["institute", self.names["institute"].key(position.institute[0])][key] = ref
                if position.project:
                    people["project", self.names["project"].key(position.project[0])][key] = ref
        return {term: tuple(refs.values()) for term, refs in people.items()}

    def _own(self, owner: str, path: str, address: str, text: Text) -> None:
        self.owners[owner] = Owner(path, address, text.slots, text.anchors, text.has_comment)


def _lists(briefs: Sequence[Brief]) -> dict[tuple[ListKind, str], tuple[str, ...]]:
    lists: dict[tuple[ListKind, str], dict[str, None]] = defaultdict(dict)
    for brief in briefs:
        card = brief.card
        keys: list[tuple[ListKind, str]] = [
            ("all", ""),
            ("year", str(card.date.day.year) if card.date else ""),
        ]
        refs = [
            *card.authors,
            *(credit.institute for credit in card.credits),
            brief.institute,
            card.project,
            *card.tags,
        ]
        keys += [(ref.kind, ref.key) for ref in refs if ref]
        for key in keys:
            lists[key][card.id] = None
    return {key: tuple(ids) for key, ids in lists.items()}
