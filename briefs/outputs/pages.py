"""Free pages, and the page for addresses where there is none."""

from collections.abc import Iterator

from briefs.config import Config
from briefs.model import Model
from briefs.output import Output, index_path
from briefs.view import View


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan the free pages and 404."""
    for id, each in model.pages.items():
        yield Output(index_path(each.address), page, (id,), source=id)
    yield Output("404.html", not_found, source="the page for unknown addresses")


def page(view: View, id: str) -> str:
    """Make a free page."""
    record = view.page(id)
    return view.render("page.html", page=record, lang=record.lang)


def not_found(view: View) -> str:
    """Make the page that a host shows for an unknown address, at whatever depth: its links carry the full address."""
    view = view.absolute()
    return view.render("404.html", lang=view.site.language)
