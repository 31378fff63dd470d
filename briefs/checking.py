"""The command `check`: the checks of `--strict` on a site that has been built."""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from briefs.ownlist import OWN_LIST, parse_list, read_list
from briefs.pipeline import prepare
from briefs.problems import Problem, error, warning
from briefs.report import DEFAULTS, Options


class Checked(Struct, frozen=True):
    """What came of it."""

    problems: list[Problem]
    files: int = 0
    """How many were looked at; 0 if there was no site to look at."""


def check_published(
    root: Path, names: Sequence[str] = (), options: Options = DEFAULTS, *, artifact: Path | None = None,
    told: Callable[[int, int], None] = lambda *_: None,
) -> Checked:  # fmt: skip
    """Run the named checks, or all, on the site as it stands, and compare an artifact with it. Builds nothing."""
    out = options.out or root / "site"
    if not (out / OWN_LIST).is_file():
        return Checked([error("no-site", f"there is no site in {out}", hint="build it first: python build.py")])
    ready, problems, _ = prepare(root, options)
    if ready is None:
        return Checked(problems)
    from briefs.check import Built, files_of, run
    from briefs.check.artifact import compare
    from briefs.workers import usable_workers

    problems = []
    settled = ready.settled
    if ready.stale or parse_list(read_list(str(out))) != settled.blueprint.outputs.keys():
        problems.append(
            warning("not-up-to-date", f"{out} is not what the content says now", hint="build it first: python build.py")
        )
    files = files_of(out)
    built = Built(
        root, out, files, ready.setting.config, settled, ready.readings, drafts=options.drafts,
        workers=options.workers or usable_workers(), told=told,
    )  # fmt: skip
    problems += run(built, names)
    if artifact:
        problems += compare(artifact, {path: record.digest for path, record in ready.records.items()})
    return Checked(problems, len(files))
