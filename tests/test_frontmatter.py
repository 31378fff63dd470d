"""Front matter says what was typed, or is refused beside the line to mend, in words for somebody who doesn't program."""

from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefs.config import Config
from briefs.drafting import Reader
from briefs.drafts import BriefDraft
from briefs.frontmatter import FRONT_MATTER_BYTES, parse_page
from briefs.plainyaml import Scalar, parse_yaml
from briefs.problems import Problem, format_problem, has_errors
from briefs.sources import Kind

TEXT_KEYS = ("title", "summary")
READER = Reader(Config(title="Two Rivers", url="https://rivers.example/", required=("title",)))


def values(front: str) -> dict[str, str]:
    """The scalars of front matter that is wholly right."""
    page, problems = parse_page(f"---\n{front}\n---\nText.\n".encode(), text_keys=TEXT_KEYS)
    assert not has_errors(problems), problems
    assert page.front
    return {key.text: value.text for key, value in page.front.entries if isinstance(value, Scalar)}


def told(data: bytes | str, kind: Kind = "brief", path: str = "content/briefs/a.md") -> list[str]:
    """What a file is blamed for: place, code, and hint."""
    reading = READER.read(kind, path, data.encode() if isinstance(data, str) else data)
    return [f"{p.line}:{p.column} {p.code}: {p.hint}" for p in sorted(reading.problems)]


@pytest.mark.parametrize("key", TEXT_KEYS)
@pytest.mark.parametrize(
    "text",
    [
        "Iran: a brief", "@x", "=", '"quoted" and more', "It's 5 o'clock: news", "[Draft] x", "[a], [b]", "50% of", "*bold*", "...: ...",
        "`code` first", "| pipe", "> 5% growth", "- dash", "-", "? why", "! now", "!!str 5", "&c.", "{a: b}", "%x", "#5 in rank", "a:", ": a",
        "::", "http://x.example: y", "---", "'a' and 'b'", '"a" "b"', "<< x", "NO", "2231", "1.10", "12:30", "0x1F", "1e3", "1_000", "0123",
        "on", "true", "2018-02-02", "ایران: یک یادداشت", "😀: x", "x\ufeffy", "a \\ b", "a\\q: b",
    ],
)  # fmt: skip
def test_a_headline_is_the_text_that_was_typed(key: str, text: str) -> None:
    assert values(f"{key}: {text}") == {key: text}


@pytest.mark.parametrize(
    ("front", "text"),
    [
        ("title:\tIran: x", "Iran: x"), ("title :  Iran: x", "Iran: x"), ('"title": a: b', "a: b"), ("'title': a: b", "a: b"),
        ("title: Iran: x   ", "Iran: x"), ("title: a: b\n  and: so it goes on", None), ("title: It's: long,\n  and goes on", "It's: long, and goes on"),
        ("title: 'It''s'", "It's"), ('title: "a \\" b"  # so', 'a " b'), ("title: >\n  a: b\n  c", "a: b c\n"), ("title: |\n  a: b", "a: b\n"),
        ("title: 'a\n  b'", "a b"), ("title: \u00a0Iran: x", "\u00a0Iran: x"), ("title: a\u2028b: c", "a b: c"), ("title: a\u0085b: c", "a b: c"),
    ],
)  # fmt: skip
def test_other_ways_to_write_a_headline(front: str, text: str | None) -> None:
    if text is None:
        assert told(f"---\n{front}\n---\n")
    else:
        assert values(front) == {"title": text}


@pytest.mark.parametrize("text", ["NO", "on", "2231", "1.10", "12:30", "0x1F", "1e3", "1_000", "0123", "2018-02-02", "true", "Null x", ".5", ".inf"])  # fmt: skip
def test_nothing_is_guessed(text: str) -> None:
    assert values(f"place: {text}") == {"place": text}


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40))
@example("a # b")
def test_any_one_line_is_a_headline(text: str) -> None:
    plain = " ".join(text.split())
    if not plain or plain in ("~", "null", "Null", "NULL") or plain[0] in "\"'|>" or "\ufeff" in plain:
        return
    assert values(f"title: {plain}\nrole: x")["title"] == plain


