"""Briefs as Markdown beside their pages, lists of them by year, and `llms.txt` (llmstxt.org), which leads to these."""

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from briefs.config import Config
from briefs.model import Card, Model
from briefs.output import Output
from briefs.twin.blocks import markdown
from briefs.twin.facts import front_matter
from briefs.twin.lines import label, literal
from briefs.view import View

LATEST = 50
"""Briefs that `llms.txt` names one by one."""


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan all of them, if the settings want them."""
    if "markdown" not in config.exports:
        return
    for id, brief in model.briefs.items():
        yield Output(f"{unquote(brief.card.address)}index.md", twin, (id,), source=id)
    for kind, key in model.lists:
        if kind == "year":
            yield Output(f"archive/{key or 'undated'}/index.md", year, (key,), source="the archive by year")
    yield Output("llms.txt", llms, source="llms.txt")


def twin(view: View, id: str) -> str:
    """Write one brief."""
    view = view.absolute()
    brief = view.brief(id)
    # A heading in one line: what marks a beginning means nothing behind the sign.
    heading = f"# {literal(brief.card.title)}"
    return f"{front_matter(brief, view.site)}\n\n{heading}\n\n{markdown(view.html(id, plain=True))}\n"


def year(view: View, key: str) -> str:
    """List the briefs of a year."""
    title = view.site.title
    cards = view.cards("year", key, 0, view.count("year", key))
    return f"# {literal(title)}: {key or view.words(view.site.language).undated}\n\n{_links(view, cards)}"


def llms(view: View) -> str:
    """Write the entry for programs that read the site: what it is, its latest briefs, and where the others are listed."""
    site, words = view.site, view.words(view.site.language)
    lists = [
        (key or words.undated, view.canonical(f"archive/{key or 'undated'}/index.md"), count)
        for key, count in view.years
    ]
    years = "".join(f"- [{name}]({address}): {count}\n" for name, address, count in lists)
    parts = [
        f"# {literal(site.title)}\n", f"> {literal(site.tagline)}\n" if site.tagline else "",
        f"{words.licence}: {literal(site.licence)}\n" if site.licence else "",
        f"## {words.latest}\n\n{_links(view, view.cards(stop=LATEST))}", f"## {words.years}\n\n{years}" if years else "",
    ]  # fmt: skip
    return "\n".join(filter(None, parts))


def _links(view: View, cards: Iterable[Card]) -> str:
    return "".join(f"- {_link(view, card)}\n" for card in cards)


def _link(view: View, card: Card) -> str:
    names = ", ".join(person.name for person in card.authors)
    note = " · ".join(filter(None, (names, str(card.date.day) if card.date else "")))
    link = f"[{label(literal(card.title))}]({view.canonical(card.address)}index.md)"
    return f"{link}: {literal(note)}" if note else link
