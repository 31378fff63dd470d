"""`sitemap.xml` (sitemaps.org protocol 0.9) and `robots.txt`."""

from collections.abc import Iterator

from briefs import languages
from briefs.addresses import sitemap_addresses
from briefs.config import Config
from briefs.model import Model
from briefs.output import Output
from briefs.view import View

LIMIT = 50_000
"""Addresses that one file may hold, by the protocol."""


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan the sitemap, in several files where one would be too long, and robots.txt."""
    count = len(sitemap_addresses(model))
    parts = tuple(f"sitemap-{number}.xml" for number in range(1, -(-count // LIMIT) + 1)) if count > LIMIT else ()
    if parts:
        yield Output("sitemap.xml", index, (parts,), source="the sitemap")
    for number, path in enumerate(parts or ("sitemap.xml",)):
        yield Output(path, sitemap, (number * LIMIT, (number + 1) * LIMIT), source="the sitemap")
    names = ["sitemap.xml"]
    if any(brief.card.date for brief in model.briefs.values()):
        names.append("sitemap-news.xml")
        yield Output("sitemap-news.xml", news, source="the sitemap of news")
    yield Output("robots.txt", robots, (tuple(names),), source="robots.txt")


def sitemap(view: View, start: int, stop: int) -> str:
    """Make a sitemap of some of the addresses."""
    return view.render("sitemap.xml", addresses=view.addresses(start, stop))


def index(view: View, parts: tuple[str, ...]) -> str:
    """Make the list of the sitemap's files."""
    return view.render("sitemap_index.xml", parts=parts)


def news(view: View) -> str:
    """Make the sitemap of the latest briefs, as Google News reads it.

    It is to hold what appeared within two days. There is no clock here: they are counted back from the newest brief, and the
    file may keep what has grown old, which Google then passes over.
    """
    return view.render("sitemap_news.xml", items=[(languages.base(each.lang), each) for each in view.news])


def robots(view: View, sitemaps: tuple[str, ...]) -> str:
    """Let everybody read everything, and tell where the sitemaps are."""
    lines = "".join(f"Sitemap: {view.canonical(name)}\n" for name in sitemaps)
    return f"User-agent: *\nAllow: /\n\n{lines}"
