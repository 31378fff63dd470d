"""YAML as typed: every scalar is text with its place, and nothing is guessed.

YAML 1.1 turns `NO` into false, `12:30` into 750 and `1.10` into a number; here the schema decides what a scalar is. Duplicate
keys, anchors, aliases, merges, tags and several documents are refused, because each changes silently what an editor reads.
"""

import re
from collections.abc import Collection

import yaml
from msgspec import Struct

from briefs.problems import Problem, error, warning

FRONT_MATTER_BYTES = 64 * 1024
_DEPTH = 20
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Scalar(Struct, frozen=True):
    """One value as text."""

    text: str
    line: int
    column: int
    quoted: bool = False

    @property
    def is_null(self) -> bool:
        """Whether nothing was given: empty, `~` or an unquoted `null`."""
        return not self.quoted and self.text in _NULLS


class Sequence(Struct, frozen=True):
    """A list."""

    items: "tuple[Node, ...]"
    line: int
    column: int


class Mapping(Struct, frozen=True):
    """Keys and values in the order in which they stand."""

    entries: "tuple[tuple[Scalar, Node], ...]"
    line: int
    column: int


Node = Scalar | Sequence | Mapping


class Page(Struct, frozen=True):
    """A file taken apart."""

    front: Mapping | None
    """None if there was an error."""
    body: str
    body_line: int
    """The line of the file on which the body begins."""


def decode(data: bytes) -> tuple[str, Problem | None]:
    """Read bytes as UTF-8 text with `\\n` line ends; a byte order mark and Windows line ends are accepted."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "", error(
            "not-utf8", "the file is saved as UTF-16", line=1, hint="save it again with the encoding UTF-8"
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = data.count(b"\n", 0, bad.start) + 1
        column = bad.start - data.rfind(b"\n", 0, bad.start)
        return "", error("not-utf8", f"byte 0x{data[bad.start]:02x} is not UTF-8 text", line=line, column=column,
                         hint="save the file again with the encoding UTF-8")  # fmt: skip
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return "", error("not-text", "the file holds a NUL byte: it is not a text file", line=line,
                         hint="save the document as plain text, encoding UTF-8")  # fmt: skip
    text = text.replace("\r\n", "\n")
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        return "", error("line-ends", "the file has line ends of the old Macintosh kind", line=line,
                         hint="save it again with Unix or Windows line ends")  # fmt: skip
    return text, None


def parse_page(data: bytes, *, text_keys: Collection[str] = ()) -> tuple[Page, list[Problem]]:
    """Take a file apart into front matter and body."""
    nothing = Page(front=None, body="", body_line=1)
    text, undecodable = decode(data)
    if undecodable:
        return nothing, [undecodable]
    if not text.strip():
        return nothing, [error("empty-file", "the file is empty", hint="begin it with --- and title:, or delete it")]
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        first = next(i for i, line in enumerate(lines) if line.strip())
        if lines[first].rstrip() == "---":
            return nothing, [error("no-front-matter", "the front matter must begin on the first line", line=1,
                                   hint=f"delete the {first} empty line{'s' * (first > 1)} above ---")]  # fmt: skip
        return nothing, [error("no-front-matter", "the file has no front matter", line=first + 1,
                               hint="begin the file with a line ---, then title: and so on, then a second line ---")]  # fmt: skip
    end = next((i for i, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "...")), 0)
    if not end:
        return nothing, [error("unclosed-front-matter", "the front matter that begins here is never closed", line=1,
                               hint="put a line --- between the front matter and the text")]  # fmt: skip
    front = "\n".join(lines[1:end]) + "\n"
    page = Page(front=None, body="\n".join(lines[end + 1 :]), body_line=end + 2)
    if not front.strip():
        return page, [error("empty-front-matter", "the front matter is empty", line=1, hint="give at least title:")]
    if len(front.encode()) > FRONT_MATTER_BYTES:
        return page, [error("too-large", f"the front matter is larger than {FRONT_MATTER_BYTES // 1024} KB", line=1,
                            hint="is a line --- missing after it?")]  # fmt: skip
    node, problems = parse_yaml(front, first_line=2, text_keys=text_keys)
    if node is not None and not isinstance(node, Mapping):
        problems.append(error("not-a-mapping", "the front matter must be lines of the form key: value", line=2))
        node = None
    return Page(front=node, body=page.body, body_line=page.body_line), problems


def parse_yaml(text: str, *, first_line: int = 1, text_keys: Collection[str] = ()) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document; None if it is empty or faulty.

    The values of `text_keys`, where they stand unquoted on one line at the top level, are taken as the text that they are.
    """
    problems: list[Problem] = []
    source = _quote_text_fields(text, text_keys, first_line, problems) if text_keys else text
    try:
        return _Composer(source, first_line, problems).document(), problems
    except _Refused as refused:
        return None, [*problems, refused.problem]
    except yaml.MarkedYAMLError as bad:
        return None, [*problems, _explain(bad, source, first_line)]
    except yaml.reader.ReaderError as bad:
        before = source[: bad.position] if isinstance(bad.position, int) else ""
        line = before.count("\n") + first_line
        code = bad.character if isinstance(bad.character, int) else ord(bad.character)
        return None, [*problems, error("control-character", f"the character U+{code:04X} is not allowed here",
                                       line=line, hint="delete it; it can't be seen in most editors")]  # fmt: skip


