"""What a link may lead to."""

import re
import unicodedata
from typing import Literal

from briefs.markdown.sheet import Place, Sheet

SCHEMES = frozenset({"http", "https", "mailto", "tel"})

Way = Literal["away", "here", "site", "refused"]

# What the library's normalisation leaves as it is: nearly every address.
_PLAIN = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:/(?:[A-Za-z0-9/._~?#&=+,;:@!$*()'-]|%[0-9A-Fa-f]{2})*)?\Z"
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_OTHER_HOST = re.compile(r"[/\\]{2}")
_HOST = re.compile(r"https?://(?:[^/?#\\]*@)?([^/?#\\:\[]+|\[)", re.IGNORECASE)
_LIKE_LATIN = frozenset("аеорсухіјѕһԁԛԝӏ" + "οανιρυ" + "օսհո")


def way_of(target: str) -> Way:
    """Tell where a browser would go: away, to a part of this page or of the site, or where it may not.

    A browser drops tabs, line ends and leading blanks before it looks at the scheme, and takes `\\` for `/`.
    """
    if _CONTROL.search(target) or not (bare := target.strip()):
        return "refused"
    if bare[0] == "#":
        return "here"
    if scheme := _SCHEME.match(bare):
        name = scheme[1].lower()
        complete = name not in ("http", "https") or _HOST.match(bare)
        return "away" if name in SCHEMES and complete else "refused"
    return "refused" if _OTHER_HOST.match(bare) else "site"


def needs_encoding(url: str) -> bool:
    """Tell whether the library must encode an address; one of the site's own stays as it was typed."""
    return not (_PLAIN.match(url) or not _SCHEME.match(url.strip()) or _CONTROL.search(url))


def check_host(href: str, typed: str, sheet: Sheet, place: Place) -> None:
    """Warn of a host whose letters look like another's, or that was typed so as to hide them in `xn--`."""
    if href.isascii() and "xn--" not in href.lower():
        return
    found = _HOST.match(href)
    labels = found[1].lower().split(".") if found else []
    shown = [_decode(label) for label in labels]
    hidden = shown != labels and "xn--" in typed.lower()
    if not hidden and not any(_looks_like_another(label, shown[-1]) for label in shown):
        return
    host = ".".join(map(_encode, shown))
    sheet.warn(
        "suspicious-host",
        f"the host {host} shows as {'.'.join(shown)}, which may be taken for another",
        place,
        hint="check that the link leads where it says",
    )


def _encode(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"


def _decode(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode().decode("punycode")
    except UnicodeError:
        return label


def _looks_like_another(label: str, last: str) -> bool:
    """Tell a label of mixed alphabets, or one of only such letters as Latin has too before a Latin ending."""
    scripts = {unicodedata.name(c, "?").split(" ")[0] for c in label if c.isalpha()}
    scripts -= {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "BOPOMOFO"}
    if len(scripts) > 1:
        return True
    letters = [c for c in label if c.isalpha()]
    return last.isascii() and bool(letters) and all(c in _LIKE_LATIN for c in letters)
