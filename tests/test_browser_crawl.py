"""Every page of the example site in a real browser, with script and without: all is there, and nothing else happens."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import PHONE, Watch, address, needs_browser, open_page, serve
from samples import one_of_each, sample
from sitetext import Site

if TYPE_CHECKING:
    from browser import sync_api

pytestmark = needs_browser

# Kept for each page from its first moment; a policy violation need not show in the console.
LISTEN = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", event =>
        window.violations.push(`policy: ${event.violatedDirective} forbids ${event.blockedURI || event.sample}`));
"""
TO_THE_END = """async () => {
    for (const picture of document.images) picture.loading = "eager"; // those below the fold, too
    await Promise.all([...document.images].map(picture => picture.decode().catch(() => {})));
    await document.fonts.ready;
}"""
KEPT = """async () => [
    ...document.cookie.split(";").filter(each => each.trim()).map(each => `cookie: ${each}`),
    ...Object.keys(localStorage).map(key => `localStorage: ${key}`),
    ...Object.keys(sessionStorage).map(key => `sessionStorage: ${key}`),
    ...(await indexedDB.databases()).map(each => `indexedDB: ${each.name}`),
    ...(await caches.keys()).map(key => `cache: ${key}`),
    ...(await navigator.serviceWorker.getRegistrations()).map(each => `service worker: ${each.scope}`),
]"""
CONTENT = """() => {
    const shown = element => element.checkVisibility({ visibilityProperty: true });
    const said = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walk.nextNode()); )
        if (shown(node.parentElement) && !node.parentElement.closest("button, [role=status], [aria-live]"))
            said.push(...node.data.split(/\\s+/).filter(Boolean));
    return [said, [...document.links].filter(shown).map(link => link.href)];
}"""

READ_IN_TWO_SCRIPTS = """\
-- content/site.yaml --
title: Two Rivers
url: https://rivers.example/
required: [title]
look: {type:}
-- content/briefs/dam.md --
---
title: The dam
tags: [سد]
---
It is **full**, *they* say: *آب*.
-- content/briefs/سد.md --
---
title: سد پر است
lang: fa
---
## آب

آب *پر* است.
"""


def loaded(page: "sync_api.Page", url: str) -> list[str]:
    """Load a page to its end; what it did against the rules, apart from what a Watch sees."""
    page.goto(url)
    page.evaluate(TO_THE_END)
    found = page.evaluate("window.violations") + page.evaluate(KEPT)
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the window")
    return [*found, *(f"cookie: {each['name']}" for each in page.context.cookies())]


def content(page: "sync_api.Page") -> tuple["Counter[str]", set[str]]:
    words, links = page.evaluate(CONTENT)
    return Counter(words), set(links)


def missing(with_script: "sync_api.Page", without: "sync_api.Page", url: str) -> list[str]:
    """Words and links that are there only with script."""
    without.goto(url)
    (words, links), (own_words, own_links) = content(with_script), content(without)
    # The form of the search does nothing without script; then lists stand in its place.
    form = with_script.evaluate("document.querySelector('[role=search]')?.innerText ?? ''").split()
    lacking = words - own_words - Counter(form)
    return [f"no link {each}" for each in sorted(links - own_links)] + [f"no {each}" for each in lacking]


def test_every_kind_of_page_is_quiet_and_complete_without_script(
    browser: "sync_api.Browser", example: tuple[Site, str]
) -> None:
    check_pages(browser, example, sample(example[0]))


@pytest.mark.soak
def test_all_pages_are_quiet_and_complete_without_script(
    browser: "sync_api.Browser", example: tuple[Site, str]
) -> None:
    check_pages(browser, example, example[0].pages())


def check_pages(browser: "sync_api.Browser", example: tuple[Site, str], paths: list[str]) -> None:
    _, url = example
    found = []
    with (
        open_page(browser, PHONE, tools=False) as page,
        open_page(browser, PHONE, tools=False, java_script_enabled=False) as plain,
    ):
        page.context.add_init_script(LISTEN)
        watches = [Watch(page, url), Watch(plain, url)]
        for path in paths:
            seen = loaded(page, url + address(path)) + missing(page, plain, url + address(path))
            found += [f"{path}: {each}" for each in seen]
            for watch in watches:
                found += [f"{path}: {each}" for each in watch.found]
                watch.found.clear()
    assert not found, "\n".join(found)


def test_another_name_of_the_host_and_a_folder_change_nothing(
    browser: "sync_api.Browser", example: tuple[Site, str]
) -> None:
    site, _ = example
    with serve(site.out, "/a/b/") as url:
        for name in ("localhost", "mirror.test"):
            mirror = url.replace("127.0.0.1", name)
            with open_page(browser, PHONE, tools=False) as page:
                watch = Watch(page, mirror)
                for path in one_of_each(site):
                    if path != "404.html":  # its links are those of the address that it was built for
                        page.goto(mirror + address(path))
                        assert page.evaluate("getComputedStyle(document.body).margin") != "8px", path
                assert watch.found == []


