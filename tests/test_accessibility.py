"""Who can't see well, can't use a mouse, reads large or with much space or is made ill by motion can use every page.

axe-core looks at WCAG 2.2 A and AA on pages of every kind; what it can't see (the keyboard, zoom, spacing, motion) is
walked through here. No test goes by a name of a class, so that a new design is judged by the same measure.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import AXE, DESK, PHONE, SCHEMES, address, needs_axe, needs_browser, open_page, serve
from samples import one_of_each, sample
from sitetext import Site

if TYPE_CHECKING:
    from browser import sync_api

pytestmark = [*needs_browser, needs_axe]

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
COLOURS = {"type": "rule", "values": ["color-contrast"]}
"""All that can differ between light and dark."""
SIZES = {"phone": PHONE, "desk": DESK}
ZOOMS = {"200 %": (640, 400), "400 %": (320, 256)}
"""A window of 1280 × 800 and 1280 × 1024, so enlarged (WCAG 2.2, 1.4.4 and 1.4.10)."""


@cache
def axe() -> str:
    return AXE.read_text(encoding="utf-8") + "; undefined"


def violations(page: "sync_api.Page", rules: dict[str, object] = RULES) -> list[str]:
    """What axe finds on the page as it is shown now."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(axe())
    found = page.evaluate(
        """async runOnly => {
            const { violations, incomplete } = await axe.run(document, {
                preload: false, resultTypes: ["violations", "incomplete"], runOnly,
            });
            // What is scrolled out of sight in a box of its own is judged where the box is wide enough.
            const clipped = ({ target }) => {
                const box = document.querySelector(target[0])?.closest(".table, pre");
                return box && box.scrollWidth > box.clientWidth;
            };
            for (const rule of incomplete) rule.nodes = rule.nodes.filter(node => !clipped(node));
            // "Can't tell" about a colour is as bad: nobody would look at it.
            return [...violations, ...incomplete.filter(rule => rule.nodes.length && rule.id.startsWith("color-contrast"))];
        }""",
        rules,
    )
    return [
        f"{rule['id']} ({'best practice' if 'best-practice' in rule['tags'] else 'WCAG'}): {rule['help']}\n"
        + "\n".join(
            f"    {node['html'][:160]}\n    {(node['failureSummary'] or '')[:300]}" for node in rule["nodes"][:3]
        )
        for rule in found
    ]


def look_at(browser: "sync_api.Browser", site: tuple[Site, str], paths: list[str], *, whole: bool = False) -> list[str]:
    """What axe finds on some pages, on a phone and at a desk, light and dark; dark at one size in turn unless `whole`."""
    found = []
    with open_page(browser) as page:
        for number, path in enumerate(paths):
            page.goto(site[1] + address(path))
            in_turn = SIZES if whole else [list(SIZES)[number % len(SIZES)]]
            for scheme, rules, sizes in (("light", RULES, SIZES), ("dark", COLOURS, in_turn)):
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                for size in sizes:
                    width, height = SIZES[size]
                    page.set_viewport_size({"width": width, "height": height})
                    found += [f"{path}, {size}, {scheme}: {each}" for each in violations(page, rules)]
    return found


@pytest.mark.parametrize("half", [0, 1])
def test_axe_finds_nothing_on_the_example_site(
    browser: "sync_api.Browser", example: tuple[Site, str], half: int
) -> None:
    found = look_at(browser, example, sample(example[0])[half::2])
    assert not found, "\n".join(found)


def test_axe_finds_nothing_on_real_articles_in_five_languages(
    browser: "sync_api.Browser", guide: tuple[Site, str]
) -> None:
    # The lists are those of the example site; here it is what the articles brought.
    paths = [path for path in sample(guide[0], "main *") if path != "404.html"]
    assert {"ar", "ta", "briefs"} <= {path.split("/")[0] for path in paths}
    found = look_at(browser, guide, paths)
    assert not found, "\n".join(found)


@pytest.mark.soak
def test_axe_finds_nothing_on_any_page(
    browser: "sync_api.Browser", example: tuple[Site, str], guide: tuple[Site, str]
) -> None:
    found = look_at(browser, example, example[0].pages(), whole=True)
    found += look_at(browser, guide, guide[0].pages(), whole=True)
    assert not found, "\n".join(found)


