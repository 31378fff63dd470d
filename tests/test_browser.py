"""Pages in a real browser: nothing fails, nothing is loaded from elsewhere, nothing runs, nothing sticks out."""

import json
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from shared_data import shared
from sitetext import Site
from test_naughty import settings, write

sync_api = pytest.importorskip("playwright.sync_api", reason="NOT TESTED: playwright is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="NOT TESTED: there is no chromium"),
    pytest.mark.filterwarnings("default"),
]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True


@pytest.fixture(scope="module")
def browser() -> Iterator["sync_api.Browser"]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def serve(site: Site) -> tuple[Server, str]:
    server = Server(("127.0.0.1", 0), partial(Quiet, directory=str(site.out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_address[1]}/"


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    site = Site.example(tmp_path_factory.mktemp("example"))
    site.build()
    server, url = serve(site)
    yield site, url
    server.shutdown()
    server.server_close()


class Watch:
    """What a page does that it shouldn't."""

    def __init__(self, page: "sync_api.Page", url: str) -> None:
        self.found: list[str] = []
        page.on("console", lambda message: self.found.append(f"console: {message.text}"))
        page.on("pageerror", lambda bad: self.found.append(f"error: {bad}"))
        page.on("dialog", lambda dialog: (self.found.append("dialog"), dialog.dismiss()))
        page.on("requestfailed", self.failed)
        page.on(
            "request",
            lambda request: None if request.url.startswith(url) else self.found.append(f"request: {request.url}"),
        )
        page.on(
            "response",
            lambda response: (
                self.found.append(f"{response.status}: {response.url}") if response.status >= 400 else None
            ),
        )

    def failed(self, request: "sync_api.Request") -> None:
        if request.failure != "net::ERR_ABORTED":  # the next page was opened before the icon had come
            self.found.append(f"failed: {request.url} {request.failure}")


def test_pages_load_in_quiet_and_fit_a_phone(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    site, url = example
    page = browser.new_page(viewport={"width": 390, "height": 844})
    watch = Watch(page, url)
    wide = []
    for path in site.pages():
        page.goto(url + ("" if path == "404.html" else path.removesuffix("index.html")))
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wide.append(path)
        assert page.evaluate("getComputedStyle(document.body).margin") != "8px", "the stylesheet is not in force"
    page.close()
    assert watch.found == []
    assert wide == []


def test_jump_to_the_comment(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    site, url = example
    (path, *_) = [path for path in site.pages() if path.startswith("briefs/") and site.all(path, ".jump a")]
    page = browser.new_page(viewport={"width": 390, "height": 500})
    page.goto(url + path.removesuffix("index.html"))
    page.click(".jump a")
    assert page.evaluate("document.querySelector('#comment').getBoundingClientRect().top") < 500
    assert page.evaluate("document.querySelector(':target').id") == "comment"
    page.close()


def test_naughty_strings_run_nothing(browser: "sync_api.Browser", tmp_path: Path) -> None:
    site = Site(tmp_path / "naughty")
    settings(site)
    # The policy is taken away: not it, but escaping, is on trial.
    base = (Path(__file__).parents[1] / "templates/base.html").read_text(encoding="utf-8")
    lines = [line for line in base.splitlines() if "Content-Security-Policy" not in line]
    site.write("templates/base.html", "\n".join(lines))
    strings: list[str] = json.loads(shared("suites/naughty-strings.json").read_text(encoding="utf-8"))
    texts = [text for text in strings if "<" in text or "script" in text.lower() or "onerror" in text.lower()]
    assert len(texts) > 150
    for number, text in enumerate(texts):
        if text.isprintable():
            write(site, number, text)
    site.build()
    server, url = serve(site)
    page = browser.new_page()
    watch = Watch(page, url)
    page.add_init_script("window.ran = 0; window.alert = window.confirm = window.prompt = () => { window.ran += 1 }")
    for path in ("", "archive/", "tags/", "authors/", "institutes/", "projects/"):
        page.goto(url + path)
        assert page.evaluate("window.ran") == 0
        assert page.evaluate("document.querySelectorAll('script, iframe, object, embed').length") == 0
    for path in [path for path in site.pages() if path.startswith("briefs/")]:
        page.goto(url + path.removesuffix("index.html"))
        ran = page.evaluate(
            "[...document.querySelectorAll('.text a')].filter(a => !['http:', 'https:', 'mailto:', 'tel:'].includes(a.protocol)).length + window.ran"
        )
        assert ran == 0, path
    assert watch.found == []

    # The trial itself can fail.
    (site.out / "bad.html").write_text(
        "<!doctype html><link rel=icon href='data:,'><script>alert(1)</script>", encoding="utf-8"
    )
    page.goto(url + "bad.html")
    assert page.evaluate("window.ran") == 1
    page.close()
    server.shutdown()
    server.server_close()
