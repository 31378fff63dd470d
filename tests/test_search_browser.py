"""Searching in a real browser: what is found first, what narrows it down, the keyboard, the address, and that nothing typed ever runs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from browser import Watch, needs_browser, serve
from sitetext import Site, brief

if TYPE_CHECKING:
    from browser import sync_api

pytestmark = needs_browser

ARABIC = {
    "oil-ar.ar.md": brief("النفط العراقي بين أنبوبين", "قالت وزارة النفط إن الصادرات مستقرة. والكتاب الأبيض يذكر الموازنة.", date="2021-04-02", author="casimir-thistlewood", tags="[النفط]"),
    "water-ar.ar.md": brief("مياه دجلة والفرات", "مسؤول تركي: السدود ممتلئة. ذكر محمد علي أن المفاوضات مستمرة في ١٤٤٢.", date="2021-05-02", author="casimir-thistlewood", tags="[المياه]"),
    "election-ar.ar.md": brief("الانتخابات في إيران", "فاز رئيسي في الانتخابات. المشاركة كانت الأدنى.", date="2021-06-21", author="casimir-thistlewood"),
    "names.md": brief("Three letters from Najaf", "Mohammad Hosseini wrote to Muqtada al-Sadr and to Khamenei's office. Ghasem Soleimani was named.", date="2019-11-02", author="casimir-thistlewood"),
    "same-names.fa.md": brief("نامهٔ آیت‌الله", "خامنه‌ای و قاسم سلیمانی در نامه‌ای به محمد حسینی نوشتند که تحریم‌ها پابرجاست.", date="2019-11-03", author="casimir-thistlewood"),
}  # fmt: skip

QUERIES = [
    ("water Khuzestan", "2021/khuzestan-water"), ("Tehran reservoirs", "2025/tehran-water"), ("Lake Urmia", "2015/lake-urmia"),
    ("helmand", "2023/helmand-water"), ("resolution 2231", "2015/resolution-2231"), ("INSTEX", "2019/instex"),
    ("BRICS membership", "2024/brics"), ("chabahar contract ten years", "2024/chabahar-contract"), ("caspian convention", "2018/caspian-convention"),
    ("petrol price", "2019/petrol-price"), ("Abqaiq attack", "2019/abqaiq"), ("FATF", "2020/fatf"), ("shanghai", "2023/sco-membership"),
    ("Pezeshkiyan", "2024/presidential-election"), ("Rohani second term", "2017/presidential-election"), ("eurasian union trade", "2025/eaeu-free-trade"),
    ("cheap dollar goods", "2022/basic-goods"), ("Vienna accord", "2015/vienna-accord"), ("rasht astara rail", "2023/rasht-astara"),
    ("saudi beijing relat", "2023/beijing-agreement"), ("quarrel over Katar", "2017/gulf-rift"),
    ("Muhammad Husseini", "2019/names"), ("Qassem Suleimani", "2019/names"), ("Khamene'i", "2019/names"),
    ("درياچه اروميه", "fa:2015/lake-urmia"), ("دریاچۀ ارومیه", "fa:2015/lake-urmia"), ("۱۲۷۴٫۱ متر", "fa:2015/lake-urmia"), ("تحریمها سلیمانی", "fa:2019/same-names"),
    ("كنوانسيون خزر", "fa:2018/caspian-convention"), ("نفط العراق", "ar:2021/oil-ar"), ("كتاب ابيض", "ar:2021/oil-ar"), ("انتخابات ایران", "ar:2021/election-ar"),
    ("محمد على 1442", "ar:2021/water-ar"),
    ("Chah Bahar ten years", "2024/chabahar-contract"), ("Chahbahar", "2016/chabahar-agreement"), ("Chah Bahar", "2016/chabahar-agreement"), ("runoff", "2024/presidential-election"),
    ("snapback", "2025/un-sanctions-return"), ("snap back", "2025/un-sanctions-return"), ("آیت الله", "fa:2019/same-names"), ("Hirmand", "2023/helmand-water"), ("Orumiyeh", "2015/lake-urmia"),
]  # fmt: skip


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """The example site with some briefs more, published below a folder."""
    root = tmp_path_factory.mktemp("search")
    site = Site.example(root / "source")
    for name, text in ARABIC.items():
        site.write(f"content/briefs/more/{name}", text)
    site.build()
    with serve(site.out, "/a/b/") as url:
        yield site, url


@pytest.fixture
def page(browser: "sync_api.Browser", example: tuple[Site, str]) -> Iterator["sync_api.Page"]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    opened = context.new_page()
    opened.set_default_timeout(20_000)
    watch = Watch(opened, example[1])
    yield opened
    assert context.cookies() == []
    assert opened.evaluate("localStorage.length + sessionStorage.length") == 0
    context.close()
    assert watch.found == []


def look(page: "sync_api.Page", url: str, tail: str = "") -> None:
    page.goto(f"{url}search/{tail}")
    page.wait_for_selector(".search-works")


def hrefs(page: "sync_api.Page") -> list[str]:
    found: list[str] = page.eval_on_selector_all(".search-result h2 a", "links => links.map(link => link.pathname)")
    return [each.removeprefix("/a/b/") for each in found]


def settled(page: "sync_api.Page") -> str:
    """Wait until the status has said the same for a while; give it."""
    said, since = "", 0
    while since < 4:
        page.wait_for_timeout(120)
        now = page.inner_text(".search-status")
        said, since = now, since + 1 if now == said and now else 0
    return said


def ask(page: "sync_api.Page", query: str) -> list[str]:
    page.fill("#search-query", "")
    page.wait_for_selector(".search-status:empty", state="attached")
    page.fill("#search-query", query)
    settled(page)
    return hrefs(page)


def test_queries_find_first_what_is_meant(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    look(page, example[1])
    wrong = {}
    for query, wanted in QUERIES:
        found = ask(page, query)
        lang, _, rest = wanted.rpartition(":")
        place = f"{lang}/briefs/{rest}/" if lang else f"briefs/{rest}/"
        if found[:1] != [place]:
            wrong[query] = (place, found[:3])
    assert wrong == {}


def test_results_show_title_passage_authors_and_date(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    look(page, example[1], "?q=" + quote("khuzestan dams"))
    page.wait_for_selector(".search-excerpt mark")
    first = page.locator(".search-result").first
    assert "Khuzestan" in first.locator("h2 mark").all_inner_texts()
    assert first.locator(".search-excerpt mark").count() >= 1
    assert first.locator("time").get_attribute("datetime") == "2021-07-27"
    assert first.get_attribute("dir") == "ltr"
    page.goto(f"{example[1]}search/?q={quote('ارومیه')}")
    page.wait_for_selector(".search-excerpt mark")
    assert page.get_attribute(".search-result", "lang") == "fa"
    assert page.get_attribute(".search-result", "dir") == "rtl"


def test_nothing_and_only_some_words_are_said_in_words(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    look(page, example[1])
    assert ask(page, "zzyzx") == []
    assert "Nothing was found" in page.inner_text(".search-status")
    assert ask(page, "helmand zzyzx")[0] == "briefs/2023/helmand-water/"
    assert "No brief has all" in page.inner_text(".search-status")
    assert ask(page, "the") == []


def test_facets_narrow_down_and_count(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    look(page, example[1], "?q=water")
    every = hrefs(page) if settled(page) else []
    page.click("details[data-kind=year] summary")
    page.check("details[data-kind=year] input[value='2023']")
    settled(page)
    some = hrefs(page)
    assert some
    assert {*some} != {*every}
    assert all("briefs/2023/" in path for path in some)
    assert "year=2023" in page.url
    counts = page.locator("details[data-kind=year] label", has_text="2023").locator(".search-count").inner_text()
    assert int(counts) == len(some)
    # Other years tell what they would add.
    assert page.locator("details[data-kind=year] label").count() > 1
    page.click("h1")
    page.click("details[data-kind=author] summary")
    page.wait_for_selector("details[data-kind=author] label")
    shown = [int(text) for text in page.locator("details[data-kind=author] .search-count").all_inner_texts()]
    assert sum(shown) >= len(some)
    assert max(shown) <= len(some)
    page.click(".search-clear")
    page.wait_for_selector(".search-status:empty", state="attached")
    assert page.url == f"{example[1]}search/"


def test_facets_alone_list_the_newest_first(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    look(page, example[1], "?lang=fa")
    settled(page)
    assert hrefs(page) == [
        "fa/briefs/2025/tehran-water/",
        "fa/briefs/2023/helmand-water/",
        "fa/briefs/2019/same-names/",
        "fa/briefs/2018/caspian-convention/",
        "fa/briefs/2015/lake-urmia/",
    ]


def test_the_address_says_it_all(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    url = example[1]
    look(page, url, "?q=iran&sort=oldest&tag=sanctions&year=2018&year=2016")
    settled(page)
    assert page.input_value("#search-query") == "iran"
    assert page.input_value("select[name=sort]") == "oldest"
    found = hrefs(page)
    assert found == ["briefs/2016/implementation-day/", "briefs/2018/us-withdrawal/", "briefs/2018/sanctions-return/"]
    assert "1" in page.inner_text("details[data-kind=tag] .search-chosen")
    page.select_option("select[name=sort]", "newest")
    settled(page)
    assert hrefs(page) == found[::-1]
    assert "sort=newest" in page.url
    page.click(".search-result h2 a")
    page.wait_for_selector("article.brief")
    page.go_back()
    page.wait_for_selector(".search-result")
    assert hrefs(page) == found[::-1]


def test_more_results(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    look(page, example[1], "?q=iran")
    settled(page)
    assert len(hrefs(page)) == 10
    page.click(".search-more button")
    page.wait_for_selector(".search-result:nth-child(11)")
    assert page.evaluate(
        "document.activeElement.closest('li') === document.querySelector('.search-result:nth-child(11)')"
    )


def test_a_second_click_while_results_are_on_their_way(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    look(page, example[1], "?tag=sanctions")
    settled(page)
    page.route("**/search/cards/*", lambda route: (page.wait_for_timeout(200), route.continue_()))
    page.evaluate("button => { button.click(); button.click(); }", page.query_selector(".search-more button"))
    page.wait_for_timeout(1500)
    found = hrefs(page)
    assert len(found) == len(set(found)) > 10


def test_keyboard(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    look(page, example[1])
    page.focus("#search-query")
    page.keyboard.type("helmand")
    page.keyboard.press("Enter")
    settled(page)
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent").startswith("Twenty-six")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.id") == "search-query"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    page.wait_for_selector("details[data-kind=author] label")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.type") == "checkbox"
    page.keyboard.press("Space")
    settled(page)
    assert "author=" in page.url
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.focus("#search-query")
    page.keyboard.press("Escape")
    page.wait_for_function("() => !document.querySelector('#search-query').value")
    assert "q=" not in page.url


ATTACKS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "javascript:alert(1)", "__proto__", "constructor",
    "toString valueOf hasOwnProperty", "{{7*7}}", "${alert(1)}", "' or 1=1 --", "\u202eevil\u2066", "a" * 5000, "(" * 200, "[", "\\", "%00", "😀", "*.+?^$", "~husan",
    "<mark>water</mark>", "&lt;b&gt;", "iframe srcdoc=x",
]  # fmt: skip


def test_nothing_typed_or_linked_runs(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    page.add_init_script("window.ran = 0; window.alert = () => { window.ran += 1 }")
    for attack in ATTACKS:
        tail = "&".join(
            f"{name}={quote(attack)}" for name in ("q", "tag", "year", "lang", "sort", "author", "__proto__")
        )
        look(page, example[1], f"?{tail}")
        settled(page)
        assert page.evaluate("window.ran") == 0
        assert page.evaluate("document.querySelectorAll('main script, main img, main svg, main iframe').length") == 0
        assert page.evaluate("({}).polluted") is None
    # A plain attack in a text and a title is shown as text.
    look(page, example[1])
    assert ask(page, "<mark>water</mark>")


def test_texts_that_look_like_markup_are_shown_as_text(browser: "sync_api.Browser", tmp_path: Path) -> None:
    site = Site(tmp_path / "site", "-- content/site.yaml --\ntitle: T\nurl: https://t.example/\nrequired: [title]\n")
    title = "Water <img src=x onerror=alert(1)> & <b>bold</b>"
    site.write(
        "content/briefs/a.md",
        brief(
            json.dumps(title),
            "Water <script>alert(1)</script> `<svg onload=alert(1)>`.",
            author="<i>Eve</i>",
            tags="[<u>tag</u>]",
        ),
    )
    site.build()
    with serve(site.out) as url:
        opened = browser.new_page()
        watch = Watch(opened, url)
        shown_as_text(opened, url, title)
        opened.close()
    assert watch.found == []


def shown_as_text(opened: "sync_api.Page", url: str, title: str) -> None:
    look(opened, url, "?q=water")
    opened.wait_for_selector(".search-excerpt mark")
    assert opened.inner_text(".search-result h2") == title
    assert "<svg onload=alert(1)>" in opened.inner_text(".search-excerpt")
    opened.click("details[data-kind=tag] summary")
    opened.wait_for_selector("details[data-kind=tag] label")
    assert "<u>tag</u>" in opened.inner_text("details[data-kind=tag]")
    assert opened.evaluate("document.querySelectorAll('main :is(script, img, svg, b, i, u)').length") == 0


def test_a_missing_index_is_told_in_words(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    opened = browser.new_page()
    opened.route("**/search/words/**", lambda route: route.fulfill(status=404, body=""))
    look(opened, example[1], "?q=water")
    assert "could not be loaded" in settled(opened)
    assert opened.is_visible(".search-otherwise a")
    opened.unroute("**/search/words/**")
    assert ask(opened, "helmand")[0] == "briefs/2023/helmand-water/"
    assert not opened.is_visible(".search-otherwise a")
    opened.close()


def test_without_script_there_are_the_lists(browser: "sync_api.Browser", example: tuple[Site, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(f"{example[1]}search/")
    assert not opened.is_visible("form")
    links = opened.locator(".search-otherwise a")
    assert [links.nth(i).get_attribute("href") for i in range(links.count())] == [
        "../archive/", "../tags/", "../authors/", "../projects/", "../institutes/",
    ]  # fmt: skip
    assert links.first.is_visible()
    context.close()


def test_it_fits_a_phone_and_a_thumb(page: "sync_api.Page", example: tuple[Site, str]) -> None:
    look(page, example[1], "?q=water")
    settled(page)
    for kind in ("author", "project", "institute", "tag", "year", "lang"):
        page.click(f"details[data-kind={kind}] summary")
        page.wait_for_selector(f"details[data-kind={kind}] label")
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        small = (
            "boxes => boxes.map(box => box.getBoundingClientRect()).filter(box => box.height && box.height < 44).length"
        )
        assert (
            page.eval_on_selector_all(
                ".search :is(input[type=search], button, select, summary, .search-values label)", small
            )
            == 0
        )
        page.click("h1")


def test_only_the_search_page_and_briefs_may_run_a_script(example: tuple[Site, str]) -> None:
    site, _ = example
    policies: dict[str, list[str]] = {}
    for path in site.pages():
        (policy,) = [node.attributes["content"] for node in site.all(path, "meta[http-equiv]")]
        policies.setdefault(str(policy), []).append(path)
    (wider,) = [policy for policy, paths in policies.items() if "search/index.html" in paths]
    assert wider.endswith("; script-src 'self'")
    assert {path for path in policies[wider] if "briefs/" not in path} == {"search/index.html"}
