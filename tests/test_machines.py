"""The same site on every machine: whatever its settings, clock, paths, and the order in which it lists files."""

import hashlib
import itertools
import os
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from sitetext import brief

import briefs

PROGRAM = Path(briefs.__file__).parents[1]

CUSTOMS = """\
import os, random, time
from briefs import workers

workers.SMALL = 20
os.sched_getaffinity = lambda process: range(int(os.environ["PROCESSORS"]))
seed, days = int(os.environ["ORDER"]), int(os.environ["DAYS"])

if seed:
    scandir, listdir = os.scandir, os.listdir

    class Shuffled:
        def __init__(self, path="."):
            with scandir(path) as entries:
                self.entries = list(entries)
            random.Random(seed).shuffle(self.entries)
            self.rest = iter(self.entries)
        def __iter__(self): return self
        def __next__(self): return next(self.rest)
        def __enter__(self): return self
        def __exit__(self, *raised): pass
        def close(self): pass

    os.scandir = Shuffled
    os.listdir = lambda path=".": random.Random(seed).sample(found := listdir(path), len(found))

if days:
    now, now_ns = time.time, time.time_ns
    time.time = lambda: now() + days * 86400
    time.time_ns = lambda: now_ns() + days * 86400 * 10**9
"""
"""What Python runs before the program: another number of processors, order of files, and day."""


@dataclass(frozen=True)
class Machine:
    """What differs from machine to machine and from day to day."""

    hash_seed: str = "0"
    zone: str | None = None
    locale: str = "C.UTF-8"
    umask: int = 0o022
    order: int = 0
    processors: int = 1
    days: int = 0
    folder: str = "site folder"
    other_program: bool = False


def machines(number: int) -> list[Machine]:
    """Each hash seed with each zone and each locale, and the rest in turn."""
    seeds = itertools.product(
        ("1", "42", "777"), (None, "Pacific/Apia", "Asia/Tehran"), ("C", "fa_IR.UTF-8", "tr_TR.ISO-8859-9")
    )
    rest = itertools.cycle([
        (0o022, 0, 1, 0, "a"), (0o077, 1, 4, 400, "with space"), (0o000, 2, 4, -400, "it's \"here\""), (0o027, 3, 1, 0, "new\nline"),
        (0o022, 4, 4, 1, os.fsdecode(b"bytes \xff\xfe")),
    ])  # fmt: skip
    every = [Machine(*one, *other) for one, other in zip(seeds, rest, strict=False)]
    return random.Random(3).sample(every, number)


def files(count: int, faulty: bool = False) -> dict[str, str]:
    """A site with people, tags and languages, and with something to warn of in every tenth file."""
    found = {
        "content/site.yaml": "title: Machines\nurl: https://machines.example/\ntimezone: Asia/Tehran\nper_page: 7\nrequired: [title]\n",
        "content/authors/a.yaml": "name: Nadia Brook\npositions: [{role: Fellow, institute: Lanternfield, from: 2018}]\n",
        "content/tags.yaml": "water: {label: Water, aliases: [آب]}\n",
        "content/files/table.csv": "a,b\n",
        "templates/static/own.css": "p {}",
        "templates/footer.html": "<footer>{{ view.count() }} of us</footer>",
        "extend.py": "from briefs import Output\ndef one(view): return repr(sorted({*view.site.title}))\n"
        "def outputs(model, config): yield Output('own.txt', one)\n",
    }
    for n in range(count):
        keys = {
            "author": ["Nadia Brook", "[Odile Ferrymoor, a]", f"Person {n % 9}"][n % 3], "date": f"{2015 + n % 7}-0{1 + n % 9}-1{n % 10} 23:30",
            "tags": f"[{['Water', 'آب', 'Trade', 'İstanbul', 'Straße'][n % 5]}, Tag {n % 11}]", "lang": ["en", "fa", "de"][n % 3],
        }  # fmt: skip
        body = f"Text {n}, see [another](brief-{(n * 7) % count}.md).\n\n## Part\n\n" + "[Dead](nowhere.md)\n" * (
            n % 10 == 0
        )
        found[f"content/briefs/{n % 4}/brief-{n}.md"] = brief(f"Title {n % 13}", body, **keys)
    if faulty:
        found["content/briefs/faulty.md"] = "---\ntitle: x\ndate: 2018-02-30\nauthor: [a\n---\n"
        found["content/briefs/0/BRIEF-0.md"] = found["content/briefs/0/brief-0.md"]
    return found


