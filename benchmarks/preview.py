"""How long it takes from saving a text to its new page, in this program's preview and in Hugo's server.

    python -m benchmarks.preview --tools TOOLS [--sizes 100,1000,10000] [--turns 20] [--json FILE] [--write-docs]
    python -m benchmarks.preview --peers '' --sizes 1000         this program alone

Run it from the folder of the project; it needs the bench folder, as `python -m benchmarks` does. Linux only.

For each size, each server shows the same made-up briefs. In each turn a new word is put into the comment of the brief in
the middle of the corpus. Measured are

- served: from before the file is opened for writing until the page that is asked for every 5 ms has the word. The request
  that finds it counts, with all that came before it.
- on screen: from before the file is opened until the word stands in the page that Chromium shows, and a frame has been
  drawn with it. The browser is left alone: whatever the server has it do, a reload or an exchange in place, counts.

Servers take their turns one after the other, so that they are compared close in time, and there is a pause between turns.
A turn that takes longer than a minute ends the run. The median of the turns is printed, with the least and the greatest.
"""

import argparse
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from socket import socket
from statistics import median
from typing import Any

from benchmarks.__main__ import DOCS, make_parser, names, numbers
from benchmarks.machine import describe
from benchmarks.programs import OURS, YARDSTICK, Program, Trouble, add_ours, choose, copy_ours, load, make_corpus
from benchmarks.report import put_between
from benchmarks.rounds import tell
from benchmarks.situations import edited_file, middle

BEGIN = "<!-- preview: written by `python -m benchmarks.preview --write-docs` -->"
END = "<!-- preview: end -->"
MARK = "**Comment:**"
LIMIT = 60.0
PAGE = DOCS / "performance.md"
SEEN = """word => new Promise(done => {
  const look = () => document.body && document.body.innerText.includes(word);
  const found = () => requestAnimationFrame(() => done(performance.timeOrigin + performance.now()));
  if (look()) return found();
  const watch = new MutationObserver(() => { if (look()) { watch.disconnect(); found(); } });
  watch.observe(document, { subtree: true, childList: true, characterData: true });
})"""


