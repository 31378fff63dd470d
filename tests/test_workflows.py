"""The workflows: what they may do, and that a fresh copy of the project publishes a site without a dead link by them."""

import os
import re
import shlex
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from browser import serve
from hypothesis import given
from hypothesis import strategies as st
from sitetext import EXAMPLE as ROOT
from sitetext import Site
from test_mounts import Crawler
from test_scripts import load

from briefs.problems import Problem, format_annotation

FOLDER = ROOT / ".github/workflows"
GUIDE = ROOT / "docs/guide"
WORKFLOWS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.yml"))}
PUBLISHING = ("publish", "timed")
WRITES = {"pages": "write", "id-token": "write"}


def jobs(workflow: dict[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = workflow["jobs"]
    return found


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in jobs(workflow).values() for step in job.get("steps", ())]


# What they may do


def zizmor(where: Path) -> subprocess.CompletedProcess[str]:
    tool = Path(sys.executable).with_name("zizmor")
    if not tool.exists():
        pytest.skip("NOT TESTED: zizmor is not installed")
    command = [tool, "--offline", "--no-config", "--no-ignores", "--persona", "pedantic", "--quiet", where]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_zizmor_finds_nothing() -> None:
    done = zizmor(FOLDER)
    assert done.returncode == 0, done.stdout


def in_the_guide() -> dict[str, str]:
    """Workflows that the guide offers to be copied, by their name."""
    blocks = [
        block
        for page in sorted(GUIDE.glob("*.md"))
        for block in re.findall(r"^```ya?ml\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S)
    ]
    return {yaml.safe_load(block)["name"]: block for block in blocks if re.search(r"^jobs:", block, re.M)}


def test_zizmor_finds_nothing_in_the_guide_either(tmp_path: Path) -> None:
    """A workflow of the guide is held to the same rules, save that it may write what it is there to write."""
    offered = in_the_guide()
    assert offered.keys() == {"addresses"}
    for name, text in offered.items():
        (tmp_path / f"{name}.yml").write_text(text, encoding="utf-8")
        workflow = yaml.safe_load(text)
        assert workflow["permissions"] == {}
        assert {*workflow[True]} <= {"schedule", "workflow_dispatch"}, "nobody else's deed starts it"
        judge_steps(steps(workflow), text)
        done = zizmor(tmp_path / f"{name}.yml")
        assert done.returncode == 0, done.stdout


def test_a_workflow_of_the_guide_uses_the_actions_of_the_others() -> None:
    used = {step["uses"] for workflow in WORKFLOWS.values() for step in steps(workflow) if "uses" in step}
    for text in in_the_guide().values():
        assert {step["uses"] for step in steps(yaml.safe_load(text)) if "uses" in step} <= used


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("  push:\n    branches: [main]\n", "  pull_request_target:\n", "dangerous-triggers"),
        ("permissions: {}\n", "permissions: write-all\n", "excessive-permissions"),
        ("run: scripts/setup site", "run: echo ${{ github.head_ref }}", "template-injection"),
        ("checkout@9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0", "checkout@v7", "unpinned-uses"),
    ],
)
def test_zizmor_would_find_it(tmp_path: Path, old: str, new: str, finding: str) -> None:
    text = (FOLDER / "publish.yml").read_text("utf-8")
    assert old in text
    (tmp_path / "publish.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert finding in zizmor(tmp_path / "publish.yml").stdout


def test_nobody_has_rights_that_are_not_named() -> None:
    rights = {}
    for name, workflow in WORKFLOWS.items():
        assert workflow["permissions"] == {}, name
        for job, each in jobs(workflow).items():
            rights[f"{name}/{job}"] = {key: value for key, value in each["permissions"].items() if value == "write"}
    assert {job: given for job, given in rights.items() if given} == {"publish/deploy": WRITES, "timed/publish": WRITES}


def test_only_a_deployment_runs_with_rights() -> None:
    deploy = jobs(WORKFLOWS["publish"])["deploy"]
    assert [step["uses"].split("@")[0] for step in deploy["steps"]] == ["actions/deploy-pages"]
    assert deploy["needs"] == "build"
    assert deploy["environment"]["name"] == "github-pages"
    assert "steps" not in jobs(WORKFLOWS["timed"])["publish"]
    assert WORKFLOWS["publish"]["concurrency"] == {"group": "pages", "cancel-in-progress": False}


def judge_steps(listed: list[dict[str, Any]], text: str) -> None:
    for step in listed:
        if "uses" in step:
            assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", step["uses"])
            assert not step["uses"].startswith("actions/cache")
            assert "cache" not in step.get("with", {})
            if step["uses"].startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] is False
        else:
            assert "${{" not in step["run"], "what somebody else wrote would become part of a command"
    for line in text.splitlines():
        assert not re.search("uses:.*@", line) or re.search(r"@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), (
            "say which version a commit is"
        )
        assert "secrets." not in line


