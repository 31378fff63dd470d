"""The switch of the public folder: whatever stands there, and whatever became of the standby, the site is as it should be."""

import ctypes
import errno
import os
import random
import shutil
import stat
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from publish_driver import publish
from publishing import ENVIRON, Pair, difference, litter, pages, snapshot, write

from briefs import exchange, switching, trees
from briefs.digest import digest_bytes
from briefs.publish import Target, Unusable


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return Pair(tmp_path, count=20)


def hidden(pair: Pair) -> Path:
    return pair.out.with_name(".site.briefs")


def standby(pair: Pair) -> Path:
    return hidden(pair) / "standby"


def check_turn(pair: Pair) -> None:
    """Publish the other site."""
    publish(pair.sources[1], pair.out)
    seen = snapshot(pair.out)
    assert seen == pair.looks[1], difference(seen, pair.looks[1])
    assert not litter(pair.out)
    pair.turn()


def check_turns(pair: Pair) -> None:
    for _ in range(3):
        check_turn(pair)


# What a switch leaves


def test_switching_to_and_fro(pair: Pair) -> None:
    check_turns(pair)


def test_hidden_folder_keeps_itself_out_of_git(pair: Pair) -> None:
    check_turn(pair)
    assert (hidden(pair) / ".gitignore").read_text() == "*\n"
    assert stat.S_IMODE((hidden(pair) / ".gitignore").stat().st_mode) == 0o644


def test_standby_is_a_twin_of_links(pair: Pair) -> None:
    for _ in range(3):
        check_turn(pair)
        assert snapshot(standby(pair)) == snapshot(pair.out)
        assert sorted(path.name for path in hidden(pair).iterdir()) == [".gitignore", "lock", "standby", "twins"]
        files = [path for path in pair.out.rglob("*") if path.is_file()]
        assert len(files) > 20
        for file in files:
            assert file.samefile(standby(pair) / file.relative_to(pair.out))


def test_modes_whatever_the_umask(pair: Pair) -> None:
    subprocess.run(pair.command(), env=ENVIRON, umask=0o077, check=True)
    assert snapshot(pair.out) == pair.looks[1]
    shutil.rmtree(pair.out)
    shutil.rmtree(hidden(pair))
    subprocess.run(pair.command(), env=ENVIRON, umask=0o077, check=True)
    assert snapshot(pair.out) == pair.looks[1]
    assert {path.stat().st_mode & 0o777 for path in (pair.out, *pair.out.rglob("*"))} == {0o644, 0o755}


def test_folders_that_not_everybody_may_read_are_mended(pair: Pair) -> None:
    for _ in range(3):
        for tree in (pair.out, standby(pair)):
            (tree / "briefs/2003").chmod(0o700)
            tree.chmod(0o750)
        check_turn(pair)
    time.sleep(0.15)
    check_turns(pair)


def test_removed_files_are_told_and_leave_no_folder(pair: Pair) -> None:
    removed = publish(pair.sources[1], pair.out)
    assert removed == ["both", "only/old/deep/er/x", "tags/old/feed.xml", "tags/old/index.html"]
    assert not (pair.out / "only/old").exists()


def test_nothing_to_write_changes_nothing(pair: Pair) -> None:
    check_turns(pair)

    def stats() -> dict[Path, tuple[int, int, int]]:
        found = ((path, path.stat()) for path in (*pair.out.rglob("*"), *standby(pair).rglob("*")))
        return {path: (status.st_ino, status.st_ctime_ns, status.st_nlink) for path, status in found}

    before = stats()
    assert publish(pair.sources[0], pair.out) == []
    assert stats() == before


def test_target_named_in_other_ways(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pair.out)
    publish(pair.sources[1], Path("../site"))
    assert snapshot(pair.out) == pair.looks[1]
    monkeypatch.chdir(pair.out.parent)
    publish(pair.sources[0], Path("site/"))
    assert snapshot(pair.out) == pair.looks[0]
    Path("link").symlink_to(".")
    publish(pair.sources[1], Path("link/site"))
    assert snapshot(pair.out) == pair.looks[1]
    assert not litter(pair.out)


