"""Every file that a site has of itself."""

from collections.abc import Callable, Iterable

from briefs.config import Config
from briefs.model import Model
from briefs.output import Output
from briefs.outputs import (
    brief,
    catalogue,
    corrections,
    exports,
    feeds,
    listings,
    look,
    notices,
    pages,
    pictures,
    redirects,
    search,
    sitemap,
    static,
    twins,
)

Plan = Callable[[Model, Config], Iterable[Output]]

BUILT_IN: tuple[Plan, ...] = (
    brief.outputs,
    listings.outputs,
    pages.outputs,
    feeds.outputs,
    sitemap.outputs,
    search.outputs,
    static.outputs,
    look.outputs,
    pictures.outputs,
    notices.outputs,
    corrections.outputs,
    redirects.outputs,
    exports.outputs,
    twins.outputs,
    catalogue.outputs,
)


def plan(model: Model, config: Config) -> list[Output]:
    """List every file that a site has of itself."""
    return [output for each in BUILT_IN for output in each(model, config)]
