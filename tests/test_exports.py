"""Files for reference managers, read by programs of others: pybtex, rispy, and the schema of CSL-JSON."""

import json
import re
import shutil
from calendar import month_name
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import rispy
from citing_cases import CASES, work
from front_matter import as_cited, entries_of, spoken
from jsonschema import Draft7Validator
from pybtex.database import parse_string
from shared_data import shared
from sitetext import SETTINGS, Site, brief

from briefs.citing import bibtex, csl, ris
from briefs.plainyaml import Scalar
from briefs.schema import Findings, text

ALL = SETTINGS.replace("exports: []\n", "")

_TEXT = {"type": "string"}
_NAME = {
    "type": "object", "additionalProperties": False, "minProperties": 1,
    "properties": dict.fromkeys(("family", "given", "non-dropping-particle", "suffix", "literal"), _TEXT) | {"static-ordering": {"type": "boolean"}},
}  # fmt: skip
_DAY = {"type": "array", "items": {"type": ["string", "number"]}, "minItems": 1, "maxItems": 3}
_DATE = {
    "type": "object", "additionalProperties": False, "required": ["date-parts"],
    "properties": {"date-parts": {"type": "array", "items": _DAY, "minItems": 1, "maxItems": 2}},
}  # fmt: skip
_ITEM = {
    "type": "object", "additionalProperties": False, "required": ["type", "id"],
    "properties": {
        **dict.fromkeys(("title", "publisher", "DOI", "URL", "language", "abstract", "keyword"), _TEXT),
        "type": {"enum": ["report"]}, "id": {"type": ["string", "number"]}, "number": {"type": ["string", "number"]},
        "author": {"type": "array", "items": _NAME}, "issued": _DATE,
    },
}  # fmt: skip
SCHEMA = Draft7Validator({"type": "array", "items": _ITEM})
"""What csl-data.json, the schema of CSL 1.0.2, says of the properties that we write; it allows others, but none in a name or a date."""

_WORDS = {
    "textbraceleft": "{",
    "textbraceright": "}",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
}


def read_tex(value: str) -> str:
    """What TeX prints of a field."""
    return re.sub(
        r"\{\\([a-z]+)\}|\\(.)|\{\}|[{}]", lambda found: _WORDS[found[1]] if found[1] else found[2] or "", value
    )


def read_bib(data: str) -> list[tuple[str, list[str]]]:
    """Titles and authors."""
    entries = parse_string(data, "bibtex").entries.values()
    return [
        (read_tex(each.fields["title"]), [read_tex(str(person)) for person in each.persons.get("author", ())])
        for each in entries
    ]


def read_ris(data: str) -> list[tuple[str, list[str]]]:
    assert re.fullmatch(r"(?:(?:[A-Z][A-Z0-9]  - [^\r\n]*)?\r\n)*", data), (
        "each line has a tag and ends as RIS wants it"
    )
    return [(each["title"], each.get("authors", [])) for each in rispy.loads(data)]


def read_csl(data: str) -> list[tuple[str, list[str]]]:
    items = json.loads(data)
    assert not list(SCHEMA.iter_errors(items))
    return [(each["title"], [_spoken(name) for name in each.get("author", [])]) for each in items]


def _spoken(name: dict[str, str]) -> str:
    if "literal" in name:
        return name["literal"]
    particle = name.get("non-dropping-particle", "")
    family = particle + ("" if particle[-1:] in ("", "-", "'", "’") else " ") + name["family"]
    return ", ".join(filter(None, (family, name["given"], name.get("suffix", ""))))


def test_every_shape_of_a_work_is_read_back() -> None:
    names = {each.key: [name.surname if not name.given else ", ".join(filter(None, (name.surname, name.given, name.suffix)))
                        for name in each.authors] for each in CASES}  # fmt: skip
    expected = [(each.title, names[each.key]) for each in CASES]
    assert read_ris(ris.whole(map(ris.entry, CASES))) == expected
    assert read_csl(csl.whole(map(csl.entry, CASES))) == expected
    read = read_bib(bibtex.whole(map(bibtex.entry, CASES)))
    assert [title for title, _ in read] == [each.title for each in CASES]
    # BibTeX puts the suffix in the middle.
    assert [sorted(re.split(", ", "; ".join(names))) for _, names in read] == [sorted(re.split(", ", "; ".join(
        ", ".join(filter(None, (name.surname, name.suffix, name.given))) for name in each.authors))) for each in CASES]  # fmt: skip


