"""Checks of values that follow a rule of the world outside: languages, addresses, identifiers."""

import re
from urllib.parse import unquote, urlsplit

from briefs import languages
from briefs.plainyaml import Node
from briefs.problems import quoted
from briefs.schema import Findings, text

_URL = re.compile(r"https?://[^\s/?#\"<>\\@]+(?:[/?#][^\s\"<>\\]*)?")


def language(node: Node, found: Findings) -> str | None:
    """Read a language tag such as `en`, `fa`, `zh-Hant`."""
    value = text(node, found)
    if value is None:
        return None
    tag = languages.canonical(value)
    if not languages.is_language(tag):
        near = languages.code_of(value)
        found.error(node, "unknown-language", f"{quoted(value)} is not a language code",
                    f"write {near}" if near else "write en for English, fa for Persian, ar for Arabic, fr for French …")  # fmt: skip
        return None
    return tag


def url(node: Node, found: Findings) -> str | None:
    """Read an address on the web."""
    value = text(node, found)
    if value is None or (_URL.fullmatch(value) and _has_host(value)):
        return value
    full = f"https://{value}"
    found.error(node, "bad-url", f"{quoted(value)} is not an address on the web",
                f"write it in full: {full}" if "." in value and _URL.fullmatch(full) and _has_host(full) else "write it in full: https://…")  # fmt: skip
    return None


def _has_host(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def email(node: Node, found: Findings) -> str | None:
    """Read an e-mail address."""
    value = text(node, found)
    if value is None or re.fullmatch(r"[^\s@<>\"':,;()]+@[^\s@<>\"':,;()]+\.[^\s@<>\"':,;()]+", value):
        return value
    found.error(node, "bad-email", f"{quoted(value)} is not an e-mail address", "write it as name@example.org")
    return None


def orcid(node: Node, found: Findings) -> str | None:
    """Read an ORCID iD, with its check digit (ISO 7064 mod 11-2, as ORCID's structure page gives it)."""
    value = text(node, found)
    if value is None:
        return None
    bare = value.removeprefix("https://orcid.org/")
    if re.fullmatch(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]", bare):
        total = 0
        for digit in bare.replace("-", "")[:-1]:
            total = (total + int(digit)) * 2
        if "0123456789X"[(12 - total % 11) % 11] == bare[-1]:
            return bare
    found.error(node, "bad-orcid", f"{quoted(value)} is not an ORCID iD", "copy it from orcid.org: 0000-0002-1825-0097")
    return None


def ror(node: Node, found: Findings) -> str | None:
    """Read a ROR id of an organisation."""
    value = text(node, found)
    if value is None:
        return None
    bare = value.removeprefix("https://ror.org/")
    if re.fullmatch(r"0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}", bare):
        return bare
    found.error(node, "bad-ror", f"{quoted(value)} is not a ROR id", "copy it from ror.org: https://ror.org/05a28rw58")
    return None


def doi(node: Node, found: Findings) -> str | None:
    """Read a DOI, bare or as an address, and give it bare.

    By ISO 26324 it is `10.` and the registrant's number, a slash, and a name; of that Crossref takes ASCII alone.
    """
    value = text(node, found)
    if value is None:
        return None
    address = re.fullmatch(r"https?://(?:www\.|dx\.)?doi\.org/(.*)", value, re.IGNORECASE)
    bare = unquote(address[1]) if address else re.sub(r"^doi[: ]\s*", "", value, flags=re.IGNORECASE)
    mended = bare.rstrip(".,;")  # of the sentence from which it was copied
    good = re.fullmatch(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/[!#-\[\]_a-z|~]+", mended)
    if good and mended == bare:
        return bare
    found.error(node, "bad-doi", f"{quoted(value)} is not a DOI", f"write {mended}" if good else "write it as it was registered: 10.1234/abcd")  # fmt: skip
    return None