# Refused: what stands between the lines ---, and where and how it is to be mended. `⏎` parts lines.
REFUSED = [
    ("title: x⏎author: a: b", '3:10 yaml: write the line so: author: "a: b"'),
    ("title: x⏎author: @b", '3:9 yaml: write the line so: author: "@b"'),
    ("title: x⏎author: `b`⏎", '3:9 yaml: write the line so: author: "`b`"'),
    ("title: x⏎author: *b", '3:9 yaml-anchor: write the line so: author: "*b"'),
    ("title: x⏎author: &a b", '3:9 yaml-anchor: write the line so: author: "&a b"'),
    ("title: x⏎author: &a [*a]", '3:9 yaml-anchor: write the line so: author: "&a [*a]"'),
    ("title: x⏎author: *bold*", '3:14 yaml: write the line so: author: "*bold*"'),
    ("title: x⏎author: !!str b", '3:9 yaml-tag: write the line so: author: "!!str b"'),
    ("title: x⏎author: !!python/object/apply:os.system [ls]", '3:9 yaml-tag: write the line so: author: "!!python/object/apply:os.system [ls]"'),
    ('title: x⏎author: "Jane" Doe', "3:16 yaml: write the line so: author: '\"Jane\" Doe'"),
    ("title: x⏎author: [Jane] Doe", '3:16 yaml: write the line so: author: "[Jane] Doe"'),
    ("title: x⏎author: - Jane", "3:9 yaml: write the line so: author: Jane"),
    ("title: x⏎author:Jane⏎lang: en", "3:1 yaml: write the line so: author: Jane"),
    ("title: x⏎author：Jane⏎lang: en", "3:1 yaml: write the line so: author: Jane"),
    ("title: x⏎author:\u00a0Jane⏎lang: en", "3:1 yaml: write the line so: author: Jane"),
    ("title: x⏎author Jane⏎lang: en", "3:1 yaml: is a colon missing? If the text begins here, write a line --- above it"),
    ("title: x⏎  author: Jane", "3:9 yaml: write the line so: author: Jane"),
    ("title: x⏎\tauthor: Jane", "3:1 yaml: write the line so: author: Jane"),
    ("title: x⏎author:⏎\t- Jane", "4:1 yaml: write the line so: - Jane"),
    ("title: x⏎author:⏎ - name: A: B", '4:11 yaml: write the line so: - name: "A: B"'),
    ("title: x⏎author:⏎- Dr: Who", '4:3 not-text: put the text in quotes: "Dr: Who"'),
    ("title: x⏎key_points:⏎- [a] b", '4:7 yaml: write the line so: - "[a] b"'),
    ("title: x⏎tags: [a, b⏎lang: en", "3:7 yaml: write the line so: tags: [a, b]"),
    ("title: x⏎tags: [#a, #b]", '3:0 yaml: write the line so: tags: ["#a", "#b"]'),
    ("title: x⏎tags: [a:, b]", '3:9 yaml: write the line so: tags: ["a:", b]'),
    ("title: x⏎tags: [a: b]", '3:8 not-text: put the text in quotes: "a: b"'),
    ("title: x⏎tags: #a #b", "3:7 comment-cut: if it belongs to the value, put the value in quotes; if not, write a space after #"),
    ("title: x⏎institute: Lab #3", "3:16 comment-cut: if it belongs to the value, put the value in quotes; if not, write a space after #"),
    ("title: a # b", "2:0 comment-in-text: put a comment on a line of its own"),
    ('title: "a⏎lang: en', "2:8 yaml: write another one at the end of the text, or delete this one"),
    ('title: "a\\q"', "2:10 yaml: write the line so: title: 'a\\q'"),
    ("title: x⏎? [a]⏎: b", "3:3 bad-key: put the value in quotes"),
    ("title: x⏎<<: [a]", "3:1 yaml-merge: write the keys out one by one"),
    ("title: x⏎title: y", "3:1 duplicate-key: delete one of the two"),
    ('title: x⏎lang: en⏎"lang": fa', "4:1 duplicate-key: delete one of the two"),
    ("title: x⏎author: {name: a, name: b}", "3:19 duplicate-key: delete one of the two"),
    ("title: x⏎author: A\x07", "3:10 control-character: delete what stands at this place, and type it again without pasting"),
    ("title: ایران\x1b", "2:13 control-character: delete what stands at this place, and type it again without pasting"),
    ("title: x⏎author: A\u2028B⏎draft: perhaps", "4:8 not-a-boolean: write yes or no"),
    ("title: \u202eevil", "2:8 bidi-override: type the text again without pasting"),
    ("title: null", "2:1 missing-key: write, for example, title: What the agreement changes"),
    ("title: ~", "2:1 missing-key: write, for example, title: What the agreement changes"),
    ("title:", "2:1 missing-key: write, for example, title: What the agreement changes"),
    ("title: []⏎lang: en", None),
    ("title: ''", "2:8 empty-text: write it, or delete the line"),
    ("title: >⏎lang: en", "2:8 empty-text: write it, or delete the line"),
    ("lang: en", "2:1 missing-key: add a line, for example title: What the agreement changes"),
    ("tittle: x", "2:1 unknown-key: did you mean title:?"),
    ("Title: x", "2:1 unknown-key: did you mean title:?"),
    ("title:x", "2:0 not-a-mapping: write the line so: title: x"),
    ("- title", "2:0 not-a-mapping: write a key, a colon and a space before it"),
    ("Hello.", "2:0 not-a-mapping: write a key, a colon and a space before it"),
    ("# title: x", "2:0 empty-front-matter: write, for example, title: The River Treaty"),
    ("", "1:0 empty-front-matter: write at least title: there, on a line of its own"),
    ("title: x⏎author: " + "[" * 1000, "3:29 nested-too-deep: close the brackets"),
    ("title: x⏎author: " + "{a: " * 30 + "}" * 30, "3:86 nested-too-deep: close the brackets"),
]  # fmt: skip


