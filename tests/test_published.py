"""The list of published addresses: none of them vanishes, none is used for something else, no words change unsaid."""

import random
import re
import subprocess
from pathlib import Path
from urllib.parse import urljoin

import pytest
from sitetext import Site, brief, codes

from briefs import Problem, cli
from briefs.contract import Line, is_later, read_list, write_list
from briefs.files import ADDRESSES
from briefs.recording import Recorded, record
from briefs.serve.live import Live, SharedCache

SITE = """\
-- content/site.yaml --
title: Two Rivers
url: https://rivers.example/
required: [title, author, date]
per_page: 2
search: false
-- content/authors/nadia-brook.yaml --
name: Nadia Brook
-- content/pages/about.md --
---
title: About
---
We write.
-- content/briefs/dam.md --
---
title: A dam is filled
author: nadia-brook
date: 2019-03-04
tags: [Water]
---
The reservoir was filled on *Monday*, and the river fell.
-- content/briefs/lake.md --
---
title: A lake shrinks
author: nadia-brook
date: 2019-03-05
tags: [Water]
---
The lake is smaller than last year. It was [dammed](dam.md).
-- content/briefs/road.md --
---
title: A road opens
author: nadia-brook
date: 2019-03-06
tags: [Trade]
---
It leads over the pass.
"""
DAM, LAKE, ROAD = (f"content/briefs/{name}.md" for name in ("dam", "lake", "road"))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "project", SITE)
    assert publish(made) == 0
    return made


def publish(site: Site) -> int:
    return cli.main(["--root", str(site.root), "publish"])


def listed(site: Site) -> dict[str, Line]:
    lines, problems = read_list((site.root / ADDRESSES).read_bytes())
    assert not problems
    return dict(lines)


def paste(site: Site, hint: str, path: str) -> None:
    """Do as a hint says: put its line into the front matter, instead of the one with the same key."""
    line = re.search(r"(aliases|old_addresses|withdrawn|updated): (\[.*?\]|\{.*?\}|[\d-]+)", hint)
    assert line, hint
    text = (site.root / path).read_text(encoding="utf-8")
    text = re.sub(rf"^{line[1]}: .*\n", "", text, flags=re.M)
    site.write(path, text.replace("---\n", f"---\n{line[0]}\n", 1) if path.endswith(".md") else f"{text}{line[0]}\n")


def test_publish_notes_what_is_published(site: Site) -> None:
    found = listed(site)
    assert list(found) == [
        "about/",
        "authors/nadia-brook/",
        "briefs/2019/dam/",
        "briefs/2019/lake/",
        "briefs/2019/road/",
    ]
    assert (found["briefs/2019/dam/"].edition, found["briefs/2019/dam/"].source) == ("2019-03-04", DAM)
    before = (site.root / ADDRESSES).stat()

    assert publish(site) == 0
    assert (site.root / ADDRESSES).stat().st_mtime_ns == before.st_mtime_ns
    report = site.build()
    assert (report.rendered, report.problems) == ([], ())


def test_a_list_that_can_not_be_written_is_told(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, data: bytes) -> None:
        raise OSError(13, "Permission denied", f"{path}.tmp")

    monkeypatch.setattr("briefs.recording.write_atomically", fail)
    assert isinstance(record(site.root), Recorded), "where nothing is new, nothing is written"
    site.remove(ADDRESSES)
    assert [(each.path, each.message) for each in problems_of(record(site.root))] == [
        (ADDRESSES, "the list of published addresses can't be written: Permission denied")
    ]


def problems_of(recorded: Recorded | list[Problem]) -> list[Problem]:
    assert isinstance(recorded, list)
    return recorded


