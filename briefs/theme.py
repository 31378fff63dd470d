"""Where templates and the files beside them come from: the site's own folder, then the default theme."""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from briefs.digest import digest_bytes
from briefs.problems import Problem, error


class Theme(Struct, frozen=True):
    """All templates and static files, each name once."""

    templates: Mapping[str, tuple[str, str]]
    """Source and digest, by name."""
    shown: Mapping[str, str]
    """The file to name in a message, by name of template."""
    statics: Mapping[str, tuple[Path, str]]
    """File and digest, by path under the site: `static/…`."""


def theme_folders(root: Path) -> dict[str, Path]:
    """List the folders that templates are looked for in, the first having precedence, each with the name that messages use."""
    packaged = Path(__file__).with_name("theme")
    default = packaged if packaged.is_dir() else Path(__file__).parent.parent / "templates"
    own = root / "templates"
    if own.is_dir() and not own.samefile(default):
        return {"templates": own, "theme": default}
    return {"templates": default}


def find_theme(root: Path) -> tuple[Theme, list[Problem]]:
    """Read the templates and list the static files.

    Those of the default theme also go by the name `theme/NAME`, so that a site's template can extend the one that it replaces.
    """
    templates: dict[str, tuple[str, str]] = {}
    shown: dict[str, str] = {}
    statics: dict[str, tuple[Path, str]] = {}
    problems: list[Problem] = []
    folders = theme_folders(root)
    for title, folder in folders.items():
        if folder.is_symlink():
            problems.append(_symlink(title, "the folder"))
            continue
        is_default = folder == list(folders.values())[-1]
        for path in sorted([folder, *folder.rglob("*")]):
            name = path.relative_to(folder).as_posix()
            place = f"{title}/{name}" if path != folder else title
            if path.is_symlink():
                problems.append(_symlink(place, "the file"))
            elif path != folder and any(part.startswith(".") or part.endswith("~") for part in name.split("/")):
                continue
            elif not os.access(path, os.R_OK | os.X_OK * path.is_dir()):  # nothing in such a folder would be listed
                message = f"the {'folder' if path.is_dir() else 'file'} can't be read"
                problems.append(error("unreadable", message, path=place, hint="allow this program to read it"))
            elif path.is_dir():
                continue
            elif not path.is_file():
                problems.append(error("not-a-file", "this is not an ordinary file", path=place, hint="remove it"))
            elif name.startswith("static/"):
                statics.setdefault(name, (path, digest_bytes(path.read_bytes())))
            else:
                data = path.read_bytes()
                try:
                    template = data.decode("utf-8"), digest_bytes(data)
                except UnicodeDecodeError:
                    hint = "save it again with the encoding UTF-8"
                    problems.append(error("not-utf8", "the template is not UTF-8 text", path=place, hint=hint))
                    continue
                for each in (name, f"theme/{name}") if is_default else (name,):
                    templates.setdefault(each, template)
                    shown.setdefault(each, place)
    return Theme(templates, shown, statics), problems


def _symlink(place: str, what: str) -> Problem:
    hint = f"put a copy of {what} here instead"
    return error("symlink", "links to other files are not followed", path=place, hint=hint)
