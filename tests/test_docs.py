"""The guide says what is so: examples are run, and lists of keys, options, codes and questions are compared with the program.

In README.md and docs/guide/, a comment before a fenced block says what the block is:

    <!-- site: NAME -->      what follows plays in the folder of that name, empty at first
    <!-- file: PATH -->      the block is written to that file; the text may stand in the comment itself, below the path
    <!-- made: PATH -->      the lines of the block stand in that file of the site, in this order
    <!-- byline: PATH -->    that page of the site has the byline that is quoted below
    <!-- keys: KIND -->      the table below it lists these keys, options, codes or questions

A block ```console is run, and what the program prints is compared. `python tests/test_docs.py` writes into each such block
what the program prints now.
"""

import argparse
import ast
import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "docs/guide"
PAGES = [ROOT / "README.md", *sorted(GUIDE.glob("*.md"))]
ALL_PAGES = [*PAGES, *sorted((ROOT / "docs/decisions").glob("*.md")), ROOT / "CONTRIBUTING.md"]


# Reading a page


@dataclass
class Step:
    """A block that has a meaning: `kind` is site, file, made, byline or console."""

    kind: str
    name: str
    lines: list[str]
    at: int
    """Index of the first line within the fence."""


def steps(text: str) -> Iterator[Step]:
    lines = text.split("\n")
    pending = ("", "")
    at = 0
    while at < len(lines):
        line = lines[at]
        if comment := re.match(r"<!-- (site|file|made|byline): (\S+)( -->)?$", line):
            kind, name = comment[1], comment[2]
            if not comment[3]:
                end = lines.index("-->", at)
                yield Step(kind, name, lines[at + 1 : end], at + 1)
                at = end
            elif kind == "site":
                yield Step(kind, name, [], at)
            else:
                pending = (kind, name)
        elif fence := re.match(r"(`{3,})([\w+]*)$", line):
            end = lines.index(fence[1], at + 1)
            inside = lines[at + 1 : end]
            if pending[0]:
                yield Step(*pending, inside, at + 1)
            elif fence[2] == "console":
                yield Step("console", "", inside, at + 1)
            pending = ("", "")
            at = end
        elif pending[0] == "byline" and line.startswith("> "):
            yield Step(*pending, [line[2:]], at)
            pending = ("", "")
        elif line.strip():
            assert not pending[0], f"no block after <!-- {pending[0]}: {pending[1]} -->"
        at += 1


def table(page: str, kind: str) -> list[list[str]]:
    """The rows of the tables that are marked as a list of these, each as its cells."""
    found = re.findall(rf"<!-- keys: {kind} -->\n+\|.*\n\|[-:| ]+\n((?:\|.*\n)+)", (GUIDE / page).read_text("utf-8"))
    assert found, f"{page} has no table marked <!-- keys: {kind} -->"
    rows = [row for part in found for row in part.splitlines()]
    return [[cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip("|"))] for row in rows]


def first_names(page: str, kind: str) -> list[str]:
    """What stands in code in the first cells of such a table."""
    return [name for row in table(page, kind) for name in re.findall(r"`([^`]+)`", row[0])]


# Running what it says

_COMMANDS = {
    "python build.py": [sys.executable, str(ROOT / "build.py")],
    "briefs": [sys.executable, "-c", "import sys; sys.argv[0] = 'briefs'; from briefs.cli import entry; entry()"],
}


