"""A build, from the files under `content/` to the public folder: discover, read, resolve, plan, check, render, publish."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Raw, Struct
from msgspec.msgpack import decode, encode
from msgspec.structs import replace

from briefs.cache import FOLDER, Cache
from briefs.digest import digest_bytes
from briefs.discovery import Found, commit_of, find
from briefs.manifest import Glance, Head, Input, Manifest, Record, known_outputs
from briefs.ownlist import OWN_LIST
from briefs.parts import Parts
from briefs.problems import Problem, as_errors, error, has_errors
from briefs.publish import Target
from briefs.report import DEFAULTS, Options, Report
from briefs.signatures import pack
from briefs.sources import Source, Unreadable, read_bytes
from briefs.workers import Beside, usable_workers

# What does the work is imported where it is needed: a build with nothing to do loads neither Jinja nor the Markdown parser.
if TYPE_CHECKING:
    from briefs.encoded import Encoded
    from briefs.history import Reasons, Results
    from briefs.questions import World
    from briefs.reading import Readings
    from briefs.settling import Setting, Settled

_MANY = 2000
"""Outputs that it takes another process's help to look at; and texts read, that it takes one to compile the templates meanwhile."""

Progress = Callable[[str, int, int], None]
"""Is told the stage, how many of its items are done, and how many there are."""


def build(
    root: Path,
    options: Options = DEFAULTS,
    progress: Progress = lambda stage, done, total: None,
    waiting: Callable[[], None] = lambda: None,
) -> Report:
    """Make the site of a folder; `waiting` is called if another build into the same target has to end first.

    Raises publish.Unusable if the target can't be one; every other mistake is in the report.
    """
    run = _Run(root, options, progress)
    run.target.check(root)
    try:
        with run.target.lock(waiting):
            problems, strict = run.build()
    finally:
        run.cache.close()
    told = sorted(set(problems))  # a fault of a template is met on every page
    run.report.problems = (*(as_errors(told) if strict else told), *(run.advice or ()))
    return run.report


def prepare(root: Path, options: Options = DEFAULTS) -> "tuple[Ready | None, list[Problem], Manifest | None]":
    """Do all of a build that comes before rendering; nothing is ready if problems forbid to go on."""
    run = _Run(root, options, lambda stage, done, total: None)
    run.asked_only = True
    run.target.check(root)
    if not (root / "content").is_dir():
        return None, [_no_content()], None
    try:
        found, manifest, last = run.look()
        ready, problems, _ = run.prepare(found, manifest, last)
        return ready, problems, manifest
    finally:
        run.cache.close()


class Ready(Struct, frozen=True):
    """What rendering begins with."""

    setting: "Setting"
    reading: str
    """Names the way in which texts were read."""
    readings: "Readings"
    settled: "Settled"
    world: "World"
    records: "Encoded[str, Record]"
    """What is known of the published files."""
    stale: "dict[str, Reasons]"


