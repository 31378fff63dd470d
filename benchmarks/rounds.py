"""Runs the programs, in rounds, and keeps a record of every build."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.programs import FLOOR, OURS, YARDSTICK, Program, Trouble
from benchmarks.situations import EDITS, Output, edit, edited_file, is_shown, middle, plan_floor

SUMMARY = re.compile(
    r"^(\d+) pages? in [\d.]+ s: (\d+) rendered, (?:(\d+) written, (\d+) removed|nothing had changed)\.", re.MULTILINE
)
STAGES = re.compile(r"^seconds: (.*)$", re.MULTILINE)

Record = dict[str, Any]
"""One build: round, situation, program, and what was measured."""


@dataclass(frozen=True)
class Limits:
    cap: float
    """Seconds after which a build is stopped, and its program left out of what follows."""
    slow: float
    """Seconds of a build after which a peer gets no further round."""
    settle: float
    """Seconds without a change before each situation."""


@dataclass
class Bench:
    """The programs' sites of one size."""

    peers: ModuleType
    programs: list[Program]
    size: int
    corpus: Path
    limits: Limits
    stages: bool = False
    records: list[Record] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    """Why a program is no longer run."""
    outputs: dict[str, Output] = field(default_factory=dict)
    written: dict[str, int] = field(default_factory=dict)
    """What this program wrote last, for the floor to write as well."""
    stem: str = ""
    """The brief to be edited."""

    def prepare(self) -> None:
        self.stem = middle(self.corpus)
        for program in self.programs:
            if program.name not in self.left_out:
                self.peers.prepare(program.name, program.row, self.corpus, program.site, program.tools)
                self.outputs[program.name] = Output()

    def run(self, situations: Iterable[str], number: int, *, record: bool = True) -> None:
        """All programs in one situation after another, so that those that are compared stand close in time."""
        for situation in situations:
            time.sleep(self.limits.settle)
            for program in self.programs:
                if program.name in self.left_out or (number and self._is_slow(program)):
                    continue
                try:
                    made = self.build(program, situation, number)
                except Trouble as trouble:
                    if program.name in (OURS, FLOOR):
                        raise
                    self.leave_out(program, str(trouble))
                    continue
                if record:
                    self.records.append(made)
                    tell(f"round {number} {situation} {program.name}: {made['wall']:.2f} s, {made['touched']} files")
                if made["capped"]:
                    self.leave_out(program, f"over {self.limits.cap:g} s ({situation})")

    def leave_out(self, program: Program, why: str) -> None:
        """Not to be run again at this size or a larger one. The floor does what this program did, so goes with it."""
        tell(f"LEFT OUT: {program.name}: {why}")
        self.left_out[program.name] = f"{why} at {self.size:,} briefs"
        shutil.rmtree(program.site)
        if program.name == OURS:
            self.left_out[FLOOR] = "there is nothing to compare it with"

    def _is_slow(self, program: Program) -> bool:
        mine = [record["wall"] for record in self.records if record["program"] == program.name]
        return program.name not in (OURS, FLOOR, YARDSTICK) and bool(mine) and max(mine) > self.limits.slow

    def build(self, program: Program, situation: str, number: int) -> Record:
        """Bring the site into the situation, build, and look what came of it."""
        path, wanted = None, ""
        if situation == "cold":
            program.remove_output()
            self.outputs[program.name].look(program.out)
        if situation in EDITS:
            owner = next(other for other in self.programs if other.name == OURS) if program.name == FLOOR else program
            path = edited_file(self.peers, owner, situation, self.stem)
            if program.name != FLOOR:
                wanted = edit(path, situation, number)
        if program.name == FLOOR:
            ours = next(other for other in self.programs if other.name == OURS)
            plan_floor(program, ours, situation, path, self.written)
        command = program.command(situation, str(path.relative_to(program.site)) if wanted and path else "")
        if self.stages and program.name == OURS:
            command.append("--verbose")
        record = launch(command, program.site, self.limits.cap)
        log = (program.site / "log.txt").read_text("utf-8", "replace")
        if record["exit"] and not record["capped"]:
            tell(f"{program.name} said:\n{log[-3000:]}")
            raise Trouble(f"{program.name} failed with exit status {record['exit']} ({situation})")
        change = self.outputs[program.name].look(program.out)
        record.update(
            round=number, situation=situation, program=program.name, files=change.files, bytes=change.bytes,
            touched=len(change.touched), changed=change.changed, removed=change.removed,
        )  # fmt: skip
        if program.name == FLOOR:
            shutil.rmtree(program.out, ignore_errors=True)  # at 100,000 briefs, gigabytes
            self.outputs[program.name] = Output()
        if program.name == OURS and not record["capped"]:
            self.written = change.touched
            record.update(read_summary(log))
        if wanted and not record["capped"]:
            record["shown"] = is_shown(program, self.stem, wanted)
            if not record["shown"]:
                tell(f"NOT SHOWN: {program.name}'s page lacks what was edited ({situation})")
                if program.name == OURS:
                    raise Trouble(f"the page lacks {wanted!r}")
        return record


def tell(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def launch(command: list[str], site: Path, cap: float) -> Record:
    """Run and measure a build; the environment says nothing of languages, colours or counters on the net."""
    starter = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py")), str(site / "log.txt"), str(cap)]
    env = dict(os.environ, LC_ALL="C.UTF-8", ASTRO_TELEMETRY_DISABLED="1", NO_COLOR="1")
    # Who forbids Python to keep its byte code has this program compiled anew at each build: that is no part of its work.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    with subprocess.Popen([*starter, *command], cwd=site, env=env, stdout=subprocess.PIPE) as process:
        try:
            printed, _ = process.communicate()
        except BaseException:
            process.terminate()  # it stops the build before it goes
            raise
    if process.returncode:
        raise Trouble(f"{command[0]} could not be started")
    measured: Record = json.loads(printed)
    return measured


def read_summary(log: str) -> Record:
    """What this program says that it did."""
    said = SUMMARY.search(log)
    if not said:
        raise Trouble(f"no summary line in what {OURS} printed:\n{log[-3000:]}")
    found: Record = {"pages": int(said[1]), "rendered": int(said[2]), "written": int(said[3] or 0)}
    if stages := STAGES.search(log):
        pairs = (stage.rpartition(" ") for stage in stages[1].split(", "))
        found["stages"] = {name: float(seconds) for name, _, seconds in pairs}
    return found


def warm_up(bench: Bench) -> None:
    """Build a site once with each program: compiled code lies ready then, and one that can't run is found early."""
    bench.prepare()
    bench.run(["cold"], 0, record=False)
    for program in bench.programs:
        shutil.rmtree(program.site, ignore_errors=True)


def measure(bench: Bench, situations: list[str], rounds: int, save: Callable[[], None]) -> None:
    """All rounds of one size."""
    bench.prepare()
    if "cold" not in situations:
        bench.run(["cold"], 0, record=False)
    for number in range(rounds):
        bench.run(situations, number)
        save()
