"""Chromium for the tests, and a site served to it as a host of static files serves it."""

import gzip
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest

try:
    from playwright import sync_api
except ImportError:
    sync_api = None

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"))), None
)
AXE = Path(__file__).parent / "tools/node_modules/axe-core/axe.min.js"
INSPECT = Path(__file__).parent / "inspect.js"

needs_browser = [
    pytest.mark.skipif(sync_api is None, reason="NOT TESTED: playwright is not installed"),
    pytest.mark.skipif(CHROMIUM is None, reason="NOT TESTED: there is no chromium"),
    pytest.mark.filterwarnings("default"),
]
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="NOT TESTED: axe-core needs `npm ci` in tests/tools")

PHONE, DESK = (390, 844), (1440, 900)
SCHEMES = ("light", "dark")

# Chromium's own traffic and every host but this machine are cut off: a page that asks for another host is seen
# asking, and the test doesn't depend on an answer. `mirror.test` is this machine by another name.
ARGUMENTS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP mirror.test 127.0.0.1,MAP * ~NOTFOUND,EXCLUDE localhost,EXCLUDE 127.0.0.1",
]


@contextmanager
def open_browser() -> Iterator["sync_api.Browser"]:
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def open_page(
    browser: "sync_api.Browser", size: tuple[int, int] = DESK, *, tools: bool = True, **options: object
) -> Iterator["sync_api.Page"]:
    """A window with its own storage; with `tools`, what inspect.js offers is there as `look` on every page."""
    options = {"reduced_motion": "reduce", **options}
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    if tools:
        context.add_init_script(path=INSPECT)
    yield context.new_page()
    context.close()


# Serving


class Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    # A browser knocks at several doors at once, and several browsers may: of the usual five that wait, others are turned away
    # while the machine is busy. A page that lacks one stylesheet of two looks, and loads, as nobody meant it to.
    request_queue_size = 128


class Handler(BaseHTTPRequestHandler):
    """Files of a folder under a mount, compressed, with 404.html for what isn't there: as GitHub Pages does."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: the second would wait for the answer to the first
    disable_nagle_algorithm = True
    folder: Path
    mount: str

    def __init__(self, folder: Path, mount: str, *rest: object) -> None:
        self.folder, self.mount = folder.resolve(), mount
        with suppress(ConnectionError):  # the browser went on to another page
            super().__init__(*rest)

    def log_message(self, *_: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        file = self.folder / path.removeprefix(self.mount)
        if not path.startswith(self.mount) or not file.resolve().is_relative_to(self.folder):
            return self.answer(404, b"", "text/plain")
        if file.is_dir() and not path.endswith("/"):
            return self.answer(301, b"", "text/plain", quote(path) + "/")
        if path.endswith("/"):
            file /= "index.html"
        status = 200
        if not file.is_file():
            status, file = 404, self.folder / "404.html"
        kind = guess_type(file.name)[0] or "application/octet-stream"
        self.answer(status, file.read_bytes() if file.is_file() else b"", kind)

    def answer(self, status: int, body: bytes, kind: str, location: str = "") -> None:
        text = kind.startswith("text/") or kind.endswith(("xml", "json", "javascript", "wasm"))
        self.send_response(status)
        self.send_header("Content-Type", kind + ("; charset=utf-8" if kind.startswith("text/") else ""))
        if location:
            self.send_header("Location", location)
        if text and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextmanager
def serve(folder: Path, mount: str = "/") -> Iterator[str]:
    """Serve a folder, which may be filled later; the address of its root."""
    server = Server(("127.0.0.1", 0), partial(Handler, folder, mount))
    # A short poll: the default makes each end wait for half a second.
    threading.Thread(target=partial(server.serve_forever, poll_interval=0.02), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}{mount}"
    server.shutdown()
    server.server_close()


def address(path: str) -> str:
    """The address of a page by its file."""
    return path.removesuffix("index.html")


class Watch:
    """What a page does that it shouldn't."""

    def __init__(self, page: "sync_api.Page", url: str) -> None:
        self.found: list[str] = []
        self.url = url
        page.on("console", lambda message: self.found.append(f"console: {message.text}"))
        page.on("pageerror", lambda bad: self.found.append(f"error: {bad}"))
        page.on("dialog", lambda dialog: (self.found.append("dialog"), dialog.dismiss()))
        page.on("requestfailed", self.failed)
        page.on("request", self.requested)
        page.on("response", self.answered)

    def requested(self, request: "sync_api.Request") -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.found.append(f"request: {request.url}")

    def answered(self, response: "sync_api.Response") -> None:
        if response.status >= 400:
            self.found.append(f"{response.status}: {response.url}")

    def failed(self, request: "sync_api.Request") -> None:
        if request.failure != "net::ERR_ABORTED":  # the next page was opened before the icon had come
            self.found.append(f"failed: {request.url} {request.failure}")