def run(command: str, folder: Path) -> list[str]:
    start = next(start for start in _COMMANDS if command == start or command.startswith(start + " "))
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environ |= {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "COLUMNS": "80"}
    done = subprocess.run(
        [*_COMMANDS[start], *command.removeprefix(start).split()],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stdout, done.stdout
    return done.stdout.splitlines()


def masked(line: str) -> str:
    """Times differ from run to run, and so may the order of equal counts."""
    line = re.sub(r"\((\S+ \d+(?:, \S+ \d+)+)\)", lambda found: f"({', '.join(sorted(found[1].split(', ')))})", line)
    line = re.sub(r"\bin \d+\.\d s\b", "in 0.3 s", line)
    return re.sub(r"\d+\.\d\d", "0.00", line) if line.startswith("seconds: ") else line


def play(page: Path, folder: Path, *, check: bool = True) -> Iterator[tuple[Step, list[str]]]:
    """Carry out what a page says; give each console block with what it should hold. `check` looks into files, too."""
    site = folder
    for step in steps(page.read_text("utf-8")):
        if step.kind == "site":
            site = folder / step.name
            site.mkdir(exist_ok=True)
        elif step.kind == "file":
            file = site / step.name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n".join([*step.lines, ""]), encoding="utf-8")
        elif step.kind in ("byline", "made") and not check:
            continue
        elif step.kind == "byline":
            (printed_there,) = re.findall(r'<p class="byline">(.*?)</p>', (site / step.name).read_text("utf-8"), re.S)
            assert re.sub(r"<[^>]*>", "", printed_there) == step.lines[0]
        elif step.kind == "made":
            made = iter((site / step.name).read_text("utf-8").splitlines())
            for line in step.lines:
                assert any(line.strip() == each.strip() for each in made), f"{step.name} of {page.name} lacks: {line}"
        else:
            printed: list[str] = []
            for line in step.lines:
                if line.startswith("$ "):
                    printed += [line, *run(line[2:], site)]
            yield step, printed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_examples_are_what_the_program_prints(page: Path, tmp_path: Path) -> None:
    for step, printed in play(page, tmp_path):
        assert [masked(line) for line in step.lines] == [masked(line) for line in printed], (
            f"{page.name}, line {step.at + 1}: python tests/test_docs.py mends it"
        )


def mend(page: Path, folder: Path) -> None:
    """Write into each console block what the program prints now."""
    folder.mkdir()
    lines = page.read_text("utf-8").split("\n")
    for step, printed in reversed(list(play(page, folder, check=False))):
        if [masked(line) for line in step.lines] != [masked(line) for line in printed]:
            lines[step.at : step.at + len(step.lines)] = printed
            print(f"{page.name}: line {step.at + 1}")
    page.write_text("\n".join(lines), encoding="utf-8")


# Lists


def test_every_command_and_option_is_in_the_guide() -> None:
    from briefs.cli import make_parser

    def walk(parser: argparse.ArgumentParser, path: str) -> Iterator[str]:
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for name, inner in action.choices.items():
                    yield f"{path}{name}"
                    yield from walk(inner, f"{path}{name} ")
            elif isinstance(action.help, str):
                yield from action.option_strings or [str(action.metavar)]

    documented = set(first_names("commands.md", "command"))
    plain = {re.sub(r" (DIR|FILE|N|ADDRESS|MOMENT)$", "", name) for name in documented}
    assert plain == set(walk(make_parser(), ""))


def test_every_exit_code_is_in_the_guide() -> None:
    from briefs import cli

    codes = {cli.OK, cli.CONTENT, cli.USAGE, cli.FAULT, 130}
    assert {int(code) for code in first_names("commands.md", "exit")} == codes


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("briefs.md", "brief"),
        ("briefs.md", "correction"),
        ("briefs.md", "page"),
        ("keeping.md", "withdrawal"),
        ("people-and-terms.md", "author"),
        ("people-and-terms.md", "position"),
        ("people-and-terms.md", "institute"),
        ("people-and-terms.md", "project"),
        ("people-and-terms.md", "tag"),
    ],
)
def test_every_key_is_in_its_chapter(page: str, kind: str) -> None:
    from briefs.forms import KEYS

    assert sorted(first_names(page, kind)) == sorted(KEYS[kind])


def test_every_setting_is_in_its_chapter_with_its_default() -> None:
    from msgspec.structs import fields

    from briefs.config import KEYS, Config

    rows = {row[0].strip("`"): row[1] for row in table("settings.md", "site")}
    assert sorted(rows) == sorted(KEYS)
    for field in fields(Config):
        if field.name in rows and isinstance(field.default, str | int) and field.default != "":
            shown = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
            assert rows[field.name] == f"`{shown}`"
        elif field.name == "required":
            assert re.findall(r"`(\w+)`", rows["required"]) == list(field.default)


