"""What the search costs: building its index, editing with it, and looking for something in a browser.

    python -m benchmarks.search [--sizes 1000,10000] [--rounds 5] [--json FILE] [--write-docs]

Run it from the folder of the project; it needs playwright and Chromium. The briefs are made by `prose.py`. Measured are, for each size,

- the cold build with search and without it, in turns; the stage in which words are indexed, as the program tells it; a build
  with nothing changed; one after a word more in one text; one after another title. The site's own theme, both processors.
- in Chromium, a fresh browser context each time, from a server on this machine that compresses as hosts do: the bytes of
  everything that is loaded from opening the search page until the first ten results stand there with their texts, headers left out; and the
  time from the last key, pressed 60 ms after the one before, until the first result is drawn.

Wall time, the median of the rounds with the least and the greatest. Other work on the machine makes all of it slower.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import prose
from benchmarks.__main__ import DOCS, numbers
from benchmarks.machine import describe
from benchmarks.programs import PROJECT
from benchmarks.report import put_between

BEGIN = "<!-- search: written by `python -m benchmarks.search --write-docs` -->"
END = "<!-- search: end -->"
SETTLE = 2.1
LOADS: list[float] = []
"""The load after each build."""
KEY = 60
FIRST_RESULT = """() => { window.first = 0; new MutationObserver(() => {
  if (!window.first && document.querySelector('.search-result')) requestAnimationFrame(() => { window.first = performance.now(); });
}).observe(document.body, { subtree: true, childList: true });
document.querySelector('#search-query').addEventListener('keydown', () => { window.last = performance.now(); window.first = 0; }); }"""


class Compressing(SimpleHTTPRequestHandler):
    """Serves files as hosts do, and counts what goes over the wire."""

    sent: dict[str, int] = {}  # noqa: RUF012  # one for all requests
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data = gzip.compress(path.read_bytes(), 6, mtime=0)
        self.sent[self.path] = self.sent.get(self.path, 0) + len(data)
        self.send_response(200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Compressing, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def build(root: Path) -> dict[str, float]:
    """Build; gives the seconds it took, and those of the stages."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, str(PROJECT / "build.py"), "--root", str(root), "-v"],
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - start
    LOADS.append(os.getloadavg()[0])
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    stages = re.findall(r"(\w+) (\d+\.\d+)", re.findall(r"^seconds: (.*)$", done.stdout, re.M)[-1])
    rendered = re.findall(r": (\d+) rendered", done.stdout)
    return {
        "wall": wall,
        **{name: float(seconds) for name, seconds in stages},
        "rendered": float((rendered or ["0"])[-1]),
    }


