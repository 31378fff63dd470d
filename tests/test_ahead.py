"""Work beside this process's, and the looks at the public folder that a large site takes that way."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sitetext import Site

from briefs import pipeline, workers
from briefs.ahead import Ahead
from briefs.workers import Beside

# The test runner has threads, which Python from 3.12 on warns of before a fork; this program has none when it forks.
pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

TEXT = """\
-- content/briefs/dam.md --
---
title: A dam is filled
date: 2019-03-04
---
The reservoir was filled on Monday.
-- content/briefs/lake.md --
---
title: A lake shrinks
date: 2019-02-01
---
It is smaller.
"""


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "usable_workers", lambda: 2)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(pipeline, "_MANY", 0)
    made = Site(tmp_path / "live", TEXT)
    made.build()
    return made


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """What the looks found."""
    found: list[set[str]] = []

    def noting(ask: Callable[[Ahead], set[str]]) -> Callable[[Ahead], set[str]]:
        def note(self: Ahead) -> set[str]:
            found.append(ask(self))
            return found[-1]

        return note

    monkeypatch.setattr(Ahead, "files", noting(Ahead.files))
    monkeypatch.setattr(Ahead, "folders", noting(Ahead.folders))
    return found


def test_result_of_another_process() -> None:
    beside = Beside(lambda: str(os.getpid()).encode() + b"." * 100_000)
    assert int(beside.result().rstrip(b".")) != os.getpid()


def test_work_that_fails_there_is_done_here() -> None:
    here = os.getpid()

    def work() -> bytes:
        assert os.getpid() == here
        return b"done"

    beside = Beside(lambda: b"first", work, lambda: b"last")
    assert [beside.result() for _ in range(3)] == [b"first", b"done", b"last"]


def test_work_is_done_here_where_there_is_one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "usable_workers", lambda: 1)
    assert Beside(lambda: str(os.getpid()).encode()).result() == str(os.getpid()).encode()


def test_nobody_is_left_behind() -> None:
    beside = Beside(lambda: b"." * 1_000_000)
    process = beside._process
    beside.drop()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_nothing_to_do(site: Site, looks: list[set[str]]) -> None:
    report = site.build()
    assert (report.rendered, report.written, looks) == ([], [], [set()])


def test_damaged_and_missing_files_are_seen(site: Site, looks: list[set[str]]) -> None:
    before = site.files()
    (site.out / "index.html").write_text("x")
    (site.out / "feed.xml").unlink()
    report = site.build()
    assert report.written == ["feed.xml", "index.html"]
    assert site.files() == before
    assert looks[0] == {"feed.xml", "index.html"}


def test_files_of_others_are_kept(site: Site, looks: list[set[str]]) -> None:
    site.build()
    (site.out / "CNAME").write_text("rivers.example")
    (site.out / "briefs/2019/dam/notes.txt").write_text("mine")
    site.edit("content/briefs/lake.md", "smaller", "larger")
    site.build()
    assert (site.out / "CNAME").read_text() == "rivers.example"
    assert (site.out / "briefs/2019/dam/notes.txt").read_text() == "mine"
    assert len(looks) >= 2


def test_tampered_standby_is_seen(site: Site, looks: list[set[str]]) -> None:
    page = site.root / ".site.briefs/standby/briefs/2019/dam/index.html"
    page.unlink()
    page.write_text("forged")
    site.edit("content/briefs/lake.md", "smaller", "larger")
    site.build()
    assert "forged" not in site.read("briefs/2019/dam/index.html")
    assert "larger" in site.read("briefs/2019/lake/index.html")


def test_a_refused_build_leaves_no_process(site: Site) -> None:
    site.edit("content/briefs/lake.md", "date: 2019-02-01", "date: 2019-02-31")
    assert site.refused()
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
