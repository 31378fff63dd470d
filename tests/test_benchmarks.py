"""The benchmark's tables and plot say what was recorded, and its counts are exact. No time is tested."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from shared_data import shared

from benchmarks.plot import draw
from benchmarks.report import BEGIN, END, Results, put_between, write_report
from benchmarks.rounds import read_summary
from benchmarks.situations import SITUATIONS, Output

ROOT = Path(__file__).parents[1]


def recorded() -> Results:
    """Three rounds of 100 and 1,000 briefs; the machine is three times slower in the last."""
    walls = {"hugo": 1.0, "mkdocs": 4.0, "briefs": 0.5, "floor": 0.05}
    return {
        str(size): {
            "date": "2026-01-02", "processor": "EPYC", "processors": 2, "python": "3.11.7", "system": "Linux 6.1",
            "filesystem": "tmpfs", "versions": {"hugo": "0.168.0", "mkdocs": "", "briefs": "", "floor": ""},
            "left_out": {"mkdocs": "over 9 s (noop) at 1,000 briefs"} if size == 1000 else {},
            "records": [
                {
                    "round": number, "situation": situation, "program": program, "exit": 0, "load": 0.5,
                    "wall": wall * size / 100 * (3 if number == 2 else 1), "cpu": wall, "largest": 50.0, "tree": 60.0,
                    "files": 1300, "bytes": 3 * 2**20, "touched": 1200 + number, "changed": 1100, "removed": 0,
                    "capped": (program, size, situation) == ("mkdocs", 1000, "noop"),
                    "shown": program != "mkdocs", **({"rendered": 7, "written": 6} if program == "briefs" else {}),
                }
                for number in range(3) for situation in ("cold", "noop") for program, wall in walls.items()
                if program != "mkdocs" or number == 0
            ],
        }
        for size in (100, 1000)
    }  # fmt: skip


def test_tables() -> None:
    lines = write_report(recorded()).splitlines()
    assert lines[0] == "| this program | " + " | ".join(SITUATIONS.values()) + " |"
    assert lines[2:4] == [
        "| 100 briefs | 0.50 s (0.50 × Hugo) | 0.50 s (0.50 × Hugo) | – | – | – |",
        "| 1,000 briefs | 5.00 s (0.50 × Hugo) | 5.00 s (0.50 × Hugo) | – | – | – |",
    ]
    rows = [line[2:-2].split(" | ") for line in lines[lines.index("### 1,000 briefs") :] if line.startswith("|")]
    cold = dict(zip(rows[0], next(row for row in rows if "this program" in row[1:2]), strict=False))
    assert cold["rounds"] == "3"
    assert cold["wall s"] == "5.00 (5.00–15.0)"
    assert (cold["× Hugo"], cold["× floor"]) == ("0.50", "10.00")
    assert (cold["CPU s"], cold["× Hugo CPU"]) == ("0.50", "0.50")
    assert (cold["rendered"], cold["written"], cold["touched"], cold["MiB out"]) == ("7", "6", "1,200–1,202", "3.0")
    assert [row[0] for row in rows].count("nothing changed") == 1
    # The round that a slow peer has is compared with Hugo's same round, and a build over the cap has no time.
    assert [row[3:5] for row in rows if row[1] == "MkDocs"] == [["40.0", "4.00"]]
    assert "- MkDocs left out: over 9 s (noop) at 1,000 briefs." in lines
    assert "- MkDocs: the page did not show the edit (cold)." in lines


def test_plot() -> None:
    svg = ElementTree.fromstring(draw(recorded()))
    texts = [element.text for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert texts.count("1,000") == 2  # a field for each situation that was measured
    assert {"cold", "nothing changed", "this program", "Hugo", "MkDocs", "the floor"} <= set(texts)
    assert {"one body edited", "base template edited"}.isdisjoint(texts)
    groups = svg.findall("{http://www.w3.org/2000/svg}g")
    circles = groups[0].findall("{http://www.w3.org/2000/svg}circle")
    assert len(circles) == 2 * 3  # Hugo, this program and the floor, at two sizes
    rises = {float(a.attrib["cy"]) - float(b.attrib["cy"]) for a, b in zip(circles[::2], circles[1::2], strict=True)}
    assert max(rises) - min(rises) < 0.2  # ten times the time is the same way up everywhere
    assert min(rises) > 0


def test_one_size_can_be_drawn() -> None:
    ElementTree.fromstring(draw({"100": recorded()["100"]}))


def test_figures_replace_figures() -> None:
    page = f"Before.\n\n{BEGIN}\n\nOld \\1.\n\n{END}\n\nAfter.\n"
    made = put_between(page, "New \\1.\n")
    assert made == page.replace("Old", "New")
    assert put_between(made, "New \\1.\n") == made
    with pytest.raises(ValueError, match="one section"):
        put_between("Nothing.", "New.")
    assert BEGIN in (ROOT / "docs/performance.md").read_text(encoding="utf-8")


def test_summary_line() -> None:
    found = read_summary("x\nseconds: discover 0.10, read 1.25\n15 pages in 0.4 s: 3 rendered, 2 written, 1 removed.\n")
    assert found == {"pages": 15, "rendered": 3, "written": 2, "stages": {"discover": 0.1, "read": 1.25}}
    assert read_summary("1 page in 0.4 s: 3 rendered, nothing had changed.")["written"] == 0


def test_what_a_build_did_to_files(tmp_path: Path) -> None:
    output = Output()
    for name in ("kept", "touched", "changed", "removed"):
        (tmp_path / name).write_text("old", encoding="utf-8")
    assert output.look(tmp_path).changed == 4
    for name in ("touched", "changed"):
        (tmp_path / name).unlink()
        (tmp_path / name).write_text("new" if name == "changed" else "old", encoding="utf-8")
    (tmp_path / "removed").unlink()
    change = output.look(tmp_path)
    assert (change.files, change.bytes, change.changed, change.removed) == (3, 9, 1, 1)
    assert change.touched == {"changed": 3, "touched": 3}


@pytest.mark.skipif(sys.platform != "linux", reason="the benchmark reads /proc")
def test_work_is_counted(tmp_path: Path) -> None:
    bench = shared("bench/run_peers.py").parent
    file, work = tmp_path / "results.json", tmp_path / "work"
    work.mkdir()
    done = subprocess.run(
        [
            sys.executable, "-m", "benchmarks", "--bench", bench, "--peers", "", "--sizes", "20", "--runs", "1",
            "--settle", "0", "--work", work, "--json", file,
        ],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not list(work.iterdir())
    records = json.loads(file.read_text(encoding="utf-8"))["20"]["records"]
    assert [record["situation"] for record in records if record["program"] == "floor"] == [*SITUATIONS]
    cold, noop, *edits = [record for record in records if record["program"] == "briefs"]
    # The program's list of its own files is no file of the site.
    assert cold["files"] == cold["touched"] == cold["changed"] == cold["written"] + 1
    assert [noop[key] for key in ("rendered", "written", "touched", "changed", "removed")] == [0] * 5
    for record in edits:
        assert record["shown"]
        assert record["rendered"] >= record["written"] == record["touched"] == record["changed"] > 0
    body, title, base = (record["written"] for record in edits)
    assert body <= title < base < cold["written"]
