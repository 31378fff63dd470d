"""Pictures in a real browser: each takes the size that it needs, and nothing moves when they come."""

import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from browser import Handler, Server, needs_browser
from sitetext import Site, brief

if TYPE_CHECKING:
    from browser import sync_api

pytestmark = needs_browser

SHIFTS = """
new PerformanceObserver(list => {
  for (const each of list.getEntries()) { window.shifts = (window.shifts || 0) + each.value; }
}).observe({type: "layout-shift", buffered: true});
"""


class Slow(Handler):
    """Lets pictures come late, when the page has long been shown."""

    def do_GET(self) -> None:
        if not self.path.endswith((".html", "/", ".css")):
            time.sleep(0.3)
        super().do_GET()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    site = Site(tmp_path_factory.mktemp("pictures"))
    pictures = {
        "a.jpg": "photo 1700x1100",
        "b.png": "drawing 900x700",
        "c.png": "drawing 300x200",
        "d.svg": "a plan",
        "e.jpg": "photo 600x400",
    }
    for name, words in pictures.items():
        site.write(f"content/briefs/{name}", words)
    body = "\n\n".join(f'Text.\n\n![{name}]({name} "Caption | Photo: Ada")' for name in list(pictures)[:4])
    site.write("content/briefs/it.md", brief("It", body + "\n\n" + "More text.\n\n" * 300 + "![far](e.jpg)"))
    site.write("content/authors/ada.yaml", "name: Ada\nphoto: ada.jpg\nbio: Writes.\n")
    site.write("content/authors/ada.jpg", "photo 700x1000")
    site.build()
    server = Server(("127.0.0.1", 0), partial(Slow, site.out, "/"))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def loaded(
    browser: "sync_api.Browser", address: str, *, width: int, ratio: float
) -> tuple[dict[str, tuple[int, int]], float, list[str]]:
    """The pictures of a page by name with the sizes in which they are shown, how much it shifted, and what was loaded."""
    page = browser.new_page(viewport={"width": width, "height": 900}, device_scale_factor=ratio)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path.rpartition("/")[2]))
    page.add_init_script(SHIFTS)
    page.goto(address, wait_until="networkidle")
    shown = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('main img')].filter(i => i.complete && i.naturalWidth)"
        ".map(i => [i.currentSrc.split('/').pop(), [i.width, i.height]]))"
    )
    shifts = page.evaluate("window.shifts || 0")
    page.close()
    return shown, shifts, asked


@pytest.mark.parametrize(
    ("width", "ratio", "photo", "chart"),
    [(360, 1, "480", "480"), (390, 2, "800", "900"), (412, 1.75, "800", "900"), (1440, 1, "800", "900"), (1440, 2, "1200", "900")],
)  # fmt: skip
def test_each_screen_takes_its_size_and_nothing_moves(
    browser: "sync_api.Browser", address: str, width: int, ratio: float, photo: str, chart: str
) -> None:
    shown, shifts, asked = loaded(browser, address + "briefs/it/", width=width, ratio=ratio)
    names = [name.rpartition("-")[0] if name.count("-") == 2 else name for name in shown]
    assert names == [f"a-{photo}", f"b-{chart}", "c.png", "d.svg"]
    assert not [name for name in asked if name.startswith("e-")]  # nobody has scrolled there
    assert [name for name in asked if name.startswith("a-")] == [name for name in shown if name.startswith("a-")]
    assert next(name for name in shown if name.startswith("a-")).endswith(".avif")
    for name, (across, down) in shown.items():
        slope = {"a": 1100 / 1700, "b": 700 / 900, "c": 200 / 300, "d": 150 / 300}[name[0]]
        assert abs(down - across * slope) <= 1
        assert across <= width
    assert shifts == 0


def test_a_photo_of_a_person(browser: "sync_api.Browser", address: str) -> None:
    shown, shifts, asked = loaded(browser, address + "authors/ada/", width=390, ratio=2)
    ((name, (across, down)),) = shown.items()
    assert name.startswith("ada-288-")
    assert across == down
    assert shifts == 0
    assert len([each for each in asked if each.startswith("ada-")]) == 1
