"""What each kind of file becomes."""

from datetime import date

import pytest
from shared_data import shared

from briefs.config import Config
from briefs.drafting import Reader
from briefs.drafts import BriefDraft, PageDraft, Reading, TermDraft, split_name
from briefs.forms import KEYS
from briefs.sources import Kind

READER = Reader(Config(title="Two Rivers", url="https://rivers.example/", required=("title",), timezone="Asia/Tehran"))


def read(text: str, kind: Kind = "brief", path: str = "content/briefs/a.md", reader: Reader = READER) -> Reading:
    return reader.read(kind, path, text.encode())


def term(text: str, kind: Kind = "author", path: str = "content/authors/jane-doe.yaml") -> TermDraft:
    reading = read(text, kind, path)
    assert not reading.problems
    (draft,) = reading.drafts
    assert isinstance(draft, TermDraft)
    return draft


@pytest.mark.parametrize(
    ("path", "stem", "language"),
    [
        ("content/briefs/2018/2018-02-02-river.md", "river", ""), ("river.fa.md", "river", "fa"), ("2018-02-02_river.zh-Hant.md", "river", "zh-Hant"), ("river.v2.md", "river.v2", ""),
        ("2018-02-02.md", "2018-02-02", ""), ("2018-02-02-.md", "2018-02-02-", ""), ("river.xx.md", "river.xx", ""), (".fa.md", "", "fa"), ("a.b.en.md", "a.b", "en"),
    ],
)  # fmt: skip
def test_names(path: str, stem: str, language: str) -> None:
    assert split_name(path) == (stem, language)


def test_a_brief() -> None:
    reading = read(
        "---\ntitle: Iran: a river\nauthor:\n- Jane Doe\n- {name: Ana One, role: Fellow}\ndate: 2018-02-02 22:00Z\ntags: water, trade\nkey_points: [a, b]\n"
        "summary: So: it is.\ndraft: no\nslug: river\nrole: 'Director: water'\n---\nText.\n\nComment: View.\n"
    )
    assert not reading.problems
    (draft,) = reading.drafts
    assert isinstance(draft, BriefDraft)
    assert (draft.title, draft.summary, draft.role, draft.lang) == (
        "Iran: a river",
        "So: it is.",
        "Director: water",
        "en",
    )
    assert [(a.name, a.role) for a in draft.author] == [("Jane Doe", ""), ("Ana One", "Fellow")]
    assert draft.date
    assert draft.date.day == date(2018, 2, 3)
    assert [tag for tag, _ in draft.tags] == ["water", "trade"]
    assert draft.key_points == ("a", "b")
    assert draft.text.has_comment
    assert dict(draft.places)["date"] == (6, 7)


@pytest.mark.parametrize(
    ("path", "line", "lang", "codes"),
    [
        ("a.md", "", "en", []), ("a.fa.md", "", "fa", []), ("a.md", "lang: FA", "fa", []), ("a.fa.md", "lang: fa", "fa", []), ("a.zh-hant.md", "lang: zh_Hant", "zh-Hant", []),
        ("a.fa.md", "lang: en", "en", ["two-languages"]),
    ],
)  # fmt: skip
def test_language_of_a_brief(path: str, line: str, lang: str, codes: list[str]) -> None:
    reading = read(f"---\ntitle: x\n{line}\n---\n", path=path)
    assert [problem.code for problem in reading.problems] == codes
    assert isinstance(reading.drafts[0], BriefDraft)
    assert reading.drafts[0].lang == lang


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("slug: A River", "3:7 bad-slug: write slug: a-river"), ("slug: ../x", "3:7 bad-slug: write slug: x"), ("slug: index", "3:7 bad-slug: use letters, digits and hyphens"),
        ("slug: NUL", "3:7 bad-slug: use letters, digits and hyphens"), ("slug: '!'", "3:7 bad-slug: use letters, digits and hyphens"), ("slug: %2f", "3:7 yaml: write the line so: slug: \"%2f\""),
        ("author: {role: x, rol: y}", "3:9 missing-key: add a line, for example name: Jane Doe"), ("updated: 2018-02-30", "3:10 bad-date: write it as 2018-02-02 or Feb 2, 2018"),
    ],
)  # fmt: skip
def test_keys_of_a_brief(line: str, expected: str) -> None:
    problems = sorted(read(f"---\ntitle: x\n{line}\n---\n").problems)
    assert expected in [f"{p.line}:{p.column} {p.code}: {p.hint}" for p in problems]


@pytest.mark.parametrize("key", ["title", "author", "institute", "date", "project", "tags", "summary", "key_points"])
def test_what_a_site_requires(key: str) -> None:
    reader = Reader(Config(title="x", url="https://x.example/", required=("title", key)))
    other = "lang: en" if key == "title" else "title: x"
    nothing = ("", f"{key}:", f"{key}: ~", *([] if key in ("title", "summary") else [f"{key}: []"]))
    for line in nothing:
        problems = read(f"---\n{other}\n{line}\n---\n", reader=reader).problems
        assert [problem.code for problem in problems] == ["missing-key"]
        assert f"{key}: " in problems[0].hint


def test_a_page() -> None:
    reading = read("---\ntitle: About: us\n---\nText.\n", "page", "content/pages/about.fa.md")
    assert not reading.problems
    (draft,) = reading.drafts
    assert isinstance(draft, PageDraft)
    assert (draft.title, draft.lang) == ("About: us", "fa")


