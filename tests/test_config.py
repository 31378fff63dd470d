"""`content/site.yaml`: what it may say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.config import KEYS, PATH, Config, Link, read_config
from briefs.drafting import Reader
from briefs.problems import has_errors

LEAST = "title: Two Rivers\nurl: https://rivers.example\n"


def read(more: str = "") -> Config:
    config, problems = read_config((LEAST + more).encode())
    assert config, problems
    assert not problems
    return config


def told(text: str | bytes) -> list[tuple[int, str, str]]:
    config, problems = read_config(text.encode() if isinstance(text, str) else text)
    assert has_errors(problems)
    assert config is None or config.title
    assert {problem.path for problem in problems} == {PATH}
    return [(p.line, p.code, p.hint) for p in sorted(problems)]


def test_two_lines_are_enough() -> None:
    assert read() == Config(title="Two Rivers", url="https://rivers.example/")


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("tagline: Iran: news", "tagline", "Iran: news"), ("language: FA", "language", "fa"), ("timezone: Asia/Tehran", "timezone", "Asia/Tehran"), ("per_page: 5", "per_page", 5),
        ("publisher: The Lab: North", "publisher", "The Lab: North"), ("licence: CC BY 4.0", "licence", "CC BY 4.0"), ("strict: yes", "strict", True), ("required: [date]", "required", ("title", "date")),
        ("permalink: {slug}", "permalink", "{slug}/"), ("permalink: /notes/{year}/{slug}/", "permalink", "notes/{year}/{slug}/"), ("registers: strict", "registers", "strict"), ("html: text", "html", "text"),
        ("menu:\n  Home: /", "menu", (Link("Home", "/", (4, 9)),)), ("comment_labels:\n  EN: [\"Analysis:\", View]", "comment_labels", (("en", ("Analysis", "View")),)),
    ],
)  # fmt: skip
def test_settings(line: str, key: str, value: object) -> None:
    assert getattr(read(line), key) == value


def test_labels_of_a_language() -> None:
    config = read("comment_labels: {fa: یادداشت}\n")
    assert Reader(config).labels("fa") == ("یادداشت", "تحلیل", "Comment")
    assert Reader(config).labels("en-GB") == ("Comment",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (1, "empty-file", "write two lines, title: and url:")), ("# nothing\n", (1, "empty-file", "write two lines, title: and url:")),
        ("- a\n", (1, "not-a-mapping", "write a key, a colon and a space before it")), ("title: x\n", (1, "missing-key", "add a line, for example url: https://example.org/")),
        (b"\xff\xfe", (1, "not-utf8", "save the file again as plain text with the encoding UTF-8")), (LEAST + "titel: x", (3, "unknown-key", "did you mean title:?")),
        (LEAST + "timezone: Asia/Teheran", (3, "unknown-timezone", "did you mean Asia/Tehran?")), (LEAST + "timezone: ../../etc/passwd", (3, "unknown-timezone", "write, for example, Asia/Tehran")),
        (LEAST + "timezone: " + "x" * 5000, (3, "unknown-timezone", "write, for example, Asia/Tehran")), (LEAST + "language: English", (3, "unknown-language", "write en")),
        (LEAST + "per_page: many", (3, "not-a-number", "write, for example, 20")), (LEAST + "permalink: {slug}/{daay}", (3, "bad-permalink", "write, for example, briefs/{year}/{slug}/")),
        (LEAST + "permalink: ../{slug}", (3, "bad-permalink", "write, for example, briefs/{year}/{slug}/")), (LEAST + "permalink: notes", (3, "bad-permalink", "write, for example, briefs/{year}/{slug}/")),
        (LEAST + "menu: [a]", (3, "not-a-mapping", "write each on a line of its own, indented")), (LEAST + "required: [tittle]", (3, "unknown-word", "did you mean title?")),
        (LEAST + "publisher:\n  - a\n  - b", (4, "not-text", "if brackets or a colon are part of it, put it in quotes")), (LEAST + "licence: &a b", None),
        ("title: x\nurl: rivers.example", (2, "bad-url", "write it in full: https://rivers.example")), ("title: x\nurl: https://a.example/?x", (2, "bad-url", "")), ("title: x\nurl: https://[a", (2, "bad-url", "write it in full: https://…")),
        (LEAST + "---\ntitle: y", (3, "several-documents", "one file holds one block: delete the line")), (LEAST + "title: y", (3, "duplicate-key", "delete one of the two")),
    ],
)  # fmt: skip
def test_refused(text: str | bytes, expected: tuple[int, str, str] | None) -> None:
    if expected is None:
        assert read_config(text.encode() if isinstance(text, str) else text)[0]
    else:
        assert expected in told(text)


def test_all_mistakes_at_once() -> None:
    assert [line for line, _, _ in told("titel: x\nurl: x\nlanguage: zz\nper_page: @\nstrict: perhaps\n")] == [
        1,
        2,
        3,
        4,
        5,
    ]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([*KEYS, "x"]),
            st.text(max_size=20) | st.sampled_from(["[", "{a: b}", "- x", "@", "{slug}", "/", "\n  a: b"]),
        ),
        max_size=6,
    )
)
def test_anything_gives_settings_or_a_reason(lines: list[tuple[str, str]]) -> None:
    config, problems = read_config("\n".join(f"{key}: {value}" for key, value in lines).encode())
    assert config or has_errors(problems)
