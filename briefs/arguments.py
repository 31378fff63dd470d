"""What may be typed behind the program's name: its commands and options, with the help that they print."""

import argparse
import sys
from collections.abc import Sequence
from copy import copy
from pathlib import Path

CHECKS = ("leaks", "links", "pages")
"""Names of what `check` can look for."""


def make_parser() -> argparse.ArgumentParser:
    """Define commands and options."""
    parser = argparse.ArgumentParser(
        prog=_program(), description="Build the site: read content/, write site/.",
        epilog="Exit status: 0 published, 1 problems in the content (nothing is published), 2 wrong use, "
        "70 a fault of the program itself, 130 stopped by Ctrl-C.",
    )  # fmt: skip
    parser.add_argument(
        "--root", type=Path, metavar="DIR", help="folder that holds content/ (default: the current folder)"
    )
    parser.add_argument(
        "--out", type=Path, metavar="DIR", help="folder to write the site to (default: site/ in the root)"
    )
    parser.add_argument(
        "--drafts",
        action="store_true",
        help="publish drafts, and briefs that are not due yet, as well, marked as drafts",
    )
    parser.add_argument(
        "--now", metavar="MOMENT",
        help="build as if it were then, such as \"2026-12-01 09:00\" in the site's time zone (default: the clock's time, or SOURCE_DATE_EPOCH)",
    )  # fmt: skip
    parser.add_argument(
        "--strict", action="store_true", help="treat warnings as errors, and publish only what passes every check"
    )
    parser.add_argument("--fresh", action="store_true", help="use nothing that earlier builds left behind")
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="show every warning, each file written, and where the time went",
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="after the build, build once more from nothing elsewhere, and compare the two sites file by file",
    )
    parser.add_argument(
        "--annotations", action="store_true", help="print problems as commands of GitHub Actions, too, which show them at their lines"
    )  # fmt: skip
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands (without one, the site is built)"
    )
    importer = commands.add_parser(
        "import",
        help="turn articles in other formats into briefs",
        description="Turn articles in other formats into briefs.",
    )
    formats = importer.add_subparsers(dest="format", metavar="FORMAT", required=True)
    text = formats.add_parser(
        "text", parents=[_inherited(parser, "import")], help="plain text: headline, byline, paragraphs, Comment:",
        description="Turn plain-text articles (headline, byline, paragraphs, a closing Comment:) into briefs under content/briefs/. Nothing is overwritten.",
    )  # fmt: skip
    commands.add_parser(
        "publish", parents=[_inherited(parser, "publish")], help="build with --strict, and note which addresses are published",
        description="Build with --strict, and bring content/addresses.txt up to date, the list of what was ever published: "
        "from then on, a build in which one of these addresses is gone is refused.",
    )  # fmt: skip
    why = commands.add_parser(
        "why", parents=[_inherited(parser, "why")], help="tell what a page was made from, and why it is made anew",
        description="Tell what a file of the site was made from, why the last build made it, and whether and why the next one will. Builds nothing.",
    )  # fmt: skip
    why.add_argument("page", metavar="PAGE", help="its address or path, such as tags/water/")
    check = commands.add_parser(
        "check", parents=[_inherited(parser, "check")], help="look for dead links, for what a host would refuse, and for leaks",
        description="Look through the site as it was built: for links, anchors and files that are not there (links), and for what GitHub Pages would "
        "refuse or serve otherwise than meant (pages), and for anything that is said of "
        "drafts and held briefs (leaks). Builds nothing; --strict does the same before it publishes.",
    )  # fmt: skip
    check.add_argument("--artifact", type=Path, metavar="FILE", help="compare this tar file, too, which is to be published, with what was built")  # fmt: skip
    check.add_argument("checks", nargs="*", type=_check_name, metavar="CHECK", help=f"{_listed(CHECKS)} (default: all)")
    preview = commands.add_parser(
        "serve", parents=[_inherited(parser, "serve")], help="show the site in the browser while you write",
        description="Show the site in the browser while you write: drafts included, each change as it is saved, with what is wrong over the page. "
        "Nothing is published and site/ is not touched.",
    )  # fmt: skip
    preview.add_argument("--port", type=_port, default=8000, metavar="N", help="port to listen at (default: 8000, or the next free one)")  # fmt: skip
    preview.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="address to listen at (default: 127.0.0.1, for this machine alone; "
                         "with any other, whoever reaches this machine can read your drafts)")  # fmt: skip
    preview.add_argument("--open", action="store_true", help="open the browser")
    text.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a plain-text article")
    return parser


_HEEDED = {
    "publish": ("root", "out", "now", "strict", "fresh", "verbose", "verify", "annotations"),
    "why": ("root", "out", "drafts", "now", "verbose"),
    "check": ("root", "out", "drafts", "now", "verbose", "annotations"),
    "import": ("root",),
    "serve": ("root",),
}
"""Of the options of a build, those that mean something to a command."""


def refuse_unheeded(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """End with the exit code for wrong use if an option stands before a command that would pass over it in silence."""
    for action in parser._actions if given.command else ():
        said = vars(given).get(action.dest, action.default) != action.default
        if action.option_strings and said and action.dest not in _HEEDED[given.command]:
            name = action.option_strings[-1]
            parser.error(f"{name} is for building the site, and {given.command} does nothing with it: leave it out")


def _check_name(text: str) -> str:
    if text not in CHECKS:
        raise argparse.ArgumentTypeError(f"there is no check '{text}'; write {_listed(CHECKS)}")
    return text


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, such as 8000, not {text}")
    return int(text)


def _inherited(parser: argparse.ArgumentParser, command: str) -> argparse.ArgumentParser:
    """Accept what a command heeds behind its name too, without undoing what was given before it."""
    again = argparse.ArgumentParser(add_help=False)
    for action in parser._actions:
        if action.option_strings and action.dest in _HEEDED[command]:
            behind = copy(action)
            behind.default = argparse.SUPPRESS
            again._add_action(behind)
    return again


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"


def _program() -> str:
    name = Path(sys.argv[0]).name
    return {"build.py": "python build.py", "__main__.py": "python -m briefs"}.get(name, "briefs")
