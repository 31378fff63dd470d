"""`check leaks`: what a site's own code or templates give away is found, however it is written, and nothing else."""

import html
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from comparing import compile_templates_once
from sitetext import NOW, Site, brief, codes

from briefs import Options
from briefs.check import leaks as check_leaks
from briefs.checking import check_published
from briefs.output import OWN_LIST
from briefs.problems import Problem


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    compile_templates_once(monkeypatch)


TITLE = "Why the “upper” levy & the lower one differ"
SENTENCE = (
    "The ministry will raise the levy on river water from the first day of the coming quarter, three officials said."
)
PERSIAN = "وزارت نیرو بهای آب رودخانه را از آغاز فصل آینده بالا می‌برد"
HELD = brief(
    TITLE, f"{SENTENCE} {PERSIAN}. So it is.\n\n![A map of the levied stretch](levied-stretch.png)\n\n## What comes after it\n\nMore.",
    author="[Ada Ferrymoor, Nora Quillfeather]", date="2026-01-01", publish_at="2030-01-01", tags="[Water, Levymeter]", summary="Border",
    key_points="[Three officials know of it]", slug="river-levy-rises",
)  # fmt: skip


def a_site(root: Path, *, search: bool = False) -> Site:
    site = Site(root)
    site.write(
        "content/site.yaml",
        f"title: Two Rivers\nurl: https://rivers.example/\nrequired: [title]\nsearch: {str(search).lower()}\n",
    )
    site.write(
        "content/briefs/2026/open.md",
        brief("An open one", "It is open.", author="Ada Ferrymoor", date="2026-01-01", tags="[Water]"),
    )
    site.write("content/briefs/2026/held.md", HELD)
    site.write("content/briefs/2026/levied-stretch.png", "photo 300x200")
    return site


def leaks(site: Site, **options: object) -> list[Problem]:
    found = check_published(site.root, ["leaks"], Options(**{"now": site.now, "workers": 1, **options})).problems
    return [problem for problem in found if problem.code != "not-up-to-date"]


def with_file(site: Site, name: str, text: str) -> list[Problem]:
    """What is found if the site has one more file."""
    (site.out / name).parent.mkdir(parents=True, exist_ok=True)
    (site.out / name).write_text(text, encoding="utf-8")
    found = leaks(site)
    (site.out / name).unlink()
    return found


def test_a_site_that_keeps_silent(tmp_path: Path) -> None:
    site = a_site(tmp_path, search=True)
    site.build()
    assert leaks(site) == []


@pytest.mark.parametrize("language", ["en", "fa"])
def test_what_leaks_is_found_however_it_is_written(tmp_path: Path, language: str) -> None:
    site = a_site(tmp_path)
    site.build()
    said = SENTENCE if language == "en" else PERSIAN
    ways = {
        "plain": said, "large": said.upper(), "json": json.dumps({"a": said}), "escaped": f"<p>{html.escape(said)}</p>", "twice": html.escape(html.escape(said)),
        "percent": f"https://x.example/?q={quote(said)}", "plus": f"?q={quote(said).replace('%20', '+')}", "entities": "".join(f"&#{ord(c)};" for c in said),
        "marked": f"<p>{said.replace(' ', ' <em>', 1).replace(' ', '</em> ', 2)}</p>", "cut": said[:90], "attribute": f'<img alt="{said}">',
        "lines": said.replace(" ", "\n"), "all percent": "".join(f"%{byte:02X}" for byte in said.encode()), "all json": "".join(f"\\u{ord(c):04x}" for c in said),
    }  # fmt: skip
    found = {way for way, text in ways.items() if with_file(site, "own.txt", f"Before.\n{text}\nAfter.")}
    assert found == ways.keys()


