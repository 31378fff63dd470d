"""Nothing outside the site is read or written: not by a name that leads out, nor by a link, whatever kind of link it is."""

import os
import shutil
import signal
import stat
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from comparing import compile_templates_once
from sitetext import Site, brief

from briefs import Options, Problem, build, output
from briefs.config import read_config
from briefs.files import inside
from briefs.publish import Unusable

CANARY = b"bytes from outside"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Compile templates once, and end a test that waits for the other end of a pipe, which nobody opens."""
    compile_templates_once(monkeypatch)

    def ring(*_: object) -> None:
        pytest.fail("waited for what never comes")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def everything(folder: Path, leave: Path) -> dict[str, tuple[int, int, bytes]]:
    """All that is in a folder but for one folder in it: mode, time and bytes."""
    found = {}
    for path in folder.rglob("*"):
        if leave not in (path, *path.parents):
            status = path.lstat()
            data = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
            found[str(path.relative_to(folder))] = (status.st_mode, status.st_mtime_ns, data)
    return found


# Names that lead out

STEPS = (
    "..", ".", "...", "%2e%2e", "%2E%2E%2F", "..%2f", "..%5c", "%252e%252e", "..\\", "..;", "．．", "․․", "..\u200d", "\u200c..", "..%00", "..\t", " ..", ".. ",
    "‥", "⁄", "∕", "／", "%c0%ae%c0%ae", "..%c0%af", "\\..", "~", "~root", "$HOME", "${PATH}", "`id`", "$(id)", "|id", ";id", "&", "C:", "c:\\x", "\\\\host\\share",
    "//host", "/etc", "/", "//", "\\", "file:///etc", "-rf", "--out=x", "*", "?", "<x>", '"', "'", "#", "%", "%00", "%0a", "{slug}", "{0}", "{year.__class__}",
)  # fmt: skip
SHAPES = ("{0}", "{0}/{0}/escaped", "a/{0}/{0}/{0}/escaped", "{0}escaped", "escaped/{0}")
SINGLE = (
    "index", "404", "feed", "feed.xml", "static", "tags", "CNAME", "robots.txt", "con", "nul", "aux.md", ".htaccess", ".git/config", ".briefs", ".site.briefs",
    "site.stage", "_x", "-x", "x.", "x ", ".x", "", " ", "\u202e", "\u00ad", "\ufeff", "x" * 300, "é" * 200, "ی" * 200, "x/" * 400, "\ud800".encode(errors="replace").decode(),
    "💣", "\u0301", "İ", "ß", "ﬁ", "Ａ", "null", "~/.ssh/id", "COM¹", "x\u2028y", "x\ny", "x\0y", "\x1b[2J",
)  # fmt: skip


def names() -> list[str]:
    return list(dict.fromkeys([shape.format(step) for step in STEPS for shape in SHAPES] + list(SINGLE)))


def quoted(text: str) -> str:
    return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08X}" for c in text) + '"'


class Sandbox:
    """A site within folders in which nothing else may change."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.site = Site(place / "above/above/live")
        for folder in (place, place / "above", place / "above/above"):
            (folder / "escaped").mkdir()
            (folder / "index.html").write_bytes(CANARY)
        self.before = self.look()

    def look(self) -> dict[str, tuple[int, int, bytes]]:
        return everything(self.place, self.site.root)

    def check(self) -> None:
        """Nothing changed outside, in the site's root are the known folders, and every file has a safe name."""
        assert self.look() == self.before
        known = {"content", "templates", "extend.py", "site", ".site.briefs", ".cache"}
        assert {path.name for path in self.site.root.iterdir()} <= known
        paths = self.site.files()
        assert {path for path in paths if not inside(path) or "/." in f"/{path}"} <= {".nojekyll"}
        assert not [path for path, data in paths.items() if CANARY in data]

    def build(self) -> tuple[set[str], int]:
        """Build; leave out what is refused, and build again; returns the files that were refused, and how many pages there are."""
        refused = {problem.path for problem in self.site.try_build().problems if problem.severity == "error"}
        self.check()
        for path in refused:
            assert path.startswith("content/"), f"an error names no file: {path!r}"
            self.leave_out(path)
        if refused:
            # What took the place of another that was refused may now stand alone; what collides still is told again.
            for path in {problem.path for problem in self.site.try_build().problems if problem.severity == "error"}:
                self.leave_out(path)
                refused.add(path)
        report = self.site.build()
        self.check()
        return refused, report.pages

    def leave_out(self, path: str) -> None:
        """Take away what was refused: a file, or a folder with the name of a file."""
        place = self.site.root / path
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink()


