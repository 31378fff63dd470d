"""Briefs: a static site generator for policy briefs."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from briefs.output import Output
    from briefs.pipeline import build
    from briefs.problems import Problem
    from briefs.report import Options, Report
    from briefs.view import View

__all__ = ["Options", "Output", "Problem", "Report", "View", "build"]

_HOMES = {
    "Options": "report",
    "Report": "report",
    "build": "pipeline",
    "Output": "output",
    "Problem": "problems",
    "View": "view",
}


def __getattr__(name: str) -> object:
    # Loaded when asked for: `briefs.build` must not cost the import of what a build with nothing to do never needs.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"briefs.{_HOMES[name]}"), name)
