"""The preview's session, in this process: every kind of change counts, no page is stale, and only what is looked at is made."""

import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from weakref import ref

import pytest
from shared_data import shared
from sitetext import Site

from briefs.serve import live
from briefs.serve.excerpts import as_records
from briefs.serve.live import Live, SharedCache
from briefs.serve.session import Session
from briefs.workers import SMALL

DAM = "content/briefs/2025/dam.md"
PAGE = "briefs/2025/dam/index.html"
SITE = """
    -- content/briefs/2025/dam.md --
    ---
    title: The dam
    date: 2025-03-01
    author: Ada Stream
    summary: A dam is built.
    tags: [water]
    ---
    First words.
    -- content/briefs/2025/canal.md --
    ---
    title: The canal
    date: 2025-02-01
    author: Ada Stream
    ---
    See [the dam](dam.md).
    -- content/briefs/2025/weir.md --
    ---
    title: The weir
    date: 2030-01-01
    author: Ada Stream
    draft: true
    ---
    Not yet.
    -- content/authors/ada-stream.yaml --
    name: Ada Stream
    -- content/files/table.csv --
    a,b
    -- templates/footer.html --
    <footer>Footer one</footer>
    -- templates/static/own.css --
    h1 { color: red }
    """


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", SITE)


@pytest.fixture
def session(site: Site) -> Iterator[Session]:
    running = start(site)
    yield running
    running.stop()


def start(site: Site) -> Session:
    running = Session(site.root, site.root / ".cache", lambda line: None)
    running.start()
    return running


def until(session: Session, holds: Callable[[], bool], seconds: float = 60) -> float:
    """Wait for what has to come; gives the seconds that it took. The limit only ends a run that has failed."""
    start = time.monotonic()
    while not holds():
        told = (
            [(problem.path, problem.message) for problem in session.problems()],
            [step.files for step in session.steps],
        )
        assert time.monotonic() - start < seconds, "\n".join(map(str, told))
        time.sleep(0.002)
    return time.monotonic() - start


def at_rest(session: Session) -> None:
    """Wait until it has looked at everything, and waits for nothing but a change."""
    until(session, lambda: session._bell.is_answered(0) and session._due is None)


