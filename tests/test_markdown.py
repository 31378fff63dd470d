"""What Markdown becomes: cases in `markdown/*.txt`, each a title, the text, and the HTML with what is reported.

A slot is written `⟦link target "title" line:column⟧`, a report `! line:column severity code`.
"""

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from briefs.markdown import EMPTY, Body, Heading, Parser, Slot, plain_html
from briefs.markdown.characters import is_clean
from briefs.problems import Problem

CASES = sorted((Path(__file__).parent / "markdown").glob("*.txt"))
parser = Parser()


def show_slot(slot: Slot) -> str:
    if slot.kind == "end":
        return "⟦end⟧"
    text = f" “{slot.text}”" if slot.kind == "image" else ""
    title = f' "{slot.title}"' if slot.title else ""
    return f"⟦{slot.kind} {slot.target}{text}{title} {slot.line}:{slot.column}⟧"


def show(body: Body, problems: tuple[Problem, ...]) -> str:
    html = plain_html(body, show_slot).strip("\n")
    lines = [f"! {p.line}:{p.column} {p.severity} {p.code}" for p in sorted(problems)]
    return "\n".join([html, *lines]) if html else "\n".join(lines)


def read_cases(path: Path) -> list[tuple[str, str, str]]:
    blocks = path.read_text(encoding="utf-8").split("\n.\n")
    assert len(blocks) % 3 == 1, f"{path.name}: a case is a title, a text and its HTML, with '.' after each"
    return [(blocks[i].strip().split("\n")[-1], blocks[i + 1], blocks[i + 2]) for i in range(0, len(blocks) - 1, 3)]


def codes(text: str, **options: object) -> list[str]:
    return [problem.code for problem in parse(text, **options)[1]]


def parse(text: str, **options: object) -> tuple[Body, tuple[Problem, ...]]:
    return parser.parse(text, **options)


def html_of(text: str) -> str:
    return plain_html(parse(text)[0], show_slot)


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(t, e, id=f"{p.stem}: {title}") for p in CASES for title, t, e in read_cases(p)],
)
def test_case(text: str, expected: str) -> None:
    labels = ("Comment", "Analysis", "تحلیل", "تعليق", "評論")
    assert show(*parser.parse(text, labels=labels)) == expected


def test_cases_are_there() -> None:
    assert {path.stem for path in CASES} == {"comment", "footnotes", "html", "links", "text"}


def test_nothing_comes_of_nothing() -> None:
    assert parse("") == (EMPTY, ())
    assert parse("\n \n") == (EMPTY, ())


def test_lines_count_from_the_first_line_of_the_body() -> None:
    body, problems = parse("one\n\n[a](x.md) [b](javascript:x)\n", first_line=11)
    assert next(part for part in body.parts if isinstance(part, Slot)).line == 13
    assert [(p.path, p.line, p.column) for p in problems] == [("", 13, 15)]


def test_every_kind_of_line_end_counts_as_one() -> None:
    unix = parse("# a\n\nb [x](y.md)\n")
    assert parse("# a\r\n\r\nb [x](y.md)\r\n") == unix
    assert parse("# a\r\rb [x](y.md)\r") == unix


class TestHeadings:
    def test_are_listed_with_their_ids(self) -> None:
        body, _ = parse("## Who *pays*?\n\n### پیش‌زمینه\n\n## Who pays\n\n## !\n\n##\n\n> ## Quoted\n")
        assert body.headings == (
            Heading(2, "s-who-pays", "Who pays?"),
            Heading(3, "s-پیش-زمینه", "پیش‌زمینه"),
            Heading(2, "s-who-pays-2", "Who pays"),
            Heading(2, "s-section", "!"),
            Heading(2, "s-quoted", "Quoted"),
        )

    def test_an_id_is_never_given_twice(self) -> None:
        body, _ = parse("## a\n## a\n## a-2\n## a\n## a-2\n")
        ids = [heading.id for heading in body.headings]
        assert len(set(ids)) == len(ids) == 5

    def test_ids_cannot_shadow_what_scripts_use(self) -> None:
        body, _ = parse("## document\n## __proto__\n## comment\n## fn-1\n")
        assert all(heading.id.startswith("s-") for heading in body.headings)

    @pytest.mark.parametrize(
        ("written", "levels"),
        [
            ("# a\n## b\n###### c", [2, 3, 4]),
            ("### a\n### b\n## c\n#### d\n### e", [2, 2, 2, 3, 3]),
            ("# a\n## b\n### c\n#### d\n##### e\n###### f", [2, 3, 4, 5, 6, 6]),
            ("## a\n> #### quoted\n\n## b", [2, 3, 2]),
        ],
    )
    def test_levels_follow_the_outline_and_none_is_skipped(self, written: str, levels: list[int]) -> None:
        assert [h.level for h in parse(written)[0].headings] == levels


