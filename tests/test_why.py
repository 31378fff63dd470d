"""What the program tells of a page: what it was made from and why; and whether an incremental site is a clean one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sitetext import Site

from briefs import Report, history, question_words, questions, verify
from briefs.cli import main
from briefs.problems import error

TEXT = """\
-- content/briefs/2019/dam.md --
---
title: A dam is filled
author: Nadia Brook
date: 2019-03-04
tags: [Water]
---
The reservoir was filled on Monday.
-- content/briefs/2018/road.md --
---
title: A road opens
author: Nadia Brook
date: 2018-05-06
tags: [Trade]
---
It leads over the pass.
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "live", TEXT)
    made.build()
    return made


def told(site: Site, capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> list[str]:
    capsys.readouterr()
    assert main(["--root", str(site.root), *arguments]) == code
    return "".join(capsys.readouterr()).splitlines()


@pytest.mark.parametrize(
    "name", ["tags/water/", "/tags/water", "tags/water/index.html", "./site/tags/water/", "{out}/tags/water/index.html"]
)
def test_a_page_is_found_by_its_address_and_by_its_path(
    site: Site, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    lines = told(site, capsys, "why", name.format(out=site.out))
    assert lines[:2] == [
        "tags/water/index.html is as it should be.",
        "The last build made it, because there was no such file.",
    ]
    assert "  what lists show of content/briefs/2019/dam.md" in lines
    assert "  the template term.html" in lines
    assert not [line for line in lines if "road" in line]


def test_home_page(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(site, capsys, "why", "/")[0] == "index.html is as it should be."


def test_what_makes_a_page_stale_is_told_before_and_after(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    before = site.files()
    site.edit("content/briefs/2019/dam.md", "on Monday", "on Tuesday")
    stale = "briefs/2019/dam/index.html is out of date. The next build makes it, because this changed: "
    page = ("why", "briefs/2019/dam/")
    assert told(site, capsys, *page)[0].startswith(stale)
    assert "the text of content/briefs/2019/dam.md" in told(site, capsys, *page)[0]
    assert told(site, capsys, "why", "briefs/2018/road/")[0].endswith("is as it should be.")
    assert site.files() == before

    site.build()

    lines = told(site, capsys, *page)
    assert lines[0].endswith("is as it should be.")
    assert "The last build made it, because this changed: " in lines[1]
    assert told(site, capsys, "why", "briefs/2018/road/")[1] == "It was made from"


def test_damage_and_newness_are_told_as_such(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    (site.out / "tags/water/index.html").write_text("x")
    assert told(site, capsys, "why", "tags/water/")[0].endswith("the file was changed or deleted by somebody else.")
    site.write("content/pages/about.md", "---\ntitle: About\n---\nUs.\n")
    assert told(site, capsys, "why", "about/")[0].endswith("because there was no such file.")


def test_what_is_not_there_is_told_with_the_nearest(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(site, capsys, "why", "tags/watr/index.html", code=1)
    assert lines == [
        "error: the site has no file 'tags/watr/index.html' [no-output]",
        "    hint: did you mean tags/water/index.html?",
    ]


def test_faulty_content_is_told_instead(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.edit("content/briefs/2019/dam.md", "date: 2019-03-04", "date: 2019-02-30")
    assert told(site, capsys, "why", "tags/water/", code=1)[0].startswith("content/briefs/2019/dam.md:4:7: error: ")


def test_verify_finds_the_site_as_it_should_be(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.edit("content/briefs/2019/dam.md", "A dam is filled", "The dam is filled")
    lines = told(site, capsys, "--verify")
    assert lines[-1] == f"Verified: all {len(site.files())} files are those of a clean build."
    assert sorted(path.name for path in site.root.iterdir()) == [".cache", ".site.briefs", "content", "site"]


def test_verify_finds_a_build_that_forgets_pages(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = history.stale_outputs

    def forgetful(*given: object) -> dict[str, history.Reasons]:
        stale = found(*given)
        stale.pop("feed.xml", None)
        return stale

    site.edit("content/briefs/2019/dam.md", "on Monday", "on Tuesday")
    monkeypatch.setattr(history, "stale_outputs", forgetful)
    site.build()
    monkeypatch.undo()

    lines = told(site, capsys, "--verify", code=70)

    assert lines[-3:-1] == ["Not what a clean build gives (1 difference):", "  feed.xml differs"]
    assert told(site, capsys, "--fresh", "--verify")[-1].startswith("Verified: ")


DAM = "content/briefs/2019/dam.md"
EDITS: list[tuple[str, Callable[[Site], None]]] = [
    (DAM, lambda site: site.edit(DAM, "A dam is filled", "The dam is filled")),
    (DAM, lambda site: site.edit(DAM, "date: 2019-03-04", "date: 2019-02-31")),
    (f"{DAM} (and 1 more)", lambda site: site.rename(DAM, "content/briefs/2019/weir.md")),
    ("extend.py", lambda site: site.write("extend.py", "raise ValueError")),
]


@pytest.mark.parametrize(("path", "edit"), EDITS)
def test_verify_says_that_content_was_edited_meanwhile(
    site: Site,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    edit: Callable[[Site], None],
) -> None:
    build = verify.build

    def edit_before(*given: Any) -> Report:
        edit(site)
        return build(*given)

    monkeypatch.setattr(verify, "build", edit_before)

    last = told(site, capsys, "--verify", code=1)[-1]

    assert last == f"error: {path} was changed meanwhile, so that the two sites can't be compared; verify again"


def test_verify_tells_what_only_a_clean_build_refuses(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = error("bad-date", "there is no such day", path=DAM, line=4)
    monkeypatch.setattr(verify, "build", lambda *_: Report(site.out, problems=(wrong,)))
    lines = told(site, capsys, "--verify", code=70)
    assert lines[-3:-1] == [
        "Not what a clean build gives (1 difference):",
        f"  a clean build is refused: {DAM}:4:1: error: there is no such day [bad-date]",
    ]


def test_every_question_can_be_put_into_words() -> None:
    assert question_words._WORDS.keys() == questions.QUESTIONS.keys()


def test_warnings_of_a_strict_site_do_not_keep_it_from_answering(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    site.edit("content/briefs/2018/road.md", "author: Nadia Brook\n", "")
    site.edit("content/site.yaml", "title:", "strict: true\ntitle:")
    assert told(site, capsys, "why", "tags/water/")[0].startswith("tags/water/index.html is ")
