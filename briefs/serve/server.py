"""The preview's server: answers with files of the site as they are in memory, and with nothing else. It opens no file by a name that was sent to it."""

import json
import socket
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import MimeTypes
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import parse_qs, urlsplit

from briefs.holds import in_words
from briefs.serve.dashboard import CLIENT, dashboard
from briefs.serve.excerpts import as_records
from briefs.serve.guard import Door, path_of, refusal
from briefs.serve.inject import inject
from briefs.serve.session import DASHBOARD, Session
from briefs.text import encode_address

_OWN_FILES = frozenset(["preview.js", "idiomorph.js", "page.css", "panel.css", "dashboard.css"])
_AT_ONCE = 128
"""Connections: a browser has six, and a window that listens keeps one."""
_IDLE = 30.0
"""Seconds after which a connection that says nothing is closed."""
_HEARTBEAT = 15.0
"""Seconds between signs of life to a window, which show when it has gone."""
_TYPES = MimeTypes(filenames=())  # none of the machine's own tables: they differ
for _type, _ending in (("font/woff2", ".woff2"), ("image/webp", ".webp"), ("image/avif", ".avif"), ("text/javascript", ".js"),
                       ("application/geo+json", ".geojson"), ("application/json", ".json"), ("text/markdown", ".md"),
                       ("application/x-bibtex", ".bib"), ("application/x-research-info-systems", ".ris")):  # fmt: skip
    _TYPES.add_type(_type, _ending)
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}
_OWN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
_PLACEHOLDER = "<!doctype html><html><head><title>Preview</title></head><body><main><p>{}</p></main></body></html>"
_UNREAD = _PLACEHOLDER.format("The site can't be shown before its settings are mended.").encode()
_UNMADE = _PLACEHOLDER.format("This page can't be made yet.").encode()
_NOWHERE = _PLACEHOLDER.format("There is no such page.").encode()


