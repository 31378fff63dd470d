"""Following every link of a built site, as a browser would from wherever the site stands."""

from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

ABSOLUTE = {"canonical", "alternate"}
"""Kinds of `<link>` that carry the full address (feeds by `alternate` are relative)."""


def broken_links(out: Path, mount: str = "https://host.example/") -> list[str]:
    """What doesn't lead where it should: within the site, to a file and, with a fragment, to an id there."""
    trees = {
        path.relative_to(out).as_posix(): LexborHTMLParser(path.read_text(encoding="utf-8"))
        for path in out.rglob("*.html")
    }
    ids = {path: {node.attributes["id"] for node in tree.css("[id]")} for path, tree in trees.items()}
    broken = []
    for path, tree in trees.items():
        if path == "404.html":
            continue
        page = urljoin(mount, path.removesuffix("index.html"))
        for node in tree.css("[href], [src]"):
            link = node.attributes.get("href") or node.attributes.get("src") or ""
            away = urlsplit(link).scheme in ("http", "https", "mailto", "tel")
            if away and (
                node.tag == "a" or node.attributes.get("rel") == "canonical" or node.attributes.get("hreflang")
            ):
                continue
            address, fragment = urldefrag(urljoin(page, link))
            inner = unquote(urlsplit(address.removeprefix(mount)).path)
            file = inner + "index.html" if not inner or inner.endswith("/") else inner
            if away or link.startswith("/") or not address.startswith(mount):
                broken.append(f"{path}: {link} is not relative")
            elif not (out / file).is_file():
                broken.append(f"{path}: {link} leads to no file")
            elif fragment and file in ids and unquote(fragment) not in ids[file]:
                broken.append(f"{path}: {link} leads to no part")
    return broken