def _quote_text_fields(text: str, keys: Collection[str], first_line: int, problems: list[Problem]) -> str:
    pattern = re.compile(rf"({'|'.join(map(re.escape, keys))})[ \t]*:[ \t]+(\S.*)")
    lines = text.split("\n")
    for number, line in enumerate(lines):
        match = pattern.fullmatch(line.rstrip())
        if not match:
            continue
        value = match[2]
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if (
            value in _NULLS
            or re.fullmatch(r"[|>][-+0-9]{0,2}([ \t]+#.*)?", value)
            or re.fullmatch(r"""("(\\.|[^"\\])*"|'([^']|'')*')([ \t]+#.*)?""", value)
            or (value[0] in "\"'" and value.count(value[0]) == 1)
            or (following[:1] in (" ", "\t") and following.strip() and not following.lstrip().startswith(("- ", "#")))
        ):
            continue
        if re.search(r"\s#\s", value):
            problems.append(warning("comment-in-text", f"the # and what follows it are taken as part of the {match[1]}",
                                    line=first_line + number, hint="put a comment on a line of its own"))  # fmt: skip
        lines[number] = line[: match.start(2)] + "'" + value.replace("'", "''") + "'"
    return "\n".join(lines)


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


class _Composer:
    """Builds nodes from libyaml's events: the only place where anchors, tags and documents can still be seen."""

    def __init__(self, text: str, first_line: int, problems: list[Problem]) -> None:
        self._events = yaml.parse(text, Loader=yaml.CSafeLoader)
        self._first_line = first_line
        self._problems = problems

    def document(self) -> Node | None:
        node: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise self._refuse(event, "several-documents", "a second document begins here",
                                       "one file holds one block of metadata: delete the line ---")  # fmt: skip
                node = self._node(next(self._events), 0)
        return None if isinstance(node, Scalar) and node.is_null else node

    def _refuse(self, event: yaml.Event, code: str, message: str, hint: str) -> _Refused:
        line, column = self._place(event)
        return _Refused(error(code, message, line=line, column=column, hint=hint))

    def _place(self, event: yaml.Event) -> tuple[int, int]:
        mark = event.start_mark
        return (mark.line + self._first_line, mark.column + 1) if mark else (self._first_line, 1)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line, column = self._place(event)
        anchor = getattr(event, "anchor", None)
        if anchor:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise self._refuse(event, "yaml-anchor", f"{sign}{anchor} is a YAML anchor, which is not allowed",
                               f'if the text is meant, put it in quotes: "{sign}{anchor} …"')  # fmt: skip
        tag = getattr(event, "tag", None)
        if tag:
            shown = tag.replace("tag:yaml.org,2002:", "!!")
            raise self._refuse(event, "yaml-tag", f"{shown} is a YAML tag, which is not allowed",
                               f'if the text is meant, put it in quotes: "{shown} …"')  # fmt: skip
        if depth > _DEPTH:
            raise self._refuse(
                event, "nested-too-deep", "lists and mappings are nested too deep here", "close the brackets"
            )
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, line, column, quoted=event.style in ("'", '"', "|", ">"))
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Sequence(tuple(items), line, column)
        return self._mapping(line, column, depth)

    def _mapping(self, line: int, column: int, depth: int) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if not isinstance(key, Scalar):
                raise self._refuse(event, "bad-key", "a key must be a word", "put the text in quotes")
            if key.text == "<<":
                raise self._refuse(
                    event, "yaml-merge", "<< is a YAML merge, which is not allowed", "write the keys out"
                )
            if key.text in entries:
                self._problems.append(error("duplicate-key", f"{key.text}: is given twice (first on line {entries[key.text][0].line})",
                                            line=key.line, column=key.column, hint="delete one of the two"))  # fmt: skip
            else:
                entries[key.text] = (key, value)
        return Mapping(tuple(entries.values()), line, column)


