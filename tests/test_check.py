"""The checks of a built site: each kind of mistake is found, and nothing where there is none."""

import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from crawl import broken_links
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from sitetext import EXAMPLE, Site, brief, codes

from briefs import check as checks
from briefs.arguments import CHECKS
from briefs.check.artifact import compare
from briefs.check.references import addresses_of, of_style
from briefs.check.tags import place, tags
from briefs.checking import check_published
from briefs.digest import digest_bytes
from briefs.report import Options

SITE = """
-- content/site.yaml --
title: Two Rivers
url: https://two.github.io/rivers/
required: [title]
search: false
-- content/briefs/dam.md --
---
title: The dam
author: Ada
date: 2024-05-16
---
See [the canal](canal.md#levels).
-- content/briefs/canal.md --
---
title: The canal
author: Ada
date: 2024-05-17
---
## Levels
High.
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path, SITE)
    site.build(strict=True)
    return site


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same for tests that put back what they change."""
    site = Site(tmp_path_factory.mktemp("published"), SITE)
    site.build(strict=True)
    return site


@contextmanager
def edited(site: Site, path: str, old: str, new: str) -> Iterator[None]:
    """Change a published file for a while."""
    file = site.out / path
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    yield
    file.write_text(text, encoding="utf-8")


def found(site: Site, *names: str) -> list[str]:
    return codes(tuple(check_published(site.root, names, Options(workers=1)).problems))


def test_names_are_those_of_the_command_line() -> None:
    assert tuple(name for name, _ in checks.CHECKS) == CHECKS


def test_nothing_is_wrong_with_the_example(tmp_path: Path) -> None:
    site = Site.example(tmp_path)
    site.edit("content/site.yaml", "https://example.org/", "https://plateau.github.io/briefs/")
    assert site.build(strict=True, workers=2).problems == ()
    checked = check_published(site.root, (), Options(workers=1))
    assert checked.problems == []
    assert checked.files == len(site.files()) + 1
    assert broken_links(site.out) == []


# With --strict


def damage(site: Site) -> None:
    """Put a dead link into a template."""
    base = (EXAMPLE / "templates/base.html").read_text("utf-8")
    site.write("templates/base.html", base.replace("</body>", '<a href="{{ view.root }}gone/">Gone</a></body>'))


def test_a_strict_build_publishes_only_what_passes(site: Site) -> None:
    damage(site)
    (problem,) = site.refused(strict=True)
    assert problem.code == "broken-link"
    assert "more files" in problem.message
    assert codes(site.refused(strict=True)) == ["broken-link"]
    site.build()
    assert found(site) == ["broken-link"]
    assert codes(site.refused(strict=True)) == ["broken-link"], "what was published without checks is checked later"


def test_a_strict_build_of_what_was_checked_checks_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    monkeypatch.setattr("briefs.check.run", lambda built: calls.append(1) or [])
    for strict in (True, False, True):
        assert site.build(strict=strict).rendered == []
    assert calls == []
    site.edit("content/briefs/dam.md", "See", "Now see")
    site.build()
    site.build(strict=True)
    site.build(strict=True)
    assert calls == [1]


def test_advice_is_told_and_stops_nothing(site: Site) -> None:
    site.edit("content/site.yaml", "https://two.github.io/rivers/", "https://rivers.example/")
    for _ in range(2):
        report = site.build(strict=True)
        assert [(each.code, each.severity) for each in report.problems] == [("wrong-url", "warning")]
    assert site.build().problems == ()


