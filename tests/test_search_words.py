"""Words are folded alike in the index and in the browser: one file of cases, and every letter that there is."""

import json
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import needs_browser, serve
from sitetext import Site

from briefs.search.folding import spelling, tables, words, words_of

if TYPE_CHECKING:
    from browser import sync_api

pytestmark = needs_browser

VECTORS = json.loads(Path(__file__).with_name("search_vectors.json").read_text(encoding="utf-8"))


def spelling_of(name: str) -> str:
    return "".join(map(spelling, words(name)))


@pytest.mark.parametrize(("text", "wanted"), VECTORS["words"], ids=lambda value: str(value)[:30])
def test_words(text: str, wanted: list[str]) -> None:
    found = words(text)
    assert (found if len(wanted) != 1 else sorted(set(found))) == wanted


@pytest.mark.parametrize("names", VECTORS["alike"], ids=lambda names: names[0])
def test_spellings_of_a_name_are_one(names: list[str]) -> None:
    assert len({spelling_of(name) for name in names}) == 1
    assert spelling_of(names[0])


@pytest.mark.parametrize("names", VECTORS["apart"], ids=lambda names: names[0])
def test_other_names_stay_apart(names: list[str]) -> None:
    assert spelling_of(names[0]) != spelling_of(names[1])


@pytest.mark.parametrize("pair", VECTORS["plain"], ids=lambda pair: pair[0])
def test_words_that_are_no_names_are_not_joined(pair: list[str]) -> None:
    assert words(pair[0]) != words(pair[1])


def test_a_short_word_and_one_of_another_script_has_no_spelling() -> None:
    assert [spelling(word) for word in ("ali", "2231", "ایران", "a1b2c3")] == ["", "", "", ""]


def letters() -> Iterator[str]:
    """All letters, marks and digits up to the end of the first plane, sixteen a text, in runs and one by one."""
    run: list[str] = []
    for code in range(0x21, 0xFFFE):
        char = chr(code)
        # Scripts that were added lately are not known to every Python and every browser alike.
        if 0xD800 <= code < 0xF900 or unicodedata.category(char) in ("Cn", "Co") or "\u0870" <= char < "\u08a0":
            continue
        run.append(char)
        if len(run) == 16:
            yield "".join(run)
            yield " ".join(run)
            run.clear()


@pytest.fixture(scope="module")
def page(browser: "sync_api.Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator["sync_api.Page"]:
    site = Site(tmp_path_factory.mktemp("words"), "-- content/site.yaml --\ntitle: T\nurl: https://t.example/\n")
    site.build()
    with serve(site.out) as url:
        opened = browser.new_page()
        opened.goto(f"{url}search/")
        yield opened
        opened.close()


FOLD = """async ([tables, texts]) => {
  const { makeFolding } = await import(new URL("../static/search-words.js", location.href));
  const folding = makeFolding(tables);
  return texts.map((text) => { const words = folding.words(text); return [words, words.map(folding.spelling)]; });
}"""


def in_browser(page: "sync_api.Page", texts: list[str]) -> list[list[list[str]]]:
    found: list[list[list[str]]] = page.evaluate(
        FOLD, [json.loads(json.dumps(tables(), default=lambda pattern: pattern.pattern)), texts]
    )
    return found


def test_the_browser_folds_the_cases_alike(page: "sync_api.Page") -> None:
    texts = [text for text, _ in VECTORS["words"]]
    texts += [name for kind in ("alike", "apart", "plain") for names in VECTORS[kind] for name in names]
    assert in_browser(page, texts) == [[words(text), [spelling(word) for word in words(text)]] for text in texts]


def test_the_browser_folds_every_letter_alike(page: "sync_api.Page") -> None:
    texts = list(letters())
    assert len(texts) > 6000
    found = in_browser(page, texts)
    different = [(text, words(text), made) for text, (made, _) in zip(texts, found, strict=True) if words(text) != made]
    assert different == []


def test_words_of_one_run_may_be_several() -> None:
    assert words_of("snake_case") == ("snake", "case")
    assert words_of("the") == ()
    assert all(first != second for first, second in pairwise(words("日本語テキスト")))
