"""The front door: `python build.py` builds the site, `python build.py COMMAND` runs another `briefs` command.

An interpreter that is too old or lacks the packages hands over to that of `.venv`, which `make site` sets up.
The syntax is plain enough for an old Python to read this file and say so.
"""

import os
import sys

PACKAGES = (
    "PIL",
    "babel",
    "jinja2",
    "markdown_it",
    "markupsafe",
    "mdit_py_plugins",
    "msgspec",
    "nh3",
    "tzdata",
    "watchdog",
    "yaml",
)
"""The modules of the dependencies in pyproject.toml."""


def is_ready():
    # type: () -> bool
    """Whether this interpreter is new enough and has the packages: found, not imported, to save time."""
    if sys.version_info < (3, 11):
        return False
    from importlib.machinery import PathFinder

    return all(PathFinder.find_spec(name) for name in PACKAGES)


def hand_over():
    # type: () -> None
    """Go on as the interpreter of `.venv`; returns only if there is none, or if it is this one."""
    venv = os.path.join(os.path.dirname(os.path.abspath(__file__)), ".venv")
    if os.path.realpath(sys.prefix) == os.path.realpath(venv):
        return
    for python in (os.path.join(venv, "bin", "python"), os.path.join(venv, "Scripts", "python.exe")):
        command = [python, os.path.abspath(__file__)] + sys.argv[1:]  # noqa: RUF005  # old Pythons can't read the other form
        if not os.path.exists(python):
            continue
        if os.name == "nt":  # where exec returns to the prompt before the build is done
            import subprocess

            sys.exit(subprocess.call(command))
        os.execv(python, command)


if __name__ == "__main__":
    if not is_ready():
        hand_over()
        old = sys.version_info < (3, 11)
        need = "Briefs needs Python 3.11 or newer" if old else "Briefs' packages are not installed"
        sys.stderr.write(need + ". Run 'make site' once: it sets up .venv, which build.py then uses.\n")
        sys.exit(2)

    from briefs.cli import entry

    entry()
