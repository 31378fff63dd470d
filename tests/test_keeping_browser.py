"""Old addresses, notices and corrections in a real browser."""

from pathlib import Path
from typing import TYPE_CHECKING

from browser import PHONE, Watch, needs_axe, needs_browser, open_page, serve
from sitetext import Site
from test_accessibility import violations
from test_keeping import SITE

if TYPE_CHECKING:
    from browser import sync_api

pytestmark = [*needs_browser, needs_axe]


def test_an_old_address_leads_on_wherever_the_site_stands(browser: "sync_api.Browser", tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    with (
        serve(site.out, "/some-repo/") as url,
        open_page(browser, PHONE, java_script_enabled=False, tools=False) as page,
    ):
        watch = Watch(page, url)
        for old, new in {
            "old/dam/": "briefs/2019/dam/", "2019/03/dam.html": "briefs/2019/dam/", "old/lake/": "briefs/2019/lake/",
            "old/%D8%B1%D8%A7%D9%87/": "fa/briefs/2019/road/", "tags/aqua/": "tags/water/",
        }.items():  # fmt: skip
            page.goto(url + old)
            page.wait_for_url(url + new)
        assert watch.found == []


def test_what_is_left_can_be_used_by_everybody(browser: "sync_api.Browser", tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    for path in ("old/dam/index.html", "old/راه/index.html"):  # as it is for who is not led on
        (site.out / path).write_text(site.read(path).replace('http-equiv="refresh"', 'name="none"'), encoding="utf-8")
    with serve(site.out) as url, open_page(browser, PHONE) as page:
        for path in ("old/dam/", "old/راه/", "briefs/2019/lake/", "corrections/"):
            page.goto(url + path)
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
