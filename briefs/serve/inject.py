"""What the preview adds to a page on its way to the browser: its script, a band over what is not published, a policy that lets both in.

The site's own pages allow no script at all. Their policy is taken out of the page and sent as a header, widened by as much
as the preview needs, so that all else that it forbids stays forbidden.
"""

import json
import re
from collections.abc import Mapping
from html import escape, unescape

_POLICY = re.compile(
    rb"""<meta\s+http-equiv=["']?content-security-policy["']?\s+content=(?:"([^"]*)"|'([^']*)')\s*/?>\n?""",
    re.IGNORECASE,
)
_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_BODY = re.compile(rb"<body(?:\s[^>]*)?>", re.IGNORECASE)
_WHERE = 65536
"""Bytes at the beginning of a page, within which its head ends."""
_NEEDED = ("script-src", "connect-src", "style-src")
_DROPPED = ("require-trusted-types-for", "trusted-types", "sandbox", "upgrade-insecure-requests")
"""Directives under which a page can't be exchanged in place, or not be loaded from here."""

_HEAD = """<meta name="briefs-preview" content="{facts}">
<link rel="stylesheet" href="/_preview/page.css">
<script src="/_preview/idiomorph.js" defer></script>
<script src="/_preview/preview.js" defer></script>
"""


def inject(html: bytes, facts: Mapping[str, object], band: str) -> tuple[bytes, str]:
    """Add the preview's part to a page; gives the page and its policy, empty if it has none.

    `facts` are for the script; `band` is a line of text to stand above all, if there is one.
    """
    head, rest = html[:_WHERE], html[_WHERE:]
    policies = [unescape((found[1] or found[2] or b"").decode(errors="replace")) for found in _POLICY.finditer(head)]
    head = _POLICY.sub(b"", head)
    added = _HEAD.format(facts=escape(json.dumps(facts, ensure_ascii=True))).encode()
    end = _HEAD_END.search(head)
    at = end.start() if end else 0
    head = head[:at] + added + head[at:]
    body = _BODY.search(head)
    if band and body:
        line = f'\n<p class="briefs-preview-band" lang="en" dir="ltr">{escape(band)}</p>'.encode(errors="replace")
        head = head[: body.end()] + line + head[body.end() :]
    return head + rest, ", ".join(filter(None, (widened(policy) for policy in policies)))


def widened(policy: str) -> str:
    """Let what comes from the preview itself into a policy."""
    directives: dict[str, list[str]] = {}
    for part in policy.split(";"):
        words = part.split()
        if words:
            directives.setdefault(words[0].lower(), words[1:])
    for name in _NEEDED:
        given = directives.get(name, directives.get("default-src"))
        if given is not None and "'self'" not in given and "*" not in given:
            directives[name] = [*(source for source in given if source != "'none'"), "'self'"]
    clean = (" ".join([name, *values]) for name, values in directives.items() if name not in _DROPPED)
    return re.sub(r"[^\x20-\x7e]", "", "; ".join(clean)).replace(",", "")