@pytest.mark.parametrize("name", WORKFLOWS)
def test_rules_of_all_workflows(name: str) -> None:
    workflow = WORKFLOWS[name]
    triggers = workflow[True]  # YAML 1.1 takes `on` for a truth
    assert not {"pull_request_target", "workflow_run", "issue_comment"} & {*triggers}
    if "pull_request" in triggers:
        assert not any(WRITES.keys() & {*job["permissions"]} for job in jobs(workflow).values())
    judge_steps(steps(workflow), (FOLDER / f"{name}.yml").read_text("utf-8"))


def test_only_what_is_on_the_main_branch_is_published() -> None:
    assert WORKFLOWS["publish"][True]["push"] == {"branches": ["main"]}
    for name in PUBLISHING:
        assert "pull_request" not in WORKFLOWS[name][True]
    assert [*WORKFLOWS["proposal"][True]] == ["pull_request"]


def test_timed_publishing_runs_often_and_at_odd_minutes() -> None:
    (schedule,) = WORKFLOWS["timed"][True]["schedule"]
    minutes = [int(minute) for minute in schedule["cron"].split()[0].split(",")]
    assert len(minutes) >= 3
    assert not {0, 15, 30, 45} & {*minutes}
    assert jobs(WORKFLOWS["timed"])["publish"]["if"] == "needs.due.outputs.due == 'true'"


# A fresh copy

OWN = "https://some-one.github.io/some-repo/"


class Runner:
    """A fresh copy of the project, in which the steps of a job run one after the other."""

    def __init__(self, folder: Path) -> None:
        self.root, self.temp = folder / "some-repo", folder / "temp"
        template = folder / "template"
        listed = self.git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
        for path in filter(None, listed.split("\0")):
            if (ROOT / path).is_file():  # one that was deleted is still listed
                (template / path).parent.mkdir(parents=True, exist_ok=True)
                (template / path).write_bytes((ROOT / path).read_bytes())
                (template / path).chmod((ROOT / path).stat().st_mode)
        self.git(template, "init", "--quiet", "--initial-branch=main")
        self.git(template, "add", "--all")
        self.git(template, "commit", "--quiet", "--message=Initial commit")
        self.git(folder, "clone", "--quiet", "template", "some-repo")
        self.git(self.root, "remote", "set-url", "origin", "https://github.com/some-one/some-repo.git")
        self.temp.mkdir()
        # In place of what `scripts/setup site` fetches from the network: the environment that the tests run in.
        python = self.root / ".venv/bin/python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        self.setting("url: https://example.org/", f"url: {OWN}")

    @staticmethod
    def git(folder: Path, *words: str) -> str:
        command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", *words]
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout

    def setting(self, old: str, new: str) -> None:
        file = self.root / "content/site.yaml"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *only: str) -> subprocess.CompletedProcess[str]:
        """Run the steps of the build job as they stand in the workflow, or the named ones; stops at the first that fails."""
        done = subprocess.CompletedProcess[str]([], 1, "no step", "")
        for step in jobs(WORKFLOWS["publish"])["build"]["steps"]:
            if "run" in step and step["name"] != "Set up" and (not only or step["name"] in only):
                done = self.shell(step["run"])
                if done.returncode:
                    break
        return done

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        environ = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "COV", "GITHUB"))}
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", command], cwd=self.root, capture_output=True, text=True,
            env={**environ, "RUNNER_TEMP": str(self.temp), "GITHUB_ACTIONS": "true"}, check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    if not (ROOT / ".git").exists():
        pytest.skip("NOT TESTED: this is no git checkout")
    runner = Runner(tmp_path_factory.mktemp("copy"))
    done = runner.run()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing is wrong" in done.stdout
    return runner