@pytest.mark.parametrize(
    "text",
    [
        TITLE, 'the "upper" levy and more: why the upper levy the lower one differ', "By Nora Quillfeather", '<a href="/briefs/2026/river-levy-rises/">More</a>',
        "tags/levymeter/", "levied-stretch.png", "a map of the levied stretch", "Three officials know of it", '{"levymeter": 1}', "What comes after it",
    ],
)  # fmt: skip
def test_titles_names_addresses_and_pictures_are_found(tmp_path: Path, text: str) -> None:
    site = a_site(tmp_path)
    site.build()
    found = with_file(site, "own.txt", text)
    assert {(problem.code, problem.severity, problem.path) for problem in found} == {("leak", "error", "site/own.txt")}
    assert all("held" in problem.message for problem in found)


@pytest.mark.parametrize(
    "name", ["cards/river-levy-rises.png", "images/levied-stretch-800.avif", "tags/levymeter/index.html"]
)
def test_names_of_files_are_looked_at(tmp_path: Path, name: str) -> None:
    site = a_site(tmp_path)
    site.build()
    assert [problem.path for problem in with_file(site, name, "")] == [f"site/{name}"]


def test_what_is_public_or_says_nothing_is_no_leak(tmp_path: Path) -> None:
    site = a_site(tmp_path)
    site.write(
        "content/briefs/2026/levy.md",
        brief("Levymeter", f"{SENTENCE}\n\n[{TITLE}](levy.md)", author="Nora Quillfeather", date="2026-01-02"),
    )
    site.write(
        "content/pages/more.md",
        "---\ntitle: More\n---\n![A map of the *levied* stretch](/briefs/2026/levied-stretch.png)\n",
    )
    site.build()
    assert leaks(site) == []
    assert with_file(site, "own.txt", "So it is. More. Border, 2026-01-01. Water.") == []


def test_a_word_of_stylesheets_is_no_leak_unless_it_stands_alone(tmp_path: Path) -> None:
    site = a_site(tmp_path)
    site.edit("content/briefs/2026/held.md", "[Water, Levymeter]", "[Border, Width]")
    site.build()
    assert leaks(site) == []
    assert len(with_file(site, "own.html", "<li> Border</li>")) == 1
    assert len(with_file(site, "tags/border/index.html", "")) == 1


def test_what_a_site_says_of_itself_is_no_leak(tmp_path: Path) -> None:
    site = a_site(tmp_path)
    site.edit("content/site.yaml", "title:", "tagline: What rivers do\ntitle:")
    site.write("content/words/en.yaml", "archive: Old stock\n")
    site.edit("content/briefs/2026/held.md", "[Water, Levymeter]", "[Report, Analysis, Html, Static, Old stock]")
    site.edit("content/briefs/2026/held.md", TITLE, "Two Rivers")
    site.edit("content/briefs/2026/held.md", "[Three officials know of it]", "[What rivers do]")
    site.edit("content/briefs/2026/held.md", "river-levy-rises", "water-1")  # as the list of tags says: Water, 1
    site.build(strict=True)


def test_a_leaking_extension_and_template_are_found(tmp_path: Path) -> None:
    site = a_site(tmp_path)
    site.write("extend.py", """\
from briefs import Output

def one(view): return "Coming soon: why the upper levy & the lower one differ"
def outputs(model, config): yield Output("1/soon.txt", one)
""")  # fmt: skip
    site.write("templates/footer.html", f"<footer><p>{SENTENCE}</p></footer>")
    site.build()
    found = leaks(site)
    assert {problem.path for problem in found} >= {"site/1/soon.txt", "site/404.html", "content/briefs/2026/held.md"}
    assert any(
        "more files say something of this brief, which is held until 2030-01-01 00:00" in p.message for p in found
    )
    assert leaks(site, drafts=True) == []


