"""What keeps the house in order: layers, public names, and nothing hidden in the source."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import briefs

ROOT = Path(__file__).parents[1]
SOURCES = [
    path
    for folder in ("briefs", "tests", "templates", "scripts", "docs", "content", ".github")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.is_file() and not {"node_modules", "__pycache__"} & set(path.parts)
] + [ROOT / "build.py", ROOT / "pyproject.toml"]
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\U000e0000-\U000e007f]")


def test_layers() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Contracts: 1 kept, 0 broken." in done.stdout


def test_every_module_has_its_layer() -> None:
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ][0]
    assert contract["exhaustive"]
    named = {name.strip("() ") for line in contract["layers"] for name in line.split("|")}
    modules = {path.stem for path in (ROOT / "briefs").glob("*.py")} - {"__init__"}
    folders = {path.parent.name for path in (ROOT / "briefs").glob("*/__init__.py")}
    assert modules | folders <= named


def test_public_names() -> None:
    assert briefs.__all__ == ["Options", "Output", "Problem", "Report", "View", "build"]
    for name in briefs.__all__:
        assert getattr(briefs, name).__doc__


def test_no_file_is_too_long_to_read() -> None:
    long = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / "briefs").rglob("*.py")}
    assert {name: lines for name, lines in long.items() if lines > 300} == {}


def test_nothing_is_hidden_in_the_source() -> None:
    assert len(SOURCES) > 100
    texts = ((path, path.read_bytes().decode(errors="ignore")) for path in SOURCES if path.suffix != ".woff2")
    assert [str(path) for path, text in texts if HIDDEN.search(text)] == []
    assert HIDDEN.search("a\u202eb")


def test_nothing_is_pickled() -> None:
    for path in (ROOT / "briefs").rglob("*.py"):
        found = set(re.findall(r"\b(pickle|shelve|marshal)\b", path.read_text(encoding="utf-8")))
        if path == ROOT / "briefs/templates.py":
            found -= {"marshal"}  # compiled templates are kept so, where damage is noticed before they are loaded
        assert not found, path


def test_no_clock_nor_chance_in_what_makes_pages() -> None:
    """Only the doors and the pipeline may look at a clock; nothing may throw dice."""
    told = re.compile(
        r"\b(datetime\.now|date\.today|time\.time|utcnow|import random|random\.|secrets|uuid|os\.environ|getlocale)\b"
    )
    allowed = {"cli.py", "pipeline.py", "text.py"}
    for path in (ROOT / "briefs").rglob("*.py"):
        found = set(told.findall(path.read_text(encoding="utf-8")))
        if path.name in allowed and path.parent.name in ("briefs", "importers"):
            found -= {"time.time", "os.environ", "secrets"}
        if path == ROOT / "briefs/check/links.py":
            found -= {"secrets"}  # a prefix that nothing in a site can name
        if path.parent == ROOT / "briefs/serve":
            found -= {"time.time", "os.environ"}  # tells when a page was made, and decides what is due
        assert not found, (path, found)
