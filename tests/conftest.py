"""What several files of tests share: a browser, the example site at an address, and how examples are drawn."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import open_browser, serve
from hypothesis import settings
from sitetext import Site

if TYPE_CHECKING:
    from browser import sync_api


def pytest_configure(config: pytest.Config) -> None:
    """Draw the same examples in each run, so that a change is judged by what it changed; the soak draws new ones."""
    settings.register_profile("same", derandomize=True)
    if "not soak" in config.option.markexpr:
        settings.load_profile("same")


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


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The example site, built, for tests that only look at it."""
    site = Site.example(tmp_path_factory.mktemp("built"))
    site.build()
    return site


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """The same of real articles in several languages, on a site that is Persian."""
    from samples import make_guide

    root: Path = tmp_path_factory.mktemp("guide")
    with serve(root / "site") as url:
        yield make_guide(root, url), url
