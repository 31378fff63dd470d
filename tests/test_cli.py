"""The command line: what it prints, how it ends, and where it refuses to write."""

import errno
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sitetext import Site, brief

from briefs import cli

ROOT = Path(__file__).parents[1]
ARTICLE = """\
A dam is filled

By Nadia Brook | Fellow - The Lanternfield Institute | Feb 2, 2018

The reservoir was filled on Monday.

Comment: The fields below it will be dry.
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "project")
    made.write("content/briefs/dam.md", brief("A dam", author="Ada", date="2018-02-02"))
    return made


class Said:
    def __init__(self, code: int, captured: tuple[str, str]) -> None:
        self.code = code
        self.out, self.err = captured


Call = Callable[..., Said]


@pytest.fixture
def call(site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """Run a command in the site's folder."""
    monkeypatch.chdir(site.root)

    def run(*arguments: object) -> Said:
        code = cli.main(list(map(str, arguments)))
        return Said(code, capsys.readouterr())

    return run


def without_time(text: str) -> str:
    return re.sub(r"\d+\.\d+ s", "N s", text)


# What is printed


def test_summary(site: Site, call: Call) -> None:
    said = call()
    assert (said.code, said.err) == (0, "")
    assert without_time(said.out) == (
        f"{len(site.pages())} pages in N s: {len(site.files())} rendered, {len(site.files())} written, 0 removed.\n"
        "The site is in site; open site/index.html to see it.\n"
    )
    assert without_time(call().out).startswith(f"{len(site.pages())} pages in N s: 0 rendered, nothing had changed.\n")


def test_problems_are_told_all_at_once_with_place_and_remedy(site: Site, call: Call) -> None:
    call()
    site.write("content/briefs/bad.md", brief("Bad", date="2018-02-30", tag="[x]"))
    site.write("content/briefs/worse.md", brief("Worse", "[x](qqq-zzz.md)", date="2018-01-01", slug="A B"))

    said = call()

    assert said.code == 1
    assert said.err == (
        "content/briefs/worse.md:7:5: warning: the link leads to 'qqq-zzz.md', which isn't on this site [dead-link]\n"
        "    hint: write the name of the brief's file\n"
        "content/briefs/bad.md:3:7: error: 2018-02-30: February has 28 days in 2018 [bad-date]\n"
        "    hint: write it as 2018-02-02 or Feb 2, 2018\n"
        "content/briefs/bad.md:4:1: error: there is no key 'tag' [unknown-key]\n"
        "    hint: did you mean tags:?\n"
        "content/briefs/worse.md:4:7: error: 'A B' can't be part of an address [bad-slug]\n"
        "    hint: write slug: a-b\n"
    )
    assert said.out == "Not published: 3 errors and 1 warning (dead-link 1). site is as it was.\n"


def test_before_the_first_site_nothing_is_written(site: Site, call: Call) -> None:
    site.write("content/briefs/bad.md", brief("Bad", date="2018-02-30"))
    assert call().out == "Not published: 1 error. Nothing was written.\n"
    assert not site.out.exists()


def test_strict(site: Site, call: Call) -> None:
    site.write("content/briefs/odd.md", brief("Odd", "[x](gone.md)", author="Ada", date="2018-01-01"))
    assert call().code == 0
    said = call("--strict")
    assert said.code == 1
    assert ": error: the link leads to 'gone.md'" in said.err
    assert said.out == "Not published: 1 error. site is as it was.\n"
    site.edit("content/site.yaml", "title:", "strict: true\ntitle:")
    assert call().code == 1


def test_many_warnings_are_counted(site: Site, call: Call) -> None:
    for number in range(9):
        site.write(f"content/briefs/{number}.md", brief(f"B {number}", date="2018-01-01"))
    said = call()
    assert said.err.count("[no-author]\n") == 3
    assert "… and 6 more of [no-author] (-v shows all)" in said.err
    assert "9 warnings (no-author 9)." in said.out
    assert call("-v").err.count("[no-author]\n") == 9


def test_verbose_names_files_and_time(site: Site, call: Call) -> None:
    out = call("--verbose").out
    assert set(re.findall(r"^wrote (.*)$", out, re.MULTILINE)) == set(site.files())
    assert re.search(r"^seconds: discover \d.*publish \d", out, re.MULTILINE)
    site.remove("content/briefs/dam.md")
    assert "removed briefs/2018/dam/index.html\n" in call("-v").out


# Options


def test_out_root_drafts_and_fresh(site: Site, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("content/briefs/secret.md", brief("Secret", author="Ada", date="2018-01-01", draft="true"))
    assert call("--out", "public").code == 0
    assert "briefs/2018/secret/index.html" not in site.files(site.root / "public")
    assert call("--out", "public", "--drafts").code == 0
    assert "briefs/2018/secret/index.html" in site.files(site.root / "public")
    assert not site.out.exists()

    monkeypatch.chdir(tmp_path)
    assert call("--root", site.root).code == 0
    assert site.out.is_dir()
    assert " 0 rendered" in call("--root", site.root).out
    count = len(site.files())
    assert f" {count} rendered, nothing had changed" in call("--root", site.root, "--fresh").out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--colour"],
        ["nonsense"],
        ["import"],
        ["import", "text"],
        ["import", "pdf", "x"],
        ["--out"],
        ["--root", "nowhere"],
        ["--root", "nowhere", "import", "text", "x"],
    ],
)
def test_wrong_use(call: Call, arguments: list[str]) -> None:
    said = call(*arguments)
    assert said.code == 2
    assert "Traceback" not in said.err
    assert "error" in said.err


