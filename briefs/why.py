"""Why a file of the site is as it is: what it was made from, and which answers made it anew, or will."""

from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Struct

from briefs.asked import Inside, Outside, questions_of
from briefs.history import DAMAGED, NEW, RECIPE, UNKNOWN, Reasons, in_words
from briefs.output import index_path
from briefs.pipeline import prepare
from briefs.problems import Problem, error, quoted
from briefs.report import DEFAULTS, Options
from briefs.text import nearest

_REASONS = {
    NEW: "there was no such file",
    RECIPE: "the list that it is part of has more or fewer pages now, or a setting is another",
    DAMAGED: "the file was changed or deleted by somebody else",
    UNKNOWN: "nothing is known of how it was made",
}


class Account(Struct, frozen=True):
    """What is known of one file of the site."""

    path: str
    stale: Reasons
    """Why the next build makes it anew; empty if it doesn't."""
    last: Reasons
    """Why the last build that made anything made it; empty if it didn't."""
    asked: Reasons
    """All that it was made from, in words."""


def why(root: Path, name: str, options: Options = DEFAULTS) -> Account | list[Problem]:
    """Account for a file of the site, named by its address or its path. Builds nothing.

    Gives problems instead if the content has errors or the site has no such file.
    """
    ready, problems, manifest = prepare(root, options)
    if ready is None or manifest is None:
        return problems
    outputs = ready.settled.blueprint.outputs
    path = _find(name, options.out or root / "site", outputs.keys())
    if path is None:
        near = nearest(name, outputs.keys())
        hint = f"did you mean {near}?" if near else "name a page by its address, such as tags/water/"
        return [error("no-output", f"the site has no file {quoted(name)}", hint=hint)]
    inside, outside = manifest.load("inside", Inside), manifest.load("outside", Outside)
    asked = questions_of(path, inside, outside) if inside and outside else []
    reasons: dict[str, Reasons] = manifest.load("reasons", dict[str, Reasons]) or {}
    return Account(path, ready.stale.get(path, ()), reasons.get(path, ()), in_words(asked))


def _find(name: str, out: Path, paths: Collection[str]) -> str | None:
    """Take what somebody typed, an address or a path, which may begin with that of the public folder, as the path of an output."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    above = out.absolute().parts
    for start in range(len(parts) + 1):
        inner = "/".join(parts[start:])
        if start == 0 or tuple(parts[:start]) == above[-start:]:
            found = next((path for path in (inner, index_path(inner + "/" if inner else "")) if path in paths), None)
            if found:
                return found
    return None


def tell(account: Account) -> Iterator[str]:
    """Put an account into lines."""
    path = account.path
    if account.stale:
        yield f"{path} is out of date. The next build makes it, because {_because(account.stale)}."
    else:
        yield f"{path} is as it should be."
    if account.last:
        yield f"The last build made it, because {_because(account.last)}."
    if account.asked:
        yield "It was made from"
        yield from (f"  {question}" for question in account.asked)


def _because(reasons: Reasons) -> str:
    if len(reasons) == 1 and reasons[0] in _REASONS:
        return _REASONS[reasons[0]]
    return "this changed: " + "; ".join(reasons)
