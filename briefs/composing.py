"""The drafts put together: model, outputs, and where links lead. Not loaded where the last build's can be taken again."""

import math
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType

from msgspec.msgpack import decode, encode
from msgspec.structs import replace

from briefs import commits, related
from briefs.blueprint import Blueprint
from briefs.extension import own_outputs
from briefs.gallery import with_pictures
from briefs.links import Links
from briefs.model import Brief, Model
from briefs.output import collisions
from briefs.planning import plan
from briefs.problems import Problem, has_errors
from briefs.published import broken_promises
from briefs.reading import Readings
from briefs.redirects import with_redirects
from briefs.resolve import LACKS, resolve
from briefs.settling import Setting, Settled
from briefs.sources import Source
from briefs.workers import Beside

_MANY = 2000
"""Briefs for which it takes another process's help to find what is about the same."""


def settle(
    root: Path, setting: Setting, sources: Sequence[Source], readings: Readings, discovered: Sequence[Problem],
    with_drafts: bool, now: float,
) -> Settled:  # fmt: skip
    """Put the drafts together, plan the outputs, and find where links lead.

    What will be wrong when held briefs come due is told at once: nobody may be there to read it then.
    """

    def at(moment: float) -> tuple[Blueprint, list[Problem]]:
        return _put_together(root, setting, sources, readings, discovered, with_drafts, moment)

    blueprint, problems = at(now)
    if blueprint.model.holds.next is not None and not with_drafts:
        problems += at(math.inf)[1]
    problems = [*setting.problems, *readings.problems, *dict.fromkeys(problems)]
    return Settled(blueprint, problems, same=False)


def _put_together(
    root: Path, setting: Setting, sources: Sequence[Source], readings: Readings, discovered: Sequence[Problem],
    with_drafts: bool, now: float,
) -> tuple[Blueprint, list[Problem]]:  # fmt: skip
    config = setting.config
    drafts = readings.drafts()
    if setting.changes:
        drafts = commits.with_changes(drafts, setting.changes, config.timezone)
    assets = [source.inner for source in sources if source.kind == "asset" and source.path in readings.inputs]
    model, found = resolve(
        drafts, config, assets=assets, statics=setting.theme.statics.keys(), now=now, with_drafts=with_drafts
    )
    model = with_pictures(model, readings.pictures())
    model, problems = with_redirects(model, drafts, config.url)
    # What a faulty file seems to lack may stand in a line that could not be read.
    known = (*discovered, *setting.problems, *readings.problems, *problems)
    faulty = {problem.path for problem in known if problem.severity == "error"}
    problems += [each for each in found if not (each.code in LACKS and each.path in faulty)]
    briefs = list(model.briefs.values())
    # None of what comes next asks for what is related, but for the site's own code, which may.
    alone = readings.workers == 1 or len(briefs) < _MANY or setting.extension.outputs is not None
    if not alone:
        readings.store.close()  # before the fork
    with Beside(lambda: encode(related.nearest(briefs, model.lists)), alone=alone) as beside:
        if alone:
            model = _with_related(model, briefs, beside)
        own, found = own_outputs(setting.extension, model, config, root)
        problems += found
        outputs = [*plan(model, config), *own]
        problems += collisions(outputs)
        links = Links(model, config, [output.address for output in outputs], readings.body)
        problems += links.problems
        problems += setting.words.missing(_languages(model))
        if not has_errors(setting.problems):
            paths = {output.path for output in outputs}
            problems += broken_promises(setting.lines, model, readings.words, paths, faulty)
        if not alone:
            model = _with_related(model, briefs, beside)
    return Blueprint(model, links.fills, links.menu, {output.path: output for output in outputs}), problems


def _with_related(model: Model, briefs: Sequence[Brief], beside: Beside) -> Model:
    numbers = decode(beside.result(), type=dict[int, list[int]])
    return replace(model, related=MappingProxyType(related.named(briefs, numbers)))


def _languages(model: Model) -> set[str]:
    briefs = (brief.card.lang for brief in model.briefs.values())
    return {model.site.language, *briefs, *(page.lang for page in model.pages.values())}
