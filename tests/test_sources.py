"""What lies under `content/`: told apart by looking, opened only if it is an ordinary file, and never by way of a link."""

import os
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefs.files import inside, why_not
from briefs.problems import Problem
from briefs.signatures import signature
from briefs.sources import TEXT_BYTES, Source, Unreadable, discover, read_bytes


@pytest.fixture
def alarm() -> Iterator[None]:
    """Ends a test that waits for the other end of a pipe, which nobody opens."""

    def ring(*_: object) -> None:
        pytest.fail("waited for what never comes")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "content/briefs").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\n")
    return tmp_path


def found(root: Path) -> tuple[dict[str, str], list[tuple[str, str]]]:
    sources, problems = discover(root)
    assert sources == sorted(sources, key=lambda source: source.path)
    assert problems == sorted(problems)
    return {source.path.removeprefix("content/"): source.kind for source in sources}, [
        (p.path.removeprefix("content/"), p.code) for p in problems
    ]


def unreadable(root: Path, source: Source) -> Problem:
    with pytest.raises(Unreadable) as refused:
        read_bytes(root, source)
    assert refused.value.problem.path == source.path
    return refused.value.problem


def write(root: Path, *paths: str) -> None:
    for path in paths:
        (root / "content" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "content" / path).write_bytes(b"x")


def test_kinds(root: Path) -> None:
    kinds = {
        "site.yaml": "config", "tags.yaml": "tags", "briefs/a.md": "brief", "briefs/2018/b.fa.md": "brief", "authors/a.yaml": "author", "authors/b.yml": "author", "authors/c.md": "author",
        "institutes/a.md": "institute", "projects/a.yaml": "project", "pages/a.md": "page", "briefs/a.PNG": "asset", "briefs/table.csv": "asset", "x.pdf": "asset", "briefs/می\u200cخواهم.md": "brief",
    }  # fmt: skip
    write(root, *kinds)
    assert found(root) == (kinds, [])


def test_what_is_not_used_is_told_with_advice(root: Path) -> None:
    write(
        root,
        "a.md",
        "briefs/a.yaml",
        "site.yml",
        "briefs/a.html",
        "briefs/a.js",
        "briefs/a.exe",
        "briefs/noending",
        "Briefs/a.md",
        "CNAME",
    )
    sources, problems = found(root)
    assert sources == {}
    assert {code for _, code in problems} == {"not-published"}
    assert len(problems) == 9
    hints = {problem.path: problem.hint for problem in discover(root)[1]}
    assert "content/briefs/" in hints["content/a.md"]
    assert "content/site.yaml" in hints["content/site.yml"]


def test_litter_is_passed_over(root: Path) -> None:
    write(
        root,
        ".hidden.md",
        ".git/config.md",
        "#a.md#",
        ".#a.md",
        "a.md~",
        ".a.md.swp",
        "4913",
        "Thumbs.db",
        "desktop.ini",
        ".DS_Store",
        "a.md.bak",
        "a.md.orig",
        "a.tmp",
    )
    os.symlink("nobody@host.123", root / "content/briefs/.#b.md")
    assert found(root) == ({}, [])


def test_endings_of_texts_are_small_letters(root: Path) -> None:
    write(root, "briefs/a.MD", "authors/b.Yaml")
    assert found(root) == ({}, [("authors/b.Yaml", "bad-name"), ("briefs/a.MD", "bad-name")])
    assert discover(root)[1][1].hint == "rename the file to a.md"


LINKS = {
    "file": "../../secret.md", "absolute": "/etc/passwd", "folder": "../..", "dangling": "nowhere", "itself": "link.md", "beside": "real.md", "device": "/dev/zero",
}  # fmt: skip


@pytest.mark.parametrize("target", LINKS.values(), ids=LINKS)
def test_no_link_is_followed(root: Path, target: str) -> None:
    write(root, "briefs/real.md")
    os.symlink(target, root / "content/briefs/link.md")
    assert found(root) == ({"briefs/real.md": "brief"}, [("briefs/link.md", "symlink")])


def test_no_folder_of_links_is_followed(root: Path) -> None:
    (root / "outside").mkdir()
    (root / "outside/a.md").write_text("x")
    os.symlink(root / "outside", root / "content/briefs/2018")
    os.symlink(root, root / "content/loop")
    assert found(root) == ({}, [("briefs/2018", "symlink"), ("loop", "symlink")])


def test_content_itself_is_no_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/a.md").write_text("x")
    os.symlink("elsewhere", tmp_path / "content")
    sources, problems = discover(tmp_path)
    assert not sources
    assert [(p.path, p.code) for p in problems] == [("content", "symlink")]


