"""The words that pages print in each language: those that come with the program, and a site's own in `content/words/`."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

from msgspec import Struct

from briefs import languages, schema
from briefs.digest import digest_bytes, digest_value
from briefs.frontmatter import decode
from briefs.plainyaml import Node, parse_yaml
from briefs.problems import Problem, at, error, has_errors, quoted, warning
from briefs.schema import Findings

LAST = "en"
"""The language of the words that nobody has translated."""
AT_READING = ("comment", "back_to_reference")
"""Words that texts are read with: where one changes, so may what is read."""

_HINT = "write, for example, archive: Arşiv"


class _Given(Struct, frozen=True):
    """What one file says."""

    words: Mapping[str, str]
    direction: str = ""
    labels: tuple[str, ...] = ()
    """Words beside `comment` that begin the analysis."""


def _labels(node: Node, found: Findings) -> tuple[str, ...]:
    labels: tuple[str, ...] = schema.list_of(schema.text)(node, found)
    return tuple(filter(None, (label.rstrip(" :：") for label in labels)))


@lru_cache(maxsize=1)
def keys() -> tuple[str, ...]:
    """List every word of the interface."""
    return tuple(_built_in(LAST).words)


@lru_cache(maxsize=len(languages.BUILT_IN))
def _built_in(language: str) -> _Given:
    data = Path(__file__).with_name(f"{language}.yaml").read_bytes()
    if language == LAST:  # its words are those that there are
        node, _ = parse_yaml(data.decode())
        assert node
        checks: dict[str, schema.Check] = dict.fromkeys((key.text for key, _ in node.entries), schema.text)
    else:
        checks = _checks()
    given, problems = _take(data, checks)
    assert not problems, problems
    return given


def _checks() -> dict[str, schema.Check]:
    own: dict[str, schema.Check] = {"direction": schema.one_of("ltr", "rtl"), "comment_labels": _labels}
    return dict.fromkeys(keys(), schema.text) | own


def _take(data: bytes, checks: Mapping[str, schema.Check]) -> tuple[_Given, list[Problem]]:
    text, undecodable = decode(data)
    if undecodable:
        return _Given({}), [undecodable]
    one_line = tuple(key for key, check in checks.items() if check is schema.text)
    node, problems = parse_yaml(text, text_keys=one_line)
    if node is None:
        lack = (
            [] if has_errors(problems) else [error("empty-file", "there are no words in this file", line=1, hint=_HINT)]
        )
        return _Given({}), [*problems, *lack]
    found = Findings()
    values: dict[str, Any] = schema.fields(node, checks, found)
    direction, labels = values.pop("direction", ""), values.pop("comment_labels", ())
    return _Given(values, direction, labels), [*problems, *found.problems]


class Words:
    """All words that a site has, by language. Read only."""

    def __init__(self, own: Mapping[str, _Given] | None = None, digests: Mapping[str, str] | None = None) -> None:
        self._own = own or {}
        self.digests = digests or {}
        """Of the site's own files, by path."""
        self._known: dict[str, SimpleNamespace] = {}

    def of(self, language: str) -> SimpleNamespace:
        """Give all words of a language as attributes; what it lacks comes from the language that it is a form of, or is English."""
        known = self._known.get(language)
        if known is None:
            found: dict[str, str] = {}
            for given in reversed([*self._given(language), *self._given(LAST)]):
                found.update(given.words)
            known = self._known[language] = SimpleNamespace(**found)
        return known

    def direction(self, language: str) -> str:
        """Give `rtl` or `ltr`."""
        named = (given.direction for given in self._given(language) if given.direction)
        return next(named, "") or languages.direction(language)

    def labels(self, language: str) -> tuple[str, ...]:
        """Give the words that begin the analysis in a text of this language, the English one always among them."""
        given = [*self._given(language), *self._given(LAST)]
        labels = (label for each in given for label in (each.words.get("comment", ""), *each.labels))
        return tuple(dict.fromkeys(filter(None, labels)))

    def digest(self, language: str) -> str:
        """Name all words of a language."""
        return digest_value(vars(self.of(language)))

    @property
    def reading(self) -> str:
        """Name what texts are read with, in all languages of the site's own."""
        parts = [
            (language, given.labels, *(given.words.get(word, "") for word in AT_READING))
            for language, given in sorted(self._own.items())
            if given.labels or any(word in given.words for word in AT_READING)
        ]
        return digest_value(parts) if parts else ""

    def missing(self, used: Iterable[str]) -> list[Problem]:
        """Warn, once a file, of the words that pages in the languages `used` print in English for want of others."""
        wanted = {each for language in used for each in languages.fallbacks(language)}
        problems = []
        for path in sorted(self.digests):
            language = PurePosixPath(path).stem
            if language in wanted and languages.base(language) != LAST:
                there = {word for given in self._given(language) for word in given.words}
                lacks = [word for word in keys() if word not in there]
                if lacks:
                    problems.append(_lacking(path, lacks))
        return problems

    def _given(self, language: str) -> list[_Given]:
        """List what is said of a language, the nearest and the site's own first."""
        found = []
        for each in languages.fallbacks(language):
            if each in self._own:
                found.append(self._own[each])
            if each in languages.BUILT_IN:
                found.append(_built_in(each))
        return found


def _lacking(path: str, lacks: Sequence[str]) -> Problem:
    several = len(lacks) > 1
    message = (
        f"{len(lacks)} words are missing, and stand in English"
        if several
        else "a word is missing, and stands in English"
    )
    return warning("missing-words", f"{message}: {', '.join(lacks)}", path=path, line=1,
                   hint=f"add {'them' if several else 'it'}, one a line, such as {lacks[0]}: …")  # fmt: skip


def read_words(files: Mapping[str, bytes]) -> tuple[Words, list[Problem]]:
    """Read a site's own words from the bytes of its files by path, `content/words/LANGUAGE.yaml`."""
    own: dict[str, _Given] = {}
    problems: list[Problem] = []
    for path, data in sorted(files.items()):
        language = PurePosixPath(path).stem
        wrong = _misnamed(language)
        if wrong:
            problems.append(
                error("unknown-language", f"{quoted(language)} is not a language code", path=path, hint=wrong)
            )
            continue
        own[language], found = _take(data, _checks())
        problems += at(path, found)
    return Words(own, {path: digest_bytes(data) for path, data in files.items()}), problems


def _misnamed(language: str) -> str:
    """Say what to do about a name that is not that of a language; empty if it is one."""
    right = languages.canonical(language)
    if not languages.is_language(right):
        right = languages.code_of(language)
    if right == language:
        return ""
    return f"rename it to {right}.yaml" if right else "name it after the language, such as tr.yaml for Turkish"
