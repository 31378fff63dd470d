"""The cache is only a hint: whatever becomes of it, it costs time, and the site and the warnings come out right."""

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from comparing import GRAIN, compile_templates_once, tree
from editing import TEXT
from sitetext import Site

from briefs import Options, build, cache, parts, signatures
from briefs.parts import Parts

TABLES = ("readings", "bodies", "templates")
PARTS = ("glance", "head", "blueprint", "inside", "outside", "reasons")
STATES = ("earlier", "now", "later")

Damage = Callable[[Path], object]
"""Is given the database, or the file of a part."""


class Kept:
    """A site, and the caches and public folders that it had in several states."""

    def __init__(self, place: Path) -> None:
        self.place = place
        site = self.site = Site(place / "live", TEXT)
        site.write("templates/footer.html", "<footer>one</footer>")
        self.database = site.root / ".cache/briefs.sqlite"
        self._keep("earlier")
        # Two edits of texts with old warnings, a move, a tag, a template, the settings.
        site.edit("content/briefs/2019/dam.md", "filled on Monday", "filled on Tuesday.\n\n[Lost](lost.md)")
        site.edit("content/briefs/2018/road.md", "the pass", "the ford and [Gone](gone.md)")
        site.rename("content/briefs/2018/toll.md", "content/briefs/2019/toll.md")
        site.edit("content/briefs/2019/lake.md", "Salt", "Trade")
        site.write("templates/footer.html", "<footer>two</footer>")
        site.edit("content/site.yaml", "per_page: 3", "per_page: 2")
        self._keep("now")
        self._build_another_at_the_same_place()
        before = {path: path.read_bytes() for path in (site.root / "content").rglob("*.md")}
        site.edit("content/briefs/2019/dam.md", "[Lost](lost.md)", "\n\n[Lost](lost.md)")
        site.write("content/briefs/2020/new.md", "---\ntitle: New\ndate: 2020-01-01\n---\n[Lost](lost.md)\n")
        site.edit("content/briefs/2018/road.md", "the ford", "the pass")
        self._keep("later")
        site.remove("content/briefs/2020/new.md")
        for path, data in before.items():
            path.write_bytes(data)
        self.good = {}
        for more in (True, False):
            shutil.rmtree(site.root / ".cache")
            self._add(more)
            self.good[more] = sorted(site.build().problems), tree(site.out)
        assert [len(self.good[more][0]) for more in (False, True)] == [2, 4]

    def _keep(self, state: str) -> None:
        """Build, and keep what the build left, with and without the part of the cache that is still in the log."""
        site = self.site
        site.build()
        with closing(sqlite3.connect(self.database)) as held:
            held.execute("SELECT count(*) FROM readings").fetchone()
            site.write("content/pages/touched.md", f"---\ntitle: Touched {state}\n---\n")
            site.build()
            for suffix in ("", "-wal"):
                shutil.copy(f"{self.database}{suffix}", self.place / f"{state}-logged{suffix}")
        site.build()
        shutil.copytree(self.database.parent, self.place / state)
        shutil.copytree(site.out, self.place / f"{state}-site", symlinks=True)

    def _build_another_at_the_same_place(self) -> None:
        """Keep the cache of a site with other files that once stood here."""
        site = self.site
        (site.root / "content").rename(self.place / "aside")
        (site.root / ".cache").rename(self.place / "aside-cache")
        other = Site(site.root, "-- content/briefs/2019/dam.md --\n---\ntitle: Another\n---\nAnother.\n")
        other.try_build(out=site.out)
        shutil.copytree(self.database.parent, self.place / "foreign")
        shutil.rmtree(site.root / "content")
        shutil.rmtree(site.root / ".cache")
        (self.place / "aside").rename(site.root / "content")
        (self.place / "aside-cache").rename(site.root / ".cache")

    def _add(self, more: bool) -> None:
        """Let there be one brief more, so that all have to be put together anew, or not."""
        path = "content/briefs/more.md"
        if more:
            self.site.write(path, "---\ntitle: More\ntags: [Salt]\ndate: 2018-05-06\n---\n[Gone](gone.md)\n")
        elif (self.site.root / path).exists():
            self.site.remove(path)

    def prepare(self, public: str = "", *, more: bool = False) -> None:
        """Give the site the cache of this state, the public folder of some state, and perhaps one brief more."""
        folder = self.site.root / ".cache"
        folder.unlink() if folder.is_file() else shutil.rmtree(folder, ignore_errors=True)
        self._add(more)
        shutil.copytree(self.place / "now", folder)
        if public:
            shutil.rmtree(self.site.out)
            shutil.copytree(self.place / f"{public}-site", self.site.out, symlinks=True)

    def rows(self, state: str, table: str) -> list[tuple[str, bytes, bytes]]:
        with closing(sqlite3.connect(self.place / state / "briefs.sqlite")) as connection:
            return connection.execute(f"SELECT key, mark, value FROM {table} ORDER BY key").fetchall()

    def part(self, part: str, state: str = "") -> Path:
        """The file of a part, now at work or as it was in some state."""
        folder = self.place / state if state else self.database.parent
        return folder / next((self.place / "now").glob(f"*.{part}")).name

    def put_part(self, part: str, state: str, of: str = "") -> None:
        """Take a part from another state, or even another part."""
        shutil.copy(self.part(of or part, state), self.part(part))

    def put_rows(self, table: str, rows: list[tuple[str, bytes, bytes]]) -> None:
        with closing(sqlite3.connect(self.database)) as connection, connection:
            connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?, ?)", rows)