def test_a_fresh_copy_makes_an_artifact_without_a_dead_link(runner: Runner, tmp_path: Path) -> None:
    with tarfile.open(runner.temp / "artifact.tar") as archive:
        assert all(member.isreg() or member.isdir() for member in archive)
        archive.extractall(tmp_path, filter="data")
    assert (tmp_path / ".nojekyll").is_file()
    built = {path.relative_to(runner.root / "site") for path in (runner.root / "site").rglob("*") if path.is_file()}
    assert {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()} == built
    with serve(tmp_path, "/some-repo/") as url:
        crawler = Crawler(url, own=OWN)
        assert crawler.run() == []
    assert len(crawler.ids) > 90
    assert f'href="{OWN}' in (tmp_path / "404.html").read_text("utf-8")


def test_an_artifact_that_is_not_what_was_built_is_refused(runner: Runner) -> None:
    artifact, site = '"$RUNNER_TEMP/artifact.tar"', runner.root / "site"
    wrong = {
        f"tar --create --file {artifact} --directory site --exclude .nojekyll .": "'.nojekyll' is missing",
        f"tar --create --file {artifact} --directory site --hard-dereference --mode 600 .": "not readable for everybody",
        f"tar --create --file {artifact} --directory site --hard-dereference . ../content/site.yaml": "was not made by the build",
        f"head -c 20000 /dev/urandom >{artifact}": "can't be read",
    }  # fmt: skip
    for command, said in wrong.items():
        assert runner.shell(command).returncode == 0
        done = runner.run("Check what was packed")
        assert done.returncode == 1, command
        assert said in done.stderr
        assert "::error file=" not in done.stdout
        assert "::error title=artifact::" in done.stdout
    (site / "link.html").symlink_to("index.html")
    done = runner.run("Pack", "Check what was packed")
    (site / "link.html").unlink()
    assert done.returncode == 1
    assert "'link.html' is a link" in done.stderr
    assert "::error file=site/link.html,title=symlink::" in done.stdout


def test_a_dead_link_is_not_published(runner: Runner) -> None:
    brief = next((runner.root / "content/briefs/2024").glob("*.md"))
    text = brief.read_text("utf-8")
    brief.write_text(f"{text}\n[See]({OWN}gone/).\n", encoding="utf-8")
    done = runner.run("Build")
    brief.write_text(text, encoding="utf-8")
    assert done.returncode == 1
    line = text.count("\n") + 2
    assert f"::error file=content/briefs/2024/{brief.name},line={line},col=7,title=broken-address::" in done.stdout


# Proposals