few = [
    pytest.param(6, id="some"),
    pytest.param(1, id="all", marks=pytest.mark.soak),
]


def test_there_are_300_names() -> None:
    assert len(names()) >= 300


@pytest.mark.parametrize("every", few)
def test_slugs(tmp_path: Path, every: int) -> None:
    sandbox = Sandbox(tmp_path)
    for n, name in enumerate(names()[::every]):
        sandbox.site.write(f"content/briefs/b{n}.md", brief("Title", slug=quoted(name)))
        sandbox.site.write(f"content/pages/p{n}.md", brief("Title", slug=quoted(name)))
        sandbox.site.write(f"content/authors/a{n}.yaml", f"name: Person {n}\nslug: {quoted(name)}\n")
    refused, _ = sandbox.build()
    assert len(refused) > len(names()) / every


@pytest.mark.parametrize("every", few)
def test_names_of_people_and_terms_and_titles(tmp_path: Path, every: int) -> None:
    sandbox = Sandbox(tmp_path)
    chosen = names()[::every]
    for n, name in enumerate(chosen):
        value = quoted(name)
        keys = {"author": f"[{value}]", "tags": f"[{value}]", "project": value, "institute": value, "lang": "en"}
        sandbox.site.write(f"content/briefs/b{n}.md", brief(value, f"[x](<{name}>) ![x](<{name}>)", **keys))
    _, pages = sandbox.build()
    assert pages > len(chosen)


@pytest.mark.parametrize("every", few)
def test_names_of_files_and_folders(tmp_path: Path, every: int) -> None:
    sandbox = Sandbox(tmp_path)
    made = 0
    for n, name in enumerate(names()[::every]):
        for place in (
            f"briefs/{name}.md",
            f"briefs/{name}/b{n}.md",
            f"pages/{name}/p{n}.md",
            f"files/{name}.pdf",
            f"authors/{name}.yaml",
        ):
            path = sandbox.site.root / "content" / place.replace("/../", "/").replace("/..", "/")
            if "\0" in name or sandbox.site.root not in Path(os.path.normpath(path)).parents or ".." in path.parts:
                continue
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(
                    f"name: Person {n}\n" if place.startswith("authors") else brief("Title"), encoding="utf-8"
                )
                made += 1
            except (OSError, UnicodeEncodeError):
                continue  # no file system has such a name
    assert made > 2 * len(names()) / every
    problems = sandbox.site.try_build().problems
    sandbox.check()
    # A name with control characters is shown otherwise, so that its file can't be found by it: all go that are odd.
    assert {problem.code for problem in problems} >= {"bad-name"}
    for path in sorted((sandbox.site.root / "content").rglob("*"), reverse=True):
        if path.is_file() and not inside(path.relative_to(sandbox.site.root).as_posix()):
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    sandbox.build()


def test_permalinks(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path)
    sandbox.site.write("content/briefs/a.md", brief("A", project='".."'))
    built = 0
    for name in names():
        settings = "title: T\nurl: https://t.example/\nrequired: [title]\n"
        for pattern in (name, name + "/{slug}", "{slug}/" + name, "{project}/" + name + "{slug}"):
            text = f"{settings}permalink: {quoted(pattern)}\n"
            config, problems = read_config(text.encode())
            if config is not None and not problems:
                built += 1
                if built % 6 == 0:
                    sandbox.site.write("content/site.yaml", text)
                    assert {problem.code for problem in sandbox.site.try_build().problems} <= {
                        "no-author",
                        "no-date",
                        "bad-slug",
                        "bad-path",
                        "same-address",
                    }
                    sandbox.check()
    assert built > 10


def test_a_name_that_is_let_through_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the last judge of paths, the site's own code gets a file out: the listing shows it."""
    sandbox = Sandbox(tmp_path)
    sandbox.site.write(
        "extend.py",
        "from briefs import Output\ndef one(v): return 'x'\ndef outputs(m, c): yield Output('../../../escaped.txt', one)\n",
    )
    sandbox.site.refused()
    sandbox.check()
    monkeypatch.setattr(output, "inside", lambda path: True)
    with suppress(OSError):
        sandbox.site.try_build()
    with pytest.raises(AssertionError):
        sandbox.check()


