"""The command line: the only place that prints or exits."""

import argparse
import gc
import os
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, TextIO

from briefs.arguments import make_parser, refuse_unheeded
from briefs.pipeline import build
from briefs.problems import Problem, format_annotation, format_problem, format_problems, has_errors, one_line
from briefs.progress import Progress
from briefs.publish import Unusable
from briefs.report import Options
from briefs.signatures import Signature
from briefs.summary import count, counted, held_in_words, summary

OK, CONTENT, USAGE, FAULT = 0, 1, 2, 70
"""Exit codes: published; problems in the content; wrong use; a fault of this program (EX_SOFTWARE of sysexits.h)."""


class WrongUse(Exception):
    """What was asked can't be done; the message says why."""


def entry() -> NoReturn:
    """Run as a program."""
    # Records form no circles, so the collector would only search in vain, and the process ends with the build.
    gc.disable()
    code = main(sys.argv[1:])
    with suppress(BrokenPipeError):  # whoever read along has heard enough
        sys.stdout.flush()
        sys.stderr.flush()
    # Freeing a large site object by object takes longer than making one page of it.
    os._exit(code)


def main(arguments: Sequence[str]) -> int:
    """Carry out one command and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    parser = make_parser()
    try:
        given = parser.parse_args(arguments)
        refuse_unheeded(parser, given)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        root = given.root or Path()
        if not root.is_dir():
            return _wrong_use(f"{root} is not a folder")
        return _COMMANDS[given.command](root, given)
    except (Unusable, WrongUse) as wrong:
        return _wrong_use(str(wrong))
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The next build puts right whatever this one left half done.\n")
        return 130
    except OSError as bad:
        where = bad.filename2 or bad.filename
        where = f"{os.fsdecode(where)}: " if where else ""
        sys.stderr.write(f"error: {where}{bad.strerror or bad}\n")
        return CONTENT
    except Exception:  # noqa: BLE001  # the last place where a fault of ours can be told as such
        import traceback

        traceback.print_exc()
        sys.stderr.write("\nThis is a fault of Briefs, not of your content. Please report it with the lines above.\n")
        return FAULT


def build_site(root: Path, given: argparse.Namespace) -> int:
    """Build and tell what came of it."""
    return _build(root, given, _options(root, given))


def _options(root: Path, given: argparse.Namespace) -> Options:
    now = _now(root, given.now)
    return Options(out=given.out, drafts=given.drafts, strict=given.strict, fresh=given.fresh, now=now)


def _build(root: Path, given: argparse.Namespace, options: Options) -> int:
    start = time.monotonic()
    progress = Progress(sys.stderr)
    before = _look(root) if given.verify else {}
    report = build(root, options, progress.show, progress.wait)
    progress.clear()
    _print_problems(report.problems, everything=given.verbose, annotate=given.annotations)
    if given.verbose:
        for path in report.written:
            print(f"wrote {path}")
        for path in report.removed:
            print(f"removed {path}")
        print("seconds: " + ", ".join(f"{name} {seconds:.2f}" for name, seconds in report.timings.items()))
    held = held_in_words(report, with_drafts=given.drafts, everything=given.verbose)
    print(summary(report, held, time.monotonic() - start))
    if not report.ok:
        return CONTENT
    return _verify(root, options, before) if given.verify else OK


def _now(root: Path, given: str | None) -> float:
    """Decide which moment it is, in seconds since 1970: as it was given, or by SOURCE_DATE_EPOCH (reproducible-builds.org), or by the clock."""
    if given is not None:
        return _moment(root, given)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return time.time()
    if not (epoch.isascii() and epoch.isdigit()):
        raise WrongUse(f"SOURCE_DATE_EPOCH is {one_line(epoch, 60)!r}, which is not a number of seconds since 1970")
    return float(epoch)


def _moment(root: Path, given: str) -> float:
    from datetime import datetime

    from briefs.config import PATH, read_config
    from briefs.dates import BadDate, parse_moment

    settings = root / PATH
    config = read_config(settings.read_bytes())[0] if settings.is_file() else None
    try:
        moment = parse_moment(given, config.timezone if config else "UTC")
    except BadDate as bad:
        raise WrongUse(f"--now: {bad}: {bad.hint}") from bad
    return datetime.fromisoformat(moment.instant).timestamp()


def _look(root: Path) -> dict[str, Signature]:
    from briefs.verify import look

    return look(root)


def _verify(root: Path, options: Options, before: dict[str, Signature]) -> int:
    from briefs.verify import Edited, differences

    try:
        files, found = differences(root, options, before)
    except Edited as edited:
        sys.stderr.write(f"error: {edited}\n")
        return CONTENT
    if not found:
        print(f"Verified: all {count(files, 'file')} are those of a clean build.")
        return OK
    print(f"Not what a clean build gives ({count(len(found), 'difference')}):")
    for line in found:
        print(f"  {line}")
    print(
        "Build with --fresh to put it right. This is a fault of Briefs, or extend.py reads what it does not ask the view for."
    )
    return FAULT


def publish(root: Path, given: argparse.Namespace) -> int:
    """Build strictly, and write down which addresses are published now."""
    from briefs.files import ADDRESSES
    from briefs.recording import record

    options = _options(root, argparse.Namespace(**{**vars(given), "strict": True}))
    code = _build(root, given, options)
    recorded = [] if code else record(root, options)
    if isinstance(recorded, list):
        _print_problems(recorded, everything=given.verbose)
        return code or CONTENT
    did = f"{recorded.new} new, {recorded.changed} changed" if recorded.new or recorded.changed else "nothing new"
    hint = f" Commit {ADDRESSES}." if recorded.new or recorded.changed else ""
    print(f"Published addresses on the list: {recorded.total}, {did}.{hint}")
    return OK


def account_for(root: Path, given: argparse.Namespace) -> int:
    """Tell why a file of the site is as it is."""
    from briefs.why import tell, why

    answer = why(root, given.page, Options(out=given.out, drafts=given.drafts, now=_now(root, given.now)))
    if isinstance(answer, list):
        _print_problems(answer, everything=given.verbose)
        return CONTENT
    for line in tell(answer):
        print(line)
    return OK


def check_site(root: Path, given: argparse.Namespace) -> int:
    """Check the site that was built last."""
    from briefs.checking import check_published

    start = time.monotonic()
    progress = Progress(sys.stderr)
    options = Options(out=given.out, drafts=given.drafts)
    checked = check_published(
        root, given.checks, options, artifact=given.artifact, told=lambda *counts: progress.show("checking", *counts)
    )
    progress.clear()
    _print_problems(checked.problems, everything=given.verbose, annotate=given.annotations)
    seconds, found = time.monotonic() - start, counted(checked.problems)
    if checked.files:
        print(f"{count(checked.files, 'file')} checked in {seconds:.1f} s: {found or 'nothing is wrong'}.")
    else:
        print(f"Not checked: {found}.")
    return CONTENT if has_errors(checked.problems) else OK


def preview(root: Path, given: argparse.Namespace) -> int:
    """Show the site until Ctrl-C."""
    from briefs.serve.command import NotHere, Wishes, serve

    wishes = Wishes(host=given.host, port=given.port, open=given.open)

    def tell(line: str) -> None:
        with suppress(OSError, ValueError):  # who reads along no longer goes on looking at pages
            print(line, flush=True)

    try:
        serve(root, wishes, tell)
    except NotHere as nowhere:
        raise WrongUse(str(nowhere)) from nowhere
    return OK


def import_files(root: Path, given: argparse.Namespace) -> int:
    """Import articles and tell, line by line, what was understood."""
    from briefs.importers import format_note, import_text

    code = OK
    for result in import_text(root, given.files):
        if isinstance(result, Problem):
            _print_problems([result], everything=True)
            code = CONTENT
            continue
        for note in result.notes:
            print(format_note(result.source, note))
        print(f"wrote {result.path}")
    return code


_COMMANDS = {
    None: build_site,
    "publish": publish,
    "import": import_files,
    "why": account_for,
    "check": check_site,
    "serve": preview,
}


def _print_problems(problems: Sequence[Problem], *, everything: bool, annotate: bool = False) -> None:
    if annotate:
        print("\n".join(map(format_annotation, sorted(set(problems)))), flush=True)
    colour = _has_colour(sys.stderr)
    for line in format_problems(problems, colour=colour, everything=everything):
        print(line, file=sys.stderr)
    sys.stderr.flush()


def _wrong_use(message: str) -> int:
    sys.stderr.write(f"{format_problem(Problem('', 0, 0, 'error', 'usage', message))}\n")
    return USAGE


def _has_colour(stream: TextIO) -> bool:
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
