"""Who may read the preview: this machine's own browser, and no other site's page in it.

A page from elsewhere that the editor has open can send requests to this machine too. Browsers tell where a request comes
from (Origin, Sec-Fetch-Site) and by which name it was sent here (Host): a name that isn't ours means that somebody's domain was
made to point here (DNS rebinding). Nothing is allowed to be read across origins: no CORS header is ever sent.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import unquote_to_bytes

from msgspec import Struct

_HOST = re.compile(r"(\[[0-9a-fA-F:.]{2,45}\]|[A-Za-z0-9.-]{1,253})(?::([0-9]{1,5}))?", re.ASCII)
_LENGTH = 4096


class Door(Struct, frozen=True):
    """Where requests may come in."""

    port: int
    names: frozenset[str] = frozenset(["localhost"])
    """Names of this machine, in small letters."""
    is_wide: bool = False
    """Whether other machines may come too: then any address that is a number is this machine's."""


def refusal(door: Door, hosts: Sequence[str], origins: Sequence[str], site: str, mode: str, target: str) -> str:
    """Say why a request is not answered; empty if it is.

    `hosts` and `origins` are all headers of that name, `site`, `mode` and `target` what Sec-Fetch-Site, -Mode and -Dest say.
    """
    if len(hosts) != 1 or not _is_ours(door, hosts[0]):
        return "this preview doesn't go by that name"
    if len(origins) > 1 or (origins and origins[0].lower() != f"http://{hosts[0].lower()}"):
        return "pages of other sites may not read this preview"
    # Somebody may follow a link to here; a page that loads something from here may not.
    if site not in ("", "same-origin", "none") and (mode, target) != ("navigate", "document"):
        return "pages of other sites may not load this preview"
    return ""


def _is_ours(door: Door, host: str) -> bool:
    found = _HOST.fullmatch(host)
    if not found or int(found[2] or 80) != door.port:
        return False
    name = found[1].lower()
    if name in door.names:
        return True
    try:
        address = ip_address(name.strip("[]"))
    except ValueError:
        return False
    return address.is_loopback or door.is_wide


def path_of(target: str) -> str | None:
    """Give the decoded path that a request line asks for, without the leading slash; None if no file can have it."""
    address = target.partition("?")[0].partition("#")[0]
    if not address.startswith("/") or len(address) > _LENGTH or not address.isascii():
        return None
    try:
        path = unquote_to_bytes(address[1:]).decode("utf-8")
    except UnicodeDecodeError:
        return None
    if any(character < " " or character in "\\\x7f" for character in path):
        return None
    return None if any(part in (".", "..") for part in path.split("/")) else path
