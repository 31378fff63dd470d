"""A document of keys and values, whichever way it is read."""

import re
from collections.abc import Collection

from briefs.mending import RETYPE
from briefs.plainyaml.lines import read_lines
from briefs.plainyaml.nodes import Mapping
from briefs.problems import Problem, error
from briefs.textfields import quote_text_fields

_LINE_ENDS_OF_YAML = re.compile("[\x85\u2028\u2029]")
"""YAML counts these as line ends, editors don't: every line number after one would be wrong."""
_ASCII_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_UNPRINTABLE = "[^\t\n -~\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def parse_yaml(
    text: str, *, first_line: int = 1, text_keys: Collection[str] = ()
) -> tuple[Mapping | None, list[Problem]]:
    """Read a document of keys and values; None if it is empty or nothing of it can be read.

    The values of `text_keys`, where they stand unquoted at the top level, are taken as the text that they are. One faulty key
    doesn't hide what is wrong with the others.
    """
    problems: list[Problem] = []
    if text.isascii():
        bad = _ASCII_CONTROL.search(text)
    else:
        text = _LINE_ENDS_OF_YAML.sub(" ", text)
        bad = re.search(_UNPRINTABLE, text)
    if bad:
        line, column = text.count("\n", 0, bad.start()), bad.start() - text.rfind("\n", 0, bad.start())
        problems.append(error("control-character", f"the invisible character U+{ord(bad[0]):04X} can't stand here", column=column,
                              line=line + first_line, hint=RETYPE))  # fmt: skip
        text = re.sub(_UNPRINTABLE, " ", text)
    lines = text.split("\n")
    if text_keys:
        problems += quote_text_fields(lines, text_keys, first_line)
    found: list[Problem] = []
    node = read_lines(lines, first_line, found)
    if node is None:
        # Most files never need YAML's own parser, and an edit of one of them should not wait for it to be loaded.
        from briefs.plainyaml.composer import compose

        node, found = compose(lines, first_line)
    return node, problems + found
