"""What the last build left, against what is wanted now: which outputs are not current, and why; and what this build leaves."""

from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec import Raw

from briefs import blueprint as blueprints
from briefs.asked import Asked, Batch, Inside, Outside, askers_inside, askers_outside, refresh
from briefs.encoded import Encoded
from briefs.manifest import Manifest, Record
from briefs.output import Output
from briefs.publish import Target
from briefs.question_words import in_words as question_in_words
from briefs.questions import Question, World
from briefs.rendering import Made
from briefs.settling import Settled

Reasons = tuple[str, ...]
"""Questions whose answers changed, the first few in words; or one of the words below."""

NEW, RECIPE, DAMAGED, UNKNOWN = "new", "recipe", "damaged", "unknown"
"""There was no such output; it is made otherwise; its file is not as it was left; nothing is known of what it asked."""

_SHOWN = 8
"""So many questions of an output are named: a changed title may stand behind hundreds."""


def stale_outputs(
    settled: Settled, records: Mapping[str, Record], target: Target, manifest: Manifest, world: World, untouched: Set[str]
) -> dict[str, Reasons]:  # fmt: skip
    """Find the outputs that have to be made, in their order.

    `records` and the manifest tell of the last build, `untouched` are the sources that are as they were then.
    """
    outputs, same, changed = settled.blueprint.outputs, settled.same, target.changed()
    found: dict[str, Reasons] = {}
    for path in outputs:
        if path not in records:
            found[path] = (NEW,)
        elif not same and records[path].recipe != outputs[path].recipe_digest:
            found[path] = (RECIPE,)
        elif path in changed and not target.is_intact(path, records[path], records[path].digest):
            found[path] = (DAMAGED,)
    if len(found) < len(outputs):
        found |= _by_answers(outputs, manifest, world, untouched, same=same, beside=found)
    return {path: found[path] for path in outputs if path in found}


def _by_answers(
    outputs: Mapping[str, Output], manifest: Manifest, world: World, untouched: Set[str], *,
    same: bool, beside: Mapping[str, Reasons],
) -> dict[str, Reasons]:  # fmt: skip
    outside: Outside | None = manifest.load("outside", Outside)
    inside: Inside | None = None if same else manifest.load("inside", Inside)
    if outside is None or (inside is None and not same):
        return {path: (UNKNOWN,) for path in outputs if path not in beside}
    changed = askers_outside(outside, world.digest, untouched)
    if inside is not None:
        for path, questions in askers_inside(inside, world.digest).items():
            changed.setdefault(path, []).extend(questions)
    found = {path: _first(in_words(changed[path])) for path in changed if path in outputs and path not in beside}
    # Each output asked something; one of which nothing is kept can't be judged.
    return found | dict.fromkeys(outputs.keys() - set(outside.paths) - beside.keys(), (UNKNOWN,))


def in_words(questions: Iterable[Question]) -> Reasons:
    """Put questions into words."""
    return tuple(sorted({question_in_words(question) for question in questions}))


def _first(words: Reasons) -> Reasons:
    more = len(words) - _SHOWN
    return (*words[:_SHOWN], f"and {more} more") if more > 0 else words


Results = Sequence[tuple[Sequence[Made], Batch]]
"""What was made, and what it asked."""


def records_of(settled: Settled, records: Encoded[str, Record], results: Results) -> dict[str, Raw]:
    """Tell of every output how it was made, from what was made and from what the last build left; encoded."""
    outputs, kept = settled.blueprint.outputs, records.encoded
    result = {path: kept[path] for path in outputs if path in kept}
    for new in (each for some, _ in results for each in some):
        last = records.get(new.path)
        recipe = last.recipe if settled.same and last else outputs[new.path].recipe_digest
        result[new.path] = Record(new.digest, recipe, new.asked).encode()
    return result


def digests_of(records: Mapping[str, Record], results: Results) -> dict[str, str]:
    """Name the bytes of what was made now, and of what an earlier build left."""
    made = {each.path: each.digest for some, _ in results for each in some}
    return {path: record.digest for path, record in records.items()} | made


def parts_of(
    settled: Settled, last: Mapping[str, Record], results: Results, manifest: Manifest, world: World,
    untouched: Set[str],
) -> dict[str, object]:  # fmt: skip
    """Tell what the outputs asked, and what was settled, in parts for the manifest; those that need not be kept anew are left out."""
    made = {each.path: each for some, _ in results for each in some}
    outside: Outside | None = manifest.load("outside", Outside)
    if settled.same and outside and all(path in last and last[path].asked == made[path].asked for path in made):
        return {"outside": refresh(outside, world.digest, untouched)} if made else {}
    asked = Asked()
    for some, batch in results:
        asked.take(batch, [each.path for each in some])
    others = [path for path in settled.blueprint.outputs if path not in made]
    if others and outside:
        asked.keep(manifest.load("inside", Inside) or Inside(), outside, others)
    parts: dict[str, object] = dict(zip(("inside", "outside"), asked.parts(), strict=True))
    kept = None if settled.same else blueprints.keep(settled.blueprint)
    return parts if kept is None else {**parts, "blueprint": kept}