def test_facts() -> None:
    full = work(
        "briefs:2018:dam",
        "50% of {it} & more",
        number="RW_12",
        doi="10.1234/a_b",
        abstract="What it says.",
        keywords=("Water", "R&D"),
    )
    assert bibtex.entry(full) == (
        "@techreport{briefs:2018:dam,\n  author = {Hollow, Mehran},\n  title = {{50\\% of {\\textbraceleft}it{\\textbraceright} \\& more}},\n"
        "  institution = {Lanternfield Institute},\n  number = {RW\\_12},\n  year = {2018},\n  month = feb,\n  day = {2},\n  doi = {10.1234/a_b},\n"
        "  url = {https://rivers.example/briefs/2018/dam/},\n  language = {en},\n  abstract = {What it says.},\n  keywords = {Water, R\\&D},\n}\n"
    )
    assert ris.entry(full).split("\r\n") == [
        "TY  - RPRT", "ID  - briefs:2018:dam", "AU  - Hollow, Mehran", "TI  - 50% of {it} & more", "PY  - 2018", "DA  - 2018/02/02",
        "PB  - Lanternfield Institute", "SN  - RW_12", "DO  - 10.1234/a_b", "UR  - https://rivers.example/briefs/2018/dam/", "LA  - en",
        "AB  - What it says.", "KW  - Water", "KW  - R&D", "ER  - ", "",
    ]  # fmt: skip
    fields = parse_string(bibtex.entry(full), "bibtex").entries["briefs:2018:dam"].fields
    assert (fields["doi"], fields["month"], fields["year"]) == ("10.1234/a_b", "February", "2018")
    parted = work("and", authors=["Anders And Pond"], publisher="Trade and Water")
    assert read_bib(bibtex.entry(parted)) == [("A river in May", ["Pond, Anders And"])]


def titles() -> Iterator[str]:
    """Those of the strings that break software that can be a title."""
    for string in json.loads(shared("suites/naughty-strings.json").read_text(encoding="utf-8")):
        value = text(Scalar(string, 1, 1, '"'), Findings())
        if value is not None:
            yield value


def test_naughty_strings_come_back() -> None:
    works = [
        work(f"n{number}", title, abstract=title, keywords=(title,), number=title)
        for number, title in enumerate(titles())
    ]
    assert len(works) > 480
    expected = [(each.title, ["Hollow, Mehran"]) for each in works]
    assert read_bib(bibtex.whole(map(bibtex.entry, works))) == expected
    assert read_ris(ris.whole(map(ris.entry, works))) == expected
    assert read_csl(csl.whole(map(csl.entry, works))) == expected


def check_site(site: Site, least: int) -> None:
    """The files beside each brief say of it what the front matter does."""
    out, expected = site.out, as_cited(entries_of(site))
    folders = {path.parent for path in out.rglob("briefs/*/*/cite.bib")}
    assert len(folders) == expected.total() > least
    found: list[Counter[tuple[str, tuple[str, ...], str]]] = [Counter(), Counter(), Counter()]
    for folder in folders:
        bib, ris_, csl_ = ((folder / f"cite.{ending}").read_bytes().decode() for ending in ("bib", "ris", "json"))
        (record,), (item,) = rispy.loads(ris_), json.loads(csl_)
        year, month, day = item["issued"]["date-parts"][0]
        days = [day_of_bib(bib), record["date"].replace("/", "-"), f"{year}-{month:02}-{day:02}"]
        for number, ((title, names), *more) in enumerate((read_bib(bib), read_ris(ris_), read_csl(csl_))):
            assert not more
            found[number][title, tuple(map(spoken, names)), days[number]] += 1
    assert found == [expected] * 3
    keys = set()
    for path in out.rglob("cite.bib"):
        lists = path.parent.parent.name in ("authors", "projects", "tags")
        assert lists or path.parent in folders
        if lists:
            bib, ris_, csl_ = (
                (path.parent / f"cite.{ending}").read_bytes().decode() for ending in ("bib", "ris", "json")
            )
            assert (
                [title for title, _ in read_bib(bib)]
                == [title for title, _ in read_ris(ris_)]
                == [title for title, _ in read_csl(csl_)]
            )
        else:
            keys |= set(parse_string(path.read_text("utf-8"), "bibtex").entries)
    assert len(keys) == len(folders), "each brief has a key of its own"


