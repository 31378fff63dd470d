"""The pages are HTML: the Nu HTML checker finds nothing that the content's own HTML didn't bring."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from shared_data import shared
from sitetext import SETTINGS, Site

from briefs import build

ROOT = Path(__file__).parents[1]
JAR = ROOT / "tests/tools/node_modules/vnu-jar"

pytestmark = pytest.mark.skipif(
    not (shutil.which("java") and JAR.is_dir()),
    reason="NOT TESTED: the HTML checker needs java, and `npm ci` in tests/tools",
)


def check(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts/check-html", folder], capture_output=True, text=True, timeout=300, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_example_site(tmp_path: Path) -> None:
    site = Site.example(tmp_path)
    site.build()
    assert check(site.out)[0] == 0, check(site.out)[1]


def test_checker_finds_a_fault(tmp_path: Path) -> None:
    site = Site.example(tmp_path)
    site.build()
    page = site.out / "index.html"
    page.write_text(page.read_text("utf-8").replace("<main ", "<main><p><div></p><main ", 1), "utf-8")
    code, said = check(site.out)
    assert code == 1
    assert "index.html" in said


def test_real_articles(tmp_path: Path) -> None:
    shutil.copytree(shared("corpora/18f/content"), tmp_path / "content")
    (tmp_path / "content").chmod(0o755)
    (tmp_path / "content/site.yaml").write_text(SETTINGS, encoding="utf-8")
    build(tmp_path)
    said = check(tmp_path / "site")[1]
    found = [line for line in said.splitlines() if line.startswith("error: ")]
    # A brief's own <figcaption> stands outside a <figure>.
    own = [line for line in found if re.match(r"error: Element .figcaption. not allowed", line)]
    assert found == own, said
