"""A build, from the files under `content/` to the public folder: discover, read, resolve, plan, render, publish."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from briefs.cache import Cache
from briefs.manifest import Head, Input, Manifest, Record, Signature, engine_stamp, signature, signature_of
from briefs.output import OWN_LIST
from briefs.problems import Problem, as_errors, error, has_errors
from briefs.publish import Target
from briefs.sources import Source, discover
from briefs.theme import theme_folders
from briefs.workers import usable_workers

# What does the work is imported where it is needed: a build with nothing to do loads neither Jinja nor the Markdown parser.
if TYPE_CHECKING:
    from briefs.output import Output
    from briefs.questions import World
    from briefs.rendering import Made
    from briefs.templates import Templates

EXTENSION = "extend.py"

Progress = Callable[[str, int, int], None]
"""Is told the stage, how many of its items are done, and how many there are."""


class Options(Struct, frozen=True):
    """What a build may be told."""

    out: Path | None = None
    """The public folder; `site/` in the root if None."""
    drafts: bool = False
    strict: bool = False
    fresh: bool = False
    """Use nothing of earlier builds."""
    workers: int = 0
    """Processes; 0 for as many as there are processors."""


DEFAULTS = Options()


class Report(Struct):
    """What a build did."""

    out: Path
    pages: int = 0
    """HTML files of the site."""
    rendered: list[str] = field(default_factory=list)
    """Outputs whose recipes ran."""
    written: list[str] = field(default_factory=list)
    """Files that changed."""
    removed: list[str] = field(default_factory=list)
    kept: int = 0
    parsed: int = 0
    """Sources that were read anew."""
    problems: tuple[Problem, ...] = ()
    timings: dict[str, float] = field(default_factory=dict)
    """Seconds, by stage."""

    @property
    def ok(self) -> bool:
        """Whether the site was published, or already was as it should be."""
        return not has_errors(self.problems)


def build(root: Path, options: Options = DEFAULTS, progress: Progress = lambda stage, done, total: None) -> Report:
    """Make the site of a folder. Raises publish.Unusable if the target can't be one; every other mistake is in the report."""
    work = _Build(root, options, progress)
    try:
        return work.run()
    finally:
        work.cache.close()


