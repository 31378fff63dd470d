"""What is settled before anything is rendered: settings and code at hand, then the drafts put together, or the last build's taken again."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
from msgspec.msgpack import decode, encode
from msgspec.structs import replace

from briefs import blueprint as blueprints
from briefs import commits, related
from briefs.blueprint import Blueprint
from briefs.config import PATH, Config, read_config
from briefs.contract import SILENT, Lines, read_list
from briefs.digest import digest_bytes
from briefs.extension import Extension, load_extension, own_outputs
from briefs.files import ADDRESSES
from briefs.gallery import with_pictures
from briefs.links import Links
from briefs.manifest import Head, Manifest
from briefs.model import Brief, Model
from briefs.output import collisions
from briefs.outputs import plan
from briefs.problems import Problem, error, has_errors, warning
from briefs.published import broken_promises, says_the_same
from briefs.reading import Readings
from briefs.redirects import with_redirects
from briefs.resolve import LACKS, resolve
from briefs.sources import Source, Unreadable, read_bytes
from briefs.theme import Theme, find_theme
from briefs.words import Words, read_words
from briefs.workers import Beside

_MANY = 2000
"""Briefs for which it takes another process's help to find what is about the same."""


class Setting(Struct, frozen=True):
    """What the content is read and shown with."""

    config: Config
    digest: str
    """Of the bytes of the settings."""
    words: Words
    extension: Extension
    theme: Theme
    problems: list[Problem]
    lines: Lines
    """What was published before."""
    lines_digest: str
    """Of the list of that; empty if there is none."""
    changes: Mapping[str, int] = {}
    """When briefs were last changed, by the history, in seconds since 1970; empty if that is not asked for."""
    commit: str = ""
    """Names the state of the history; empty if it is not asked for."""

    @property
    def digests(self) -> dict[str, str]:
        """Names the bytes of the settings, of the site's own words and of the list of addresses, by path."""
        listed = {ADDRESSES: self.lines_digest} if self.lines_digest else {}
        return {PATH: self.digest, **self.words.digests, **listed}


class Settled(Struct, frozen=True):
    """The site before it is rendered."""

    blueprint: Blueprint
    problems: list[Problem]
    """All but those of discovery."""
    same: bool
    """Whether it is the last build's: then only texts, templates and files may differ."""


def open_setting(
    root: Path, sources: Sequence[Source], discovered: Sequence[Problem], code: bytes
) -> Setting | list[Problem]:
    """Read the settings and the templates, and run the site's own code; or tell why the settings can't be read."""
    source = next((source for source in sources if source.kind == "config"), None)
    if source is None:
        if any(problem.path == PATH for problem in discovered):
            return []
        return [error("no-settings", f"{PATH} is missing", path=PATH, hint="write two lines, title: and url:")]
    try:
        data = read_bytes(root, source)
        texts = {each.path: read_bytes(root, each) for each in sources if each.kind == "words"}
        listed = next((read_bytes(root, each) for each in sources if each.kind == "addresses"), None)
    except Unreadable as bad:
        return [bad.problem]
    config, problems = read_config(data)
    words, found = read_words(texts)
    problems += found
    extension, found = load_extension(root, code)
    problems += found
    theme, found = find_theme(root)
    problems += found
    lines, found = read_list(listed or b"")
    problems += found
    if config is None:
        return problems
    lines_digest = "" if listed is None else digest_bytes(listed)
    commit, changes = "", {}
    if config.updated_from == "git":
        commit = commits.state(root)
        try:
            changes = commits.last_changes(root)
        except commits.Unknown as unknown:
            problems.append(
                warning(
                    "no-history",
                    f"git is to tell when briefs were changed, but {unknown}",
                    path=PATH,
                    line=1,
                    hint=unknown.hint,
                )
            )
    digest = digest_bytes(data)
    return Setting(config, digest, words, extension, theme, problems, lines, lines_digest, changes, commit)


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


def settle_again(
    setting: Setting,
    sources: Sequence[Source],
    readings: Readings,
    manifest: Manifest,
    last: Head,
    told: Sequence[Problem],
    now: float,
) -> Settled | None:
    """Give what the last build settled, if the drafts and all else that it was made from are as they were; None if not. `told` is what it said of them.

    A draft says nothing of where things stand in its text, so that a line more in a text changes no draft. But problems do say it:
    where a changed file has one, now or then, everything is judged anew.
    So it is when a brief has come due, or is no longer, at `now`.
    """
    if (
        last.commit != setting.commit
        or has_errors(setting.problems)
        or readings.problems
        or not _same_inputs(setting, sources, readings, last)
    ):
        return None
    troubled = {problem.path for problem in told if problem.code != SILENT}
    if any(path in troubled for path in readings.changed):
        return None
    kept = manifest.load("blueprint", blueprints.Kept)
    blueprint = blueprints.load(kept) if kept else None
    if blueprint is None or blueprint.model.statics != tuple(sorted(setting.theme.statics)):
        return None
    if not blueprint.model.holds.last_at(now):
        return None
    if not says_the_same(setting.lines, blueprint.model, readings.changed, readings.words, told):
        return None
    return Settled(blueprint, list(told), same=True)


def _same_inputs(setting: Setting, sources: Sequence[Source], readings: Readings, last: Head) -> bool:
    known, settings = last.inputs, setting.digests
    if any(path not in known or known[path].digest != digest for path, digest in settings.items()):
        return False
    inputs = readings.inputs
    if not len(inputs) + len(settings) == len(known) == len(sources):
        return False
    doubtful = inputs.keys() - readings.untouched
    return all(path in known and known[path].head == inputs[path].head for path in doubtful)