def test_a_hostile_proposal_is_shown_to_the_reviewer(tmp_path: Path) -> None:
    def git(*words: str) -> str:
        return Runner.git(tmp_path, *words)

    git("init", "--quiet", "--initial-branch=main")
    (tmp_path / "content/briefs").mkdir(parents=True)
    (tmp_path / "content/briefs/a.md").write_text("One", encoding="utf-8")
    git("add", "--all")
    git("commit", "--quiet", "--message=1")
    hostile = [
        ".github/workflows/publish.yml", "content/files/CNAME", "content/404.html", "content/robots.txt", "conftest.py", "a/sitecustomize.py",
        "requirements.txt", "templates/base.html", "extend.py", "content/files/-rf.csv", "content/site.yaml", "content/briefs/::error::x,y%0A.svg",
        "content/files/new\nline.csv", "content/files/\u202e.csv", "content/map.pdf",
    ]  # fmt: skip
    for path in (*hostile, "content/briefs/b.md", "content/briefs/$(touch x).md", "content/briefs/map.jpg"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("x", encoding="utf-8")
    (tmp_path / "content/briefs/a.md").unlink()
    (tmp_path / "content/briefs/a.md").symlink_to("/etc/passwd")
    git("add", "--all")
    git("commit", "--quiet", "--message=2")
    summary = tmp_path / "summary"
    done = subprocess.run(
        [sys.executable, "-I", ROOT / "scripts/look-closely", "HEAD^1", "HEAD"], cwd=tmp_path, capture_output=True, text=True,
        check=True, env={**os.environ, "GITHUB_STEP_SUMMARY": str(summary)},
    )  # fmt: skip
    *warnings, count = done.stdout.splitlines()
    assert count == f"{len(hostile) + 1} files need a reviewer's eyes"
    assert all(re.fullmatch(r"::warning file=[^:,\n]+,title=look closely::[^:]+", line) for line in warnings), warnings
    assert any("a.md" in line and "a link to another file" in line for line in warnings)
    assert len(summary.read_text("utf-8").splitlines()) == len(warnings) + 4


def test_a_proposal_of_texts_needs_no_special_look(tmp_path: Path) -> None:
    Runner.git(tmp_path, "init", "--quiet", "--initial-branch=main")
    for number in (1, 2):
        (tmp_path / f"content/briefs/{number}").mkdir(parents=True)
        (tmp_path / f"content/briefs/{number}/a.md").write_text("x", encoding="utf-8")
        Runner.git(tmp_path, "add", "--all")
        Runner.git(tmp_path, "commit", "--quiet", "--message=x")
    command = [sys.executable, "-I", ROOT / "scripts/look-closely", "HEAD^1", "HEAD"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "Texts alone\n"


# Timed publishing


def test_what_is_due_is_what_readers_don_t_have_yet(tmp_path: Path) -> None:
    is_due = load("is-due").is_due
    site, live = tmp_path / "site", tmp_path / "live"
    for folder in (site, live):
        folder.mkdir()
        for name in load("is-due").FILES:
            (folder / name).write_text(name, encoding="utf-8")
    with serve(live, "/some-repo/") as url:
        assert is_due(url, site)[0] is False
        (site / "index.json").write_text("more", encoding="utf-8")
        assert is_due(url, site)[0] is True
        (live / "index.json").unlink()
        assert is_due(url, site)[0] is True
        (live / "sitemap.xml").unlink()
        due, why = is_due(url, site)
        assert due is False
        assert "nothing to compare with" in why


def test_every_site_has_what_is_compared(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.edit("content/site.yaml", "search: false", "search: false\nfeeds: []")
    site.build()
    assert [name for name in load("is-due").FILES if not (site.out / name).is_file()] == []


# Annotations


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (Problem("content/a,b:c.md", 3, 7, "error", "x", "50% gone", "mend, it: now"), "::error file=content/a%2Cb%3Ac.md,line=3,col=7,title=x::50%25 gone%0Amend, it: now"),
        (Problem("a.md", 0, 0, "warning", "x", "m"), "::warning file=a.md,title=x::m"),
        (Problem("", 0, 0, "error", "x", "m\n::error::n"), "::error title=x::m ::error::n"),
    ],
)  # fmt: skip
def test_annotations(problem: Problem, expected: str) -> None:
    assert format_annotation(problem) == expected


@given(st.text(), st.text(), st.text())
def test_no_text_breaks_out_of_an_annotation(path: str, message: str, hint: str) -> None:
    line = format_annotation(Problem(path, 1, 1, "error", "x", message, hint))
    assert "\n" not in line
    assert "\r" not in line
    assert line.count("::") >= 2
    properties = line.removeprefix("::error ").split("::")[0]
    assert len(properties.split(",")) == (4 if path else 3)
