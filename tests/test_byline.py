"""The byline is data: the right role and institute for the date of writing, printed back as one line."""

from pathlib import Path

import pytest
from sitetext import Site, brief, codes

PEOPLE = """\
-- content/authors/nadia-brook.yaml --
name: Nadia Brook
names:
  fa: نادیا بروک
positions:
  - role: Fellow
    institute: The Lanternfield Institute
    from: 2016-09
    to: 2017
  - role: Fellow and Director of RiverWatch Project
    institute: The Lanternfield Institute
    project: RiverWatch
    from: 2018
  - role: Lecturer
    institute: Sandglass College
    from: 2015
-- content/authors/omid-rahimi.yaml --
name: Omid Rahimi
role: Analyst
institute: Sandglass College
-- content/institutes/lanternfield.yaml --
name: The Lanternfield Institute
names: {fa: مؤسسهٔ لنترن‌فیلد}
aliases: [Lanternfield]
-- content/projects/riverwatch.yaml --
name: RiverWatch
aliases: [River Watch]
names: {fa: رودبان}
"""
PAGE = "briefs/2018/it/"


def make(tmp_path: Path, text: str = PEOPLE, **keys: str) -> Site:
    site = Site(tmp_path, text)
    site.write("content/briefs/it.md", brief("It", **keys))
    site.build()
    return site


def byline(tmp_path: Path, text: str = PEOPLE, page: str = PAGE, **keys: str) -> str:
    (node,) = make(tmp_path, text, **keys).all(page, ".byline")
    return node.text()


def test_line_is_printed_back_as_it_is_written_in_the_press(tmp_path: Path) -> None:
    site = make(tmp_path, author="nadia-brook", date='"Feb 2, 2018"', institute="Lanternfield")

    (line,) = site.all(PAGE, ".byline")

    assert (
        line.text()
        == "By Nadia Brook | Fellow and Director of RiverWatch Project - The Lanternfield Institute | Feb 2, 2018"
    )
    assert [(a.text(), a.attributes["href"]) for a in line.css("a")] == [
        ("Nadia Brook", "../../../authors/nadia-brook/"),
        ("RiverWatch", "../../../projects/riverwatch/"),
        ("The Lanternfield Institute", "../../../institutes/lanternfield/"),
        ("Feb 2, 2018", "../../../archive/2018/"),
    ]
    assert [time.attributes["datetime"] for time in line.css("time")] == ["2018-02-02"]


def test_line_of_someone_in_no_register(tmp_path: Path) -> None:
    line = byline(tmp_path, "", author="Ada Quill", role="Senior Fellow", institute="Quillmoor", date="2018-02-02")
    assert line == "By Ada Quill | Senior Fellow - Quillmoor | Feb 2, 2018"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2015-06-01", "Lecturer - Sandglass College"),
        ("2016-08-31", "Lecturer - Sandglass College"),
        ("2016-09-01", "Fellow - The Lanternfield Institute"),
        ("2017-12-31", "Fellow - The Lanternfield Institute"),
        ("2018-01-01", "Fellow and Director of RiverWatch Project - The Lanternfield Institute"),
    ],
)
def test_role_is_the_one_held_on_that_day(tmp_path: Path, day: str, expected: str) -> None:
    line = byline(tmp_path, page=f"briefs/{day[:4]}/it/", author="Nadia Brook", date=day)
    assert line.split(" | ")[:2] == ["By Nadia Brook", expected]


def test_of_two_positions_the_one_at_the_briefs_institute_counts(tmp_path: Path) -> None:
    line = byline(tmp_path, author="Nadia Brook", institute="Sandglass College", date="2018-02-02")
    assert line == "By Nadia Brook | Lecturer - Sandglass College | Feb 2, 2018"


def test_the_briefs_own_role_wins(tmp_path: Path) -> None:
    line = byline(tmp_path, author="Nadia Brook", role="Guest", date="2018-02-02")
    assert line == "By Nadia Brook | Guest - The Lanternfield Institute | Feb 2, 2018"


def test_no_position_on_that_day_is_told(tmp_path: Path) -> None:
    site = Site(tmp_path, PEOPLE)
    site.write("content/briefs/it.md", brief("It", author="Nadia Brook", date="2012-01-01"))

    report = site.build()

    assert codes(report.problems) == ["no-position"]
    assert report.problems[0].message == "Nadia Brook held no position on 2012-01-01"
    assert site.text("briefs/2012/it/", ".byline") == "By Nadia Brook | Jan 1, 2012"


def test_authors_with_the_same_role_stand_together(tmp_path: Path) -> None:
    line = byline(tmp_path, "", author="[Ada Quill, Ben Oar]", role="Fellows", institute="Quillmoor", date="2018-02-02")
    assert line == "By Ada Quill and Ben Oar | Fellows - Quillmoor | Feb 2, 2018"
    line = byline(tmp_path, "", author="[A, B, C]", date="2018-02-02")
    assert line == "By A, B, and C | Feb 2, 2018"


def test_authors_with_different_roles_keep_their_own(tmp_path: Path) -> None:
    authors = "\n  - nadia-brook\n  - {name: Ada Quill, role: Editor}\n  - omid-rahimi"
    line = byline(tmp_path, author=authors, institute="Lanternfield", date="2018-02-02")
    assert line == (
        "By Nadia Brook | Fellow and Director of RiverWatch Project - The Lanternfield Institute; "
        "Ada Quill | Editor - The Lanternfield Institute; Omid Rahimi | Analyst - Sandglass College | Feb 2, 2018"
    )


