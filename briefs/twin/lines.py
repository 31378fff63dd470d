"""What stands within lines: text, emphasis, links and pictures as Markdown (CommonMark 0.31.2)."""

import re
from collections.abc import Sequence
from html import escape

from briefs.twin.tree import Node

_SIGNS = re.compile(
    r"[\\`*_<~]|&(?=#?\w+;)|\[(?=\^)|(?<=\])[(:]|^([+-])(?=\s|$)|^(#{1,6})(?=\s|$)|^>|^(\d{1,9})(?=[.)](?:\s|$))|^=+\s*$|^-{2,}"
)
_EMPHASIS = {"em": "*", "i": "*", "strong": "**", "b": "**", "s": "~~"}
_ADDRESS = re.compile(r"https?://[^\s<>]+")
_OURS = frozenset(["class", "id", "aria-label", "tabindex"])


def literal(text: str, *, at_start: bool = False) -> str:
    """Write text so that it is read as nothing else; what means something at the beginning of a line, only there."""
    flat = " ".join(text.split()) if "\n" in text else text
    lead = " " if flat is not text and text[:1].isspace() else ""
    tail = " " if flat is not text and text[-1:].isspace() and flat else ""
    flat = f"{lead}{flat}{tail}"
    return _SIGNS.sub(lambda found: _escape(found, at_start=at_start), flat)


def _escape(found: re.Match[str], *, at_start: bool) -> str:
    sign = found[0]
    if found.start() == 0 and sign[0] in "+-#>=0123456789":
        if not at_start:
            return sign
        return f"{sign}\\" if sign[0].isdigit() else f"\\{sign}"
    return f"\\{sign}"


def inline(children: Sequence[Node | str], *, at_start: bool = True) -> str:
    """Write what stands within a line."""
    out: list[str] = []
    for place, each in enumerate(children):
        start = at_start and not out
        if isinstance(each, str):
            out.append(literal(each, at_start=start))
        else:
            before = out[-1][-1:] if out else ""
            after = children[place + 1] if place + 1 < len(children) else ""
            written = _element(each, before, after[:1] if isinstance(after, str) else "")
            if before == "!" and written.startswith("["):
                out[-1] = f"{out[-1][:-1]}\\!"
            out.append(written)
    return "".join(out)


def _element(node: Node, before: str, after: str) -> str:
    tag = node.tag
    if tag == "br":
        return "<br>"
    if tag == "img":
        title = node.attributes.get("title", "")
        return f"![{label(literal(node.attributes.get('alt', '')))}]({_target(node.attributes.get('src', ''), title)})"
    if tag == "code":
        return _code(node.text())
    if node.cls == "footnote-ref":
        return f"[^{_number(node)}]"
    if node.cls == "footnote-back":
        return ""
    within = inline(node.children, at_start=False)
    if tag == "a":
        href = node.attributes.get("href", "")
        if _ADDRESS.fullmatch(href) and not node.attributes.get("title") and node.text() == href:
            return f"<{href}>"
        return f"[{label(within)}]({_target(href, node.attributes.get('title', ''))})" if href else within
    if tag in _EMPHASIS:
        return _emphasis(within, _EMPHASIS[tag], tag, before, after)
    return f"{opening(node)}{within}</{tag}>"


def _emphasis(within: str, sign: str, tag: str, before: str, after: str) -> str:
    """Put signs around words, blanks outside; where CommonMark would not take them for emphasis, tags."""
    words = within.strip()
    if not words:
        return within
    lead, tail = within[: len(within) - len(within.lstrip())], within[len(within.rstrip()) :]
    clear_before = lead or not before or before.isspace() or words[0].isalnum()
    clear_after = tail or not after or after.isspace() or words[-1].isalnum()
    # Signs that touch would be counted together.
    if clear_before and clear_after and sign[0] not in (words[0], words[-1], before):
        return f"{lead}{sign}{words}{sign}{tail}"
    return f"{lead}<{tag}>{words}</{tag}>{tail}"


def _code(text: str) -> str:
    flat = " ".join(text.split("\n"))
    longest = max(map(len, re.findall("`+", flat)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") or (flat[:1] == flat[-1:] == " " and flat.strip()) else ""
    return f"{fence}{pad}{flat}{pad}{fence}"


def _number(node: Node) -> str:
    for each in node.children:
        if isinstance(each, Node):
            return each.attributes.get("href", "").removeprefix("#fn-")
    return ""


def label(text: str) -> str:
    """Keep brackets from ending a link's text."""
    return (
        re.sub(r"\\.|[\[\]]", lambda found: found[0] if found[0][0] == "\\" else f"\\{found[0]}", text)
        if _unpaired(text)
        else text
    )


def _unpaired(text: str) -> bool:
    depth = 0
    for sign in re.sub(r"\\.", "", text):
        depth += (sign == "[") - (sign == "]")
        if depth < 0:
            return True
    return depth != 0


def _target(address: str, title: str) -> str:
    safe = re.sub(r"[\s<>\\]", lambda found: f"%{ord(found[0]):02X}", address)
    place = f"<{safe}>" if "(" in safe or ")" in safe or not safe else safe
    return f'{place} "{_quoted(title)}"' if title else place


def _quoted(title: str) -> str:
    return re.sub(r'(["\\`*_<&])', r"\\\1", " ".join(title.split()))


def opening(node: Node) -> str:
    """Write the tag of what Markdown has no signs for, with what its author gave it."""
    given = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items() if name not in _OURS)
    return f"<{node.tag}{given}>"
