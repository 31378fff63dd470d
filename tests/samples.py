"""Kinds of pages, and the few pages of a site that show everything there is on it."""

import re
import shutil
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser
from shared_data import shared
from sitetext import SETTINGS, Site

PLURALS = {"authors": "author", "institutes": "institute", "projects": "project", "tags": "tag", "archive": "year"}


def make_guide(root: Path, url: str) -> Site:
    """Build a Persian site of the open source guides in six languages; skips the test where they are not."""
    shutil.copytree(shared("corpora/opensource-guide/content"), root / "content", copy_function=shutil.copyfile)
    root.joinpath("content").chmod(0o755)
    site = Site(root, f"-- content/site.yaml --\n{SETTINGS.replace('https://rivers.example/', url)}language: fa\n")
    site.build()
    return site


def kind(path: str) -> str:
    """The kind of a page, from its file: `brief`, `authors`, `author`, `tag`, `year`, `home`, `page`, `404` ..."""
    parts = path.removesuffix("index.html").removesuffix(".html").strip("/").split("/")
    if len(parts) > 1 and re.fullmatch("[a-z]{2,3}", parts[0]):
        parts = parts[1:]
    if parts == [""]:
        return "home"
    further = " (further)" if len(parts) > 2 and parts[-2] == "page" else ""
    if further:
        parts = parts[:-2]
    if parts[0] == "briefs" and len(parts) > 1:
        return "brief"
    if parts[0] in PLURALS:
        return (parts[0] if len(parts) == 1 else PLURALS[parts[0]]) + further
    return parts[0] if parts[0] in ("404", "search", "corrections") else "page"


def shapes(path: str, text: str, among: str = "body *") -> set[str]:
    """What can be seen on a page: its kind, and each sort of element where it stands, in each direction."""
    tree = LexborHTMLParser(text)
    direction = tree.css_first("html").attributes.get("dir") or ""
    found = {f"{direction} {kind(path)}"} if among == "body *" else set()
    for node in tree.css(among):
        marks = [node.attributes.get(name) or "" for name in ("class", "role", "type", "rel", "dir")]
        # Where an element stands matters for paragraphs, links and the like; the nearest named box is enough.
        box = node.parent
        while box is not None and not box.attributes.get("class") and box.tag not in ("main", "body", "li", "td"):
            box = box.parent
        place = f"{box.tag}.{box.attributes.get('class')}" if box is not None else ""
        found.add(" ".join([direction, place, node.tag, *marks]))
    return found


def sample(site: Site, among: str = "body *") -> list[str]:
    """Few pages that have among them every shape of the site: each time the page that adds most.

    `among` selects what counts, such as what can be focused.
    """
    left = {path: shapes(path, site.read(path), among) for path in site.pages()}
    chosen: list[str] = []
    while any(left.values()):
        best = max(sorted(left), key=lambda path: len(left[path]))
        chosen.append(best)
        left = {path: seen - left[best] for path, seen in left.items()}
    return sorted(chosen)


def one_of_each(site: Site, *, short: bool = False) -> list[str]:
    """One page of each kind and language, for what takes long: that with most shapes of the sample, or a short one."""
    best: dict[tuple[str, str], str] = {}
    pages = {path: site.read(path) for path in (site.pages() if short else sample(site))}
    for path in sorted(pages, key=lambda path: -len(pages[path]) if short else len(shapes(path, pages[path]))):
        best[kind(path), path.split("/")[0] if path.split("/")[1:2] == ["briefs"] else ""] = path
    return sorted(best.values())
