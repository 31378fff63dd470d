"""`serve`: finds a port, starts the session and the server, and ends or restarts them."""

import errno
import gc
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

from msgspec import Struct

from briefs.cache import FOLDER
from briefs.serve.server import Server
from briefs.serve.session import Session

_TRIES = 50
_ELSEWHERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)
_PORTS = 65536
_UNCOLLECTED = 100_000
"""Objects that may be made before circles among them are looked for: more than the pages of one change need."""
_AGAIN = "BRIEFS_PREVIEW_AGAIN"
"""Environment variable by which a preview that starts anew keeps its port and opens no second window."""


class NotHere(Exception):
    """There is no listening at such an address; the message says why and what to do."""


class Wishes(Struct, frozen=True):
    """What a preview may be told."""

    host: str
    port: int
    open: bool
    """Whether to open a browser."""


def serve(root: Path, wishes: Wishes, tell: Callable[[str], None]) -> None:
    """Show the site until the process is told to end (SIGINT, SIGTERM). Raises NotHere if nothing can be listened to."""
    session = Session(root, root / FOLDER, tell)
    again = os.environ.pop(_AGAIN, "")
    is_wide = not _is_loopback(wishes.host)
    server = _listen(session, wishes, int(again or wishes.port), is_wide=is_wide)
    port = server.server_address[1]
    if not again and wishes.port not in (port, 0):
        tell(f"Port {wishes.port} is taken; this is {port}.")
    if is_wide:
        tell("Everybody who can reach this machine over the network can now read the preview, drafts included.")
    listening = Thread(target=server.serve_forever, kwargs={"poll_interval": 3600.0}, daemon=True)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        session.start()
        # What was read stays; a collector that looks through all of it again and again would only take time.
        gc.collect()
        gc.freeze()
        gc.set_threshold(_UNCOLLECTED)
        gc.enable()
        listening.start()
        address = f"http://{_shown(wishes.host)}:{port}/"
        tell(f"Preview at {address} (Ctrl-C ends it)")
        tell(f"All problems and drafts, and which pages were made and why: {address}_preview/")
        if session.trouble:
            tell(f"The system does not tell of changes ({session.trouble}); everything is looked at once a second.")
        if wishes.open and not again:
            webbrowser.open(address)
        session.over.wait()
        session.stop()
        _start_anew(port, tell)
    except KeyboardInterrupt:
        session.stop()
        tell("Preview ended.")


def _interrupt(number: int, frame: Any) -> None:
    raise KeyboardInterrupt


def _listen(session: Session, wishes: Wishes, port: int, *, is_wide: bool) -> Server:
    """Listen at a port or, where that is taken, at the next free one. Raises NotHere."""
    names = {"localhost", wishes.host.lower(), *([socket.gethostname().lower()] if is_wide else [])}
    ports = range(port, min(port + _TRIES, _PORTS))
    for each in ports:
        try:
            return Server(wishes.host, each, session, is_wide=is_wide, names=frozenset(names))
        except (OSError, UnicodeError) as bad:  # the latter for what can't be a name
            if not isinstance(bad, OSError) or isinstance(bad, socket.gaierror) or bad.errno in _ELSEWHERE:
                raise NotHere(
                    f"{wishes.host} is not an address of this machine; leave --host out, or write --host 0.0.0.0 for all that it has"
                ) from bad
            if bad.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise NotHere(f"the ports {ports[0]} to {ports[-1]} are taken, or not for everybody; give another with --port")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _shown(host: str) -> str:
    if host in ("0.0.0.0", "::", ""):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _start_anew(port: int, tell: Callable[[str], None]) -> None:
    tell("The program's own code has changed; starting anew.")
    environment = {**os.environ, _AGAIN: str(port)}
    command = [sys.executable, *sys.orig_argv[1:]]
    if os.name == "nt":  # where exec would return to the prompt
        sys.exit(subprocess.call(command, env=environment))
    sys.stdout.flush()
    os.execve(sys.executable, command, environment)
