"""Reading one file into drafts."""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as ReadMapping
from typing import TYPE_CHECKING, Any, Literal

from briefs import forms, schema
from briefs.config import Config
from briefs.digest import digest_all, digest_bytes, digest_words
from briefs.drafts import BriefDraft, Draft, PageDraft, Position, Reading, TermDraft, Text, split_name
from briefs.frontmatter import decode, parse_page
from briefs.languages import base, canonical, digits
from briefs.markdown import Body, Parser, Slot
from briefs.plainyaml import Broken, Mapping, Scalar, parse_yaml
from briefs.problems import Problem, error, has_errors, quoted
from briefs.schema import Findings
from briefs.sources import Kind
from briefs.text import excerpt
from briefs.words import Words

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


class Reader:
    """Turns bytes into drafts, under one site's settings."""

    def __init__(
        self,
        config: Config,
        words: Words | None = None,
        *,
        extend: "Callable[[MarkdownIt], None] | None" = None,
        stamp: str = "",
    ) -> None:
        self._config = config
        self._words = words or Words()
        self._labels = dict(config.comment_labels)
        self._extend = extend
        self._parser: Parser | None = None
        settings = (
            config.language,
            config.timezone,
            config.html,
            " ".join(config.required),
            repr(config.comment_labels),
            self._words.reading,
        )
        self._parsing = digest_all([stamp, config.html])
        self.stamp = digest_all([stamp, *settings])
        """Changes whenever the same bytes may be read otherwise."""

    def key(self, kind: Kind, path: str, digest: str) -> str:
        """Name the reading of these bytes, wherever in its folder the file lies."""
        stem = split_name(path)[0] if kind in ("author", "institute", "project") else ""
        return digest_all([self.stamp, kind, stem, split_name(path)[1], path.rpartition(".")[2].lower(), digest])

    def read(self, kind: Kind, path: str, data: bytes) -> Reading:
        """Read one file of a kind other than asset."""
        return _FileReader(self, kind, path).read(data)

    def parse(self, text: str, *, language: str, first_line: int) -> tuple[str, Body, tuple[Problem, ...]]:
        """Parse a Markdown text; gives the key of the Body first."""
        if self._parser is None:
            self._parser = Parser(html=self._config.html, extend=self._extend)
        labels = self.labels(language)
        back: str = self._words.of(language).back_to_reference
        numerals = digits("0123456789", language)
        body, problems = self._parser.parse(text, labels=labels, first_line=first_line, back=back, numerals=numerals)
        key = digest_all([self._parsing, *labels, back, numerals, str(first_line), digest_bytes(text.encode())])[:32]
        return key, body, problems

    def labels(self, language: str) -> tuple[str, ...]:
        """Give the words that begin the analysis in a text of this language: those of the settings, then the words' own."""
        given = self._labels.get(language) or self._labels.get(base(language)) or ()
        return tuple(dict.fromkeys([*given, *self._words.labels(language)]))

    @property
    def config(self) -> Config:
        """The settings in force."""
        return self._config