def test_a_person() -> None:
    draft = term(
        "name: Jane Doe\nnames: {FA: جین دو}\naliases: J. Doe\npositions:\n- role: Fellow\n  from: 2016-09\n  to: 2018\n- role: Director\n  from: 2019\nlinks: {Site: https://a.example}\norcid: 0000-0002-1825-0097\n"
    )
    assert (draft.key, draft.name, draft.names, draft.orcid) == (
        "jane-doe",
        "Jane Doe",
        (("fa", "جین دو"),),
        "0000-0002-1825-0097",
    )
    assert [(p.role, p.start, p.end) for p in draft.positions] == [
        ("Fellow", date(2016, 9, 1), date(2018, 12, 31)),
        ("Director", date(2019, 1, 1), None),
    ]
    assert draft.links == (("Site", "https://a.example"),)


def test_one_position_may_stand_by_itself() -> None:
    (position,) = term("name: Jane Doe\nrole: Fellow\ninstitute: The Lab\n").positions
    assert position.role == "Fellow"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, "empty-file")), ("- a", (1, "not-a-mapping")), ("role: x", (1, "missing-key")), ("name: A\nrole: x\npositions: [{role: y}]", (1, "two-positions")),
        ("name: A\npositions:\n- {role: x, from: 2018, to: 2016}", (3, "bad-span")), ("name: A\npositions:\n- Fellow", (3, "not-a-mapping")), ("name: A\nnames: {zz: b}", (2, "unknown-language")),
        ("name: A\nbio: |\n  One.\n\n  [x](javascript:1)", (5, "link-refused")), ("name: A\nbio: '[x](javascript:1)'", (2, "link-refused")), ("name: A\nlinks: {a: x}", (2, "bad-url")),
    ],
)  # fmt: skip
def test_faulty_people(text: str, expected: tuple[int, str]) -> None:
    problems = read(text, "author", "content/authors/a.yaml").problems
    assert [(p.line, p.code) for p in problems] == [expected]


def test_a_text_given_twice() -> None:
    problems = read("---\nname: A\nbio: B\n---\nC\n", "author", "content/authors/a.md").problems
    assert [p.code for p in problems] == ["two-texts"]


def test_tags() -> None:
    reading = read("iran: Iran\noil:\n  label: Oil & gas\n  aliases: [petrol]\nwater:\n", "tags", "content/tags.yaml")
    assert not reading.problems
    assert [(d.key, d.name) for d in reading.drafts if isinstance(d, TermDraft)] == [
        ("iran", "Iran"),
        ("oil", "Oil & gas"),
        ("water", "water"),
    ]
    assert read("", "tags", "content/tags.yaml") == Reading((), (), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("- a", (1, "not-a-mapping")), ("a: [b]", (1, "not-a-mapping")), ("a:\n  lable: b", (2, "unknown-key")), ("a: @", (1, "yaml")), ('"\\u202ea": b', (1, "bidi-override")), ("a: b\na: c", (2, "duplicate-key"))],
)  # fmt: skip
def test_faulty_tags(text: str, expected: tuple[int, str]) -> None:
    assert [(p.line, p.code) for p in read(text, "tags", "content/tags.yaml").problems] == [expected]


def test_the_reading_of_a_file_does_not_depend_on_its_folder() -> None:
    text = "---\ntitle: x\n---\n[a](b.md)\n"
    assert read(text, path="content/briefs/a.md") == read(text, path="content/briefs/2018/a.md")
    assert READER.key("brief", "content/briefs/a.md", "d") == READER.key("brief", "content/briefs/2018/b.md", "d")
    assert READER.key("brief", "content/briefs/a.md", "d") != READER.key("brief", "content/briefs/a.fa.md", "d")
    assert READER.key("author", "content/authors/a.yaml", "d") != READER.key("author", "content/authors/b.yaml", "d")


def test_settings_that_change_the_reading_change_its_key() -> None:
    changes = [
        {"language": "fa"},
        {"timezone": "UTC"},
        {"html": "text"},
        {"required": ("title", "date")},
        {"comment_labels": (("en", ("View",)),)},
    ]
    stamps = {
        Reader(Config(**{"title": "x", "url": "https://x.example/", "timezone": "Asia/Tehran", **change})).stamp
        for change in changes
    }
    assert len(stamps) == len(changes)


@pytest.mark.parametrize("path", ["content/briefs/a.MD", "content/briefs/a"])
def test_a_brief_is_read_as_one_whatever_its_ending(path: str) -> None:
    assert isinstance(read("---\ntitle: x\n---\n", path=path).drafts[0], BriefDraft)


def test_keys_are_listed() -> None:
    assert set(KEYS) == {
        "brief",
        "page",
        "correction",
        "withdrawal",
        "tag",
        "position",
        "author",
        "institute",
        "project",
    }
    assert "title" in KEYS["brief"]


MALFORMED = {
    "posts-2016-05-19-content-debt": {"unknown-key"}, "02-2016-02-08": {"no-front-matter"}, "04-2021-04-06": {"no-front-matter"}, "05-2023-05-15": {"no-front-matter"},
    "06-2015-06-29": {"no-front-matter"}, "09-2018-09-24": {"missing-key", "unknown-key"}, "zh-hant-readme": {"no-front-matter"},
}  # fmt: skip


def test_malformed_files_of_other_sites_are_refused_by_name() -> None:
    files = sorted(shared("corpora").glob("*/malformed/*.md"))
    assert files
    for file in files:
        reading = READER.read("brief", f"content/briefs/{file.name}", file.read_bytes())
        codes = {problem.code for problem in reading.problems if problem.severity == "error"}
        expected = next((codes for start, codes in MALFORMED.items() if file.name.startswith(start)), None)
        assert codes == expected, file.name
        assert all(problem.hint for problem in reading.problems if problem.severity == "error")
