"""Names as their readers take them, and addresses that can be read."""

import unicodedata
from difflib import get_close_matches
from time import process_time
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs import text as words
from briefs.text import SLUG_BYTES, Spellings, encode_address, excerpt, fold, near_pairs, nearest, slugify


@pytest.mark.parametrize(
    "names",
    [
        ("Iran", "iran", "IRAN", " Iran ", "I-ran", "İran", "ıran", "Īrān", "Ｉｒａｎ", "I\u200bran", "I\u00adran"),
        ("café", "cafe\u0301", "CAFE", "Café"),
        ("Straße", "STRASSE", "strasse"),
        ("ﬁnance", "finance"),
        ("Jean-Luc", "Jean Luc", "jean\u2011luc", "Jean–Luc", "Jean_Luc", "JeanLuc"),
        ("O'Brien", "O’Brien", "OʼBrien", "O`Brien", "OBrien"),
        ('The "Deal"', "The “Deal”", "The „Deal“", "the «deal»"),
        ("علی", "علي", "على"),
        ("کتاب", "كتاب"),
        ("می‌خواهم", "می خواهم", "میخواهم"),
        ("برجام ۱۲", "برجام 12", "برجام ١٢"),
        ("مُحَمَّد", "محمد", "محـــمد"),
        ("آبان", "ابان", "ا\u0653بان"),
        ("خانهٔ", "خانۀ", "خانه", "خانة"),
        ("Søren", "Soren"),
        ("Łódź", "Lodz"),
        ("Ǽon", "æon", "aeon"),
        ("Γιώργος", "ΓΙΏΡΓΟΣ", "γιωργος"),
    ],
)
def test_one_name(names: tuple[str, ...]) -> None:
    assert {fold(name) for name in names} == {fold(names[0])}


@pytest.mark.parametrize(
    "names",
    [
        ("C", "C++", "C#"), ("й", "и"), ("が", "か"), ("கா", "கி", "க"), ("हिन्दु", "हिन्दि"), ("2018", "2019"), ("Iran", "Iraq"), ("-", "'", "–"),
        ("مصر", "مصرع"), ("🇮🇷", "🇮🇶"),
    ],
)  # fmt: skip
def test_different_names(names: tuple[str, ...]) -> None:
    assert len({fold(name) for name in names}) == len(names)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Iran’s deal: a “view”", "irans-deal-a-view"), ("Straße & Café", "strasse-cafe"), ("C++", "c"), ("  --a/../b%2f.. ", "a-b-2f"), ("می‌خواهم", "می-خواهم"),
        ("هسته‌ای ۱۳۹۶", "هسته-ای-۱۳۹۶"), ("हिन्दु स्थान", "हिन्दु-स्थान"), ("சென்னை", "சென்னை"), ("ශ්‍රී ලංකා", "ශ්රී-ලංකා"), ("日本語。テスト", "日本語-テスト"),
        ("1️⃣ two", "1-two"), ("co\u00adoperation", "cooperation"), ("İstanbul ısı", "istanbul-isi"), ("ﬁnance", "finance"), ("Ǽon", "aeon"), ("Москва", "москва"),
        ("\u0301a", "a"), ("a\u202eb", "ab"), ("آب", "آب"), ("a\0b", "a-b"), ("con", "con"), ("𝒜𝓃", "an"), ("½", "1-2"),
        ("!!!", ""), ("🎉", ""), ("\u200f\u202e", ""), ("", ""), (".", ""), ("..", ""), ("—", ""),
    ],
)  # fmt: skip
def test_slug(text: str, slug: str) -> None:
    assert slugify(text) == slug


ANY = st.text(max_size=20) | st.text(min_size=60, max_size=200)


@settings(max_examples=500, deadline=None)
@given(ANY)
def test_a_slug_is_one_safe_segment(text: str) -> None:
    slug = slugify(text)
    assert slugify(slug) == slug
    assert len(slug.encode()) <= SLUG_BYTES
    assert all(unicodedata.category(c)[0] in "LNM" or c == "-" for c in slug)
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug
    assert not slug or unicodedata.category(slug[0])[0] != "M"


@settings(max_examples=500, deadline=None)
@given(
    st.text(
        st.characters(categories=["Lu", "Ll", "Lo", "Nd"], exclude_characters="\uff9e\uff9f"), min_size=1, max_size=120
    )
)
def test_letters_and_digits_always_give_a_slug(text: str) -> None:
    if unicodedata.normalize("NFKC", text)[0].isalnum():
        assert slugify(text)


