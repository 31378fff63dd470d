"""The programs that are compared: those of the bench folder's table that are installed, this one, and the floor."""

import glob
import importlib.util
import json
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
OURS, FLOOR, YARDSTICK = "briefs", "floor", "hugo"
# The peers have no search, and no files for reference managers: sites without are compared, and `search.py` measures ours.
SETTINGS = "title: Policy Briefs\nurl: https://example.org/\nper_page: 20\nsearch: false\nexports: []\nfeeds: [atom]\n"

BASES = {
    OURS: "templates/base.html",
    "hugo": "layouts/_default/baseof.html",
    "eleventy": "_includes/base.njk",
    "astro": "src/layouts/Base.astro",
    "astro incremental": "src/layouts/Base.astro",
    "jekyll": "_layouts/base.html",
    "pelican": "theme/templates/base.html",
    "nikola": "themes/small/templates/base.tmpl",
    # These two make all pages from one template, which extends no other.
    "mkdocs": "theme/main.html",
    "zensical": "overrides/main.html",
}
"""The template that all pages extend. A program that isn't named here has no figure for an edit of it."""


class Trouble(Exception):
    """What keeps a program, or all of them, from being measured."""


@dataclass(frozen=True)
class Program:
    name: str
    row: Any
    """Its row in the table of the bench folder: commands, folders, how to convert the corpus."""
    site: Path
    tools: Path

    @property
    def out(self) -> Path:
        return self.site / str(self.row.out)

    def command(self, situation: str, edited: str = "") -> list[str]:
        """A template edit takes the full command: one for changed texts needn't look at templates."""
        special = {"noop": self.row.noop, "body": self.row.edit, "title": self.row.edit}.get(situation)
        words = [word.format(tools=self.tools, edited=edited) for word in shlex.split(special or self.row.cold)]
        return [(glob.glob(word) or [word])[0] for word in words]

    def is_installed(self) -> bool:
        words = self.command("cold")
        modules = self.tools / "node" / self.row.modules if self.row.modules else self.tools
        return (
            bool(shutil.which(words[0]))
            and all(Path(word).exists() for word in words if word.startswith(str(self.tools)))
            and modules.is_dir()
        )

    def version(self) -> str:
        """As the package says it; empty for this program and those of the distribution."""
        places = f"{self.tools}/venvs/{self.name}/lib/python3*/site-packages/{self.name}-*.dist-info"
        for folder in glob.glob(places):
            return folder.removesuffix(".dist-info").rpartition("-")[2]
        for scope in ("", "@*/") if self.row.modules else ():
            places = f"{self.tools}/node/{self.row.modules}/node_modules/{scope}{self.row.modules}/package.json"
            for package in glob.glob(places):
                return str(json.loads(Path(package).read_text("utf-8"))["version"])
        return ""

    def remove_output(self) -> None:
        """And every cache: what a cold build begins with."""
        for pattern in [self.row.out, *self.row.cache]:
            for path in map(Path, glob.glob(f"{glob.escape(str(self.site))}/{pattern}")):
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def load(bench: Path) -> ModuleType:
    """The peers' table and the converters of the corpus."""
    file = bench / "run_peers.py"
    spec = importlib.util.spec_from_file_location("run_peers", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise Trouble(f"no run_peers.py in {bench}; name the bench folder with --bench")
    module = importlib.util.module_from_spec(spec)
    sys.modules["run_peers"] = module  # its dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def copy_ours(build: Path, folder: Path) -> Path:
    """This program as it is now, so that work on it can go on: a changed program builds everything anew."""
    folder.mkdir()
    for part in ("briefs", "templates"):
        shutil.copytree(build.parent / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return Path(shutil.copy(build, folder))


def add_ours(peers: ModuleType, build: Path) -> None:
    """Add this program and the floor to the table. The site has its own copy of the base template, to be edited."""

    def convert(source: Path, site: Path) -> None:
        peers.plain(source, site)
        (site / "content" / "site.yaml").write_text(SETTINGS, "utf-8")
        (site / "templates").mkdir()
        shutil.copy(build.parent / BASES[OURS], site / BASES[OURS])

    command = f"{shlex.quote(sys.executable)} {shlex.quote(str(build))}"
    peers.PEERS[OURS] = peers.Peer(command, "site", [".cache"], convert)
    floor = f"{shlex.quote(sys.executable)} -I -S {shlex.quote(str(Path(__file__).with_name('floor.py')))} plan out"
    peers.PEERS[FLOOR] = peers.Peer(floor, "out", [], lambda source, site: None)


def choose(peers: ModuleType, names: list[str] | None, tools: Path, folder: Path) -> list[Program]:
    """In the order they run in: Hugo, other peers, this program, the floor. Without names, all that are installed."""
    asked = [name for name in peers.PEERS if not name.startswith("limit")] if names is None else names
    if unknown := [name for name in asked if name not in peers.PEERS]:
        raise Trouble(f"no peer is called {', '.join(unknown)}; there are {', '.join(peers.PEERS)}")
    order = sorted({*asked} - {OURS, FLOOR}, key=lambda name: (name != YARDSTICK, asked.index(name)))
    found = []
    for name in [*order, OURS, FLOOR]:
        program = Program(name, peers.PEERS[name], folder / name.replace(" ", "_"), tools)
        if name in (OURS, FLOOR) or program.is_installed():
            found.append(program)
        elif names is not None:
            raise Trouble(f"{name} is not installed in {tools}")
    return found


def make_corpus(bench: Path, size: int, folder: Path) -> None:
    subprocess.run([sys.executable, bench / "make_corpus.py", str(size), folder], check=True)