class TestPlainText:
    def test_has_the_blocks_apart_and_the_notes_last(self) -> None:
        body, _ = parse("## A\n\none\ntwo[^n]\n\n- x\n- y\n\n`c` ![alt](i.png)\n\n[^n]: note\n\n    code\n")
        assert body.text == "A\n\none two\n\nx\n\ny\n\nc alt\n\nnote\n\ncode"
        assert body.words == 9

    def test_has_a_table_row_by_row(self) -> None:
        assert parse("| a | b |\n|---|---|\n| 1 | 2 |\n")[0].text == "a\tb\n1\t2"

    def test_has_what_stands_in_html(self) -> None:
        assert parse("<div>\n<p>a &amp; b</p><!-- c -->\n</div>\n\nd <b>e</b>")[0].text == "a & b\n\nd e"

    def test_counts_two_signs_as_a_word_where_words_are_not_apart(self) -> None:
        assert parse("日本語の文章 and two")[0].words == 5

    @pytest.mark.parametrize(
        ("text", "lead"),
        [
            ("## H\n\nFirst *one*\nhere.\n\nSecond.", "First one here."),
            ("Comment: x\n\nNext.", "Next."),
            ("Comment: x", "Comment: x"),
            ("![alt](i.png)\n\nText.", "Text."),
            ("> quoted\n\nText.", "Text."),
            ("- item", "item"),
            ("## Only", ""),
        ],
    )
    def test_lead(self, text: str, lead: str) -> None:
        assert parse(text)[0].lead == lead


class TestCharacters:
    @pytest.mark.parametrize(
        "char", ["\0", "\x0b", "\x1b", "\x7f", "\ufffe", "\ufdd0", "\ud800", "\u202a", "\U0001ffff"]
    )
    def test_that_break_documents_are_left_out(self, char: str) -> None:
        body, problems = parse(f"one\n\ntwo{char}three `{char}`")
        assert [(p.code, p.line, p.column) for p in problems] == [("control-character", 3, 4)]
        assert f"U+{ord(char):04X}" in problems[0].message
        assert char not in html_of(f"one\n\ntwo{char}three `{char}`") + body.text

    @pytest.mark.parametrize("char", ["\u202d", "\u202e"])
    def test_that_turn_the_order_round_are_refused(self, char: str) -> None:
        body, problems = parse(f"a{char}b")
        assert [(p.code, p.severity) for p in problems] == [("bidi-override", "error")]
        assert body.text == "ab"

    def test_that_people_write_with_stay(self) -> None:
        text = "می‌خواهم \u2067x\u2069 \u200f\u200e क्\u200dष 👩\u200d🚀 é\u0301 \u2028"
        assert codes(text) == []
        assert parse(text)[0].text.startswith(text.rstrip()[:10])

    def test_that_hide_in_references_are_found(self) -> None:
        text = "x\n\na&#x202e;b [t](u.md 'a&#x202e;b') ![a&#x202e;](v.png) <b title='&#x202e;'>x</b>\n"
        body, problems = parse(text)
        assert {(p.code, p.line) for p in problems} == {("bidi-override", 3)}
        assert is_clean(html_of(text))
        assert is_clean(body.text)

    def test_that_mark_slots_cannot_be_smuggled_in(self) -> None:
        for text in (
            "\ufdd00\ufdd1",
            "&#xfdd0;0&#xfdd1;",
            "<http://a/%EF%B7%900%EF%B7%91>",
            "[a](%EF%B7%900)",
        ):
            body, _ = parse(f"[x](real.md) {text} <b>&#xfdd0;0&#xfdd1;</b>")
            targets = [p.target for p in body.parts if isinstance(p, Slot) and p.kind == "link"]
            assert targets in (["real.md"], ["real.md", "%EF%B7%900"])


class TestDepth:
    @pytest.mark.parametrize(
        "text",
        [
            "> " * 150 + "last",
            "\n".join("  " * i + "- a" for i in range(80)) + " last",
            "".join("> - " for _ in range(60)) + "last",
            "*a **a " * 120 + "last" + " a** a*" * 120,
            "[" * 200 + "last" + "](x.md)" * 200,
            "![" * 200 + "last" + "](x.png)" * 200,
            "[^a]\n\n[^a]: " + "> " * 150 + "last",
            "<div>" * 150 + "last",
        ],
        ids=["quotes", "lists", "both", "emphasis", "links", "images", "notes", "html"],
    )
    def test_too_deep_is_an_error_and_loses_nothing(self, text: str) -> None:
        body, problems = parse(text)
        assert "nested-too-deep" in [p.code for p in problems if p.severity == "error"]
        assert "last" in body.text
        assert "last" in html_of(text)

    def test_the_line_is_told(self) -> None:
        (problem,) = parse("one\n\n" + "> " * 101 + "two\n\nthree")[1]
        assert problem.line == 3

    @pytest.mark.parametrize(
        "text", ["> " * 99 + "a", "\n".join("  " * i + "- a" for i in range(49)), "[" * 50 + "a" + "]" * 50]
    )
    def test_what_is_not_too_deep_is_parsed(self, text: str) -> None:
        assert codes(text) == []

    @pytest.mark.parametrize("text", ["word " * 500_000, "word\n" * 60_001, "[word](x) " * 50_001])
    def test_a_text_too_long_is_an_error_and_not_read(self, text: str) -> None:
        body, problems = parse(text)
        assert [p.code for p in problems] == ["too-complex"]
        assert body.words == text.count("word")