def test_words_in_the_index_of_the_search_are_found(tmp_path: Path) -> None:
    site = a_site(tmp_path, search=True)
    site.build()
    site.build(now=NOW + 5 * 365 * 86400, out=tmp_path / "later")
    for file in ("words/879.json", "cards/2026-0.json", "facets/tag.json"):
        kept = (site.out / "search" / file).read_bytes()
        (site.out / "search" / file).write_bytes((tmp_path / "later/search" / file).read_bytes())
        assert [problem.path for problem in leaks(site)] == [f"site/search/{file}"]
        (site.out / "search" / file).write_bytes(kept)


def test_a_strict_build_publishes_no_leak(tmp_path: Path) -> None:
    site = a_site(tmp_path)
    site.build(strict=True)
    site.write("templates/footer.html", f"<footer><p>{SENTENCE}</p></footer>")
    assert "leak" in codes(site.refused(strict=True))
    site.build(strict=True, now=NOW + 5 * 365 * 86400)


def test_a_strict_build_looks_again_only_at_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    find = check_leaks._Finder.find
    monkeypatch.setattr(check_leaks._Finder, "find", lambda self, paths: looked.extend(paths) or find(self, paths))

    def build(**options: object) -> set[str]:
        looked.clear()
        site.try_build(strict=True, **options)
        return set(looked)

    site = a_site(tmp_path)
    # Explained by a public text for now: what is found is looked at anew each time.
    site.write("content/briefs/2026/other.md", brief("Other", SENTENCE, author="Ada Ferrymoor", date="2026-01-01"))
    site.write("content/pages/said.md", brief("Said", f"[See](/briefs/2026/other/) {SENTENCE}"))
    everything = build()
    assert everything >= set(site.files())
    loud = {path for path, data in site.files().items() if b"three officials said" in data}
    assert "said/index.html" in loud
    site.edit("content/briefs/2026/open.md", "It is open.", "It is wide open.")
    written = set(site.try_build(strict=False).written)
    site.edit("content/briefs/2026/open.md", "wide open", "open wide")
    again = build()
    assert written | loud <= again < everything | {OWN_LIST}
    assert "authors/index.html" not in again
    assert build() == set(), "nothing changed"
    # Another passage to look for: all is looked at.
    site.edit("content/briefs/2026/held.md", "three officials said", "three officials and a half said")
    assert build() >= set(site.files())
    site.edit("content/briefs/2026/open.md", "open wide", "open")
    assert build(fresh=True) >= set(site.files())
    # What an unchanged page says is found once no other text explains it.
    site.write("extend.py", f"""\
from briefs import Output

def one(view): return {SENTENCE!r}
def outputs(model, config): yield Output("1/soon.txt", one)
""")  # fmt: skip
    site.edit("content/briefs/2026/held.md", "three officials and a half said", "three officials said")
    build()
    assert "1/soon.txt" in site.files()
    for path in ("content/briefs/2026/other.md", "content/pages/said.md"):
        site.edit(path, SENTENCE, "Nothing.")
    assert "site/1/soon.txt" in [problem.path for problem in site.refused(strict=True)]


def test_what_is_kept_of_a_look_is_a_hint(tmp_path: Path) -> None:
    site = a_site(tmp_path)
    site.write("templates/footer.html", f"<footer><p>{SENTENCE}</p></footer>")
    site.build()
    first = codes(site.refused(strict=True))
    assert "leak" in first
    (kept,) = (site.root / ".cache").glob("*.silent")
    for damage in (b"", b"nothing", kept.read_bytes()[:-3]):
        kept.write_bytes(damage)
        assert codes(site.refused(strict=True)) == first


def test_drafts_are_looked_for_too(tmp_path: Path) -> None:
    site = a_site(tmp_path)
    site.edit("content/briefs/2026/held.md", "publish_at: 2030-01-01", "draft: true")
    site.build()
    (problem,) = with_file(site, "own.txt", SENTENCE)
    assert problem.message.startswith("this file says 'the ministry will raise the levy on river' and 2 more passages from content/briefs/2026/held.md, which is a draft")  # fmt: skip
