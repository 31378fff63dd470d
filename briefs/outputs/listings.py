"""Home, archive, and the pages of tags, authors, projects, institutes and years: lists of briefs, one recipe for all."""

from collections.abc import Iterator

from briefs.config import Config
from briefs.linked_data import as_json, site_data, term_data
from briefs.model import TERM_FOLDERS, ListKind, Model, TermKind
from briefs.output import Output, index_path
from briefs.view import View


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan all lists."""
    yield Output("index.html", home, (config.per_page,), source="the home page")
    yield from _paged(model, config, "archive/", "all", "", "the archive")
    for kind, key in model.lists:
        if kind == "year":
            yield from _paged(model, config, f"archive/{key or 'undated'}/", kind, key, "the archive by year")
    for term_kind, folder in TERM_FOLDERS.items():
        yield Output(f"{folder}/index.html", index, (term_kind,), source=f"the list of {folder}")
    for (term_kind, key), term in model.terms.items():
        yield from _paged(model, config, term.address, term_kind, key, term.source or f"the {term_kind} {term.name}")


def _paged(model: Model, config: Config, address: str, kind: ListKind, key: str, source: str) -> Iterator[Output]:
    count = len(model.lists.get((kind, key), ()))
    last = max(1, -(-count // config.per_page))
    for number in range(1, last + 1):
        yield Output(
            index_path(page_address(address, number)),
            listing,
            (kind, key, address, number, last, config.per_page),
            source=source,
        )


def page_address(address: str, number: int) -> str:
    """Give the address of one page of a list; the first has no number."""
    return address if number == 1 else f"{address}page/{number}/"


def home(view: View, count: int) -> str:
    """Make the first page of the site."""
    return view.render(
        "home.html", cards=view.cards(stop=count), data=as_json(site_data(view)), lang=view.site.language
    )


def index(view: View, kind: TermKind) -> str:
    """Make the list of all terms of one kind."""
    return view.render(
        "index.html", kind=kind, folder=TERM_FOLDERS[kind], entries=view.index(kind), lang=view.site.language
    )


def listing(view: View, kind: ListKind, key: str, address: str, number: int, last: int, size: int) -> str:
    """Make one page of a list of briefs."""
    cards = view.cards(kind, key, (number - 1) * size, number * size)
    newer = page_address(address, number - 1) if number > 1 else None
    older = page_address(address, number + 1) if number < last else None
    pages = {
        "number": number,
        "last": last,
        "newer": newer,
        "older": older,
        "address": page_address(address, number),
    }
    lang = view.site.language
    if kind == "all" or kind == "year":
        return view.render("archive.html", year=key, whole=kind == "all", cards=cards, pages=pages, lang=lang)
    term = view.term(kind, key)
    data = term_data(view, term) if number == 1 else None
    return view.render(
        "term.html",
        term=term,
        data=data and as_json(data),
        cards=cards,
        count=view.count(kind, key),
        pages=pages,
        lang=lang,
    )