def test_checking_needs_a_site_and_content_without_errors(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    assert found(site) == ["no-site"]
    site.build()
    site.edit("content/briefs/dam.md", "title:", "titel:")
    assert "unknown-key" in found(site)
    site.edit("content/briefs/dam.md", "titel:", "title: My")
    assert found(site) == ["not-up-to-date"]


# Links

MISTAKES = {
    '<a href="../nowhere/">x</a>': "broken-link",
    '<a href="../canal">x</a>': "broken-link",
    '<a href="../canal/#gone">x</a>': "broken-anchor",
    '<a href="#gone">x</a>': "broken-anchor",
    '<label for="gone">x</label>': "broken-anchor",
    '<a href="/briefs/2024/canal/">x</a>': "link-escapes",
    '<a href="../../../../other/">x</a>': "link-escapes",
    '<img src="gone.png">': "broken-asset",
    "<img src='../../../static/icon.svg' srcset='../../../static/icon.svg 1x, gone.png 2x'>": "broken-asset",
    '<p style="background: url(gone.png)">x</p>': "broken-asset",
    "<style>p { background: url('gone.png') }</style>": "broken-asset",
    '<link rel="stylesheet" href="gone.css">': "broken-asset",
    '<link rel="preload stylesheet" href="https://two.github.io/rivers/static/style.css">': "link-escapes",
    '<link rel="next" href="gone/">': "broken-link",
    '<meta http-equiv="refresh" content="0; url=../gone/">': "broken-link",
    '<meta property="og:url" content="https://two.github.io/rivers/gone/">': "broken-address",
    '<script type="application/ld+json">{"url": "https://two.github.io/rivers/gone/"}</script>': "broken-address",
    '<p id="main">x</p>': "same-id",
    "<A HREF=../gone/>x</A>": "broken-link",
    '<a title="a > b" href="../gone/">x</a>': "broken-link",
    '<a href="../canal/">x</a>': "",
    '<a href="../canal/?q=1#s-levels">x</a>': "",
    '<a href="#top">x</a><a href="#">x</a><a href="#:~:text=Dam">x</a>': "",
    '<a href="https://two.github.io/rivers/briefs/2024/canal/#s-levels">x</a>': "",
    '<a href="https://two.github.io/rivers-2/">x</a><a href="https://two.github.io/">x</a>': "",
    '<a href="mailto:a@b.c">x</a><a href="tel:1">x</a><img src="data:image/gif;base64,R0">': "",
    '<!-- <a href="gone/">x</a> --><script>"<a href=gone/>"</script>': "",
    '<meta property="og:image" content="https://two.github.io/rivers/static/icon.svg">': "",
}


@pytest.mark.parametrize("html", MISTAKES)
def test_each_kind_of_dead_end_is_found(published: Site, html: str) -> None:
    with edited(published, "briefs/2024/dam/index.html", "</main>", f"{html}</main>"):
        assert [code for code in found(published, "links") if code != "not-up-to-date"] == MISTAKES[html].split()


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("sitemap.xml", "/briefs/2024/dam/", "/briefs/2024/gone/", "broken-address"),
        ("robots.txt", "sitemap.xml", "map.xml", "broken-address"),
        ("404.html", 'href="https://two.github.io/rivers/', 'href="', "link-relative"),
        ("static/style.css", 'url("', 'url("gone/', "broken-asset"),
    ],
)
def test_files_that_are_no_pages_are_followed_too(published: Site, path: str, old: str, new: str, code: str) -> None:
    with edited(published, path, old, new):
        assert set(found(published, "links")) - {"not-up-to-date"} == {code}


def test_links_within_the_texts_of_a_feed_are_full(published: Site) -> None:
    with edited(published, "feed.xml", "https://two.github.io/rivers/briefs/2024/canal/#", "briefs/2024/canal/#"):
        assert set(found(published, "links")) - {"not-up-to-date"} == {"link-relative"}


def test_what_an_author_wrote_is_told_with_its_line(site: Site) -> None:
    site.write(
        "content/briefs/late.md",
        brief("Late", "See [it](https://two.github.io/rivers/briefs/gone/).", author="Ada", date="2024-05-18"),
    )
    (problem,) = site.refused(strict=True)
    assert (problem.code, problem.path, problem.line, problem.column) == (
        "broken-address",
        "content/briefs/late.md",
        7,
        10,
    )
    assert "briefs/2024/late/index.html" in problem.message


def test_what_many_pages_share_is_told_once(site: Site) -> None:
    damage(site)
    site.build()
    (problem,) = check_published(site.root, ("links",), Options(workers=1)).problems
    assert problem.path == "site/404.html" or problem.path.startswith("site/")
    assert problem.line > 1
    assert "menu" in problem.hint


def test_a_reader_of_tags_sees_what_a_browser_does(tmp_path: Path) -> None:
    site = Site.example(tmp_path)
    site.build()
    for path in site.pages():
        text = site.read(path)
        ours = [(tag.name, tag.attributes) for tag in tags(text) if any(tag.attributes.values())]
        nodes = LexborHTMLParser(text).css("*")
        theirs = [
            (node.tag, {name: value or "" for name, value in node.attributes.items()})
            for node in nodes
            if any(node.attributes.values())
        ]
        assert ours == theirs, path