def test_the_policy_comes_first_and_allows_nothing_from_elsewhere(example: tuple[Site, str]) -> None:
    site, _ = example
    for path in site.pages():
        first = site.all(path, "head meta:not([charset]), head link, head script, head style")[0]
        policy = first.attributes
        assert policy.get("http-equiv") == "Content-Security-Policy", path
        rules = dict(rule.split(maxsplit=1) for rule in policy["content"].split("; "))
        assert rules["default-src"] == rules["base-uri"] == "'none'"
        # WebAssembly, which the search is made of, needs its own word; it doesn't let text become script.
        allowed = {"'none'", "'self'", "'wasm-unsafe-eval'"}
        assert {word for rule in rules.values() for word in rule.split()} <= allowed, path
        assert not site.all(path, "style, [style], script:not([src]):not([type='application/ld+json'])"), path


def test_each_page_says_its_language_and_direction(example: tuple[Site, str]) -> None:
    check_languages(example[0], "en")


def test_each_page_says_its_language_and_direction_on_a_persian_site(guide: tuple[Site, str]) -> None:
    check_languages(guide[0], "fa")


def check_languages(site: Site, own: str) -> None:
    seen = Counter()
    for path in site.pages():
        root = site.page(path).css_first("html").attributes
        first = path.split("/")[0]
        wanted = first if "/briefs/" in path and len(first) == 2 else own
        assert root["lang"] == wanted, path
        assert root["dir"] == ("rtl" if wanted in ("ar", "fa") else "ltr"), path
        seen[wanted] += 1
        # A part in another language says so, and its direction; what is named after a part needs no more.
        for node in site.all(path, "body [lang]"):
            marks = node.attributes
            assert marks.get("dir", root["dir"]) == ("rtl" if marks["lang"] in ("ar", "fa") else "ltr"), (path, marks)
    assert len(seen) > 1


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ("request: http://elsewhere.test/", "<img src=http://elsewhere.test/a.png alt=''>"),
        ("request: http://elsewhere.test/", "<link rel=preconnect href=http://elsewhere.test/><link rel=stylesheet href=http://elsewhere.test/a.css>"),
        ("policy: style-src-elem", "<meta http-equiv=Content-Security-Policy content=\"style-src 'self'\"><style>p { color: red }</style>"),
        ("console: words", "<script>console.debug('words')</script>"),
        ("error: oh", "<script>throw new Error('oh')</script>"),
        ("cookie: a", "<script>document.cookie = 'a=b'</script>"),
        ("localStorage: a", "<script>localStorage.a = 'b'</script>"),
        ("sessionStorage: a", "<script>sessionStorage.a = 'b'</script>"),
        ("indexedDB: a", "<script>indexedDB.open('a')</script>"),
        ("cache: a", "<script>caches.open('a')</script>"),
        ("404: http", "<img src=nowhere.png loading=lazy alt='' style='display: block; margin-top: 9999px'>"),
        ("wider than", "<p style='width: 900px'>Words</p>"),
        ("no Words", "<p hidden>Words</p><script>document.querySelector('p').hidden = false</script>"),
        ("no link http", "<p></p><script>document.querySelector('p').innerHTML = '<a href=a>Words</a>'</script>"),
    ],
)  # fmt: skip
def test_a_fault_is_found(browser: "sync_api.Browser", tmp_path: Path, fault: str, body: str) -> None:
    head = "<!doctype html><html lang=en><title>Bad</title><link rel=icon href='data:,'>"
    (tmp_path / "index.html").write_text(head + body, encoding="utf-8")
    with (
        serve(tmp_path) as url,
        open_page(browser, PHONE, tools=False) as page,
        open_page(browser, PHONE, tools=False, java_script_enabled=False) as plain,
    ):
        page.context.add_init_script(LISTEN)
        watch = Watch(page, url)
        found = loaded(page, url) + loaded(page, url) + watch.found
        if fault.startswith("no "):
            found += missing(page, plain, url)
    assert [each for each in found if each.startswith(fault)], found


@pytest.mark.parametrize(("face", "loaded"), [("serif", True), ("system", False)])
def test_the_readers_own_type_loads_no_font(
    browser: "sync_api.Browser", tmp_path: Path, face: str, loaded: bool
) -> None:
    site = Site(tmp_path, READ_IN_TWO_SCRIPTS)
    site.edit("content/site.yaml", "type:", f"type: {face}")
    site.build()
    with serve(site.out) as url, open_page(browser, PHONE, tools=False) as page:
        asked: list[str] = []
        failed: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("requestfailed", lambda request: failed.append(f"{request.url} {request.failure}"))
        for path in set(site.pages()) - {"404.html"}:  # whose styles are at the address that the site was built for
            page.goto(url + address(path))
            page.evaluate(TO_THE_END)
    # What the theme loads is taken back by a stylesheet of its own: without it, nothing is known of the look.
    assert not [each for each in failed if ".css" in each]
    fonts = [each for each in asked if each.endswith(".woff2")]
    assert bool(fonts) == loaded, fonts
