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


def test_the_checker_finds_what_was_put_there_and_nothing_else(tmp_path: Path) -> None:
    """One run of the checker, whose start costs as much as a hundred pages, over all there is to check."""
    site = Site.example(tmp_path / "example")
    site.build()
    page = site.read("index.html").replace("<main ", "<main><p><div></p><main ", 1)
    (site.out / "bad.html").write_text(page, encoding="utf-8")
    articles(tmp_path / "18f", every=8)
    code, said = check(tmp_path)
    assert code == 1
    assert errors_of_ours(said) == {"example/site/bad.html"}, said


@pytest.mark.soak
def test_all_real_articles(tmp_path: Path) -> None:
    articles(tmp_path, every=1)
    _, said = check(tmp_path)
    assert not errors_of_ours(said), said


def articles(root: Path, *, every: int) -> None:
    """Build real articles: those that hold HTML of their own, and a share of the others."""
    content = shared("corpora/18f/content")
    briefs = sorted(content.rglob("briefs/*.md"))
    assert len(briefs) > 400
    for at, file in enumerate(briefs):
        text = file.read_text(encoding="utf-8")
        if at % every == 0 or re.search(r"^\s*<[a-z]", text, re.MULTILINE):
            into = root / "content" / file.relative_to(content)
            into.parent.mkdir(parents=True, exist_ok=True)
            into.write_text(text, encoding="utf-8")
    (root / "content/site.yaml").write_text(SETTINGS, encoding="utf-8")
    build(root)


def errors_of_ours(said: str) -> set[str]:
    """The pages with an error, but for one that briefs bring themselves: a <figcaption> outside a <figure>."""
    found, own = set(), False
    for line in said.splitlines():
        if line.startswith("error: "):
            own = bool(re.match(r"error: Element .figcaption. not allowed", line))
        elif line.startswith("  ") and not own:
            found.add(re.sub(r"^.*/(?=[^/]+/site/)|:\d+$", "", line.strip()))
    return found
