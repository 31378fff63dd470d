"""Whatever is edited, a build with a past makes and tells what one without a past does.

`PYTHONPATH=. python tests/test_random_edits.py NUMBER…` does the edits that a failed test names, and says after which one what is wrong.
"""

import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from comparing import GRAIN, compile_templates_once, run, shrink
from editing import (
    SELDOM,
    USUAL,
    Edit,
    add_link,
    change_asset,
    change_menu,
    change_piece,
    change_position,
    change_template,
    change_words,
    damage_output,
    edit_end_of_body,
    hold_brief,
    insert_lines_above_links,
    move_brief,
    move_now,
    note_addresses,
    rename_brief,
    restore_time,
    turn_heading,
)

from briefs import composing, history, manifest, pipeline, settling, signatures, sources
from briefs.drafting import Reader
from briefs.holds import Holds
from briefs.publish import Target
from briefs.questions import World
from briefs.reading import Readings
from briefs.view import View


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_templates_once(monkeypatch)


def edits(seed: int, steps: int) -> list[int]:
    chance = random.Random(seed)
    return [chance.randrange(10**6) for _ in range(steps)]


def check(place: Path, numbers: list[int], *, every: int) -> Counter[str]:
    count: Counter[str] = Counter()
    if run(place, numbers, every=every, count=count):
        kept, wrong = shrink(place, numbers)
        pytest.fail(f"{wrong}\n    PYTHONPATH=. python tests/test_random_edits.py {' '.join(map(str, kept))}")
    return count


@pytest.mark.parametrize("seed", range(3))
def test_incremental_equals_clean_whatever_is_edited(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed:  # in the first run, all that is younger than two seconds is looked at again
        monkeypatch.setattr(signatures, "RACY", GRAIN)
    if seed == 2:  # as on a large site
        monkeypatch.setattr(pipeline, "_MANY", 0)
        monkeypatch.setattr(composing, "_MANY", 0)

    count = check(tmp_path, edits(seed, 80), every=2)

    assert count["published"] > 40
    assert count["compared"] > 20


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 110))
def test_incremental_equals_clean_over_thousands_of_edits(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 4:
        monkeypatch.setattr(signatures, "RACY", GRAIN)
    if seed % 3 == 0:
        monkeypatch.setattr(pipeline, "_MANY", 0)
        monkeypatch.setattr(composing, "_MANY", 0)

    count = check(tmp_path, edits(seed, 1000), every=10)

    assert count["published"] > 400
    assert {name.__name__ for name in (*USUAL, *SELDOM)} <= count.keys()


# A build that cuts corners is found out


def trust_size_and_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(manifest, "is_racy", lambda signature, time: False)
    patch.setattr(sources, "signature", lambda status: (status.st_size, status.st_mtime_ns, 0, 0))


def ask_the_model_nothing_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(history, "askers_inside", lambda inside, now: {})


def ask_fewer_questions(*kinds: str) -> Callable[[pytest.MonkeyPatch], None]:
    def note(self: View, question: tuple[Any, ...]) -> None:
        if question[0] not in kinds:
            self.reads[question] = None

    def ask(self: View, *question: Any) -> Any:
        note(self, question)
        return self._world.answer(question)

    def cut(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(View, "note", note)
        patch.setattr(View, "_ask", ask)

    return cut


def keep_the_model_whatever_changed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(settling, "_same_inputs", lambda setting, sources, readings, last: True)


def keep_the_model_though_drafts_changed(patch: pytest.MonkeyPatch) -> None:
    def same_paths(setting: Any, sources: Any, readings: Readings, last: manifest.Head) -> bool:
        known = {path for path in last.inputs if path.startswith("content/")}
        same = all(path in known and last.inputs[path].digest == digest for path, digest in setting.digests.items())
        return same and {*readings.inputs, *setting.digests} == known

    patch.setattr(settling, "_same_inputs", same_paths)


def keep_the_problems_of_changed_files(patch: pytest.MonkeyPatch) -> None:
    take = Readings._take_one

    def take_and_tell_nobody(self: Readings, source: Any, read: Any) -> None:
        take(self, source, read)
        self.changed.clear()

    patch.setattr(Readings, "_take_one", take_and_tell_nobody)


def believe_that_outputs_are_as_they_were(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Target, "is_intact", lambda self, path, record, digest: bool(record and record.digest == digest))


def remove_nothing(patch: pytest.MonkeyPatch) -> None:
    switch = Target.switch
    patch.setattr(Target, "switch", lambda self, staged, wanted: switch(self, staged, {*wanted, *self.owned()}))


def judge_no_edited_words(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(settling, "tells_the_same", lambda *given: True)


def keep_readings_by_path(patch: pytest.MonkeyPatch) -> None:
    read = Reader.key
    patch.setattr(Reader, "key", lambda self, kind, path, digest: read(self, kind, path, ""))


def overlook_templates(patch: pytest.MonkeyPatch) -> None:
    digest = World._digest_outside
    patch.setattr(
        World, "_digest_outside", lambda self, name, of: "x" if name == "template" else digest(self, name, of)
    )


Cut = Callable[[pytest.MonkeyPatch], None]


def overlook_the_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Holds, "last_at", lambda self, now: True)


NAIVE: dict[str, tuple[Cut, tuple[Edit, ...]]] = {
    "trusts size and time": (trust_size_and_time, (edit_end_of_body, restore_time)),
    "asks the model nothing again": (ask_the_model_nothing_again, ()),
    "keeps the model whatever changed": (keep_the_model_whatever_changed, ()),
    "keeps the model though drafts changed": (keep_the_model_though_drafts_changed, ()),
    "keeps the problems of changed files": (keep_the_problems_of_changed_files, (add_link, insert_lines_above_links)),
    "does not judge edited words": (judge_no_edited_words, (note_addresses, edit_end_of_body)),
    "keeps readings by path": (keep_readings_by_path, ()),
    "believes that outputs are as they were": (
        believe_that_outputs_are_as_they_were,
        (edit_end_of_body, damage_output),
    ),
    "removes nothing": (remove_nothing, ()),
    "overlooks templates": (overlook_templates, (change_template, change_piece)),
    "overlooks the time": (overlook_the_time, (hold_brief, move_now)),
    "does not note cards": (ask_fewer_questions("card", "cards", "dated_cards"), ()),
    "does not note terms": (ask_fewer_questions("term"), (change_position,)),
    "does not note where links lead": (ask_fewer_questions("links"), (rename_brief, move_brief)),
    "does not note texts": (ask_fewer_questions("body"), (edit_end_of_body, turn_heading)),
    "does not note words": (ask_fewer_questions("words"), (change_words,)),
    "does not note the menu": (ask_fewer_questions("menu"), (change_menu,)),
    "does not note pictures": (ask_fewer_questions("asset"), (change_asset,)),
}
"""Ways to cut corners, with the edits that show it where they are few among all."""


@pytest.mark.parametrize(("cut", "only"), NAIVE.values(), ids=NAIVE)
def test_a_build_that_cuts_corners_is_found_out(
    tmp_path: Path, cut: Cut, only: tuple[Edit, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "RACY", GRAIN)
    cut(monkeypatch)
    assert run(tmp_path, edits(0, 60), only=only)


if __name__ == "__main__":
    with pytest.MonkeyPatch.context() as context, tempfile.TemporaryDirectory() as folder:
        compile_templates_once(context)
        context.setattr(signatures, "RACY", GRAIN)
        print(run(Path(folder), map(int, sys.argv[1:]), log=print) or "nothing is wrong")