def measure_builds(root: Path, rounds: int) -> dict[str, list[dict[str, float]]]:
    """Build in all situations, with search and without it."""
    found: dict[str, list[dict[str, float]]] = {"cold": [], "without": [], "noop": [], "body": [], "title": []}
    briefs = sorted((root / "content/briefs").rglob("*.md"))
    brief = briefs[len(briefs) // 2]
    for number in range(rounds):
        for situation, setting in (("without", "search: false\n"), ("cold", "")):
            (root / "content/site.yaml").write_text(prose.SETTINGS + setting, "utf-8")
            for folder in ("site", ".cache"):
                shutil.rmtree(root / folder, ignore_errors=True)
            time.sleep(SETTLE)
            found[situation].append(build(root))
        time.sleep(SETTLE)
        found["noop"].append(build(root))
        for situation in ("body", "title"):
            text = brief.read_text("utf-8")
            new = f"title: Headline of round {number}" if situation == "title" else f"**Comment:** roundword{number}"
            time.sleep(SETTLE)
            brief.write_text(
                re.sub(
                    r"(?m)^title: .*|\*\*Comment:\*\*" if situation == "title" else r"\*\*Comment:\*\*",
                    new,
                    text,
                    count=1,
                ),
                "utf-8",
            )
            found[situation].append(build(root))
            if situation == "body":
                brief.write_text(text, "utf-8")
    return found


def measure_queries(root: Path, rounds: int) -> list[dict[str, Any]]:
    """Look for something in fresh browsers."""
    from playwright.sync_api import sync_playwright

    words = prose.vocabulary()
    queries = {
        "one usual word": words[300],
        "two words": f"{words[400]} {words[3000]}",
        "three words": f"{words[500]} {words[900]} {words[5000]}",
    }
    found = []
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with served(root / "site") as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, query in queries.items():
            for _ in range(rounds):
                context = browser.new_context(viewport={"width": 412, "height": 823})
                page = context.new_page()
                Compressing.sent.clear()
                page.goto(f"{url}search/", wait_until="networkidle")
                page.evaluate(FIRST_RESULT)
                page.type("#search-query", query, delay=KEY)
                while not page.evaluate("window.first"):  # the page's policy forbids to wait for an expression
                    page.wait_for_timeout(50)
                page.wait_for_load_state("networkidle")
                page.wait_for_timeout(500)
                sent = dict(Compressing.sent)
                kinds = {"page, styles and scripts": 0, "start": 0, "words": 0, "cards": 0, "texts": 0}
                for path, size in sent.items():
                    kind = next((kind for kind in ("words", "cards", "start") if f"search/{kind}" in path), "")
                    kinds[kind or ("texts" if path.startswith("/briefs/") else "page, styles and scripts")] += size
                found.append({"query": name, "ms": page.evaluate("window.first - window.last"), "bytes": sum(sent.values()),
                              "requests": len(sent), "kinds": kinds})  # fmt: skip
                context.close()
        browser.close()
    return found


def spread(values: list[float], form: str) -> str:
    return f"{median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def write_report(about: dict[str, Any], results: dict[str, Any]) -> str:
    lines = [
        f"Measured on {about['date']} with {about['processors']} processors ({about['processor']}), {about['system']}, "
        f"on {about['filesystem']}, Python {about['python']}; the load was {min(LOADS):.1f} to {max(LOADS):.1f}.", "",
        "| briefs | cold s | without search s | indexing s | nothing changed s | one body edited s | made | one title edited s | made | files | MiB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]  # fmt: skip
    for size, each in results.items():
        builds = each["builds"]
        walls = {name: spread([one["wall"] for one in runs], ".2f") for name, runs in builds.items()}
        made = {name: f"{median([one['rendered'] for one in builds[name]]):.0f}" for name in ("body", "title")}
        indexing = spread([one["index"] for one in builds["cold"]], ".2f")
        lines.append(
            f"| {int(size):,} | {walls['cold']} | {walls['without']} | {indexing} | {walls['noop']} | {walls['body']} | {made['body']} | "
            f"{walls['title']} | {made['title']} | {each['files']:,} | {each['bytes'] / 2**20:.1f} |"
        )
    lines += ["", "| briefs | query | first result ms | KB in all | requests | of these: page, styles, scripts | start | words | cards | texts |",
              "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]  # fmt: skip
    for size, each in results.items():
        for name in dict.fromkeys(one["query"] for one in each["queries"]):
            some = [one for one in each["queries"] if one["query"] == name]
            kinds = " | ".join(
                f"{median([one['kinds'][kind] for one in some]) / 1000:.0f}" for kind in some[0]["kinds"]
            )
            lines.append(
                f"| {int(size):,} | {name} | {spread([one['ms'] for one in some], '.0f')} | "
                f"{spread([one['bytes'] / 1000 for one in some], '.0f')} | {median([one['requests'] for one in some]):.0f} | {kinds} |"
            )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.search", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=numbers, default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, default=Path("/dev/shm"))
    parser.add_argument("--json", type=Path)
    parser.add_argument("--write-docs", action="store_true")
    given = parser.parse_args()
    results: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="briefs-search-", dir=given.work))
    about = describe(folder)
    try:
        for size in given.sizes:
            root = folder / str(size)
            prose.write(size, root)
            builds = measure_builds(root, given.rounds)
            files = [path for path in (root / "site/search").rglob("*") if path.is_file()]
            results[str(size)] = {
                "builds": builds, "queries": measure_queries(root, given.rounds), "files": len(files),
                "bytes": sum(path.stat().st_size for path in files),
            }  # fmt: skip
            shutil.rmtree(root)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if given.json:
        given.json.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    report = write_report(about, results)
    print(report)
    if given.write_docs:
        page = DOCS / "performance.md"
        page.write_text(put_between(page.read_text("utf-8"), report, BEGIN, END), "utf-8")


if __name__ == "__main__":
    main()