@pytest.mark.parametrize(("front", "expected"), REFUSED, ids=[front[:40] for front, _ in REFUSED])
def test_refused_with_place_and_remedy(front: str, expected: str | None) -> None:
    found = told("---\n" + front.replace("⏎", "\n") + "\n---\nText.\n")
    if expected is None:
        assert found == []
    else:
        assert len(found) == 1
        assert found[0].startswith(expected)


@pytest.mark.parametrize(
    "front", [front for front, expected in REFUSED if expected and "write the line so: " in expected]
)
def test_the_corrected_line_is_right_when_pasted(front: str) -> None:
    lines = front.split("⏎")
    (problem,) = told("\n".join(["---", *lines, "---", ""]))
    number, line = int(problem.split(":")[0]) - 2, problem.split("write the line so: ")[1]
    indent = lines[number][: len(lines[number]) - len(lines[number].lstrip(" "))] if line.startswith("- ") else ""
    lines[number] = indent + line
    assert "yaml" not in " ".join(told("\n".join(["---", *lines, "---", ""])))


FILES: list[tuple[str, bytes, str]] = [
    ("empty", b"", "0:0 empty-file: begin it with --- and title:, or delete it"),
    ("only spaces", b" \n\n", "0:0 empty-file: begin it with --- and title:, or delete it"),
    ("no front matter", b"Hello.\n", "1:0 no-front-matter: begin the file with a line ---"),
    ("blank line first", b"\n---\ntitle: x\n---\n", "1:0 no-front-matter: delete the empty line above ---"),
    ("two blank lines first", b"\n\n---\ntitle: x\n---\n", "1:0 no-front-matter: delete the 2 empty lines above ---"),
    ("space first", b" ---\ntitle: x\n---\n", "1:0 no-front-matter: delete the spaces before ---"),
    ("four hyphens", b"----\ntitle: x\n---\n", "1:0 no-front-matter: write three hyphens there"),
    ("a dash first", "—\ntitle: x\n---\n".encode(), "1:0 no-front-matter: write three hyphens there"),
    ("unclosed", b"---\ntitle: x\n\nText.\n", "1:0 unclosed-front-matter: put a line --- between"),
    ("closed by a dash", "---\ntitle: x\n—\nText.\n".encode(), "3:0 unclosed-front-matter: write three hyphens there"),
    ("empty block", b"---\n---\nText.\n", "1:0 empty-front-matter: write at least title:"),
    ("Latin-1", b"---\ntitle: caf\xe9\n---\n", "2:11 not-utf8: save the file again"),
    ("Latin-1 after a byte order mark", b"\xef\xbb\xbf---\ntitle: \xc3\xa9 \xe9\n---\n", "2:10 not-utf8: save the file again"),
    ("UTF-16", "---\ntitle: x\n---\n".encode("utf-16"), "1:0 not-utf8: save the file again"),
    ("UTF-16 without mark", "---\ntitle: x\n---\n".encode("utf-16-le"), "1:2 not-text: save the file again"),
    ("truncated UTF-8", "---\ntitle: ایران".encode()[:-1], "2:12 not-utf8: it was cut off"),
    ("NUL", b"---\ntitle: x\0\n---\n", "2:9 not-text: save the file again"),
    ("NUL below", b"---\ntitle: x\n---\n\nab\0\n", "5:3 not-text: save the file again"),
    ("lone CR", b"---\rtitle: x\r---\r", "1:4 line-ends: save the file again"),
    ("one lone CR below", b"---\ntitle: x\n---\na\rb", "4:2 line-ends: save the file again"),
    ("5 MB of one text", b"---\ntitle: " + b"x" * 5_000_000 + b"\n---\n", "1:0 too-large: is the line --- missing"),
    ("20,000 keys", b"---\n" + b"".join(b"k%d: v\n" % i for i in range(20_000)) + b"---\n", "1:0 too-large: is the line"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "expected"), [file[1:] for file in FILES], ids=[file[0] for file in FILES])