@pytest.fixture
def old_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take all files for old ones: those that have just been written are read again after two seconds."""
    monkeypatch.setattr(live, "is_racy", lambda *given: False)


def text(session: Session, path: str = PAGE) -> str:
    page = session.page(path)
    return page.data.decode() if page and page.data else ""


def shows(session: Session, words: str, path: str = PAGE) -> None:
    until(session, lambda: words in text(session, path))


def codes(session: Session) -> list[str]:
    return [problem.code for problem in session.problems()]


def same_as_a_clean_build(session: Session, site: Site, tmp_path: Path) -> int:
    """Compare every file with what a build with drafts makes of the content as it is."""
    clean = tmp_path / "clean"
    site.build(drafts=True, fresh=True, out=clean, cache=tmp_path / "clean-cache", workers=0)
    wanted = {path.relative_to(clean).as_posix(): path.read_bytes() for path in clean.rglob("*") if path.is_file()}
    wanted.pop(".briefs")
    until(session, lambda: differing(session, wanted) == [])
    shutil.rmtree(clean)
    shutil.rmtree(tmp_path / "clean-cache")
    return len(wanted)


def differing(session: Session, wanted: dict[str, bytes]) -> list[str]:
    """List files that are not as they should be."""
    there = session.state.outputs if session.state else {}
    pages = {path: session.page(path) for path in there.keys() & wanted.keys()}
    return [
        *(there.keys() ^ wanted.keys()),
        *(path for path, page in pages.items() if not page or page.data != wanted[path]),
    ]


def test_pages_are_those_of_a_build_with_drafts(session: Session, site: Site, tmp_path: Path) -> None:
    assert same_as_a_clean_build(session, site, tmp_path) > 20
    assert not site.out.exists()


def test_only_what_is_looked_at_is_made_and_only_again_if_an_answer_changed(session: Session, site: Site) -> None:
    text(session)
    text(session, "index.html")
    assert [each.path for each in session.pages.made] == ["index.html", PAGE]
    site.edit(DAM, "First words.", "Second words.")
    shows(session, "Second words.")
    text(session, "index.html")
    until(session, lambda: not session.live.young)
    assert [each.path for each in session.pages.made] == [PAGE, "index.html", PAGE]
    assert session.pages.made[0].reasons == (f"the text of {DAM}",)
    site.edit(DAM, "title: The dam", "title: The high dam")
    shows(session, "The high dam", "index.html")
    shows(session, "The high dam")


EDITS: dict[str, tuple[Callable[[Site], None], str, str]] = {
    "a text": (lambda site: site.edit(DAM, "First", "Other"), PAGE, "Other words."),
    "a title that another page shows": (lambda site: site.edit(DAM, "title: The dam", "title: Dry dam"), "tags/water/index.html", "Dry dam"),
    "a register": (lambda site: site.write("content/authors/ada-stream.yaml", "name: Ada Stream\nrole: Engineer\n"), PAGE, "Engineer"),
    "a new register": (lambda site: site.write("content/tags.yaml", "water: Fresh water\n"), PAGE, "Fresh water"),
    "settings": (lambda site: site.edit("content/site.yaml", "Two Rivers", "Ten Rivers"), PAGE, "Ten Rivers"),
    "words": (lambda site: site.write("content/words/en.yaml", "tags: Subjects\n"), PAGE, "Subjects"),
    "a template": (lambda site: site.edit("templates/footer.html", "one", "two"), PAGE, "Footer two"),
    "a new template": (lambda site: site.write("templates/header.html", "<p>New header</p>"), PAGE, "New header"),
    "a static file": (lambda site: site.write("templates/static/own.css", "h1 { color: blue }"), "static/own.css", "blue"),
    "a new static file": (lambda site: site.write("templates/static/more.css", "p {}"), "static/more.css", "p {}"),
    "a file beside the texts": (lambda site: site.write("content/files/table.csv", "c,d\n"), "files/table.csv", "c,d"),
    "the site's own code": (
        lambda site: site.write("extend.py", "def shout(text):\n    return text.upper() + '!'\n\nfilters = {'shout': shout}\n")
        or site.write("templates/footer.html", "{{ 'loud'|shout }}"), PAGE, "LOUD!",
    ),
    "a new brief": (lambda site: site.write("content/briefs/2025/lock.md", "---\ntitle: The lock\ndate: 2025-01-01\n---\nIt opens.\n"), "archive/index.html", "The lock"),
    "a new folder": (lambda site: site.write("content/briefs/old/1999/mill.md", "---\ntitle: The mill\ndate: 1999-01-01\n---\nIt turns.\n"), "briefs/1999/mill/index.html", "It turns."),
    "a renamed folder": (lambda site: site.rename("content/briefs/2025", "content/briefs/moved"), "briefs/2025/canal/index.html", 'href="../../../briefs/2025/dam/"'),
}  # fmt: skip


@pytest.mark.parametrize("kind", EDITS)
def test_every_kind_of_change_counts(site: Site, session: Session, tmp_path: Path, kind: str) -> None:
    edit, path, words = EDITS[kind]
    for known in (PAGE, "index.html", "archive/index.html", "tags/water/index.html"):
        text(session, known)
    edit(site)
    shows(session, words, path)
    assert same_as_a_clean_build(session, site, tmp_path)


def test_what_goes_is_gone(site: Site, session: Session, tmp_path: Path) -> None:
    site.edit("content/briefs/2025/canal.md", "[the dam](dam.md)", "the dam")
    site.remove(DAM)
    site.remove("templates/footer.html")
    shutil.rmtree(site.root / "content/files")
    until(session, lambda: session.page(PAGE) is None and session.page("files/table.csv") is None)
    until(session, lambda: "Footer one" not in text(session, "index.html"))
    assert same_as_a_clean_build(session, site, tmp_path)


def test_a_faulty_file_says_what_it_last_said(site: Site, session: Session, tmp_path: Path) -> None:
    assert "The dam" in text(session)
    site.edit(DAM, "date: 2025-03-01", "date: soon")
    until(session, lambda: codes(session) == ["bad-date"])
    assert "First words." in text(session)
    # The rest goes on.
    site.edit("content/briefs/2025/canal.md", "See ", "Go and see ")
    shows(session, "Go and see", "briefs/2025/canal/index.html")
    assert "The dam" in text(session, "index.html")
    site.edit(DAM, "date: soon", "date: 2025-03-05")
    until(session, lambda: not codes(session))
    assert same_as_a_clean_build(session, site, tmp_path)


@pytest.mark.parametrize(
    ("path", "broken", "code"),
    [
        ("content/site.yaml", "title: [", ""),
        ("content/words/en.yaml", "tagz: Subjects\n", "unknown-key"),
        ("extend.py", "def (:\n", "extend"),
        ("templates/footer.html", "{% if %}", "template"),
        ("templates/other.html", b"\xff\xfe", "not-utf8"),
        ("content/briefs/2025/dam.md", b"---\ntitle: \xff\n---\n", "not-utf8"),
    ],
)
def test_what_is_broken_leaves_the_last_good_site(
    site: Site, session: Session, tmp_path: Path, path: str, broken: str | bytes, code: str
) -> None:
    before = text(session), text(session, "index.html")
    old = (site.root / path).read_bytes() if (site.root / path).exists() else None
    site.write(path, broken)
    until(session, lambda: bool(text(session)) and bool(codes(session)))
    assert code in codes(session)[0]
    assert (text(session), text(session, "index.html")) == before
    if old is None:
        site.remove(path)
    else:
        site.write(path, old)
    until(session, lambda: bool(text(session)) and not codes(session))
    assert same_as_a_clean_build(session, site, tmp_path)


def test_a_site_that_begins_broken_comes_up_when_it_is_mended(site: Site, tmp_path: Path) -> None:
    settings = (site.root / "content/site.yaml").read_bytes()
    site.remove("content/site.yaml")
    session = start(site)
    try:
        assert session.state is None
        assert codes(session)
        site.write("content/site.yaml", settings)
        until(session, lambda: session.state is not None)
        assert same_as_a_clean_build(session, site, tmp_path)
    finally:
        session.stop()


@pytest.mark.parametrize(
    ("path", "code", "broken"),
    [
        ("own.txt", "extend", "def f(view): raise SystemExit('no data')"),
        ("own.txt", "fault", "def f(view): raise KeyboardInterrupt"),
        (PAGE, "extend", "def markdown(md): raise SystemExit\n\ndef f(view): return 'good'"),
    ],
)
def test_code_of_the_site_that_ends_itself(site: Site, session: Session, path: str, code: str, broken: str) -> None:
    plan = "\n\nfrom briefs import Output\n\ndef outputs(model, config): return [Output('own.txt', f)]\n"
    site.write("extend.py", "def f(view): return 'good'" + plan)
    shows(session, "good", "own.txt")
    before = text(session, path)
    site.write("extend.py", broken + plan)
    until(session, lambda: text(session, path) == before and codes(session)[:1] == [code])
    site.write("extend.py", "def f(view): return 'better'" + plan)
    shows(session, "better", "own.txt")
    assert not codes(session)


def test_a_file_that_was_away_for_a_moment(site: Site, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("briefs.view.digest_bytes", lambda data: "of other bytes")
        session.page("files/table.csv")
        assert codes(session) == ["unreadable"]
    assert text(session, "files/table.csv") == "a,b\n"
    assert not codes(session)


@pytest.mark.usefixtures("old_files")
def test_a_pipe_among_the_templates_holds_nothing_up(site: Site, session: Session) -> None:
    os.mkfifo(site.root / "templates/pipe.html")
    until(session, lambda: codes(session) == ["not-a-file"])
    as_records(site.root, session.problems())
    at_rest(session)
    site.edit(DAM, "First words.", "Words beside a pipe.")
    shows(session, "Words beside a pipe.")
    (site.root / "templates/pipe.html").unlink()
    until(session, lambda: not codes(session))


@pytest.mark.usefixtures("old_files")
def test_a_fault_while_looking_is_told_and_looked_over_again(
    site: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    text(session)
    at_rest(session)
    faults = iter([SystemExit(), OSError("gone while it was read")])
    look_at, look = session.live.look_at, session.live.look

    def fail(then: Callable[..., object], *given: object) -> object:
        for fault in faults:
            raise fault
        return then(*given)

    monkeypatch.setattr(session.live, "look_at", lambda paths: fail(look_at, paths))
    monkeypatch.setattr(session.live, "look", lambda: fail(look))
    site.edit(DAM, "First words.", "Words after a fault.")
    until(session, lambda: codes(session) == ["fault"])
    until(session, lambda: not codes(session))
    assert "Words after a fault." in text(session)


def test_what_is_foretold_is_what_comes_of_it(site: Site) -> None:
    live = Live(site.root, SharedCache(site.root / ".cache"))
    live.look()
    site.edit(DAM, "title: The dam", "title: The high dam")
    site.edit(DAM, "tags: [water]", "tags: [water]\nkey_points: [One, Two]")
    site.edit(DAM, "summary: A dam is built.", "summary: A dam was built.")
    assert live.look_at([DAM])
    assert live.state is not None
    foretold = live.state.world.model.briefs[DAM]
    assert live._foretold
    live.look()
    assert live.state.world.model.briefs[DAM] == foretold


def test_what_was_read_before_goes_with_its_state(site: Site) -> None:
    live = Live(site.root, SharedCache(site.root / ".cache"))
    live.look()
    assert live.state is not None
    before = ref(live.state.readings)
    gc.collect()
    gc.disable()  # as a preview hardly ever looks for circles
    try:
        site.edit(DAM, "title: The dam", "title: The high dam")
        assert live.look()
        assert before() is None
    finally:
        gc.enable()


def test_a_folder_that_is_met_twice_is_passed_over_in_silence(session: Session, site: Site) -> None:
    assert session._watch is not None
    for emitter in session._watch._observer.emitters:
        group = emitter._inotify  # type: ignore[attr-defined]  # of Linux alone
        group._add_callback(group.path)
    site.edit(DAM, "First words.", "Later words.")
    shows(session, "Later words.")


def test_nothing_is_forked_among_threads(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(SMALL):
        site.write(f"content/briefs/2024/b{number}.md", f"---\ntitle: Brief {number}\n---\nText.\n")
    settings = (site.root / "content/site.yaml").read_bytes()
    site.remove("content/site.yaml")
    session = start(site)
    monkeypatch.setattr("briefs.serve.live.usable_workers", lambda: 4)
    monkeypatch.setattr("os.fork", lambda: pytest.fail("forked"))
    try:
        site.write("content/site.yaml", settings)
        until(session, lambda: session.state is not None)
        assert len(session.state.world.model.briefs) == SMALL + 3
    finally:
        session.stop()


def test_a_wrong_link_is_not_puzzled_over_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.edit("content/briefs/2025/canal.md", "dam.md", "damm.md")
    live = Live(site.root, SharedCache(site.root / ".cache"))
    live.look()
    assert "did you mean dam.md?" in {problem.hint for problem in live.problems}
    monkeypatch.setattr("difflib.get_close_matches", lambda *given, **more: pytest.fail("compared again"))
    site.edit(DAM, "title: The dam", "title: The high dam")
    assert live.look()
    assert "did you mean dam.md?" in {problem.hint for problem in live.problems}


def test_folders_that_go_and_come_again(site: Site, session: Session, tmp_path: Path) -> None:
    assert "First words." in text(session)
    for folder in ("content", "templates"):
        (site.root / folder).rename(tmp_path / folder)
    until(session, lambda: codes(session) == ["no-settings"])
    assert "First words." in text(session)
    for folder in ("content", "templates"):
        (tmp_path / folder).rename(site.root / folder)
    until(session, lambda: not codes(session))
    site.edit(DAM, "First words.", "Later words.")
    shows(session, "Later words.")
    assert same_as_a_clean_build(session, site, tmp_path)


@pytest.mark.usefixtures("old_files")
def test_what_changes_in_a_folder_before_it_is_watched(
    site: Site, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site.root / "content").rename(tmp_path / "content")
    until(session, lambda: codes(session) == ["no-settings"])
    at_rest(session)
    look = session.live.look

    def look_and_edit() -> object:
        found = look()
        if (site.root / DAM).exists() and not codes(session):
            monkeypatch.setattr(session.live, "look", look)
            site.edit(DAM, "First words.", "Later words.")
        return found

    monkeypatch.setattr(session.live, "look", look_and_edit)
    (tmp_path / "content").rename(site.root / "content")
    shows(session, "Later words.")


@pytest.mark.usefixtures("old_files")
@pytest.mark.parametrize("pause", [0.0, 1.0])
def test_a_site_that_goes_and_comes_again(site: Site, session: Session, tmp_path: Path, pause: float) -> None:
    assert "First words." in text(session)
    shutil.copytree(site.root, tmp_path / "copy")
    shutil.rmtree(site.root)
    time.sleep(pause)
    shutil.copytree(tmp_path / "copy", site.root)
    at_rest(session)
    for words in ("Later words.", "Last words."):
        (site.root / DAM).write_text((tmp_path / "copy" / DAM).read_text().replace("First words.", words))
        shows(session, words)
    assert not codes(session)


# The ways in which editors save


def _in_place(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def _in_pieces(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        for start in range(0, len(data), 64):
            file.write(data[start : start + 64])
            file.flush()
            os.fsync(file.fileno())


def _over(path: Path, data: bytes) -> None:
    other = path.with_name(f".{path.name}.tmp{os.getpid()}")
    other.write_bytes(data)
    other.replace(path)


def _over_by_a_plain_name(path: Path, data: bytes) -> None:
    other = path.with_name(f"{path.name}.new.md")
    other.write_bytes(data)
    other.replace(path)


def _from_outside(path: Path, data: bytes) -> None:
    other = path.parents[3] / "outside.tmp"
    other.write_bytes(data)
    other.replace(path)


def _like_vim(path: Path, data: bytes) -> None:
    probe = path.with_name("4913")
    probe.touch()
    probe.unlink()
    swap, backup = path.with_name(f".{path.name}.swp"), path.with_name(f"{path.name}~")
    swap.write_bytes(b"b0VIM")
    path.rename(backup)
    path.write_bytes(data)
    backup.unlink()
    swap.unlink()


def _like_emacs(path: Path, data: bytes) -> None:
    lock, backup = path.with_name(f".#{path.name}"), path.with_name(f"{path.name}~")
    lock.symlink_to("somebody@somewhere:1")
    shutil.copy(path, backup)
    path.write_bytes(data)
    lock.unlink()


def _away_and_again(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


WAYS = (_in_place, _in_pieces, _over, _over_by_a_plain_name, _from_outside, _like_vim, _like_emacs, _away_and_again)


def save_often(site: Site, session: Session, saves: int) -> list[float]:
    original = (site.root / DAM).read_text(encoding="utf-8")
    times = []
    for number in range(saves):
        words = f"Save number {number}."
        WAYS[number % len(WAYS)](site.root / DAM, original.replace("First words.", words).encode())
        times.append(until(session, lambda words=words: words in text(session)))
    return times


def test_every_way_of_saving_is_seen(site: Site, session: Session, tmp_path: Path) -> None:
    save_often(site, session, 80)  # the long run counts seconds; here other tests run beside this one
    assert same_as_a_clean_build(session, site, tmp_path)


@pytest.mark.soak
def test_a_thousand_saves_are_each_seen_within_a_second(site: Site, session: Session) -> None:
    times = save_often(site, session, 1000)
    assert sum(each < 1 for each in times) == 1000, sorted(times)[-5:]


@pytest.mark.usefixtures("old_files")
@pytest.mark.skipif(
    sys.platform != "linux", reason="NOT TESTED: only Linux has a queue of changes that overflows like this"
)
def test_changes_of_which_the_system_could_not_tell(
    site: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from watchdog.observers.inotify_c import InotifyConstants, InotifyEvent

    at_rest(session)
    with monkeypatch.context() as deaf:
        deaf.setattr(session._bell, "ring", lambda path: None)
        site.edit(DAM, "First words.", "Words that nobody told of.")
        time.sleep(0.1)
    session._watch._observer._inotify_fd.handle_event(InotifyEvent(-1, InotifyConstants.IN_Q_OVERFLOW, 0, b""))
    shows(session, "Words that nobody told of.")


@pytest.mark.usefixtures("old_files")
def test_a_watch_that_is_deaf_is_found_out(site: Site, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: if the bell doesn't ring, saves are missed and the test above fails."""
    monkeypatch.setattr(session._bell, "ring", lambda path: None)
    at_rest(session)
    site.edit(DAM, "First words.", "Unheard words.")
    time.sleep(0.3)
    assert "Unheard words." not in text(session)


