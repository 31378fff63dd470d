"""The site's list of corrections, and its feed: there if anything was corrected or withdrawn."""

from collections.abc import Iterator

import msgspec

from briefs.config import FEEDS, Config
from briefs.model import Amendment, Model
from briefs.output import Output, index_path
from briefs.outputs.feeds import json_feed
from briefs.outputs.listings import page_address
from briefs.view import View

ADDRESS = "corrections/"
_SOURCE = "the list of corrections"


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan the pages and the feed."""
    if not model.amendments:
        return
    last = -(-len(model.amendments) // config.per_page)
    for number in range(1, last + 1):
        args = (number, last, config.per_page)
        yield Output(index_path(page_address(ADDRESS, number)), listing, args, source=_SOURCE)
    for form, recipe in (("atom", feed), ("json", feed_json)):
        if form in config.feeds:
            yield Output(ADDRESS + FEEDS[form][1], recipe, (config.per_page,), source="the feed of corrections")


def listing(view: View, number: int, last: int, size: int) -> str:
    """Make one page of the list."""
    newer = page_address(ADDRESS, number - 1) if number > 1 else None
    older = page_address(ADDRESS, number + 1) if number < last else None
    pages = {"number": number, "last": last, "newer": newer, "older": older, "address": page_address(ADDRESS, number)}
    items = view.amendments((number - 1) * size, number * size)
    return view.render("corrections.html", items=items, pages=pages, lang=view.site.language)


def feed(view: View, count: int) -> str:
    """Make the feed of the latest corrections. Its date is that of the latest, so that it depends on the content alone."""
    view = view.absolute()
    items = view.amendments(0, count)
    return view.render("corrections.xml", items=items, updated=items[0].date, address=ADDRESS + "feed.xml")


def feed_json(view: View, count: int) -> bytes:
    """Make the same as a JSON feed."""
    view = view.absolute()
    items = [msgspec.Raw(msgspec.json.encode(_item(view, each))) for each in view.amendments(0, count)]
    title = f"{view.words(view.site.language).corrections} · {view.site.title}"
    return json_feed(view, title, ADDRESS, items)


def _item(view: View, each: Amendment) -> dict[str, str]:
    place = view.canonical(each.brief.address) + (f"#correction-{each.number}" if each.number else "#withdrawn")
    withdrawn = "" if each.number else f"{view.words(each.brief.lang).withdrawn}. "
    return {
        "id": place,
        "url": place,
        "title": each.brief.title,
        "content_text": withdrawn + each.text,
        "date_published": each.date.instant,
        "language": each.brief.lang,
    }