def test_files_that_are_none(data: bytes, expected: str) -> None:
    found = told(data)
    assert len(found) == 1
    assert found[0].startswith(expected)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf---\ntitle: Iran: x\n---\nText.\n",
        b"---\r\ntitle: Iran: x\r\n---\r\nText.\r\n",
        b"--- \ntitle: Iran: x\n---\t\nText.\n",
        b"---\ntitle: Iran: x\n...\nText.\n",
        b"---\ntitle: Iran: x\n---",
        b"---\n\n# a comment\ntitle: Iran: x\n\n---\n",
    ],
)
def test_harmless_forms_of_a_file(data: bytes) -> None:
    reading = READER.read("brief", "content/briefs/a.md", data)
    assert not reading.problems
    (draft,) = reading.drafts
    assert isinstance(draft, BriefDraft)
    assert draft.title == "Iran: x"


def test_billion_laughs_are_refused_at_the_first_anchor() -> None:
    front = "a: &a [lol, lol]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    start = process_time()
    _, problems = parse_yaml(front)
    assert {problem.code for problem in problems} == {"yaml-anchor"}
    assert process_time() - start < 10  # written out, they would take hours


def test_several_documents_are_refused() -> None:
    _, problems = parse_yaml("name: a\n---\nrole: b\n")
    assert [(p.line, p.code) for p in problems] == [(2, "several-documents")]


