"""The render stage: outputs are made, in parallel, and wait in the stage where they differ from what is published."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from briefs.asked import Batch, Gathering
from briefs.asking import Refused
from briefs.digest import digest_bytes
from briefs.extension import Extension, explain
from briefs.manifest import Record
from briefs.output import Output
from briefs.problems import Problem, error
from briefs.publish import Target
from briefs.questions import Question, World
from briefs.templates import Kept, Templates
from briefs.theme import Theme
from briefs.view import View
from briefs.workers import SMALL, Beside, in_batches


class Made(Struct, frozen=True, array_like=True):
    """What became of an output."""

    path: str
    digest: str = ""
    staged: bool = False
    """Whether its bytes differ from the published ones, and wait in the stage."""
    asked: str = ""
    """Digest of its questions, whatever the answers."""
    problem: Problem | None = None


class _Result(Struct, frozen=True, array_like=True):
    made: list[Made]
    batch: Batch
    """What those without a problem asked, in order."""


def run(output: Output, view: View, root: Path) -> bytes | Problem:
    """Run a recipe: gives the bytes of its file, or what is to be mended first. `root` is the site's, whose own code may be at fault."""
    try:
        made: object = output.recipe(view, *output.args)
    except Refused as refused:
        own = explain(refused.__cause__, root) if refused.__cause__ else None
        return own or refused.problem
    except (Exception, SystemExit) as bad:  # the site's own code may end itself, but not the program
        problem = explain(bad, root)
        if problem is None:
            raise
        return problem
    if isinstance(made, str):
        return made.encode(errors="replace")
    if isinstance(made, bytes):
        return made
    message = f"the recipe of {output.path} gave neither text nor bytes"
    return error("extend", message, path=output.source, line=output.recipe.__code__.co_firstlineno)


def unnameable(output: Output, bad: Exception) -> Problem:
    """Say that something was asked for by what has no name: `bad` is the TypeError, ValueError or OverflowError."""
    message = f"{output.path} asks for something by what is neither text nor a number of usual size: {bad}"
    return error("template", message, path=output.source)


class Own(Protocol):
    """What a site brings along for its templates: `settling.Setting`, which stands above this file."""

    @property
    def theme(self) -> Theme:
        """The templates."""

    @property
    def extension(self) -> Extension:
        """The filters of the site's own code, among other things."""


@contextmanager
def compiling(setting: Own, kept: Kept, stamp: str, *, alone: bool) -> Iterator[None]:
    """Let templates be compiled in another process meanwhile, and kept: a first build of a large site needs all of them.

    `alone` asks for nothing of the kind.
    """
    if alone:
        yield
        return
    templates = Templates(setting.theme, setting.extension.filters, kept, stamp)
    kept.close()  # before the fork

    def work() -> bytes:
        templates.compile_all()
        return b""

    with Beside(work) as beside:
        yield
        beside.result()


class Renderer:
    """Makes outputs."""

    def __init__(
        self, world: World, templates: Templates, target: Target, root: Path, records: Mapping[str, Record]
    ) -> None:
        """`records` tell of the published files as they were left."""
        self._world = world
        self._templates = templates
        self._target = target
        self._root = root
        self._records = records
        self._encoded: dict[Question, bytes] = {}

    def make_all(
        self, outputs: Sequence[Output], *, workers: int, told: Callable[[int, int], None]
    ) -> Iterator[tuple[list[Made], Batch]]:
        """Make outputs; those whose bytes differ from the published file's wait in the target's stage."""
        decode = msgspec.msgpack.Decoder(_Result).decode
        if workers > 1 and len(outputs) >= SMALL:
            self._templates.compile_all()
        for encoded in in_batches(self._make_some, outputs, workers=workers, told=told):
            result = decode(encoded)
            yield result.made, result.batch

    def _make_some(self, outputs: Sequence[Output]) -> bytes:
        gathering = Gathering(self._encoded, self._world.digest)
        made = [self._make(output, gathering) for output in outputs]
        return msgspec.msgpack.encode(_Result(made, gathering.batch))

    def _make(self, output: Output, gathering: Gathering) -> Made:
        view = View(self._world, self._templates, output.path)
        data = run(output, view, self._root)
        if isinstance(data, Problem):
            return Made(output.path, problem=data)
        try:
            asked = gathering.add(view.reads)
        except (TypeError, ValueError, OverflowError) as bad:
            return Made(output.path, problem=unnameable(output, bad))
        digest = digest_bytes(data)
        staged = not self._target.is_intact(output.path, self._records.get(output.path), digest)
        if staged:
            self._target.put(output.path, data)
        return Made(output.path, digest, staged, asked)