@pytest.mark.parametrize(
    ("option", "command"),
    [
        *((option, "why") for option in ("--strict", "--fresh", "--verify")),
        *((option, "import text") for option in ("--out=x", "--drafts", "--strict", "--fresh", "--verify", "-v")),
    ],
)
def test_options_that_a_command_does_not_heed_are_refused(site: Site, call: Call, option: str, command: str) -> None:
    site.write("article.txt", ARTICLE)
    assert call().code == 0
    page = "/" if command == "why" else "article.txt"
    said = call(option, *command.split(), page)
    assert said.code == 2
    assert said.out == ""
    name = {"-v": "--verbose"}.get(option, option.partition("=")[0])
    assert (
        f"error: {name} is for building the site, and {command.split(maxsplit=1)[0]} does nothing with it" in said.err
    )


@pytest.mark.parametrize("option", ["--out=site", "--drafts", "--verbose"])
def test_options_that_why_heeds_are_taken(site: Site, call: Call, option: str) -> None:
    assert call().code == 0
    assert call(option, "why", "/").code == 0


def test_options_stand_before_a_command_or_behind_it(site: Site, call: Call) -> None:
    assert call("--out", "public").code == 0
    for said in (call("--out", "public", "check", "links"), call("check", "links", "--out", "public")):
        assert (said.code, "nothing is wrong" in said.out) == (0, True), said.err
    assert call("--out", "public", "check", "-v", "links", "--root", ".").code == 0
    assert "--fresh" in call("check", "--fresh").err


def test_folder_without_content(call: Call, tmp_path: Path) -> None:
    said = call("--root", tmp_path)
    assert said.code == 1
    assert (
        said.err
        == "error: there is no folder content/ here [no-content]\n    hint: name the folder that holds it with --root\n"
    )
    (tmp_path / "content").mkdir()
    assert "content/site.yaml:1:1: error: content/site.yaml is missing" in call("--root", tmp_path).err


def test_help_names_every_option(call: Call) -> None:
    for command in ([], ["import"], ["import", "text"]):
        said = call(*command, "--help")
        assert said.code == 0
        parser = cli.make_parser()
        for name in command:
            (choices,) = [action.choices for action in parser._actions if isinstance(action.choices, dict)]
            parser = choices[name]
        for action in parser._actions:
            assert all(option in said.out for option in action.option_strings)
            assert action.help or not action.option_strings
        if not command:
            assert "import" in said.out
            assert "Exit status" in said.out


# Import