def test_one_faulty_key_hides_no_other() -> None:
    front = "title: x\nauthor: @a\ndate: 2018-02-30\nkey_points:\n- [a] b\n- @c\ntagz: x\n"
    reader = Reader(Config(title="t", url="https://t.example/"))
    problems = reader.read(
        "brief", "content/briefs/a.md", f"---\n{front}---\nText. [x](javascript:1)\n".encode()
    ).problems
    assert [(p.line, p.code) for p in sorted(problems)] == [(3, "yaml"), (4, "bad-date"), (6, "yaml"), (7, "yaml"), (8, "unknown-key"), (10, "link-refused")]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "a: [" + "x, " * 100_000, "a: [" + "x, " * 100_000 + "]", "k:\n" + "- @v\n" * 50_000, "".join(f"k{i}: @v\n" for i in range(10_000)),
        "[" * 500_000, "{" * 500_000, "- " * 300_000, "a: " * 300_000, "title: " + "'" * 500_000, 'title: "' + "\\" * 500_000,
        "title: x\n" + " y\n" * 100_000, "title: x\n" * 20_000, "? " * 100_000, "a: |\n" + " x\n" * 300_000, "#" * 500_000,
    ],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_reading_takes_time_in_proportion(text: str) -> None:
    def seconds(length: int) -> float:
        start = process_time()
        parse_yaml(text[:length], text_keys=TEXT_KEYS)
        return process_time() - start

    # Linear is 4, squared 16; a busy machine may spoil one measurement, and below the floor only noise is measured.
    assert any(seconds(len(text)) / max(seconds(len(text) // 4), 0.02) < 10 for _ in range(4))


# No traceback, whatever the bytes.

KINDS: dict[Kind, str] = {
    "brief": "content/briefs/a.md", "page": "content/pages/a.md", "author": "content/authors/a.md", "institute": "content/institutes/a.yaml",
    "project": "content/projects/a.md", "tags": "content/tags.yaml",
}  # fmt: skip
VALID = """---
title: A river: the treaty
author:
  - {name: Jane Doe, role: Fellow, institute: The Lab}
  - John
date: Feb 2, 2018 10:00 +03:30
tags: [water, "trade"]
summary: |
  Short.
slug: river
positions:
- role: Fellow
  from: 2016-09
  to: 2018
names: {fa: رود}
links:
  Site: https://a.example/x
orcid: 0000-0002-1825-0097
---
Text [a](b.md) and *more*.[^1]

[^1]: Note.

Comment: So.
"""
PIECES = st.sampled_from(
    ["title", "author", "date", "tags", "names", "positions", ":", ": ", "- ", "\n", "\n  ", "\t", "[", "]", "{", "}", ",", "#", " #", "&a ", "*a", "!x ", "|", ">", "'", '"',
     "\\", "---\n", "...\n", "? ", "<<", "%", "@", "`", "2018-02-02", "1396/11/13", "02/03/2018", "fa", "\u202e", "\x07", "\u2028", "\u00a0", "：", "x", "ی", "😀", "~", "null"]
)  # fmt: skip
YAML_LIKE = st.lists(PIECES, max_size=40).map("".join)


def check(data: bytes) -> None:
    for kind, path in KINDS.items():
        lines = data.count(b"\n") + data.count(b"\r") + 1
        reading = READER.read(kind, path, data)
        for problem in reading.problems:
            assert isinstance(problem, Problem)
            assert 0 <= problem.line <= lines + 1
            assert problem.column >= 0
            assert format_problem(problem).isprintable() or "\n" in format_problem(problem)
        if not has_errors(reading.problems) and kind != "tags":
            assert reading.drafts


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    check(data)
    check(b"---\n" + data + b"\n---\n")


@settings(max_examples=250, deadline=None)
@given(YAML_LIKE)
def test_anything_like_yaml(text: str) -> None:
    check(f"---\n{text}\n---\nText.\n".encode())
    check(text.encode())


@settings(max_examples=250, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(VALID)), st.integers(0, 12), PIECES), min_size=1, max_size=4))
def test_a_mutated_brief(changes: list[tuple[int, int, str]]) -> None:
    text = VALID
    for place, removed, added in changes:
        text = text[:place] + added + text[place + removed :]
    check(text.encode())


def test_limit_is_of_the_front_matter_alone() -> None:
    assert told(b"---\ntitle: x\n---\n" + b"Word word.\n\n" * (FRONT_MATTER_BYTES // 8)) == []
