"""Briefs as Markdown, and llms.txt."""

import json
import re
from html import escape, unescape
from pathlib import Path

import pytest
from shared_data import shared
from sitetext import SETTINGS, Site

from briefs.frontmatter import parse_page
from briefs.markdown import Parser, Slot, plain_html
from briefs.plainyaml import parse_yaml
from briefs.twin.blocks import markdown

SITE = f"""\
-- content/site.yaml --
{SETTINGS.replace("exports: []", "exports: [markdown]")}tagline: Notes on *two* rivers
licence: CC BY 4.0
per_page: 2
-- content/authors/nadia-brook.yaml --
name: Nadia Brook
role: Fellow
institute: Lanternfield
-- content/briefs/dam.md --
---
title: "The [dam] *is* full: # 1"
author: nadia-brook
date: 2019-01-02
tags: [Water]
summary: It says "full".
key_points: [One, Two]
doi: 10.1234/abc
corrections:
  - date: 2019-01-05
    text: The dam is 90 metres high.
---
See [the lake](lake.md#s-shore), [our plan](plan.md) and [others](https://example.org/a_(b)).[^1] <!-- ask the minister -->

## Shore

- one
- *two* [sic]

| a | b |
|---|--:|
| 1 | x\\|y |

![A map](map.svg "Where it is")

Comment: Not *all* of it.

[^1]: A note, with `code`.

[plan]: plan.md
-- content/briefs/lake.md --
---
title: The lake
author: nadia-brook
date: 2019-01-01
---
Text.

## Shore

More.
-- content/briefs/plan.md --
---
title: The secret plan
draft: true
---
Hidden.
-- content/briefs/old.md --
---
title: Old
date: 2018-01-01
---
Text.
-- content/briefs/map.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>
"""