def test_every_key_of_the_look_is_in_the_guide() -> None:
    from briefs.look import KEYS

    assert sorted(first_names("settings.md", "look")) == sorted(KEYS)


def test_every_requirable_key_is_in_the_guide() -> None:
    from briefs.config import REQUIRABLE

    (line,) = re.findall(r"^Keys that `required` may name: (.*)\.$", (GUIDE / "settings.md").read_text("utf-8"), re.M)
    assert re.findall(r"`(\w+)`", line) == list(REQUIRABLE)


def test_every_tag_of_html_is_in_the_guide() -> None:
    from briefs.markdown.sanitize import KEPT

    assert set(first_names("text.md", "html")) == KEPT


def test_every_kind_of_file_that_is_published_is_in_the_guide() -> None:
    from briefs.sources import ASSET_TYPES

    (listed,) = re.findall(
        r"files with these endings: ([^\n]*(?:\n[^\n]+)*?)\. Any", (GUIDE / "first-site.md").read_text("utf-8")
    )
    assert set(re.findall(r"`(\.\w+)`", listed)) == ASSET_TYPES


def test_dates_of_the_guide_are_one_day() -> None:
    from briefs.dates import parse_date

    (listed,) = re.findall(r"All of these are the same day: (.*?)\. `", (GUIDE / "briefs.md").read_text("utf-8"), re.S)
    dates = re.findall(r"`([^`]+)`", listed)
    assert len(dates) > 5
    assert {parse_date(date.replace("\n", " ")).day.isoformat() for date in dates} == {"2018-02-02"}


# Codes of problems

_CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*\Z")
_OF_VARIABLES = {"no-{key}": ("no-author", "no-date")}


def _severities(call: ast.Call, name: str, module: str) -> list[str]:
    if name == "_at":
        given = [arg.id for arg in call.args if isinstance(arg, ast.Name) and arg.id in ("error", "warning")]
        return given or ["error"]
    if name == "Problem":
        return [arg.value for arg in call.args if isinstance(arg, ast.Constant) and arg.value in ("error", "warning")]
    return ["warning"] if name in ("warning", "warn", "_dead") else ["error"]


