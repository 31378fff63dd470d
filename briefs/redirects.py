"""Old addresses: what may be one, and where each leads."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from urllib.parse import unquote, urlsplit

from msgspec.structs import replace

from briefs.drafts import RESERVED_SLUGS, Draft, TermDraft
from briefs.files import why_not
from briefs.model import Model, Redirect
from briefs.problems import Problem, error, quoted
from briefs.text import encode_address

_UNSAFE = "'\"<>#?&;%"
"""What has a meaning of its own in an address, or in HTML; no address of a static site needs it."""
_EXAMPLE = "write the address that it had on this site, such as /briefs/2018/old-name/"


class BadAddress(ValueError):
    """What can't be an old address of the site: the message says why, `hint` what to write."""

    def __init__(self, message: str, hint: str = _EXAMPLE) -> None:
        super().__init__(message)
        self.hint = hint


def with_redirects(model: Model, drafts: Sequence[tuple[str, Draft]], url: str) -> tuple[Model, list[Problem]]:
    """Add what the drafts say of their old addresses. Of an address that is named twice, the first counts: `output.collisions` tells of it."""
    found: dict[str, Redirect] = {}
    problems: list[Problem] = []
    for path, draft in drafts:
        named = draft.old_addresses if isinstance(draft, TermDraft) else draft.aliases
        for redirect in _leading_to(model, path, draft) if named else ():
            for written, place in named:
                try:
                    address = old_address(written, url)
                except BadAddress as bad:
                    message = f"{quoted(written)} can't be an old address: {bad}"
                    problems.append(
                        error("bad-alias", message, path=path, line=place[0], column=place[1], hint=bad.hint)
                    )
                    continue
                key = address if address not in found else f"{address}\n{path}:{place}"
                found[key] = replace(redirect, address=encode_address(address), place=place)
    return replace(model, redirects=MappingProxyType(found)), problems


def _leading_to(model: Model, path: str, draft: Draft) -> Iterator[Redirect]:
    """Give a redirect to the page of a draft, its old address still to be filled in; none if the page is not published."""
    if isinstance(draft, TermDraft):
        term = model.terms.get((draft.kind, draft.key))
        if term and term.source == path:
            yield Redirect("", term.address, term.name, model.site.language, path, (0, 0), (term.kind, term.key))
        return
    brief, notice, page = model.briefs.get(path), model.notices.get(path), model.pages.get(path)
    there = brief.card if brief else notice.card if notice else page
    if there:
        yield Redirect("", there.address, there.title, there.lang, path, (0, 0))


def old_address(written: str, url: str) -> str:
    """Read an old address as it was written: full, or from the root of the host or of the site; gives it decoded, relative to the site's root.

    It ends with a slash, or with `.html`. Raises BadAddress.
    """
    site = urlsplit(url)
    address = written.strip()
    if "?" in address or "#" in address:
        raise BadAddress(
            "a page without a server is the same whatever stands behind ? or #", "leave away what begins with ? or #"
        )
    if "://" in address or address.startswith("//"):
        try:
            given = urlsplit(address)
        except ValueError as bad:
            raise BadAddress(f"it can't be read ({bad})") from bad
        if given.netloc.lower() != site.netloc.lower() or not given.path.startswith(site.path):
            raise BadAddress(
                "it is not on this site, and no other can be made to lead here",
                f"addresses of this site begin with {url}",
            )
        address = given.path.removeprefix(site.path)
    elif site.path != "/" and address.startswith(site.path):
        address = address.removeprefix(site.path)
    try:
        address = unquote(address, errors="strict").removeprefix("/")
    except UnicodeDecodeError as bad:
        raise BadAddress("its signs after % are not UTF-8") from bad
    address = address.removesuffix("index.html") if address.endswith("/index.html") else address
    return _judged(address)


def _judged(address: str) -> str:
    last = address.rpartition("/")[2]
    if last.endswith((".md", ".yaml", ".yml")):
        raise BadAddress("this is the name of a file, not an address")
    if "." in last and not last.endswith((".html", ".htm")):
        raise BadAddress(
            "a page can't take the place of a file of another kind", "let it end with a slash, or with .html"
        )
    if last and not last.endswith((".html", ".htm")):
        address += "/"
    if address.strip("/") in ("", "404.html", "index.html"):
        raise BadAddress("the site itself has its page there")
    path = address + "index.html" if address.endswith("/") else address
    reason = why_not(path)
    if reason:
        raise BadAddress(reason)
    bad = next((each for each in address if each in _UNSAFE or each.isspace()), "")
    if bad:
        raise BadAddress(f"it holds the sign {bad}" if not bad.isspace() else "it holds a space")
    for part in address.strip("/").split("/"):
        if part.startswith((".", "-", "~")) or part == "static" or part.partition(".")[0].lower() in RESERVED_SLUGS:
            raise BadAddress(f"the part {quoted(part)} is kept for the site or a system's own use")
    return address
