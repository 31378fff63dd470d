"""Wall time against the number of briefs, both logarithmic, a field for each situation, as SVG."""

import math
from collections.abc import Sequence
from html import escape

from benchmarks.programs import FLOOR, OURS, YARDSTICK
from benchmarks.report import Results, middle, runs, title
from benchmarks.situations import SITUATIONS

COLOURS = {OURS: "#e0522d", YARDSTICK: "#3f86cf", FLOOR: "#8c8c8c"}
OTHERS = ("#2f9e6e", "#a06cd5", "#c48a16", "#1b9fb5", "#d163a7", "#7d9a2e", "#a97155", "#6d7fd6")
"""Of middle brightness, so that they stand out on light and dark ground alike; the marks differ as well."""
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #333 }
.small { font-size: 11px } .name { font-weight: 600; font-size: 13px }
.grid { stroke: #8888; stroke-width: .5 } .axis { stroke: #888 }
@media (prefers-color-scheme: dark) { text { fill: #ccc } }
"""
HEAD = "Wall time of a build against the number of briefs: medians, both axes logarithmic"
WIDTH, HEIGHT, ACROSS = 900, 580, 3
LEFT, TOP, WIDE, HIGH = 58, 52, 220, 200
"""The first field: the others follow at equal distances."""


def draw(results: Results) -> str:
    sizes = sorted(map(int, results))
    programs = list(dict.fromkeys(record["program"] for size in results.values() for record in size["records"]))
    lines = {
        (situation, program): [
            (size, middle(found, "wall")) for size in sizes if (found := runs(results[str(size)], situation, program))
        ]
        for situation in SITUATIONS
        for program in programs
    }
    walls = [wall for line in lines.values() for _, wall in line] or [1.0]
    low, high = math.floor(math.log10(min(walls))), math.ceil(math.log10(max(walls)))
    high = max(high, low + 1)
    first, last = math.log10(sizes[0]) - 0.15, math.log10(sizes[-1]) + 0.15

    def place(size: float, wall: float) -> tuple[float, float]:
        across = (math.log10(size) - first) / (last - first)
        return across * WIDE, HIGH - (math.log10(wall) - low) / (high - low) * HIGH

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        "<title>Wall time of a build against the number of briefs</title>",
        f"<style>{STYLE}</style>",
        f'<text class="name" x="{LEFT}" y="20">{HEAD}</text>',
    ]
    fields = [situation for situation in SITUATIONS if any(lines[situation, program] for program in programs)]
    for at, situation in enumerate(fields):
        parts.append(corner(at))
        parts.append(f'<text class="name" y="-8">{escape(SITUATIONS[situation])}</text>')
        for exponent in range(low, high + 1):
            y = place(1, 10.0**exponent)[1]
            parts.append(f'<path class="grid" d="M0 {y:.1f}H{WIDE}"/>')
            parts.append(f'<text class="small" x="-6" y="{y + 4:.1f}" text-anchor="end">{10.0**exponent:,g} s</text>')
        for size in sizes:
            x = place(size, 1)[0]
            parts.append(f'<path class="grid" d="M{x:.1f} 0V{HIGH}"/>')
            parts.append(f'<text class="small" x="{x:.1f}" y="{HIGH + 15}" text-anchor="middle">{size:,}</text>')
        parts.append(f'<text class="small" x="{WIDE / 2}" y="{HIGH + 30}" text-anchor="middle">briefs</text>')
        parts.append(f'<path class="axis" fill="none" d="M0 0V{HIGH}H{WIDE}"/>')
        for program in sorted(programs, key=lambda name: name == OURS):  # this program's line lies on top
            parts += curve(program, programs, [place(*point) for point in lines[situation, program]])
        parts.append("</g>")
    parts.append(corner(len(fields)))
    for row, program in enumerate(programs):
        parts += curve(program, programs, [(10, 18 * row + 8), (38, 18 * row + 8)])
        parts.append(f'<text x="48" y="{18 * row + 12}">{escape(title(program))}</text>')
    return "\n".join([*parts, "</g>", "</svg>"]) + "\n"


def corner(at: int) -> str:
    return f'<g transform="translate({LEFT + at % ACROSS * 292} {TOP + at // ACROSS * 276})">'


def curve(program: str, programs: Sequence[str], points: list[tuple[float, float]]) -> list[str]:
    """A line through points, with marks on them."""
    if not points:
        return []
    others = [name for name in programs if name not in COLOURS]
    number = others.index(program) if program in others else 0
    colour = COLOURS.get(program) or OTHERS[number % len(OTHERS)]
    way = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    width = 3 if program == OURS else 1.6
    dash = ' stroke-dasharray="5 4"' if program == FLOOR else ""
    made = [f'<path fill="none" stroke="{colour}" stroke-width="{width}"{dash} d="{way}"/>']
    return made + [mark(0 if program in COLOURS else number + 1, x, y, colour) for x, y in points]


def mark(kind: int, x: float, y: float, colour: str) -> str:
    """A circle, square, diamond or triangle, so that colour isn't all that tells lines apart."""
    shapes = ("", "M-3.5 -3.5h7v7h-7z", "M0 -5L5 0L0 5L-5 0z", "M0 -5L4.5 4H-4.5z")
    shape = shapes[kind % len(shapes)]
    if not shape:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
    return f'<path transform="translate({x:.1f} {y:.1f})" fill="{colour}" d="{shape}"/>'
