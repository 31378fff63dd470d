"""Files that wait with the briefs that alone use them: a chart gives away as much as a sentence."""

import posixpath
from collections.abc import Collection, Iterable, Iterator, Sequence
from urllib.parse import unquote, urlsplit

from briefs.drafts import BriefDraft, pdf_of
from briefs.model import Owner

_BRIEFS = "content/briefs/"


def withheld(
    assets: Collection[str], briefs: Collection[str], held: Sequence[tuple[str, BriefDraft]], owners: Iterable[Owner],
    others: Collection[str], url: str, withdrawn: Sequence[tuple[str, BriefDraft]] = (),
) -> set[str]:  # fmt: skip
    """Give the files under `content/` that are not to be published, by their paths there.

    These are files that `held` briefs use and no published text does; and of those that nobody uses, all that lie where briefs are
    kept and belong to a folder that holds one of the `held`: nobody can tell whose they will be. `briefs` are the paths of the
    published ones, `others` files that are used elsewhere than in a text. What `withdrawn` briefs alone use goes with them.
    """
    folders = {posixpath.dirname(path) for path in briefs}
    waiting = {posixpath.dirname(path) for path, _ in held}
    found = {path for path in assets if _home(f"content/{path}", folders | waiting) in waiting}
    for path, draft in (*held, *withdrawn):
        found |= found_in(assets, [pdf_of(path)])
        for slot in draft.text.slots:
            found |= found_in(assets, _meant(slot.target, path, "", url))
    found -= set(others)
    names = {posixpath.basename(path) for path in found}
    for owner in owners:
        for slot in owner.slots:
            if found and posixpath.basename(_plain(slot.target)) in names:
                found -= found_in(assets, _meant(slot.target, owner.path, owner.address, url))
    return found


def found_in(assets: Collection[str], candidates: Iterable[str]) -> set[str]:
    """Tell which of these paths are files."""
    return {path for path in candidates if path in assets}


def _home(path: str, folders: Collection[str]) -> str:
    """Find the folder that a file belongs to: the nearest in which there are briefs."""
    folder = posixpath.dirname(path)
    while f"{folder}/".startswith(_BRIEFS):
        if folder in folders:
            return folder
        folder = posixpath.dirname(folder)
    return ""


def _plain(target: str) -> str:
    return unquote(target.partition("#")[0].partition("?")[0])


def _meant(target: str, path: str, address: str, url: str) -> Iterator[str]:
    """Give all that a link or picture may mean, as seen from the file and from its page, by paths under `content/`."""
    plain = _plain(target)
    if plain.startswith("/"):
        yield posixpath.normpath(plain.lstrip("/"))
        yield posixpath.normpath(plain.removeprefix(urlsplit(url).path))
    elif plain.startswith(url):
        yield posixpath.normpath(plain.removeprefix(url))
    elif plain:
        yield posixpath.normpath(posixpath.join(posixpath.dirname(path), plain)).removeprefix("content/")
        yield posixpath.normpath(posixpath.join("/", unquote(address), plain)).lstrip("/")