def codes_in_use() -> dict[str, set[str]]:
    """Each code that the sources use, with its severities."""
    codes: dict[str, set[str]] = {}
    for path in sorted((ROOT / "briefs").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
            if name not in ("error", "warning", "warn", "_at", "_dead", "_problem", "_refuse", "Problem", "_not_text"):
                continue
            for arg in node.args:
                if isinstance(arg, ast.JoinedStr):
                    found = list(_OF_VARIABLES.get(ast.unparse(arg)[2:-1], ()))
                elif isinstance(arg, ast.Constant) and isinstance(arg.value, str) and _CODE.match(arg.value):
                    found = [arg.value] if arg.value not in ("error", "warning") else []
                else:
                    continue
                for code in found:
                    codes.setdefault(code, set()).update(_severities(node, name, path.stem))
                if found:
                    break
    return codes


def test_every_code_is_in_the_guide() -> None:
    used = codes_in_use()
    assert len(used) > 60
    rows = {row[0].strip("`"): row[1] for row in table("commands.md", "code")}
    assert sorted(rows) == sorted(used)
    kinds = {code: set(kind.split(" or ")) for code, kind in rows.items()}
    assert kinds == used


def test_each_code_that_examples_show_is_in_the_guide() -> None:
    known = set(first_names("commands.md", "code"))
    for page in PAGES:
        shown = re.findall(r"(?:error|warning): .* \[([a-z-]+)\]$", page.read_text("utf-8"), re.M)
        assert set(shown) <= known


# Templates

_FIXTURE = {
    "content/site.yaml": "title: River Notes\nurl: https://notes.example/\npublisher: Lanternfield\nmenu: {Tags: /tags/}\n",
    "content/authors/nadia-brook.yaml": "name: Nadia Brook\nrole: Fellow\ninstitute: Lanternfield\nproject: River Watch\nbio: Writes.\n",
    "content/institutes/lanternfield.yaml": "name: Lanternfield\n",
    "content/projects/river-watch.yaml": "name: River Watch\n",
    "content/tags.yaml": "water: Water\n",
    "content/pages/about.md": "---\ntitle: About us\n---\nText.\n",
    "content/briefs/2024/2024-05-16-dam.md": "---\ntitle: The dam\nauthor: nadia-brook\ndate: 2024-05-16\nupdated: 2024-05-17\n"
    "project: River Watch\ntags: [Water]\nkey_points: [One]\n---\nText.\n\nComment: More.\n",
    "content/briefs/2024/2024-05-16-dam.fa.md": "---\ntitle: سد\nauthor: nadia-brook\ndate: 2024-05-16\n---\nمتن\n",
    "content/briefs/2024/2024-06-03-canal.md": "---\ntitle: The canal\nauthor: nadia-brook\ndate: 2024-06-03\n"
    "withdrawn: {date: 2024-06-20, reason: Wrong.}\n---\nText.\n",
    "content/files/table.csv": "a,b\n",
    "content/briefs/lake.svg": "<svg/>",
}


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def built(root: Path) -> Any:
    from briefs.pipeline import Options, build

    report = build(root, Options(workers=1))
    assert report.ok, report.problems
    return report


def test_every_question_of_the_view_is_in_the_guide() -> None:
    from briefs.questions import QUESTIONS
    from briefs.view import View

    public = {name for name in dir(View) if not name.startswith("_")} | {"path", "root", "reads"}
    documented = set(first_names("templates.md", "view"))
    assert documented == public - {"reads", "note", "drawn", "shared"}
    assert set(QUESTIONS) - {"body", "links", "template"} <= documented


def test_every_filter_and_global_is_in_the_guide() -> None:
    import jinja2

    from briefs.templates import Templates
    from briefs.theme import Theme

    environment = Templates(Theme({}, {}, {}), {})._environment
    plain = jinja2.Environment()
    assert set(first_names("templates.md", "filter")) == set(environment.filters) - set(plain.filters)
    assert set(first_names("templates.md", "global")) == set(environment.globals) - set(plain.globals)


def test_every_template_and_block_is_in_the_guide() -> None:
    files = {path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.*ml")}
    assert set(first_names("templates.md", "template")) == {name for name in files if not name.startswith("static/")}
    base = (ROOT / "templates/base.html").read_text("utf-8")
    assert first_names("templates.md", "block") == re.findall(r"\{% block (\w+)", base)


def test_every_word_of_the_interface_is_in_the_guide() -> None:
    from briefs.words import keys

    assert set(first_names("templates.md", "word")) == set(keys())


def test_every_field_of_a_record_is_in_the_guide() -> None:
    from msgspec.structs import fields

    from briefs import model
    from briefs.markdown import body

    for name in (
        "Site",
        "Card",
        "Brief",
        "Page",
        "Body",
        "Heading",
        "Term",
        "Ref",
        "Credit",
        "Post",
        "Entry",
        "Mention",
        "Member",
        "Look",
        "Correction",
        "Notice",
        "Amendment",
    ):
        record = getattr(body if name in ("Body", "Heading") else model, name)
        given = {field.name for field in fields(record)}
        given |= {each for each, value in vars(record).items() if isinstance(value, property)}
        rows = [row for row in table("templates.md", "record") if row[0] == f"`{name}`"]
        assert len(rows) == 1, name
        assert set(re.findall(r"`(\w+)`", rows[0][1])) == given, name


def test_examples_of_questions_filters_and_globals_work(tmp_path: Path) -> None:
    rows = [row for kind in ("view", "filter", "global") for row in table("templates.md", kind)]
    examples = [example for row in rows for example in re.findall(r"`([^`]+)`", row[2])]
    assert len(examples) >= len(rows)
    lines = "\n".join(f"<!-- {number} -->{{{{ {example} }}}}" for number, example in enumerate(examples))
    extend = """
from briefs import Output
def outputs(model, config):
    yield Output("examples.html", examples)
def examples(view):
    id = "content/briefs/2024/2024-05-16-dam.md"
    brief = view.brief(id)
    return view.render("examples.html", brief=brief, card=brief.card, lang="en", term=view.term("author", "nadia-brook"),
                       page=view.page("content/pages/about.md"))
"""
    files = {"extend.py": extend, "templates/examples.html": lines, "templates/static/print.css": "p {}"}
    write(tmp_path, _FIXTURE | files)
    built(tmp_path)
    shown = (tmp_path / "site/examples.html").read_text("utf-8")
    for number, example in enumerate(examples):
        assert shown.split(f"<!-- {number} -->")[1].split("<!--")[0].strip(), f"{example} gives nothing"


# Extending


def test_the_worked_example_of_extending(tmp_path: Path) -> None:
    files = {step.name: "\n".join([*step.lines, ""]) for step in steps((GUIDE / "extending.md").read_text("utf-8"))}
    example = {name: text for name, text in files.items() if name == "extend.py" or name.startswith("templates/")}
    assert sorted(example) == ["extend.py", "templates/long-reads.html"]
    write(tmp_path, _FIXTURE | example)
    brief = tmp_path / "content/briefs/2024/2024-05-16-dam.md"
    brief.write_text(brief.read_text("utf-8") + "\nA ==marked== word, 1 == 1, <b>and a tag</b>.\n", encoding="utf-8")

    first = built(tmp_path)

    with open(tmp_path / "site/staff.csv", encoding="utf-8", newline="") as file:
        staff = list(csv.reader(file))
    assert staff == [
        ["name", "role", "institute", "briefs", "page"],
        ["Nadia Brook", "Fellow", "Lanternfield", "2", "https://notes.example/authors/nadia-brook/"],
    ]
    page = (tmp_path / "site/long-reads/index.html").read_text("utf-8")
    assert '<a href="../briefs/2024/dam/">The dam</a> 1 min' in page
    text = (tmp_path / "site/briefs/2024/dam/index.html").read_text("utf-8")
    assert "A <mark>marked</mark> word, 1 == 1, <b>and a tag</b>." in text
    assert {"staff.csv", "long-reads/index.html"} <= set(first.rendered)

    # What it asked is known: a brief's text is no matter of the staff list, a person's name is.
    brief.write_text(brief.read_text("utf-8").replace("Text.", "Another text."), encoding="utf-8")
    assert "staff.csv" not in built(tmp_path).rendered
    author = tmp_path / "content/authors/nadia-brook.yaml"
    author.write_text(author.read_text("utf-8").replace("Fellow", "Director"), encoding="utf-8")
    assert "staff.csv" in built(tmp_path).written


# Links, and what may not stand in a page


def anchors(text: str) -> set[str]:
    without_code = re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.M | re.S)
    names: set[str] = set()
    for heading in re.findall(r"^#+ (.+)$", without_code, re.M):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
        names.add(re.sub(r"[^\w\- ]", "", plain).replace(" ", "-"))
    return names


@pytest.mark.parametrize("page", ALL_PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^(`{3,}).*?^\1$|<!--.*?-->", "", page.read_text("utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
        if target.startswith(("https://", "mailto:")):
            continue
        file, _, fragment = target.partition("#")
        other = (page.parent / file).resolve() if file else page
        assert other.exists(), f"{page.name}: {target}"
        if fragment:
            assert fragment in anchors(other.read_text("utf-8")), f"{page.name}: {target}"


def test_every_chapter_and_decision_is_listed() -> None:
    contents = (GUIDE / "index.md").read_text("utf-8")
    for page in GUIDE.glob("*.md"):
        assert page.name == "index.md" or f"]({page.name})" in contents
    names = sorted(path.name for path in (ROOT / "docs/decisions").glob("*.md"))
    assert all(re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) for name in names)
    numbers = [int(name[:4]) for name in names]
    assert numbers == list(range(1, len(numbers) + 1))
    for path in (ROOT / "docs/decisions").glob("*.md"):
        headings = re.findall(r"^## (.+)$", path.read_text("utf-8"), re.M)
        assert headings == ["Context", "Decision", "Consequences"], path.name


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        for each in PAGES:
            mend(each, Path(scratch) / each.stem)
