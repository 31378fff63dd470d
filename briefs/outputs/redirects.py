"""Pages at old addresses that lead to where their texts now are."""

from collections.abc import Iterator
from urllib.parse import unquote

from briefs.config import FEEDS, Config
from briefs.model import Model
from briefs.output import Output, index_path
from briefs.outputs.feeds import RECIPES
from briefs.view import View


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan a page for each old address; whoever reads the feed of a term by its old address goes on getting it there."""
    for each in model.redirects.values():
        path = index_path(each.address) if each.address.endswith("/") else unquote(each.address)
        yield Output(path, redirect, (each.to, each.title, each.lang), source=each.path, place=each.place)
        for form in config.feeds if each.term and each.address.endswith("/") else ():
            args = (*(each.term or ()), config.per_page, config.feeds)
            feed = unquote(each.address) + FEEDS[form][1]
            yield Output(feed, RECIPES[form], args, source=each.path, place=each.place)


def redirect(view: View, to: str, title: str, lang: str) -> str:
    """Make a page that leads to another: hosts of plain files can't do it otherwise."""
    return view.render("redirect.html", to=to, title=title, lang=lang)