# Links

Layout = Callable[[Path, Path], object]
"""Puts something at a place, by which what is outside could be read."""


def chain(place: Path, outside: Path) -> None:
    between = place.with_name(place.stem + "-2" + place.suffix)
    place.symlink_to(between.name)
    between.symlink_to(outside)


def loop(place: Path, outside: Path) -> None:
    place.symlink_to(place.name)


def relative(place: Path, outside: Path) -> None:
    place.symlink_to(os.path.relpath(outside, place.parent))


def folder_around(place: Path, outside: Path) -> None:
    """The folder in which the file is becomes a link."""
    shutil.copytree(place.parent, outside.parent / "moved")
    shutil.copy(outside, outside.parent / "moved" / place.name)
    shutil.rmtree(place.parent)
    place.parent.symlink_to(outside.parent / "moved")


def top_folder(place: Path, outside: Path) -> None:
    """The folder `content` or `templates` itself becomes a link."""
    parts = place.parts
    at = next(i for i, part in enumerate(parts) if part in ("content", "templates"))
    top = Path(*parts[: at + 1])
    shutil.copy(outside, place)
    top.rename(outside.parent / "top")
    top.symlink_to(outside.parent / "top")


def device(place: Path, outside: Path) -> None:
    try:
        os.mknod(place, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    except OSError:
        pytest.skip("NOT TESTED: devices can't be made here; run the tests as root, outside a container")


LAYOUTS: dict[str, Layout] = {
    "absolute link": lambda place, outside: place.symlink_to(outside),
    "relative link": relative,
    "link to a folder": lambda place, outside: place.with_suffix("").symlink_to(outside.parent),
    "link as the folder around": folder_around,
    "link as the folder at the top": top_folder,
    "chain": chain,
    "loop": loop,
    "dangling": lambda place, outside: place.symlink_to("nowhere.md"),
    "link to a device": lambda place, outside: place.symlink_to("/dev/zero"),
    "pipe": lambda place, outside: os.mkfifo(place),
    "device": device,
}
PLACES = (
    "content/briefs/2019/x.md", "templates/page.html", "templates/static/x.css", "content/briefs/2019/x.pdf",
    "content/pages/x.md", "content/authors/x.yaml",
)  # fmt: skip


def site_and_outside(place: Path, at: str) -> tuple[Site, Path, Path]:
    """A site, a place in it, and a file outside that would do well there."""
    site = Site(
        place / "live",
        "-- content/briefs/2019/a.md --\n---\ntitle: A\n---\nText.\n-- content/pages/b.md --\n---\ntitle: B\n---\nText.\n",
    )
    site.write("templates/static/y.css", "p {}")
    texts = {".md": b"---\ntitle: X\n---\n", ".yaml": b"name: "}
    outside = place / "outside" / f"x{Path(at).suffix}"
    outside.parent.mkdir()
    outside.write_bytes(texts.get(outside.suffix, b"") + CANARY)
    (site.root / at).parent.mkdir(parents=True, exist_ok=True)
    return site, site.root / at, outside


def is_clean(site: Site) -> bool:
    """No bytes from outside in any file that the build made."""
    made = [
        path
        for top in (site.out, site.root / ".site.briefs", site.root / ".cache")
        if not top.is_symlink()
        for path in top.rglob("*")
    ]
    return not [path for path in made if path.is_file() and not path.is_symlink() and CANARY in path.read_bytes()]


def build_quickly(site: Site, **options: object) -> tuple[Problem, ...]:
    start = time.monotonic()
    problems = site.try_build(**options).problems
    assert time.monotonic() - start < 5
    return problems


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("at", [*PLACES[:3], *(pytest.param(at, marks=pytest.mark.soak) for at in PLACES[3:])])
def test_nothing_is_read_by_way_of_a_link(tmp_path: Path, layout: str, at: str) -> None:
    site, place, outside = site_and_outside(tmp_path, at)
    build_quickly(site)
    LAYOUTS[layout](place, outside)

    problems = build_quickly(site)

    assert is_clean(site)
    assert {problem.code for problem in problems if problem.severity == "error"} & {"symlink", "not-a-file"}, problems
    named = {problem.path for problem in problems}
    assert named & {at, at.split(".", maxsplit=1)[0], *map(str, Path(at).parents)}, named


@pytest.mark.parametrize("at", PLACES)
def test_a_hard_link_is_a_file_like_any_other(tmp_path: Path, at: str) -> None:
    """No repository can hold one, and only who may read a file can make one: it is read, and published, like a copy."""
    site, place, outside = site_and_outside(tmp_path, at)
    place.hardlink_to(outside)
    build_quickly(site)
    before = outside.read_bytes()
    site.edit("content/briefs/2019/a.md", "Text", "Words")
    build_quickly(site)
    assert outside.read_bytes() == before
    assert not any(path.samefile(outside) for path in site.out.rglob("*"))


@pytest.mark.parametrize("stage", ["reading", "rendering"])
@pytest.mark.parametrize(
    "at", ["content/briefs/2019/x.pdf", "content/briefs/2019/x.md", "templates/static/x.css", "templates/page.html"]
)
@pytest.mark.parametrize("what", ["file", "folder"])
def test_what_becomes_a_link_during_the_build_is_not_followed(tmp_path: Path, stage: str, at: str, what: str) -> None:
    site, place, outside = site_and_outside(tmp_path, at)
    place.write_bytes(outside.read_bytes().replace(CANARY, b"{{ view.site.title }}"))
    swapped = []

    def swap(now: str, done: int, total: int) -> None:
        if now == stage and not swapped:
            swapped.append(now)
            old = place if what == "file" else place.parent
            old.rename(tmp_path / "aside")
            old.symlink_to(outside if what == "file" else outside.parent)

    from briefs import reading, rendering

    with pytest.MonkeyPatch.context() as patch:
        # Before the first file of this stage is read.
        take, make = reading.Readings._take, rendering.Renderer.make_all
        patch.setattr(
            reading.Readings, "_take", lambda self, sources, told: (swap("reading", 0, 0), take(self, sources, told))[1]
        )
        patch.setattr(
            rendering.Renderer, "make_all", lambda self, *a, **k: (swap("rendering", 0, 0), make(self, *a, **k))[1]
        )
        build(site.root, Options(workers=1))

    assert swapped
    assert is_clean(site)
    problems = build_quickly(site)
    assert is_clean(site)
    assert "symlink" in {problem.code for problem in problems}


IN_OUTPUT = {
    "page": "site/briefs/a/index.html", "folder": "site/briefs", "own list": "site/.briefs", "hidden folder": ".site.briefs",
    "standby": ".site.briefs/standby", "standby's folder": ".site.briefs/standby/briefs", "lock": ".site.briefs/lock", "notes": ".site.briefs/twins",
    "cache": ".cache/briefs.sqlite", "part of the cache": ".cache/*.glance", "folder of the cache": ".cache",
}  # fmt: skip


@pytest.mark.parametrize(
    "kind", ["link", "pipe", *(pytest.param(kind, marks=pytest.mark.soak) for kind in ("dangling", "loop"))]
)
@pytest.mark.parametrize("at", IN_OUTPUT.values(), ids=IN_OUTPUT)
def test_nothing_is_written_or_read_by_way_of_what_lies_in_the_output(tmp_path: Path, at: str, kind: str) -> None:
    site, _, outside = site_and_outside(tmp_path, "content/pages/x.md")
    site.build()
    site.edit("content/pages/b.md", "Text", "Words")
    site.build()
    place = next(site.root.glob(at))
    was_folder = place.is_dir()
    shutil.rmtree(place) if was_folder else place.unlink()
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to(
            {"link": outside.parent if was_folder else outside, "dangling": "nowhere", "loop": place.name}[kind]
        )
    before = everything(tmp_path / "outside", tmp_path / "x")
    site.edit("content/pages/b.md", "Words", "Sentences")

    told = str(site.root)
    try:
        build_quickly(site)
        build_quickly(site)
    except (Unusable, OSError) as refused:
        told = str(refused)
    assert str(site.root) in told
    assert everything(tmp_path / "outside", tmp_path / "x") == before
    assert is_clean(site)


def test_a_build_that_follows_links_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from briefs import sources

    site, place, outside = site_and_outside(tmp_path, "content/briefs/2019/x.pdf")
    place.symlink_to(outside)
    monkeypatch.setattr(sources, "_judge", lambda path, status: None)
    monkeypatch.setattr(sources.Way, "open", lambda way, path: os.open(way._root / path, os.O_RDONLY))
    site.try_build()
    assert not is_clean(site)
