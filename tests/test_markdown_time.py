"""Time grows with the length of a text and no faster, whatever the text is."""

import gc
import time
from collections.abc import Callable

import pytest

from briefs.markdown import Parser

parser = Parser()

# How often each is repeated for its first, shortest text.
FAMILIES: dict[str, tuple[int, Callable[[int], str]]] = {
    "equal headings": (1000, lambda n: "# Same\n\n" * n),
    "equal headings with links": (500, lambda n: "# Same\n\n[x](#same) [y](#no)\n\n" * n),
    "named headings": (1000, lambda n: "# a {#b}\n\n" * n),
    "quotation marks": (25_000, lambda n: '"' * n),
    "emphasis": (5000, lambda n: "*a **a " * n),
    "emphasis, closed": (2500, lambda n: "*a **b " * n + "b** a* " * n),
    "underlines": (5000, lambda n: "_a__" * n),
    "brackets": (12_500, lambda n: "[" * n),
    "brackets, closed": (5000, lambda n: "[a" * n + "]" * n),
    "brackets of links": (5000, lambda n: "[" * n + "a" + "](x)" * n),
    "links that don't end": (5000, lambda n: "[a](b" * n),
    "titles that don't end": (5000, lambda n: '[a](b "' * n),
    "images": (12_500, lambda n: "![" * n),
    "images that don't end": (2500, lambda n: "![a](" * n),
    "less-than": (12_500, lambda n: "<" * n),
    "less-than in HTML": (12_500, lambda n: "<div>" + "<" * n),
    "tables": (3000, lambda n: "|a|b|\n|-|-|\n" + "|1|2|\n" * n),
    "wide tables": (2500, lambda n: "|" + "a|" * n + "\n|" + "-|" * n + "\n"),
    "footnotes": (1000, lambda n: "".join(f"x[^{i}]\n\n[^{i}]: y\n\n" for i in range(n))),
    "footnotes of footnotes": (
        1000,
        lambda n: "x[^0]\n\n" + "".join(f"[^{i}]: y[^{i + 1}]\n\n" for i in range(n)),
    ),
    "one footnote often": (2500, lambda n: "x[^a] " * n + "\n\n[^a]: y"),
    "footnotes that don't end": (5000, lambda n: "[^a" * n),
    "footnotes without notes": (2500, lambda n: "[^a] " * n),
    "quotations in each other": (2500, lambda n: ">" * n),
    "lists in each other": (2500, lambda n: "- " * n + "x"),
    "lazy lines in deep quotations": (1000, lambda n: ">" * 90 + "a\n" + "b\n" * n),
    "fences": (5000, lambda n: "```\n" * n + "~~~ a\n" * n),
    "backticks": (2500, lambda n: "".join("`" * i + " " for i in range(int((2 * n) ** 0.5)))),
    "comments in lines": (5000, lambda n: "a <!-- " * n),
    "comments in blocks": (5000, lambda n: "<!--\n\n" * n),
    "comments in HTML": (2500, lambda n: "<!-- a -->\n" * n),
    "tags that don't end": (5000, lambda n: "<a b='" * n),
    "tags that don't end in HTML": (5000, lambda n: "<div>\n" + "<a b='\"" * n),
    "declarations": (5000, lambda n: "<div>\n" + "<!A <? <![CDATA[" * n),
    "attributes": (5000, lambda n: "<div " + "a=b " * n + ">"),
    "crossed tags": (1000, lambda n: "<b><i></b></i>" * n),
    "tags across emphasis": (1000, lambda n: "*<b>" * n + "</b>*" * n),
    "bold paragraphs": (2500, lambda n: "<div>" + f"<b title='{'x' * 200}'>" * 30 + "<p>x" * n),
    "divisions": (2500, lambda n: "<div>\n\n" * n),
    "divisions, ended": (2500, lambda n: "</div>\n" * n),
    "details": (1000, lambda n: "<details>\n\nx\n\n</details>\n\n" * n),
    "links in HTML": (2500, lambda n: "<a href='x'>" * n),
    "tables in HTML": (2500, lambda n: "<table><tr><td>" * n),
    "scripts": (2500, lambda n: "<div><script>" * n),
    "entities": (5000, lambda n: "&#x202e;" * n),
    "control characters": (5000, lambda n: "\0\u202e\n" * n),
    "comments of ours": (1000, lambda n: "Comment: x\n\n" * n),
    "reference definitions": (2500, lambda n: "".join(f"[a{i}]: b\n" for i in range(n)) + "[a1] " * n),
    "open definitions": (1000, lambda n: "[a\n" * n + "\n[b]: c '" + "x\n" * n),
    "links": (2500, lambda n: "[x](y.md) " * n),
    "encoded links": (1000, lambda n: "[x](https://é.org/ü) " * n),
    "lines": (5000, lambda n: "word\n" * n),
    "blank lines": (10_000, lambda n: " \n" * n),
    "backslashes": (10_000, lambda n: "\\" * n),
}


@pytest.mark.parametrize("name", FAMILIES)
def test_time_grows_with_length(name: str) -> None:
    count, make = FAMILIES[name]
    ratios = []
    for _ in range(4):  # a busy machine may spoil a measurement, never all of them for the better
        once, four_times = best_of(2, make(count)), best_of(1, make(4 * count))
        # Linear is 4, squared 16; below the floor only noise is measured.
        ratios.append(four_times / max(once, 0.01))
        if ratios[-1] < 10:
            return
    pytest.fail(f"four times the text took {ratios} times as long")


def best_of(times: int, text: str) -> float:
    """Measure the processor's time: that of other processes, and of a collector with much to look through, is not ours."""
    best = float("inf")
    for _ in range(times):
        gc.collect()
        gc.disable()
        try:
            start = time.process_time()
            parser.parse(text)
            best = min(best, time.process_time() - start)
        finally:
            gc.enable()
    return best


def test_a_megabyte_of_ordinary_text_is_read_in_seconds() -> None:
    paragraph = "The *ministry* has [delayed](https://example.org/a) the plan, and **councils** pay for it.\n"
    text = ("## A heading\n\n" + paragraph * 8 + "\n- item\n- item\n\n") * 1200
    assert len(text) > 800_000
    assert best_of(1, text) < 10