def test_build_that_stands_in_the_public_folder_stays_there(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(pair.out)
    for _ in range(3):
        publish(Path("../new" if pair.sources[1].name == "new" else "../old"), Path())
        assert snapshot(pair.out) == pair.looks[1]
        assert Path().samefile(pair.out)
        pair.turn()
    shutil.rmtree(pair.out)
    pair.out.mkdir()
    monkeypatch.chdir(pair.out)
    publish(Path("../old"), Path())
    assert Path().samefile(pair.out)


def test_refused_build_leaves_no_stage(pair: Pair) -> None:
    target = Target(pair.out)
    with target.lock():
        target.open_stage()
        target.put("index.html", b"faulty")
        target.discard()
    assert not litter(pair.out)


def test_build_that_is_stopped_leaves_no_stage(pair: Pair) -> None:
    target = Target(pair.out)

    def stop() -> None:
        with target.lock():
            target.open_stage()
            target.put("index.html", b"faulty")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert not litter(pair.out)
    assert snapshot(pair.out) == pair.looks[0]


def test_signatures_are_those_of_the_disk(pair: Pair) -> None:
    """They are taken once, and a switch changes some: those that it reports afterwards have to be true."""
    for _ in range(3):
        files = {
            p.relative_to(pair.sources[1]).as_posix(): p.read_bytes() for p in pair.sources[1].rglob("*") if p.is_file()
        }
        target = Target(pair.out)
        with target.lock():
            for path in (*files, ".briefs", "tags/old/index.html", "tags/new/index.html"):
                target.signature(path)
            target.open_stage()
            staged = [path for path in files if not target.is_intact(path, None, digest_bytes(files[path]))]
            for path in staged:
                target.put(path, files[path])
            target.switch(staged, files.keys())
            for path in (*files, ".briefs", "tags/old/index.html", "tags/new/index.html"):
                assert target.signature(path) == Target(pair.out).signature(path), path
        pair.turn()


# The cost


class Counted:
    """How often functions are called for the public folder and for what belongs to it."""

    def __init__(self, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
        self.trees = (str(pair.out), str(hidden(pair)))
        self.calls: Counter[str] = Counter()
        for name in ("link", "rename", "replace", "unlink", "mkdir", "rmdir", "scandir", "chmod"):
            monkeypatch.setattr(os, name, self._counted(name, getattr(os, name)))

    def _counted(self, name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **options: object) -> object:
            done = function(*arguments, **options)
            self.calls[name] += str(arguments[0]).startswith(self.trees)
            return done

        return call


def test_cost_is_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One changed file of 400: one is moved into the standby, one link is renewed, and few folders are looked through."""
    pair = Pair(tmp_path, count=400)
    page = pair.sources[0] / "briefs/2002/brief-2/index.html"
    for text in ("An edit", "Another"):
        time.sleep(0.15)  # what changed a moment ago is looked through again
        page.write_text(text)
        publish(pair.sources[0], pair.out)
    time.sleep(0.15)
    page.write_text("Edited")
    counted = Counted(pair, monkeypatch)

    publish(pair.sources[0], pair.out)

    calls = counted.calls
    assert (pair.out / "briefs/2002/brief-2/index.html").read_text() == "Edited"
    assert calls["link"] == 1
    # The file; what is remembered. The trees change places by a call that Python has no name for.
    assert (calls["replace"], calls["rename"]) == (2, 0)
    assert calls["unlink"] == 2  # the old link; the note that the standby is being changed
    assert calls["mkdir"] == 4  # the stage, and in it briefs/2002/brief-2
    assert calls["scandir"] < 30
    assert calls["chmod"] < 10


def test_count_sees_a_switch_that_looks_through_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without what is remembered, and without a standby, it costs more."""
    pair = Pair(tmp_path, count=400)
    (hidden(pair) / "twins").unlink()
    counted = Counted(pair, monkeypatch)
    check_turn(pair)
    assert counted.calls["scandir"] > 800
    shutil.rmtree(standby(pair))
    counted.calls.clear()
    check_turn(pair)
    assert counted.calls["link"] > 400


# What others have put there

FOREIGN = {"CNAME": "example.org", "briefs/2003/brief-3/mine.txt": "mine", "downloads/a/b.pdf": "pdf", ".git/HEAD": "ref",
           "tags/old/mine.txt": "mine", "briefs/2001/mine/x/y": "y"}  # fmt: skip


def test_what_others_put_there_stays(tmp_path: Path) -> None:
    pair = Pair(tmp_path, foreign=FOREIGN)
    (pair.out / "link").symlink_to("/nowhere")
    (pair.out / "empty").mkdir()
    os.mkfifo(pair.out / "briefs/pipe")
    before = {path: (pair.out / path).lstat().st_ino for path in (*FOREIGN, "link", "empty", "briefs/pipe")}
    for _ in range(4):
        publish(pair.sources[1], pair.out)
        after = {path: (pair.out / path).lstat().st_ino for path in before}
        assert after == before, "not the same files"
        assert not any(os.path.lexists(standby(pair) / path) for path in before)
        assert not litter(pair.out)
        pair.turn()
        time.sleep(0.12)


def test_what_comes_later_stays_too(pair: Pair) -> None:
    """Folders that have not changed are not looked through, so it must be seen when they do."""
    check_turns(pair)
    for number in range(4):
        time.sleep(0.12)
        files = {
            f"briefs/200{number}/late-{number}.txt": "1",
            f"briefs/2002/brief-7/{number}.txt": "2",
            f"{number}/x/y": "3",
        }
        for path, text in files.items():
            (pair.out / path).parent.mkdir(parents=True, exist_ok=True)
            (pair.out / path).write_text(text)
        time.sleep(0.12)
        for _ in range(2):
            publish(pair.sources[1], pair.out)
            assert all((pair.out / path).read_text() == text for path, text in files.items())
            pair.turn()
        shutil.rmtree(pair.out / str(number))
        for path in list(files)[:2]:
            (pair.out / path).unlink()
        check_turn(pair)


@pytest.mark.parametrize("how", ["file", "folder", "link", "beneath"])
def test_what_is_in_the_way_is_refused_and_stays(pair: Pair, how: str) -> None:
    place = pair.out / "tags/new/index.html"
    place.parent.mkdir()
    if how == "folder":
        place.mkdir()
        (place / "mine.txt").write_text("mine")
    elif how == "link":
        place.symlink_to("/nowhere")
    elif how == "beneath":
        place = pair.out / "both/mine.txt"
        (pair.out / "both").unlink()
        (pair.out / "both").mkdir()
        place.write_text("mine")
        pair.turn()
    else:
        place.write_text("mine")
    before = snapshot(pair.out)
    where = "both" if how == "beneath" else "tags/new/index.html"

    if how == "beneath":
        # Here the file `both` is wanted again.
        (pair.sources[1] / "index.html").write_text("Another")
    with pytest.raises(Unusable, match=rf"{where}.* was not made by this program .* move it away"):
        publish(pair.sources[1], pair.out)

    assert snapshot(pair.out) == before
    assert not litter(pair.out)


def test_file_of_others_with_the_very_bytes_is_taken_over(pair: Pair) -> None:
    (pair.out / "tags/new").mkdir()
    (pair.out / "tags/new/index.html").write_text("new")
    (pair.out / "tags/new/index.html").chmod(0o600)
    check_turns(pair)


def test_lost_or_shortened_list_does_no_harm(pair: Pair) -> None:
    listing = (pair.out / ".briefs").read_bytes()
    for length in (0, 50, 100, 500, len(listing) - 3):
        (pair.out / ".briefs").write_bytes(listing[:length])
        publish(pair.sources[0], pair.out)
        assert snapshot(pair.out) == pair.looks[0]
    (pair.out / ".briefs").unlink()
    with pytest.raises(Unusable, match="did not make"):
        publish(pair.sources[0], pair.out)


def test_list_with_paths_out_of_the_folder_deletes_nothing_there(pair: Pair) -> None:
    (pair.out.parent / "precious").write_text("mine")
    with (pair.out / ".briefs").open("a") as file:
        file.write("../precious\n/etc/hostname\ntags/../../precious\n")
    check_turn(pair)
    assert (pair.out.parent / "precious").read_text() == "mine"


def test_folder_of_others_is_refused_at_first(tmp_path: Path) -> None:
    source, out = write(tmp_path / "source", {"index.html": "x"}), write(tmp_path / "site", {"mine.txt": "mine"})
    with pytest.raises(Unusable, match="files that this program did not make"):
        publish(source, out)
    (out / "mine.txt").unlink()
    publish(source, out)
    assert sorted(path.name for path in out.iterdir()) == [".briefs", "index.html"]
    assert out.stat().st_mode & 0o777 == 0o755


def test_folder_that_became_a_link_is_not_written_through(pair: Pair) -> None:
    elsewhere = pair.out.parent / "elsewhere"
    for _ in range(2):
        time.sleep(0.12)
        (pair.out / "briefs/2001").rename(elsewhere)
        (pair.out / "briefs/2001").symlink_to(elsewhere)
        before = snapshot(elsewhere)
        check_turn(pair)
        assert snapshot(elsewhere) == before
        shutil.rmtree(elsewhere)


# What became of the standby


def replace_by_link(path: Path) -> None:
    elsewhere = path.parents[len(path.parents) - 1]
    for each in path.parents:
        if (each / "elsewhere").is_dir():
            elsewhere = each / "elsewhere"
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.symlink_to(elsewhere)


def move_and_link(path: Path) -> None:
    """The same folder, by its number and time, can still be reached under its name."""
    path.rename(path.with_name("moved"))
    path.symlink_to("moved")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "file deleted": lambda s: (s / "static/style.css").unlink(),
    "file replaced": lambda s: ((s / "static/style.css").unlink(), (s / "static/style.css").write_text("evil")),
    "file by link": lambda s: replace_by_link(s / "static/style.css"),
    "file by folder": lambda s: ((s / "feed.xml").unlink(), (s / "feed.xml").mkdir(), (s / "feed.xml/x").write_text("x")),
    "files exchanged": lambda s: os.rename(s / "briefs/2002/brief-2/index.html", s / "briefs/2003/brief-3/index.html"),
    "own list deleted": lambda s: (s / ".briefs").unlink(),
    "file added": lambda s: (s / "briefs/2002/brief-2/extra.html").write_text("evil"),
    "folder added": lambda s: ((s / "more/deep").mkdir(parents=True), (s / "more/deep/x").write_text("evil")),
    "link added": lambda s: (s / "briefs/2002/out").symlink_to(s.parents[1] / "elsewhere"),
    "folder deleted": lambda s: shutil.rmtree(s / "briefs/2002"),
    "folder by link": lambda s: replace_by_link(s / "briefs"),
    "folder moved and linked": lambda s: move_and_link(s / "briefs"),
    "folder by file": lambda s: (shutil.rmtree(s / "briefs/2002"), (s / "briefs/2002").write_text("x")),
    "folders exchanged": lambda s: exchange.exchange(str(s / "briefs/2002"), str(s / "briefs/2003"), str(s / "spare")),
    "standby deleted": shutil.rmtree,
    "standby by file": lambda s: (shutil.rmtree(s), s.write_text("x")),
    "standby by link": replace_by_link,
    "standby moved and linked": move_and_link,
    "standby copied": lambda s: (shutil.copytree(s, s.with_name("copy")), shutil.rmtree(s), s.with_name("copy").rename(s)),
    "standby locked": lambda s: [path.chmod(0) for path in (s / "briefs/2002", s / "briefs", s)],
    "all deleted": lambda s: shutil.rmtree(s.parent),
    "all by file": lambda s: (shutil.rmtree(s.parent), s.parent.write_text("x")),
    "all by link": lambda s: (shutil.rmtree(s.parent), s.parent.symlink_to(s.parents[1] / "elsewhere")),
    "stray stage": lambda s: ((s.parent / "stage-1-a/deep").mkdir(parents=True), (s.parent / "stage-1-a/x").write_text("")),
    "stray link": lambda s: (s.parent / "stage-1-b").symlink_to(s.parents[1] / "elsewhere"),
    "twins deleted": lambda s: (s.parent / "twins").unlink(),
    "twins empty": lambda s: (s.parent / "twins").write_bytes(b""),
    "twins cut": lambda s: os.truncate(s.parent / "twins", 90),
    "twins garbled": lambda s: (s.parent / "twins").write_bytes((s.parent / "twins").read_bytes()[:-4] + b"\0\1\2\3"),
    "twins a folder": lambda s: ((s.parent / "twins").unlink(), (s.parent / "twins").mkdir()),
}  # fmt: skip


@pytest.mark.parametrize("settled", [True, False], ids=["later", "at once"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_whatever_became_of_the_standby(pair: Pair, damage: str, settled: bool) -> None:
    elsewhere = write(
        pair.out.parent / "elsewhere", {"precious.txt": "mine", "briefs/precious.txt": "mine", "lock": ""}
    )
    check_turn(pair)
    if settled:  # the folders are remembered by now
        time.sleep(0.12)
        check_turn(pair)
    before = snapshot(elsewhere)
    DAMAGES[damage](standby(pair))
    added = {"file added": "briefs/2002/brief-2/extra.html", "folder added": "more", "link added": "briefs/2002/out"}
    if damage in added:
        # As in the public folder, what only others can have put there is not deleted.
        publish(pair.sources[1], pair.out)
        trees.remove(str(pair.out / added[damage]))
        assert snapshot(pair.out) == pair.looks[1]
        pair.turn()
    check_turns(pair)
    assert snapshot(elsewhere) == before


def test_what_is_written_where_a_shell_stands_is_not_lost(pair: Pair) -> None:
    """After a switch, a shell that stands in the public folder stands in the standby without knowing."""
    shell = os.open(pair.out, os.O_RDONLY)
    check_turn(pair)
    for number in range(3):
        if number:
            time.sleep(0.12)
        os.mkdir(".git", dir_fd=shell)
        for name in ("CNAME", ".git/HEAD", "briefs/2002/brief-2/mine.txt"):
            os.close(os.open(name, os.O_CREAT | os.O_WRONLY, 0o644, dir_fd=shell))
        publish(pair.sources[1], pair.out)
        for name in ("CNAME", ".git", "briefs/2002/brief-2/mine.txt"):
            assert (pair.out / name).exists()
            trees.remove(str(pair.out / name))
        assert snapshot(pair.out) == pair.looks[1]
        pair.turn()
        check_turn(pair)
        os.close(shell)
        shell = os.open(standby(pair), os.O_RDONLY)
    os.close(shell)


def test_older_copy_of_the_public_folder_is_not_mixed_with_the_standby(pair: Pair) -> None:
    shutil.copytree(pair.out, pair.out.with_name("copy"))
    check_turn(pair)
    shutil.rmtree(pair.out)
    pair.out.with_name("copy").rename(pair.out)
    (standby(pair) / "stale.html").write_text("of nobody")
    pair.turn()
    check_turns(pair)


def test_file_that_comes_during_the_switch_stays(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    check_turns(pair)
    time.sleep(0.12)
    check_turns(pair)
    time.sleep(0.12)
    real = exchange.exchange

    def exchange_late(*folders: str) -> None:
        for place in ("late.txt", "briefs/2001/brief-1/late.txt", "briefs/2004/brief-4/late.txt"):
            (pair.out / place).write_text("late")
        real(*folders)

    with monkeypatch.context() as patch:
        patch.setattr(switching, "exchange", exchange_late)
        publish(pair.sources[1], pair.out)
    pair.turn()
    publish(pair.sources[1], pair.out)
    for place in ("late.txt", "briefs/2001/brief-1/late.txt", "briefs/2004/brief-4/late.txt"):
        assert (pair.out / place).read_text() == "late"
        (pair.out / place).unlink()
    assert snapshot(pair.out) == pair.looks[1]


def test_standby_that_is_believed_is_found_out(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: if the stats were not compared, damages would be published."""
    check_turn(pair)
    time.sleep(0.12)
    check_turn(pair)
    time.sleep(0.12)
    monkeypatch.setattr(switching, "unproven", lambda tree, standby, twins: set())
    DAMAGES["file added"](standby(pair))
    publish(pair.sources[1], pair.out)
    assert snapshot(pair.out) != pair.looks[1]


def random_damage(chance: random.Random, tree: Path) -> None:
    """Do something to a tree that nobody should do. Raises FileNotFoundError if a link makes nonsense of it."""
    paths = sorted(tree.rglob("*"))
    if not paths:
        return
    one, other = chance.choice(paths), chance.choice(paths)
    step = chance.choice(["delete", "write", "replace", "chmod", "link", "move", "add", "hard link"])
    if step == "delete":
        trees.remove(str(one))
    elif step == "write" and one.is_file() and one.name != ".briefs":
        one.write_text("changed in both trees")
    elif step == "replace":
        trees.remove(str(one))
        one.write_text("replaced")
    elif step == "chmod" and not one.is_symlink():
        one.chmod(chance.choice([0o600, 0o700, 0o666, 0o777]))
    elif step == "link":
        trees.remove(str(one))
        one.symlink_to(chance.choice(["/etc", "/nowhere", "..", str(other)]))
    elif step == "move" and other not in one.parents and one not in other.parents and one != other:
        trees.remove(str(other))
        one.rename(other)
    elif step == "add" and one.is_dir() and not one.is_symlink() and one.name != "both":  # it would be in the way
        (one / "added").write_text("added")
    elif step == "hard link" and one.is_file() and not one.is_symlink() and not other.is_dir():
        trees.remove(str(other))
        os.link(one, other)


def check_random_damage(place: Path, *, seed: int, steps: int) -> None:
    """Whatever happens to the standby and, short of additions, to the public tree: the next build makes it good."""
    chance = random.Random(seed)
    pair = Pair(place)
    for step in range(steps):
        for _ in range(chance.randrange(4)):
            with suppress(FileNotFoundError):
                random_damage(chance, standby(pair))
        if chance.random() < 0.5:
            own = [path for path in pair.out.rglob("*") if path.is_file() and path.name != ".briefs"]
            path = chance.choice(own)
            path.unlink()
            if chance.random() < 0.5:
                path.write_text("damaged")
        if chance.random() < 0.2:
            time.sleep(0.12)
        publish(pair.sources[1], pair.out)
        seen = snapshot(pair.out)
        for path in sorted(seen.keys() - pair.looks[1].keys()):
            # What others have added stays, and its folder; what could be ours must not.
            assert path not in pair.looks[0] or stat.S_ISDIR(seen[path][0]), (seed, step, path)
            trees.remove(str(pair.out / path))
        seen = snapshot(pair.out)
        assert seen == pair.looks[1], (seed, step, difference(seen, pair.looks[1]))
        assert not litter(pair.out)
        pair.turn()


@pytest.mark.parametrize("seed", range(3))
def test_random_damage(tmp_path: Path, seed: int) -> None:
    check_random_damage(tmp_path, seed=seed, steps=25)


# File systems and systems that can't do everything


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP, errno.EMLINK])
def test_without_links_there_are_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    pair = Pair(tmp_path, foreign={"CNAME": "example.org", "briefs/2002/mine": "mine"})

    def refuse(file: str, other: str, **_: object) -> None:
        raise OSError(number, os.strerror(number), file, None, other)

    monkeypatch.setattr(os, "link", refuse)
    check_turns(pair)
    assert not standby(pair).exists()


class NoLibrary:
    """A system library without the call that exchanges folders."""


class RefusingLibrary:
    """A system library whose call that exchanges folders always fails."""

    def __init__(self, number: int) -> None:
        self._number = number
        self.asked = 0

    def renameat2(self, *_: object) -> int:
        self.asked += 1
        ctypes.set_errno(self._number)
        return -1

    renamex_np = renameat2


@pytest.mark.parametrize("number", [0, *sorted({*exchange._UNKNOWN})])
def test_without_exchange_there_are_renames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    pair = Pair(tmp_path, foreign=FOREIGN)
    library = RefusingLibrary(number) if number else NoLibrary()
    renamed: list[str] = []
    rename = os.rename

    def note(old: str, new: str) -> None:
        renamed.append(os.path.basename(new))
        rename(old, new)

    monkeypatch.setattr(ctypes, "CDLL", lambda name, use_errno: library)
    monkeypatch.setattr(os, "rename", note)
    check_turns(pair)
    assert renamed.count("spare") == renamed.count("site") == 3
    assert not number or library.asked == 3


def test_system_without_exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Pair(tmp_path, foreign=FOREIGN)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(ctypes, "CDLL", None)
    check_turns(pair)


@pytest.mark.parametrize("number", [errno.EBUSY, errno.EXDEV])
def test_folder_that_can_not_be_moved_is_changed_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    pair = Pair(tmp_path, foreign=FOREIGN)

    def refuse(first: str, second: str, spare: str) -> None:
        raise OSError(number, os.strerror(number), first, None, second)

    monkeypatch.setattr(switching, "exchange", refuse)
    inode = pair.out.stat().st_ino
    check_turns(pair)
    assert pair.out.stat().st_ino == inode


@pytest.mark.parametrize("where", ["site", "site bind", "inside", "inside ours"])
def test_mounted_folders(tmp_path: Path, where: str) -> None:
    """What containers do with their output folder."""
    source = [write(tmp_path / version, pages(version)) for version in ("old", "new")]
    out = tmp_path / "site"
    if where.startswith("inside"):
        publish(source[0], out)
    point = out / {"inside": "downloads", "inside ours": "static"}.get(where, "")
    point.mkdir(exist_ok=True)
    other = tmp_path / "other"
    other.mkdir()
    command = ["mount", "--bind", other, point] if where == "site bind" else ["mount", "-t", "tmpfs", "tmpfs", point]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("NOT TESTED: needs root and the right to mount")
    try:
        for each in (*source, *source):
            publish(each, out)
            seen = {path for path in snapshot(out) if (out / path).is_file()}
            assert seen == {*(str(p.relative_to(each)) for p in each.rglob("*") if p.is_file()), ".briefs"}
            assert all((out / path).read_bytes() == (each / path).read_bytes() for path in seen - {".briefs"})
            assert not litter(out)
            assert os.path.ismount(point) or where == "site bind"
            if where == "inside":
                (point / "mine.pdf").write_text("mine")
                (point / "mine.pdf").unlink()
    finally:
        subprocess.run(["umount", point], check=True)


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.EPERM])
@pytest.mark.parametrize("there", [False, True], ids=["parent", "hidden folder"])
def test_parent_that_can_not_be_written(pair: Pair, monkeypatch: pytest.MonkeyPatch, there: bool, number: int) -> None:
    """A build with nothing to write goes through; one that writes says what is needed."""
    if not there:
        shutil.rmtree(hidden(pair))
    real = os.mkdir

    def refuse(path: str, *rest: int) -> None:
        if str(path).startswith(str(hidden(pair))):
            raise OSError(number, os.strerror(number), path)
        real(path, *rest)

    monkeypatch.setattr(os, "mkdir", refuse)
    publish(pair.sources[0], pair.out)
    place = hidden(pair) if there else pair.out.parent
    with pytest.raises(Unusable) as found:
        publish(pair.sources[1], pair.out)
    assert str(found.value) == (
        f"to publish {pair.out}, the program has to write into {place}, and may not ({os.strerror(number)}); "
        "allow it, or give another folder with --out"
    )
    assert snapshot(pair.out) == pair.looks[0]