@pytest.mark.usefixtures("alarm")
def test_pipes_and_sockets_and_folders_are_told_and_not_waited_for(root: Path) -> None:
    os.mkfifo(root / "content/briefs/pipe.md")
    (root / "content/briefs/folder.md").mkdir()
    write(root, "briefs/folder.md/a.md")
    server = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    try:
        os.chdir(root / "content/briefs")  # The path of a socket may be no longer than 107 bytes.
        server.bind("socket.md")
    finally:
        os.chdir(here)
        server.close()
    assert found(root) == (
        {},
        [("briefs/folder.md", "not-a-file"), ("briefs/pipe.md", "not-a-file"), ("briefs/socket.md", "not-a-file")],
    )


def test_names_that_cannot_be_published(root: Path) -> None:
    names = [
        "a?b.md",
        "a:b.md",
        "a\nb.md",
        "a\x1b[31m.md",
        "a\u202eb.md",
        "end.",
        "space ",
        'q".md',
        "a\\b.md",
        "<x>.md",
    ]
    write(root, *names)
    with open(os.fsencode(root / "content") + b"/\xff\xfe.md", "wb"):
        pass
    sources, problems = found(root)
    assert sources == {}
    assert [code for _, code in problems] == ["bad-name"] * 11
    for problem in discover(root)[1]:
        problem.path.encode()
        problem.message.encode()


def test_too_long_a_path(root: Path) -> None:
    deep = "/".join(["folder" * 10] * 17)
    folder = os.open(root / "content", os.O_RDONLY)
    for part in deep.split("/"):
        os.mkdir(part, dir_fd=folder)
        inner = os.open(part, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    sources, problems = discover(root)
    assert not sources
    assert [(p.code, "too long" in p.message) for p in problems] == [("bad-name", True)]


@pytest.mark.parametrize(
    ("path", "reason"),
    [("a/b.md", ""), ("می\u200cخواهم.md", ""), ("a/../b", "a part of it is empty, . or .."), ("/a", "a part of it is empty, . or .."), ("", "a part of it is empty, . or .."), ("a//b", "a part of it is empty, . or .."),
     ("~", ""), ("a\0", "it holds the invisible character U+0000"), ("a|b", "it holds the character |"), ("a./b", "a part of it ends with a dot or a space"), ("x" * 256, "it is too long (256 bytes)"), ("\ud800", "it holds the invisible character U+D800")],
)  # fmt: skip
def test_why_a_path_is_refused(path: str, reason: str) -> None:
    assert why_not(path) == reason
    assert inside(path) == (not reason)


# Reading


def source(root: Path, path: str) -> Source:
    status = os.stat(root / path)
    return Source(path, "brief", signature(status))


def test_reading(root: Path) -> None:
    write(root, "briefs/2018/a.md")
    assert read_bytes(root, source(root, "content/briefs/2018/a.md")) == b"x"


@pytest.mark.parametrize("swapped", ["content/briefs/2018/a.md", "content/briefs/2018", "content/briefs", "content"])
def test_a_link_put_there_later_is_not_followed(root: Path, swapped: str) -> None:
    write(root, "briefs/2018/a.md")
    taken = source(root, "content/briefs/2018/a.md")
    (root / swapped).rename(root / "aside")
    os.symlink(root / "aside", root / swapped)
    assert unreadable(root, taken).code == "unreadable"


@pytest.mark.usefixtures("alarm")
def test_a_pipe_put_there_later_is_not_waited_for(root: Path) -> None:
    write(root, "briefs/a.md")
    taken = source(root, "content/briefs/a.md")
    (root / taken.path).unlink()
    os.mkfifo(root / taken.path)
    assert unreadable(root, taken).code == "not-a-file"


def test_a_huge_text_is_refused_unopened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "content/briefs/a.md"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    monkeypatch.setattr("briefs.sources.Way.open", lambda *_: pytest.fail("it was opened"))
    problem = unreadable(root, source(root, "content/briefs/a.md"))
    assert problem.code == "too-large"
    assert problem.message == f"the file has 204800 KB; a text may have {TEXT_BYTES // 1024} KB"


def test_a_text_that_grew_meanwhile_is_refused(root: Path) -> None:
    write(root, "briefs/a.md")
    taken = source(root, "content/briefs/a.md")
    with (root / taken.path).open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert unreadable(root, taken).code == "too-large"


def test_a_file_that_went_away(root: Path) -> None:
    write(root, "briefs/a.md")
    taken = source(root, "content/briefs/a.md")
    (root / taken.path).unlink()
    assert unreadable(root, taken).code == "unreadable"


def test_a_folder_that_may_not_be_read(root: Path) -> None:
    folder = root / "content/briefs/closed"
    folder.mkdir()
    folder.chmod(0)
    try:
        if os.access(folder, os.R_OK):
            pytest.skip("NOT TESTED: this user may read every folder; run the tests as another than root")
        assert found(root) == ({}, [("briefs/closed", "unreadable")])
    finally:
        folder.chmod(stat.S_IRWXU)
