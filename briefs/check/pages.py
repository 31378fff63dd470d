"""`check pages`: what GitHub Pages would refuse, leave out or serve otherwise than meant.

Its limits: docs.github.com, "GitHub Pages limits" and "About large files on GitHub"; what may be in an artifact: the README of
actions/upload-pages-artifact, "File permissions" and "Artifact requirements".
"""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from briefs.check.built import Built
from briefs.config import PATH as SETTINGS
from briefs.files import why_not
from briefs.output import case_folded
from briefs.ownlist import OWN_LIST
from briefs.problems import Problem, error, quoted, warning
from briefs.trees import parent

GIGABYTE = 1_000_000_000
SITE_BYTES = GIGABYTE
"""What a published site may have."""
NEARLY = 0.8
"""Part of that from which on it is told."""
FILE_BYTES = 100 * 1024 * 1024
"""What git hosts take of one file."""
MANY_FILES = 20_000
"""A deployment has ten minutes, and many files take long; the number is of experience, as none is documented."""

_HIDDEN = frozenset({".nojekyll", OWN_LIST})
_MEANT_FOR_A_HOST = {
    "cname": "the own domain is set in the repository's settings, under Pages; this file is not read",
    "_config.yml": "nothing runs Jekyll here",
    "_headers": "GitHub Pages sends no headers of a site's own",
    "_redirects": "GitHub Pages redirects by pages alone: give aliases",
    ".htaccess": "GitHub Pages is no Apache server",
}
_WORKERS = re.compile(r"(^|/)(sw|service-?worker)[\w.-]*\.m?js$", re.IGNORECASE)
_REMOTE = re.compile(r"^\s*url\s*=\s*\S*github\.com[:/]([\w.-]+)/([\w.-]+?)(?:\.git)?/?\s*$", re.MULTILINE)
_MADE_UP = re.compile(r"(^|\.)(example|invalid|test|localhost|example\.(com|net|org))$")


def check(built: Built) -> Iterator[Problem]:
    """Find what GitHub Pages could not take as it is."""
    total = 0
    for path, file in built.files.items():
        try:
            status = os.lstat(file)
        except FileNotFoundError:
            continue
        total += status.st_size
        yield from _judge_file(built, path, status)
        yield from _judge_name(built, path)
    yield from _judge_folders(built)
    yield from _judge_together(built)
    yield from _judge_size(built, total)
    yield from _judge_url(built)


def _judge_file(built: Built, path: str, status: os.stat_result) -> Iterator[Problem]:
    shown = built.source(path) or built.shown(path)
    if stat.S_ISLNK(status.st_mode):
        yield error("symlink", "this is a link to another file or folder, and an artifact may hold none", path=shown,
                    hint="put a copy in its place")  # fmt: skip
    elif not stat.S_ISREG(status.st_mode):
        yield error("not-a-file", "this is not an ordinary file", path=shown, hint="remove it")
    elif status.st_mode & 0o444 != 0o444:
        yield error("file-mode", "not everybody may read this file, so that it would not be served", path=shown,
                    hint="build again, or say chmod a+r")  # fmt: skip
    elif status.st_size > FILE_BYTES:
        yield error("file-too-large", f"the file has {_size(status.st_size)}; {_size(FILE_BYTES)} are the most", path=shown,
                    hint="make it smaller, or offer it from another place and link to it")  # fmt: skip


def _judge_name(built: Built, path: str) -> Iterator[Problem]:
    shown = built.source(path) or built.shown(path)
    name = path.rpartition("/")[2]
    reason = why_not(path)
    if reason:
        yield error("bad-name", f"a file can't be published under this name: {reason}", path=shown,
                    hint="rename it; use letters, digits, hyphens and dots")  # fmt: skip
    if name.lower() in _MEANT_FOR_A_HOST:
        said = f"{name} has no place in the site: {_MEANT_FOR_A_HOST[name.lower()]}"
        if path in built.outputs:
            yield error("host-file", said, path=shown, hint="remove it")
        else:  # whoever put it there by hand may publish elsewhere, too
            yield warning("host-file", said, path=shown, hint="remove it if the site goes to GitHub Pages")
    elif _WORKERS.search(path):
        yield error("host-file", "a service worker would go on answering readers' browsers after it is gone from the site", path=shown,
                    hint="remove it, or give it another name if it is none")  # fmt: skip
    elif path not in _HIDDEN and any(part.startswith(".") for part in path.removeprefix(".well-known/").split("/")):
        yield warning("dot-file", "files and folders whose names begin with a dot are left out or hidden by many hosts", path=shown,
                      hint="remove it if it is there by accident; or else rename it")  # fmt: skip


