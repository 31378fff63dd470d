"""Where links and pictures of texts lead, now that every address of the site is known."""

import posixpath
from collections.abc import Callable, Collection, Mapping
from urllib.parse import quote, unquote, urlsplit

from briefs.config import PATH as CONFIG_PATH
from briefs.config import Config
from briefs.holds import in_words
from briefs.markdown import Body
from briefs.model import Model, Owner
from briefs.pictures import Pictures
from briefs.problems import Problem, error, quoted, warning
from briefs.sources import Unreadable
from briefs.text import encode_address, nearest, slugify, spellings

_IN_FRAGMENT = "-._~!$&'()*+,;=:@/?"
"""Signs that a fragment may hold as they are (RFC 3986)."""


class Links:
    """What each slot of each text is filled with, and what the menu leads to."""

    def __init__(self, model: Model, config: Config, addresses: Collection[str], body: Callable[[Owner], Body]) -> None:
        """`body` gives a text; it is loaded only to tell where in it a dead link stands."""
        self._model = model
        self._body = body
        self._site_path = urlsplit(config.url).path
        self._addresses = {unquote(address) for address in addresses}
        self._texts = {page.id: page.address for page in model.pages.values()} | {
            id: brief.card.address for id, brief in model.briefs.items()
        }
        self._notices = {notice.card.address for notice in model.notices.values()}
        self._texts |= {id: notice.card.address for id, notice in model.notices.items()}
        self._moved = {unquote(each.address): each.to for each in model.redirects.values()}
        self._texts |= {term.source: term.address for term in model.terms.values() if term.source.endswith(".md")}
        self._owners = {owner.address: owner for owner in model.owners.values()}
        self._assets = frozenset(model.assets)
        self._pictures = Pictures(self._assets)
        self._files = spellings(tuple(posixpath.basename(path) for path in self._texts))
        self._by_name: dict[str, list[str]] = {}
        for path in self._texts:
            self._by_name.setdefault(posixpath.basename(path), []).append(path)
        self.problems: list[Problem] = []
        self.fills: Mapping[str, tuple[str | None, ...]] = {
            id: tuple(self._fill(owner, i) for i in range(len(owner.slots))) for id, owner in model.owners.items()
        }
        self.menu = tuple((link.label, self._menu(link.target, link.place)) for link in config.menu)

    def _fill(self, owner: Owner, i: int) -> str | None:
        """Give the address that a slot stands for; None if there is none, and then the text stands without a link."""
        kind, target = owner.slots[i].kind, owner.slots[i].target
        if kind == "image":
            return self._image(owner, i, target)
        return self._link(owner, i, target) if kind == "link" else None

    def _menu(self, target: str, place: tuple[int, int]) -> str:
        if target.startswith(("https://", "http://", "mailto:")):
            return target
        found = self._find(target, "content/site.yaml", "") if "://" not in target else None
        if found is None:
            known = [*self._texts, *("/" + address for address in self._addresses)]
            held = self._held(target, CONFIG_PATH)
            near = nearest(target, (path.removeprefix("content/") for path in known))
            hint = f"did you mean {near}?" if near else "write pages/about.md, /tags/ or https://…"
            gone = "which isn't there"
            message = f"the menu leads to {quoted(target)}, {held or gone}"
            self.problems.append(error("dead-link", message, path=CONFIG_PATH, line=place[0], column=place[1],
                                       hint="take it out of the menu until it is published" if held else hint))  # fmt: skip
        return found or ""

    def _link(self, owner: Owner, i: int, written: str) -> str | None:
        target, hash, fragment = written.partition("#")
        found = self._find(target, owner.path, owner.address) if target else owner.address
        if found is None:
            held = self._held(target, owner.path)
            if held:
                message = f"the link leads to {quoted(written)}, {held}: its words stand without it"
                self._dead(
                    owner, i, "held-link", message, "nothing is to be done: the link comes to life with that brief"
                )
                return None
            message = f"the link leads to {quoted(written)}, which isn't on this site"
            self._dead(owner, i, "dead-link", message, self._hint(owner, target))
            return None
        if not hash or not fragment or found in self._notices:
            return found
        anchor = self._anchor(unquote(fragment), found)
        if not anchor:
            message = f"the link leads to {quoted(written)}, but the page has no such part"
            self._dead(owner, i, "dead-anchor", message, "link to a heading of that page")
        return f"{found}#{quote(anchor, safe=_IN_FRAGMENT)}" if anchor else found

    def _find(self, target: str, path: str, address: str) -> str | None:
        """Look for a target as a text, as a file and as an address of the site, as seen from a file and from its page."""
        plain = unquote(target.partition("?")[0])
        folder = "content" if plain.startswith("/") else posixpath.dirname(path)
        file = posixpath.normpath(posixpath.join(folder, plain.lstrip("/")))
        if file in self._texts:
            return self._texts[file]
        # Briefs are filed by year, and moved: a file's bare name is enough where only one has it.
        if len(self._by_name.get(plain, ())) == 1:
            return self._texts[self._by_name[plain][0]]
        if file.removeprefix("content/") in self._assets and file.startswith("content/"):
            return encode_address(file.removeprefix("content/"))
        if plain.startswith("/"):
            # The path under which the site itself stands may have been typed in.
            candidates = [
                plain[1:],
                plain.removeprefix(self._site_path) if plain.startswith(self._site_path) else plain[1:],
            ]
        else:
            candidates = [posixpath.normpath(posixpath.join("/", unquote(address), plain))[1:]]
        for candidate in candidates:
            bare = candidate.removesuffix("index.html").strip("/")
            for known in (bare + "/" if bare else "", bare):
                if known in self._moved:
                    return self._moved[known]
                if known in self._addresses:
                    return encode_address(known)
        return None

    def _held(self, target: str, path: str) -> str:
        """Say in words that a target is a brief which is not published yet; empty if it is none."""
        plain = unquote(target.partition("?")[0])
        folder = "content" if plain.startswith("/") else posixpath.dirname(path)
        held = self._model.holds.until
        named = [posixpath.normpath(posixpath.join(folder, plain.lstrip("/")))]
        named += [each for each in held if posixpath.basename(each) == plain]
        due = next((held[each] for each in named if each in held), None)
        return "" if due is None else f"which {in_words(due)}"

    def _hint(self, owner: Owner, target: str) -> str:
        plain = unquote(target)
        if plain.endswith(".md"):
            alike = self._by_name.get(posixpath.basename(plain), [])
            if alike:
                ways = (posixpath.relpath(path, posixpath.dirname(owner.path)) for path in sorted(alike)[:3])
                return f"did you mean {' or '.join(ways)}?"
            near = self._files.near(posixpath.basename(plain))
            is_other = near and near != posixpath.basename(owner.path)
            return f"did you mean {near}?" if is_other else "write the name of the brief's file"
        return "link to a brief by its file, other-brief.md; to a page by its address, /tags/; to others by https://…"

    def _anchor(self, fragment: str, address: str) -> str:
        """Find the part of a page that is meant; what a fragment means in a file, such as `#page=3`, is the reader's affair."""
        owner = self._owners.get(address)
        if owner is None:
            return fragment if unquote(address) in self._assets else ""
        if fragment == "comment" and owner.has_comment:
            return fragment
        wanted = (fragment, f"s-{fragment}", f"s-{slugify(fragment)}")
        return next((each for each in wanted if each in owner.anchors), "")

    def _image(self, owner: Owner, i: int, target: str) -> str | None:
        found = self._pictures.find_linked(target, owner.path)
        if not found.address:
            self._dead(owner, i, "missing-image", found.message, found.hint)
        return found.address or None

    def _dead(self, owner: Owner, i: int, code: str, message: str, hint: str) -> None:
        try:
            slot = list(self._body(owner).slots())[i]
        except Unreadable as bad:
            self.problems.append(bad.problem)
            return
        self.problems.append(warning(code, message, path=owner.path, line=slot.line, column=slot.column, hint=hint))
