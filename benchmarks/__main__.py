"""How fast, with how much memory and with how much work this program builds sites, beside others.

    python -m benchmarks --tools TOOLS [--sizes 100,1000,10000,100000] [--only cold,noop] [--json FILE] [--write-docs]
    python -m benchmarks --peers '' --sizes 1000          this program alone
    python -m benchmarks --table FILE... [--write-docs]   runs nothing: prints the tables of earlier runs again

Run it from the folder of the project. It needs the bench folder beside this project (`--bench`, or `bench/` in the
folder that BRIEFS_SHARED names): the made-up briefs, and the peers' configurations, which make the same kind of site
of them. The folder's `install_peers.sh TOOLS` installs the peers. Linux only.

Situations, each a build of the same site:

- cold: the output and all caches are gone.
- noop: nothing has changed since the last build.
- body: a sentence has been put into the brief in the middle of the corpus.
- title: that brief has another title.
- base: the template that all pages extend has another attribute; the peers' own layouts take the place of ours.

Order: this program is copied, so that work on it can go on meanwhile, and every program builds a site of 20 briefs,
unmeasured. Then, in every round, all programs build in the first situation, then all in the second, and so on: Hugo
first, the other peers, this program, the floor. Before each situation nothing is touched for `--settle` seconds, the
same for all. That is because this program, as git does, doubts files that were modified less than 2 s before the last
build and reads them again: without the wait that would be all, in life it is the one just edited. Between an edit and
the build that follows it there is no pause.

Measured are wall time, processor time and memory as `launch.py` tells; and the work: files of the output that are new
or have another size, time or inode afterwards (touched), those among them with other bytes (changed), and what this
program says of itself. After each edit the page must show it. If this program fails or doesn't show an edit, the run
ends with exit status 1. A peer that fails or takes longer than `--cap` is left out from there on, and the table says
so; a peer with a build slower than `--slow` gets one round.

Ratios are taken within a round, and the table has their median, so they hold when the machine's speed drifts. The
floor (`floor.py`) is a bare loop that reads the files that this program has to read and writes as many bytes into as
many files as this program just wrote; after an edit and with nothing changed it looks at every source and output file
instead of reading all sources.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks.machine import describe
from benchmarks.plot import draw
from benchmarks.programs import PROJECT, Trouble, add_ours, choose, copy_ours, load, make_corpus
from benchmarks.report import put_between, write_report
from benchmarks.rounds import Bench, Limits, measure, tell, warm_up
from benchmarks.situations import SITUATIONS

DOCS = PROJECT / "docs"
PLOT = "performance-time.svg"


def make_parser() -> argparse.ArgumentParser:
    shared = Path(os.environ.get("BRIEFS_SHARED") or PROJECT.parent / "shared")
    memory = Path("/dev/shm")
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    say = parser.add_argument
    say("--tools", type=Path, default=Path("tools"), help="where install_peers.sh put the peers")
    say("--bench", type=Path, default=shared / "bench", help="folder of run_peers.py and make_corpus.py")
    say("--sizes", type=numbers, default=[100, 1000, 10_000, 100_000], help="numbers of briefs, parted by commas")
    say("--peers", type=names, help="parted by commas; default: all that are installed; '' for none")
    say("--only", type=names, default=[*SITUATIONS], help=f"some of {','.join(SITUATIONS)}")
    say("--runs", type=int, default=5, help="rounds")
    say("--cap", type=float, default=900, help="seconds after which a build is stopped")
    say("--slow", type=float, default=60, help="a peer with a slower build gets one round")
    say("--settle", type=float, default=2.1, help="seconds without a change before each situation")
    say("--work", type=Path, default=memory if os.access(memory, os.W_OK) else Path(tempfile.gettempdir()),
        help="where a scratch folder is made; it is removed at the end")  # fmt: skip
    say("--build", type=Path, default=PROJECT / "build.py", help="build.py of another state of this program")
    say(
        "--stages",
        action="store_true",
        help="with --json: note this program's own account of its stages; it prints more",
    )
    say("--json", type=Path, help="write every record here, after each round; other sizes in the file stay")
    say("--table", type=Path, nargs="+", help="print the tables of such files and run nothing; the last has precedence")
    say("--write-docs", action="store_true", help=f"put the tables into docs/performance.md, the plot into docs/{PLOT}")
    return parser


def numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def main() -> None:
    parser = make_parser()
    args = parser.parse_args()
    if unknown := [name for name in args.only if name not in SITUATIONS]:
        parser.error(f"no situation is called {', '.join(unknown)}")
    args.only = [name for name in SITUATIONS if name in args.only]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the scratch folder goes then as well
    results: dict[str, dict[str, object]] = {}
    code = 0
    for file in args.table or ():
        results.update(json.loads(file.read_text("utf-8")))
    if not args.table:
        code = run(args, results)
    report = write_report(results)
    if results:
        print(report)
    if args.write_docs and not code:
        page = DOCS / "performance.md"
        page.write_text(put_between(page.read_text("utf-8"), report), "utf-8")
        (DOCS / PLOT).write_text(draw(results), "utf-8")
    sys.exit(code)


def run(args: argparse.Namespace, results: dict[str, dict[str, object]]) -> int:
    """Measure all sizes; what has been measured stays in the results, whatever happens."""
    kept = json.loads(args.json.read_text("utf-8")) if args.json and args.json.exists() else {}
    folder = Path(tempfile.mkdtemp(prefix="briefs-bench-", dir=args.work))
    try:
        peers = load(args.bench)
        add_ours(peers, copy_ours(args.build.resolve(), folder / "program"))
        programs = choose(peers, args.peers, args.tools.resolve(), folder)
        limits = Limits(args.cap, args.slow, args.settle)
        left_out: dict[str, str] = {}

        def prepare(size: int) -> Bench:
            corpus = folder / f"corpus-{size}"
            make_corpus(args.bench, size, corpus)
            return Bench(peers, programs, size, corpus, limits, args.stages, left_out=left_out)

        warm_up(prepare(20))
        for size in sorted(args.sizes):
            tell(f"{size} briefs: {', '.join(program.name for program in programs if program.name not in left_out)}")
            bench = prepare(size)
            about = {**describe(folder), "versions": {program.name: program.version() for program in programs}}
            # The very lists that the rounds go on filling.
            results[str(size)] = {**about, "records": bench.records, "left_out": left_out}

            def save() -> None:
                if args.json:
                    args.json.write_text(json.dumps({**kept, **results}, indent=1) + "\n", "utf-8")

            measure(bench, args.only, args.runs, save)
            left_out = dict(left_out)
            for place in [bench.corpus, *(program.site for program in programs)]:
                shutil.rmtree(place, ignore_errors=True)
    except Trouble as trouble:
        tell(f"benchmarks: {trouble}")
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    main()