def _judge_folders(built: Built) -> Iterator[Problem]:
    folders: dict[str, str] = {}
    for path, file in built.files.items():
        inner, place = parent(path), os.path.dirname(file)
        while place not in folders:
            folders[place] = inner
            if inner:
                inner, place = parent(inner), os.path.dirname(place)
    for place, inner in sorted(folders.items()):
        if os.stat(place).st_mode & 0o555 != 0o555:
            yield error("file-mode", "not everybody may open this folder, so that nothing in it would be served", path=built.shown(inner),
                        hint="build again, or say chmod a+rx")  # fmt: skip


def _judge_together(built: Built) -> Iterator[Problem]:
    by_name: dict[str, str] = {}
    for path in sorted(built.files):
        other = by_name.setdefault(case_folded(path), path)
        if other != path:
            yield error("same-address", f"{quoted(path)} and {quoted(other)} differ only by capitals or the form of a letter",
                        path=built.source(path) or built.shown(path), hint="rename one of the two")  # fmt: skip
        folder = f"{path.removesuffix('.html')}/index.html"
        if path.endswith(".html") and folder in built.files:
            yield error("same-address", f"{quoted(path)} and {quoted(folder)} would both be served at /{path.removesuffix('.html')}",
                        path=built.source(path) or built.shown(path), hint="rename one of the two")  # fmt: skip
    for path, what in {"index.html": "home page", "404.html": "page for unknown addresses"}.items():
        if path not in built.files:
            yield error(
                "no-page", f"the site has no {what}, {path}", path=built.shown(path), hint="build the site again"
            )


def _judge_size(built: Built, total: int) -> Iterator[Problem]:
    where = built.shown("").rstrip("/")
    if total > SITE_BYTES:
        yield error("site-too-large", f"the site has {_size(total)}; GitHub Pages takes {_size(SITE_BYTES)}", path=where,
                    hint="offer large files from another place, and make pictures smaller")  # fmt: skip
    elif total > NEARLY * SITE_BYTES:
        yield warning("site-too-large", f"the site has {_size(total)} of the {_size(SITE_BYTES)} that GitHub Pages takes", path=where,
                      hint="offer large files from another place, and make pictures smaller")  # fmt: skip
    if len(built.files) > MANY_FILES:
        yield warning("many-files", f"the site has {len(built.files)} files; a deployment of more than {MANY_FILES} may not end in its ten minutes",
                      path=where, hint=_fewer(built))  # fmt: skip


def _fewer(built: Built) -> str:
    """Name the settings that would leave files away, with their numbers."""
    names = Counter(path.rpartition("/")[2] for path in built.outputs)
    beside = {
        name: names[name] for name in ("cite.bib", "cite.ris", "cite.json", "index.md", "llms.txt") if names[name]
    }
    ways = []
    if len(beside) > 1 and "cite.bib" in beside:
        ways.append(f"exports: [bib] leaves {sum(beside.values()) - beside['cite.bib']} of them away")
    if beside:
        ways.append(f"exports: [] leaves {sum(beside.values())} away")
    if names["feed.xml"] and names["feed.json"]:
        ways.append(f"feeds: [atom] leaves {names['feed.json']} away")
    if not ways:
        return "most of them are pages: see under Actions how long the job Deploy takes"
    return f"write one of these lines into {SETTINGS}: {'; '.join(ways)}"


def _judge_url(built: Built) -> Iterator[Problem]:
    """Compare the site's address with what it stands at, as far as the files can tell."""
    url = built.config.url
    host = urlsplit(url).hostname or ""
    remote = _remote(built.root)
    owner, name = (remote[0].lower(), remote[1]) if remote else ("", "")
    home = f"https://{owner}.github.io/"
    due = home if name.lower() == f"{owner}.github.io" else f"{home}{name}/"
    if _MADE_UP.search(host):
        pages = f"; on GitHub Pages without a domain of your own, url: {due}" if remote else ""
        yield warning("wrong-url", f"{url} is an address for examples; feeds, the sitemap and 404.html lead there", path=SETTINGS,
                      hint=f"set url: to the address at which the site will be{pages}")  # fmt: skip
    elif remote and host.endswith(".github.io") and url != due:
        yield error("wrong-url", f"the site of the repository {owner}/{name} will be at {due}, not at {url}", path=SETTINGS,
                      hint=f"write url: {due}")  # fmt: skip


def _remote(root: Path) -> tuple[str, str] | None:
    """Tell owner and name of the repository on GitHub that the folder comes from."""
    try:
        found = _REMOTE.search((root / ".git/config").read_text(encoding="utf-8", errors="replace"))
    except OSError:
        return None
    return (found[1], found[2]) if found else None


def _size(number: int) -> str:
    return f"{number / GIGABYTE:.2f} GB" if number >= GIGABYTE / 10 else f"{number / 1_000_000:.0f} MB"