def test_a_twin_says_what_the_page_says(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    assert site.read("briefs/2019/dam/index.md") == (
        """\
---
title: "The [dam] *is* full: # 1"
authors:
  - {"name":"Nadia Brook","role":"Fellow","institute":"Lanternfield"}
date: "2019-01-02"
updated: "2019-01-05"
tags:
  - "Water"
summary: "It says \\"full\\"."
key_points:
  - "One"
  - "Two"
lang: "en"
type: "analysis"
doi: "10.1234/abc"
url: "https://rivers.example/briefs/2019/dam/"
site: "Two Rivers"
licence: "CC BY 4.0"
corrections:
  - {"date":"2019-01-05","text":"The dam is 90 metres high."}
---

# The [dam] \\*is\\* full: # 1

See [the lake](https://rivers.example/briefs/2019/lake/#s-shore), our plan and [others](<https://example.org/a_(b)>).[^1]

## Shore

- one
- *two* [sic]

| a | b |
| --- | ---: |
| 1 | x\\|y |

![A map](https://rivers.example/briefs/map.svg "Where it is")

**Comment:** Not *all* of it.

[^1]: A note, with `code`.
"""
    )
    front, problems = parse_page(site.read("briefs/2019/dam/index.md").encode(), text_keys=())
    assert front.front is not None
    assert not problems


def test_what_only_editors_see_is_in_no_twin(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    for path in [*site.out.rglob("*.md"), site.out / "llms.txt"]:
        assert not re.search("plan.md|secret|Hidden|minister", path.read_text("utf-8")), path


def test_llms_txt_leads_to_the_latest_and_to_years(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    start = "https://rivers.example"
    assert site.read("llms.txt") == (
        "# Two Rivers\n\n> Notes on \\*two\\* rivers\n\nLicence: CC BY 4.0\n\n## Latest briefs\n\n"
        f"- [The [dam] \\*is\\* full: # 1]({start}/briefs/2019/dam/index.md): Nadia Brook · 2019-01-02\n"
        f"- [The lake]({start}/briefs/2019/lake/index.md): Nadia Brook · 2019-01-01\n"
        f"- [Old]({start}/briefs/2018/old/index.md): 2018-01-01\n\n"
        f"## By year\n\n- [2019]({start}/archive/2019/index.md): 2\n- [2018]({start}/archive/2018/index.md): 1\n"
    )
    assert (
        site.read("archive/2018/index.md")
        == f"# Two Rivers: 2018\n\n- [Old]({start}/briefs/2018/old/index.md): 2018-01-01\n"
    )


def test_an_edit_of_a_text_makes_its_twin_alone(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    before = {path: path.stat().st_ino for path in [*site.out.rglob("*.md"), site.out / "llms.txt"]}
    site.edit("content/briefs/lake.md", "More.", "Less.")
    site.build()
    changed = [path for path, when in before.items() if path.stat().st_ino != when]
    assert changed == [site.out / "briefs/2019/lake/index.md"]
    assert "Less." in changed[0].read_text("utf-8")


# Markdown that is read as what it was written from


_PARSER = Parser(html="safe")


def parse(text: str) -> str:
    def fill(slot: Slot) -> str:
        if slot.kind == "image":
            return f'<img src="{escape(slot.target)}" alt="{escape(slot.text)}">'
        title = f' title="{escape(slot.title)}"' if slot.title else ""
        return "</a>" if slot.kind == "end" else f'<a href="{escape(slot.target)}"{title}>'

    body, _ = _PARSER.parse(text, labels=("Comment",), first_line=1, back="Back", numerals="0123456789")
    return plain_html(body, fill)


def words(html: str) -> str:
    return re.sub(r"\s+", "", unescape(re.sub("<[^>]*>", "", html)))


def shape(html: str) -> str:
    """HTML without what two ways of writing the same may differ in."""
    alike = re.sub(r' (?:id|class|aria-label|tabindex)="[^"]*"', "", html)
    alike = re.sub("<(/?)i>", r"<\1em>", re.sub("<(/?)b>", r"<\1strong>", alike)).replace("<!-- -->", "")
    return re.sub(r"\s+", " ", re.sub(r">\s+<", "><", alike)).strip()


def test_the_examples_of_the_specification_come_back() -> None:
    examples = [each["markdown"] for each in json.loads(shared("suites/gfm.json").read_text("utf-8"))]
    pages = [parse(each) for each in examples]
    again = [parse(markdown(each)) for each in pages]
    # One has #s within a line that ends as a heading does.
    assert sum(words(page) != words(back) for page, back in zip(pages, again, strict=True)) <= 1
    # Others have blanks that mean nothing, or loose text among blocks, which becomes a paragraph.
    assert sum(shape(page) != shape(back) for page, back in zip(pages, again, strict=True)) <= 30


@pytest.mark.soak
def test_real_texts_come_back() -> None:
    paths = sorted(shared("corpora").rglob("*.md"))
    texts = [re.sub(r"\A---\n.*?\n---\n", "", path.read_text("utf-8"), flags=re.S) for path in paths]
    pages = [parse(text) for text in texts]
    assert len(pages) > 900
    for path, page in zip(paths, pages, strict=True):
        assert words(parse(markdown(page))) == words(page), path


@pytest.mark.parametrize("text", [
    "a\\*b\\_c", "\\# no heading", "1\\. no list", "\\- no list", "\\> no quotation", "a &amp;amp; b", "`` a`b ``", "*a*b", "**“a”** b", "“**a**”", "a\\\nb",
    "![a\\]](b.png)", "[a](b \"c\\\"d\")", "- a\n\n  b\n- c", "1. a\n2. b", "7. a\n   - b\n     - c", "> a\n>\n> > b", "```x\na\n\n````\n```", "    a",
    "| a |\n|---|\n| `b\\|c` |", "a[^n]\n\n[^n]: b\n\n    c", "<sub>a</sub>", "~~a~~", "---", "a  \nb", "\\!\\[a](b)", "- a\n\n<!-- -->\n\n- b", "\\[^1]", "<https://a.example/>",
])  # fmt: skip
def test_signs(text: str) -> None:
    page = parse(text)
    assert shape(parse(markdown(page))) == shape(page)


def test_front_matter_is_yaml(tmp_path: Path) -> None:
    titles = json.loads(shared("suites/naughty-strings.json").read_text("utf-8"))[::5]
    site = Site(tmp_path, f"-- content/site.yaml --\n{SETTINGS.replace('exports: []', 'exports: [markdown]')}")
    for number, title in enumerate(titles):
        written = re.sub(r"[^ !#-\[\]-~]", lambda found: f"\\U{ord(found[0]):08X}", title)
        site.write(f"content/briefs/n{number}.md", f'---\ntitle: "{written}"\n---\nText.\n')
    refused = {problem.path for problem in site.try_build().problems if problem.severity == "error"}
    for path in refused:
        site.remove(path)
    site.build()
    twins = list(site.out.rglob("briefs/*/index.md"))
    assert len(twins) > len(titles) * 0.9
    for path in twins:
        node, problems = parse_yaml(path.read_text("utf-8").split("\n---\n")[0].removeprefix("---\n"))
        assert node is not None, problems
        (title,) = (value.text for key, value in node.entries if key.text == "title")
        assert title == site.text(path.parent.relative_to(site.out).as_posix() + "/", "h1") or title.split() == site.text(
            path.parent.relative_to(site.out).as_posix() + "/", "h1").split()  # fmt: skip
