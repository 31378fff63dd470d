"""A preview as its users start it: `python build.py serve` in a process of its own, on a site that tests write."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[1]


class Preview:
    """The process, and what it says."""

    def __init__(self, root: Path, *options: str, engine: Path = PROJECT) -> None:
        command = [sys.executable, str(engine / "build.py"), "--root", str(root), "serve", "--port", "0", *options]
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0
        )
        self.said = ""
        self.url = self.wait_for_words(r"Preview at (http://\S+)")
        self.port = int(re.findall(r":(\d+)/", self.url)[0])

    def wait_for_words(self, pattern: str, seconds: float = 60) -> str:
        """Read what it prints until something is there; gives the first group."""
        until = time.monotonic() + seconds
        assert self.process.stdout is not None
        while not (found := re.search(pattern, self.said)):
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, until - time.monotonic()))
            more = os.read(self.process.stdout.fileno(), 65536).decode() if ready else ""
            assert more, f"{pattern!r} was not said in {seconds} s, but:\n{self.said}"
            self.said += more
        return found[1] if found.groups() else found[0]

    def get(self, path: str = "", **headers: str) -> tuple[int, str]:
        """Ask for an address; gives status and text, redirects not followed."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(
                "GET", f"/{path}", headers={key.replace("_", "-"): value for key, value in headers.items()}
            )
            answer = connection.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            connection.close()

    def text(self, path: str = "") -> str:
        """Give a page that has to be there."""
        status, text = self.get(path)
        assert status == 200, (path, status)
        return text

    def kind(self, path: str) -> str:
        """Tell of what type a file is said to be."""
        head = self.raw(f"HEAD /{path} HTTP/1.0\r\nHost: localhost:{self.port}\r\n\r\n".encode()).decode()
        assert " 200 " in head, head
        return re.findall("Content-Type: (.*)\r", head)[0]

    def wait_for(self, path: str, text: str, seconds: float = 60, *, gone: bool = False) -> float:
        """Ask until a page shows a text, or no longer does; gives the seconds that it took."""
        start = time.monotonic()
        while (text in self.get(path)[1]) is gone:
            assert time.monotonic() - start < seconds, f"{path} {'still has' if gone else 'has no'} {text!r}"
            time.sleep(0.005)
        return time.monotonic() - start

    def problems(self) -> list[dict[str, Any]]:
        return json.loads(self.text("_preview/problems.json"))["problems"]

    def wait_for_problems(self, *codes: str, seconds: float = 60) -> list[dict[str, Any]]:
        """Ask until there are just these problems."""
        until = time.monotonic() + seconds
        while True:
            found = self.problems()
            if sorted(each["code"] for each in found) == sorted(codes):
                return found
            assert time.monotonic() < until, found
            time.sleep(0.01)

    def raw(self, data: bytes, seconds: float = 60) -> bytes:
        """Send bytes and read the answer to its end."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
            return answer

    def memory(self) -> int:
        """Kilobytes that it has in memory."""
        status = self._proc("status")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])

    def cpu(self) -> float:
        """Seconds of processor time that it took."""
        fields = self._proc("stat").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> int:
        """Press Ctrl-C; gives the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)

    def _proc(self, name: str) -> str:
        file = Path(f"/proc/{self.process.pid}/{name}")
        if not file.exists():
            pytest.skip("NOT TESTED: only Linux tells what a process takes")
        return file.read_text(encoding="ascii")


@contextmanager
def preview(root: Path, *options: str, engine: Path = PROJECT) -> Iterator[Preview]:
    """Start a preview, and end it whatever happens."""
    running = Preview(root, *options, engine=engine)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.wait()
        running.process.stdout.close()
