"""`check links`: whether all that a site refers to is there, wherever the site stands.

The site is seen under a prefix that nobody can guess, so that whatever leads out of it shows: an address that begins with a
slash or climbs too high works at the root of a host and breaks under a project's path.
"""

import posixpath
import re
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from briefs.check.built import Built
from briefs.check.faults import NOT_FOUND, Fault, Why, problems_of
from briefs.check.references import (
    Page,
    Reference,
    addresses_of,
    of_script,
    of_style,
    of_text,
    read_page,
    relative_in_feed,
)
from briefs.check.tags import place
from briefs.problems import Problem
from briefs.workers import in_batches

_PAGES = (".html", ".svg")
_TEXTS = (".xml", ".json", ".txt", ".md", ".bib", ".ris", ".webmanifest")
_PLAIN = re.compile(r"((?:\.\./)*)((?:[^./?#:][^/?#:]*/)*(?:[^./?#:][^/?#:]*)?)")
"""An address that climbs first and then goes down, with no folder whose name begins with a dot."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class _Anchor(Struct, frozen=True, array_like=True):
    """A reference to a part of another page."""

    fault: Fault
    """What it is if there is no such part."""
    id: str


class _Result(Struct, frozen=True, array_like=True):
    faults: list[Fault]
    anchors: list[_Anchor]
    ids: dict[str, list[str]]
    """By page or drawing."""


def check(built: Built) -> Iterator[Problem]:
    """Find dead links, anchors and assets, and what leads out of the site."""
    yield from problems_of(built, find_faults(built))


def find_faults(built: Built) -> list[Fault]:
    """Follow all that the files of a site refer to."""
    crawl = _Crawl(built)
    decode = msgspec.msgpack.Decoder(_Result).decode
    readable = [path for path in built.files if path.endswith((*_PAGES, *_TEXTS, ".css", ".js", ".mjs"))]
    faults: list[Fault] = []
    anchors: list[_Anchor] = []
    ids: dict[str, list[str]] = {}
    for encoded in in_batches(crawl.read, readable, workers=built.workers, told=built.told):
        result = decode(encoded)
        faults += result.faults
        anchors += result.anchors
        ids |= result.ids
    return faults + [anchor.fault for anchor in anchors if anchor.id not in ids[anchor.fault.target]]


class _Crawl:
    """The site under its prefix."""

    def __init__(self, built: Built) -> None:
        self._built = built
        self._prefix = f"/{secrets.token_hex(8)}/"
        self._site = addresses_of(built.config.url)
        self._known = frozenset(built.files)

    def read(self, paths: Sequence[str]) -> bytes:
        """Judge all references of some files; those to parts of other pages wait until these are read."""
        result = _Result([], [], {})
        for path in paths:
            self._read(path, result)
        return msgspec.msgpack.encode(result)

    def _text(self, path: str) -> str:
        try:
            return self._built.read(path).decode(errors="replace")
        except OSError:  # a link that leads nowhere: `check pages` tells of it
            return ""

    def _read(self, path: str, result: _Result) -> None:
        text = self._text(path)
        if path.endswith(_PAGES):
            self._judge_page(path, text, read_page(text, self._site), result)
            return
        if path.endswith(".css"):
            found = list(of_style(text))
        elif path.endswith((".js", ".mjs")):
            found = list(of_script(text))
        else:
            found = self._read_text(path, text, result)
        for reference in found:
            self._judge(path, text, reference, result)

    def _read_text(self, path: str, text: str, result: _Result) -> list[Reference]:
        if not path.endswith(".xml"):
            return list(of_text(text, self._site))
        plain = unescape(text)  # the texts in a feed are escaped once more than its own addresses
        if "<feed" in plain or "<rss" in plain:
            for found in relative_in_feed(plain):
                result.faults.append(
                    _fault(path, text, "relative", msgspec.structs.replace(found, at=text.find(found.to)))
                )
        return [msgspec.structs.replace(each, at=max(text.find(each.to), 0)) for each in of_text(plain, self._site)]

    def _judge_page(self, path: str, text: str, page: Page, result: _Result) -> None:
        counted = Counter(id for id, _ in page.ids)
        result.ids[path] = list(counted)
        for id, at in page.ids:
            if counted[id] > 1:
                counted[id] = 0  # told once
                result.faults.append(_fault(path, text, "twice", Reference("part", id, at)))
        for reference in page.references:
            if reference.kind == "part":
                if reference.to not in counted:
                    result.faults.append(_fault(path, text, "part", reference))
            elif reference.to.startswith("#"):
                part = unquote(reference.to[1:])
                if part and part not in counted and not _is_built_in(part):
                    result.faults.append(_fault(path, text, "anchor", reference, path))
            else:
                self._judge(path, text, reference, result, page.base)

    def _judge(self, path: str, text: str, reference: Reference, result: _Result, base: str = "") -> None:
        """Note a reference that is wrong, or whose part is still to be looked for."""
        to = reference.to.strip()
        if reference.kind == "asset" and to.startswith("#"):
            return
        inner, part = self._resolve(path, base, to)
        if inner is None:
            return
        full = reference.kind == "address" or (":" in to and bool(self._site.match(to)))
        if inner == "" or (full and reference.kind == "asset" and path != NOT_FOUND):
            result.faults.append(_fault(path, text, "escapes", reference))
        elif path == NOT_FOUND and not full:
            result.faults.append(_fault(path, text, "relative", reference))
        elif inner not in self._known:
            why: Why = "asset" if reference.kind == "asset" else "address" if full else "link"
            result.faults.append(_fault(path, text, why, reference, inner))
        elif part and reference.kind != "address" and inner.endswith(_PAGES) and not _is_built_in(part):
            result.anchors.append(_Anchor(_fault(path, text, "anchor", reference, inner), part))

    def _resolve(self, path: str, base: str, to: str) -> tuple[str | None, str]:
        """Give the file that an address means, empty if it leads out of the site and None if to elsewhere on purpose; and the part of it."""
        if ":" in to or base or to.startswith("/"):
            own = self._site.match(to) or (self._site.match(f"https:{to}") if to.startswith("//") else None)
            if own:
                rest = to[to.index("//") :].removeprefix(self._built.config.url.split(":", 1)[1].rstrip("/"))
                where, _, part = rest.partition("#")
                return _file(unquote(where.partition("?")[0].lstrip("/"))), unquote(part)
            if _SCHEME.match(to) or to.startswith("//") or _SCHEME.match(base):
                return None, ""
        where, _, part = to.partition("#")
        where = where.partition("?")[0]
        if not where:
            return path, unquote(part)
        plain = _PLAIN.fullmatch(where)
        if plain and not base:  # nearly all links
            folders = path.split("/")[:-1]
            ups = len(plain[1]) // 3
            if ups > len(folders):
                return "", ""
            above = "/".join(folders[: len(folders) - ups])
            inner = f"{above}/{plain[2]}" if above else plain[2]
            return _file(unquote(inner) if "%" in inner else inner), unquote(part)
        seen_from = self._prefix + path.rpartition("/")[0]
        whole = posixpath.normpath(posixpath.join(seen_from, base.rpartition("/")[0], where))
        if where.endswith(("/", "/.", "/..")) or where in (".", ".."):
            whole += "/"
        if not whole.startswith(self._prefix):
            return "", ""
        return _file(unquote(whole.removeprefix(self._prefix))), unquote(part)


def _file(address: str) -> str:
    return address + "index.html" if not address or address.endswith("/") else address


def _is_built_in(part: str) -> bool:
    """Recognise what browsers find without an id: the top, and words of the text."""
    return part.lower() == "top" or part.startswith(":~:")


def _fault(path: str, text: str, why: Why, reference: Reference, target: str = "") -> Fault:
    line, column = place(text, max(reference.at, 0))
    return Fault(path, why, reference.to, target, line, column)
