"""What is shipped works: the wheel in a folder with only content, the front door without packages."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import build

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ("briefs", "templates", "pyproject.toml", "LICENSE", "README.md")

SITE_YAML = """\
title: Two Rivers Notes
url: https://notes.example/
"""
BRIEF = """\
---
title: A dam is filled
author: Odile Ferrymoor
date: 2019-03-04
summary: The reservoir is full for the first time.
---
The reservoir was filled on Monday, the ministry said.

**Comment:** The fields below it will be dry by August.
"""


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a stranger would: nothing of this checkout or environment is on its path."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return subprocess.run(
        command,
        cwd=cwd,
        env=environ,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def make_environment(folder: Path, *, with_packages: bool) -> Path:
    """A fresh environment that has no package, or sees those of this one; its interpreter."""
    made = run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    assert made.returncode == 0, made.stderr
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if with_packages:
        asked = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
        paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        borrowed = Path(asked.stdout.strip(), "borrowed.pth")
        borrowed.write_text("\n".join(sorted(paths)) + "\n", encoding="utf-8")
    return python


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, and the wheel built from it."""
    folder = tmp_path_factory.mktemp("packaging")
    source = folder / "source"
    source.mkdir()
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, source / name)
    # Not from the checkout's folder: `-m build` would find build.py there.
    made = folder / "dist"
    built = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", made, source, cwd=folder)
    assert built.returncode == 0, built.stdout + built.stderr
    return made


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def test_wheel_holds_the_engine_and_the_default_theme(dist: Path) -> None:
    with zipfile.ZipFile(only(dist, "*.whl")) as wheel:
        held = set(wheel.namelist())

    for folder, inside in (("briefs", "briefs"), ("templates", "briefs/theme")):
        files = {path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.is_file()}
        expected = {f"{inside}/{path.as_posix()}" for path in files if "__pycache__" not in path.parts}
        assert expected
        assert not expected - held
    assert not [name for name in held if not name.startswith(("briefs/", "briefs_site-"))]


def test_sdist_holds_what_the_wheel_is_made_of_and_no_content(dist: Path) -> None:
    with tarfile.open(only(dist, "*.tar.gz")) as sdist:
        tops = {name.split("/")[1] for name in sdist.getnames() if "/" in name}

    assert {"briefs", "templates", "pyproject.toml", "LICENSE"} <= tops
    assert not {"content", "tests", "site", ".venv"} & tops


def test_installed_command_builds_a_site_where_there_is_only_content(dist: Path, tmp_path: Path) -> None:
    python = make_environment(tmp_path / "environment", with_packages=True)
    installed = run(
        *(sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check"),
        *("install", "--quiet", "--no-index", "--no-deps", only(dist, "*.whl")),
        cwd=tmp_path,
    )
    assert installed.returncode == 0, installed.stderr
    project = tmp_path / "project"
    (project / "content/briefs").mkdir(parents=True)
    (project / "content/site.yaml").write_text(SITE_YAML, encoding="utf-8")
    (project / "content/briefs/dam.md").write_text(BRIEF, encoding="utf-8")

    built = run(python.parent / "briefs", cwd=project)

    assert built.returncode == 0, built.stdout + built.stderr
    pages = [page.read_text(encoding="utf-8") for page in (project / "site").rglob("*.html")]
    assert [page for page in pages if "A dam is filled" in page and "will be dry by August" in page]


def test_front_door_looks_for_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [re.split(r"[^\w.-]", dependency)[0].lower() for dependency in project["dependencies"]]
    provided_by = packages_distributions()

    looked_for = [provided_by[module][0].lower() for module in build.PACKAGES]

    assert sorted(looked_for) == sorted(declared)


@pytest.mark.parametrize("missing", build.PACKAGES)
def test_front_door_is_not_ready_if_one_package_is_missing(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build.is_ready()
    monkeypatch.setattr("importlib.machinery.PathFinder.find_spec", lambda name: None if name == missing else name)
    assert not build.is_ready()


def test_front_door_without_packages_says_what_to_do(tmp_path: Path) -> None:
    python = make_environment(tmp_path / "empty", with_packages=False)
    shutil.copy(ROOT / "build.py", tmp_path)

    tried = run(python, "build.py", cwd=tmp_path)

    assert tried.returncode == 2
    assert tried.stdout == ""
    assert tried.stderr.count("\n") == 1
    assert "Run 'make site' once" in tried.stderr


def test_front_door_hands_over_to_the_environment_beside_it(tmp_path: Path) -> None:
    empty = make_environment(tmp_path / "empty", with_packages=False)
    checkout = tmp_path / "checkout"
    (checkout / "briefs").mkdir(parents=True)
    make_environment(checkout / ".venv", with_packages=True)
    shutil.copy(ROOT / "build.py", checkout)
    (checkout / "briefs/cli.py").write_text(
        "import sys\ndef entry():\n    print(sys.prefix, sys.argv[1:])\n    sys.exit(3)\n", encoding="utf-8"
    )

    handed = run(empty, checkout / "build.py", "check", "a b", cwd=tmp_path)

    assert handed.returncode == 3, handed.stderr
    assert handed.stdout == f"{checkout / '.venv'} ['check', 'a b']\n"


def test_front_door_does_not_hand_over_in_a_circle(tmp_path: Path) -> None:
    python = make_environment(tmp_path / ".venv", with_packages=False)
    shutil.copy(ROOT / "build.py", tmp_path)

    tried = run(python, "build.py", cwd=tmp_path)

    assert tried.returncode == 2
    assert "Run 'make site' once" in tried.stderr
