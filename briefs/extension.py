"""A site's own `extend.py`: more outputs, more filters, more Markdown."""

import importlib.util
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from briefs.problems import Problem, error

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    from briefs.config import Config
    from briefs.model import Model
    from briefs.output import Output

NAME = "extend.py"
_MODULE = "extend"


class Extension(Struct, frozen=True):
    """What `extend.py` gives; all of it optional."""

    outputs: "Callable[[Model, Config], Iterable[Output]] | None" = None
    filters: Mapping[str, Callable[..., Any]] = {}
    markdown: "Callable[[MarkdownIt], None] | None" = None


def load_extension(root: Path) -> tuple[Extension, list[Problem]]:
    """Run the site's `extend.py`, if there is one."""
    path = root / NAME
    if not path.is_file() or path.is_symlink():
        return Extension(), []
    spec = importlib.util.spec_from_file_location(_MODULE, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[_MODULE] = module
    try:
        spec.loader.exec_module(module)
    except Exception as bad:  # noqa: BLE001  # whatever the site's own code raises is a problem of that code
        return Extension(), [explain(bad, root)]
    filters = getattr(module, "filters", {})
    return Extension(getattr(module, "outputs", None), filters, getattr(module, "markdown", None)), []


def is_extension(recipe: Callable[..., Any]) -> bool:
    """Tell whether a function is the site's own."""
    return getattr(recipe, "__module__", "") == _MODULE


def explain(bad: Exception, root: Path) -> Problem:
    """Turn what the site's own code raised into a problem with its line."""
    if isinstance(bad, SyntaxError):
        return error("extend", f"SyntaxError: {bad.msg}", path=NAME, line=bad.lineno or 0, column=bad.offset or 0)
    own = [frame.lineno for frame in extract_tb(bad.__traceback__) if Path(frame.filename) == root / NAME]
    return error("extend", f"{type(bad).__name__}: {bad}", path=NAME, line=(own[-1] or 0) if own else 0,
                 hint="this is the site's own code: see the chapter on extending in the guide")  # fmt: skip
