"""A site's own `extend.py`: more outputs, more filters, more Markdown."""

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from traceback import walk_tb
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from briefs.files import EXTENSION
from briefs.output import Output
from briefs.problems import Problem, error

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

    from briefs.config import Config
    from briefs.model import Model

NAME = EXTENSION
MODULE = "extend"
"""The name under which its code runs."""
_HINT = "this is the site's own code: see the chapter on extending in the guide"


class Extension(Struct, frozen=True):
    """What `extend.py` gives; all of it optional."""

    outputs: "Callable[[Model, Config], Iterable[Output]] | None" = None
    filters: Mapping[str, Callable[..., Any]] = {}
    markdown: "Callable[[MarkdownIt], None] | None" = None


def load_extension(root: Path, code: bytes) -> tuple[Extension, list[Problem]]:
    """Run the site's `extend.py`, if there is one, as it was read."""
    path = root / NAME
    if path.is_symlink():
        return Extension(), [error("symlink", "links to other files are not followed", path=NAME, hint="put a copy of the file here instead")]  # fmt: skip
    if not path.is_file():
        return Extension(), []
    module = ModuleType(MODULE)
    module.__file__ = os.path.abspath(path)
    sys.modules[MODULE] = module
    try:
        # Compiled here, as the import system would trust a compiled file of the same second and length.
        exec(compile(code, module.__file__, "exec"), module.__dict__)
    except (Exception, SystemExit) as bad:  # noqa: BLE001  # whatever the site's own code raises is a problem of that code
        return Extension(), [explain(bad, root) or _fault(f"{type(bad).__name__}: {bad}")]
    outputs, filters, markdown = (getattr(module, name, None) for name in ("outputs", "filters", "markdown"))
    problems = [
        _fault(f"{name} is not a function")
        for name, given in (("outputs", outputs), ("markdown", markdown))
        if not (given is None or callable(given))
    ]
    if filters is None:
        filters = {}
    if not (isinstance(filters, dict) and all(isinstance(n, str) and callable(f) for n, f in filters.items())):
        problems.append(_fault("filters is not a dictionary of names and functions"))
    return (Extension(), problems) if problems else (Extension(outputs, filters, markdown), [])


def own_outputs(extension: Extension, model: "Model", config: "Config", root: Path) -> tuple[list[Output], list[Problem]]:  # fmt: skip
    """Ask `extend.py` for its outputs."""
    if extension.outputs is None:
        return [], []
    try:
        answer: object = extension.outputs(model, config)
        given = list(answer) if isinstance(answer, Iterable) else [answer]
    except (Exception, SystemExit) as bad:
        problem = explain(bad, root)
        if problem is None:
            raise
        return [], [problem]
    line = getattr(getattr(extension.outputs, "__code__", None), "co_firstlineno", 0)
    outputs = [replace(each, source=each.source or NAME) for each in given if isinstance(each, Output)]
    problems = [_fault(f"outputs() gave {each!r}, which is no Output", line) for each in given if not isinstance(each, Output)]  # fmt: skip
    for each in outputs:
        fault = _what_is_wrong(each)
        if fault:
            problems.append(_fault(f"the output {each.path!r} {fault}", line))
    return ([], problems) if problems else (outputs, [])


def _what_is_wrong(output: Output) -> str:
    texts: tuple[object, ...] = (output.path, output.source)
    if not all(isinstance(text, str) for text in texts):
        return "has a path or source that is no text"
    if not isinstance(output.recipe, FunctionType):
        return "has a recipe that is not a function defined with def"
    if output.recipe.__closure__:
        return f"has a recipe that uses {', '.join(output.recipe.__code__.co_freevars)} of the function around it: give it as args"
    try:
        output.recipe_digest  # noqa: B018  # raises where a value can't be named
    except TypeError as bad:
        return f"has args that are not plain values ({bad})"
    return ""


def explain(bad: BaseException, root: Path) -> Problem | None:
    """Turn what the site's own code raised into a problem with its line; None if none of that code was at work."""
    file = os.path.abspath(root / NAME)
    if isinstance(bad, SyntaxError) and bad.filename == file:
        return error("extend", f"SyntaxError: {bad.msg}", path=NAME, line=bad.lineno or 0, column=bad.offset or 0)
    lines = [line for frame, line in walk_tb(bad.__traceback__) if frame.f_code.co_filename == file]
    return _fault(f"{type(bad).__name__}: {bad}", lines[-1]) if lines else None


def _fault(message: str, line: int = 0) -> Problem:
    return error("extend", message, path=NAME, line=line, hint=_HINT)
