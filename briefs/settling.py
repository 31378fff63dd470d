"""What is settled before anything is rendered: the settings and code at hand, and, where no draft has changed, all that the last build settled."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from briefs import blueprint as blueprints
from briefs import commits
from briefs.blueprint import Blueprint
from briefs.config import PATH, Config, read_config
from briefs.contract import SILENT, Lines, read_list
from briefs.digest import digest_bytes
from briefs.extension import Extension, load_extension
from briefs.files import ADDRESSES
from briefs.manifest import Head, Manifest
from briefs.problems import Problem, error, has_errors, warning
from briefs.published import tells_the_same
from briefs.reading import Readings
from briefs.sources import Source, Unreadable, read_bytes
from briefs.theme import Theme, find_theme
from briefs.words import Words, read_words


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


def settle_again(
    setting: Setting,
    sources: Sequence[Source],
    readings: Readings,
    manifest: Manifest,
    last: Head,
    now: float,
) -> Settled | None:
    """Give what the last build settled, if the drafts and all else that it was made from are as they were; None if not.

    A draft says nothing of where things stand in its text, so that a line more in a text changes no draft. But problems do say it:
    where a changed file has one, now or then, everything is judged anew.
    So it is when a brief has come due, or is no longer, at `now`.
    """
    told = manifest.glance.problems if manifest.glance else ()
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
    if not tells_the_same(setting.lines, blueprint.model, readings.changed, readings.words, told):
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