@settings(max_examples=500, deadline=None)
@given(ANY)
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    "text", ["ایران و آمریکا " * 20, "சென்னை" * 40, "é" * 200, "a" * 500, "日本" * 100, "𐎠" * 100, "क्" * 100]
)
def test_a_long_slug_is_cut_on_a_letter(text: str) -> None:
    slug = slugify(text)
    kept, _, digest = slug.rpartition("-")
    assert SLUG_BYTES - 30 < len(slug.encode()) <= SLUG_BYTES
    assert len(digest) == 8
    whole = (
        "-".join(filter(None, (slugify(word) for word in text.split())))
        if " " in text
        else unicodedata.normalize("NFC", text)
    )
    if " " not in text and not text.startswith("é"):
        assert whole.startswith(kept)
        assert unicodedata.category(whole[len(kept)])[0] != "M"
    assert slugify(text + "x") != slug


@pytest.mark.parametrize("before", range(7))
def test_a_cut_leaves_no_letter_without_its_mark(before: int) -> None:
    kept = slugify("a" * before + "கி" * 60).rpartition("-")[0]
    assert kept == "a" * before + "கி" * ((len(kept) - before) // 2)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Short.", 10, "Short."), ("One two three", 9, "One two…"), ("One two, three", 9, "One two…"), ("One two three", 7, "One two…"), ("  One\n two ", 20, "One two"),
        ("日本語の文章はとても長い", 5, "日本語の文…"), ("2018 日本語の文章はとても長い", 10, "2018 日本語の文…"), ("கிகிகிகி", 3, "கி…"), ("", 5, ""), ("aaaaaaaaaa", 4, "aaaa…"),
    ],
)  # fmt: skip
def test_excerpt(text: str, limit: int, expected: str) -> None:
    assert excerpt(text, limit) == expected


@settings(deadline=None)
@given(st.text(max_size=100), st.integers(1, 50))
def test_an_excerpt_keeps_its_limit(text: str, limit: int) -> None:
    assert len(excerpt(text, limit)) <= limit + 1


@pytest.mark.parametrize(
    ("word", "known", "found"),
    [
        ("tittle", ["title", "tags"], "title"), ("Title", ["title"], "title"), ("authors", ["author", "date"], "author"), ("sumary", ["summary", "slug"], "summary"),
        ("key-points", ["key_points"], "key_points"), ("zzz", ["title"], ""), ("", ["title"], ""), ("x" * 10_000, ["title"], ""), ("Tehran", ["تهران"], ""), ("علي", ["علی"], "علی"),
    ],
)  # fmt: skip
def test_nearest(word: str, known: list[str], found: str) -> None:
    assert nearest(word, known) == found


def test_of_many_spellings_a_few_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def record(word: str, candidates: list[str], n: int) -> list[str]:
        compared.extend(candidates)
        return get_close_matches(word, candidates, n)

    known = Spellings(f"person number {i} of the list" for i in range(10_000))
    monkeypatch.setattr("difflib.get_close_matches", record)
    assert known.near("persn number 4711 of the list") == "person number 4711 of the list"
    assert 1 <= len(compared) <= 10


def test_near_pairs() -> None:
    names = ["mahmoud", "mahmud", "mahmuod", "reports2018", "reports2019", "iran", "iraq", "unrelated", "mahmoud"]
    assert near_pairs(names) == [("mahmoud", "mahmud"), ("mahmoud", "mahmuod"), ("mahmud", "mahmuod")]


def test_very_long_names_are_let_alone() -> None:
    # Each would be compared by as many copies of itself as it has letters.
    assert near_pairs(["x" * 100, "x" * 99]) == [("x" * 99, "x" * 100)]
    assert near_pairs(["x" * 20_000, "x" * 20_001]) == []


@pytest.mark.parametrize("names", [[f"name {chr(97 + i % 26)}{i * 7919}" for i in range(20_000)], [chr(0x4E00 + i) + "abcdefg" for i in range(5000)]], ids=["many", "alike"])  # fmt: skip
def test_near_pairs_takes_time_in_proportion(names: list[str]) -> None:
    def seconds(count: int) -> float:
        start = process_time()
        near_pairs(names[:count])
        return process_time() - start

    # Linear is 4, squared 16; a busy machine may spoil one measurement, and below the floor only noise is measured.
    assert any(seconds(len(names)) / max(seconds(len(names) // 4), 0.02) < 10 for _ in range(4))


@given(st.text(st.characters(max_codepoint=127)))
def test_short_cuts_for_ascii_give_what_the_long_way_gives(name: str) -> None:
    assert fold(name) == words._fold(name)
    assert slugify(name) == words._slug(name) or len(words._slug(name)) > SLUG_BYTES
    assert encode_address(name) == quote(name, safe="/-._~")