def day_of_bib(data: str) -> str:
    (entry,) = parse_string(data, "bibtex").entries.values()
    month = [*month_name].index(entry.fields["month"])
    return f"{entry.fields['year']}-{month:02}-{int(entry.fields['day']):02}"


def test_the_example_site_is_read_by_others(tmp_path: Path) -> None:
    site = Site.example(tmp_path)
    site.build()
    check_site(site, 35)


@pytest.mark.soak
def test_real_briefs_are_read_by_others(tmp_path: Path) -> None:
    shutil.copytree(shared("corpora/18f/content"), tmp_path / "content", copy_function=shutil.copyfile)
    tmp_path.joinpath("content").chmod(0o755)
    site = Site(tmp_path, f"-- content/site.yaml --\n{ALL}")
    site.build()
    check_site(site, 400)


LISTS = {
    f"{folder}/cite.{ending}"
    for folder in ("authors/ada", "projects/river-watch", "tags/water")
    for ending in ("bib", "ris", "json")
}
FEEDS = {"feed.json", *(f"{folder}/feed.json" for folder in ("authors/ada", "projects/river-watch", "tags/water"))}


def small(tmp_path: Path, settings: str = ALL) -> Site:
    site = Site(tmp_path, f"-- content/site.yaml --\n{settings}")
    front = {"author": "Ada", "date": "2019-01-01", "project": "River Watch", "tags": "[Water]"}
    site.write("content/briefs/dam.md", brief("Dam", "Full.", **front))
    site.write("content/briefs/lake.md", brief("Lake", "Dry.", **(front | {"date": "2019-01-02"})))
    return site


def written(site: Site, before: dict[str, int]) -> set[str]:
    return {path for path, when in stamps(site).items() if before.get(path) != when}


def stamps(site: Site) -> dict[str, int]:
    files = [path for path in site.out.rglob("*") if path.suffix in (".bib", ".ris", ".json", ".md", ".txt")]
    return {path.relative_to(site.out).as_posix(): path.stat().st_ino for path in files}


def test_an_edit_of_a_text_touches_no_list(tmp_path: Path) -> None:
    site = small(tmp_path)
    site.build()
    assert set(stamps(site)) > LISTS
    assert len(read_bib((site.out / "authors/ada/cite.bib").read_text("utf-8"))) == 2
    before = stamps(site)
    site.edit("content/briefs/dam.md", "Full.", "Half full.")
    site.build()
    assert written(site, before) == FEEDS | {"briefs/2019/dam/index.md"}


def test_an_edit_of_a_title_touches_the_lists_that_have_it(tmp_path: Path) -> None:
    site = small(tmp_path)
    site.write("content/briefs/road.md", brief("Road", "Open.", author="Bo", date="2019-01-03", tags="[Trade]"))
    site.build()
    before = stamps(site)
    site.edit("content/briefs/dam.md", "title: Dam", "title: The dam")
    site.build()
    own = {f"briefs/2019/dam/{name}" for name in ("cite.bib", "cite.ris", "cite.json", "index.md")}
    assert {path for path in written(site, before) if not path.startswith("search/")} == LISTS | FEEDS | own | {
        "archive/2019/index.md",
        "index.json",
        "llms.txt",
    }


@pytest.mark.parametrize(("setting", "files"), [
    ("exports: []", set()), ("exports: [ris]", {"cite.ris"}), ("exports: markdown", {"index.md"}), ("exports: [csl, bib]", {"cite.json", "cite.bib"}),
])  # fmt: skip
def test_only_what_is_made_is_linked(tmp_path: Path, setting: str, files: set[str]) -> None:
    site = small(tmp_path, f"{ALL}{setting}\n")
    site.build()
    folder = site.out / "briefs/2019/dam"
    assert {path.name for path in folder.iterdir()} == files | {"index.html"}
    assert {link.attributes["href"].rpartition("/")[2] for link in site.all("briefs/2019/dam/", ".exports a")} == files
    assert {link.attributes["href"].rpartition("/")[2] for link in site.all("tags/water/", ".exports a")} == files - {
        "index.md"
    }
    assert (site.out / "llms.txt").exists() == ("index.md" in files)
    assert bool(site.all("briefs/2019/dam/", "link[type='text/markdown']")) == ("index.md" in files)


def test_a_term_without_briefs_has_no_files(tmp_path: Path) -> None:
    site = small(tmp_path)
    site.write("content/tags.yaml", "salt: Salt\n")
    site.build()
    assert not list((site.out / "tags/salt").glob("cite.*"))
    assert not site.all("tags/salt/", ".exports")
