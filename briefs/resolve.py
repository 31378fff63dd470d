"""Drafts to Model: bylines, addresses, lists and their order. What only the whole site can judge is judged here."""

import math
import re
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import PurePosixPath
from types import MappingProxyType
from urllib.parse import unquote

from briefs import bylines
from briefs.amendments import amendments
from briefs.chronology import due, judge_dates, later_dates
from briefs.config import FEEDS, Config
from briefs.doubles import doubles
from briefs.drafts import (
    RESERVED_SLUGS,
    AuthorEntry,
    BriefDraft,
    Draft,
    Named,
    PageDraft,
    Position,
    TermDraft,
    Text,
    less_text,
    pdf_of,
    split_name,
)
from briefs.files import SETTINGS
from briefs.holds import Holds, judge
from briefs.lists import in_order, lists_of, translations
from briefs.markdown import Slot
from briefs.model import (
    TERM_FOLDERS,
    Brief,
    Card,
    Credit,
    Look,
    Model,
    Notice,
    Owner,
    Page,
    Post,
    Ref,
    Site,
    Term,
    TermKind,
)
from briefs.pictures import Pictures
from briefs.problems import Problem, error, quoted, warning
from briefs.registers import Registers
from briefs.schema import Place
from briefs.text import encode_address, fold, slugify
from briefs.withheld import withheld

LACKS = frozenset(["no-date", "no-author"])
"""Codes of warnings that a brief lacks something."""


def resolve(
    drafts: Sequence[tuple[str, Draft]],
    config: Config,
    *,
    assets: Collection[str],
    statics: Collection[str],
    now: float,
    with_drafts: bool = False,
) -> tuple[Model, list[Problem]]:
    """Put the drafts, given with their paths, together.

    `assets` are paths under `content/` and `statics` paths under the site. Briefs that are not due at `now`, seconds since 1970,
    leave no trace: nothing but their paths is known beyond this point, unless `with_drafts` asks for them.
    """
    briefs = [(path, draft) for path, draft in drafts if isinstance(draft, BriefDraft)]
    later = [when.instant for _, draft in briefs for _, when in later_dates(draft)]
    holds = judge(((path, due(draft)) for path, draft in briefs), now, later)
    held = [] if with_drafts else [(path, draft) for path, draft in briefs if path in holds.until]
    if held:
        drafts = [(path, draft) for path, draft in drafts if path not in holds.until]
    resolver = _Resolver(drafts, config, assets, holds, now)
    return resolver.model(statics, held), resolver.problems