class Served:
    """A server at work on its site."""

    def __init__(self, program: Program, port: int, file: Path, page: str) -> None:
        self.name = program.name
        self.file = file
        self.text = file.read_text("utf-8")
        self.url = f"http://127.0.0.1:{port}/{page}"
        command = program.command("cold")
        if program.name == OURS:
            command += ["serve", "--port", str(port)]
        else:
            command = [
                *(word for word in command if word != "--quiet"),
                "server",
                "--port",
                str(port),
                "--bind",
                "127.0.0.1",
            ]
        began = time.perf_counter()
        self.process = subprocess.Popen(
            command, cwd=program.site, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )  # fmt: skip
        self.until("<", 0.05, 600)
        self.ready = time.perf_counter() - began

    def fetch(self) -> str:
        try:
            with urllib.request.urlopen(self.url, timeout=30) as answer:
                return str(answer.read().decode("utf-8", "replace"))
        except (OSError, HTTPException):
            return ""

    def until(self, word: str, step: float, limit: float = LIMIT) -> None:
        end = time.perf_counter() + limit
        while word not in self.fetch():
            if time.perf_counter() > end or self.process.poll() is not None:
                raise Trouble(f"{self.name} does not show {word!r} at {self.url}")
            time.sleep(step)

    def save(self, word: str) -> None:
        self.file.write_text(self.text.replace(MARK, f"{MARK} {word}", 1), "utf-8")

    def served(self, word: str) -> float:
        """Seconds from the save until the page with the word has come."""
        start = time.perf_counter()
        self.save(word)
        self.until(word, 0.005)
        return time.perf_counter() - start

    def memory(self) -> float:
        """MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        found = re.search(r"VmRSS:\s+(\d+)", status)
        return int(found[1]) / 1024 if found else 0.0

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
        self.file.write_text(self.text, "utf-8")


@contextmanager
def chromium() -> Any:
    from playwright.sync_api import sync_playwright

    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise Trouble("there is no chromium; --no-screen leaves it out")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def on_screen(server: Served, page: Any, word: str) -> float:
    """Seconds from the save until a frame with the word has been drawn."""
    from playwright.sync_api import Error

    start = time.time()
    server.save(word)
    end = start + LIMIT
    while True:
        try:
            return float(page.evaluate(SEEN, word)) / 1000 - start
        except Error:  # the page was loaded anew meanwhile
            if time.time() > end:
                raise


def measure(
    servers: list[Served], turns: int, pause: float, take: Callable[[Served, str], float]
) -> dict[str, list[float]]:
    times: dict[str, list[float]] = {server.name: [] for server in servers}
    for turn in range(turns):
        for server in servers:
            time.sleep(pause)
            times[server.name].append(take(server, f"turn{turn}x{time.monotonic_ns()}"))
    return times


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure_size(
    args: argparse.Namespace, peers: Any, programs: list[Program], size: int, folder: Path
) -> dict[str, Any]:
    corpus = folder / f"corpus-{size}"
    make_corpus(args.bench, size, corpus)
    stem = middle(corpus)
    year = next(corpus.rglob(f"{stem}.md")).parent.name
    servers: list[Served] = []
    try:
        for program in programs:
            peers.prepare(program.name, program.row, corpus, program.site, program.tools)
            file = edited_file(peers, program, "body", stem)
            servers.append(Served(program, free_port(), file, f"briefs/{year}/{stem}/"))
            tell(f"{size} briefs: {program.name} is ready after {servers[-1].ready:.1f} s")
        time.sleep(10)  # whatever they do at their start is over
        result: dict[str, Any] = {"ready": {server.name: [server.ready] for server in servers}}
        result["served"] = measure(servers, args.turns, args.pause, Served.served)
        if not args.no_screen:
            with chromium() as browser:
                pages = {}
                for server in servers:
                    pages[server.name] = browser.new_page()
                    pages[server.name].goto(server.url)
                time.sleep(2)
                result["on screen"] = measure(
                    servers, args.turns, args.pause, lambda server, word: on_screen(server, pages[server.name], word)
                )
        result["memory"] = {server.name: [server.memory()] for server in servers}
        return result
    finally:
        for server in servers:
            server.stop()
        for place in [corpus, *(program.site for program in programs)]:
            shutil.rmtree(place, ignore_errors=True)


def report(results: dict[str, Any]) -> str:
    lines = [
        "| briefs | server | served ms | × Hugo | on screen ms | × Hugo | first page after s | MiB |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]

    def milliseconds(values: list[float]) -> str:
        low, middle, high = (f"{1000 * value:.0f}" for value in (min(values), median(values), max(values)))
        return f"{middle} ({low}–{high})"

    for size, measured in results["sizes"].items():
        for name in measured["served"]:
            cells = [f"{int(size):,}", "this program" if name == OURS else name.capitalize()]
            for kind in ("served", "on screen"):
                times = measured.get(kind, {})
                hugo = times.get(YARDSTICK)
                cells.append(milliseconds(times[name]) if name in times else "–")
                cells.append(f"{median(times[name]) / median(hugo):.2f}" if hugo else "–")
            cells += [f"{measured['ready'][name][0]:.1f}", f"{measured['memory'][name][0]:.0f}"]
            lines.append(f"| {' | '.join(cells)} |")
    about = results["about"]
    where = (
        f"Measured on {about['date']} with {about['processors']} processors ({about['processor']}), {about['system']}, on "
        f"{about['filesystem']}, Python {about['python']}; {results['turns']} turns, median with least and greatest."
    )
    return "\n".join([where, "", *lines])


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.preview", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    usual = make_parser()
    say = parser.add_argument
    say("--tools", type=Path, default=usual.get_default("tools"), help="where install_peers.sh put the peers")
    say("--bench", type=Path, default=usual.get_default("bench"), help="folder of run_peers.py and make_corpus.py")
    say("--work", type=Path, default=usual.get_default("work"), help="where a scratch folder is made")
    say("--build", type=Path, default=usual.get_default("build"), help="build.py of another state of this program")
    say("--sizes", type=numbers, default=[100, 1000, 10_000], help="numbers of briefs, parted by commas")
    say("--peers", type=names, default=[YARDSTICK], help="hugo, or '' for none")
    say("--turns", type=int, default=20)
    say("--pause", type=float, default=1.0, help="seconds before each turn")
    say("--no-screen", action="store_true", help="leave the browser out")
    say("--json", type=Path, help="write all times here")
    say("--write-docs", action="store_true", help="put the table into docs/performance.md")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers and the scratch folder go then as well
    folder = Path(tempfile.mkdtemp(prefix="briefs-bench-", dir=args.work))
    results: dict[str, Any] = {"about": describe(folder), "turns": args.turns, "sizes": {}}
    try:
        peers = load(args.bench)
        add_ours(peers, copy_ours(args.build.resolve(), folder / "program"))
        programs = [
            each for each in choose(peers, args.peers, args.tools.resolve(), folder) if each.name in (OURS, YARDSTICK)
        ]
        for size in sorted(args.sizes):
            results["sizes"][str(size)] = measure_size(args, peers, programs, size, folder)
            if args.json:
                args.json.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    except Trouble as trouble:
        tell(f"benchmarks.preview: {trouble}")
        sys.exit(1)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(report(results))
    if args.write_docs:
        PAGE.write_text(put_between(PAGE.read_text("utf-8"), report(results), BEGIN, END), "utf-8")


if __name__ == "__main__":
    main()