class _FileReader:
    """The work on one file: drafts, bodies and problems gather here."""

    def __init__(self, reader: Reader, kind: Kind, path: str) -> None:
        self.reader = reader
        self.kind = kind
        self.stem, self.suffix = split_name(path)
        self.is_yaml = kind not in ("brief", "page") and not path.lower().endswith(".md")
        self.found = Findings()
        self.bodies: list[tuple[str, Body]] = []
        self.checks = forms.with_times(reader.config.timezone)

    def read(self, data: bytes) -> Reading:
        drafts: tuple[Draft, ...] = ()
        if self.kind == "tags":
            drafts = self.tags(self.yaml(data))
        elif self.is_yaml:
            node = self.yaml(data)
            drafts = self.term(node, "", 1) if node is not None else ()
        else:
            page, problems = parse_page(data, text_keys=forms.TEXT_KEYS[self.kind])
            self.found.problems += problems
            if page.front is not None:
                drafts = _READ[self.kind](self, page.front, page.body, page.body_line)
        words = "".join(digest_words(self.words(draft)) for draft in drafts if not isinstance(draft, TermDraft))
        return Reading(drafts, tuple(self.bodies), tuple(self.found.problems), words)

    def words(self, draft: BriefDraft | PageDraft) -> Iterator[str]:
        yield from (draft.title, draft.summary)
        yield from draft.key_points if isinstance(draft, BriefDraft) else ()
        yield from (body.text for _, body in self.bodies)

    def yaml(self, data: bytes) -> Mapping | None:
        text, undecodable = decode(data)
        if undecodable:
            self.found.problems.append(undecodable)
            return None
        node, problems = parse_yaml(text, text_keys=forms.TEXT_KEYS[self.kind])
        self.found.problems += problems
        if node is None and not has_errors(problems) and self.kind != "tags":
            self.found.problems.append(error("empty-file", "this file is empty", line=1,
                                             hint=f"write, for example, {forms.NAMES[self.kind]}"))  # fmt: skip
        return node

    def text(self, source: str, language: str, first_line: int, *, summary: str = "") -> Text:
        key, body, problems = self.reader.parse(source, language=language, first_line=first_line)
        self.bodies.append((key, body))
        self.found.problems += problems
        slots = tuple(Slot(part.kind, part.target) for part in body.slots())
        anchors = tuple(heading.id for heading in body.headings)
        lead = "" if summary else excerpt(body.lead)
        return Text(len(self.bodies) - 1, slots, anchors, body.has_comment, lead)

    def brief(self, front: Mapping, source: str, first_line: int) -> tuple[Draft, ...]:
        config = self.reader.config
        checks = self.checks
        required = {key: forms.EXAMPLES[key] for key in config.required}
        values = schema.fields(front, checks, self.found, required=required)
        lang = self.language(values)
        places = tuple((key.text, (value.line, value.column)) for key, value in front.entries)
        return (
            BriefDraft(
                text=self.text(source, lang, first_line, summary=values.get("summary", "")),
                lang=lang,
                places=places,
                **values,
            ),
        )

    def page(self, front: Mapping, source: str, first_line: int) -> tuple[Draft, ...]:
        values = schema.fields(front, forms.PAGE, self.found, required={"title": "title: About us"})
        lang = self.language(values)
        return (
            PageDraft(text=self.text(source, lang, first_line, summary=values.get("summary", "")), lang=lang, **values),
        )

    def language(self, values: dict[str, Any]) -> str:
        given: str = values.pop("lang", "")
        named = canonical(self.suffix)
        if given and named and given != named:
            self.found.problems.append(error("two-languages", f"lang: is {given}, but the file's name says {named}",
                                             line=1, hint="delete the line lang:, or rename the file"))  # fmt: skip
        return given or named or self.reader.config.language

    def term(self, front: Mapping, source: str, first_line: int) -> tuple[Draft, ...]:
        assert self.kind in ("author", "institute", "project")
        values = schema.fields(front, forms.TERMS[self.kind], self.found, required={"name": forms.NAMES[self.kind]})
        if "name" not in values:
            return ()
        if self.kind == "author":
            values["positions"] = self.positions(values, front)
        return (self.term_draft(self.kind, self.stem, front, values, source, first_line),)

    def term_draft(
        self,
        kind: Literal["author", "institute", "project", "tag"],
        key: str,
        node: Mapping,
        values: dict[str, Any],
        source: str,
        first_line: int,
    ) -> TermDraft:
        written = values.pop("bio" if kind == "author" else "text", None)
        if written and source.strip():
            self.found.error(
                node,
                "two-texts",
                "the text is given twice: in the front matter and below it",
                "leave one of the two away",
            )
        if written:
            source, first_line = written
        text = self.text(source, self.reader.config.language, first_line) if source.strip() else None
        name, place = values.pop("name", (key, (node.line, node.column)))
        return TermDraft(kind=kind, key=key, name=name, place=place, text=text, **values)

    def positions(self, values: dict[str, Any], front: Mapping) -> tuple[Position, ...]:
        single = {key: values.pop(key) for key in ("role", "institute", "project") if key in values}
        given: tuple[Position, ...] = values.pop("positions", ())
        if single and given:
            self.found.error(
                front,
                "two-positions",
                f"{next(iter(single))}: stands beside positions:",
                "put it into the list of positions",
            )
        return given or ((Position(**single),) if single else ())

    def tags(self, node: Mapping | None) -> tuple[Draft, ...]:
        drafts: list[Draft] = []
        for key, value in node.entries if node else ():
            if schema.text(key, self.found) is None:
                continue
            if isinstance(value, Scalar):
                label = schema.text(value, self.found) if not value.is_null else key.text
                values: dict[str, Any] = {"name": (label, (value.line, value.column))} if label else {}
            elif isinstance(value, Mapping):
                values = schema.fields(value, forms.TAG, self.found)
                if "label" in values:
                    values["name"] = values.pop("label")
            else:
                if not isinstance(value, Broken):
                    self.found.error(value, "not-a-mapping", "a label, or lines such as label: and aliases:, are wanted here",
                                     f"write, for example, {quoted(key.text)[1:-1]}: {{aliases: [rivers]}}")  # fmt: skip
                continue
            drafts.append(self.term_draft("tag", key.text, Mapping((), key.line, key.column), values, "", 1))
        return tuple(drafts)


_READ: ReadMapping[Kind, Callable[[_FileReader, Mapping, str, int], tuple[Draft, ...]]] = {
    "brief": _FileReader.brief, "page": _FileReader.page,
    "author": _FileReader.term, "institute": _FileReader.term, "project": _FileReader.term,
}  # fmt: skip
