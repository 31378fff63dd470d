"""Tables in Markdown out of the records of a run."""

import re
import statistics
from collections.abc import Iterable
from typing import Any

from benchmarks.programs import FLOOR, OURS, YARDSTICK
from benchmarks.situations import SITUATIONS

Results = dict[str, dict[str, Any]]
"""By size: where and when, `records`, one for each build, and `left_out`."""

TITLES = {OURS: "this program", FLOOR: "the floor", "mkdocs": "MkDocs"}
BEGIN = "<!-- figures: written by `python -m benchmarks --write-docs` -->"
END = "<!-- end of figures -->"


def write_report(results: Results) -> str:
    """A summary of this program, then everything, size by size."""
    sizes = sorted(results, key=int)
    parts = [summary(results, sizes)]
    for size in sizes:
        parts += [f"### {int(size):,} briefs", where(results[size]), table(results[size])]
        notes = [f"{title(name)} left out: {why}." for name, why in results[size]["left_out"].items()]
        notes += sorted({
            f"{title(record['program'])}: the page did not show the edit ({SITUATIONS[record['situation']]})."
            for record in results[size]["records"] if record.get("shown") is False
        })  # fmt: skip
        parts += ["\n".join(f"- {note}" for note in notes)] if notes else []
    return "\n\n".join(parts) + "\n"


def summary(results: Results, sizes: list[str]) -> str:
    rows = ["| this program | " + " | ".join(SITUATIONS.values()) + " |", "| --- |" + " ---: |" * len(SITUATIONS)]
    for size in sizes:
        cells = []
        for situation in SITUATIONS:
            mine = runs(results[size], situation, OURS)
            cell = f"{seconds(middle(mine, 'wall'))} s" if mine else "–"
            if mine and (compared := ratio(results[size], situation, OURS, YARDSTICK)):
                cell += f" ({compared} × Hugo)"
            cells.append(cell)
        rows.append(f"| {int(size):,} briefs | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def table(result: dict[str, Any]) -> str:
    """A row for each situation and program."""
    heads = [
        "situation", "program", "rounds", "wall s", "× Hugo", "× floor", "CPU s", "× Hugo CPU", "largest MiB", "tree MiB",
        "rendered", "written", "touched", "changed", "files", "MiB out",
    ]  # fmt: skip
    rows = ["| " + " | ".join(heads) + " |", "| --- | --- |" + " ---: |" * (len(heads) - 2)]
    order = list(dict.fromkeys(record["program"] for record in result["records"]))
    for situation, label in SITUATIONS.items():
        found = [(program, mine) for program in order if (mine := runs(result, situation, program))]
        for at, (program, mine) in enumerate(found):
            walls = [record["wall"] for record in mine]
            spread = f" ({seconds(min(walls))}–{seconds(max(walls))})" if len(walls) > 1 else ""
            cells = [
                "" if at else label, title(program), str(len(mine)), seconds(middle(mine, "wall")) + spread,
                ratio(result, situation, program, YARDSTICK) or "–",
                ratio(result, situation, program, FLOOR) or "–",
                seconds(middle(mine, "cpu")), ratio(result, situation, program, YARDSTICK, "cpu") or "–",
                f"{middle(mine, 'largest'):.0f}", f"{middle(mine, 'tree'):.0f}",
                *(count(mine, key) for key in ("rendered", "written", "touched", "changed", "files")),
                f"{middle(mine, 'bytes') / 2**20:.1f}",
            ]  # fmt: skip
            rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows)


def where(result: dict[str, Any]) -> str:
    loads = [record["load"] for record in result["records"]] or [0]
    versions = [f"{title(name)} {version}" for name, version in result["versions"].items() if version]
    versions.append(f"Python {result['python']}")
    return (
        f"Measured on {result['date']} with {result['processors']} processors ({result['processor']}), "
        f"{result['system']}, on {result['filesystem']}, with {', '.join(versions)}; the load before a build was "
        f"{min(loads):.1f} to {max(loads):.1f}."
    )


def runs(result: dict[str, Any], situation: str, program: str) -> list[dict[str, Any]]:
    """The finished builds of a program in a situation, round by round."""
    return [
        record for record in result["records"]
        if (record["situation"], record["program"]) == (situation, program) and not record["capped"]
    ]  # fmt: skip


def ratio(result: dict[str, Any], situation: str, program: str, other: str, key: str = "wall") -> str:
    """The median of the ratios of each round that both have; empty if there is none."""
    by_round = {record["round"]: record[key] for record in runs(result, situation, other)}
    ratios = [
        record[key] / by_round[record["round"]] for record in runs(result, situation, program)
        if record["round"] in by_round
    ]  # fmt: skip
    return f"{statistics.median(ratios):.2f}" if ratios else ""


def middle(records: Iterable[dict[str, Any]], key: str) -> float:
    return float(statistics.median(record[key] for record in records))


def count(records: list[dict[str, Any]], key: str) -> str:
    """An exact number; if it wasn't the same in all rounds, from the least to the greatest."""
    numbers = [record[key] for record in records if key in record]
    if not numbers or (key == "changed" and records[0]["program"] == FLOOR):  # it writes one letter only
        return "–"
    low, high = min(numbers), max(numbers)
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def seconds(value: float) -> str:
    """With two or three figures: more than such a measurement carries."""
    return (
        f"{value:.3f}"
        if value < 0.1
        else f"{value:.0f}"
        if value >= 100
        else f"{value:.1f}"
        if value >= 10
        else f"{value:.2f}"
    )


def title(program: str) -> str:
    return TITLES.get(program) or program.capitalize()


def put_between(page: str, made: str, begin: str = BEGIN, end: str = END) -> str:
    """The page with the figures between two marks replaced."""
    pattern = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if len(pattern.findall(page)) != 1:
        raise ValueError(f"there must be one section from {begin} to {end}")
    return pattern.sub(lambda _: f"{begin}\n\n{made.strip()}\n\n{end}", page)
