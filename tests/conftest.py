"""What several files of tests share: a browser, and the example site at an address."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import open_browser, serve
from sitetext import Site

if TYPE_CHECKING:
    from browser import sync_api


# One for each file of tests, not for all: while it is open, its event loop counts as running in this process, and
# tests of other files may want one of their own. It takes a third of a second to start.
@pytest.fixture(scope="module")
def browser() -> Iterator["sync_api.Browser"]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """The example site, built for the address at which it is served, and that address."""
    site = Site.example(tmp_path_factory.mktemp("example"))
    with serve(site.out) as url:
        site.edit("content/site.yaml", "url: https://example.org/", f"url: {url}")
        site.build()
        yield site, url


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """The same of real articles in several languages, on a site that is Persian."""
    from samples import make_guide

    root: Path = tmp_path_factory.mktemp("guide")
    with serve(root / "site") as url:
        yield make_guide(root, url), url