class TestOfASite:
    """What a site adds with `extend`."""

    def test_own_rules_write_what_they_like(self) -> None:
        def extend(md: MarkdownIt) -> None:
            def write(self: object, tokens: list[Token], idx: int, options: object, env: object) -> str:
                return f'<math-x data-y="1">{tokens[idx].content}</math-x>'

            def read(state: object, silent: bool) -> bool:
                if state.src[state.pos : state.pos + 2] != "$$":
                    return False
                if not silent:
                    state.push("math", "", 0).content = "E"
                state.pos += 2
                return True

            md.inline.ruler.before("link", "math", read)
            md.add_render_rule("math", write)

        extended = Parser(extend=extend)
        for text in ("a $$ b", "a $$ <b>b</b>"):
            body, problems = extended.parse(text)
            assert '<math-x data-y="1">E</math-x>' in plain_html(body, show_slot)
            assert "E" in body.text
            assert not problems

    def test_html_can_be_shown_as_text_altogether(self) -> None:
        body, problems = Parser(html="text").parse("<div>\n\na <b>b</b> <!-- c -->\n\n</div>")
        assert plain_html(body, show_slot) == (
            "<p>&lt;div&gt;</p>\n<p>a &lt;b&gt;b&lt;/b&gt; </p>\n<p>&lt;/div&gt;</p>\n"
        )
        assert sorted(p.code for p in problems) == ["html-as-text", "html-as-text", "html-comment"]

    def test_only_a_raw_parser_writes_raw_html(self) -> None:
        with pytest.raises(ValueError, match="raw"):
            parser.to_html("<script>")
        assert Parser(html="raw").to_html("<script>") == "<script>"


class TestLinksThatAreRefused:
    @pytest.mark.parametrize(
        "target",
        [
            "javascript:alert(1)", "JaVaScript:alert(1)", "java&Tab;script:alert(1)", "java&NewLine;script:x",
            "javascript&colon;alert(1)", "javascript&#58;alert(1)", "&#x6A;avascript:x",
            "< javascript:x>", "vbscript:x", "data:text/html,x", "data:image/svg+xml,x", "blob:x", "file:///etc/passwd",
            "//host/x", "/\\host", "\\\\\\\\host", "///host", "ftp://x", "x:y", "https:x", "https:///x", "http:", "javascript:",
        ],
    )  # fmt: skip
    def test_scheme(self, target: str) -> None:
        for text in (f"[words]({target})", f"[words][r]\n\n[r]: {target}"):
            body, problems = parse(text)
            assert "href" not in html_of(text), text
            assert "words" in body.text
            assert [p.code for p in problems] == ["link-refused"], text

    @pytest.mark.parametrize(
        "target",
        ["javascript:x", "java\tscript:x", "javascript&#58x", " javascript:x", "&#1;javascript:x", "//h"],
    )
    def test_scheme_in_html(self, target: str) -> None:
        text = f'<a href="{target}">words</a>'
        assert html_of(text) == "<p>words</p>\n"
        assert codes(text) == ["link-refused"]

    @pytest.mark.parametrize(
        "target", ["https://x.org", "http://x.org/a?b#c", "mailto:a@b.org", "tel:+1", "HTTPS://x.org"]
    )
    def test_allowed_ones_are_not(self, target: str) -> None:
        assert f'href="{target}"' in html_of(f"[a]({target})").replace("https://x.org", target)
        assert codes(f"[a]({target})") == []

    @pytest.mark.parametrize(
        ("host", "suspicious"),
        [
            ("аpple.com", True), ("xn--pple-43d.com", True), ("ｇoogle.com", True), ("раураӏ.com", True),
            ("ایران.ir", False), ("bücher.de", False), ("日本語.jp", False), ("пример.рф", False), ("example.com", False),
        ],
    )  # fmt: skip
    def test_hosts_that_look_like_others(self, host: str, suspicious: bool) -> None:
        for text in (f"[a](https://{host}/x)", f"<https://{host}/x>", f'<a href="https://{host}/x">a</a>'):
            assert codes(text) == ["suspicious-host"] * suspicious


def test_addresses_are_encoded_as_the_library_does_it() -> None:
    plain = MarkdownIt("commonmark")
    for url in (
        "https://example.org/a/b.html?c=d&e=(f)#g", "http://example.org", "https://a.b/%C3%A9'*!", "https://a.b/é ü",
        "https://é.org/x", "mailto:é@x.org", "https://a.b:80/x", "https://u@h/x", "https://A.B/", "https://[::1]/",
    ):  # fmt: skip
        expected = re.search(r'href="([^"]*)"', plain.render(f"[a](<{url}>)"))
        assert expected
        assert f'href="{expected[1]}"' in html_of(f"[a](<{url}>)"), url
