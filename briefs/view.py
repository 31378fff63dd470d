"""What recipes and templates see of the site. Each question is noted."""

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any, NamedTuple, NoReturn, Protocol, TypeVar
from urllib.parse import unquote

from markupsafe import Markup

from briefs.asking import Asking, Refused
from briefs.digest import digest_bytes
from briefs.imaging import Form, Picture
from briefs.imaging.markup import IN_TEXT, in_one_size, picture_html
from briefs.imaging.markup import plain_html as plain_picture
from briefs.markdown import Body, Slot, first_in_sight, page_html, plain_html
from briefs.model import Card
from briefs.problems import error, quoted
from briefs.questions import Reads, World
from briefs.sources import Source, Unreadable, read_bytes

T = TypeVar("T")


class Templates(Protocol):
    """What fills templates: `templates.Templates`, which stands above this file."""

    fragments: dict[tuple[Any, ...], dict[str | None, tuple[Any, Reads]]]
    """What was made and the questions asked for it, by way to the root, maker and arguments, and then by the id of a brief, if
    that is one of them."""

    def render(self, name: str, view: "View", context: Mapping[str, Any]) -> str:
        """Fill a template for a view."""


class Illustration(NamedTuple):
    """A picture that stands for a text."""

    url: str
    width: int
    """In pixels."""
    height: int
    text: str
    """What it shows."""


_ROOT = "\x01"
"""Stands in a fragment for the way to the site's root. No text of the site can hold this control character; an ASCII one keeps
Python's strings narrow, and so quick to join, search and encode."""


