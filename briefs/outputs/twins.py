"""Briefs as Markdown beside their pages, lists of them by year, and `llms.txt` (llmstxt.org), which leads to these."""

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from briefs.config import Config
from briefs.model import Model
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
    """List the briefs of a year; as works, which an edit of a text leaves as they are."""
    title = view.site.title
    works = view.works("year", key)
    lines = (
        _link(each.title, [name.in_order for name in each.authors], str(each.date or ""), each.url) for each in works
    )
    return f"# {literal(title)}: {key or view.words(view.site.language).undated}\n\n{''.join(lines)}"


def llms(view: View) -> str:
    """Write the entry for programs that read the site: what it is, its latest briefs, and where the others are listed."""
    site, words = view.site, view.words(view.site.language)
    lists = [
        (key or words.undated, view.canonical(f"archive/{key or 'undated'}/index.md"), count)
        for key, count in view.years
    ]
    years = "".join(f"- [{name}]({address}): {count}\n" for name, address, count in lists)
    cards = view.cards(stop=LATEST)
    latest = "".join(
        _link(
            each.title,
            [person.name for person in each.authors],
            str(each.date.day if each.date else ""),
            view.canonical(each.address),
        )
        for each in cards
    )
    parts = [
        f"# {literal(site.title)}\n", f"> {literal(site.tagline)}\n" if site.tagline else "",
        f"{words.licence}: {literal(site.licence)}\n" if site.licence else "",
        f"## {words.latest}\n\n{latest}", f"## {words.years}\n\n{years}" if years else "",
    ]  # fmt: skip
    return "\n".join(filter(None, parts))


def _link(title: str, names: Sequence[str], day: str, url: str) -> str:
    note = " · ".join(filter(None, (", ".join(names), day)))
    link = f"- [{label(literal(title))}]({url}index.md)"
    return f"{link}: {literal(note)}\n" if note else f"{link}\n"