def checkout(site: Site, session: Session, tmp_path: Path, count: int) -> None:
    """Go to a branch on which all briefs are others, and back, while somebody looks at pages."""

    def git(*words: str) -> None:
        subprocess.run(["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *words], cwd=site.root, check=True, capture_output=True)  # fmt: skip

    (site.root / ".gitignore").write_text(".cache\n", encoding="utf-8")
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "few")
    git("checkout", "-qb", "many")
    site.remove("content/briefs/2025/canal.md")
    for number in range(count):
        site.write(f"content/briefs/{number % 50}/b{number}.md", f"---\ntitle: Brief {number}\ndate: 2025-01-01\nauthor: Ada Stream\n---\nText {number}.\n")  # fmt: skip
    git("add", "-A")
    git("commit", "-qm", "many")
    git("checkout", "-q", "main")
    until(session, lambda: len(session.state.world.model.briefs) == 3, 300)
    git("checkout", "-q", "many")
    until(session, lambda: len(session.state.world.model.briefs) == 2 + count, 300)
    at_rest(session)
    assert not session.problems()
    assert same_as_a_clean_build(session, site, tmp_path) > count
    git("checkout", "-q", "main")
    until(session, lambda: len(session.state.world.model.briefs) == 3, 300)
    assert same_as_a_clean_build(session, site, tmp_path)


def test_another_branch_is_checked_out(site: Site, session: Session, tmp_path: Path) -> None:
    checkout(site, session, tmp_path, 150)


@pytest.mark.soak
def test_a_checkout_of_twenty_thousand_files(site: Site, session: Session, tmp_path: Path) -> None:
    checkout(site, session, tmp_path, 20_000)


def test_a_system_that_tells_of_no_changes_is_asked_every_second(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr("watchdog.observers.api.BaseObserver.schedule", full)
    session = start(site)
    try:
        assert "limit" in session.trouble
        site.edit(DAM, "First words.", "Words found by looking.")
        shows(session, "Words found by looking.")
    finally:
        session.stop()


def hold_settling(monkeypatch: pytest.MonkeyPatch) -> tuple[list[object], Event]:
    """Let putting the site together wait for an event; gives what came of it, each time, and the event."""
    done, go_on, settle = [], Event(), live.settle

    def slow(*args: object, **named: object) -> object:
        assert go_on.wait(60)
        done.append(settle(*args, **named))
        return done[-1]

    monkeypatch.setattr(live, "settle", slow)
    return done, go_on


@pytest.mark.usefixtures("old_files")
def test_what_comes_of_an_edit_is_told_before_all_is_put_together(
    site: Site, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A title is shown at once; its place in lists is put right when the site has been put together anew."""
    at_rest(session)
    done, go_on = hold_settling(monkeypatch)
    site.edit(DAM, "title: The dam", "title: The high dam")
    shows(session, "The high dam")
    shows(session, "The high dam", "index.html")
    assert not done
    go_on.set()
    until(session, lambda: len(done) == 1)
    site.edit(DAM, "First words.", "# A heading\n\nFirst words, and [a link](canal.md).")
    shows(session, "A heading")
    until(
        session,
        lambda: len(done) >= 2 and not session.live._foretold and 'href="../../../briefs/2025/canal/"' in text(session),
    )
    assert same_as_a_clean_build(session, site, tmp_path)


def test_articles_by_others_are_shown_as_they_are_built(tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(shared("corpora/opensource-guide/content"), root / "content")
    site = Site(root)
    session = start(site)
    try:
        brief = next(path for path in session.state.seen.sources if path.startswith("content/briefs/"))
        page = next(path for path, output in session.state.outputs.items() if output.source == brief)
        text(session, page)
        with (root / brief).open("a", encoding="utf-8") as file:
            file.write("\n\nA line at the end.\n")
        shows(session, "A line at the end.", page)
        assert same_as_a_clean_build(session, site, tmp_path) > 56
    finally:
        session.stop()


def test_a_page_that_takes_too_long_holds_up_nobody(
    site: Site, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefs.serve import pages

    monkeypatch.setattr(pages, "_PATIENCE", 0.2)
    before = text(session, "index.html")
    end = site.root / "end"
    loop = f"    while not os.path.exists({str(end)!r}):\n        time.sleep(0.01)\n    return text\n"
    site.write("extend.py", f"import os\nimport time\n\ndef wait(text):\n{loop}\nfilters = {{'wait': wait}}\n")
    site.write("templates/brief.html", "{{ 'waited'|wait }}")
    until(session, lambda: "wait" in session.state.setting.extension.filters)
    window = Thread(target=lambda: text(session))
    window.start()
    until(session, lambda: codes(session) == ["too-slow"])
    assert text(session, "index.html") == before
    end.touch()
    window.join()
    shows(session, "waited")
    until(session, lambda: not codes(session))


@pytest.mark.usefixtures("old_files")
def test_an_edit_of_a_text_with_a_warning_is_shown_before_all_is_put_together(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.edit(DAM, "First words.", "First words, and [a link](nowhere.md).")
    session = start(site)
    try:
        at_rest(session)
        assert codes(session) == ["dead-link"]
        done, go_on = hold_settling(monkeypatch)
        site.edit(DAM, "First words", "Before it.\n\nFirst words")
        shows(session, "Before it.")
        assert not done
        go_on.set()
        until(session, lambda: [problem.line for problem in session.problems()] == [10])
        assert same_as_a_clean_build(session, site, tmp_path)
    finally:
        session.stop()