@given(st.lists(st.sampled_from(['<a href="x>y">', "<a href='\"'>", "<!-- <a id=1> -->", "<p>", "<b id=c>", "text & <", "<title>a <b id=2></title>",
                                 "<br/>", "<i\nid = 'd'\n>", "</p>", '<a id=e href=f>', "<script>'<a id=3>'</script>", '<u id="&amp;&#39;">']), max_size=8))  # fmt: skip
def test_tags_are_read_as_a_browser_reads_them(pieces: list[str]) -> None:
    text = "".join(pieces)
    tree = LexborHTMLParser(f"<!doctype html><body>{text}")
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    hrefs = [node.attributes["href"] for node in tree.css("[href]")]
    found = list(tags(text))
    # A browser opens again what was not closed, so that an attribute may be there several times.
    assert {tag.attributes["id"] for tag in found if "id" in tag.attributes} == {*ids}
    assert {tag.attributes["href"] for tag in found if "href" in tag.attributes} == {*hrefs}


@given(st.text(alphabet="<>a=\"' -!/id", max_size=200))
def test_no_text_holds_a_reader_of_tags_up(text: str) -> None:
    for tag in tags(text * 50):
        assert place(text * 50, tag.at)[0] == 1


def test_addresses_of_a_stylesheet() -> None:
    text = "/* url(no.png) */ @import 'a.css'; p { background: URL( b.png ), url(\"c d.png\"), url() }"
    assert [each.to for each in of_style(text)] == ["a.css", "b.png", "c d.png"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://a.example/b/c/, or", ["https://a.example/b/c/,"]),
        (
            "https://a.example/b https://a.example/bc https://a.example/b.c https://a.example/b.",
            ["https://a.example/b"] * 2,
        ),
        ('{"u":"https://a.example/b/c"}', ["https://a.example/b/c"]),
        ("https://a.example/b?q=1 http://a.example/b/", ["https://a.example/b?q=1"]),
    ],
)
def test_full_addresses_are_found_in_any_text(text: str, expected: list[str]) -> None:
    assert [each[0] for each in addresses_of("https://a.example/b/").finditer(text)] == expected


# Pages


@pytest.mark.parametrize("said", [b"no list", b'{"a": 1}', b"\xff\xfe"])
def test_a_damaged_index_of_the_search_is_no_fault_of_ours(site: Site, said: bytes) -> None:
    site.edit("content/site.yaml", "search: false\n", "")
    site.write("content/briefs/held.md", brief("Unheard", author="Ada", draft="yes"))
    site.build()
    (site.out / "search/words/own.json").write_bytes(said)
    assert found(site, "leaks") == []


@pytest.mark.parametrize("ending", ["gz", "xz", "bz2"])
def test_half_an_archive_is_told(site: Site, tmp_path: Path, ending: str) -> None:
    archive = tmp_path / f"site.tar.{ending}"
    with tarfile.open(archive, f"w:{ending}") as opened:  # type: ignore[call-overload]
        opened.add(site.out, ".")
    assert not list(compare(archive, {path: digest_bytes(data) for path, data in site.files().items()}))
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    problems = list(compare(archive, {}))
    assert "can't be read" in problems[-1].message


def test_an_archive_that_is_not_there_is_told_in_plain_words(tmp_path: Path) -> None:
    (problem,) = compare(tmp_path / "site.tar", {})
    assert problem.message == "site.tar: the archive can't be read: No such file or directory"


def test_a_folder_that_holds_folders_alone_is_looked_at_too(site: Site) -> None:
    (site.out / "briefs").chmod(0o700)
    assert [(each.code, each.path) for each in check_published(site.root, ("pages",)).problems if each.code == "file-mode"] == [
        ("file-mode", "site/briefs")
    ]  # fmt: skip