def test_nothing_but_publish_writes_the_list(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build(strict=True)
    assert not (site.root / ADDRESSES).exists()
    site.edit(LAKE, "dam.md", "damm.md")
    assert publish(site) == 1
    assert not (site.root / ADDRESSES).exists()


def test_the_list_is_not_itself_published(site: Site) -> None:
    assert "addresses.txt" not in site.files()


CHANGES = {
    "slug": lambda site: site.edit(DAM, "title:", "slug: upper-dam\ntitle:") or DAM,
    "another year": lambda site: site.edit(DAM, "2019-03-04", "2018-03-04") or DAM,
    "renamed": lambda site: site.rename(DAM, "content/briefs/upper.md") or "content/briefs/upper.md",
    "renamed and moved": lambda site: (
        site.rename(DAM, "content/briefs/2019/upper.md") or "content/briefs/2019/upper.md"
    ),
    "another language": lambda site: site.edit(DAM, "title:", "lang: de\ntitle:") or DAM,
}


@pytest.mark.parametrize("change", CHANGES)
def test_an_address_that_would_vanish_is_noticed_and_the_line_to_paste_is_right(site: Site, change: str) -> None:
    site.edit(LAKE, " It was [dammed](dam.md).", "")
    site.edit(LAKE, "title:", "updated: 2019-04-01\ntitle:")
    path = CHANGES[change](site)

    (problem,) = site.refused()
    assert (problem.code, problem.path) == ("address-lost", path)
    assert "/briefs/2019/dam/" in problem.message
    paste(site, problem.hint, path)
    site.build()
    (link,) = site.all("briefs/2019/dam/", "main a")
    target = urljoin("/briefs/2019/dam/", str(link.attributes["href"]))
    assert f"{target[1:]}index.html" in site.files()
    assert target != "/briefs/2019/dam/"


def test_a_permanent_move_is_kept_through_a_second_one(site: Site) -> None:
    for slug in ("one", "two"):
        text = (site.root / ROAD).read_text()
        site.write(ROAD, re.sub("^slug: .*\n", "", text, flags=re.M).replace("title:", f"slug: {slug}\ntitle:", 1))
        (problem,) = site.refused()
        paste(site, problem.hint, ROAD)
        assert publish(site) == 0
    assert "aliases: [/briefs/2019/road/, /briefs/2019/one/]" in (site.root / ROAD).read_text()
    assert {line.edition for address, line in listed(site).items() if line.source == ROAD} == {"2019-03-06", "moved"}
    site.write(ROAD, re.sub("^aliases: .*\n", "", (site.root / ROAD).read_text(), flags=re.M))
    assert codes(site.refused()) == ["address-lost", "address-lost"]


def test_a_deleted_brief_is_withdrawn_or_has_a_successor(site: Site) -> None:
    text = (site.root / ROAD).read_text()
    site.remove(ROAD)
    (problem,) = site.refused()
    assert (problem.path, problem.line) == (ADDRESSES, 7)
    assert "take the file back from git" in problem.hint
    site.write(ROAD, text)
    paste(site, problem.hint, ROAD)
    assert publish(site) == 0
    assert listed(site)["briefs/2019/road/"].edition == "withdrawn"

    site.remove(ROAD)
    (problem,) = site.refused()
    assert "was withdrawn, and its notice would be gone" in problem.message
    site.edit(LAKE, "title:", "aliases: [/briefs/2019/road/]\ntitle:")
    site.build()


def test_the_address_of_a_withdrawn_brief_is_not_used_again(site: Site) -> None:
    site.edit(ROAD, "title:", "withdrawn: {date: 2019-05-01, reason: Wrong.}\ntitle:")
    assert publish(site) == 0
    site.remove(ROAD)
    site.write("content/briefs/2019/road.md", brief("Another road", author="nadia-brook", date="2019-08-08"))
    (problem,) = site.refused()
    assert (problem.code, problem.path) == ("address-reused", "content/briefs/2019/road.md")
    site.edit("content/briefs/2019/road.md", "title:", "slug: another-road\ntitle:")
    assert codes(site.refused()) == ["address-lost"]


def test_an_address_goes_to_another_text_only_with_a_warning(site: Site) -> None:
    site.rename(DAM, "content/briefs/old-dam.md")
    site.edit(LAKE, "dam.md", "old-dam.md")
    site.write("content/briefs/2019/dam.md", brief("Another dam", author="nadia-brook", date="2019-08-08"))
    report = site.build()
    assert codes(report.problems) == ["address-reused"]


def test_a_held_brief_that_was_published_is_missed(site: Site) -> None:
    site.edit(ROAD, "title:", "draft: true\ntitle:")
    (problem,) = site.refused()
    assert (problem.path, problem.code) == (ROAD, "address-lost")
    assert "held back" in problem.message


def test_very_many_are_told_at_once(site: Site) -> None:
    for number in range(60):
        site.write(f"content/briefs/b{number}.md", brief(f"Brief {number}", author="nadia-brook", date="2019-02-03"))
    assert publish(site) == 0
    site.edit("content/site.yaml", "title:", 'permalink: "{slug}/"\ntitle:')
    problems = site.refused()
    assert len(problems) == 51
    (last,) = (problem for problem in problems if problem.path == ADDRESSES)
    assert last.message == "13 more published addresses would be gone"
    assert "permalink" in last.hint


def test_what_follows_from_other_pages_is_not_promised(site: Site) -> None:
    """Pages of lists, and of a tag that stands in no register, go with the briefs that made them."""
    assert {"archive/page/2/index.html", "tags/trade/index.html"} <= set(site.files())
    site.edit(ROAD, "tags: [Trade]\n", "")
    site.edit("content/site.yaml", "per_page: 2", "per_page: 20")
    removed = site.build().removed
    assert {"archive/page/2/index.html", "tags/trade/index.html"} <= set(removed)


def test_registered_people_are_promised(site: Site) -> None:
    site.rename("content/authors/nadia-brook.yaml", "content/authors/n-brook.yaml")
    for path in (DAM, LAKE, ROAD):
        site.edit(path, "nadia-brook", "n-brook")
    (problem,) = site.refused()
    assert problem.path == "content/authors/n-brook.yaml"
    paste(site, problem.hint, problem.path)
    site.build()
    assert site.read("authors/nadia-brook/feed.xml") == site.read("authors/n-brook/feed.xml")


def test_a_faulty_file_is_not_missed_as_well(site: Site) -> None:
    site.edit(ROAD, "date: 2019-03-06", "date: 2019-02-30")
    assert codes(site.refused()) == ["bad-date"]
    site.edit("content/site.yaml", "url: https://rivers.example/", "url: rivers")
    assert "address-lost" not in codes(site.refused())


# Words


def words_change(site: Site) -> None:
    site.edit(ROAD, "over the pass", "under the pass")


def test_words_that_change_unsaid_are_told(site: Site) -> None:
    words_change(site)
    told = site.build().problems
    assert [(problem.code, problem.path) for problem in told] == [("silent-change", ROAD)]
    assert "updated: 2019-03-07" in told[0].hint
    assert site.build().problems == site.build(fresh=True).problems == told
    assert publish(site) == 1

    site.edit(ROAD, "under the pass", "over the pass")
    assert site.build().problems == ()


SAID = {
    "updated": "updated: 2019-03-06",
    "a correction": "corrections: {date: 2019-03-06, text: It is another pass.}",
}


@pytest.mark.parametrize("line", SAID.values(), ids=SAID)
def test_words_that_change_and_say_so_are_not(site: Site, line: str) -> None:
    words_change(site)
    site.edit(ROAD, "title:", f"{line}\ntitle:")
    assert site.build().problems == ()
    assert publish(site) == 0
    site.edit(ROAD, "under the pass", "beside the pass")
    assert codes(site.build().problems) == ["silent-change"]


FORM = {
    "blanks": (("over the", "over  the"), ("pass.", "pass. ")),
    "lines": (("over the", "over\nthe"),),
    "marks": (("over", "**over**"),),
    "a link": (("pass", "[pass](lake.md)"),),
    "remarks": (("title:", "# a remark\ntitle:"),),
    "tags": (("tags: [Trade]", "tags: [Trade, Roads]"),),
}


@pytest.mark.parametrize("edits", FORM.values(), ids=FORM)
def test_the_form_of_words_may_change(site: Site, edits: tuple[tuple[str, str], ...]) -> None:
    for old, new in edits:
        site.edit(ROAD, old, new)
    assert site.build().problems == ()


def test_title_and_key_points_are_words_and_pages_are_free(site: Site) -> None:
    site.edit(ROAD, "title: A road opens", "title: The road opens")
    site.edit("content/pages/about.md", "We write.", "They write.")
    assert [problem.path for problem in site.build().problems] == [ROAD]


# The list and git


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@b.example", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_two_branches_that_publish_are_merged_by_git(site: Site) -> None:
    site.write(".gitattributes", "content/addresses.txt merge=union\n")
    git(site.root, "init", "-q", "-b", "main")
    git(site.root, "add", "content", ".gitattributes")
    git(site.root, "commit", "-qm", "First")
    for branch, day in (("one", "2019-04-01"), ("two", "2019-04-02")):
        git(site.root, "checkout", "-q", "-b", branch, "main")
        site.write(f"content/briefs/{branch}.md", brief(f"Brief {branch}", author="nadia-brook", date="2019-03-04"))
        site.edit(
            "content/briefs/road.md" if branch == "one" else "content/briefs/dam.md",
            "title:",
            f"updated: {day}\ntitle:",
        )
        assert publish(site) == 0
        git(site.root, "add", "content")
        git(site.root, "commit", "-qm", branch)
    git(site.root, "merge", "-q", "one")
    assert {"briefs/2019/one/", "briefs/2019/two/"} <= set(listed(site))
    assert listed(site)["briefs/2019/road/"].edition == "2019-04-01,1"
    assert site.build().problems == ()
    assert publish(site) == 0


def test_what_a_merge_leaves_is_told(site: Site) -> None:
    text = (site.root / ADDRESSES).read_text()
    site.write(ADDRESSES, f"<<<<<<< HEAD\n{text}=======\nabout/ - x\n")
    found = [(problem.code, problem.line) for problem in site.refused()]
    assert found == [("bad-address-list", 1), ("bad-address-list", 9), ("bad-address-list", 10)]


@pytest.mark.parametrize(
    "line",
    [
        "briefs/2019/dam/ 2019-03-04,x 0 content/briefs/dam.md",
        "briefs/2019/dam/ yesterday 0 content/briefs/dam.md",
        "briefs/2019/dam/  0 content/briefs/dam.md",
        "../../dam/ - - content/briefs/dam.md",
        "/ - - content/briefs/dam.md",
        "briefs//dam/ moved - content/briefs/dam.md",
    ],
)
def test_a_line_that_nobody_can_have_written_is_told(site: Site, line: str) -> None:
    site.write(ADDRESSES, f"# A heading\n{line}\n")
    assert [(problem.code, problem.line) for problem in site.refused()] == [("bad-address-list", 2)]


def test_the_list_comes_back_as_it_was_written() -> None:
    lines = [
        Line("آب/", "2019-03-04,2", "0" * 16, "content/briefs/a b.md"),
        Line("a.html", "moved", "-", "content/briefs/c.md"),
        Line("b/", "withdrawn", "-", "content/briefs/b.md"),
        Line("c/", "-,1", "1" * 16, "content/briefs/c.md"),
        Line("d/", "2019-03-04T15:00:00+03:30,2", "1" * 16, "content/briefs/d.md"),
    ]
    read, problems = read_list(write_list(lines))
    assert not problems
    assert [(line.address, line.edition, line.words, line.source) for line in read.values()] == [
        (line.address, line.edition, line.words, line.source) for line in (*lines[1:], lines[0])
    ]
    windows = write_list(lines).replace(b"\n", b"\r\n")
    assert read_list(b"\xef\xbb\xbf" + windows) == (read, [])


def test_editions_are_in_order() -> None:
    ordered = ["2019-03-04", "2019-03-04,1", "2019-03-04T15:00:00+03:30,2", "2019-03-05,2", "withdrawn"]
    for i, one in enumerate(ordered):
        for j, other in enumerate(ordered):
            assert is_later(one, other) == (i > j), (one, other)


# Many


def one_change(site: Site, number: int, path: str) -> str:
    """Let the address of a brief vanish in one of the ways in which it may; gives the file that is to have the line, or nothing."""
    way = number % 6
    if way == 0:
        site.edit(path, "title:", f"slug: renamed-{number}\ntitle:")
    elif way == 1:
        site.rename(path, f"content/briefs/new-{number}.md")
    elif way == 2:
        site.edit(path, "date: 2019", "date: 2020")
    elif way == 3:
        site.edit(path, "title:", "lang: fa\ntitle:")
    else:
        site.remove(path)
    return "" if way > 3 else f"content/briefs/new-{number}.md" if way == 1 else path


def briefs_vanish(tmp_path: Path, count: int) -> None:
    site = Site(tmp_path / "project", SITE)
    chance = random.Random(count)
    for number in range(count):
        words = " ".join(chance.choice(["wet", "dry", "old", "new", "salt"]) for _ in range(12))
        site.write(
            f"content/briefs/b{number}.md",
            brief(f"Brief {number}", f"{words}, of {number}.", author="nadia-brook", date="2019-02-03"),
        )
    assert publish(site) == 0
    assert f"Brief {count - 1}" in site.read(f"briefs/2019/b{count - 1}/index.html")
    for number in range(count):
        path, address = f"content/briefs/b{number}.md", f"/briefs/2019/b{number}/"
        text = (site.root / path).read_text()
        heir = one_change(site, number, path)
        (problem,) = site.refused()
        assert problem.code == "address-lost"
        assert address in problem.message
        assert problem.path == heir or (problem.path == ADDRESSES and not heir)
        if number % 6 == 4:  # it comes back, to be withdrawn
            site.write(path, text)
            heir = path
        elif number % 6 == 5:  # another takes its place
            heir = LAKE
            old = re.search(r"^aliases: \[(.*)\]$", (site.root / LAKE).read_text(), re.M)
            problem_hint = f"aliases: [{old[1] + ', ' if old else ''}{address}]"
            paste(site, problem_hint, LAKE)
        if number % 6 != 5:
            paste(site, problem.hint, heir)
        site.build()
    files = site.files()
    assert publish(site) == 0
    fresh = Site(tmp_path / "fresh", SITE)
    for file in sorted((site.root / "content").rglob("*.*")):
        fresh.write(file.relative_to(site.root).as_posix(), file.read_bytes())
    for path in set(fresh.root.rglob("content/briefs/*.md")):
        if not (site.root / path.relative_to(fresh.root)).exists():
            path.unlink()
    fresh.build(fresh=True)
    assert files == fresh.files()  # no page is stale
    for number in range(count):
        address = f"briefs/2019/b{number}/"
        page = site.page(address)
        refresh = page.css('meta[http-equiv="refresh"]')
        if number % 6 == 4:
            assert not refresh
            assert "withdrawn" in site.texts(address, ".text p")[0]
            continue
        target = urljoin(f"/{address}", str(refresh[0].attributes["content"]).removeprefix("0; url="))[1:]
        assert site.text(target, "h1") in (f"Brief {number}", "A lake shrinks")
        assert not site.page(target).css('meta[http-equiv="refresh"]')


def test_briefs_are_deleted_or_renamed(tmp_path: Path) -> None:
    briefs_vanish(tmp_path, 12)


@pytest.mark.soak
def test_two_hundred_briefs_are_deleted_or_renamed(tmp_path: Path) -> None:
    briefs_vanish(tmp_path, 200)


def test_without_the_list_a_brief_vanishes(tmp_path: Path) -> None:
    """The control: nothing else would refuse it."""
    site = Site(tmp_path, SITE)
    site.build()
    site.remove(ROAD)
    assert "briefs/2019/road/index.html" in site.build().removed


# The preview


def test_the_preview_tells_the_same_and_goes_on(site: Site) -> None:
    live = Live(site.root, SharedCache(site.root / ".cache"))

    def told() -> list[str]:
        live.young = frozenset(str(path.relative_to(site.root)) for path in (site.root / "content").rglob("*.*"))
        live.look()
        return codes(live.problems)

    assert told() == []
    for edit, expected in [
        (lambda: site.edit(ROAD, "over the pass", "under the pass"), ["silent-change"]),
        (lambda: site.edit(ROAD, "under the pass", "beside the pass"), ["silent-change"]),
        (lambda: site.edit(ROAD, "title:", "updated: 2019-04-01\ntitle:"), []),
        (lambda: site.edit(ROAD, "beside the pass", "below the pass"), []),
        (lambda: site.edit(ROAD, "updated: 2019-04-01\n", ""), ["silent-change"]),
        (lambda: site.edit(ROAD, "below the pass", "over the pass"), []),
        (lambda: site.edit(ROAD, "title:", "slug: pass\ntitle:"), ["address-lost"]),
        (lambda: site.edit(ROAD, "title:", "aliases: [/briefs/2019/road/]\ntitle:"), []),
        (lambda: site.remove(ADDRESSES), []),
    ]:
        edit()
        assert told() == expected
        assert codes(site.try_build(drafts=True).problems) == expected
    assert live.state is not None
    assert "briefs/2019/road/index.html" in live.state.outputs