@pytest.mark.parametrize("order", ["before", "after", "here"])
def test_import_of_a_text_end_to_end(
    site: Site, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    article = tmp_path / "article.txt"
    article.write_text(ARTICLE, encoding="utf-8")
    arguments = {
        "before": ["--root", site.root, "import", "text", article],
        "after": ["import", "text", "--root", site.root, article],
        "here": ["import", "text", article],
    }
    if order != "here":
        monkeypatch.chdir(tmp_path)

    said = call(*arguments[order])

    path = "content/briefs/2018/2018-02-02-a-dam-is-filled.md"
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith(f"wrote {path}\n")
    assert call("--root", site.root).code == 0
    page = "briefs/2018/a-dam-is-filled/"
    assert site.text(page, ".byline") == "By Nadia Brook | Fellow - The Lanternfield Institute | Feb 2, 2018"
    assert site.text(page, "#comment") == "Comment: The fields below it will be dry."

    before = (site.root / path).read_bytes()
    again = call(*arguments[order])
    assert again.code == 1
    assert f"{path} is there already" in again.err
    assert (site.root / path).read_bytes() == before


def test_import_goes_on_after_a_file_that_fails(site: Site, call: Call, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(ARTICLE, encoding="utf-8")
    said = call("import", "text", tmp_path / "gone.txt", tmp_path / "good.txt")
    assert said.code == 1
    assert "gone.txt" in said.err
    assert "wrote content/briefs/" in said.out


# Where no site is written


def refusals(root: Path) -> dict[str, tuple[str, str]]:
    return {
        "a file": ("site.txt", "is a file"),
        "a link": ("link", "is a link"),
        "the root": (".", "what the site is made from"),
        "the root by another name": ("content/..", "what the site is made from"),
        "above the root": ("..", "what the site is made from"),
        "the whole disk": ("/", "what the site is made from"),
        "home": (os.path.expanduser("~"), "what the site is made from"),
        "content": ("content", "what the site is made from"),
        "in content": ("content/out", "what the site is made from"),
        "templates": ("templates", "what the site is made from"),
        "in templates": ("templates/static/out", "what the site is made from"),
        "the cache": (".cache", "what the site is made from"),
        "in git's folder": (".git/out", "what the site is made from"),
        "somebody's files": ("mine", "holds files that this program did not make"),
    }


@pytest.mark.parametrize("name", refusals(Path()))
def test_out_folder_is_refused(site: Site, call: Call, name: str) -> None:
    site.write("site.txt", "text")
    site.write("mine/file.txt", "mine")
    (site.root / "link").symlink_to("mine")
    out, message = refusals(site.root)[name]
    before = sorted(site.root.parent.rglob("*"))

    said = call("--out", out)

    assert said.code == 2
    assert message in said.err
    assert said.err.count("\n") == 1
    assert sorted(site.root.parent.rglob("*")) == before


def test_empty_out_folder_is_taken(site: Site, call: Call) -> None:
    site.out.mkdir(0o700)
    assert call().code == 0
    assert site.text("", "h1")


def test_out_folder_is_not_refused_without_a_home(site: Site) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from briefs.cli import main; import sys; sys.exit(main([]))"], cwd=site.root,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


# The disk


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("function", ["replace", "fchmod", "open"])
def test_disk_trouble_names_the_file_and_leaves_the_site(
    site: Site, call: Call, monkeypatch: pytest.MonkeyPatch, function: str, number: int
) -> None:
    call()
    before = site.files()
    site.edit("content/briefs/dam.md", "A dam", "Another dam")
    site.write("content/briefs/new.md", brief("New", author="Eve", date="2019-01-01"))

    def fail(*arguments: object, **_: object) -> None:
        if function == "fchmod":
            raise OSError(number, os.strerror(number))
        raise OSError(number, os.strerror(number), str(arguments[0]))

    with monkeypatch.context() as patch:
        if function == "open":
            patch.setattr("briefs.files.open", fail, raising=False)
        else:
            patch.setattr(os, function, fail)
        said = call()

    assert said.code == 1
    assert re.fullmatch(rf"error: \S*site\S*: {re.escape(os.strerror(number))}\n", said.err), said.err
    assert site.files() == before
    assert call().code == 0
    assert site.text("briefs/2018/dam/", "h1") == "Another dam"
    assert not [path for path in site.root.rglob("*") if "tmp" in path.name or "stage" in path.name]


def test_first_build_with_disk_trouble_leaves_nothing(site: Site, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: str, target: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(source), None, str(target))

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", fail)
        assert call().code == 1
    assert not site.out.exists()
    assert call().code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="NOT TESTED: root writes everywhere")
def test_folder_that_may_not_be_written(site: Site, call: Call) -> None:
    site.root.chmod(0o555)
    try:
        assert call().code == 2
    finally:
        site.root.chmod(0o755)


# Faults of ours


def test_a_fault_of_ours_says_so(site: Site, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    call()
    before = site.files()

    def broken(*_: object) -> str:
        raise RuntimeError("a fault of ours")

    site.edit("content/briefs/dam.md", "A dam", "Another dam")
    monkeypatch.setattr("briefs.outputs.brief.page", broken)
    said = call()
    assert said.code == 70
    assert "RuntimeError: a fault of ours" in said.err
    assert "This is a fault of Briefs, not of your content." in said.err
    assert site.files() == before


def test_interrupt(site: Site, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "build", stop)
    said = call()
    assert (said.code, said.err) == (130, "\nStopped. The next build puts right whatever this one left half done.\n")


def test_reader_that_stops_listening(site: Site) -> None:
    done = subprocess.run(
        f"{sys.executable} -m briefs --root {site.root} -v | true; echo ${{PIPESTATUS[0]}}", shell=True, executable="/bin/bash",
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    assert (site.out / "index.html").is_file()


def test_front_door(site: Site) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "build.py", "--root", site.root], cwd="/", capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "pages in" in done.stdout


@pytest.mark.parametrize("host", ["192.0.2.1", "256.1.1.1", "a..b", "2001:db8::1"])
def test_a_host_that_is_not_this_machine_is_told_in_plain_words(call: Call, host: str) -> None:
    said = call("serve", "--port=0", f"--host={host}")
    assert said.code == 2
    assert f"{host} is not an address of this machine" in said.err
    assert said.err.count("\n") == 1


def test_ports_that_are_taken_are_told_in_plain_words(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("briefs.serve.command._TRIES", 2)
    with socket.create_server(("127.0.0.1", 0)) as one:
        port = one.getsockname()[1]
        with socket.create_server(("127.0.0.1", port + 1)):
            said = call("serve", f"--port={port}")
    assert (said.code, f"ports {port} to {port + 1} are taken" in said.err) == (2, True), said.err


@pytest.mark.parametrize("port", ["99999", "eighty", "-1"])
def test_a_port_that_cannot_be_is_told_in_plain_words(capsys: pytest.CaptureFixture[str], port: str) -> None:
    from briefs.cli import main

    assert main(["serve", f"--port={port}"]) == 2
    assert "a port is a number from 0 to 65535" in capsys.readouterr().err