def test_an_author_named_twice_stands_once(tmp_path: Path) -> None:
    assert byline(tmp_path, "", author="[Ada Quill, ADA QUILL]", date="2018-02-02") == "By Ada Quill | Feb 2, 2018"


@pytest.mark.parametrize(
    ("keys", "page", "expected"),
    [
        ({"author": "Ada"}, "briefs/it/", "By Ada"),
        ({"date": "2018-02-02"}, PAGE, "Feb 2, 2018"),
        ({"institute": "Quillmoor", "date": "2018-02-02"}, PAGE, "Quillmoor | Feb 2, 2018"),
        ({"author": "Ada", "institute": "Quillmoor"}, "briefs/it/", "By Ada | Quillmoor"),
        ({"author": "Ada", "role": "Fellow"}, "briefs/it/", "By Ada | Fellow"),
        ({"author": "Ada", "role": "Fellow", "date": "2018-02-02"}, PAGE, "By Ada | Fellow | Feb 2, 2018"),
    ],
)
def test_a_missing_part_takes_its_separator_along(
    tmp_path: Path, keys: dict[str, str], page: str, expected: str
) -> None:
    assert byline(tmp_path, "", page=page, **keys) == expected


def test_without_any_part_there_is_no_line(tmp_path: Path) -> None:
    assert make(tmp_path, "").all("briefs/it/", ".byline") == []


@pytest.mark.parametrize(
    ("role", "linked"),
    [
        ("Director of River Watch", "River Watch"),
        ("Director of RiverWatch's team", "RiverWatch"),
        ("RiverWatch", "RiverWatch"),
        ("RiverWatchers' friend at RiverWatch", "RiverWatch"),
        ("RiverWatchers' friend", None),
        ("Fellow", None),
    ],
)
def test_role_that_names_the_project_leads_to_it(tmp_path: Path, role: str, linked: str | None) -> None:
    site = make(tmp_path, author="Ada", role=f'"{role}"', project="RiverWatch", date="2018-02-02")
    (line,) = site.all(PAGE, ".byline")
    assert line.text() == f"By Ada | {role} | Feb 2, 2018"
    found = [a.text() for a in line.css("a") if "projects/" in (a.attributes["href"] or "")]
    assert found == ([linked] if linked else [])


def test_persian(tmp_path: Path) -> None:
    line = byline(
        tmp_path, page="fa/briefs/2018/it/", lang="fa", author="nadia-brook", role="مدیر پروژهٔ رودبان",
        project="RiverWatch", institute="Lanternfield", date="2018-02-02",
    )  # fmt: skip
    assert line == "نوشتهٔ نادیا بروک | مدیر پروژهٔ رودبان - مؤسسهٔ لنترن‌فیلد | ۱۳ بهمن ۱۳۹۶ (۲ فوریهٔ ۲۰۱۸)"


@pytest.mark.parametrize(
    "name", ["محمد جواد ظریف", "王毅", "Łukasz Żółć", "Зоя Iванова", "O’Neill-Smith, Jr.", "தமிழ் செல்வி", "A & <B>"]
)
def test_names_in_any_script_stand_as_they_are_written(tmp_path: Path, name: str) -> None:
    site = make(tmp_path, "", author=f'["{name}"]', date="2018-02-02")
    assert site.text(PAGE, ".byline") == f"By {name} | Feb 2, 2018"
    assert [entry.text() for entry in site.all("authors/", "main li a")] == [name]
    (page,) = [path for path in site.pages() if path.startswith("authors/") and path != "authors/index.html"]
    assert site.text(page, "h1") == name


def test_variants_of_a_name_are_one(tmp_path: Path) -> None:
    site = Site(tmp_path, PEOPLE)
    for number, name in enumerate(
        ["Lanternfield", "THE LANTERNFIELD INSTITUTE", "the Lanternfield  Institute", "lanternfield"]
    ):
        site.write(
            f"content/briefs/{number}.md", brief(f"It {number}", author="Ada", institute=name, date="2018-02-02")
        )
    report = site.build()
    assert report.problems == ()
    assert {site.text(f"briefs/2018/{n}/", ".byline") for n in range(4)} == {
        "By Ada | The Lanternfield Institute | Feb 2, 2018"
    }
    assert len([page for page in site.pages() if page.startswith("institutes/lanternfield")]) == 1


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("Jane Doe and Bo Chen", "if more is meant, write author: [Jane Doe, Bo Chen]"),
        ("Jane Doe; Bo Chen", "if more is meant, write author: [Jane Doe, Bo Chen]"),
        ("By Jane Doe", "if more is meant, write author: [Jane Doe]"),
        (
            "Jane Doe | Fellow - The Institute",
            "if more is meant, write author: [Jane Doe], and role: and institute: on lines of their own",
        ),
        ("Sammy Davis, Jr.", ""),
        ("Ana de Souza", ""),
    ],
)
def test_several_names_typed_as_one_are_told(tmp_path: Path, typed: str, hint: str) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", author=typed, date="2018-01-01"))
    assert [problem.hint for problem in site.build().problems] == ([hint] if hint else [])