class _Run:
    """One build: what it works with, and the report on it."""

    def __init__(self, root: Path, options: Options, progress: Progress) -> None:
        self.root = root
        self.options = options
        self.progress = progress
        self.target = Target(options.out or root / "site")
        self.workers = options.workers or usable_workers()
        self.kept = options.cache or root / FOLDER
        self.cache = Cache(self.kept)
        self.report = Report(self.target.out)
        self.began = time.time_ns()
        self.now = self.began / 1e9 if options.now is None else options.now
        self.asked_only = False  # whether nothing is to be published, so that warnings don't matter
        self.advice: tuple[Problem, ...] | None = None  # warnings of the checks, if these were made: they stop nothing

    def build(self) -> tuple[list[Problem], bool]:
        """See first whether anything is to be done; gives the problems, and whether warnings count as errors."""
        if not (self.root / "content").is_dir():
            return [_no_content()], False
        with self._stage("discover"):
            found, manifest, last = self.look(ahead=True)
            current = (
                last and last.stamp == found.stamp and last.seen == found.seen and last.discovered == found.problems
                and last.listed == self.target.signature(OWN_LIST) and last.holds.last_at(self.now) and not self.target.changed()
                and (not last.commit or last.commit == commit_of(self.root))
            )  # fmt: skip
            strict = self.options.strict or bool(last and last.strict)
            if strict and last and last.checked is None:
                current = False  # what is there is still to be checked
            young = last.young(found.signatures) if last and current else []
        if last and current and (not young or self._have_bytes(young, manifest)):
            if young:
                manifest.save(replace(last, time=self.began), {}, others=True)  # next time their stats will do
            self.report.pages, self.report.kept = last.pages, last.outputs
            self.report.held, self.report.timezone = last.holds.until, last.timezone
            self.advice = last.checked if strict else None
            return [*last.discovered, *last.problems], strict
        ready, problems, strict = self.prepare(found, manifest, last)
        if ready is None:
            return problems, strict
        with self._stage("render"):
            results = self._render(ready, found.stamp)
            problems += [made.problem for some, _ in results for made in some if made.problem]
        if strict and not _refused(problems, strict=True):
            with self._stage("check site"):
                problems += self._check(ready, results, found.stamp, None if self.options.fresh else manifest.parts)
        if _refused(problems, strict=strict):
            self.target.discard()
            return problems, strict
        with self._stage("publish"), self._gather(ready, results, manifest) as asked:
            self._publish(ready, results)
            self._remember(ready, results, found, manifest, asked)
        return problems, strict

    def _have_bytes(self, paths: Iterable[str], manifest: Manifest) -> bool:
        """Tell whether sources have the bytes that the last build read."""
        head: Head | None = manifest.load("head", Head)
        try:
            return head is not None and all(
                path in head.inputs
                and head.inputs[path].digest == digest_bytes(read_bytes(self.root, Source(path, "asset", (0, 0, 0, 0))))
                for path in paths
            )
        except Unreadable:
            return False

    def look(self, *, ahead: bool = False) -> tuple[Found, Manifest, Glance | None]:
        """Look at the sources, with `ahead` and where there are many outputs meanwhile at these; give what an earlier build left."""
        where = digest_bytes(os.fsencode(self.target.out.resolve()))  # a path may hold bytes that are no text
        manifest = Manifest(Parts(self.kept, f"{where[:32]}{'-drafts' * self.options.drafts}"))
        last = None if self.options.fresh else manifest.glance
        if last:
            self.target.compare(last.left, ahead=ahead and last.outputs > _MANY)
        return find(self.root), manifest, last

    def prepare(
        self, found: Found, manifest: Manifest, glance: Glance | None
    ) -> "tuple[Ready | None, list[Problem], bool]":
        """Do all that comes before rendering; None beside the problems if these forbid to go on."""
        from briefs import history, rendering, settling
        from briefs.drafting import Reader
        from briefs.questions import World
        from briefs.reading import Readings

        root, options, target = self.root, self.options, self.target
        last: Head | None = None
        if glance and glance.stamp == found.stamp:  # no other code left it
            last = manifest.load("head", Head)
            last = last and replace(last, time=glance.time)
        setting = settling.open_setting(root, found.sources, found.problems, found.code)
        if not isinstance(setting, settling.Setting):
            return None, [*found.problems, *setting], options.strict
        strict = options.strict or setting.config.strict
        with self._stage("read"):
            reader = Reader(setting.config, setting.words, extend=setting.extension.markdown, stamp=found.stamp)
            as_read = last if last and last.reading == reader.stamp else None
            readings = Readings(root, reader, self.cache, as_read, fresh=options.fresh, workers=self.workers)
            readings.read(found.sources, self._counter("reading"))
        alone = readings.parsed < _MANY or self.workers == 1 or options.fresh
        with self._stage("resolve"), rendering.compiling(setting, self.cache, found.stamp, alone=alone):
            settled = None
            if as_read:
                settled = settling.settle_again(setting, found.sources, readings, manifest, as_read, self.now)
            if settled is None:
                from briefs.composing import settle

                settled = settle(root, setting, found.sources, readings, found.problems, options.drafts, self.now)
            self.report.held, self.report.timezone = settled.blueprint.model.holds.until, setting.config.timezone
            self.report.parsed = readings.parsed
        problems = [*found.problems, *settled.problems]
        if _refused(problems, strict=strict and not self.asked_only):
            return None, problems, strict
        world = World(settled.blueprint, setting.theme, setting.words, readings, root)
        if setting.config.search and not self.asked_only:
            with self._stage("index"):
                from briefs.indexing import complete

                complete(world.index, workers=self.workers, fresh=options.fresh, told=self._counter("indexing"))
        with self._stage("check"):
            records = known_outputs(last)
            stale = history.stale_outputs(settled, records, target, manifest, world, readings.untouched)
        return Ready(setting, reader.stamp, readings, settled, world, records, stale), problems, strict

    def _render(self, ready: "Ready", stamp: str) -> "Results":
        from briefs.rendering import Renderer
        from briefs.templates import Templates

        self.report.rendered = sorted(ready.stale)
        self.cache.close()  # before the fork
        self.target.open_stage()
        kept = None if self.options.fresh else self.cache
        templates = Templates(ready.setting.theme, ready.setting.extension.filters, kept, stamp)
        renderer = Renderer(ready.world, templates, self.target, self.root, ready.records)
        wanted = [ready.settled.blueprint.outputs[path] for path in ready.stale]
        ready.readings.darkroom.draw_ahead(
            wanted, ready.readings.digest, workers=self.workers, told=self._counter("drawing")
        )
        return list(renderer.make_all(wanted, workers=self.workers, told=self._counter("rendering")))

    def _check(self, ready: "Ready", results: "Results", stamp: str, memory: Parts | None) -> list[Problem]:
        """Check the site as it will be; gives what forbids to publish it."""
        from briefs import check, history

        staged = {made.path for some, _ in results for made in some if made.staged}
        found = check.run(check.Built(
            self.root, self.target.out, check.files_to_be(self.target, staged, ready.settled.blueprint.outputs.keys()),
            ready.setting.config, ready.settled, ready.readings, self.options.drafts, self.workers, self._counter("checking"),
            digests=lambda: history.digests_of(ready.records, results), memory=memory, stamp=stamp,
        ))  # fmt: skip
        self.advice = tuple(each for each in found if each.severity == "warning")
        return [each for each in found if each.severity == "error"]

    def _publish(self, ready: "Ready", results: "Results") -> None:
        """Put the staged files in place."""
        report, wanted = self.report, ready.settled.blueprint.outputs.keys()
        report.written = sorted(made.path for some, _ in results for made in some if made.staged)
        report.removed = self.target.switch(report.written, wanted)
        report.kept, report.pages = len(wanted) - len(report.written), sum(path.endswith(".html") for path in wanted)

    def _gather(self, ready: "Ready", results: "Results", manifest: Manifest) -> Beside:
        """Begin to put together what many outputs asked, while the switch of their files goes on."""
        from briefs.history import parts_of

        self.cache.close()  # before the fork
        known = ready.settled, ready.records, results, manifest, ready.world, ready.readings.untouched
        return Beside(lambda: encode(parts_of(*known)), alone=len(self.report.rendered) < _MANY)

    def _remember(self, ready: "Ready", results: "Results", found: Found, manifest: Manifest, asked: Beside) -> None:
        """Keep what this build read and made."""
        from briefs import history

        settled, readings = ready.settled, ready.readings
        left = self.target.signatures(settled.blueprint.outputs)
        glance = Glance(
            stamp=found.stamp, time=self.began, seen=found.seen, left=pack(left),
            listed=self.target.signature(OWN_LIST), discovered=found.problems, problems=tuple(settled.problems),
            strict=ready.setting.config.strict, outputs=len(left), pages=self.report.pages,
            holds=settled.blueprint.model.holds, timezone=self.report.timezone, checked=self.advice, commit=ready.setting.commit,
        )  # fmt: skip
        digests = ready.setting.digests
        settings = {path: Input(found.signatures[path], digest) for path, digest in digests.items()}
        outputs = history.records_of(settled, ready.records, results)
        parts: dict[str, object] = {**decode(asked.result(), type=dict[str, Raw])}
        parts["head"] = Head(self.began, readings.inputs | settings, outputs, ready.reading, ready.setting.commit)
        if ready.stale:
            parts["reasons"] = ready.stale
        manifest.save(glance, parts, others=settled.same)
        if not settled.same:
            readings.forget_unused(settled.blueprint.outputs.values())

    def _counter(self, stage: str) -> Callable[[int, int], None]:
        return lambda done, total: self.progress(stage, done, total)

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.report.timings[name] = time.perf_counter() - start


def _no_content() -> Problem:
    return error("no-content", "there is no folder content/ here", hint="name the folder that holds it with --root")


def _refused(problems: Sequence[Problem], *, strict: bool) -> bool:
    return has_errors(as_errors(problems) if strict else problems)
