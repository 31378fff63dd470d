"""The render stage: the outputs that are not current are made, in parallel, and wait in the stage where they differ."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from briefs.digest import digest_bytes
from briefs.extension import explain
from briefs.manifest import Record, decode_reads, encode_reads
from briefs.output import Output
from briefs.problems import Problem, error
from briefs.publish import Target
from briefs.questions import World
from briefs.templates import Templates
from briefs.view import Refused, View
from briefs.workers import in_order


class Made(Struct, frozen=True):
    """What became of an output."""

    path: str
    digest: str = ""
    staged: bool = False
    """Whether its bytes differ from the published ones, and wait in the stage."""
    reads: bytes = b""
    """Encoded: they are many, and most travel from the last manifest, or from a worker, to the next one unread."""
    problem: Problem | None = None


def is_current(output: Output, record: Record | None, reads: bytes | None, world: World) -> bool:
    """Tell whether an output would come out as it did last time: same recipe, same answers."""
    if record is None or reads is None or record.recipe != output.recipe_digest:
        return False
    return all(world.digest(question) == digest for question, digest in decode_reads(reads))


def make_all(
    outputs: Sequence[Output], world: World, templates: Templates, target: Target, root: Path, *,
    records: Mapping[str, Record], workers: int, told: Callable[[int, int], None],
) -> list[Made]:  # fmt: skip
    """Make outputs; those whose bytes differ from the published file's wait in the target's stage."""

    def make(output: Output) -> Made:
        view = View(world, templates, output.path)
        try:
            made: object = output.recipe(view, *output.args)
        except Refused as refused:
            own = explain(refused.__cause__, root) if refused.__cause__ else None
            return Made(output.path, problem=own or refused.problem)
        except Exception as bad:
            problem = explain(bad, root)
            if problem is None:
                raise
            return Made(output.path, problem=problem)
        if not isinstance(made, str | bytes):
            message = f"the recipe of {output.path} gave neither text nor bytes"
            line = output.recipe.__code__.co_firstlineno
            return Made(output.path, problem=error("extend", message, path=output.source, line=line))
        data = made.encode(errors="replace") if isinstance(made, str) else made
        digest = digest_bytes(data)
        staged = not target.is_intact(output.path, records.get(output.path), digest)
        if staged:
            target.put(output.path, data)
        return Made(output.path, digest, staged, encode_reads(tuple(view.reads.items())))

    made = []
    for done, each in enumerate(in_order(make, outputs, workers=workers), 1):
        told(done, len(outputs))
        made.append(each)
    return made
