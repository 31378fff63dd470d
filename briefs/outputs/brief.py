"""A page for each brief."""

from collections.abc import Iterator

from briefs.config import Config
from briefs.head_tags import meta_lines
from briefs.linked_data import as_json, brief_data
from briefs.model import Model
from briefs.output import Output, index_path
from briefs.view import View


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan the pages of all briefs."""
    for id, brief in model.briefs.items():
        yield Output(index_path(brief.card.address), page, (id,), source=id)


def page(view: View, id: str) -> str:
    """Make the page of one brief."""
    brief, picture = view.brief(id), view.illustration(id)
    return view.render(
        "brief.html",
        brief=brief,
        card=brief.card,
        lang=brief.card.lang,
        meta=meta_lines(view, brief, picture),
        data=as_json(brief_data(view, brief, picture)),
    )
