"""The scripts that take pictures and measure pages do what they say; Lighthouse itself is too slow to run here."""

import importlib.util
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import pytest
from browser import needs_browser
from sitetext import Site

ROOT = Path(__file__).resolve().parent.parent

pytestmark = needs_browser


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, ROOT / "scripts/screenshots", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def load(name: str) -> ModuleType:
    loader = SourceFileLoader(name, str(ROOT / "scripts" / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    loader.exec_module(module)
    sys.dont_write_bytecode = before
    return module


def test_pictures_are_taken_and_listed(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", "-- content/pages/about.md --\n---\ntitle: About\n---\nWords\n")
    site.build()
    into = tmp_path / "pictures"
    for _ in range(2):  # its own pictures are replaced
        done = run(into, "--site", site.out, "--pages", "about/index.html", "--widths", "390")
        assert done.returncode == 0, done.stderr
    made = sorted(path.relative_to(into).as_posix() for path in into.rglob("*.p*"))
    wanted = {"site/about-390-dark.png", "site/about-390-light.png", "site/about.pdf"}
    assert wanted <= set(made)
    assert all(f'href="{path}"' in (into / "index.html").read_text("utf-8") for path in wanted if path.endswith("png"))
    assert (into / "site/about-390-dark.png").read_bytes() != (into / "site/about-390-light.png").read_bytes()


def test_pictures_replace_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("words")
    done = run(tmp_path)
    assert done.returncode == 2
    assert "has other files in it" in done.stderr
    assert (tmp_path / "mine.txt").read_text() == "words"


@pytest.mark.parametrize(("score", "count"), [(1, 0), (0.9, 1), (None, 0)])
def test_what_lighthouse_does_not_pass_in_full_is_told(score: float | None, count: int) -> None:
    script = load("lighthouse")
    audits = {
        "weighs": {"score": score, "title": "Weighs", "displayValue": "2 s"},
        "free": {"score": 0, "title": "Free"},
    }
    refs = [{"id": "weighs", "weight": 1}, {"id": "free", "weight": 0}]
    report = {"audits": audits, "categories": {name: {"auditRefs": refs} for name in script.CATEGORIES}}
    assert script.faults(report) == ["weighs 0.90: Weighs 2 s"] * count
