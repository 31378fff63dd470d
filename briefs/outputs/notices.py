"""A notice in the place of each brief that was withdrawn."""

from collections.abc import Iterator

from briefs.config import Config
from briefs.model import Model
from briefs.output import Output, index_path
from briefs.view import View


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan the notices."""
    for id, each in model.notices.items():
        yield Output(index_path(each.card.address), notice, (id,), source=id)


def notice(view: View, id: str) -> str:
    """Make the page that says that a brief was withdrawn, when and why."""
    record = view.notice(id)
    return view.render("withdrawn.html", notice=record, card=record.card, lang=record.card.lang)
