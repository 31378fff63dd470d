"""Questions as people say them, for `why` and the preview's dashboard."""

from collections.abc import Callable

from briefs.model import TERM_FOLDERS
from briefs.questions import Question


def _list_in_words(kind: str, key: str) -> str:
    return {"all": "all briefs", "year": f"the briefs of {key}" if key else "the briefs without a date"}.get(
        kind, f"the briefs of the {kind} {key.removeprefix('=')}"
    )


_WORDS: dict[str, Callable[..., str]] = {
    "site": lambda: "what the settings say of the site",
    "menu": lambda: "the menu",
    "brief": lambda id: f"the front matter of {id}",
    "notice": lambda id: f"why {id} was withdrawn",
    "amendments": lambda start, stop: f"corrections {start + 1} to {stop} of the site",
    "work": lambda id: f"how {id} is cited",
    "works": lambda kind, key: f"how {_list_in_words(kind, key)} are cited",
    "card": lambda id: f"what lists show of {id}",
    "page": lambda id: f"the front matter of {id}",
    "term": lambda kind, key: f"the {kind} {key.removeprefix('=')}",
    "body": lambda owner: f"the text of {owner}",
    "links": lambda owner: f"where the links in {owner} lead",
    "cards": lambda kind, key, start, stop: f"which are numbers {start + 1} to {stop} of {_list_in_words(kind, key)}",
    "dated_cards": lambda kind, key, count: f"which are the latest {count} of {_list_in_words(kind, key)}",
    "count": lambda kind, key: f"the number of {_list_in_words(kind, key)}",
    "index": lambda kind: f"the list of all {TERM_FOLDERS[kind]}",
    "years": lambda: "the years and the numbers of their briefs",
    "translations": lambda id: f"the translations of {id}",
    "mention": lambda id: f"how other pages name {id}",
    "related": lambda id: f"the briefs about the same as {id}",
    "neighbours": lambda id: f"the briefs before and after {id} in its project",
    "staff": lambda kind, key: f"the people of the {kind} {key.removeprefix('=')}",
    "same_as": lambda kind, key: f"the {kind} {key.removeprefix('=')} elsewhere on the web",
    "asset": lambda path: f"the file content/{path}",
    "picture": lambda path: f"the size of the picture content/{path}",
    "static": lambda path: f"the file templates/{path}",
    "template": lambda name: f"the template {name}",
    "words": lambda language: f"the words of the interface in the language {language}",
    "direction": lambda language: f"the direction of the language {language}",
    "postings": lambda part: f"the words of part {part} of the search index",
    "names": lambda part: f"the names of part {part} of the search index",
    "facets": lambda kind: f"which briefs each {kind} has",
    "news": lambda: "which are the newest briefs",
    "catalogue": lambda: "what index.json says of the briefs",
    "addresses": lambda start, stop: f"addresses {start + 1} to {stop} of the site",
}


def in_words(question: Question) -> str:
    """Say what was asked, for people."""
    name, *args = question
    return _WORDS[name](*args)
