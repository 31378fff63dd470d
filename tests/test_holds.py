"""Drafts, `publish_at` and dates ahead: no trace before the moment, all of it from then on, and notice taken though no file changed."""

import html
import json
import re
import time
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
from comparing import compile_templates_once
from sitetext import Site, brief, codes

from briefs.cli import main
from briefs.dates import BadDate, parse_moment
from briefs.holds import Holds, judge
from briefs.report import Report
from briefs.serve import live
from briefs.summary import held_in_words


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_templates_once(monkeypatch)


def at(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()


# The moment


@pytest.mark.parametrize(
    ("text", "zone", "instant"),
    [
        ("2026-12-01", "Europe/Berlin", "2026-12-01T00:00:00+01:00"),
        ("2026-12-01 09:00", "Asia/Tehran", "2026-12-01T09:00:00+03:30"),
        ("Dec 1, 2026 at 9:00 am", "Europe/Berlin", "2026-12-01T09:00:00+01:00"),
        ("2026-12-01 09:00 +01:00", "Asia/Tehran", "2026-12-01T11:30:00+03:30"),
        ("2026-12-01 09:00 Europe/Berlin", "Asia/Tehran", "2026-12-01T11:30:00+03:30"),
        ("2026-12-01 Europe/Berlin", "UTC", "2026-11-30T23:00:00+00:00"),
        ("۱۰ آذر ۱۴۰۵ 09:00", "Asia/Tehran", "2026-12-01T09:00:00+03:30"),
        ("2026-10-25 02:30 +02:00", "Europe/Berlin", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25 02:30 +01:00", "Europe/Berlin", "2026-10-25T02:30:00+01:00"),
        ("2026-03-29 02:00 +01:00", "Europe/Berlin", "2026-03-29T03:00:00+02:00"),
        ("2021-03-22", "Asia/Tehran", "2021-03-22T01:00:00+04:30"),  # clocks were put forward at midnight
        ("2021-09-22", "Asia/Tehran", "2021-09-22T00:00:00+03:30"),
    ],
)
def test_moments(text: str, zone: str, instant: str) -> None:
    assert parse_moment(text, zone).instant == instant


@pytest.mark.parametrize(
    ("text", "zone", "hint"),
    [
        ("2026-10-25 02:30", "Europe/Berlin", "write 2026-10-25 02:30 +02:00 for the first, or 2026-10-25 02:30 +01:00 for the second"),
        ("2026-03-29 02:30", "Europe/Berlin", "write 2026-03-29 03:30 +02:00"),
        ("2021-03-22 00:30", "Asia/Tehran", "write 2021-03-22 01:30 +04:30"),
        ("2026-12-01 09:00 CET", "UTC", "write one as Europe/Berlin, or an offset such as +01:00"),
        ("2026-12-01 09:00 Europe/Berln", "UTC", "write one as Europe/Berlin, or an offset such as +01:00"),
        ("2026-12-01 25:00", "UTC", "write the time as 17:30"),
        ("tomorrow", "UTC", "write it as 2018-02-02 or Feb 2, 2018"),
        ("9999-12-31 23:00 America/Los_Angeles", "UTC", "write it as 2018-02-02 17:30 +03:30"),
        ("9999-12-31 23:00 -08:00", "UTC", "write it as 2018-02-02 17:30 +03:30"),
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused_with_what_to_write(text: str, zone: str, hint: str) -> None:
    with pytest.raises(BadDate) as bad:
        parse_moment(text, zone)
    assert bad.value.hint == hint


def test_what_is_held_and_for_how_long_that_is_true() -> None:
    moments = [("a", "2026-01-01T00:00:00+00:00"), ("b", "2026-01-03T00:00:00+01:00"), ("c", ""), ("d", None), ("e", "2027-01-01T00:00:00+00:00")]  # fmt: skip
    first, b = at("2026-01-01T00:00:00+00:00"), at("2026-01-02T23:00:00+00:00")
    holds = judge(moments, b - 0.5)
    assert holds == Holds(
        {"b": "2026-01-03T00:00:00+01:00", "c": "", "e": "2027-01-01T00:00:00+00:00"}, int(first), int(b)
    )
    assert [holds.last_at(now) for now in (first - 1, first, b - 1, b, b + 1)] == [False, True, True, False, False]
    assert list(judge(moments, b).until) == ["c", "e"]


def test_a_bad_moment_is_told_where_it_stands(tmp_path: Path) -> None:
    site = Site(tmp_path, "-- content/site.yaml --\ntitle: x\nurl: https://x.example/\ntimezone: Europe/Berlin\n")
    site.write("content/briefs/a.md", brief("A", author="Ada", date="2026-01-01", publish_at="2026-10-25 02:30"))
    (problem,) = site.refused()
    assert (problem.path, problem.line, problem.column, problem.code) == ("content/briefs/a.md", 5, 13, "bad-date")
    assert problem.message == "2026-10-25 02:30 in Europe/Berlin: the clocks show this time twice"


# No trace

MARKERS = ("title", "slug", "body", "tag", "author", "institute", "project", "picture", "alt", "point", "summary", "file", "note", "heading", "comment", "alias")  # fmt: skip


def marker(kind: str, number: int) -> str:
    """A word that stands nowhere else; in Persian for every third brief, with a mark that is escaped for every third."""
    return f"zq{kind}{number}xw"


def held_brief(number: int, moment: str) -> str:
    word = {kind: marker(kind, number) for kind in MARKERS}
    return brief(
        f"The {word['title']} of a river & “more”",
        f"News of {word['body']}.[^1] See [the open one](open.md).\n\n![A map of {word['alt']}](pictures/{word['picture']}.png)\n\n"
        f"[Table](files/{word['file']}.csv)\n\n## Part {word['heading']}\n\nMore.\n\n[^1]: A {word['note']}.\n\nComment: It is {word['comment']}.",
        author=f"[Ada Ferrymoor, Nora {word['author']}]", date="2026-10-01", slug=word["slug"], tags=f"[Water, {word['tag']}]",
        institute=f"Lab {word['institute']}", project=f"Plan {word['project']}", key_points=f"[A point on {word['point']}]",
        summary=f"In short {word['summary']}.", publish_at=moment, aliases=f"[/briefs/{word['alias']}/]",
    )  # fmt: skip


def site_with_held(root: Path, zone: str, moments: list[str]) -> Site:
    site = Site(root, f"""\
-- content/site.yaml --
title: Two Rivers
url: https://rivers.example/notes/
timezone: {zone}
per_page: 5
-- content/briefs/open.md --
---
title: An open one
author: Ada Ferrymoor
date: 2026-10-01
tags: [Water]
---
It is open. See [the first](held-0.md), and [its heir](/briefs/2026/{marker("slug", 0)}/).
-- content/briefs/shared.csv --
a,b
""")  # fmt: skip
    for number, moment in enumerate(moments):
        site.write(f"content/briefs/held-{number}.md", held_brief(number, moment))
        site.write(f"content/briefs/pictures/{marker('picture', number)}.png", f"photo 300x200 {number}")
        site.write(f"content/briefs/files/{marker('file', number)}.csv", f"{marker('file', number)},1\n")
    return site


def plain(path: str, data: bytes) -> str:
    """All that a file says, in small letters: as it is, as JSON, percent-encoding and HTML mean it, and by its name."""
    text = data.decode("utf-8", errors="replace")
    said = [path, text, html.unescape(text), unquote(text)]
    if path.endswith(".json"):
        said.append(json.dumps(json.loads(text), ensure_ascii=False))
    return "\n".join(said).casefold()


def found(site: Site, numbers: range, out: Path | None = None) -> set[str]:
    """The markers that are anywhere in the site."""
    own_list = {".briefs": ((out or site.out) / ".briefs").read_bytes()}
    said = "\n".join(plain(path, data) for path, data in (site.files(out) | own_list).items())
    return {word for n in numbers for kind in MARKERS if (word := marker(kind, n)) in said}


@pytest.mark.parametrize(
    ("zone", "moment", "due", "count"),
    [
        ("Europe/Berlin", "2026-10-25 02:30 +01:00", "2026-10-25T01:30:00+00:00", 3),  # the second time that clocks show half past two
        ("Europe/Berlin", "2027-03-28 03:00", "2027-03-28T01:00:00+00:00", 1),  # the first moment of summer time
        ("Asia/Tehran", "2026-11-01", "2026-10-31T20:30:00+00:00", 1),
        pytest.param("Europe/Berlin", "2026-10-25 02:30 +01:00", "2026-10-25T01:30:00+00:00", 50, marks=pytest.mark.soak),
        pytest.param("Asia/Tehran", "2026-11-01", "2026-10-31T20:30:00+00:00", 50, marks=pytest.mark.soak),
    ],
)  # fmt: skip
def test_no_trace_a_second_before_and_all_of_it_at_the_moment(
    tmp_path: Path, zone: str, moment: str, due: str, count: int
) -> None:
    held = range(count)
    site = site_with_held(tmp_path / "live", zone, [moment for _ in held])

    before = site.build(now=at(due) - 1)

    assert found(site, held) == set()
    assert len(before.held) == len(held)
    assert codes(before.problems) == ["dead-link", "held-link"]
    assert "content/briefs/shared.csv" not in site.files()

    after = site.build(now=at(due))

    assert found(site, held) == {marker(kind, n) for n in held for kind in MARKERS}
    assert after.held == {}
    assert codes(after.problems) == []
    site.build(now=at(due), out=tmp_path / "clean", fresh=True)
    assert site.files() == site.files(tmp_path / "clean")

    site.build(now=at(due) - 1)

    assert found(site, held) == set()


ZONES = ("UTC", "Pacific/Apia", "America/Los_Angeles")


def test_the_zone_of_the_machine_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Europe puts its clocks back at 01:00 UTC on that day: half past two comes twice."""
    due = at("2026-10-25T01:30:00+00:00")
    site = site_with_held(tmp_path / "live", "Europe/Berlin", ["2026-10-25 02:30 +01:00"])
    made: dict[float, list[dict[str, bytes]]] = {due - 1: [], due: []}
    try:
        for zone in ZONES:
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            for now, seen in made.items():
                report = site.build(now=now, fresh=True)
                assert dict(report.held) == (
                    {"content/briefs/held-0.md": "2026-10-25T02:30:00+01:00"} if now < due else {}
                )
                assert bool(found(site, range(1))) == (now >= due)
                seen.append(site.files())
    finally:
        monkeypatch.undo()
        time.tzset()
    assert all(all(each == seen[0] for each in seen) for seen in made.values())


def test_drafts_leave_no_trace_either(tmp_path: Path) -> None:
    site = site_with_held(tmp_path, "UTC", ["2020-01-01"])
    assert marker("picture", 0) in found_after(site)
    site.edit("content/briefs/held-0.md", "publish_at: 2020-01-01", "draft: true")
    assert found_after(site) == set()
    site.build(drafts=True, out=tmp_path / "preview")
    assert found(site, range(1), tmp_path / "preview") == {marker(kind, 0) for kind in MARKERS}


def found_after(site: Site) -> set[str]:
    site.build()
    return found(site, range(1))


def test_a_leak_would_be_found(tmp_path: Path) -> None:
    site = site_with_held(tmp_path, "UTC", ["2030-01-01"])
    site.write("extend.py", """\
from briefs import Output

def one(view): return view.site.title + " zqtag0xw"
def outputs(model, config): yield Output("own.txt", one)
""")  # fmt: skip
    site.build()
    assert found(site, range(1)) == {marker("tag", 0)}


# What waits along with a brief

OPEN = brief("Open", "Text.", author="Ada", date="2026-01-01")
HELD = brief("Held", "![Chart](chart.svg)\n\n[Table](table.csv)", author="Ada", date="2030-01-01")


@pytest.mark.parametrize(
    ("files", "published"),
    [
        ({}, []),  # used by the held brief alone
        ({"content/briefs/2026/open.md": brief("Open", "![Chart](chart.svg)", author="Ada", date="2026-01-01")}, ["chart.svg"]),
        ({"content/pages/about.md": "---\ntitle: About\n---\n[T](/briefs/2026/table.csv)\n"}, ["table.csv"]),
        ({"content/pages/about.md": "---\ntitle: About\n---\n[T](../briefs/2026/table.csv)\n"}, ["table.csv"]),
        ({"content/authors/ada.yaml": "name: Ada\nphoto: ../briefs/2026/chart.svg\n"}, ["chart.svg"]),
        ({"content/projects/p.md": "---\nname: P\n---\n![Chart](../briefs/2026/chart.svg)\n"}, ["chart.svg"]),
        ({"content/briefs/2026/other.csv": "x"}, []),  # nobody's, in the folder of a held brief
        ({"content/briefs/2026/more/other.csv": "x"}, []),
        ({"content/briefs/2025/other.csv": "x", "content/briefs/2025/old.md": brief("Old", author="Ada", date="2025-01-01")}, ["../2025/other.csv"]),
        ({"content/files/other.csv": "x"}, ["../../files/other.csv"]),
    ],
)  # fmt: skip
def test_which_files_wait(tmp_path: Path, files: dict[str, str], published: list[str]) -> None:
    site = Site(tmp_path)
    given = {"content/briefs/2026/open.md": OPEN, "content/briefs/2026/held.md": HELD, **files}
    for path, text in {
        **given,
        "content/briefs/2026/chart.svg": "drawing",
        "content/briefs/2026/table.csv": "a",
    }.items():
        site.write(path, text)
    site.build()
    there = [path for path in site.files() if re.search(r"(chart\.svg|table\.csv|other\.csv)$", path)]
    assert there == [str(Path("briefs/2026") / path) if not path.startswith("..") else path.replace("../../", "").replace("../", "briefs/") for path in published]  # fmt: skip
    site.build(now=at("2030-01-01T00:00:00+00:00"))
    assert {"briefs/2026/chart.svg", "briefs/2026/table.csv"} <= site.files().keys()


def test_a_page_that_shows_a_file_is_refused_when_that_has_to_wait(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/2026/table.csv", "a,b")
    site.write("content/briefs/2026/open.md", OPEN)
    site.write("extend.py", """\
from briefs import Output

def one(view): return view.asset("briefs/2026/table.csv")
def outputs(model, config): yield Output("own.txt", one)
""")  # fmt: skip
    site.build()
    assert site.read("own.txt") == "a,b"
    site.write("content/briefs/2026/held.md", HELD.replace("![Chart](chart.svg)", ""))
    assert codes(site.refused()) == ["unreadable"]


def test_a_name_that_only_held_briefs_have_is_there_if_a_register_lists_it(tmp_path: Path) -> None:
    site = Site(tmp_path, "-- content/tags.yaml --\nlisted: Listed\n")
    site.write("content/briefs/a.md", brief("A", author="Ada", date="2026-01-01"))
    site.write("content/briefs/b.md", brief("B", author="Odile", date="2030-01-01", tags="[listed, unlisted]"))
    site.build()
    assert [path for path in site.pages() if path.startswith(("tags/", "authors/"))] == [
        "authors/ada/index.html", "authors/index.html", "tags/index.html", "tags/listed/index.html",
    ]  # fmt: skip
    assert site.texts("tags/listed/", "main .card") == []


# When


@pytest.mark.parametrize(
    ("keys", "published"),
    [
        ({"date": "2026-06-01"}, True),
        ({"date": "2026-06-02"}, False),
        ({"date": "2026-06-01 00:00:01"}, False),
        ({"date": "2026-06-02", "publish_at": "2026-05-31"}, True),
        ({"date": "2026-05-01", "publish_at": "2026-06-01 00:01"}, False),
        ({"date": "2026-05-01", "publish_at": "2026-06-01 02:00 +03:00"}, True),
        ({"publish_at": "2030-01-01"}, False),
        ({"publish_at": "2020-01-01", "draft": "true"}, False),
    ],
)
def test_what_decides(tmp_path: Path, keys: dict[str, str], published: bool) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", author="Ada", **keys))
    site.build()
    assert any(path.endswith("/a/index.html") for path in site.files()) == published


def test_a_build_notices_what_came_due_though_no_file_changed(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", author="Ada", date="2026-01-01"))
    site.write("content/briefs/b.md", brief("B", author="Ada", date="2026-02-01", publish_at="2026-06-10 09:00"))
    site.write("content/briefs/c.md", brief("C", author="Ada", date="2026-06-20"))
    site.build()
    for day in ("2026-06-05T00:00:00+00:00", "2026-06-10T08:59:59+00:00"):
        report = site.build(now=at(day))
        assert (report.rendered, report.written, len(report.held)) == ([], [], 2)
    report = site.build(now=at("2026-06-10T09:00:00+00:00"))
    assert "briefs/2026/b/index.html" in report.written
    assert report.parsed == 0
    assert len(report.held) == 1
    assert site.build(now=at("2026-06-19T00:00:00+00:00")).rendered == []
    assert "briefs/2026/c/index.html" in site.build(now=at("2026-06-21T00:00:00+00:00")).written
    assert site.build(now=at("2036-01-01T00:00:00+00:00")).rendered == []
    assert "briefs/2026/c/index.html" in site.build(now=at("2026-06-11T00:00:00+00:00")).removed


def test_what_a_brief_that_came_due_makes_anew(tmp_path: Path) -> None:
    site = Site(tmp_path)
    for number in range(40):
        site.write(
            f"content/briefs/{number}.md",
            brief(f"Brief {number}", author=f"Person {number}", date=f"2025-01-{number % 28 + 1:02}"),
        )
    site.write("content/briefs/b.md", brief("B", author="Person 1", date="2026-05-01", publish_at="2026-06-10"))
    total = len(site.build().written)
    report = site.build(now=at("2026-06-10T00:00:00+00:00"))
    assert sorted(report.rendered) == [
        "archive/2025/index.html", "archive/2025/page/2/index.html", "archive/2026/index.html", "archive/index.html",
        "archive/page/2/index.html", "archive/page/3/index.html", "authors/index.html", "authors/person-1/feed.json",
        "authors/person-1/feed.xml", "authors/person-1/index.html", "briefs/2025/1/index.html", "briefs/2026/b/index.html", "feed.json",
        "feed.xml", "index.html", "index.json", "sitemap-news.xml", "sitemap.xml",
    ]  # fmt: skip
    assert total > 100


def test_an_edit_of_a_text_after_the_moment_publishes_too(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", "First.", author="Ada", date="2026-01-01"))
    site.write("content/briefs/b.md", brief("B", author="Ada", date="2026-06-20"))
    site.build()
    site.edit("content/briefs/a.md", "First.", "Second, at length: it is.")
    assert "briefs/2026/b/index.html" in site.build(now=at("2026-06-21T00:00:00+00:00")).written


def test_the_same_due_briefs_give_the_same_bytes(tmp_path: Path) -> None:
    site = site_with_held(tmp_path / "live", "UTC", ["2026-11-10", "2030-01-01"])
    made = []
    for day in ("2026-11-10T00:00:00+00:00", "2029-12-31T23:59:59+00:00"):
        site.build(now=at(day), fresh=True)
        made.append(site.files())
    assert made[0] == made[1]


def test_what_will_be_wrong_is_told_before_the_moment(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", author="Ada", date="2026-01-01"))
    site.write(
        "content/briefs/b.md", brief("B", "[x](nowhere.md)", author="Ada", date="2026-01-01", publish_at="2030-01-01")
    )
    assert codes(site.build().problems) == ["dead-link"]
    site.edit("content/briefs/b.md", "title: B", "title: B\nslug: a")
    assert {problem.path for problem in site.refused()} == {"content/briefs/b.md"}


def test_a_link_to_a_held_brief_stands_as_words_and_comes_to_life(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write(
        "content/briefs/a.md", brief("A", "See [the *later* one](2030/b.md#x).", author="Ada", date="2026-01-01")
    )
    site.write("content/briefs/2030/b.md", brief("B", "## X\n", author="Ada", date="2030-01-01"))
    (problem,) = [each for each in site.build(strict=True).problems if each.code != "wrong-url"]
    assert (problem.code, problem.line, problem.severity) == ("held-link", 7, "warning")
    assert (
        problem.message
        == "the link leads to '2030/b.md#x', which is held until 2030-01-01 00:00: its words stand without it"
    )
    assert site.all("briefs/2026/a/", ".text a:not(.anchor)") == []
    assert site.text("briefs/2026/a/", ".text") == "See the later one."
    assert codes(site.build(strict=True, now=at("2030-01-01T00:00:00+00:00")).problems) == ["wrong-url"]
    (link,) = site.all("briefs/2026/a/", ".text a:not(.anchor)")
    assert link.attributes["href"] == "../../../briefs/2030/b/#s-x"


# At the door


def said(site: Site, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["--root", str(site.root), *arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_door_decides_what_time_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path, "-- content/site.yaml --\ntitle: x\nurl: https://x.example/\ntimezone: Asia/Tehran\n")
    site.write("content/briefs/a.md", brief("A", author="Ada", date="2026-01-01", publish_at="2098-12-01 09:00"))
    site.write("content/briefs/b.md", brief("B", author="Ada", date="2026-01-01", draft="yes"))
    code, out, _ = said(site, capsys)
    assert code == 0
    assert out.splitlines()[1:3] == ["1 brief is held: a.md until 2098-12-01 09:00 Asia/Tehran.", "1 draft left out."]
    assert "held" in said(site, capsys, "--now", "2098-12-01 08:59:59")[1]
    assert "held" not in said(site, capsys, "--now", "2098-12-01 09:00")[1]
    assert "held" not in said(site, capsys, "--now", "2098-12-01 05:30Z")[1]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(at("2098-12-01T05:30:00+00:00"))))
    assert "held" not in said(site, capsys)[1]
    assert "held" in said(site, capsys, "--now", "2098-12-01 Asia/Tehran")[1]
    told = said(site, capsys, "--drafts", "--now", "2098-11-30", "--out", str(tmp_path / "preview"))[1]
    assert "Not for publication: with 1 draft and 1 brief before its time." in told.splitlines()


@pytest.mark.parametrize(
    ("epoch", "arguments", "message"),
    [
        ("soon", (), "SOURCE_DATE_EPOCH is 'soon', which is not a number of seconds since 1970"),
        ("-1", (), "SOURCE_DATE_EPOCH is '-1', which is not a number of seconds since 1970"),
        ("", ("--now", "soon"), "--now: soon is not a date: write it as 2018-02-02 or Feb 2, 2018"),
    ],
)
def test_no_moment_at_the_door(tmp_path: Path, epoch: str, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    code, _, err = said(Site(tmp_path), capsys, *arguments)
    assert (code, err) == (2, f"error: {message} [usage]\n")


def test_of_many_held_briefs_the_next_ones_are_named() -> None:
    held = {f"content/briefs/{n}.md": f"2030-01-0{9 - n}T09:00:00+01:00" for n in range(6)}
    (line,) = held_in_words(Report(Path("site"), held=held, timezone="Europe/Berlin"))
    assert line == (
        "6 briefs are held: 5.md until 2030-01-04 09:00 Europe/Berlin, 4.md until 2030-01-05 09:00 Europe/Berlin, "
        "3.md until 2030-01-06 09:00 Europe/Berlin, and 3 more (-v names them)."
    )


def test_the_preview_notices_what_comes_due(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", author="Ada", date="2026-01-01", publish_at="2030-01-01"))
    due = at("2030-01-01T00:00:00+00:00")
    clock = SimpleNamespace(time=lambda: due - 1, time_ns=time.time_ns, perf_counter=time.perf_counter)
    monkeypatch.setattr(live, "time", clock)
    preview = live.Live(site.root, live.SharedCache(site.root / ".cache"))
    preview.look()
    assert preview.state
    assert preview.state.world.model.briefs["content/briefs/a.md"].card.draft
    preview.look()
    assert preview.look() is None
    clock.time = lambda: due
    assert preview.look()
    assert not preview.state.world.model.briefs["content/briefs/a.md"].card.draft
    assert preview.look() is None


def test_a_menu_can_not_lead_to_a_held_brief(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/site.yaml", "title: x\nurl: https://x.example/\nmenu:\n  B: briefs/b.md\n")
    site.write("content/briefs/b.md", brief("B", author="Ada", date="2030-01-01"))
    (problem,) = site.refused()
    assert problem.message == "the menu leads to 'briefs/b.md', which is held until 2030-01-01 00:00"
    assert problem.hint == "take it out of the menu until it is published"


def test_days_that_are_still_to_come_are_told_until_they_come(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.now = at("2024-05-10T12:00:00+00:00")
    dates = {
        "updated": "2024-05-12",
        "corrections": "[{date: 2024-05-11, text: Soon.}, {date: 2042-05-10, text: Far.}]",
    }
    site.write("content/briefs/a.md", brief("A", author="Ada", date="2024-05-01", **dates))
    site.write(
        "content/briefs/b.md",
        brief("B", author="Ada", date="2024-05-01", withdrawn="{date: 2024-06-01, reason: Wrong.}"),
    )
    site.write("content/briefs/c.md", brief("C", author="Ada", date="2024-05-01", draft="true", updated="2042-05-01"))

    def told() -> list[tuple[str, int, str]]:
        return [
            (each.path, each.line, each.message.split(" is ")[0])
            for each in site.build().problems
            if each.code == "future-date"
        ]

    updated = ("content/briefs/a.md", 5, "updated: (2024-05-12)")
    far = ("content/briefs/a.md", 6, "corrections: (2042-05-10)")
    withdrawn = ("content/briefs/b.md", 5, "withdrawn: (2024-06-01)")
    for _ in range(2):
        assert told() == [updated, far, withdrawn], "in the first zone of the earth the day after has begun"
    site.now = at("2024-05-11T00:00:00+00:00")
    assert told() == [far, withdrawn]
    site.now = at("2024-07-01T00:00:00+00:00")
    assert told() == [far]
    site.now = at("2042-05-10T00:00:00+00:00")
    assert told() == []
    site.now = at("2024-05-10T12:00:00+00:00")
    assert told() == [updated, far, withdrawn], "clocks may be set back"
    assert site.try_build(strict=True).ok is False
