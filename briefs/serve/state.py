"""What is known of the site at one moment, and what of it a change leaves as it is."""

from collections.abc import Mapping

from msgspec import Struct

from briefs.contract import SILENT
from briefs.drafting import Reader
from briefs.model import Card
from briefs.output import Output
from briefs.problems import Problem
from briefs.published import tells_the_same
from briefs.questions import World
from briefs.reading import Readings
from briefs.settling import Setting, Settled
from briefs.signatures import Signature
from briefs.sources import Source
from briefs.templates import Templates


class Seen(Struct, frozen=True):
    """What a look saw on the disk."""

    stamp: str
    """Of the code at work."""
    code: bytes
    """The site's own."""
    signatures: Mapping[str, Signature]
    """Of sources, templates and the site's own code, by path."""
    sources: Mapping[str, Source]
    """By path, in its order."""
    discovered: tuple[Problem, ...]


class State(Struct, frozen=True, eq=False):
    """The site at one moment. Pages can be made from it while the next one is being prepared."""

    number: int
    """Grows with each change that a page may show."""
    seen: Seen
    setting: Setting
    reader: Reader
    readings: Readings
    settled: Settled
    world: World
    templates: Templates
    refused: tuple[Problem, ...]
    """Why the settings, templates or code on the disk are not in force: these are those of before."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All that there is to say before a page is made, in order."""
        return tuple(sorted({*self.seen.discovered, *self.refused, *self.settled.problems}))

    @property
    def outputs(self) -> Mapping[str, Output]:
        """All files of the site, by path."""
        return self.settled.blueprint.outputs

    def source(self, path: str) -> str:
        """Name the text whose page a file is; empty if it has none."""
        return self.outputs[path].content_file if path in self.outputs else ""

    def card(self, path: str) -> Card | None:
        """Give the brief whose page a file is."""
        brief = self.world.model.briefs.get(self.source(path))
        return brief.card if brief else None


def settles_the_same(last: State, setting: Setting, readings: Readings, new: Seen, changed: set[str]) -> bool:
    """Tell whether the drafts and all else that the site is put together from are as they were.

    Problems tell places in texts: where a changed file has one, now or then, everything is judged anew.
    """
    before, inputs = last.readings.inputs, readings.inputs
    if setting is not last.setting and (
        setting.config != last.setting.config
        or setting.words.digests != last.setting.words.digests
        or setting.extension is not last.setting.extension
        or setting.problems != last.setting.problems
        or (setting.lines, setting.commit) != (last.setting.lines, last.setting.commit)
        or setting.theme.statics.keys() != last.setting.theme.statics.keys()
    ):
        return False
    if new.discovered != last.seen.discovered:
        return False
    for path in changed:
        if (path in new.sources) != (path in last.seen.sources) or (path in inputs) != (path in before):
            return False
        if _head(readings, path) != _head(last.readings, path):
            return False
    told = last.settled.problems
    if not tells_the_same(setting.lines, last.settled.blueprint.model, changed, readings.words, told):
        return False
    return not any(each.path in changed for each in (*told, *readings.problems) if each.code != SILENT)


def _head(readings: Readings, path: str) -> str:
    return readings.inputs[path].head if path in readings.inputs else ""


def says_the_same(before: Readings, now: Readings, path: str) -> bool:
    """Tell whether a source has the same bytes and texts, whatever its stat."""
    one, other = before.inputs.get(path), now.inputs.get(path)
    return one == other or bool(one and other and (one.digest, one.bodies) == (other.digest, other.bodies))
