"""The preview in a real browser: each edit appears in place, mistakes are shown over the page, nothing else is lost."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from browser import needs_browser, sync_api
from previewing import PROJECT, Preview, preview
from sitetext import Site

pytestmark = needs_browser

BRIEF = "content/briefs/2025/dam.md"
LONG = "\n\n".join(f"Paragraph {number} of the long text, in which the water falls and rises." for number in range(60))
SITE = f"""
    -- {BRIEF} --
    ---
    title: The dam
    date: 2025-03-01
    author: Ada Stream
    summary: A dam is built.
    ---
    First words.

    <details><summary>More</summary>

    Inner words.

    </details>

    LONG

    Last words.
    -- content/briefs/2025/canal.md --
    ---
    title: The canal
    date: 2025-02-01
    author: Ada Stream
    ---
    See [the dam](dam.md).
    -- content/authors/ada-stream.yaml --
    name: Ada Stream
    positions:
      - role: Engineer
        institute: River Institute
    -- templates/footer.html --
    <footer><p>Footer one</p><label>Note <input id="note"></label></footer>
    -- templates/static/own.css --
    h1 {{ color: rgb(1, 2, 3); }}
    """
DAM = "briefs/2025/dam/"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", SITE)
    site.edit(BRIEF, "LONG", LONG)
    base = (PROJECT / "templates/base.html").read_text(encoding="utf-8")
    site.write(
        "templates/base.html",
        base.replace("</head>", '<link rel="stylesheet" href="{{ view.root }}static/own.css">\n</head>'),
    )
    return site


@pytest.fixture
def running(site: Site) -> Iterator[Preview]:
    with preview(site.root) as running:
        yield running


@pytest.fixture
def page(browser: "sync_api.Browser", running: Preview) -> Iterator["sync_api.Page"]:
    page = browser.new_page(viewport={"width": 900, "height": 700})
    open_page(page, running.url + DAM)
    yield page
    assert not page.faults, page.faults
    page.close()


def open_page(page: "sync_api.Page", url: str) -> None:
    page.set_default_timeout(60_000)  # it only ends a run that has failed
    page.faults = []
    page.on("pageerror", lambda bad: page.faults.append(str(bad)))
    page.on("console", lambda said: page.faults.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(url)
    page.wait_for_function(
        "() => ['', 'warning', 'error'].includes(document.querySelector('briefs-preview')?.shadowRoot.querySelector('.light').dataset.state)"
    )  # then it has heard from the server
    page.evaluate("window.stays = true")  # a full reload would lose it


def shows(page: "sync_api.Page", text: str) -> None:
    page.wait_for_function("text => document.body.innerText.includes(text)", arg=text)
    assert page.evaluate("window.stays"), "the page was loaded anew"


def test_a_changed_text_appears_in_place(site: Site, page: "sync_api.Page") -> None:
    page.evaluate("document.querySelector('details').open = true")
    page.fill("#note", "half a thought")
    page.focus("#note")
    page.evaluate("scrollTo(0, 400)")
    buttons = page.locator("button.copy:visible").count()
    assert buttons, "a script of the page shows them"
    site.edit(BRIEF, "Paragraph 5 of", "Paragraph five, at last, of")
    shows(page, "Paragraph five, at last, of")
    assert page.evaluate("[scrollY, document.activeElement.id, document.querySelector('#note').value, document.querySelector('details').open]") == [
        400, "note", "half a thought", True,
    ]  # fmt: skip
    assert page.locator("button.copy:visible").count() == buttons


def test_the_browser_goes_to_the_block_that_changed_unless_told_not_to(site: Site, page: "sync_api.Page") -> None:
    site.edit(BRIEF, "Last words.", "Very last words.")
    shows(page, "Very last words.")
    page.wait_for_function("() => scrollY > 500")
    page.evaluate("scrollTo(0, 0)")
    page.hover("briefs-preview .bar")
    page.uncheck("briefs-preview #follow")
    site.edit(BRIEF, "Very last words.", "The end.")
    shows(page, "The end.")
    assert page.evaluate("scrollY") == 0


def test_a_stylesheet_is_exchanged_without_a_reload(site: Site, page: "sync_api.Page") -> None:
    colour = "getComputedStyle(document.querySelector('h1')).color"
    assert page.evaluate(colour) == "rgb(1, 2, 3)"
    site.write("templates/static/own.css", "h1 { color: rgb(4, 5, 6); }")
    page.wait_for_function(f"() => {colour} === 'rgb(4, 5, 6)'")
    site.edit(BRIEF, "First words.", "Other words.")
    shows(page, "Other words.")
    assert page.evaluate(colour) == "rgb(4, 5, 6)"
    assert (
        page.evaluate("[...document.querySelectorAll('link')].filter(link => link.href.includes('own.css')).length")
        == 1
    )


def test_a_stylesheet_stays_until_the_next_one_is_loaded(site: Site, page: "sync_api.Page") -> None:
    """Whatever else is saved meanwhile: the page is never seen without its looks."""
    page.evaluate("""() => {
      window.colours = new Set();
      const look = () => { colours.add(getComputedStyle(document.querySelector("h1")).color); requestAnimationFrame(look); };
      look();
    }""")
    held: list[sync_api.Route] = []

    def hold(route: sync_api.Route) -> None:
        held.append(route)

    page.route("**/own.css?preview=*", hold)
    for colour in (4, 5):
        with page.expect_request("**/own.css?preview=*"):
            site.write("templates/static/own.css", f"h1 {{ color: rgb(0, 0, {colour}); }}")
    with page.expect_response(page.url) as answer:
        site.edit(BRIEF, "First words.", "Other words.")
    answer.value.finished()
    page.wait_for_timeout(100)
    page.unroute("**/own.css?preview=*")
    for route in held:
        with suppress(sync_api.Error):  # it is not wanted any more
            route.continue_()
    shows(page, "Other words.")
    page.wait_for_function("() => colours.has('rgb(0, 0, 5)')")
    page.wait_for_function(
        "() => [...document.querySelectorAll('link')].filter(link => link.href.includes('own.css')).length === 1"
    )
    assert set(page.evaluate("[...colours]")) <= {"rgb(1, 2, 3)", "rgb(0, 0, 4)", "rgb(0, 0, 5)"}


def test_templates_and_registers_count(site: Site, page: "sync_api.Page") -> None:
    site.edit("templates/footer.html", "Footer one", "Footer two")
    shows(page, "Footer two")
    site.edit("content/authors/ada-stream.yaml", "Engineer", "Chief engineer")
    shows(page, "Chief engineer")
    site.edit("content/site.yaml", "title: Two Rivers", "title: Three Rivers")
    shows(page, "Three Rivers")


def overlay(page: "sync_api.Page") -> str:
    return page.locator("briefs-preview .problems").inner_text()


def test_a_mistake_is_shown_over_the_last_good_page_and_goes(site: Site, page: "sync_api.Page") -> None:
    site.edit(BRIEF, "date: 2025-03-01", "date: the first of March")
    page.locator("briefs-preview .problems").wait_for()
    said = overlay(page)
    assert f"{BRIEF}:3:7" in said
    assert "date: the first of March" in said
    assert "write it as 2018-02-02" in said
    assert "First words." in page.inner_text("main")
    site.edit(BRIEF, "date: the first of March", "date: 2025-03-02")
    page.locator("briefs-preview .problems").wait_for(state="hidden")
    shows(page, "Mar 2, 2025")


def test_a_mistake_in_a_template_is_shown_and_goes(site: Site, page: "sync_api.Page") -> None:
    site.edit("templates/footer.html", "Footer one", "Footer {{ missing_name }}")
    page.locator("briefs-preview .problems").wait_for()
    assert "templates/footer.html:1:1" in overlay(page)
    assert "missing_name" in overlay(page)
    assert "Footer one" in page.inner_text("body")
    site.edit("templates/footer.html", "{{ missing_name }}", "three")
    page.locator("briefs-preview .problems").wait_for(state="hidden")
    shows(page, "Footer three")


def test_a_new_address_is_followed(site: Site, page: "sync_api.Page", running: Preview) -> None:
    site.edit(BRIEF, "title: The dam", "title: The dam\nslug: great-dam")
    page.wait_for_url("**/briefs/2025/great-dam/")
    shows(page, "First words.")
    site.rename(BRIEF, "content/briefs/2025/weir.md")
    site.edit("content/briefs/2025/canal.md", "dam.md", "weir.md")
    site.edit("content/briefs/2025/weir.md", "slug: great-dam\n", "")
    page.wait_for_url("**/briefs/2025/weir/")
    shows(page, "First words.")
    site.edit("content/briefs/2025/weir.md", "First words.", "Words of the weir.")
    shows(page, "Words of the weir.")
    assert page.request.get(running.url + DAM, max_redirects=0).headers["location"] == "/briefs/2025/weir/"


def test_an_old_address_leads_on(site: Site, page: "sync_api.Page", running: Preview) -> None:
    site.edit(BRIEF, "title: The dam", "title: The dam\nslug: great-dam\naliases: [/briefs/2025/dam/]")
    page.wait_for_url("**/briefs/2025/great-dam/")
    page.goto(running.url + DAM)
    page.wait_for_url("**/briefs/2025/great-dam/")
    site.edit(BRIEF, "First words.", "Words at the new address.")
    page.wait_for_function("() => document.body.innerText.includes('Words at the new address.')")


def test_problems_read_from_left_to_right_over_a_page_that_does_not(site: Site, page: "sync_api.Page") -> None:
    site.edit(BRIEF, "title: The dam", "title: The dam\nlang: fa")
    page.wait_for_function("() => document.documentElement.dir === 'rtl'")
    site.edit(BRIEF, "date: 2025-03-01", "date: soon")
    page.locator("briefs-preview .problems h2").wait_for()
    direction = (
        "name => getComputedStyle(document.querySelector('briefs-preview').shadowRoot.querySelector(name)).direction"
    )
    assert [page.evaluate(direction, name) for name in (".problems h2", ".problems .hint", ".bar")] == ["ltr"] * 3


def test_the_bar_names_a_file_that_was_renamed(site: Site, page: "sync_api.Page") -> None:
    site.edit(BRIEF, "title: The dam", "title: The dam\nslug: dam")
    site.edit("content/briefs/2025/canal.md", "[the dam](dam.md)", "the dam")
    page.locator("briefs-preview >> text=content/briefs/2025/dam.md").wait_for()
    site.rename(BRIEF, "content/briefs/2025/dyke.md")
    page.locator("briefs-preview >> text=content/briefs/2025/dyke.md").wait_for()


def test_a_page_that_went_says_so_and_comes_back(site: Site, page: "sync_api.Page") -> None:
    text = (site.root / BRIEF).read_bytes()
    site.remove(BRIEF)
    page.locator("briefs-preview >> text=no page is at this address").wait_for()
    assert "First words." in page.inner_text("main")
    site.write(BRIEF, text.replace(b"First words.", b"Back again."))
    shows(page, "Back again.")


def test_an_address_in_another_writing(site: Site, browser: "sync_api.Browser", running: Preview) -> None:
    brief = "content/briefs/2025/سد.md"
    site.write(brief, "---\ntitle: سد بزرگ\ndate: 2025-03-01\n---\nسلام\n")
    running.wait_for("briefs/2025/%D8%B3%D8%AF/", "سلام")
    page = browser.new_page()
    open_page(page, running.url + "briefs/2025/سد/")
    site.edit(brief, "سلام", "سلام دوباره")
    shows(page, "سلام دوباره")
    assert "no page is at this address" not in page.inner_text("briefs-preview .bar")
    page.close()


def test_two_windows(site: Site, page: "sync_api.Page", browser: "sync_api.Browser", running: Preview) -> None:
    other = browser.new_page()
    open_page(other, running.url)
    site.edit(BRIEF, "title: The dam", "title: The high dam")
    shows(page, "The high dam")
    shows(other, "The high dam")
    site.edit(BRIEF, "First words.", "New first words.")
    shows(page, "New first words.")
    assert not other.faults
    other.close()


def test_drafts_have_a_band_and_the_dashboard_lists_them(
    site: Site, page: "sync_api.Page", browser: "sync_api.Browser", running: Preview
) -> None:
    board = browser.new_page()
    open_page(board, running.url + "_preview/")
    site.edit(BRIEF, "title: The dam", "title: The dam\ndraft: true")
    shows(page, "Preview, not published")
    shows(board, "Drafts (1)")
    assert BRIEF in board.inner_text("main")
    shows(board, "the front matter of content/briefs/2025/dam.md")
    site.edit(BRIEF, "draft: true\n", "")
    page.wait_for_function("() => !document.body.innerText.includes('not published')")
    board.close()


def test_a_restart_of_the_engine_is_survived(tmp_path: Path, site: Site, browser: "sync_api.Browser") -> None:
    engine = tmp_path / "engine"
    engine.mkdir()
    shutil.copy(PROJECT / "build.py", engine)
    for folder in ("briefs", "templates"):
        shutil.copytree(PROJECT / folder, engine / folder, ignore=shutil.ignore_patterns("__pycache__"))
    recipes = engine / "briefs/outputs/brief.py"
    with preview(site.root, engine=engine) as running:
        page = browser.new_page()
        open_page(page, running.url + DAM)
        for colour in range(1, 6):  # so that the server has counted further than it will have when it starts anew
            site.write("templates/static/own.css", f"h1 {{ color: rgb(0, 0, {colour}); }}")
            page.wait_for_function(
                f"() => getComputedStyle(document.querySelector('h1')).color === 'rgb(0, 0, {colour})'"
            )
        text = recipes.read_text(encoding="utf-8")
        recipes.write_text(text + "\ndef broken(:\n", encoding="utf-8")
        page.locator("briefs-preview .problems >> text=own code has changed and can't be loaded").wait_for()
        made_new = "\nold_page = page\n\ndef page(view, id):\n    return old_page(view, id) + '<p>From new code</p>'\n"
        recipes.write_text(text + made_new, encoding="utf-8")
        shows(page, "From new code")
        running.wait_for_words("starting anew")
        site.edit(BRIEF, "First words.", "Words after the restart.")
        shows(page, "Words after the restart.")
        site.write("templates/static/own.css", "h1 { color: rgb(7, 8, 9); }")
        page.wait_for_function("() => getComputedStyle(document.querySelector('h1')).color === 'rgb(7, 8, 9)'")
        assert not page.faults
        page.close()


def test_stylesheets_are_fresh_after_another_start(site: Site, browser: "sync_api.Browser") -> None:
    own, colour = "templates/static/own.css", "getComputedStyle(document.querySelector('h1')).color"
    with preview(site.root) as running:
        page = browser.new_page()
        open_page(page, running.url + DAM)
        for number in range(3):
            site.write(own, f"h1 {{ color: rgb(0, 0, {number}) }}")
            page.wait_for_function(f"() => {colour} === 'rgb(0, 0, {number})'")
        port = running.port
        running.end()
    site.write(own, "h1 { color: rgb(7, 7, 7) }")
    with preview(site.root, "--port", str(port)):
        page.wait_for_function(f"() => {colour} === 'rgb(7, 7, 7)'")
        site.write(own, "h1 { color: rgb(8, 8, 8) }")
        page.wait_for_function(f"() => {colour} === 'rgb(8, 8, 8)'")
        assert page.evaluate("window.stays")
        page.close()


def test_a_page_of_another_origin_reads_nothing(tmp_path: Path, browser: "sync_api.Browser", running: Preview) -> None:
    with preview(Site(tmp_path / "other").root) as hostile:
        page = browser.new_page()
        page.goto(hostile.url)
        found = page.evaluate(
            """async url => {
              const tries = [];
              for (const path of ["", "_preview/", "_preview/problems.json", "_preview/preview.js", "static/style.css", "feed.xml"]) {
                for (const mode of ["cors", "no-cors", "same-origin"]) {
                  try { const answer = await fetch(url + path, { mode }); tries.push((await answer.text()).length); } catch { tries.push(0); }
                }
              }
              tries.push(await new Promise(done => {
                const source = new EventSource(url + "_preview/events?page=/");
                source.onmessage = () => done(1);
                source.onerror = () => done(0);
              }));
              for (const tag of ["script", "img", "iframe"]) {
                tries.push(await new Promise(done => {
                  const element = document.createElement(tag);
                  element.src = url + (tag === "script" ? "_preview/preview.js" : tag === "img" ? "static/icon.svg" : "");
                  element.onload = () => { let text = ""; try { text = element.contentDocument.body.innerText; } catch { } done(tag === "iframe" ? text.length : 1); };
                  element.onerror = () => done(0);
                  document.body.append(element);
                  setTimeout(() => done(0), 3000);
                }));
              }
              return tries;
            }""",
            running.url,
        )
        assert sum(found) == 0, found
        page.close()