def run(machine: Machine, place: Path, *arguments: str, limit: str = "unlimited") -> subprocess.CompletedProcess[bytes]:
    """Run the real command in the current folder of a machine."""
    program = PROGRAM
    if machine.other_program:
        program = place / "other program"
        for folder in ("briefs", "templates"):
            shutil.copytree(PROGRAM / folder, program / folder, dirs_exist_ok=True)
    customs = place / "customs"
    customs.mkdir(exist_ok=True)
    (customs / "sitecustomize.py").write_text(CUSTOMS, encoding="utf-8")
    environ = {
        "PATH": os.environ["PATH"], "PYTHONPATH": f"{customs}:{program}", "PYTHONHASHSEED": machine.hash_seed, "LC_ALL": machine.locale,
        "PROCESSORS": str(machine.processors), "ORDER": str(machine.order), "DAYS": str(machine.days), "PYTHONDONTWRITEBYTECODE": "1",
        **({"TZ": machine.zone} if machine.zone else {}), **({"PYTHONUTF8": "0", "SOURCE_DATE_EPOCH": "1700000000"} if machine.days else {}),
    }  # fmt: skip
    command = ["sh", "-c", f'ulimit -n {limit}; exec "$@"', "sh", sys.executable, "-m", "briefs", *arguments]
    if limit == "unlimited":
        command = command[4:]
    return subprocess.run(
        command,
        cwd=place / machine.folder,
        env=environ,
        umask=machine.umask,
        capture_output=True,
        timeout=120,
        check=False,
    )


def write(root: Path, sources: Mapping[str, str], order: int) -> None:
    """Make the files, in an order of the machine's own, as many file systems list them so."""
    shutil.rmtree(root, ignore_errors=True)
    for path in random.Random(order).sample(sorted(sources), len(sources)):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(sources[path], encoding="utf-8")


def fingerprint(folder: Path) -> str:
    """One hash over all paths, modes and bytes."""
    digest = hashlib.sha256()
    for path in sorted([folder, *folder.rglob("*")]):
        status = path.lstat()
        digest.update(f"{path.relative_to(folder)} {status.st_mode:o} {status.st_size}\n".encode())
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


def outcome(machine: Machine, place: Path, count: int) -> tuple[str, ...]:
    """What a machine makes and tells: refuses, publishes, and publishes again."""
    root = place / machine.folder
    write(root, files(count, faulty=True), machine.order)
    refused = run(machine, place, "-v")
    assert refused.returncode == 1, refused.stderr.decode()
    assert not (root / "site").exists()
    write(root, files(count), machine.order)
    built = run(machine, place, "-v")
    assert built.returncode == 0, built.stderr.decode()
    first = fingerprint(root / "site")
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in [root / "site", *(root / "site").rglob("*")]}
    assert modes == {(True, 0o755), (False, 0o644)}
    again = run(machine, place, "-v")
    assert again.returncode == 0, again.stderr.decode()
    assert b" 0 rendered, nothing had changed" in again.stdout
    assert fingerprint(root / "site") == first
    assert again.stderr == built.stderr
    wrote = re.findall(r"^wrote .*", built.stdout.decode(), re.MULTILINE)
    return first, refused.stderr.decode(), built.stderr.decode(), "\n".join(wrote)


def outcomes(place: Path, found: Sequence[Machine], count: int) -> set[tuple[str, ...]]:
    made = set()
    for number, machine in enumerate(found):
        folder = place / str(number)
        folder.mkdir()
        made.add(outcome(machine, folder, count))
        shutil.rmtree(folder)
    return made


def test_machines_differ_enough() -> None:
    assert len({*machines(24)}) == 24
    for few in (machines(24), machines(6)):
        assert {machine.processors for machine in few} == {1, 4}
        assert len({machine.hash_seed for machine in few}) == len({machine.zone for machine in few}) == 3
        assert len({machine.locale for machine in few}) == 3
        assert len({machine.order for machine in few}) >= 4


