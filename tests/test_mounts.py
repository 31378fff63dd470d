"""The same files work wherever they stand: at the root, in a folder, under another host's name."""

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

import pytest
from browser import address, serve
from selectolax.lexbor import LexborHTMLParser
from sitetext import Site

MOUNTS = ("/", "/a/b/", "/نامه‌ها/")
OWN = "https://plateau.example/"
ABSOLUTE = {"canonical", "alternate", "license", "me"}
"""Kinds of `<link>` that may carry a full address: nothing is loaded from it."""


def addresses(text: str) -> Iterator[tuple[str, str]]:
    """All that a page leads to or loads: what kind of thing carries the address, and the address."""
    for node in LexborHTMLParser(text).css("[href], [src], [srcset], [imagesrcset], [poster], [data], [action], meta"):
        marks = node.attributes
        for name in ("href", "src", "poster", "data", "action"):
            if marks.get(name) is not None:
                kind = "a" if node.tag in ("a", "area") else (marks.get("rel") or "") if node.tag == "link" else "load"
                yield kind, marks[name] or ""
        for name in ("srcset", "imagesrcset"):
            for each in re.split(r",\s+", (marks.get(name) or "").strip()):
                if each:
                    yield "load", each.split()[0]
        if (marks.get("http-equiv") or "").lower() == "refresh":
            yield "a", re.split("url=", marks["content"] or "", flags=re.IGNORECASE)[-1]


class Crawler:
    """Follows every link by real requests, from the home page on; `own` is the address that the site was built for."""

    def __init__(self, url: str, host: str = "", own: str = OWN) -> None:
        self.root, self.own = url, own
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc)
        self.headers = {"Host": host} if host else {}
        self.ids: dict[str, set[str]] = {}
        self.broken: list[str] = []
        self.parts: list[tuple[str, str, str]] = []

    def run(self, *first: str) -> list[str]:
        waiting = [*first] or [self.root]
        for page in waiting:
            self.follow(page, page, waiting)
        for page, target, part in self.parts:
            if target in self.ids and part not in self.ids[target]:
                self.broken.append(f"{page}: {target} has no part {part}")
        self.connection.close()
        return self.broken

    def fetch(self, url: str) -> tuple[int, str, str]:
        self.connection.request("GET", quote(urlsplit(url).path, safe="/%"), headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        kind = answer.headers.get_content_type()
        return answer.status, kind, body.decode() if kind in ("text/html", "text/css") else ""

    def follow(self, page: str, url: str, waiting: list[str]) -> None:
        status, kind, text = self.fetch(url)
        if kind == "text/html":
            self.ids[url] = {node.attributes["id"] or "" for node in LexborHTMLParser(text).css("[id]")}
            found = list(addresses(text))
        else:
            found = [("load", each) for each in re.findall(r"url\(\s*['\"]?([^'\")]+)", text)]
        for kind, link in found:
            self.judge(url, kind, link, waiting)
        if status != 200:
            self.broken.append(f"{page}: {url} is answered by {status}")

    def judge(self, page: str, kind: str, link: str, waiting: list[str]) -> None:
        target, part = urldefrag(urljoin(page, link))
        if not target.startswith(self.root):
            if link.startswith("data:"):
                return
            may_lead_away = kind == "a" and not target.startswith((self.own, urljoin(self.root, "/")))
            if not may_lead_away and not set(kind.split()) & ABSOLUTE:
                self.broken.append(f"{page}: {link} leads off the site")
            return
        target = target.split("?")[0]
        if target not in waiting:
            waiting.append(target)
        if part:
            self.parts.append((page, target, unquote(part)))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The example site, for an address of its own."""
    site = Site.example(tmp_path_factory.mktemp("built"))
    site.edit("content/site.yaml", "url: https://example.org/", f"url: {OWN}")
    site.build()
    return site


@pytest.mark.parametrize("host", ["", "mirror.test", "localhost:1"])
@pytest.mark.parametrize("mount", MOUNTS)
def test_no_link_is_broken_wherever_the_site_stands(built: Site, mount: str, host: str) -> None:
    with serve(built.out, mount) as url:
        crawler = Crawler(url, host)
        assert crawler.run() == []
        # All pages were found, too.
        seen = {unquote(address(page)) for page in crawler.ids}
        unseen = {path for path in built.pages() if unquote(url) + address(path) not in seen}
    assert unseen <= {"404.html"}


@pytest.mark.parametrize("mount", MOUNTS[:2])
def test_the_page_for_unknown_addresses_works_at_any_depth(tmp_path: Path, mount: str) -> None:
    site = Site.example(tmp_path)
    with serve(site.out, mount) as url:
        site.edit("content/site.yaml", "url: https://example.org/", f"url: {url}")
        site.build()
        for path in ("nowhere", "briefs/2018/nowhere/at/all/"):
            crawler = Crawler(url, own=url)
            (own, *rest) = crawler.run(url + path)
            assert own.endswith(f"{path} is answered by 404")
            assert rest == []
            assert len(crawler.ids) > 50


def test_a_link_that_is_broken_on_purpose_is_found(tmp_path: Path) -> None:
    pages = {
        "index.html": "<a href=a/>a</a> <a href=/b.html>b</a> <a href=b.html#gone>b</a> <img src=gone.png>",
        "a/index.html": "<a href=https://plateau.example/b.html>b</a> <a href=https://other.test/>b</a> <img srcset='../b.html 1x, two.png 2x'>",
        "b.html": "<link rel=stylesheet href=style.css><link rel=canonical href=https://plateau.example/b.html><p id=there>",
        "style.css": "p { background: url('gone.svg') }",
    }
    for path, text in pages.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    with serve(tmp_path, "/m/") as url:
        found = [each.replace(url, "") for each in Crawler(url).run()]
    assert sorted(found) == [
        ": /b.html leads off the site",
        ": b.html has no part gone",
        "a/: https://plateau.example/b.html leads off the site",
        "a/two.png: a/two.png is answered by 404",
        "gone.png: gone.png is answered by 404",
        "gone.svg: gone.svg is answered by 404",
    ]
