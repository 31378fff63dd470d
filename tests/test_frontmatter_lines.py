"""Front matter that is read line by line is read as YAML's own parser reads it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import shared

from briefs.plainyaml import Mapping, composer
from briefs.plainyaml.lines import read_lines
from briefs.problems import Problem

KEYS = ["title", "tags", "a-b", "key_points", "null", "yes", "Ä", "<<", "- x"]
VALUES = [
    "", "x", "two words", "2018-02-02", "12:30", "a:b", "a: b", "a:", "a #b", "a#b", "http://e.org/#x", "NO", "~", "- x", "-x", "x-",
    "'it''s'", "'it's'", "''", '""', '"a"', '"a\\n"', '"a', "'a", "'a' b", "[a, b c]", "[]", "[ ]", "[,]", "[]x", "[a,b]", "[a,  b]", "[ a]", "[a, ]", "[-a]",
    "[a: b]", "[a#b]", "[é, 中 文]", "[x-y, (z)]", "[[a]]", "{a: b}", "&a", "*a", "!t", "|", ">", "@", "%", "`", "é", "فارسی", "\u00a0",
    "x\u00a0", "\ufeffx", "x\ufeff", "x\ty", "x ", "😀", "a, b", "a]b", "a{b", "(a)", "$a", "1_000", "a ? b", "? a", "'\t'", "'a: #b'",
]  # fmt: skip
LINE = st.one_of(
    st.builds(lambda key, gap, value: f"{key}:{gap}{value}", st.sampled_from(KEYS), st.sampled_from([" ", "  ", ""]), st.sampled_from(VALUES)),
    st.builds(lambda key: f"{key}:", st.sampled_from(KEYS)),
    st.builds(lambda gap, value: f"{gap}- {value}", st.sampled_from(["", "", "  "]), st.sampled_from(VALUES)),
    st.builds(lambda gap, value: f"{gap}{value}", st.sampled_from(["", " ", "  "]), st.sampled_from(VALUES)),
)  # fmt: skip
SIMPLE = st.one_of(
    st.builds(lambda key, value: f"{key}: {value}", st.sampled_from(KEYS[:4]), st.sampled_from(VALUES[1:7])),
    st.builds(lambda key, gap, values: "\n".join([f"{key}:", *(f"{gap}- {v}" for v in values)]),
              st.sampled_from(KEYS[:4]), st.sampled_from(["", "  "]), st.lists(st.sampled_from(VALUES), min_size=1, max_size=3)),
)  # fmt: skip
TEXTS = st.lists(st.one_of(SIMPLE, SIMPLE, LINE), min_size=1, max_size=6).map("\n".join)


def assert_equal(text: str) -> bool:
    quick: list[Problem] = []
    node = read_lines(text.split("\n"), 3, quick)
    if node is None:
        return False
    slow: list[Problem] = []
    assert composer._Composer(text.split("\n"), 3, slow).mapping() == node
    assert quick == slow
    return True


@given(TEXTS, st.sampled_from(["", "\n"]))
@settings(max_examples=1500)
def test_any_front_matter(text: str, end: str) -> None:
    assert_equal(text + end)


def test_front_matter_of_real_articles() -> None:
    files = sorted(shared("corpora").glob("*/content/briefs/*.md"))
    fronts = [path.read_text(encoding="utf-8").split("\n---\n", 1)[0].removeprefix("---\n") for path in files]
    assert sum(map(assert_equal, fronts)) > len(files) // 2


@pytest.mark.parametrize("text", ["\ntitle: x", "# a\n\ntitle: x\n"])
def test_lines_before_the_first_key(text: str) -> None:
    assert assert_equal(text)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("form", ["k: {}", "k:\n- {}", "k:\n  - {}\nl: x", "k: x\n{}", "k: [{}]"])
def test_each_value(form: str, value: str) -> None:
    assert_equal(form.format(value) + "\n")


def test_plain_lines_are_read_without_yaml() -> None:
    node = read_lines(
        ["title: 'It''s'", "tags: [Water, Trade]", "exports: []", "key_points:", "  - One", "  - Two", ""], 2, []
    )
    assert isinstance(node, Mapping)
    assert [key.text for key, _ in node.entries] == ["title", "tags", "exports", "key_points"]
