"""Blocks as Markdown: paragraphs, lists, quotations, tables, code and notes (CommonMark 0.31.2, tables and notes as on GitHub)."""

import re
from collections.abc import Iterator, Sequence
from html import escape

from briefs.markdown import PHRASING
from briefs.twin.lines import inline, opening
from briefs.twin.tree import Node, tree

_WITHIN_LINES = PHRASING | {"br", "img", "wbr"}


def markdown(html: str) -> str:
    """Write the published HTML of a text as Markdown."""
    return "\n\n".join(_blocks(tree(html).children))


def _blocks(children: Sequence[Node | str]) -> Iterator[str]:
    """Write block after block; what stands between blocks without one of its own becomes a paragraph."""
    loose: list[Node | str] = []
    last = ""
    for each in (*children, Node("", {})):
        if isinstance(each, str) or each.tag in _WITHIN_LINES:
            loose.append(each)
            continue
        if text := _paragraph(loose):
            yield text
        loose = []
        # Two lists in a row would be one.
        if each.tag in ("ul", "ol") and last == each.tag:
            yield "<!-- -->"
        last = each.tag or last
        if each.tag:
            yield from filter(None, _block(each))


def _paragraph(children: Sequence[Node | str]) -> str:
    """Write a paragraph in one line; a break at its end means nothing."""
    return re.sub(r"(?:\s*<br>)+\Z", "", inline(children).strip())


def _block(node: Node) -> Iterator[str]:
    tag = node.tag
    if tag == "p":
        yield _paragraph(node.children)
    elif tag in ("h2", "h3", "h4", "h5", "h6"):
        yield f"{'#' * int(tag[1])} {inline(node.children, at_start=False).strip()}"
    elif tag == "hr":
        yield "---"
    elif tag in ("ul", "ol"):
        yield _list(node)
    elif tag == "blockquote":
        yield _indented("\n\n".join(_blocks(node.children)), "> ", "> ").replace("\n> \n", "\n>\n")
    elif tag == "pre":
        yield _code(node)
    elif tag == "table":
        yield _table(node)
    elif tag == "section" and node.cls == "footnotes":
        yield from _notes(node)
    elif tag == "figure":
        yield from _figure(node)
    elif tag in ("section", "picture", "figcaption") or (tag == "div" and node.cls):
        yield from _blocks(node.children)
    else:
        yield "\n\n".join([opening(node), *_blocks(node.children), f"</{tag}>"])


def _figure(node: Node) -> Iterator[str]:
    """Write a picture with its caption as title, as its author did; whatever else stands there as blocks."""
    parts = [each for each in node.children if not isinstance(each, str) or each.strip()]
    picture, *rest = parts or [""]
    if isinstance(picture, Node) and picture.tag == "img" and len(rest) == 1 and isinstance(rest[0], Node):
        picture.attributes["title"] = rest[0].text()
        yield inline([picture])
    else:
        yield from _blocks(node.children)


def _indented(text: str, first: str, rest: str) -> str:
    head, *lines = text.split("\n")
    return "\n".join([f"{first}{head}", *(f"{rest}{line}" if line or rest.strip() else "" for line in lines)])


def _items(node: Node, tag: str) -> list[Node]:
    return [each for each in node.children if isinstance(each, Node) and each.tag == tag]


def _list(node: Node) -> str:
    """Write a list: tight if its items are no paragraphs."""
    items = _items(node, "li")
    start = int(node.attributes.get("start") or 1)
    tight = not any(isinstance(each, Node) and each.tag == "p" for item in items for each in item.children)
    out = []
    for number, item in enumerate(items, start):
        sign = f"{number}. " if node.tag == "ol" else "- "
        text = ("\n" if tight else "\n\n").join(_blocks(item.children))
        out.append(_indented(text, sign, " " * len(sign)).rstrip())
    return ("\n" if tight else "\n\n").join(out)


def _code(node: Node) -> str:
    code = next((each for each in node.children if isinstance(each, Node)), node)
    text = node.text().removesuffix("\n")
    fence = "`" * max(3, max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence}{code.cls.removeprefix('language-')}\n{text}\n{fence}"


def _table(node: Node) -> str:
    """Write a table with signs if all its rows are alike, else with tags."""
    rows = [_cells(row) for row in _rows(node)]
    plain = rows and rows[0] and len({len(row) for row in rows}) == 1 and all(each.tag == "th" for each in rows[0])
    if (
        not plain
        or any({"colspan", "rowspan"} & set(each.attributes) for row in rows for each in row)
        or _items(node, "caption")
    ):
        return _as_html(node)
    written = [[inline(cell.children).strip().replace("|", "\\|") for cell in row] for row in rows]
    ruler = [_ALIGNED.get(cell.cls, "---") for cell in rows[0]]
    return "\n".join(f"| {' | '.join(row)} |" for row in [written[0], ruler, *written[1:]])


_ALIGNED = {"align-left": ":---", "align-right": "---:", "align-center": ":---:"}


def _rows(node: Node) -> Iterator[Node]:
    for each in node.children:
        if isinstance(each, Node):
            if each.tag == "tr":
                yield each
            elif each.tag in ("thead", "tbody", "tfoot"):
                yield from _rows(each)


def _cells(row: Node) -> list[Node]:
    return [each for each in row.children if isinstance(each, Node) and each.tag in ("th", "td")]


def _as_html(node: Node) -> str:
    within = "".join(escape(each, quote=False) if isinstance(each, str) else _as_html(each) for each in node.children)
    if node.tag in ("br", "img", "hr", "wbr", "col"):
        return opening(node)
    return re.sub(r"\n{2,}", "\n", f"{opening(node)}{within}</{node.tag}>")


def _notes(node: Node) -> Iterator[str]:
    for items in _items(node, "ol"):
        for number, item in enumerate(_items(items, "li"), 1):
            text = "\n\n".join(_blocks(item.children)).strip()
            yield _indented(text, f"[^{number}]: ", "    ")