class _Resolver:
    def __init__(
        self, drafts: Sequence[tuple[str, Draft]], config: Config, assets: Collection[str], holds: Holds, now: float
    ) -> None:
        self.config = config
        self.holds = holds
        self.now = now
        self.assets = frozenset(assets)
        self.pictures = Pictures(self.assets)
        self.problems: list[Problem] = []
        self.taken_back = [(path, draft) for path, draft in drafts if isinstance(draft, BriefDraft) and draft.withdrawn]
        drafts = [(path, less_text(draft)) for path, draft in drafts]
        briefs = [(path, draft) for path, draft in drafts if isinstance(draft, BriefDraft)]
        self.briefs = [(path, draft) for path, draft in briefs if not draft.withdrawn]
        self.withdrawn = [(path, draft) for path, draft in briefs if draft.withdrawn]
        self.pages = [(path, draft) for path, draft in drafts if isinstance(draft, PageDraft)]
        self.registers = Registers(drafts, config, self.problems)
        self.owners: dict[str, Owner] = {}

    def model(self, statics: Collection[str], held: Sequence[tuple[str, BriefDraft]]) -> Model:
        config, names = self.config, self.registers.names
        made = [self._brief(path, draft) for path, draft in self.briefs]
        briefs, in_languages = in_order(made), translations(self.briefs)
        notices = {path: self._notice(path, draft) for path, draft in self.withdrawn}
        amended = amendments(briefs, notices.values())
        pages = {path: self._page(path, draft) for path, draft in self.pages}
        terms = [self._term(kind, key) for kind in TERM_FOLDERS for key in names[kind].all_keys()]
        terms.sort(key=lambda term: (term.kind, fold(term.name), term.key))
        publisher = self.registers.ref("institute", config.publisher, config.language) if config.publisher else None
        lists = lists_of(briefs)
        written = ((draft, brief) for (_, draft), brief in zip(self.briefs, made, strict=True))
        self.problems += doubles(written, in_languages, publisher)
        return Model(
            site=Site(
                config.title,
                config.tagline,
                config.url,
                config.language,
                config.licence,
                publisher,
                config.search,
                tuple(FEEDS[form] for form in config.feeds),
                bool(amended),
                config.exports,
                self._look(),
            ),
            briefs=MappingProxyType({brief.card.id: brief for brief in briefs}),
            notices=MappingProxyType(notices),
            amendments=amended,
            pages=MappingProxyType(pages),
            terms=MappingProxyType({(term.kind, term.key): term for term in terms}),
            lists=MappingProxyType(lists),
            translations=MappingProxyType(in_languages),
            related=MappingProxyType({}),  # left to `composing`
            staff=MappingProxyType(self.registers.staff(config.language)),
            owners=MappingProxyType(self.owners),
            assets=tuple(sorted(self.assets - self._withheld(held, terms))),
            statics=tuple(sorted(statics)),
            holds=self.holds,
        )

    def _withheld(self, held: Sequence[tuple[str, BriefDraft]], terms: Sequence[Term]) -> set[str]:
        if not held and not self.taken_back:
            return set()
        config, published = self.config, [path for path, _ in self.briefs]
        menu = Owner(SETTINGS, 0, "", tuple(Slot("link", link.target) for link in config.menu), (), has_comment=False)
        others = {unquote(address) for address in (self._look().logo, *(term.photo for term in terms))}
        others |= {pdf_of(path) for path in published}
        owners = [*self.owners.values(), menu]
        return withheld(self.assets, published, held, owners, others, config.url, withdrawn=self.taken_back)

    # Briefs

    def _brief(self, path: str, draft: BriefDraft) -> Brief:
        lang = draft.lang
        project = self.registers.ref_of("project", draft.project, lang)
        institute = self.registers.ref_of("institute", draft.institute, lang)
        tags = {ref.key: ref for ref in (self.registers.ref("tag", name, lang) for name, _ in draft.tags)}
        credits = bylines.join_credits([self._credit(path, draft, entry, project) for entry in draft.author])
        self.problems += judge_dates(path, draft, math.inf if path in self.holds.until else self.now)
        corrections = tuple(sorted(draft.corrections, key=lambda each: each.date, reverse=True))
        changes = [each.date for each in corrections] + ([draft.updated] if draft.updated else [])
        for key, missing in (("date", not draft.date), ("author", not draft.author)):
            if missing and key not in self.config.required:
                self.problems.append(warning(f"no-{key}", f"the brief has no {key}", path=path, line=1,
                                             hint=f"add {key}: to the front matter"))  # fmt: skip
        card = Card(
            id=path, address=self._brief_address(path, draft), title=draft.title, lang=lang, date=draft.date, updated=max(changes, default=None),
            summary=draft.summary or draft.text.lead, credits=credits, project=project, tags=tuple(tags.values()),
            has_comment=draft.text.has_comment, draft=path in self.holds.until,
        )  # fmt: skip
        self._own(path, path, card.address, draft.text)
        pdf = encode_address(pdf_of(path)) if pdf_of(path) in self.assets else ""
        return Brief(
            card, institute, draft.summary, draft.key_points, corrections, draft.type, draft.number, draft.doi, pdf
        )

    def _notice(self, path: str, draft: BriefDraft) -> Notice:
        assert draft.withdrawn
        brief = self._brief(path, draft)
        del self.owners[path]
        return Notice(brief.card, brief.institute, draft.withdrawn.date, draft.withdrawn.reason)

    def _credit(self, path: str, draft: BriefDraft, entry: AuthorEntry, project: Ref | None) -> Credit:
        lang, registers = draft.lang, self.registers
        person = registers.ref("author", entry.name, lang)
        positions = registers.positions(person.key)
        wanted = entry.institute or (draft.institute[0] if draft.institute else "")
        position = self._position(positions, draft.date.day if draft.date else None, wanted)
        if positions and position is None and draft.date and not (entry.role or draft.role):
            self.problems.append(warning("no-position", f"{person.name} held no position on {draft.date.day}", path=path, line=entry.place[0],
                                         column=entry.place[1], hint="add it to the author's file, or give role: here"))  # fmt: skip
        held = position.institute[0] if position and position.institute else ""
        # With several authors the brief's institute is the publishing one, and each keeps his own.
        alone = len(draft.author) == 1
        institute = entry.institute or (wanted if wanted and (alone or not held) else held)
        role = entry.role or draft.role or (position.role if position else "")
        held_for = registers.ref_of("project", position.project, lang) if position else None
        return Credit(
            (person,),
            bylines.role_parts(role, [*registers.spellings(project), *registers.spellings(held_for)]),
            registers.ref("institute", institute, lang) if institute else None,
        )

    def _position(self, positions: Sequence[Position], day: date | None, institute: str) -> Position | None:
        wanted = self.registers.key("institute", institute) if institute else ""
        there = [p for p in positions if p.institute and self.registers.key("institute", p.institute[0]) == wanted]
        return bylines.position_on(positions, day, preferred=there)

    def _brief_address(self, path: str, draft: BriefDraft) -> str:
        slug = self._slug(path, draft.slug)
        year, month, day = draft.date.day.isoformat().split("-") if draft.date else ("", "", "")
        project = self.registers.slug("project", draft.project[0]) if draft.project else ""
        parts = {"slug": slug, "lang": draft.lang, "year": year, "month": month, "day": day, "project": project}
        filled = re.sub(r"\{(\w+)\}", lambda match: parts[match[1]], self.config.permalink)
        address = "/".join(filter(None, filled.split("/"))) + "/"
        return encode_address(address if "{lang}" in self.config.permalink else self._in_language(address, draft.lang))

    def _in_language(self, address: str, lang: str) -> str:
        return address if lang == self.config.language else f"{slugify(lang)}/{address}"

    def _slug(self, path: str, given: Named | None) -> str:
        slug = given[0] if given else slugify(split_name(path)[0])
        if not slug:
            self.problems.append(error("bad-slug", "the file's name gives no address", path=path,
                                       hint="add slug: with letters, digits and hyphens, or rename the file"))  # fmt: skip
        elif slug in RESERVED_SLUGS:
            self.problems.append(error("bad-slug", f"the address {quoted(slug)} is kept for the site or a system's own use", path=path,
                                       hint=f"add, for example, slug: {slug}-brief, or rename the file"))  # fmt: skip
        return slug

    # Pages and terms

    def _page(self, path: str, draft: PageDraft) -> Page:
        folders = PurePosixPath(path).relative_to("content/pages").parent.parts
        segments = [*filter(None, map(slugify, folders)), self._slug(path, draft.slug)]
        address = encode_address(self._in_language("/".join(segments) + "/", draft.lang))
        self._own(path, path, address, draft.text)
        return Page(path, address, draft.title, draft.lang, draft.summary or draft.text.lead)

    def _term(self, kind: TermKind, key: str) -> Term:
        names = self.registers.names[kind]
        address = encode_address(self.registers.addresses[kind][key])
        feed = address + FEEDS[self.config.feeds[0]][1] if self.config.feeds else ""
        institute = self.registers.institute(names.name(key)) if kind == "author" else ""
        if key not in names.drafts:
            return Term(kind=kind, key=key, name=names.name(key), address=address, feed=feed, institute=institute)
        path, draft = names.drafts[key]
        posts = [self._post(position) for position in draft.positions]
        if draft.text:
            self._own(f"{kind}:{key}", path, address, draft.text)
        return Term(
            kind=kind, key=key, name=draft.name, address=address, source=path, names=draft.names, feed=feed,
            aliases=tuple(alias for alias, _ in draft.aliases), lead=draft.text.lead if draft.text else "", has_text=draft.text is not None,
            today=tuple(post for post in reversed(posts) if post.end is None),
            earlier=tuple(sorted((post for post in posts if post.end), key=lambda post: (post.end, post.start or date.min), reverse=True)),
            photo=self._photo(path, draft), links=draft.links, orcid=draft.orcid, email=draft.email, ror=draft.ror,
            family=self.registers.families(path, draft), institute=institute,
        )  # fmt: skip

    def _photo(self, path: str, draft: TermDraft) -> str:
        return self._picture(path, *draft.photo) if draft.photo else ""

    def _look(self) -> Look:
        look = self.config.look
        return Look(
            look.type, self._picture(SETTINGS, look.logo, look.logo_place) if look.logo else "", look.has_styles
        )

    def _picture(self, path: str, name: str, place: Place) -> str:
        found = self.pictures.find(name, path)
        if not found.address:
            line, column = place
            self.problems.append(
                warning("missing-image", found.message, path=path, line=line, column=column, hint=found.hint)
            )
        return found.address

    def _post(self, position: Position) -> Post:
        lang = self.config.language
        project = self.registers.ref_of("project", position.project, lang)
        institute = self.registers.ref_of("institute", position.institute, lang)
        role = bylines.role_parts(position.role, self.registers.spellings(project))
        return Post(role, institute, project, position.start, position.end)

    def _own(self, owner: str, path: str, address: str, text: Text) -> None:
        self.owners[owner] = Owner(path, text.number, address, text.slots, text.anchors, text.has_comment)
