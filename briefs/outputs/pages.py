"""Free pages, and the page for addresses where there is none."""

from collections.abc import Iterator

from briefs.config import Config
from briefs.model import Model
from briefs.output import Output, index_path
from briefs.view import View


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan the free pages, 404, and the sign by which GitHub Pages leaves a branch's files as they are."""
    for id, each in model.pages.items():
        yield Output(index_path(each.address), page, (id,), source=id)
    yield Output("404.html", not_found, source="the page for unknown addresses")
    yield Output(".nojekyll", nothing, source="a sign for GitHub Pages")


def page(view: View, id: str) -> str:
    """Make a free page."""
    record = view.page(id)
    return view.render("page.html", page=record, lang=record.lang)


def nothing(view: View) -> str:
    """Make an empty file."""
    return ""


def not_found(view: View) -> str:
    """Make the page that a host shows for an unknown address, at whatever depth: its links carry the full address."""
    view = view.absolute()
    return view.render("404.html", lang=view.site.language)
