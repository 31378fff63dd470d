"""Files for reference managers: of each brief, and of all briefs of an author, project or tag."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import unquote

from briefs.citing import bibtex, csl, ris
from briefs.citing.work import Work
from briefs.config import Config
from briefs.model import Model, TermKind
from briefs.output import Output
from briefs.view import View

KINDS: tuple[TermKind, ...] = ("author", "project", "tag")

Entry = Callable[[Work], str]
Whole = Callable[[Iterable[str]], str]
_FORMATS: Mapping[str, tuple[str, Entry, Whole]] = {
    "bib": ("bib", bibtex.entry, bibtex.whole), "ris": ("ris", ris.entry, ris.whole), "csl": ("json", csl.entry, csl.whole),
}  # fmt: skip
"""By the word of the settings: the ending of the file's name, what writes a work, what puts those together."""


def outputs(model: Model, config: Config) -> Iterator[Output]:
    """Plan the files in the formats that the settings name."""
    for each in config.exports:
        if each not in _FORMATS:
            continue
        name = f"cite.{_FORMATS[each][0]}"
        for id, brief in model.briefs.items():
            yield Output(unquote(brief.card.address) + name, one, (each, id), source=id)
        for (kind, key), term in model.terms.items():
            if kind in KINDS and (kind, key) in model.lists:
                source = term.source or f"the {kind} {term.name}"
                yield Output(unquote(term.address) + name, several, (each, kind, key), source=source)


def one(view: View, format: str, id: str) -> str:
    """Make the file of one brief."""
    _, entry, whole = _FORMATS[format]
    return whole([entry(view.work(id))])


def several(view: View, format: str, kind: TermKind, key: str) -> str:
    """Make the file of all briefs of an author, project or tag, the newest first."""
    _, entry, whole = _FORMATS[format]
    return whole(map(entry, view.works(kind, key)))
