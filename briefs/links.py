"""Where links and pictures of texts lead, now that every address of the site is known."""

import posixpath
from collections.abc import Collection, Mapping
from urllib.parse import unquote, urlsplit

from briefs.config import PATH as CONFIG_PATH
from briefs.config import Config
from briefs.markdown import Slot
from briefs.model import Model, Owner
from briefs.problems import Problem, error, warning
from briefs.sources import IMAGE_TYPES
from briefs.text import Spellings, encode_address, nearest, slugify


class Links:
    """What each slot of each text is filled with, and what the menu leads to."""

    def __init__(self, model: Model, config: Config, addresses: Collection[str]) -> None:
        self._model = model
        self._site_path = urlsplit(config.url).path
        self._addresses = {unquote(address) for address in addresses}
        self._texts = {page.id: page.address for page in model.pages.values()} | {
            id: brief.card.address for id, brief in model.briefs.items()
        }
        self._texts |= {term.source: term.address for term in model.terms.values() if term.source.endswith(".md")}
        self._owners = {owner.address: owner for owner in model.owners.values()}
        self._wrong_case = {path.lower(): path for path in model.assets}
        self._files = Spellings(posixpath.basename(path) for path in self._texts)
        self.problems: list[Problem] = []
        self.fills: Mapping[str, tuple[str, ...]] = {
            id: tuple(self._fill(owner, slot) for slot in owner.slots) for id, owner in model.owners.items()
        }
        self.menu = tuple((link.label, self._menu(link.target, link.place)) for link in config.menu)

    def _fill(self, owner: Owner, slot: Slot) -> str:
        """Give the address that a slot stands for; empty if there is none, and then the text stands without a link."""
        if slot.kind == "image":
            return self._image(owner, slot)
        return self._link(owner, slot) if slot.kind == "link" else ""

    def _menu(self, target: str, place: tuple[int, int]) -> str:
        if target.startswith(("https://", "http://", "mailto:")):
            return target
        found = self._find(target, "content/site.yaml", "") if "://" not in target else None
        if found is None:
            known = [*self._texts, *("/" + address for address in self._addresses)]
            near = nearest(target, (path.removeprefix("content/") for path in known))
            self.problems.append(error("dead-link", f"the menu leads to {target!r}, which isn't there", path=CONFIG_PATH, line=place[0], column=place[1],
                                       hint=f"did you mean {near}?" if near else "write pages/about.md, /tags/ or https://…"))  # fmt: skip
        return found or ""

    def _link(self, owner: Owner, slot: Slot) -> str:
        target, hash, fragment = slot.target.partition("#")
        found = self._find(target, owner.path, owner.address) if target else owner.address
        if found is None:
            self._dead(
                owner,
                slot,
                "dead-link",
                f"the link leads to {slot.target!r}, which isn't on this site",
                self._hint(target),
            )
            return ""
        if not hash or not fragment:
            return found
        anchor = self._anchor(unquote(fragment), self._owners.get(found))
        if not anchor:
            self._dead(
                owner,
                slot,
                "dead-anchor",
                f"the link leads to {slot.target!r}, but the page has no such part",
                "link to a heading of that page",
            )
        return f"{found}#{encode_address(anchor)}" if anchor else found

    def _find(self, target: str, path: str, address: str) -> str | None:
        """Look for a target as a text, as a file and as an address of the site, as seen from a file and from its page."""
        plain = unquote(target.partition("?")[0])
        folder = "content" if plain.startswith("/") else posixpath.dirname(path)
        file = posixpath.normpath(posixpath.join(folder, plain.lstrip("/")))
        if file in self._texts:
            return self._texts[file]
        if file.removeprefix("content/") in self._model.assets and file.startswith("content/"):
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
                if known in self._addresses:
                    return encode_address(known)
        return None

    def _hint(self, target: str) -> str:
        plain = unquote(target)
        if plain.endswith(".md"):
            near = self._files.near(posixpath.basename(plain))
            return f"did you mean {near}?" if near else "write the name of the brief's file"
        return "link to a brief by its file, other-brief.md; to a page by its address, /tags/; to others by https://…"

    def _anchor(self, fragment: str, owner: Owner | None) -> str:
        if owner is None:
            return fragment
        if fragment == "comment" and owner.has_comment:
            return fragment
        return next(
            (each for each in (fragment, f"s-{fragment}", f"s-{slugify(fragment)}") if each in owner.anchors),
            "",
        )

    def _image(self, owner: Owner, slot: Slot) -> str:
        plain = unquote(slot.target.partition("?")[0].partition("#")[0])
        folder = "" if plain.startswith("/") else posixpath.dirname(owner.path.removeprefix("content/"))
        path = posixpath.normpath(posixpath.join(folder, plain.lstrip("/")))
        if path in self._model.assets and posixpath.splitext(path)[1].lower() in IMAGE_TYPES:
            return encode_address(path)
        if path in self._model.assets:
            message, hint = (
                f"{slot.target!r} is not a picture",
                "pictures end in " + ", ".join(sorted(IMAGE_TYPES)),
            )
        elif path.lower() in self._wrong_case:
            message, hint = (
                f"there is no picture {slot.target!r}",
                f"capitals count: the file is called {self._wrong_case[path.lower()]}",
            )
        elif path.startswith(".."):
            message, hint = f"the picture {slot.target!r} lies outside content/", "put it beside the text"
        else:
            message, hint = f"there is no picture {slot.target!r}", f"put it at content/{path}"
        self._dead(owner, slot, "missing-image", message, hint)
        return ""

    def _dead(self, owner: Owner, slot: Slot, code: str, message: str, hint: str) -> None:
        self.problems.append(warning(code, message, path=owner.path, line=slot.line, column=slot.column, hint=hint))
