"""What a build makes anew: what depends on the edit, all of it and nothing else, to the same bytes as a clean build."""

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sitetext import Site, brief

import briefs
from briefs import workers

TEXT = """\
-- content/site.yaml --
title: Two Rivers
url: https://rivers.example/
required: [title]
per_page: 2
menu:
  About: pages/about.md
-- content/authors/nadia-brook.yaml --
name: Nadia Brook
positions:
  - role: Fellow
    institute: Lanternfield
    from: 2018
-- content/projects/watch.md --
---
name: River Watch
---
Dams and lakes.
-- content/pages/about.md --
---
title: About
---
We write on [the dam](../briefs/2019/dam.md).
-- content/briefs/2019/dam.md --
---
title: A dam is filled
author: nadia-brook
date: 2019-03-04
project: River Watch
tags: [Water]
---
The reservoir was filled on Monday.

More in [another](lake.md).

Comment: The fields will be dry.
-- content/briefs/2019/lake.md --
---
title: A lake shrinks
author: Odile Ferrymoor
date: 2019-02-01
tags: [Water, Salt]
---
The lake is smaller than last year.

![Map](map.svg)
-- content/briefs/2019/map.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>
-- content/briefs/2018/road.md --
---
title: A road opens
author: Odile Ferrymoor
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


def clean_files(site: Site, tmp_path: Path, **options: object) -> dict[str, bytes]:
    """What a build without a past gives."""
    out = tmp_path / "clean"
    site.build(out=out, fresh=True, **options)
    files = site.files(out)
    subprocess.run(["rm", "-r", out], check=True)
    return files


def same_as_clean(site: Site, tmp_path: Path) -> bool:
    return site.files() == clean_files(site, tmp_path)


def test_second_build_makes_nothing(site: Site) -> None:
    def state() -> dict[Path, tuple[int, int, int]]:
        stats = ((path, path.stat()) for path in site.out.rglob("*"))
        return {path: (status.st_ino, status.st_mtime_ns, status.st_ctime_ns) for path, status in stats}

    before = state()

    report = site.build()

    assert (report.rendered, report.written, report.removed, report.parsed) == ([], [], [], 0)
    assert report.pages == len(site.pages())
    assert state() == before


def test_touching_a_file_makes_nothing(site: Site) -> None:
    os.utime(site.root / "content/briefs/2019/dam.md")

    report = site.build()

    assert (report.rendered, report.written, report.parsed) == ([], [], 0)


def test_body_edit_makes_its_page_and_the_feeds_that_hold_it(site: Site, tmp_path: Path) -> None:
    site.edit("content/briefs/2019/dam.md", "fields will be dry", "fields will be wet")

    report = site.build()

    expected = [
        "authors/nadia-brook/feed.xml",
        "briefs/2019/dam/index.html",
        "feed.xml",
        "projects/watch/feed.xml",
        "tags/water/feed.xml",
    ]
    assert report.rendered == report.written == expected
    assert report.parsed == 1
    assert same_as_clean(site, tmp_path)


def test_title_edit_makes_every_list_with_its_card(site: Site, tmp_path: Path) -> None:
    site.edit("content/briefs/2018/road.md", "A road opens", "A road opens again")

    report = site.build()

    assert report.written == [
        "archive/2018/index.html",
        "archive/page/2/index.html",
        "authors/odile-ferrymoor/feed.xml",
        "authors/odile-ferrymoor/index.html",
        "briefs/2018/road/index.html",
        "tags/trade/feed.xml",
        "tags/trade/index.html",
    ]
    assert report.rendered == report.written
    assert same_as_clean(site, tmp_path)


def test_new_brief_does_not_touch_the_pages_of_others(site: Site, tmp_path: Path) -> None:
    site.write("content/briefs/2020/new.md", brief("New", date="2020-01-01", tags="[Salt]"))

    report = site.build()

    assert "briefs/2020/new/index.html" in report.written
    assert not [path for path in report.rendered if path.startswith("briefs/") and "new" not in path]
    assert report.parsed == 1
    assert same_as_clean(site, tmp_path)


def test_retagging_moves_a_brief_between_pages_and_removes_an_empty_tag(site: Site, tmp_path: Path) -> None:
    site.edit("content/briefs/2018/road.md", "[Trade]", "[Salt]")

    report = site.build()

    assert report.removed == ["tags/trade/feed.xml", "tags/trade/index.html"]
    assert not (site.out / "tags/trade").exists()
    assert "tags/salt/index.html" in report.written
    assert "tags/water/index.html" not in report.rendered
    assert same_as_clean(site, tmp_path)


def test_rename_moves_the_page_and_mends_links_to_it_without_parsing(site: Site, tmp_path: Path) -> None:
    site.rename("content/briefs/2018/road.md", "content/briefs/2018/pass.md")

    report = site.build()

    assert report.removed == ["briefs/2018/road/index.html"]
    assert not (site.out / "briefs/2018/road").exists()
    assert report.parsed == 0
    assert same_as_clean(site, tmp_path)


def test_deleting_leaves_no_page_and_no_folder(site: Site, tmp_path: Path) -> None:
    site.remove("content/briefs/2018/road.md")

    report = site.build()

    assert not (site.out / "briefs/2018").exists()
    assert not (site.out / "archive/2018").exists()
    assert set(report.removed) == {
        "archive/2018/index.html",
        "archive/page/2/index.html",
        "briefs/2018/road/index.html",
        "tags/trade/feed.xml",
        "tags/trade/index.html",
    }
    assert same_as_clean(site, tmp_path)


def test_foreign_files_in_the_public_folder_are_let_alone(site: Site) -> None:
    (site.out / "briefs/2018/road/mine.txt").write_text("mine", encoding="utf-8")
    site.remove("content/briefs/2018/road.md")

    site.build()

    assert (site.out / "briefs/2018/road/mine.txt").read_text(encoding="utf-8") == "mine"


def test_asset_edit_copies_one_file(site: Site, tmp_path: Path) -> None:
    site.edit("content/briefs/2019/map.svg", 'width="1"', 'width="2"')

    report = site.build()

    assert report.rendered == report.written == ["briefs/2019/map.svg"]
    assert same_as_clean(site, tmp_path)


def test_position_edit_makes_the_pages_that_print_it(site: Site, tmp_path: Path) -> None:
    site.edit("content/authors/nadia-brook.yaml", "role: Fellow", "role: Director")

    report = site.build()

    assert {"briefs/2019/dam/index.html", "authors/nadia-brook/index.html", "authors/index.html"} <= set(report.written)
    assert "briefs/2019/lake/index.html" not in report.rendered
    assert "tags/trade/index.html" not in report.rendered
    assert same_as_clean(site, tmp_path)


def test_settings_edit_makes_what_prints_them(site: Site, tmp_path: Path) -> None:
    site.edit("content/site.yaml", "Two Rivers", "Three Rivers")
    report = site.build()
    assert set(report.written) >= set(site.pages())
    assert report.parsed == 0
    assert same_as_clean(site, tmp_path)

    site.edit("content/site.yaml", "per_page: 2", "per_page: 20")
    report = site.build()
    assert report.removed == ["archive/page/2/index.html"]
    assert "briefs/2019/dam/index.html" not in report.rendered
    assert same_as_clean(site, tmp_path)

    site.edit("content/site.yaml", "title:", "comment_labels: {en: Analysis}\ntitle:")
    assert site.build().parsed > 0
    assert same_as_clean(site, tmp_path)


# Templates


def test_template_edit_makes_the_pages_that_use_it(site: Site, tmp_path: Path) -> None:
    theme = (Path(briefs.__file__).parents[1] / "templates/term.html").read_text(encoding="utf-8")
    site.write("templates/term.html", theme)
    assert site.build().written == []

    site.edit("templates/term.html", "<h1>", '<h1 class="own">')
    report = site.build()
    terms = [
        page
        for page in site.pages()
        if page.count("/") == 2 and page.startswith(("authors", "tags", "projects", "institutes"))
    ]
    assert report.rendered == report.written == sorted(terms)
    assert same_as_clean(site, tmp_path)

    site.remove("templates/term.html")
    report = site.build()
    assert report.written == sorted(terms)
    assert "own" not in site.read("tags/water/index.html")


def test_included_template_edit_makes_the_pages_that_include_it(site: Site, tmp_path: Path) -> None:
    site.write(
        "templates/page.html", '{% extends "base.html" %}{% block main %}{% include "piece.html" %}{% endblock %}'
    )
    site.write("templates/piece.html", "one")
    site.build()

    site.write("templates/piece.html", "two")
    report = site.build()

    assert report.rendered == report.written == ["about/index.html"]
    assert site.text("about/", "main") == "two"
    assert same_as_clean(site, tmp_path)


def test_template_imported_by_an_imported_one_counts_for_every_page(site: Site, tmp_path: Path) -> None:
    """An imported template runs once a process, but all pages depend on what it imported."""
    site.write("templates/outer.html", '{% import "inner.html" as i %}{% macro word() %}{{ i.word() }}{% endmacro %}')
    site.write("templates/inner.html", "{% macro word() %}one{% endmacro %}")
    site.write(
        "templates/brief.html",
        '{% extends "base.html" %}{% import "outer.html" as o %}{% block main %}<b>{{ o.word() }}</b>{% endblock %}',
    )
    site.build()

    site.edit("templates/inner.html", "one", "two")
    report = site.build()

    pages = [page for page in site.pages() if page.startswith("briefs/")]
    assert len(pages) == 3
    assert report.rendered == pages
    assert {site.text(page, "b") for page in pages} == {"two"}


def test_failed_look_up_is_remembered(site: Site, tmp_path: Path) -> None:
    """A page that fell back to another template is made anew once the first one is there."""
    site.write(
        "templates/page.html",
        '{% extends "base.html" %}{% block main %}{% include ["a.html", "b.html"] %}{% endblock %}',
    )
    site.write("templates/b.html", "fallback")
    site.build()

    site.write("templates/a.html", "first")
    report = site.build()

    assert report.rendered == report.written == ["about/index.html"]
    assert site.text("about/", "main") == "first"
    site.remove("templates/a.html")
    assert site.build().written == ["about/index.html"]
    assert site.text("about/", "main") == "fallback"


def test_static_file_of_the_site_takes_the_place_of_the_themes(site: Site) -> None:
    site.write("templates/static/style.css", "body { color: red }")
    assert site.build().written == ["static/style.css"]
    site.remove("templates/static/style.css")
    assert site.build().written == ["static/style.css"]
    assert "red }" not in site.read("static/style.css")


# Damage


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.unlink(),
        lambda file: file.write_text("damaged"),
        lambda file: file.write_bytes(file.read_bytes()[:-1]),
        lambda file: file.chmod(0o600),
        lambda file: (file.unlink(), file.symlink_to("/etc/hostname")),
        lambda file: (file.unlink(), file.mkdir()) and file.rmdir(),
    ],
    ids=["deleted", "overwritten", "truncated", "chmod", "link", "gone"],
)
def test_damaged_output_is_mended(site: Site, tmp_path: Path, damage: Callable[[Path], object]) -> None:
    good = site.files()
    file = site.out / "briefs/2019/dam/index.html"
    damage(file)

    report = site.build()

    assert report.written == ["briefs/2019/dam/index.html"]
    assert site.files() == good
    assert not file.is_symlink()
    assert file.stat().st_mode & 0o777 == 0o644


def test_folder_of_the_site_that_became_a_link_is_not_written_through(site: Site, tmp_path: Path) -> None:
    good = site.files()
    elsewhere = tmp_path / "elsewhere"
    (site.out / "briefs").rename(elsewhere)
    (site.out / "briefs").symlink_to(elsewhere)
    site.edit("content/briefs/2019/dam.md", "dry", "wet")
    site.remove("content/briefs/2018/road.md")
    before = {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}

    site.build()

    assert {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()} == before
    assert not (site.out / "briefs").is_symlink()
    assert same_as_clean(site, tmp_path)
    assert site.files() != good


def test_stage_that_is_a_link_is_not_written_through(site: Site, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (site.root / ".site.stage").symlink_to(elsewhere)
    site.edit("content/briefs/2019/dam.md", "dry", "wet")

    site.build()

    assert not list(elsewhere.iterdir())
    assert same_as_clean(site, tmp_path)


def test_page_that_becomes_a_folder_and_back(tmp_path: Path) -> None:
    site = Site(
        tmp_path / "live",
        "-- extend.py --\nfrom briefs import Output\ndef one(view): return 'x'\ndef outputs(m, c): yield Output('a', one)\n",
    )
    site.build()
    site.edit("extend.py", "'a'", "'a/b'")
    assert site.build().removed == ["a"]
    assert (site.out / "a/b").is_file()
    site.edit("extend.py", "'a/b'", "'a'")
    assert site.build().removed == ["a/b"]
    assert (site.out / "a").is_file()


def test_without_its_cache_the_site_comes_out_the_same(site: Site) -> None:
    good = site.files()
    subprocess.run(["rm", "-r", site.root / ".cache"], check=True)

    report = site.build()

    assert report.written == []
    assert report.parsed > 0
    assert site.files() == good


def corrupt_header(file: Path) -> None:
    file.write_bytes(b"no database at all" + file.read_bytes()[18:])


def truncate(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def empty(file: Path) -> None:
    os.truncate(file, 0)


def garble(file: Path) -> None:
    data = bytearray(file.read_bytes())
    chance = random.Random(7)
    for _ in range(len(data) // 50):
        data[chance.randrange(100, len(data))] = chance.randrange(256)
    file.write_bytes(data)


def other_version(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()


def no_tables(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        for table in ("readings", "bodies", "manifests"):
            connection.execute(f"DROP TABLE {table}")
    connection.close()


def exchange_values(file: Path) -> None:
    """Give every row the value of another."""
    with sqlite3.connect(file) as connection:
        for table in ("readings", "bodies", "manifests"):
            rows = connection.execute(f"SELECT key, value FROM {table}").fetchall()
            shifted = zip((value for _, value in rows[1:] + rows[:1]), (key for key, _ in rows), strict=True)
            connection.executemany(f"UPDATE {table} SET value = ? WHERE key = ?", list(shifted))
    connection.close()


def flip_bits_of_values(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        for table in ("readings", "bodies", "manifests"):
            for key, value in connection.execute(f"SELECT key, value FROM {table}").fetchall():
                flipped = bytearray(value)
                for i in range(20, len(flipped), 97):
                    flipped[i] ^= 1
                connection.execute(f"UPDATE {table} SET value = ? WHERE key = ?", (bytes(flipped), key))
    connection.close()


def text_for_blobs(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        for table in ("readings", "bodies", "manifests"):
            connection.execute(f"UPDATE {table} SET value = 'text'")
    connection.close()


def a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGES = [
    corrupt_header, truncate, empty, garble, other_version, no_tables, exchange_values, flip_bits_of_values,
    text_for_blobs, a_folder,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_cache_costs_time_only(site: Site, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    database = site.root / ".cache/briefs.sqlite"
    for suffix in ("-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    good = site.files()
    damage(database)

    assert site.build().written == []
    assert site.files() == good
    site.edit("content/briefs/2019/dam.md", "dry", "wet")
    assert "briefs/2019/dam/index.html" in site.build().written
    assert same_as_clean(site, tmp_path)
    if damage is not a_folder:
        assert site.build().parsed == 0, "the cache was not mended"


def test_cache_that_is_a_file_is_done_without(site: Site) -> None:
    subprocess.run(["rm", "-r", site.root / ".cache"], check=True)
    site.write(".cache", "in the way")
    assert site.build().written == []
    site.edit("content/briefs/2019/dam.md", "dry", "wet")
    assert "briefs/2019/dam/index.html" in site.build().written


@pytest.mark.parametrize("length", range(0, 100, 7))
def test_cache_cut_at_any_length(site: Site, length: int) -> None:
    database = site.root / ".cache/briefs.sqlite"
    good = site.files()
    os.truncate(database, database.stat().st_size * length // 100)
    assert site.build().written == []
    assert site.files() == good


# Errors


def test_error_leaves_the_site_untouched_and_is_told_again(site: Site) -> None:
    site.edit("content/briefs/2019/dam.md", "date: 2019-03-04", "date: 2019-02-30")
    (first,) = site.refused()
    (again,) = site.refused()
    assert first == again
    assert (first.path, first.line) == ("content/briefs/2019/dam.md", 4)

    site.edit("content/briefs/2019/dam.md", "date: 2019-02-30", "date: 2019-03-04")
    assert site.build().written == []


def test_what_no_source_tells_is_seen_though_nothing_else_changed(site: Site) -> None:
    time.sleep(2.1)  # from here on stats alone are believed
    site.build()
    listed = (site.out / ".briefs").read_bytes()
    (site.out / ".briefs").write_bytes(listed[:200])
    site.build()
    assert (site.out / ".briefs").read_bytes() == listed

    (site.root / "content/briefs/link.md").symlink_to("2019/dam.md")
    (problem,) = site.refused()
    assert problem.code == "symlink"
    site.remove("content/briefs/link.md")

    site.write("content/notes.xyz", "not published")
    assert [problem.code for problem in site.build().problems] == ["not-published"]
    assert [problem.code for problem in site.build().problems] == ["not-published"]
    site.remove("content/notes.xyz")
    assert site.build().problems == ()

    (site.root / "templates").mkdir()
    (site.root / "templates/static").symlink_to("/etc")
    (problem,) = site.refused()
    assert (problem.code, problem.path) == ("symlink", "templates/static")


def test_drafts_and_no_drafts_into_the_same_folder(site: Site, tmp_path: Path) -> None:
    site.write("content/briefs/secret.md", brief("Secret", date="2019-05-05", draft="true"))
    public = clean_files(site, tmp_path)
    for _ in range(2):
        site.build(drafts=True)
        assert "briefs/2019/secret/index.html" in site.files()
        site.build()
        assert site.files() == public


# Whatever is edited


def random_edit(site: Site, chance: random.Random, number: int) -> str:
    briefs_ = sorted((site.root / "content/briefs").rglob("*.md"))
    path = chance.choice(briefs_).relative_to(site.root).as_posix() if briefs_ else ""
    words = ["Water", "Salt", "Trade", "water", "Dams", "C", "C++"]
    people = ["nadia-brook", "Odile Ferrymoor", "[Nadia Brook, Odile Ferrymoor]", "New Name"]

    def fresh() -> str:
        keys = {
            "author": chance.choice(people), "date": f"20{chance.randrange(15, 22)}-0{chance.randrange(1, 9)}-11",
            "tags": f"[{', '.join(chance.sample(words, 2))}]", "project": chance.choice(["River Watch", "Road Watch"]),
        }  # fmt: skip
        body = f"News {chance.randrange(1000)} of [a dam](/briefs/2019/dam/).\n\nComment: {chance.random()}"
        return brief(f"Title {chance.randrange(9)}", body, **keys)

    def edit() -> None:
        if path:
            site.write(path, (site.root / path).read_text(encoding="utf-8") + f"\nMore {number}.\n")

    def swap() -> None:
        if len(briefs_) > 1:
            a, b = chance.sample(briefs_, 2)
            first, second = a.read_bytes(), b.read_bytes()
            a.write_bytes(second)
            b.write_bytes(first)

    def move() -> None:
        if path:
            site.rename(path, f"content/briefs/20{chance.randrange(15, 22)}/moved-{number}.md")

    def restore_time() -> None:
        if path:
            file = site.root / path
            status = file.stat()
            file.write_text(fresh(), encoding="utf-8")
            os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))

    def template() -> None:
        name = chance.choice(["macros.html", "card.html", "footer.html", "brief.html", "feed_entry.xml"])
        own = site.root / "templates" / name
        if own.exists() and chance.random() < 0.5:
            own.unlink()
        else:
            theme = (Path(briefs.__file__).parents[1] / "templates" / name).read_text(encoding="utf-8")
            site.write(
                f"templates/{name}", theme + ("{# changed #}" if name == "macros.html" else f"<!-- {number} -->")
            )

    steps: dict[str, Callable[[], object]] = {
        "add": lambda: site.write(f"content/briefs/20{chance.randrange(15, 22)}/brief-{number}.md", fresh()),
        "edit": edit,
        "rewrite": lambda: path and site.write(path, fresh()),
        "delete": lambda: path and len(briefs_) > 2 and site.remove(path),
        "swap": swap,
        "move": move,
        "restore_time": restore_time,
        "template": template,
        "settings": lambda: site.write("content/site.yaml", f"title: Site {chance.randrange(3)}\nurl: https://rivers.example/\nrequired: [title]\nper_page: {chance.randrange(1, 5)}\n"),
        "author": lambda: site.write("content/authors/nadia-brook.yaml", f"name: Nadia Brook\nrole: Role {chance.randrange(3)}\n"),
        "tag": lambda: site.write("content/tags.yaml", f"water:\n  label: {chance.choice(['Water', 'Waters'])}\n  text: Wet {number}.\n"),
        "damage": lambda: chance.choice(sorted(site.out.rglob("*.html"))).unlink(),
    }  # fmt: skip
    step = chance.choice(list(steps))
    steps[step]()
    return step


def check_random_edits(tmp_path: Path, seed: int, steps: int) -> None:
    site = Site(tmp_path / "live", TEXT)
    site.build()
    chance = random.Random(seed)
    history = []
    for number in range(steps):
        history.append(random_edit(site, chance, number))
        site.build()
        if chance.random() < 0.4 or number == steps - 1:
            assert site.files() == clean_files(site, tmp_path), history
            assert site.build().written == []


@pytest.mark.parametrize("seed", range(2))
def test_incremental_equals_clean_whatever_is_edited(tmp_path: Path, seed: int) -> None:
    check_random_edits(tmp_path, seed, 25)


@pytest.mark.soak
def test_incremental_equals_clean_over_thousands_of_edits(tmp_path: Path) -> None:
    for seed in range(100, 130):
        check_random_edits(tmp_path / str(seed), seed, 200)


# Wherever it is built


def run_python(site: Site, code: str, umask: int = 0o022, **environ: str) -> str:
    root = Path(briefs.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=site.root, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root), **environ},
        umask=umask, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("environ", "umask"),
    [
        ({"PYTHONHASHSEED": "1", "TZ": "Asia/Tehran", "LANG": "C", "HOME": "/"}, 0o022),
        ({"PYTHONHASHSEED": "4242", "TZ": "Pacific/Apia", "LC_ALL": "fa_IR.UTF-8"}, 0o077),
        ({"PYTHONUTF8": "0", "LC_ALL": "POSIX", "SOURCE_DATE_EPOCH": "0"}, 0o000),
    ],
)
def test_same_bytes_and_modes_everywhere(site: Site, tmp_path: Path, environ: dict[str, str], umask: int) -> None:
    good = site.files()
    out = tmp_path / "elsewhere/public site"
    code = f"from briefs import *; from pathlib import Path; assert build(Path(), Options(out=Path({str(out)!r}), fresh=True)).ok"

    run_python(site, code, umask, **environ)

    assert site.files(out) == good
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in [out, *out.rglob("*")]}
    assert modes == {(True, 0o755), (False, 0o644)}


def test_same_bytes_with_several_workers(site: Site, tmp_path: Path) -> None:
    good = site.files()
    code = (
        "from briefs import *; from briefs import workers; from pathlib import Path; import sys; workers.SMALL = 1;"
        "r = build(Path(), Options(out=Path('many'), fresh=True, workers=2)); assert r.ok;"
        "assert 'concurrent.futures.process' in sys.modules; print(len(r.rendered), r.parsed)"
    )
    assert workers.SMALL > 1
    rendered, parsed = map(int, run_python(site, code).split())
    assert site.files(site.root / "many") == good
    assert rendered == len(good)
    assert parsed == site.build(fresh=True).parsed

    # Problems and the site's own faults come through as well.
    site.write("extend.py", "def outputs(m, c):\n    return []\nfilters = {'bad': lambda x: 1 / 0}\n")
    site.write("templates/page.html", "{{ 1|bad }}")
    code = (
        "from briefs import *; from briefs import workers; from pathlib import Path; workers.SMALL = 1;"
        "r = build(Path(), Options(workers=2)); print([(p.path, p.line) for p in r.problems])"
    )
    assert run_python(site, code).strip() == "[('extend.py', 3)]"


def test_build_with_nothing_to_do_loads_next_to_nothing(site: Site) -> None:
    time.sleep(2.1)  # what changed within two seconds of a build is looked at again
    site.build()
    code = (
        "from briefs import build; from pathlib import Path; import sys; r = build(Path()); assert r.ok and not r.rendered;"
        "print([m for m in ('jinja2', 'markdown_it', 'yaml', 'babel', 'concurrent.futures', 'nh3') if m in sys.modules])"
    )
    assert run_python(site, code).strip() == "[]"
    site.edit("content/briefs/2019/dam.md", "dry", "wet")
    code = code.replace("and not r.rendered", "")
    assert "jinja2" in run_python(site, code), "the test can't tell"