class _Later:
    """Stands in a fragment for a value that each page puts in itself. A template can print it, and nothing else."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._mark = Markup(f"\x02{name}\x02")  # as with _ROOT, no text of the site can hold it

    def __html__(self) -> Markup:
        return self._mark

    def __str__(self) -> str:
        return self._mark

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError(f"{self._name} is put in later, and a template can only print it")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __int__ = __index__ = _refuse
    __hash__ = None  # type: ignore[assignment]  # what can't be compared can't be a key either


class View(Asking):
    """The site as one output sees it."""

    def __init__(self, world: World, templates: Templates, path: str, *, root: str = "") -> None:
        super().__init__(world)
        self._templates = templates
        self.path = path
        self.root = root or "../" * path.count("/") or "./"
        """What stands before an address of this site to make it a link from here."""

    def absolute(self) -> "View":
        """The same view with links that carry the site's full address, for feeds and for pages served anywhere."""
        view = View(self._world, self._templates, self.path, root=self.site.url)
        view.reads = self.reads
        return view

    # Texts and files

    def body(self, owner: str) -> Body:
        """A text, parsed: that of a brief or page by its id, that of a term by `kind:key`."""
        try:
            body: Body = self._ask("body", owner)
        except Unreadable as bad:
            raise Refused(bad.problem) from bad
        return body

    def html(self, owner: str, *, plain: bool = False) -> Markup:
        """A text as HTML, its links leading on from this page; plain without notes in the margin, for readers without our styles."""
        fills = iter(self._ask("links", owner))
        opened: list[bool] = []
        body = self.body(owner)
        first = first_in_sight(body)

        def fill(slot: Slot) -> str:
            address = next(fills)
            if slot.kind == "image":
                if address is None:
                    return f'<span class="missing-image">{escape(slot.text)}</span>'
                return self.picture(address, slot.text, eager=slot is first)
            if slot.kind == "end":
                return "</a>" if opened.pop() else ""
            opened.append(address is not None)
            title = f' title="{escape(slot.title)}"' if slot.title else ""
            return "" if address is None else f'<a href="{escape(self.href(address))}"{title}>'

        # The only place where text becomes markup: a Body is made of escaped text and of tags that the sanitizer let through.
        return Markup((plain_html if plain else page_html)(body, fill))

    def picture(
        self, address: str, alt: str = "", sizes: str = IN_TEXT, *, eager: bool = False, portrait: bool = False, cls: str = ""
    ) -> Markup:  # fmt: skip
        """A picture of the site as HTML, with its sizes for a browser to choose from.

        `sizes` is how wide it is shown, as in HTML; an `eager` one is in sight at once. A `portrait` is cut to a square.
        """
        path = unquote(address)
        picture: Picture | None = self._ask("picture", path)
        if picture is None:
            self.note(("asset", path))
            if path not in self._world.assets:
                raise Refused(error("missing-image", f"there is no picture {quoted(path)} on this site"))
            return Markup(f'<img src="{escape(self.href(address))}" alt="{escape(alt)}">')
        if "://" in self.root and not portrait:
            return Markup(plain_picture(picture, self.href, alt=alt))
        html = picture_html(picture, self.href, alt=alt, sizes=sizes, eager=eager, portrait=portrait, cls=cls)
        return Markup(html)

    def illustration(self, owner: str) -> Illustration | None:
        """The first picture of a text, in one size, for who shows the page as a card."""
        fills = self._ask("links", owner)
        for slot, address in zip(self.body(owner).slots(), fills, strict=True):
            picture: Picture | None = (
                self._ask("picture", unquote(address)) if slot.kind == "image" and address else None
            )
            if picture:
                shown, width, height = in_one_size(picture)
                return Illustration(self.canonical(shown), width, height, slot.text)
        return None

    def drawn(self, path: str, form: Form) -> bytes:
        """A picture under `content/`, drawn in a form."""
        self.note(("asset", path))
        try:
            return self._world.files.drawn(f"content/{path}", form)
        except Unreadable as bad:
            raise Refused(bad.problem) from bad

    def href(self, address: str) -> str:
        """Turn an address of this site, or a full one, into a link from this page."""
        return address if address.startswith(("https://", "http://", "mailto:")) else self.root + address

    def canonical(self, address: str) -> str:
        """Turn an address of this site into a full one."""
        return self.site.url + address

    def asset(self, path: str) -> bytes:
        """A file under `content/` that is published as it is."""
        self.note(("asset", path))
        place = f"content/{path}"
        known = self._world.files.digest(place)
        if not known or path not in self._world.assets:
            hint = "a page may use what is published as it is, such as pictures and tables"
            raise Refused(error("unreadable", "this is not a file that a page may use", path=place, hint=hint))
        try:
            data = read_bytes(self._world.root, Source(place, "asset", (0, 0, 0, 0)))
        except Unreadable as bad:
            raise Refused(bad.problem) from bad
        if digest_bytes(data) != known:
            raise Refused(error("unreadable", "the file changed during the build", path=place, hint="build again"))
        return data

    def static(self, path: str) -> bytes:
        """A file under `templates/static/`."""
        self.note(("static", path))
        file, digest = self._world.theme.statics[path]
        try:
            data = file.read_bytes()
        except OSError:
            data = b""
        if digest_bytes(data) != digest:  # it may have become a link to what nobody meant to publish
            message = "the file changed during the build"
            raise Refused(error("unreadable", message, path=f"templates/{path}", hint="build again"))
        return data

    def render(self, template: str, /, **context: Any) -> str:
        """Fill a template, which sees this view as `view`."""
        return self._templates.render(template, self, context)

    def fragment(self, template: str, /, **context: Any) -> Markup:
        """Fill a template whose result depends on its arguments alone; made once for all pages that ask for the same.

        Arguments are plain values. The way to the site's root is put in afterwards, so that pages at any depth share it.
        """
        return self._fragments(template, context, [context.pop("id", None)], {})

    def fragments(
        self, template: str, cards: Iterable[Card], /, *, later: Mapping[str, Any] | None = None, **context: Any
    ) -> Markup:
        """Fill a template once for each of several briefs, which it sees by their `id`, one result after the other.

        The values of `later`, by name, are put in afterwards, so that one result serves where they differ.
        """
        return self._fragments(template, context, [card.id for card in cards], later or {})

    def _fragments(
        self, template: str, context: dict[str, Any], ids: Iterable[str | None], later: Mapping[str, Any]
    ) -> Markup:
        values = [
            (name, type(context[name]), context[name]) for name in sorted(context)
        ]  # 1 and true are not the same to print
        marks = {name: _Later(name) for name in later}

        def make(inner: View, id: str | None) -> str:
            return inner.render(template, **(context if id is None else {**context, "id": id}), **marks)

        text = "".join(self._made_once((template, *sorted(later), *values), make, ids))
        for name, value in later.items():
            text = text.replace(f"\x02{name}\x02", escape(str(value)))
        return Markup(text.replace(_ROOT, self.root))

    def shared(self, make: Callable[..., T], ids: Iterable[str], *args: Any) -> list[T]:
        """What `make(view, id, *args)` gives for each of several briefs; made once for all files that ask for the same.

        It must depend on these values alone. Links that it writes carry the full address if this view's do.
        """
        return self._made_once((make, *args), lambda inner, id: make(inner, id, *args), ids)

    def _made_once(self, name: tuple[Any, ...], make: "Callable[[View, Any], T]", ids: Iterable[Any]) -> list[T]:
        # Where links carry the full address, as in the long feeds, there is nothing to put in.
        root = _ROOT if self.root.startswith(".") else self.root
        kept = self._templates.fragments.setdefault((root, *name), {})
        results = []
        for id in ids:
            made = kept.get(id)
            if made is None:
                inner = View(self._world, self._templates, "", root=root)  # it is no page's own
                made = kept[id] = make(inner, id), inner.reads
            results.append(made[0])
            self.reads.update(made[1])
        return results
