"""What the site has at which address, against the list of what it has published."""

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterator
from urllib.parse import unquote

from briefs.contract import MOVED, NONE, SILENT, WITHDRAWN, Line, Lines, edition_of, judge, withdrawal
from briefs.digest import digest_words
from briefs.files import ADDRESSES
from briefs.model import Brief, Model
from briefs.output import index_path
from briefs.problems import Problem, error

_TOLD = 50
"""So many lost addresses are told one by one: where there are more, a setting was changed or a folder deleted."""

Words = Callable[[str], str]
"""Gives the digest of the words of a file, by its path."""


def published(model: Model, words: Words) -> dict[str, Line]:
    """List what has an address to be kept: briefs and their notices, free pages, the terms of registers, and old addresses.

    Lists of briefs are not among it, nor terms that no register has: these follow from what briefs say, and go with it.
    """
    lines = [_line_of(brief, words) for brief in model.briefs.values()]
    lines += [Line(_plain(each.card.address), WITHDRAWN, NONE, id) for id, each in model.notices.items()]
    lines += [Line(_plain(page.address), NONE, words(id), id) for id, page in model.pages.items()]
    lines += [
        Line(_plain(term.address), NONE, digest_words([term.name]), term.source)
        for term in model.terms.values()
        if term.source
    ]
    lines += [Line(_plain(each.address), MOVED, NONE, each.path) for each in model.redirects.values()]
    return {line.address: line for line in lines}


def _line_of(brief: Brief, words: Words) -> Line:
    card = brief.card
    return Line(_plain(card.address), edition_of(brief), words(card.id), card.id)


def _plain(address: str) -> str:
    return unquote(address) if "%" in address else address


def broken_promise(lines: Lines, model: Model, path: str, words: Words) -> Problem | None:
    """Judge the words of one file alone, where only words have changed."""
    brief = model.briefs.get(path) if lines else None
    now = _line_of(brief, words) if brief else None
    line = lines.get(now.address) if now else None
    return judge(line, now) if line and now else None


def tells_the_same(
    lines: Lines, model: Model, changed: Collection[str], words: Words, told: Collection[Problem]
) -> bool:
    """Tell whether all that is to be said of edited words was said before, where the site is put together as it was."""
    if any(path in model.holds.until and path not in model.briefs for path in changed) and lines:
        return False  # what will be wrong when it comes due is told, too
    now = {broken_promise(lines, model, path, words) for path in changed} - {None}
    return now == {problem for problem in told if problem.code == SILENT and problem.path in changed}


def broken_promises(
    lines: Lines, model: Model, words: Words, paths: Container[str], faulty: Container[str]
) -> Iterator[Problem]:
    """Find the addresses of the list at which there is nothing any more, or something else.

    `paths` are those of all outputs; `faulty` are files that could not be read whole, of which nothing more is to be said.
    """
    if not lines:
        return
    now = published(model, words)
    lost = []
    for line in lines.values():
        there = now.get(line.address)
        if there:
            problem = judge(line, there)
            if problem:
                yield problem
        elif _path(line.address) not in paths and line.source not in faulty:
            lost.append(line)
    told = sorted(_lost(lost, now, lines, model)) if lost else []
    yield from told[:_TOLD]
    if len(told) > _TOLD:
        hint = (
            "was permalink: in content/site.yaml changed? put it back; if the site is to begin anew, delete this file"
        )
        message = f"{len(told) - _TOLD} more published addresses would be gone"
        yield error("address-lost", message, path=ADDRESSES, line=1, hint=hint)


def _path(address: str) -> str:
    return index_path(address) if address.endswith("/") else address


def _lost(lost: list[Line], now: Lines, lines: Lines, model: Model) -> Iterator[Problem]:
    heirs = _Heirs(now, lines)
    inherited: dict[Line, list[Line]] = defaultdict(list)
    for line in lost:
        heir = heirs.of(line)
        if heir:
            inherited[heir].append(line)
        elif line.source in model.holds.until:
            yield error("address-lost", f"/{line.address} was published and would be gone, as the brief is held back", path=line.source, line=1,
                        hint=f"take the line out that holds it back; or instead of that line, write {withdrawal(line.edition)}")  # fmt: skip
        else:
            yield _gone(line, heirs)
    for heir, old in inherited.items():
        key = "aliases" if heir.source.startswith(("content/briefs/", "content/pages/")) else "old_addresses"
        before = [
            each.address for each in model.redirects.values() if each.path == heir.source and each.to == heir.address
        ]
        addresses = ", ".join(f"/{address}" for address in (*map(unquote, before), *(each.address for each in old)))
        for line in old:
            message = f"/{line.address} was published and would be gone: its page is now /{heir.address}"
            hint = f"{'write its line' if before else 'add the line'} {key}: [{addresses}]"
            yield error("address-lost", message, path=heir.source, line=1, hint=hint)


def _gone(line: Line, heirs: "_Heirs") -> Problem:
    perhaps = heirs.perhaps(line)
    where = f"{perhaps}, if that is what it was" if perhaps else "the text that takes its place"
    hint = f"write aliases: [/{line.address}] into {where}"
    message = f"/{line.address} was published and would be gone"
    if line.edition == WITHDRAWN:
        message = f"/{line.address} was withdrawn, and its notice would be gone"
        hint = f"take the file back from git; or {hint}"
    elif line.source.startswith("content/briefs/"):
        hint = f"take the file back from git, with {withdrawal(line.edition)}; or {hint}"
    why = f"{line.source} has it no more" if heirs.has(line.source) else f"there is no {line.source} any more"
    return error("address-lost", f"{message}: {why}", path=ADDRESSES, line=line.number, hint=hint)


class _Heirs:
    """Finds the page that seems to be what another one was."""

    def __init__(self, now: Lines, lines: Lines) -> None:
        self._new: dict[str, list[str]] = defaultdict(list)
        self._by_source: dict[str, list[Line]] = defaultdict(list)
        self._by_words: dict[str, list[Line]] = defaultdict(list)
        for line in now.values():
            if line.edition != MOVED:
                self._by_source[line.source].append(line)
                self._by_words[line.words].append(line)
            if line.address not in lines and line.source.startswith("content/briefs/") and line.edition[0].isdigit():
                self._new[line.edition.partition(",")[0]].append(line.source)

    def perhaps(self, line: Line) -> str:
        """Name a brief of the same day that was not yet published, if there is one and no more: a file may have been renamed and edited."""
        found = self._new.get(line.edition.partition(",")[0], ())
        return found[0] if len(found) == 1 else ""

    def has(self, source: str) -> bool:
        """Tell whether a file has any page."""
        return source in self._by_source

    def of(self, line: Line) -> Line | None:
        """Find the page of the same file, or else of the same words, if there is one and no more."""
        for found in (self._by_source.get(line.source), self._by_words.get(line.words) if line.words != NONE else None):
            if found and len(found) == 1:
                return found[0]
        return None
