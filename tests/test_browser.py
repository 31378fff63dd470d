"""Pages in a real browser: the way to the comment, and hostile text that must run nothing."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

from browser import Watch, address, needs_browser, serve
from shared_data import shared
from sitetext import Site
from test_naughty import settings, write

if TYPE_CHECKING:
    from browser import sync_api

pytestmark = needs_browser

RAN = "window.ran = 0; window.alert = window.confirm = window.prompt = () => { window.ran += 1 }"
OF_EACH_FRAME = """Array.from(frames, frame => [
    Boolean(frame.document.querySelector("main .text")),
    [...frame.document.querySelectorAll(".text a")].filter(a => !["http:", "https:", "mailto:", "tel:"].includes(a.protocol)).length,
    frame.ran,
])"""


def test_jump_to_the_comment(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    site, url = example
    (path, *_) = [path for path in site.pages() if path.startswith("briefs/") and site.all(path, ".jump a")]
    page = browser.new_page(viewport={"width": 390, "height": 500})
    page.goto(url + address(path))
    page.click(".jump a")
    assert page.evaluate("document.querySelector('#comment').getBoundingClientRect().top") < 500
    assert page.evaluate("document.querySelector(':target').id") == "comment"
    page.close()


def many(paths: list[str]) -> str:
    """A page that shows others."""
    frames = "".join(f"<iframe src='/{path}'></iframe>" for path in paths)
    return f"<!doctype html><title>Many</title><link rel=icon href='data:,'>{frames}"


def test_naughty_strings_run_nothing(browser: "sync_api.Browser", tmp_path: Path) -> None:
    site = Site(tmp_path / "naughty")
    settings(site)
    # The policy is taken away: not it, but escaping, is on trial. Styles go, too, which only take time here.
    base = (Path(__file__).parents[1] / "templates/base.html").read_text(encoding="utf-8")
    lines = [line for line in base.splitlines() if "Content-Security-Policy" not in line]
    site.write("templates/base.html", "\n".join(lines))
    site.write("templates/head.html", '<link rel="icon" href="data:,">')
    strings: list[str] = json.loads(shared("suites/naughty-strings.json").read_text(encoding="utf-8"))
    texts = [text for text in strings if "<" in text or "script" in text.lower() or "onerror" in text.lower()]
    assert len(texts) > 150
    for number, text in enumerate(texts):
        if text.isprintable():
            write(site, number, text)
    site.build()
    with serve(site.out) as url:
        page = browser.new_page()
        watch = Watch(page, url)
        page.add_init_script(RAN)
        for path in ("", "archive/", "tags/", "authors/", "institutes/", "projects/"):
            page.goto(url + path)
            assert page.evaluate("window.ran") == 0
            assert (
                page.evaluate(
                    "document.querySelectorAll('script:not([type=\"application/ld+json\"]), iframe, object, embed').length"
                )
                == 0
            )
        # Many in one window: the strings need no page of their own to run, and each page takes a tenth of a second.
        paths = [address(path) for path in site.pages() if path.startswith("briefs/")]
        for start in range(0, len(paths), 40):
            (site.out / "many.html").write_text(many(paths[start : start + 40]), encoding="utf-8")
            page.goto(url + "many.html")
            seen = page.evaluate(OF_EACH_FRAME)
            assert seen == [[True, 0, 0]] * len(paths[start : start + 40]), start
        assert watch.found == []

        # The trial itself can fail.
        (site.out / "bad.html").write_text(
            "<!doctype html><link rel=icon href='data:,'><script>alert(1)</script><p class=text><a href='javascript:alert(1)'>a</a>",
            encoding="utf-8",
        )
        (site.out / "many.html").write_text(many(["bad.html"]), encoding="utf-8")
        page.goto(url + "many.html")
        assert page.evaluate(OF_EACH_FRAME) == [[False, 1, 1]]
        page.close()
