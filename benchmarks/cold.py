#!/usr/bin/env python3
"""Cold build of N briefs by this program and by peers, taken in turn within one run, as ratios.

    benchmarks/cold.py --tools TOOLS [--work /dev/shm/bench] [-n 1000] [--runs 5] [--peers pelican,hugo]

The corpus, the peers' configurations and the way of timing are those of the bench folder beside this project (`--bench`, or
`bench/` in the folder that BRIEFS_SHARED names); its `install_peers.sh TOOLS` installs the peers. Every round builds each
site once from nothing, this program last, so that a ratio holds when the machine's speed drifts. Wall time and memory are
the operating system's own account of the finished process; put WORK on a memory file system where there is one.
"""

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
SETTINGS = "title: Policy Briefs\nurl: https://example.org/\nper_page: 20\n"


def load(bench: Path) -> ModuleType:
    """Load the peers' runner."""
    spec = importlib.util.spec_from_file_location("run_peers", bench / "run_peers.py")
    if spec is None or spec.loader is None or not (bench / "run_peers.py").is_file():
        sys.exit(f"benchmarks/cold.py: no run_peers.py in {bench}; name its folder with --bench")
    module = importlib.util.module_from_spec(spec)
    sys.modules["run_peers"] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def add_briefs(peers: ModuleType) -> None:
    """Add this program to the table of peers."""

    def convert(source: Path, site: Path) -> None:
        peers.plain(source, site)
        (site / "content" / "site.yaml").write_text(SETTINGS, "utf-8")

    peers.PEERS["briefs"] = peers.Peer(f"{sys.executable} {PROJECT / 'build.py'}", "site", [".cache"], convert)


def main() -> None:
    shared = Path(os.environ.get("BRIEFS_SHARED", PROJECT.parent / "shared"))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--bench", type=Path, default=shared / "bench", help="folder of run_peers.py and make_corpus.py"
    )
    parser.add_argument("--tools", type=Path, required=True, help="where install_peers.sh put the peers")
    parser.add_argument("--work", type=Path, default=Path("/dev/shm/briefs-bench"), help="scratch folder")
    parser.add_argument("-n", type=int, default=1000, help="briefs")
    parser.add_argument("--runs", type=int, default=5, help="rounds")
    parser.add_argument("--peers", default="pelican", help="names in run_peers.py, parted by commas")
    args = parser.parse_args()
    peers = load(args.bench)
    add_briefs(peers)
    base = (args.work / str(args.n)).resolve()
    corpus = base / "corpus"
    if not corpus.is_dir():
        subprocess.run([sys.executable, args.bench / "make_corpus.py", str(args.n), corpus], check=True)
    names = [*args.peers.split(","), "briefs"]
    args.cap, args.tools = 600.0, args.tools.resolve()
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for name in names:
        peers.prepare(name, peers.PEERS[name], corpus, base / name, args.tools)
    for number in range(args.runs):
        for name in names:
            result = peers.run_mode("cold", name, peers.PEERS[name], base / name, args, number)
            if result["rc"]:
                sys.exit(f"{name} failed:\n{(base / name / 'log.txt').read_text('utf-8', 'replace')[-2000:]}")
            runs[name].append(result)
    print(
        f"{args.n} briefs, cold, {args.runs} rounds; medians. wall/X is this program's wall time by X's, round by round.\n"
    )
    print(
        "| | wall s | CPU s | peak MiB | files | MiB out | wall/X |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: |"
    )
    for name in names:
        ratio = statistics.median(
            ours["wall"] / peer["wall"] for ours, peer in zip(runs["briefs"], runs[name], strict=True)
        )
        middle = {
            key: statistics.median(run[key] for run in runs[name]) for key in ("wall", "cpu", "rss", "files", "bytes")
        }
        print(
            f"| {name} | {middle['wall']:.2f} | {middle['cpu']:.2f} | {middle['rss']:.0f} | {middle['files']:.0f} "
            f"| {middle['bytes'] / 2**20:.1f} | {ratio:.2f} |"
        )
    shutil.rmtree(base)


if __name__ == "__main__":
    main()
