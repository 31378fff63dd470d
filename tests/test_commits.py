"""The day of the last change of a brief, by the history: never by the clock, nor by half a history."""

import os
import subprocess
from pathlib import Path

import pytest
from sitetext import Site, brief, codes

from briefs.commits import Unknown, last_changes
from briefs.serve.live import Live, SharedCache

A, B = "content/briefs/a.md", "content/briefs/b.md"


def git(site: Site, *arguments: str, day: str = "2019-05-01") -> None:
    when = f"{day}T22:30:00+0000" if len(day) == 10 else day
    environ = {
        **os.environ,
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": "2020-01-01T00:00:00+0000",
        "GIT_CONFIG_GLOBAL": os.devnull,
    }
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@b.example", *arguments],
        cwd=site.root, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def commit(site: Site, day: str) -> None:
    git(site, "add", "-A", "content", day=day)
    git(site, "commit", "-qm", "A change", "--", "content", day=day)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "project")
    made.edit("content/site.yaml", "title:", "updated_from: git\ntimezone: Asia/Tehran\ntitle:")
    made.write(A, brief("A", "It is wet.", author="Ada", date="2019-05-01"))
    made.write(B, brief("B", "It is dry.", author="Ada", date="2019-05-01"))
    git(made, "init", "-q", "-b", "main")
    commit(made, "2019-04-30")
    return made


def updated(site: Site, name: str) -> list[str]:
    return [str(node.attributes["datetime"])[:10] for node in site.all(f"briefs/2019/{name}/", ".updated time")]


def test_a_commit_after_the_day_of_the_brief_is_a_change(site: Site) -> None:
    assert site.build().problems == ()
    assert (updated(site, "a"), updated(site, "b")) == ([], [])

    site.edit(A, "wet", "damp")
    site.build()
    assert updated(site, "a") == []  # it is not told yet

    commit(site, "2019-06-01")
    report = site.build()
    assert "briefs/2019/a/index.html" in report.rendered
    assert "briefs/2019/b/index.html" not in report.rendered
    assert updated(site, "a") == ["2019-06-02"]  # half past ten in London is tomorrow in Tehran
    assert site.build().rendered == []


def test_a_commit_alone_is_noticed(site: Site) -> None:
    site.build()
    site.edit(A, "wet", "damp")
    site.build()
    commit(site, "2019-06-01")
    assert site.build().rendered
    site.edit(B, "dry", "arid")
    site.build()
    fresh = site.files()
    site.build(fresh=True)
    assert site.files() == fresh


def test_what_a_brief_says_itself_comes_first(site: Site) -> None:
    site.edit(A, "title:", "updated: 2019-05-05\ntitle:")
    commit(site, "2019-06-01")
    site.build()
    assert updated(site, "a") == ["2019-05-05"]


def test_another_name_is_no_change(site: Site) -> None:
    site.edit(B, "dry", "arid")
    commit(site, "2019-06-01")
    site.rename(B, "content/briefs/deep er/-c.md")
    commit(site, "2019-07-01")
    site.build()
    assert updated(site, "c") == ["2019-06-02"]
    assert last_changes(site.root)["content/briefs/deep er/-c.md"] == 1559428200


def test_a_site_may_lie_within_a_repository(site: Site, tmp_path: Path) -> None:
    (site.root / ".git").rename(tmp_path / ".git")
    outer = Site.__new__(Site)
    outer.root = tmp_path
    git(outer, "add", "-A", day="2019-06-01")
    git(outer, "commit", "-qm", "Moved", day="2019-06-01")
    site.edit(A, "wet", "damp")
    git(outer, "commit", "-qam", "Changed", day="2019-07-01")
    site.build()
    assert updated(site, "a") == ["2019-07-02"]


def test_half_a_history_tells_nothing(site: Site, tmp_path: Path) -> None:
    site.edit(A, "wet", "damp")
    commit(site, "2019-06-01")
    git(site, "clone", "-q", "--depth", "1", f"file://{site.root}", str(tmp_path / "clone"))
    clone = Site.__new__(Site)
    clone.root, clone.out, clone.now = tmp_path / "clone", tmp_path / "clone/site", site.now
    report = clone.build()
    assert codes(report.problems) == ["no-history"]
    assert "only the last part" in report.problems[0].message
    assert updated(clone, "a") == []
    assert not clone.try_build(strict=True).ok

    git(clone, "fetch", "-q", "--unshallow")
    assert clone.build().problems == ()
    assert updated(clone, "a") == ["2019-06-02"]


def test_a_commit_of_a_day_that_no_calendar_has_tells_nothing(site: Site) -> None:
    site.edit(A, "wet", "damp")
    git(site, "commit", "-qam", "Changed", "--date", "@99999999999999 +0000")
    assert site.build().problems == ()
    assert updated(site, "a") == []


def test_no_history_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    (site.root / ".git").rename(site.root / "away")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(site.root.parent))
    assert codes(site.build().problems) == ["no-history"]
    (site.root / "away").rename(site.root / ".git")
    assert site.build().problems == ()
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Unknown, match="git can't be run"):
        last_changes(site.root)


def test_the_preview_sees_a_commit_with_the_next_change(site: Site) -> None:
    site.edit(A, "wet", "damp")
    live = Live(site.root, SharedCache(site.root / ".cache"))
    live.look()

    def day() -> str:
        assert live.state is not None
        when = live.state.world.model.briefs[A].card.updated
        return str(when.day) if when else ""

    assert day() == ""
    commit(site, "2019-06-01")
    site.edit(B, "dry", "dusty")
    live.look()
    assert day() == "2019-06-02"
    assert live.look() is None


def test_git_is_not_asked_unless_it_is_to_tell(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.edit("content/site.yaml", "updated_from: git\n", "")
    monkeypatch.setenv("PATH", "")
    assert site.build().problems == ()
    monkeypatch.setattr("briefs.commits.state", lambda root: pytest.fail("git was asked"))
    site.build()


def test_what_a_repository_would_run_is_not_run(site: Site) -> None:
    """A clone's own settings are its owner's, but a build needs none of what they may start."""
    trap = site.root / "trap"
    trap.write_text("#!/bin/sh\ntouch sprung\n")
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "diff.external", "diff.x.textconv"):
        git(site, "config", key, str(trap))
    git(site, "config", "log.showSignature", "true")
    site.write(".gitattributes", "*.md diff=x\n")
    site.build()
    assert not list(site.root.rglob("sprung"))
