"""What a build makes anew: what depends on the edit, all of it and nothing else, to the same bytes as a clean build."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from comparing import compile_templates_once
from sitetext import Site, brief

import briefs
from briefs import composing, pipeline, settling, signatures, workers
from briefs.publish import Unusable

TEXT = """\
-- content/site.yaml --
title: Two Rivers
url: https://rivers.example/
search: false
exports: []
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


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_templates_once(monkeypatch)


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


def both(folder: str) -> tuple[str, str]:
    """Both forms of a feed."""
    return f"{folder}feed.json", f"{folder}feed.xml"


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
        *both("authors/nadia-brook/"),
        "briefs/2019/dam/index.html",
        *both(""),
        *both("institutes/lanternfield/"),
        *both("projects/watch/"),
        *both("tags/water/"),
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
        *both("authors/odile-ferrymoor/"),
        "authors/odile-ferrymoor/index.html",
        "briefs/2018/road/index.html",
        "briefs/2019/lake/index.html",  # names it as one about the same
        "index.json",
        *both("tags/trade/"),
        "tags/trade/index.html",
    ]
    assert report.rendered == report.written
    assert same_as_clean(site, tmp_path)


def test_new_brief_touches_the_pages_that_name_it(site: Site, tmp_path: Path) -> None:
    site.write("content/briefs/2020/new.md", brief("New", date="2020-01-01", tags="[Salt]"))

    report = site.build()

    assert "briefs/2020/new/index.html" in report.written
    named_on = [path for path in site.pages() if path.startswith("briefs/") and "2020/new/" in site.read(path)]
    assert [path for path in report.rendered if path.startswith("briefs/")] == sorted(
        {*named_on, "briefs/2020/new/index.html"}
    )
    assert report.parsed == 1
    assert same_as_clean(site, tmp_path)


def test_retagging_moves_a_brief_between_pages_and_removes_an_empty_tag(site: Site, tmp_path: Path) -> None:
    site.edit("content/briefs/2018/road.md", "[Trade]", "[Salt]")

    report = site.build()

    assert report.removed == [*both("tags/trade/"), "tags/trade/index.html"]
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
        *both("tags/trade/"),
        "tags/trade/index.html",
    }
    assert same_as_clean(site, tmp_path)


def test_foreign_files_in_the_public_folder_are_let_alone(site: Site) -> None:
    (site.out / "briefs/2018/road/mine.txt").write_text("mine", encoding="utf-8")
    site.remove("content/briefs/2018/road.md")

    site.build()

    assert (site.out / "briefs/2018/road/mine.txt").read_text(encoding="utf-8") == "mine"


def test_asset_edit_copies_one_file(site: Site, tmp_path: Path) -> None:
    site.edit("content/briefs/2019/map.svg", "/>", "><path/></svg>")

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


@pytest.mark.parametrize("folder", ["briefs", "briefs/2019", "briefs/2019/dam"])
@pytest.mark.parametrize("many", [False, True])
def test_folder_of_the_site_that_became_a_link_is_noticed_when_nothing_else_changed(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, many: bool
) -> None:
    if many:
        monkeypatch.setattr(pipeline, "_MANY", 0)
        monkeypatch.setattr(workers, "usable_workers", lambda: 1)
    good = site.files()
    beneath = {path for path in good if path.startswith(f"{folder}/")}
    (site.out / folder).rename(tmp_path / "elsewhere")
    (site.out / folder).symlink_to(tmp_path / "elsewhere")

    report = site.build()

    assert {*report.written} == beneath
    assert not (site.out / folder).is_symlink()
    assert site.files() == good
    assert site.build().written == []


def test_site_that_became_a_link_is_noticed_when_nothing_changed(site: Site, tmp_path: Path) -> None:
    site.out.rename(tmp_path / "elsewhere")
    site.out.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Unusable, match=f"{site.out} is a link to another folder"):
        site.build()


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


# Wherever it is built


def run_python(site: Site, code: str, umask: int = 0o022, **environ: str) -> str:
    root = Path(briefs.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=site.root, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root), **environ},
        umask=umask, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_same_bytes_with_several_workers(site: Site, tmp_path: Path) -> None:
    good = site.files()
    code = (
        "from briefs import *; from briefs import workers; from pathlib import Path; import sys; workers.SMALL = 1;"
        "r = build(Path(), Options(out=Path('many'), fresh=True, workers=2)); assert r.ok;"
        "assert 'multiprocessing.connection' in sys.modules; print(len(r.rendered), r.parsed)"
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
        "print([m for m in ('jinja2', 'markdown_it', 'yaml', 'babel', 'multiprocessing', 'nh3', 'PIL') if m in sys.modules])"
    )
    assert run_python(site, code).strip() == "[]"
    site.edit("content/briefs/2019/dam.md", "dry", "wet")
    code = code.replace("and not r.rendered", "")
    assert "jinja2" in run_python(site, code), "the test can't tell"