def test_axe_finds_nothing_where_all_is_opened(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    found = []
    with open_page(browser, PHONE) as page:
        for path in ("briefs/2023/beijing-agreement/", "fa/briefs/2023/helmand-water/"):
            page.goto(example[1] + path)
            assert page.evaluate(
                "document.querySelectorAll('details').forEach(each => each.open = true); document.querySelectorAll('#main details').length"
            )
            found += [f"{path}: {each}" for each in violations(page)]
    assert not found, "\n".join(found)


# The keyboard


def walk(page: "sync_api.Page", most: int = 400) -> Iterator[dict[str, object]]:
    """Press Tab from the beginning of the page until the focus has left it."""
    for _ in range(most):
        page.keyboard.down("Tab")  # held down, which says less to the browser than a press
        stop = page.evaluate("look.focus()")
        if stop is None:
            return
        yield stop
    pytest.fail(f"the focus doesn't leave {page.url}")


def faults_of_the_walk(page: "sync_api.Page") -> list[str]:
    count = page.evaluate("look.controls().length")
    order, found = [], []
    for stop in walk(page):
        order.append(stop["at"])
        if not stop["seen"]:
            found.append(f"focused, but not to be seen: {stop['says']}")
    known = [at for at in order if at >= 0]  # -1: a part that can be scrolled
    if known != sorted(known):
        found.append("the order of the focus is not that of the page")
    missed = sorted(set(range(count)) - set(known))
    said = page.evaluate("missed => missed.map(at => look.says(look.controls()[at]))", missed)
    return found + [f"never focused: {each}" for each in said]


FOCUSED = "a[href], button, input, select, textarea, summary, [tabindex]"


def test_tab_reaches_everything_in_order_and_shows_where_it_is(
    browser: "sync_api.Browser", example: tuple[Site, str]
) -> None:
    pages = sample(example[0], FOCUSED)
    tab_through(browser, example, pages, pages[::4])


@pytest.mark.soak
def test_tab_reaches_everything_on_a_page_of_each_kind(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    pages = one_of_each(example[0])
    tab_through(browser, example, pages, pages)


def tab_through(
    browser: "sync_api.Browser", example: tuple[Site, str], at_desk: list[str], on_phone: list[str]
) -> None:
    _, url = example
    for size, paths in ((DESK, at_desk), (PHONE, on_phone)):
        with open_page(browser, size) as page:
            for path in paths:
                page.goto(url + address(path))
                assert not faults_of_the_walk(page), path


CHANGED = """async ([before, after]) => {
    const pixels = async text => {
        const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + text)).blob());
        const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
        canvas.drawImage(picture, 0, 0);
        return canvas.getImageData(0, 0, picture.width, picture.height).data;
    };
    const linear = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const light = (data, at) => 0.2126 * linear(data[at]) + 0.7152 * linear(data[at + 1]) + 0.0722 * linear(data[at + 2]);
    const [one, two] = [await pixels(before), await pixels(after)];
    let changed = 0;
    for (let at = 0; at < one.length; at += 4) {
        const [a, b] = [light(one, at), light(two, at)];
        if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) >= 3) changed++;
    }
    return changed;
}"""


def pale_stops(page: "sync_api.Page", ruler: "sync_api.Page", known: set[object] | None = None) -> list[str]:
    """Where the focus is hard to see: fewer points change by a contrast of 3 : 1 than a line of one point round it has.

    Stops that look like those `known` are passed over.
    """
    found = []
    known = set() if known is None else known
    for stop in walk(page):
        if stop["looks"] in known:
            continue
        known.add(stop["looks"])
        size = page.viewport_size
        left, top = max(0, stop["left"] - 8), max(0, stop["top"] - 8)
        clip = {
            "x": left,
            "y": top,
            "width": max(1, min(size["width"], stop["left"] + stop["width"] + 8) - left),
            "height": max(1, min(size["height"], stop["top"] + stop["height"] + 8) - top),
        }
        after = page.screenshot(clip=clip, caret="hide")
        page.evaluate("document.activeElement.blur()")
        before = page.screenshot(clip=clip, caret="hide")
        around = 2 * (min(stop["width"], clip["width"]) + min(stop["height"], clip["height"]))
        if ruler.evaluate(CHANGED, [text(before), text(after)]) < around:
            found.append(str(stop["says"]))
    return found


def text(picture: bytes) -> str:
    return b64encode(picture).decode()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_focus_is_plain_to_see(browser: "sync_api.Browser", example: tuple[Site, str], scheme: str) -> None:
    site, url = example
    paths = [next(path for path in site.pages() if wanted in path) for wanted in ("tags/index", "us-withdrawal", "fa/")]
    known: set[object] = set()
    with open_page(browser, color_scheme=scheme) as page, open_page(browser) as ruler:
        for path in paths:
            page.goto(url + address(path))
            assert not pale_stops(page, ruler, known), path


def test_the_first_stop_leads_past_the_menu(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    site, url = example
    with open_page(browser) as page:
        for path in ("index.html", "fa/briefs/2015/lake-urmia/index.html", "tags/index.html"):
            assert path in site.pages()
            page.goto(url + address(path))
            page.keyboard.press("Tab")
            assert page.evaluate("look.focus().seen"), path
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            assert page.evaluate("Boolean(document.activeElement.closest('main'))"), path


def test_the_menu_leads_on_by_keyboard(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    with open_page(browser, PHONE) as page:
        menu = "document.querySelectorAll('header nav a[href]')"
        page.goto(example[1])
        count = page.evaluate(f"{menu}.length")
        assert count >= 3
        for number in range(count):
            page.goto(example[1])
            wanted = page.evaluate(f"{menu}[{number}].href")
            for stop in walk(page):
                # A menu that is folded on a phone is unfolded on the way.
                if page.evaluate(
                    "document.activeElement.matches('header summary, header button[aria-expanded=false]')"
                ):
                    page.keyboard.press("Enter")
                if page.evaluate(f"document.activeElement === {menu}[{number}]"):
                    break
                assert stop, "the menu is not on the way"
            page.keyboard.press("Enter")
            page.wait_for_url(wanted)
            assert page.locator("h1").count() == 1


NOTES = "[id^=fnref-]"


def to_note_and_back(page: "sync_api.Page") -> list[str]:
    """Each reference to a note of the page, by Enter alone."""
    found = []
    shown = """id => {
        const element = document.getElementById(id), box = element?.getBoundingClientRect();
        return Boolean(box?.height && element.checkVisibility() && box.bottom > 0 && box.top < innerHeight);
    }"""
    for at in range(page.locator(NOTES).count()):
        page.evaluate(f"document.querySelectorAll('{NOTES}')[{at}].focus()")
        if not page.evaluate("document.activeElement.id.startsWith('fnref-')"):
            found.append(f"reference {at + 1} takes no focus")
            continue
        reference = page.evaluate("document.activeElement.id")
        note = page.evaluate("decodeURIComponent(document.activeElement.hash?.slice(1) ?? '')")
        page.keyboard.press("Enter")
        if not note or not page.evaluate(shown, note):
            found.append(f"{reference} doesn't lead to a note that is shown")
            continue
        back = f"#{note} a[href='#{reference}']"
        if not page.locator(back).is_visible():
            # A note beside its reference needs no way back: the reader has not been led away.
            if not page.evaluate(shown, reference):
                found.append(f"{note} has no way back")
            continue
        for _ in range(page.locator(f"#{note} a[href]").count()):
            page.keyboard.press("Tab")
            if page.evaluate("link => document.activeElement.matches(link)", back):
                break
        page.keyboard.press("Enter")
        if page.evaluate("decodeURIComponent(location.hash.slice(1))") != reference or not page.evaluate(
            shown, reference
        ):
            found.append(f"{note} doesn't lead back to {reference}")
    return found


def test_notes_and_the_way_back_by_enter_alone(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    site, _ = example
    most = max(site.pages(), key=lambda path: len(site.all(path, NOTES)))
    notes_by_enter(browser, example, sorted({*sample(site, NOTES), most}))


@pytest.mark.soak
def test_all_notes_by_enter_alone(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    site, _ = example
    notes_by_enter(browser, example, [path for path in site.pages() if site.all(path, NOTES)])


def notes_by_enter(browser: "sync_api.Browser", example: tuple[Site, str], paths: list[str]) -> None:
    assert {path.split("/")[0] for path in paths} >= {"ar", "briefs"}
    for size in SIZES.values():
        with open_page(browser, size) as page:
            for path in paths:
                page.goto(example[1] + address(path))
                assert not to_note_and_back(page), path


KEYED = "summary, button:not([type=submit]):not(:disabled), [role=button]"


def dead_keys(page: "sync_api.Page") -> list[str]:
    """What opens or acts by a click, but not by Enter or the space bar."""
    found = []
    # What is folded away is tried, too: each fold is shut by one of the keys and opened by the other.
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    for at in range(page.locator(KEYED).count()):
        for key in ("Enter", "Space"):
            works = page.evaluate(
                f"""at => {{
                    const element = document.querySelectorAll("{KEYED}")[at];
                    window.clicked = false;
                    element.addEventListener("click", () => {{ window.clicked = true; }}, {{ once: true }});
                    element.focus();
                    window.wasOpen = element.closest("details")?.open;
                    return !element.checkVisibility() || document.activeElement === element;
                }}""",
                at,
            )
            if works and page.evaluate(f"document.activeElement.matches('{KEYED}')"):
                page.keyboard.press(key)
                page.evaluate("new Promise(requestAnimationFrame)")
                works = page.evaluate(
                    """window.clicked && (!document.activeElement.matches("summary")
                        || document.activeElement.closest("details").open !== window.wasOpen)"""
                )
            if not works:
                found.append(f"{key} on number {at + 1} of what can be clicked")
    return found


def test_all_that_opens_and_acts_does_so_by_keyboard(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    site, url = example
    with open_page(browser, PHONE) as page:
        for path in sample(site, KEYED):
            page.goto(url + address(path))
            assert not dead_keys(page), path


# Zoom, space, motion


def faults_of_the_boxes(page: "sync_api.Page") -> list[str]:
    wide, cut, overlaps = page.evaluate(
        "[document.documentElement.scrollWidth - document.documentElement.clientWidth, look.cut(), look.overlaps()]"
    )
    found = [f"the page is {wide} px too wide"] if wide > 0 else []
    return [*found, *cut, *(f"overlap: {each}" for each in overlaps)]


def lost(browser: "sync_api.Browser", url: str, paths: list[str]) -> list[str]:
    found = []
    with open_page(browser) as page:
        for path in paths:
            page.goto(url + address(path))
            for spaced in ("", " with space"):
                for zoom, (width, height) in ZOOMS.items():
                    page.set_viewport_size({"width": width, "height": height})
                    found += [f"{path} at {zoom}{spaced}: {each}" for each in faults_of_the_boxes(page)]
                page.evaluate("look.space()")
    return found


def test_large_and_spaced_text_loses_nothing(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    found = lost(browser, example[1], sample(example[0]))
    assert not found, "\n".join(found)


def test_large_and_spaced_text_loses_nothing_in_five_languages(
    browser: "sync_api.Browser", guide: tuple[Site, str]
) -> None:
    found = lost(browser, guide[1], one_of_each(guide[0])[::2])
    assert not found, "\n".join(found)


def test_nothing_overlaps_at_any_width(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    site, url = example
    found = []
    with open_page(browser) as page:
        for path in one_of_each(site):
            page.goto(url + address(path))
            for width in (390, 820, 1120, 1440):
                page.set_viewport_size({"width": width, "height": 900})
                found += [f"{path} at {width}: {each}" for each in faults_of_the_boxes(page)]
    assert not found, "\n".join(found)


def test_nothing_moves_for_who_asked_for_rest(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    site, url = example
    with open_page(browser, reduced_motion="reduce") as page:
        for path in sample(site):
            page.goto(url + address(path))
            assert page.evaluate("look.motion()") == [], path


# These trials can fail


@contextmanager
def bad_page(browser: "sync_api.Browser", folder: Path, body: str, style: str = "") -> Iterator["sync_api.Page"]:
    head = f"<!doctype html><html lang=en><title>Bad</title><link rel=icon href='data:,'><style>{style}</style>"
    (folder / "index.html").write_text(f"{head}<main><h1>Bad</h1>{body}</main>", encoding="utf-8")
    with serve(folder) as url, open_page(browser, (640, 400)) as page:
        page.goto(url)
        yield page


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("color-contrast", "<p style='color: #999; background: #fff'>Pale words</p>"),
        ("image-alt", "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAAC'>"),
        ("target-size", "<p><a href=a style='display: inline-block; width: 9px'>a</a><br><a href=b style='display: inline-block; width: 9px'>b</a></p><style>p { line-height: 9px; font-size: 8px }</style>"),
        ("valid-lang", "<p lang=persian>Words</p>"),
        ("heading-order", "<h4>Deep</h4>"),
    ],
)  # fmt: skip
def test_axe_would_find(browser: "sync_api.Browser", tmp_path: Path, rule: str, body: str) -> None:
    with bad_page(browser, tmp_path, body) as page:
        assert [each.split(" ")[0] for each in violations(page)] == [rule]


LONG = "word " * 300


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ("the page is", "<p style='width: 900px'>" + LONG),
        ("beyond the edge", "<body style='overflow-x: hidden'><p style='width: 900px'>" + LONG),
        ("cut", "<p style='height: 40px; overflow: hidden'>" + LONG),
        ("cut", "<p style='white-space: nowrap; overflow: hidden; text-overflow: ellipsis'>" + LONG),
        ("overlap", "<p>First words</p><p style='margin-top: -36px'>Second words</p>"),
    ],
)
def test_lost_text_is_found(browser: "sync_api.Browser", tmp_path: Path, fault: str, body: str) -> None:
    with bad_page(browser, tmp_path, body) as page:
        assert [each for each in faults_of_the_boxes(page) if each.startswith(fault)]


def test_text_that_may_be_hidden_is_not_called_lost(browser: "sync_api.Browser", tmp_path: Path) -> None:
    body = f"""<p style='position: absolute; width: 1px; height: 1px; overflow: hidden'>For screen readers</p>
        <div style='overflow-x: auto'><p style='width: 900px'>{LONG}</p></div>"""
    with bad_page(browser, tmp_path, body) as page:
        assert faults_of_the_boxes(page) == []
        page.evaluate("look.space()")
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") == "3.84px"


@pytest.mark.parametrize(
    ("fault", "body"),
    [
        ("never focused", "<p><a href=/>One</a> <a href=/ tabindex=-1>Two</a></p>"),
        ("never focused", "<div role=button>Press</div>"),
        ("the order", "<p><a href=/>One</a> <a href=/ tabindex=1>Two</a></p>"),
        ("focused, but", "<p><a href=/ style='position: absolute; left: -999px'>Away</a></p>"),
        ("focused, but", "<p><a href=/>Under</a></p><div style='position: fixed; inset: 0; background: #fff'></div>"),
    ],
)
def test_a_bad_walk_is_found(browser: "sync_api.Browser", tmp_path: Path, fault: str, body: str) -> None:
    with bad_page(browser, tmp_path, body) as page:
        (found,) = faults_of_the_walk(page)
        assert found.startswith(fault)


def test_a_focus_that_is_hard_to_see_is_found(browser: "sync_api.Browser", tmp_path: Path) -> None:
    body = "<p><a href=/ style='outline: 0'>None</a> <a href=/ style='outline: 2px solid #ddd'>Pale</a> <a href=/>Plain</a>"
    with bad_page(browser, tmp_path, body) as page, open_page(browser) as ruler:
        assert [each.split("> ")[1] for each in pale_stops(page, ruler)] == ["None", "Pale"]


def test_notes_and_buttons_without_a_way_are_found(browser: "sync_api.Browser", tmp_path: Path) -> None:
    body = f"""<p><a id=fnref-1 href='#fn-1'>1</a> <a id=fnref-2 href='#fn-2'>2</a> <sup id=fnref-3>3</sup></p>
        <p>{LONG * 5}</p><p id=fn-1>Note</p><p id=fn-2>Other note <a href='#fnref-1'>back</a></p>
        <div role=button tabindex=0>Press</div> <button>Press</button>"""
    with bad_page(browser, tmp_path, body) as page:
        assert to_note_and_back(page) == ["fn-1 has no way back", "fn-2 has no way back", "reference 3 takes no focus"]
        assert dead_keys(page) == [f"{key} on number 1 of what can be clicked" for key in ("Enter", "Space")]


def test_motion_is_found(browser: "sync_api.Browser", tmp_path: Path) -> None:
    style = "@keyframes k { to { opacity: 0 } } h1 { animation: k 3s infinite } p::before { content: 'x'; transition: all 0.3s }"
    with bad_page(browser, tmp_path, "<p>Words</p>", style) as page:
        found = page.evaluate("look.motion()")
        assert sorted(each.split(":")[0] for each in found) == ["0.3 s", "3 s", "runs"]