def test_six_machines_make_and_tell_the_same(tmp_path: Path) -> None:
    ((_, refused, told, wrote),) = outcomes(tmp_path, machines(6), 30)
    assert refused.count("error:") >= 2
    assert told.count("dead-link") >= 3
    assert wrote.count("wrote") > 100


@pytest.mark.soak
def test_24_machines_make_and_tell_the_same(tmp_path: Path) -> None:
    assert len(outcomes(tmp_path, machines(24), 220)) == 1


def test_another_checkout_of_the_program_makes_the_same(tmp_path: Path) -> None:
    assert len(outcomes(tmp_path, [Machine(), Machine(other_program=True)], 9)) == 1


CARELESS = {
    "order of a set": ("repr(sorted({*view.site.title}))", "repr({*view.site.title})"),
    "clock": ("repr(sorted({*view.site.title}))", "__import__('time').strftime('%Y-%m-%d %Z %z')"),
    "order of files": ("repr(sorted({*view.site.title}))", "repr(__import__('os').listdir('content/briefs/0'))"),
    "path": ("repr(sorted({*view.site.title}))", "__import__('os').getcwd()"),
}


@pytest.mark.parametrize(
    "what",
    ["order of a set", "path", *(pytest.param(name, marks=pytest.mark.soak) for name in ("clock", "order of files"))],
)
def test_what_differs_between_machines_is_seen(tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site whose own code looks where it must not comes out otherwise here and there."""
    sources = files(21)
    sources["extend.py"] = sources["extend.py"].replace(*CARELESS[what])
    monkeypatch.setitem(globals(), "files", lambda count, faulty=False: sources | ({"content/x.md": "x", "content/briefs/y.md": ""} if faulty else {}))  # fmt: skip
    assert len(outcomes(tmp_path, [Machine(), Machine("42", "Asia/Tehran", order=5, days=3, folder="other")], 21)) == 2


# Narrow and bare places

ODD_FOLDERS = {
    "all at once": os.fsdecode(b'it\'s "two" \n \t caf\xe9 $HOME %s'),
    "dash": "-o",
}
MORE_ODD_FOLDERS = {
    "spaces": " two  spaces ",
    "quotes": 'it\'s "quoted" `$HOME` $(x) %s {0}',
    "new line": "new\nline\ttab",
    "bytes": os.fsdecode(b"caf\xe9 \xff"),
    "Persian": "پوشهٔ من",
}


@pytest.mark.parametrize("folder", [
    *(pytest.param(folder, id=name) for name, folder in ODD_FOLDERS.items()),
    *(pytest.param(folder, id=name, marks=pytest.mark.soak) for name, folder in MORE_ODD_FOLDERS.items()),
])  # fmt: skip
def test_with_few_open_files_and_next_to_no_environment(tmp_path: Path, folder: str) -> None:
    """64 open files, four processes, LANG=C, no HOME, no TZ, and a folder with an odd name."""
    machine = Machine(locale="C", processors=4, folder=folder)
    root = tmp_path / folder
    write(root, files(30), 0)

    first = run(machine, tmp_path, limit="64")
    assert first.returncode == 0, first.stderr.decode()
    (root / "content/briefs/0/brief-0.md").write_text(brief("Other", lang="en"), encoding="utf-8")
    second = run(machine, tmp_path, limit="64")
    assert second.returncode == 0, second.stderr.decode()
    third = run(machine, tmp_path, limit="64")
    assert b" 0 rendered, nothing had changed" in third.stdout
    clean = run(machine, tmp_path, "--fresh", "--out", "clean", limit="64")
    assert clean.returncode == 0, clean.stderr.decode()
    assert fingerprint(root / "site") == fingerprint(root / "clean")
    assert b"Traceback" not in first.stderr + second.stderr + third.stderr


def test_too_few_open_files_are_told_in_one_line(tmp_path: Path) -> None:
    """The control: the limit does bite."""
    write(tmp_path / "site folder", files(30), 0)
    done = run(Machine(processors=4), tmp_path, limit="8")
    assert done.returncode != 0