def test_an_edited_text_loads_only_what_its_page_needs(site: Site) -> None:
    site.write("content/site.yaml", "title: Site\nurl: https://example.org/\nsearch: false\nexports: []\n")
    site.build()
    site.edit("content/briefs/2019/dam.md", "dry", "wet")
    code = (
        "from briefs import build; from pathlib import Path; import sys; r = build(Path()); print(*r.rendered, *r.problems);"
        "print([m for m in ('yaml', 'briefs.search.folding', 'briefs.composing', 'briefs.outputs.twins') if m in sys.modules])"
    )
    assert run_python(site, code).splitlines()[-1] == "[]"
    site.edit("content/briefs/2019/dam.md", "title: ", "title: |-\n  ")
    assert "yaml" in run_python(site, code), "the test can't tell"


def test_young_sources_are_proved_by_their_bytes_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.build()
    assert site.build().timings.keys() == {"discover"}
    opened = []
    monkeypatch.setattr(pipeline, "read_bytes", lambda root, source: opened.append(source.path))
    monkeypatch.setattr(signatures, "RACY", 0)
    assert site.build().rendered == []
    assert opened == []


def test_templates_folder_that_becomes_a_link_is_noticed(site: Site) -> None:
    site.write("templates/note.html", "x")
    site.build()
    site.rename("templates", "elsewhere")
    (site.root / "templates").symlink_to("elsewhere")
    assert [problem.code for problem in site.refused()] == ["symlink"]


ASKING = """
from briefs import Output
def outputs(model, config):
    yield Output("taken.txt", taken)
def taken(view):
    return view.asset({path!r})
"""


@pytest.mark.parametrize("path", ["site.yaml", "data/table.toml", "../../outside.txt", "briefs/2019/dam.md"])
def test_a_page_can_use_no_file_but_those_that_are_published(site: Site, tmp_path: Path, path: str) -> None:
    (tmp_path / "outside.txt").write_text("secret")
    site.write("content/data/table.toml", "a = 1")
    site.write("extend.py", ASKING.format(path=path))
    assert [problem.message for problem in site.refused()] == ["this is not a file that a page may use"]


def test_asset_that_changes_and_changes_back_during_the_build(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    path = site.root / "content/briefs/2019/map.svg"
    good = path.read_bytes()
    site.write("content/briefs/2019/map.svg", good + b"<!-- two -->")
    read = composing.settle

    def change(*given: Any) -> Any:
        path.write_bytes(b"<svg/>")
        return read(*given)

    monkeypatch.setattr(composing, "settle", change)
    monkeypatch.setattr(settling, "settle_again", lambda *given: None)
    assert [problem.hint for problem in site.refused()] == ["build again"]


def test_recipes_of_other_modules_take_the_long_way(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("helper.py", "def recipe(view):\n    return view.site.title\n")
    monkeypatch.syspath_prepend(str(site.root))
    site.write(
        "extend.py",
        "from briefs import Output\ndef outputs(model, config):\n    import helper\n    yield Output('x.txt', helper.recipe)\n",
    )
    site.build()
    sys.modules.pop("helper")
    site.edit("content/briefs/2019/dam.md", "fields will be dry", "fields will be wet")
    assert "x.txt" not in site.build().rendered


def test_names_of_templates_and_keys_may_be_markup(site: Site) -> None:
    site.write(
        "templates/page.html",
        "{% set k %}note.html{% endset %}{% set t %}tag{% endset %}{% include k %}{{ view.count(t, 'water') }}",
    )
    site.write("templates/note.html", "a note")
    site.build()
    assert site.read("about/index.html").startswith("a note")
    assert site.build().rendered == []


def test_fragments_tell_one_and_true_apart_and_belong_to_no_page(site: Site) -> None:
    site.write("templates/bit.html", "[{{ n }}{{ view.path }}]")
    site.write("templates/page.html", "{{ view.fragment('bit.html', n=1) }}{{ view.fragment('bit.html', n=true) }}")
    site.build()
    assert site.read("about/index.html") == "[1][True]"
