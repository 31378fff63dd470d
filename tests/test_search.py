"""The index of the search page: what stands in it, and what an edit makes anew."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from comparing import compile_templates_once
from sitetext import Site, brief

from briefs.search import postings
from briefs.search.postings import LAST, MORE, SIZE, WEIGHTS, Text, gap, make, merge, numbers
from briefs.search.ranges import BOUNDS, parts

SETTINGS = "title: Sixty\nurl: https://sixty.example/\nper_page: 10\n"


def sixty(root: Path) -> Site:
    """Twenty briefs a year, by six people, with four tags."""
    site = Site(root)
    site.write("content/site.yaml", SETTINGS)
    for n in range(60):
        keys = {
            "author": f"Person {n % 6}", "date": f"{2016 + n % 3}-{1 + n // 6:02}-{1 + n % 28:02}", "tags": f"[Tag {n % 4}]",
            "summary": "In short.",
        }  # fmt: skip
        site.write(f"content/briefs/brief-{n:02}.md", brief(f"Heading {n:02}", f"Text about river{n}.", **keys))
    return site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    compile_templates_once(monkeypatch)
    made = sixty(tmp_path)
    made.build()
    return made


def read(site: Site, path: str) -> Any:
    return json.loads(site.read(f"search/{path}"))


def decode(written: str) -> list[tuple[int, int]]:
    """Numbers and weights, as the browser reads them."""
    found: list[tuple[int, int]] = []
    number, passed = -1, -1
    for letter in written:
        if letter in MORE:
            passed = MORE.index(letter) if passed < 0 else (passed + 1) * 32 + MORE.index(letter)
        elif letter in LAST:
            number += 1 + LAST.index(letter) + (0 if passed < 0 else len(LAST) + passed * 32)
            found.append((number, 0))
            passed = -1
        else:
            found[-1] = (number, WEIGHTS.index(letter) + 1)
    return found


def where(site: Site, word: str) -> list[int]:
    """The numbers of the briefs that have a word in their texts."""
    for path in sorted((site.out / "search/words").glob("*.json")):
        words, places, *_ = (text.split(" ") for text in json.loads(path.read_text(encoding="utf-8")))
        if word in words:
            return [number for number, _ in decode(places[words.index(word)])]
    return []


def of_search(paths: list[str]) -> list[str]:
    return [path for path in paths if path.startswith("search/")]


# What is written


def test_numbers_come_back() -> None:
    every = [0, 1, 44, 45, 46, 47, 77, 78, 79, 1069, 1070, 1071, 1100, 33_000, 33_900, 34_000, 99_999]
    for count in every:
        assert [number for number, _ in decode(gap(count))] == [count]
    assert decode(numbers(every, 3)) == [(number, 3) for number in every]
    assert len({*LAST, *MORE, *WEIGHTS}) == len(LAST) + len(MORE) + len(WEIGHTS)
    assert not {*' "\\'} & {*LAST, *MORE, *WEIGHTS}


def test_segments_are_put_together() -> None:
    first = make([Text("Lake", "", "water water"), Text("", "", "salt")])
    second = make([Text("", "", "salt and water")])
    sections = len(BOUNDS)
    together = dict(merge([(0, first.postings), (2, second.postings)], 0, sections))
    whole = make([Text("Lake", "", "water water"), Text("", "", "salt"), Text("", "", "salt and water")])
    assert together == dict(merge([(0, whole.postings)], 0, sections))
    assert {word: [number for number, _ in decode(written)] for word, written in together.items() if word[0] != "~"} == {
        "lake": [0], "salt": [1, 2], "water": [0, 2],
    }  # fmt: skip
    assert decode(together["lake"])[0][1] > decode(together["water"])[0][1] > decode(together["salt"])[0][1]


def test_sections_are_in_order_and_every_cut_covers_them() -> None:
    assert list(BOUNDS) == sorted(set(BOUNDS))
    for count, languages in ((1, ["en"]), (100, ["en", "fa"]), (10_000, ["en", "ar", "ja", "ru"])):
        cuts = parts(languages * count)
        assert (cuts[0][0], cuts[-1][1]) == (0, len(BOUNDS))
        assert all(before[1] == after[0] for before, after in pairwise(cuts))
        assert all(first < stop for first, stop in cuts)
    assert len(parts(["en"] * 35)) == 5
    assert 700 < len(parts(["en"] * 10_000)) < 1500


def test_names_are_found_by_other_spellings_and_words_that_are_none_are_not(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/site.yaml", SETTINGS.replace("per_page: 10", "required: [title]"))
    site.write("content/briefs/a.md", brief("One", "The envoy met Hossein Zamani. Talks about talks went on."))
    site.build()
    assert where(site, "~husan") == [0]
    assert where(site, "~zamana") == [0]
    assert where(site, "~talks") == where(site, "~anvua") == []


def test_what_results_show(site: Site) -> None:
    start = read(site, "start.json")
    assert start["years"] == [["2016", 20], ["2017", 20], ["2018", 20]]
    (oldest, *_, newest) = read(site, "cards/2017-0.json")
    assert oldest == ["briefs/2017/brief-01/", "Heading 01", "en", "ltr", "2017-01-02", "Jan 2, 2017", ["Person 1"]]
    assert newest[0] == "briefs/2017/brief-55/"
    assert where(site, "river1") == [20]
    assert where(site, "river55") == [39]
    values = {key: [number for number, _ in decode(members)] for key, _, members in read(site, "facets/author.json")}
    assert len(values["person-1"]) == 10
    assert {*values["person-1"]} < {*range(20, 40)}


def test_briefs_without_a_date_and_in_other_languages(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/site.yaml", SETTINGS.replace("per_page: 10", "required: [title]"))
    site.write("content/briefs/a.md", brief("Undated"))
    site.write("content/briefs/b.fa.md", brief("دریاچه", "متن", date="2020-01-02"))
    site.build()
    assert read(site, "start.json")["years"] == [["", 1], ["2020", 1]]
    assert read(site, "cards/undated-0.json")[0][1:6] == ["Undated", "en", "ltr", "", ""]
    assert read(site, "cards/2020-0.json")[0][2:4] == ["fa", "rtl"]
    assert [each[:2] for each in read(site, "facets/lang.json")] == [["en", "English"], ["fa", "فارسی"]]


def test_drafts_leave_no_trace(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/site.yaml", SETTINGS.replace("per_page: 10", "required: [title]"))
    site.write("content/briefs/a.md", brief("Open", "Known."))
    held = {"author": "Zebulon Quux", "tags": "[Xylophone]", "project": "Vortex", "date": "1999-01-02", "draft": "true"}
    site.write("content/briefs/b.md", brief("Hidden zygote", "Secret kumquat.", **held))
    site.build()
    everything = b"".join(site.files().values()).lower()
    for word in (b"zygote", b"kumquat", b"quux", b"xylophone", b"vortex", b"1999"):
        assert word not in everything
    site.build(drafts=True)
    assert where(site, "kumghuat") == [1]  # the one without a date comes first
    assert read(site, "cards/1999-0.json")[0][-1] == 1
    site.build()
    assert b"kumquat" not in b"".join(site.files().values()).lower()
    assert where(site, "kumghuat") == []


def test_a_site_without_search(site: Site) -> None:
    site.write("content/site.yaml", SETTINGS + "search: false\n")
    site.build()
    assert of_search([*site.files()]) == []
    assert [path for path in site.files() if "search" in path] == []


def test_an_empty_site_has_a_search_page(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/site.yaml", SETTINGS)
    site.build()
    assert read(site, "start.json")["years"] == []


# What an edit makes anew


def test_second_build_makes_nothing(site: Site) -> None:
    report = site.build()
    assert (report.rendered, report.written) == ([], [])


def test_an_edit_of_a_text_makes_the_files_of_its_words(site: Site) -> None:
    site.edit("content/briefs/brief-40.md", "river40", "mountain40")
    report = site.build()
    assert of_search(report.rendered) == of_search(report.written) == ["search/words/0.json"]
    assert where(site, "mountain40") == [33]
    assert where(site, "river40") == []


def test_an_edit_that_changes_no_word_makes_nothing_of_the_index(site: Site) -> None:
    site.edit("content/briefs/brief-40.md", "Text about", "Text *about*")
    assert of_search(site.build().rendered) == []


def test_an_edit_in_another_script_makes_the_file_of_that(site: Site) -> None:
    site.edit("content/briefs/brief-40.md", "Text about", "Text دریا about")
    arabic = next(first for first, stop in parts(["en"] * 60) if BOUNDS[first] == "\u0600")
    report = site.build()
    assert of_search(report.rendered) == of_search(report.written) == [f"search/words/{arabic}.json"]


def test_an_edit_of_a_title_makes_its_card_and_words(site: Site) -> None:
    site.edit("content/briefs/brief-40.md", "Heading 40", "Headline 40")
    names = next(first for first, _ in parts(["en"] * 60) if BOUNDS[first] == "~")
    assert of_search(site.build().written) == [
        "search/cards/2017-0.json",
        "search/words/0.json",
        f"search/words/{names}.json",
    ]


def test_a_new_brief_is_the_last(site: Site) -> None:
    before = site.files()
    site.write("content/briefs/new.md", brief("New", "Brandnew.", author="Person 1", date="2019-01-02", tags="[Tag 1]"))
    site.build()
    after = site.files()
    assert where(site, "brandnew") == [60]
    for path in ("search/cards/2016-0.json", "search/cards/2018-0.json", "search/facets/project.json"):
        assert before[path] == after[path]


def test_a_brief_that_goes_renumbers_later_ones_in_files_that_never_had_its_words(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/site.yaml", SETTINGS.replace("per_page: 10", "required: [title]"))
    site.write("content/briefs/a.md", brief("River", date="2016-01-02"))
    site.write("content/briefs/stays.md", brief("Hill", date="2016-01-03"))
    site.write("content/briefs/b.md", brief("Lake", "دریا", date="2017-01-02"))
    site.build()
    assert where(site, "دریا") == [2]
    site.remove("content/briefs/a.md")
    site.build()
    assert where(site, "دریا") == [1]


def test_an_incremental_site_is_a_clean_one(site: Site, tmp_path: Path) -> None:
    site.remove("content/briefs/brief-07.md")
    site.edit("content/briefs/brief-40.md", "Heading 40", "Other")
    site.write("content/briefs/old.md", brief("Old", "Past.", author="Person 2", date="2015-01-02"))
    site.build()
    grown = site.files()
    clean = Site(tmp_path / "clean")
    for path in (site.root / "content").rglob("*"):
        if path.is_file():
            clean.write(path.relative_to(site.root).as_posix(), path.read_bytes())
    clean.build(workers=2)
    assert clean.files() == grown
    site.build(fresh=True)
    assert site.files() == grown


def test_many_segments_in_several_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = sixty(tmp_path / "one")
    one.build()
    monkeypatch.setattr("briefs.search.index.SIZE", 4)
    many = sixty(tmp_path / "many")
    many.build(workers=2)
    assert many.files() == one.files()
    many.edit("content/briefs/brief-40.md", "river40", "mountain40")
    one.edit("content/briefs/brief-40.md", "river40", "mountain40")
    assert many.build().written == one.build().written
    assert many.files() == one.files()


def test_a_damaged_cache_costs_time_alone(site: Site) -> None:
    before = site.files()
    cache = site.root / ".cache/briefs.sqlite"
    cache.write_bytes(b"no database" * 1000)
    site.edit("content/briefs/brief-40.md", "river40", "lake40")
    site.build()
    assert where(site, "lake40") == [33]
    site.edit("content/briefs/brief-40.md", "lake40", "river40")
    site.build()
    assert site.files() == before


def test_one_edit_indexes_one_segment(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    real = postings.make

    def counted(texts: Any) -> Any:
        given = list(texts)
        made.append(len(given))
        return real(given)

    monkeypatch.setattr("briefs.search.index.make", counted)
    site.build()
    assert made == []
    site.edit("content/briefs/brief-40.md", "river40", "mountain40")
    site.build()
    assert made == [20]  # the briefs of its year
    assert SIZE >= 100


def test_values_have_their_names_in_the_language_of_the_site_and_are_found_by_all(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/site.yaml", SETTINGS.replace("per_page: 10", "required: [title]\nlanguage: fa"))
    site.write("content/tags.yaml", "water:\n  label: Water\n  names: {fa: آب}\n  aliases: [H2O]\n")
    site.write("content/briefs/a.md", brief("یک", tags="[Water]"))
    site.build()
    assert [each[:2] for each in read(site, "facets/tag.json")] == [["water", "آب"]]
    words = [
        word
        for path in (site.out / "search/words").glob("*.json")
        for word in json.loads(path.read_text("utf-8"))[2].split()
    ]
    assert {"water", "اب", "h2o"} <= {*words}