# libyaml's words, and what an editor can do about them.
_EXPLAINED = (
    ("mapping values are not allowed", "a second colon on the line is read as a key", "put the value in quotes"),
    ("could not find expected ':'", "this line is not of the form key: value", "is a colon missing, or the indentation wrong?"),
    ("did not find expected key", "this line does not fit the ones above it", "check the indentation and the quote marks"),
    ("did not find expected '-' indicator", "this line does not fit the list above it", "begin each item of the list with - below the one above"),
    ("cannot start any token", "this character can't begin a value", "put the value in quotes; indent with spaces, not tabs"),
    ("found unexpected end of stream", "a quote mark that is opened here is never closed", "close it, or leave both quote marks away"),
    ("found unexpected document indicator", "a quote mark that is opened above is never closed", "close it, or leave both quote marks away"),
    ("did not find expected ',' or", "a bracket [ or { is not closed", "close it, or put the text in quotes"),
    ("unknown escape character", "a backslash within double quotes begins a code that YAML doesn't know", "use single quotes, or write \\\\"),
    ("undefined alias", "a word that begins with * is read as a YAML alias", "put the value in quotes"),
    ("block sequence entries are not allowed", "a list can't begin on this line", "begin the list on the next line"),
)  # fmt: skip


def _explain(bad: yaml.MarkedYAMLError, source: str, first_line: int) -> Problem:
    mark = bad.problem_mark or bad.context_mark
    said = bad.problem or str(bad)
    message, hint = next(((m, h) for key, m, h in _EXPLAINED if key in said), (said, "put the value in quotes"))
    if "scanning a quoted scalar" in (bad.context or "") and "stream" in said and bad.context_mark:
        mark = bad.context_mark
    number, column = (mark.line, mark.column + 1) if mark else (0, 0)
    lines = source.split("\n")
    if number >= len(lines) or not lines[number].strip():
        number = max((i for i, line in enumerate(lines[: number + 1]) if line.strip()), default=0)
        column = 0
    corrected = _corrected(lines[number]) if hint.startswith("put the value in quotes") else ""
    if corrected:
        hint = f"write the line so: {corrected}"
    return error("yaml", message, line=number + first_line, column=column, hint=hint)


def _corrected(line: str) -> str:
    match = re.fullmatch(r"(\s*(?:-\s+)?[\w -]+?\s*:[ \t]+|\s*-\s+)(.+?)\s*", line)
    if not match or match[2][0] in "\"'":
        return ""
    value = match[2].replace("\\", "\\\\").replace('"', '\\"')
    return f'{match[1].expandtabs(1)}"{value}"'.strip()
