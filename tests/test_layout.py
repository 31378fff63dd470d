"""What only a browser can tell of the design: how lines break on a phone, and what comes out on paper."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from browser import PHONE, address, needs_browser, open_page
from sitetext import Site

if TYPE_CHECKING:
    from browser import sync_api

pytestmark = needs_browser

BEGINS_A_LINE = """() => {
    const found = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walk.nextNode()); ) {
        if (!node.parentElement.checkVisibility()) continue;
        for (const { index } of node.data.matchAll(/[|·]|(?<= )-(?= |$)/g)) {
            const range = document.createRange();
            range.setStart(node, index);
            range.setEnd(node, index + 1);
            const sign = range.getBoundingClientRect();
            const box = node.parentElement.closest("p, li, div").getBoundingClientRect();
            const rtl = getComputedStyle(node.parentElement).direction === "rtl";
            if ((rtl ? box.right - sign.right : sign.left - box.left) < 3) found.push(node.parentElement.outerHTML.slice(0, 200));
        }
    }
    return found;
}"""
TABLES = "boxes => boxes.map(box => [box.scrollWidth - box.clientWidth, box.querySelectorAll('th').length])"


@pytest.fixture
def page(browser: "sync_api.Browser") -> Iterator["sync_api.Page"]:
    with open_page(browser, PHONE, tools=False) as opened:
        yield opened


def test_no_line_begins_with_a_separator(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    found = []
    for path in ("", "archive/", "fa/briefs/2025/tehran-water/", "briefs/2023/beijing-agreement/", "authors/"):
        page.goto(example[1] + path)
        for width in range(320, 480, 20):
            page.set_viewport_size({"width": width, "height": 844})
            found += [f"{path or 'home'}, {width} px: {each}" for each in page.evaluate(BEGINS_A_LINE)]
    assert not found, "\n".join(found)


def test_a_small_table_is_seen_whole_on_a_phone(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    site, url = example
    columns = []
    for path in site.pages():
        if site.all(path, ".table"):
            page.goto(url + address(path))
            for hidden, count in page.eval_on_selector_all(".table", TABLES):
                columns.append(count)
                assert hidden == 0 or count > 4, path
    assert max(columns) >= 4
    # A large one is moved within itself, and the page stays.
    page.eval_on_selector(
        ".table tr", "row => { for (let i = 0; i < 12; i += 1) row.append(row.lastElementChild.cloneNode(true)) }"
    )
    assert page.eval_on_selector(".table", "box => box.scrollWidth > box.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


ON_PAPER = """() => {
    const shown = selector => [...document.querySelectorAll(selector)].filter(each => each.checkVisibility()).length;
    const after = link => getComputedStyle(link, "::after").content;
    return {
        gone: shown(".masthead nav, .colophon, .share, .copy, .exports, .toc, .related, .anchor"),
        notes: shown(".text .note"),
        citation: shown("#citation"),
        addresses: [...document.querySelectorAll(".text a[href^=http]")].map(after),
        figures: [...document.querySelectorAll(".text figure")].map(each => each.getBoundingClientRect().height),
    };
}"""


def test_paper_has_notes_citation_and_addresses(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    site, url = example
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 983})  # A4 less its margins
    for path in ("briefs/2025/un-sanctions-return/", "ar/briefs/2023/beijing-agreement/", "style-guide/"):
        page.goto(url + path)
        said = page.evaluate(ON_PAPER)
        assert (said["gone"], said["citation"]) == (0, path != "style-guide/")
        assert said["notes"] == len(site.all(f"{path}index.html", ".text .note")) > 0
        assert all("http" in each for each in said["addresses"])
    assert said["addresses"]
    # A picture that takes half a sheet drives what follows to the next.
    assert said["figures"]
    assert max(said["figures"]) < 360


def weigh(browser: "sync_api.Browser", url: str) -> Counter[str]:
    """Bytes over the wire by kind, heads of answers included, for who opens a page as the first."""
    names: dict[str, str] = {}
    sizes: dict[str, int] = {}
    with open_page(browser, tools=False) as page:
        tools = page.context.new_cdp_session(page)
        tools.send("Network.enable")
        tools.on("Network.responseReceived", lambda it: names.update({it["requestId"]: it["type"]}))
        tools.on("Network.loadingFinished", lambda it: sizes.update({it["requestId"]: int(it["encodedDataLength"])}))
        page.goto(url)
        page.wait_for_load_state("networkidle")
    found: Counter[str] = Counter()
    for key, size in sizes.items():
        found[names[key]] += size
    return found


@pytest.mark.parametrize("path", ["fa/briefs/2025/tehran-water/", "briefs/2025/un-sanctions-return/"])
def test_a_brief_is_light(browser: "sync_api.Browser", example: tuple[Site, str], path: str) -> None:
    """50 KB at most with all that it shows, fonts aside, and 15 KB of script."""
    found = weigh(browser, example[1] + path)
    assert {"Document", "Stylesheet", "Script", "Font"} <= set(found)
    assert found.total() - found["Font"] <= 50_000
    assert found["Script"] <= 15_000