class _Build:
    def __init__(self, root: Path, options: Options, progress: Progress) -> None:
        self.root = root
        self.options = options
        self.progress = progress
        self.target = Target(options.out or root / "site")
        self.workers = options.workers or usable_workers()
        self.cache = Cache(root)
        self.report = Report(self.target.out)
        self.problems: list[Problem] = []
        self.strict = options.strict
        self.began = time.time_ns()

    def run(self) -> Report:
        """See first whether anything is to be done, and only then load what does it."""
        self.target.check(self.root)
        if not (self.root / "content").is_dir():
            self.problems.append(
                error(
                    "no-content",
                    "there is no folder content/ here",
                    hint="name the folder that holds it with --root",
                )
            )
            return self._done()
        with self._stage("discover"):
            sources, self.problems = discover(self.root)
            self.discovered = tuple(self.problems)
            self.signatures = self._take_signatures(sources)
            self.stamp = engine_stamp(self.root / EXTENSION)
            self.manifest = Manifest(self.cache, f"{self.target.out.resolve()}:{self.options.drafts}")
        head = self.manifest.head
        if (
            head
            and not self.options.fresh
            and self.manifest.is_current(self.stamp, self.signatures, self.discovered, self.target.signature)
        ):
            self.problems = list(head.problems)
            self.strict = self.strict or head.strict
            self.report.pages, self.report.kept = head.pages, len(head.outputs)
            return self._done()
        if self.options.fresh or (head and head.stamp != self.stamp):
            self.manifest.head = None
        self._work(sources)
        return self._done()

    def _work(self, sources: Sequence[Source]) -> None:
        from briefs.config import PATH, read_config
        from briefs.drafting import Reader
        from briefs.extension import load_extension, own_outputs
        from briefs.links import Links
        from briefs.output import collisions
        from briefs.outputs import plan
        from briefs.questions import World
        from briefs.reading import Readings
        from briefs.resolve import LACKS, resolve
        from briefs.sources import Unreadable, read_bytes
        from briefs.templates import Templates
        from briefs.theme import find_theme

        settings = next((source for source in sources if source.kind == "config"), None)
        if settings is None:
            if all(problem.path != PATH for problem in self.problems):
                hint = "write two lines, title: and url:"
                self.problems.append(error("no-settings", f"{PATH} is missing", path=PATH, hint=hint))
            return
        try:
            config, found = read_config(read_bytes(self.root, settings))
        except Unreadable as bad:
            self.problems.append(bad.problem)
            return
        self.problems += found
        extension, found = load_extension(self.root)
        self.problems += found
        theme, found = find_theme(self.root)
        self.problems += found
        if config is None:
            return
        self.strict = self.strict or config.strict
        with self._stage("read"):
            reader = Reader(config, extend=extension.markdown, stamp=self.stamp)
            readings = Readings(
                self.root, reader, self.cache, self.manifest, fresh=self.options.fresh, workers=self.workers
            )
            readings.read(sources, lambda done, total: self.progress("reading", done, total))
            self.problems += readings.problems
            self.digests = readings.digests
            self.report.parsed = readings.parsed
        with self._stage("resolve"):
            assets = {
                source.inner: readings.digests[source.path]
                for source in sources
                if source.kind == "asset" and source.path in readings.digests
            }
            statics = {path: digest for path, (_, digest) in theme.statics.items()}
            model, found = resolve(
                readings.drafts, config, assets=assets, statics=statics, with_drafts=self.options.drafts
            )
            # What a faulty file seems to lack may stand in a line that could not be read.
            faulty = {problem.path for problem in self.problems if problem.severity == "error"}
            self.problems += [each for each in found if not (each.code in LACKS and each.path in faulty)]
            own, found = own_outputs(extension, model, config, self.root)
            self.problems += found
            outputs = [*plan(model, config), *own]
            self.problems += collisions(outputs)
            links = Links(model, config, [output.address for output in outputs])
            self.problems += links.problems
        if self._refused():
            return
        world = World(model, links, theme, body=readings.body, root=self.root)
        with self._stage("render"):
            made = self._render(outputs, world, Templates(theme, extension.filters))
        if self._refused():
            self.target.clear_stage()
            return
        with self._stage("publish"):
            self._publish(outputs, made)
            readings.forget_unused()

    def _render(self, outputs: "Sequence[Output]", world: "World", templates: "Templates") -> "dict[str, Made]":
        """Make what is not current; give for each output what is now known of it."""
        from briefs.rendering import Made, is_current, make_all

        records: dict[str, Record] = self.manifest.head.outputs if self.manifest.head else {}
        reads: dict[str, bytes] = self.manifest.reads() if records else {}
        made: dict[str, Made] = {}
        stale = []
        for output in outputs:
            record, asked = records.get(output.path), reads.get(output.path)
            if (
                record
                and asked is not None
                and is_current(output, record, asked, world)
                and self.target.is_intact(output.path, record, record.digest)
            ):
                made[output.path] = Made(output.path, record.digest, False, asked)
            else:
                stale.append(output)
        self.cache.close()
        self.target.clear_stage()
        for each in make_all(
            stale, world, templates, self.target, self.root, records=records, workers=self.workers,
            told=lambda done, total: self.progress("rendering", done, total),
        ):  # fmt: skip
            made[each.path] = each
            if each.problem:
                self.problems.append(each.problem)
        self.report.rendered = sorted(output.path for output in stale)
        return made

    def _publish(self, outputs: "Sequence[Output]", made: "dict[str, Made]") -> None:
        """Put the staged files in place, and remember what was read and made."""
        report = self.report
        report.written = sorted(path for path, each in made.items() if each.staged)
        report.removed = self.target.switch(report.written, made.keys())
        report.kept = len(made) - len(report.written)
        report.pages = sum(path.endswith(".html") for path in made)
        records = {}
        for output in outputs:
            signature = self.target.signature(output.path)
            if signature is not None:
                records[output.path] = Record(signature, made[output.path].digest, output.recipe_digest)
        inputs = {path: Input(signature, self.digests.get(path, "")) for path, signature in self.signatures.items()}
        head = Head(
            stamp=self.stamp, time=self.began, inputs=inputs, outputs=records, listed=self.target.signature(OWN_LIST),
            discovered=self.discovered, problems=tuple(self.problems), strict=self.strict, pages=report.pages,
        )  # fmt: skip
        self.manifest.save(head, {path: each.reads for path, each in made.items()})

    def _refused(self) -> bool:
        return has_errors(self.problems) or (self.strict and bool(self.problems))

    def _done(self) -> Report:
        told = dict.fromkeys(self.problems)  # a fault of a template is met on every page
        self.report.problems = as_errors(told) if self.strict else tuple(told)
        return self.report

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.report.timings[name] = time.perf_counter() - start

    def _take_signatures(self, sources: Sequence[Source]) -> dict[str, Signature]:
        """Take the stats of all that the site is made from."""
        signatures: dict[str, Signature] = {
            source.path: (source.size, source.mtime, source.ctime, source.inode) for source in sources
        }
        for shown, folder in theme_folders(self.root).items():
            for place, folders, names in os.walk(folder):
                # Folders are not read, but one may have become a link.
                for name in (*names, *(each for each in folders if os.path.islink(os.path.join(place, each)))):
                    path = os.path.join(place, name)
                    with suppress(FileNotFoundError):
                        signatures[f"{shown}/{os.path.relpath(path, folder)}"] = signature(os.lstat(path))
        extension = signature_of(self.root / EXTENSION)
        return signatures | ({EXTENSION: extension} if extension else {})
