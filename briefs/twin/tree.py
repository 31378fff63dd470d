"""The published HTML of a text as a tree. It comes from the sanitizer and is well formed: this is no parser for other HTML."""

import re
from html import unescape

from briefs.markdown import VOID

_PIECE = re.compile(r'<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[^\s="<>/]+(?:="[^"]*")?)*)\s*/?>|([^<]+|<)')
_ATTRIBUTE = re.compile(r'([^\s="]+)(?:="([^"]*)")?')


class Node:
    """An element and what is within: text as it is read, and elements."""

    __slots__ = ("attributes", "children", "tag")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Node | str] = []

    @property
    def cls(self) -> str:
        """Its class; empty if it has none."""
        return self.attributes.get("class", "")

    def text(self) -> str:
        """All text within."""
        return "".join(each if isinstance(each, str) else each.text() for each in self.children)


def tree(html: str) -> Node:
    """Read HTML; gives an element without a name that holds the whole."""
    root = Node("", {})
    open_nodes = [root]
    for closing, tag, attributes, text in _PIECE.findall(html):
        if text:
            open_nodes[-1].children.append(unescape(text))
        elif closing:
            if len(open_nodes) > 1:
                open_nodes.pop()
        else:
            node = Node(tag, {name: unescape(value) for name, value in _ATTRIBUTE.findall(attributes)})
            open_nodes[-1].children.append(node)
            if tag not in VOID:
                open_nodes.append(node)
    return root