class Server(ThreadingHTTPServer):
    """Listens, and has a thread for each connection."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = sys.platform != "win32"  # there it would let another program in beside this one

    def __init__(self, host: str, port: int, session: Session, *, is_wide: bool, names: frozenset[str]) -> None:
        """Raises OSError if the port is taken or the host isn't this machine."""
        if ":" in host:
            self.address_family = socket.AF_INET6
        self.session = session
        self._room = BoundedSemaphore(_AT_ONCE)
        super().__init__((host, port), _Handler)
        self.door = Door(self.server_address[1], names, is_wide)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Start a thread for a connection, unless there are too many."""
        if self._room.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Pass over what went wrong with a connection; a fault of ours is told on the terminal, never to the browser."""
        if not isinstance(sys.exception(), OSError):
            traceback.print_exc()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Briefs", ""
    timeout = _IDLE
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the terminal is for what editors need to know."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with a word; what was asked for isn't repeated."""
        self.close_connection = True
        with suppress(ValueError):
            self._send(code, f"{HTTPStatus(code).phrase}\n".encode(), "text/plain; charset=utf-8")

    def do_GET(self) -> None:
        """Answer a request."""
        if self.headers.get("Transfer-Encoding") or self.headers.get("Content-Length", "0") != "0":
            self.close_connection = True  # its body is not read, and must not be taken for the next request
        get = self.headers.get
        reason = refusal(
            self.server.door, self.headers.get_all("Host") or [], self.headers.get_all("Origin") or [],
            get("Sec-Fetch-Site", ""), get("Sec-Fetch-Mode", ""), get("Sec-Fetch-Dest", ""),
        )  # fmt: skip
        if reason:
            self.close_connection = True
            return self._send(403, f"Refused: {reason}.\n".encode(), "text/plain; charset=utf-8")
        path = path_of(self.path)
        if path is None:
            return self.send_error(400)
        try:
            if path.startswith("_preview/") or path == "_preview":
                self._answer_own(path.removeprefix("_preview").removeprefix("/"))
            else:
                self._answer(path)
        except OSError:
            raise  # the browser has gone
        except Exception:  # noqa: BLE001  # no request may end the preview, nor learn where on this machine it went wrong
            traceback.print_exc()
            self.send_error(500)
        return None

    do_HEAD = do_GET

    # Files of the site

    def _answer(self, path: str) -> None:
        session = self.server.session
        place = f"{path}index.html" if path.endswith("/") or not path else path
        page = session.page(place)
        state = session.state
        if state is None:
            return self._send_page(DASHBOARD, b"", 503)
        if page is None and f"{path}/index.html" in state.outputs:
            return self._redirect(f"/{encode_address(path)}/")
        if page is None:
            lost = session.place(place)
            if lost and lost != place:
                return self._redirect("/" + encode_address(lost.removesuffix("index.html")))
            missing = session.page("404.html")
            url = state.world.model.site.url.encode()
            # The page for unknown addresses carries the site's full address, so that it works at any depth of the real host.
            html = (missing.data or b"" if missing else b"").replace(b'"' + url, b'"/')
            return self._send_page(place, html or _NOWHERE, 404)
        if place.endswith(".html"):
            return self._send_page(place, page.data if page.data is not None else _UNMADE, 200, page.digest)
        kind, _ = _TYPES.guess_type(place)
        kind = kind or "application/octet-stream"
        is_text = kind.startswith(("text/", "application/x-")) or kind in ("application/xml", "image/svg+xml")
        policy = "default-src 'none'; style-src 'unsafe-inline'; sandbox" if kind == "image/svg+xml" else ""
        return self._send(
            200, page.data or b"", f"{kind}; charset=utf-8" if is_text else kind, {"Content-Security-Policy": policy}
        )

    def _send_page(self, place: str, html: bytes, status: int, digest: str = "") -> None:
        session = self.server.session
        state = session.state
        facts = {
            "path": place, "digest": digest, "source": state.source(place) if state else "", "instance": session.instance,
            "serial": state.number if state else 0,
        }  # fmt: skip
        if not html:
            html = _UNREAD
        page, policy = inject(html, facts, self._band(place))
        self._send(status, page, "text/html; charset=utf-8", {"Content-Security-Policy": policy})

    def _band(self, place: str) -> str:
        state = self.server.session.state
        card = state.card(place) if state and place.endswith("/index.html") else None
        if not state or not card or not card.draft:
            return ""
        return f"Preview, not published: this brief {in_words(state.world.model.holds.until.get(card.id, ''))}"

    def _redirect(self, address: str) -> None:
        self._send(302, b"", "text/plain; charset=utf-8", {"Location": address})

    # The preview's own

    def _answer_own(self, name: str) -> None:
        session = self.server.session
        if name in ("", "index.html"):
            if self.path.partition("?")[0] == "/_preview":
                return self._redirect("/_preview/")
            policy = {"Content-Security-Policy": _OWN_POLICY}
            return self._send(200, dashboard(session).encode(), "text/html; charset=utf-8", policy)
        if name == "events":
            return self._send_events()
        if name == "problems.json":
            problems = session.problems()
            errors = sum(problem.severity == "error" for problem in problems)
            answer = {
                "errors": errors,
                "warnings": len(problems) - errors,
                "problems": as_records(session.root, problems),
            }
            return self._send(200, json.dumps(answer).encode(), "application/json")
        if name in _OWN_FILES:
            kind = "text/css" if name.endswith(".css") else "text/javascript"
            return self._send(200, _own_file(name), f"{kind}; charset=utf-8")
        return self.send_error(404)

    def _send_events(self) -> None:
        """Tell a window how things stand, now and after each change (server-sent events of the HTML standard)."""
        session = self.server.session
        asked = parse_qs(urlsplit(self.path).query).get("page", ["/"])[0]
        path = path_of(asked)  # as the browser's own address: percent-encoded
        if path is None:
            return self.send_error(400)
        path = f"{path}index.html" if path.endswith("/") or not path else path
        self.close_connection = True
        self.send_response(200)
        for name, value in (_HEADERS | {"Content-Type": "text/event-stream", "Connection": "close"}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return None
        with session.tabs.open(path) as tab:
            self.wfile.write(b"retry: 300\n\n")
            tab.tell(session.news(path))
            while True:
                try:
                    news = tab.wait(_HEARTBEAT)
                except EOFError:
                    return None
                self.wfile.write(b":\n\n" if news is None else f"data: {json.dumps(news)}\n\n".encode())

    def _send(self, status: int, data: bytes, kind: str, headers: Mapping[str, str] = {}) -> None:
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": kind, **headers}.items():
            if value:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


@cache
def _own_file(name: str) -> bytes:
    return (CLIENT / name).read_bytes()
