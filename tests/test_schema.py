"""What values may be, what they become, and what is said of those that may not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs import identifiers, schema
from briefs.plainyaml import Mapping, Node, Scalar, Sequence, parse_yaml
from briefs.problems import Problem
from briefs.schema import Check, Findings


def node(value: str) -> Node:
    mapping, problems = parse_yaml(f"key: {value}")
    assert mapping, problems
    return mapping.entries[0][1]


def run(check: Check, value: str) -> tuple[object, list[Problem]]:
    found = Findings()
    return check(node(value), found), found.problems


ACCEPTED = [
    (schema.text, "a  b", "a b"), (schema.text, '"a\\tb"', "a b"), (schema.text, "NO", "NO"), (schema.long_text, '"a\\n\\nb"', "a\n\nb"), (schema.text, "می‌خواهم", "می‌خواهم"),
    (schema.boolean, "yes", True), (schema.boolean, "On", True), (schema.boolean, "FALSE", False), (schema.boolean, "no", False),
    (schema.number(1, 100), "20", 20), (schema.number(1, 100), "007", 7), (schema.one_of("open", "strict"), "open", "open"),
    (schema.words, "a, b،c; d؛", (("a", (1, 6)), ("b", (1, 6)), ("c", (1, 6)), ("d", (1, 6)))), (schema.words, '"a, b"', (("a, b", (1, 6)),)),
    (schema.words, "[on, off]", (("on", (1, 7)), ("off", (1, 11)))), (schema.list_of(schema.text), "one", ("one",)),
    (schema.mapping_of(schema.text), "{a: b, c: d}", (("a", "b"), ("c", "d"))), (schema.mapping_of(schema.text, key=identifiers.language), "{EN: a}", (("en", "a"),)),
    (schema.placed(schema.text), "a", ("a", (1, 6))), (schema.whole_text, "|\n  a\n  b", ("a\nb", 2)), (schema.whole_text, "a", ("a", 1)),
    (identifiers.language, "fa", "fa"), (identifiers.language, "ZH_hant", "zh-Hant"), (identifiers.language, "es-pr", "es-PR"), (identifiers.language, "no", "no"),
    (identifiers.url, "https://a.example/x?y#z", "https://a.example/x?y#z"), (identifiers.url, "http://localhost:8000", "http://localhost:8000"), (identifiers.url, "https://[::1]/", "https://[::1]/"),
    (identifiers.email, "a.b@c.example", "a.b@c.example"), (identifiers.orcid, "https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"), (identifiers.orcid, "0000-0002-1694-233X", "0000-0002-1694-233X"),
    (identifiers.ror, "https://ror.org/05a28rw58", "05a28rw58"),
    (identifiers.doi, "10.1234/Ab(c)<1:2>", "10.1234/Ab(c)<1:2>"), (identifiers.doi, "doi:10.1234/abc", "10.1234/abc"), (identifiers.doi, "https://dx.doi.org/10.1234.5/a%3Cb", "10.1234.5/a<b"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "value", "expected"), ACCEPTED)
def test_accepted(check: Check, value: str, expected: object) -> None:
    assert run(check, value) == (expected, [])


REFUSED = [
    (schema.text, "[a]", "not-text", "leave the - or the brackets away"), (schema.text, "[a, b]", "not-text", "if brackets or a colon are part of it, put it in quotes"),
    (schema.text, "{a: b}", "not-text", 'put the text in quotes: "a: b"'), (schema.text, "{'a\"': b}", "not-text", "put the text in quotes: 'a\": b'"),
    (schema.text, '"\\e[31m"', "control-character", "type the text again without pasting"), (schema.text, '"\\u202e"', "bidi-override", "type the text again without pasting"),
    (schema.text, '"\\uFFFE"', "control-character", "type the text again without pasting"), (schema.text, "' '", "empty-text", "write it, or delete the line"),
    (schema.boolean, "maybe", "not-a-boolean", "write yes or no"), (schema.boolean, "[yes]", "not-a-boolean", "write yes or no"),
    (schema.number(1, 100), "0", "not-a-number", "write, for example, 20"), (schema.number(1, 100), "۲۰", "not-a-number", "write, for example, 20"),
    (schema.number(1, 100), "9" * 5000, "not-a-number", "write, for example, 20"), (schema.one_of("open", "strict"), "opne", "unknown-word", "did you mean open?"),
    (schema.when("UTC"), "2018-02-30", "bad-date", "write it as 2018-02-02 or Feb 2, 2018"),
    (schema.span_end(last=True), "now", "bad-date", "write it as 2018-02-02 or Feb 2, 2018; leave to: away if it still lasts"),
    (schema.list_of(schema.text), "[a, ~]", "empty-text", "write it, or delete the line"), (schema.mapping_of(schema.text), "a", "not-a-mapping", "write each on a line of its own, indented"),
    (schema.mapping_of(schema.text), '{"\\u202ea": b}', "bidi-override", "type the text again without pasting"),
    (identifiers.language, "xx", "unknown-language", "write en for English, fa for Persian, ar for Arabic, fr for French …"), (identifiers.language, "Persian", "unknown-language", "write fa"),
    (identifiers.language, "فارسی", "unknown-language", "write fa"), (identifiers.language, "german", "unknown-language", "write de"), (identifiers.language, "../x", "unknown-language", "write en for English, fa for Persian, ar for Arabic, fr for French …"),
    (identifiers.url, "example.org/x", "bad-url", "write it in full: https://example.org/x"), (identifiers.url, "javascript:alert(1)", "bad-url", "write it in full: https://…"),
    (identifiers.url, '"https://[x/"', "bad-url", "write it in full: https://…"), (identifiers.url, "https://a:b/", "bad-url", "write it in full: https://…"), (identifiers.url, "https://a:99999/", "bad-url", "write it in full: https://…"),
    (identifiers.url, "https://a℀b/", "bad-url", "write it in full: https://…"), (identifiers.url, "https://a@b/", "bad-url", "write it in full: https://…"), (identifiers.url, "//a.example", "bad-url", "write it in full: https://…"),
    (identifiers.email, "a@b", "bad-email", "write it as name@example.org"), (identifiers.orcid, "0000-0002-1825-0098", "bad-orcid", "copy it from orcid.org: 0000-0002-1825-0097"),
    (identifiers.orcid, "٠٠٠٠-٠٠٠٢-١٨٢٥-٠٠٩٧", "bad-orcid", "copy it from orcid.org: 0000-0002-1825-0097"), (identifiers.ror, "05a28rw5", "bad-ror", "copy it from ror.org: https://ror.org/05a28rw58"),
    (identifiers.doi, "10.12/abc", "bad-doi", "write it as it was registered: 10.1234/abcd"), (identifiers.doi, "https://doi.org/10.1234/abc.", "bad-doi", "write 10.1234/abc"),
    (identifiers.doi, "10.1234/a b", "bad-doi", "write it as it was registered: 10.1234/abcd"), (identifiers.doi, "https://example.org/10.1234/abc", "bad-doi", "write it as it was registered: 10.1234/abcd"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "value", "code", "hint"), REFUSED)
def test_refused(check: Check, value: str, code: str, hint: str) -> None:
    _, problems = run(check, value)
    assert [(p.code, p.hint) for p in problems] == [(code, hint)]
    assert problems[0].line == 1
    assert problems[0].column >= 1


def told(text: str, **required: str) -> list[tuple[int, str, str]]:
    mapping, problems = parse_yaml(text)
    found = Findings()
    found.problems += problems
    assert mapping
    schema.fields(
        mapping, {"title": schema.text, "date": schema.when("UTC"), "tags": schema.words}, found, required=required
    )
    return [(p.line, p.code, p.hint) for p in sorted(found.problems)]


def test_keys() -> None:
    assert told("tagz: x\nzzz: y\ntitle:\ndate: [a]\n", title="title: T", tags="tags: T") == [
        (1, "unknown-key", "did you mean tags:?"),
        (2, "unknown-key", "the keys are date, tags, title"),
        (3, "missing-key", "write, for example, title: T"),
        (4, "not-text", "leave the - or the brackets away"),
    ]


def test_a_faulty_key_is_not_missing() -> None:
    assert [code for _, code, _ in told("title: @x\ndate: 2018-02-02\n", title="title: T")] == ["yaml"]


@pytest.mark.parametrize("value", ["", "~", "null", "[]"])
def test_a_key_with_nothing(value: str) -> None:
    assert told(f"tags: {value}") == []
    assert told(f"tags: {value}", tags="tags: T") == [(1, "missing-key", "write, for example, tags: T")]


CHECKS = list({id(check): check for check, *_ in [*ACCEPTED, *REFUSED]}.values())
SCALARS = st.builds(
    Scalar,
    st.text(max_size=20) | st.text("0123456789-/:.htps[]@", max_size=20),
    st.just(3),
    st.just(4),
    st.sampled_from(["", '"', "|"]),
)
NODES = st.recursive(
    SCALARS,
    lambda inner: (
        st.builds(Sequence, st.lists(inner, max_size=3).map(tuple), st.just(3), st.just(4))
        | st.builds(Mapping, st.lists(st.tuples(SCALARS, inner), max_size=3).map(tuple), st.just(3), st.just(4))
    ),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(NODES)
def test_every_check_gives_a_value_or_a_reason(given_node: Node) -> None:
    for check in CHECKS:
        found = Findings()
        if check(given_node, found) is None:
            assert found.problems
        assert all(problem.line == 3 and problem.message for problem in found.problems)