def test_what_github_pages_would_not_take(site: Site) -> None:
    for path in ("CNAME", ".hidden", "static/sw.js", "two.html", "two/index.html", "Two.html", "a?.txt", "dot./x.txt"):
        site_file = site.out / path
        site_file.parent.mkdir(exist_ok=True)
        site_file.write_text("<p>x</p>", encoding="utf-8")
    os.symlink("index.html", site.out / "link.html")
    os.mkfifo(site.out / "pipe")
    (site.out / "closed.txt").write_text("x", encoding="utf-8")
    (site.out / "closed.txt").chmod(0o600)
    (site.out / "404.html").unlink()
    with (site.out / "large.zip").open("wb") as file:
        file.truncate(101 * 1024 * 1024)
    assert [code for code in found(site, "pages") if code != "not-up-to-date"] == sorted([
        "host-file", "host-file", "dot-file", "same-address", "same-address", "bad-name", "bad-name", "symlink", "not-a-file",
        "file-mode", "no-page", "file-too-large",
    ])  # fmt: skip


@pytest.mark.parametrize(("parts", "severity"), [(7, None), (9, "warning"), (11, "error")])
def test_the_size_of_the_site(site: Site, parts: int, severity: str | None) -> None:
    for number in range(parts):
        with (site.out / f"{number}.zip").open("wb") as file:
            file.truncate(100_000_000)
    found = [each.severity for each in check_published(site.root, ("pages",), Options(workers=1)).problems]
    assert found == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("settings", "hint"),
    [
        ("", "write one of these lines into content/site.yaml: exports: [bib] leaves 10 of them away; exports: [] leaves 13 away; feeds: [atom] leaves 2 away"),
        ("exports: [bib]\nfeeds: [atom]\n", "write one of these lines into content/site.yaml: exports: [] leaves 3 away"),
        ("exports: []\nfeeds: []\n", "most of them are pages: see under Actions how long the job Deploy takes"),
    ],
)  # fmt: skip
def test_many_files(site: Site, monkeypatch: pytest.MonkeyPatch, settings: str, hint: str) -> None:
    site.edit("content/site.yaml", "search: false\n", f"search: false\n{settings}")
    site.build(strict=True)
    assert found(site) == []
    files = len(site.files())
    monkeypatch.setattr("briefs.check.pages.MANY_FILES", files)
    (problem,) = check_published(site.root, ("pages",), Options(workers=1)).problems
    assert (problem.code, problem.severity, problem.hint) == ("many-files", "warning", hint)
    if settings:
        return
    # The lines do what the hint says.
    for line, fewer in (("exports: [bib]", 10), ("exports: []", 13), ("feeds: [atom]", 2)):
        site.edit("content/site.yaml", "search: false\n", f"search: false\n{line}\n")
        site.build()
        assert len(site.files()) == files - fewer, line
        site.edit("content/site.yaml", f"{line}\n", "")


@pytest.mark.parametrize(
    ("remote", "more"),
    [
        ("https://git.example/two/rivers", ""),
        ("https://github.com/Two/rivers.git", "; on GitHub Pages without a domain of your own, url: https://two.github.io/rivers/"),
    ],
)  # fmt: skip
def test_an_address_for_examples_is_told_with_the_one_to_write(site: Site, remote: str, more: str) -> None:
    site.edit("content/site.yaml", "https://two.github.io/rivers/", "https://rivers.example/")
    site.write(".git/config", f'[remote "origin"]\n\turl = {remote}\n')
    (problem,) = site.build(strict=True).problems
    assert (problem.code, problem.severity) == ("wrong-url", "warning")
    assert problem.hint == f"set url: to the address at which the site will be{more}"


@pytest.mark.parametrize(
    ("remote", "url", "hint"),
    [
        ("git@github.com:Two/rivers.git", "https://two.github.io/rivers/", None),
        ("https://github.com/two/rivers", "https://two.github.io/river/", "write url: https://two.github.io/rivers/"),
        ("https://github.com/two/Rivers", "https://two.github.io/rivers/", "write url: https://two.github.io/Rivers/"),
        (
            "https://github.com/two/two.github.io.git",
            "https://two.github.io/rivers/",
            "write url: https://two.github.io/",
        ),
        ("https://github.com/two/rivers", "https://rivers.net/", None),
        ("https://git.example/two/rivers", "https://other.github.io/", None),
    ],
)
def test_the_address_of_the_site_is_that_of_the_repository(site: Site, remote: str, url: str, hint: str | None) -> None:
    site.edit("content/site.yaml", "https://two.github.io/rivers/", url)
    site.write(".git/config", f'[remote "origin"]\n\turl = {remote}\n')
    if hint is None:
        site.build(strict=True)
    else:
        assert [each.hint for each in site.refused(strict=True)] == [hint]
