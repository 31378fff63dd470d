"""The search page, and the index that its script reads: few files, of which a query needs some.

- `search/start.json`: the years and how many briefs each has, how the other files are cut, and the tables by which queries are folded.
- `search/words/…json`: words and where they stand, cut by their first letters.
- `search/cards/…json`: what results show, cut by years and `CARDS` briefs.
- `search/facets/…json`: authors, projects, institutes, tags and languages with their briefs, each kind in a file that is read when it is asked for.

Briefs are numbered from the oldest on, so that a new one changes as little as can be.
"""

from collections.abc import Iterable, Iterator

import msgspec

from briefs import languages
from briefs.config import Config
from briefs.model import Model
from briefs.output import Output
from briefs.search.facets import KINDS, FacetKind
from briefs.search.folding import tables
from briefs.search.index import blocks
from briefs.search.postings import LAST, LEAST, MORE, STEP, WEIGHTS, numbers
from briefs.search.ranges import BOUNDS, parts
from briefs.text import excerpt
from briefs.view import View

CARDS = 32
"""Cards in a file at most."""
_SOURCE = "the search index"


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan the search page and its index."""
    if not config.search:
        return
    yield Output("search/index.html", page, source="the search page")
    yield Output("opensearch.xml", description, source="the description of the search")
    cuts = parts(brief.card.lang for brief in model.briefs.values())
    yield Output("search/start.json", start, (tuple(cuts),), source=_SOURCE)
    for first, stop in cuts:
        yield Output(f"search/words/{first}.json", words, (f"{first}-{stop}",), source=_SOURCE)
    for block in blocks(model, CARDS):
        count = len(model.lists["year", block.year])
        # Lists have the newest first.
        place = (count - block.start - len(block.ids), count - block.start)
        yield Output(_cards_path(block.year, block.start), cards, (block.year, *place), source=_SOURCE)
    for kind in KINDS:
        yield Output(f"search/facets/{kind}.json", facets, (kind,), source=_SOURCE)


def _cards_path(year: str, start: int) -> str:
    return f"search/cards/{year or 'undated'}-{start // CARDS}.json"


def page(view: View) -> str:
    """Make the page that one searches on."""
    return view.render("search.html", lang=view.site.language)


def description(view: View) -> str:
    """Tell browsers how to search the site (OpenSearch 1.1, whose short names have 16 letters at most)."""
    return view.render("opensearch.xml", name=excerpt(view.site.title, 15))


def start(view: View, cuts: tuple[tuple[int, int], ...]) -> bytes:
    """Tell the script what there is."""
    return msgspec.json.encode({
        "years": sorted(view.years),
        "cards": CARDS,
        "words": [[BOUNDS[first], first] for first, _ in cuts],
        "alphabets": [LAST, MORE, WEIGHTS],
        "weights": [LEAST, STEP],
        "tables": tables(),
    })  # fmt: skip


def words(view: View, part: str) -> bytes:
    """List words of texts, and of names, with their postings: two texts each, parted by spaces, so that they are quickly read."""
    return msgspec.json.encode([text for each in (view.postings(part), view.names(part)) for text in _columns(each)])


def _columns(pairs: Iterable[tuple[str, str]]) -> tuple[str, str]:
    return " ".join(word for word, _ in pairs), " ".join(places for _, places in pairs)


def cards(view: View, year: str, newest: int, stop: int) -> bytes:
    """List what results show, the oldest first: address, title, language, direction, date in figures and in words, names of authors."""
    return msgspec.json.encode([
        [
            card.address, card.title, card.lang, languages.direction(card.lang),
            card.date.day.isoformat() if card.date else "", languages.format_date(card.date.day, card.lang) if card.date else "",
            [person.name for person in card.authors], *([1] if card.draft else []),
        ]
        for card in reversed(view.cards("year", year, newest, stop))
    ])  # fmt: skip


def facets(view: View, kind: FacetKind) -> bytes:
    """List the values of one kind with their briefs: key, name, numbers."""
    values = view.facets(kind)
    name = languages.own_name if kind == "lang" else lambda key: ""
    return msgspec.json.encode([[each.key, name(each.key) or each.names[0], numbers(each.members)] for each in values])
