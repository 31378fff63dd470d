"""Files that are published as they are: documents of the content, the theme's stylesheet."""

from collections.abc import Iterator

from briefs.config import Config
from briefs.model import Model
from briefs.output import Output
from briefs.view import View

SEARCH = frozenset(
    [
        "static/search.js",
        "static/search-index.js",
        "static/search-passages.js",
        "static/search-words.js",
        "static/search.css",
    ]
)
"""Files that the search page alone uses."""


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan all copies."""
    for path in model.assets:
        if path not in model.pictures:
            yield Output(path, asset, (path,), source=f"content/{path}")
    for path in model.statics:
        if path in SEARCH and not config.search:
            continue
        yield Output(path, static, (path,), source=f"templates/{path}")


def asset(view: View, path: str) -> bytes:
    """Copy a file of the content."""
    return view.asset(path)


def static(view: View, path: str) -> bytes:
    """Copy a file of the theme."""
    return view.static(path)