def execute(statement: str) -> Damage:
    def work(database: Path) -> None:
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute(statement)

    return work


def cut(length: float) -> Damage:
    def work(database: Path) -> None:
        data = database.read_bytes()
        database.write_bytes(data[: int(len(data) * length)])

    return work


def flip(seed: int) -> Damage:
    def work(database: Path) -> None:
        chance, data = random.Random(seed), bytearray(database.read_bytes())
        for _ in range(chance.choice([1, 2, 10, 100, 1000])):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        database.write_bytes(data)

    return work


def overwrite(seed: int) -> Damage:
    """Lose or exchange whole blocks of the disk."""

    def work(database: Path) -> None:
        chance, data = random.Random(seed), bytearray(database.read_bytes())
        for _ in range(chance.randrange(1, 4)):
            size = chance.choice([512, 4096])
            at, other = (chance.randrange(len(data) // size + 1) * size for _ in "12")
            data[at : at + size] = chance.choice([bytes(size), chance.randbytes(size), data[other : other + size]])
        database.write_bytes(data)

    return work


def a_folder(database: Path) -> None:
    database.unlink()
    (database / "inner").mkdir(parents=True)


def no_folder_for_it(database: Path) -> None:
    shutil.rmtree(database.parent)
    database.parent.write_text("in the way", encoding="utf-8")


def damages(kept: Kept, number: int) -> Iterator[tuple[str, Damage]]:
    """About so many damages: one of each kind, then cuts, flips, lost blocks and rows of other states in equal shares."""
    place = kept.place
    yield "nothing is damaged", lambda database: None
    yield "gone", lambda database: database.unlink()
    yield "empty", cut(0)
    yield "a folder", a_folder
    yield "no folder for it", no_folder_for_it
    yield "a folder for its log", lambda database: database.with_name(database.name + "-wal").mkdir()
    yield "no log but other bytes", lambda database: database.with_name(database.name + "-wal").write_bytes(b"x" * 5000)
    yield "an index that is none", lambda database: database.with_name(database.name + "-shm").write_bytes(b"x" * 5000)
    yield "another version", execute("PRAGMA user_version = 999")
    yield "of no version", execute("PRAGMA user_version = 0")
    yield "of another site", lambda database: shutil.copy(place / "foreign" / database.name, database)
    yield "text", lambda database: database.write_text("no database at all", encoding="utf-8")
    for table in TABLES:
        yield f"no table of {table}", execute(f"DROP TABLE {table}")
        yield f"other columns in {table}", execute(f"ALTER TABLE {table} RENAME COLUMN value TO other")
        yield f"no {table}", execute(f"DELETE FROM {table}")
        yield f"text in {table}", execute(f"UPDATE {table} SET value = 'text'")
        yield f"nothing in {table}", execute(f"UPDATE {table} SET value = NULL")
        yield f"empty values in {table}", execute(f"UPDATE {table} SET value = x''")
        for shift in (1, 2):
            rows = kept.rows("now", table)
            turned = [(key, *rows[(i + shift) % len(rows)][1:]) for i, (key, _, _) in enumerate(rows)]
            yield f"{table} exchanged by {shift}", lambda _, table=table, turned=turned: kept.put_rows(table, turned)
    for i, part in enumerate(PARTS):
        for name, damage in (
            ("no", Path.unlink),
            ("an empty", cut(0)),
            ("half a", cut(0.5)),
            ("a folder for the", a_folder),
        ):
            yield f"{name} {part}", lambda _, part=part, damage=damage: damage(kept.part(part))
        for state in ("earlier", "later", "foreign"):
            yield f"{state} {part}", lambda _, part=part, state=state: kept.put_part(part, state)
        other = PARTS[i - 1]
        yield f"{part} exchanged for {other}", lambda _, part=part, other=other: kept.put_part(part, "now", other)
    for state in ("earlier", "later"):
        yield f"the {state} one", lambda database, state=state: shutil.copy(place / state / database.name, database)
        yield f"the {state} parts", lambda _, state=state: [kept.put_part(part, state) for part in PARTS]
        for table in TABLES:
            rows = kept.rows(state, table)
            yield f"{state} {table}", lambda _, table=table, rows=rows: kept.put_rows(table, rows)
    for base in STATES:
        for log in STATES:

            def mix(database: Path, base: str = base, log: str = log) -> None:
                shutil.copy(place / f"{base}-logged", database)
                shutil.copy(place / f"{log}-logged-wal", f"{database}-wal")

            yield f"{base} with the log of {log}", mix
    singles = [
        (state, table, row) for state in ("earlier", "later", "foreign") for table in TABLES for row in kept.rows(state, table)
    ]  # fmt: skip
    share = max(1, (number - 110) // 7)
    for state, table, row in random.Random(1).sample(singles, min(share, len(singles))):
        yield f"{state} row {row[0]} of {table}", lambda _, table=table, row=row: kept.put_rows(table, [row])
    for i in range(share):
        yield f"cut at {i} of {share}", cut(i / share)
        yield f"flipped {i}", flip(i)
        yield f"blocks {i}", overwrite(i)
        part = PARTS[i % len(PARTS)]
        for name, damage in (("cut", cut(i / share)), ("flipped", flip(i)), ("blocks", overwrite(i))):
            yield f"{part} {name} {i}", lambda _, part=part, damage=damage: damage(kept.part(part))


def wrong_after(kept: Kept, damage: Damage, public: str = "", *, more: bool = False, mended: bool = True) -> str:
    """Damage the cache and build; returns what came out wrong. `mended` wants it to be of use again at the third build."""
    site = kept.site
    problems, good = kept.good[more]
    kept.prepare(public, more=more)
    damage(kept.database)
    for number in (1, 2, 3):
        try:
            report = site.try_build()
        except Exception as bad:  # noqa: BLE001  # whatever it is, it is what we look for
            return f"build {number} raised {bad!r}"
        if tree(site.out) != good:
            return f"build {number} left another site"
        if sorted(report.problems) != problems:
            return f"build {number} told {report.problems}"
        if number > 1 and not report.rendered and not report.parsed:
            return ""
    return "not mended by the third build" if mended else ""


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    compile_templates_once(monkeypatch)
    monkeypatch.setattr(signatures, "RACY", GRAIN)
    return Kept(tmp_path)


def check(kept: Kept, number: int, only: Callable[[int, str], bool] = lambda i, name: True) -> tuple[int, list[str]]:
    found, count = [], 0
    for i, (name, damage) in enumerate(damages(kept, number)):
        if only(i, name):
            count += 1
            # Where the database stays readable and yet of no use, each build does without: slow, and right all the same.
            mended = not any(word in name for word in ("folder", "columns", "flipped", "blocks"))
            wrong = wrong_after(kept, damage, ("", *STATES)[i % 4], more=i // 4 % 2 == 0, mended=mended)
            found += [f"{name}: {wrong}"] if wrong else []
    return count, found


def test_damage_costs_time_only(kept: Kept) -> None:
    count, wrong = check(kept, 80, lambda i, name: i % 3 == 0)
    assert wrong == []
    assert count > 20


@pytest.mark.soak
def test_500_damages_cost_time_only(kept: Kept) -> None:
    count, wrong = check(kept, 570)
    assert wrong == []
    assert count >= 500


def test_a_cache_without_seals_is_found_out(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Parts.read
    monkeypatch.setattr(cache, "_is_whole", lambda key, mark, blob: isinstance(blob, bytes))
    monkeypatch.setattr(parts, "crc32", lambda data, start=0: 0)
    monkeypatch.setattr(Parts, "read", lambda self, name, build="": read(self, name))
    _, wrong = check(kept, 110, lambda i, name: "exchanged" in name or name in ("earlier outside", "later blueprint"))
    assert len(wrong) > 1


@pytest.mark.parametrize(
    ("stage", "left"), [("reading", "nothing"), ("reading", "other bytes"), ("rendering", "a folder")]
)
def test_taken_away_during_the_build(kept: Kept, stage: str, left: str) -> None:
    site = kept.site
    kept.prepare("earlier", more=False)
    site.edit("content/briefs/2018/road.md", "the ford", "the bridge")
    taken = []

    def take_away(now: str, done: int, total: int) -> None:
        if now == stage and not taken:
            taken.append(now)
            shutil.rmtree(site.root / ".cache")
            if left == "a folder":
                kept.database.mkdir(parents=True)
            if left == "other bytes":
                site.write(".cache/briefs.sqlite", "other bytes")

    assert build(site.root, Options(workers=1), take_away).ok
    assert taken
    after = tree(site.out)
    clean = site.root / "clean"
    site.build(out=clean, fresh=True)
    assert after == tree(clean)
    assert site.build().written == []


def test_cache_that_cannot_be_written(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opened to be read only, as the rights of a file mean nothing to root."""
    connect = sqlite3.connect
    kept.prepare("earlier", more=False)
    before = kept.database.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda path, **_: connect(f"file:{path}?mode=ro&immutable=1", uri=True))
        kept.site.edit("content/briefs/2018/road.md", "the ford", "the bridge")
        kept.site.build()
    assert kept.database.read_bytes() == before
    assert "the bridge" in kept.site.read("briefs/2018/road/index.html")
    assert kept.site.build().written == []
