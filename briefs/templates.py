"""The Jinja environment: templates of the site before those of the theme, always escaped, undefined names refused."""

from collections.abc import Callable, Mapping, MutableMapping
from contextvars import ContextVar
from datetime import date
from traceback import walk_tb
from typing import Any

import jinja2
from jinja2.environment import TemplateModule
from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.runtime import Context

from briefs import languages
from briefs.dates import When
from briefs.problems import Problem, error
from briefs.questions import Question
from briefs.text import excerpt
from briefs.theme import Theme
from briefs.view import Refused, View

_asking: ContextVar[View] = ContextVar("asking")
_FAULTS = (TemplateError, RecursionError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError)
"""What a mistake in a template may raise."""


class _Template(jinja2.Template):
    """Notes what running an imported template asks: that happens once a process, and who imports it later depends on it too."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        view = _asking.get()
        if self._module is None:
            outer, view.reads = view.reads, {}
            try:
                super()._get_default_module(ctx)
            finally:
                self._asked, view.reads = view.reads, outer
        view.reads.update(self._asked)
        return super()._get_default_module(ctx)


class _Environment(jinja2.Environment):
    """Notes each template that a page loads, and each that it looked for in vain.

    `_load_template` is where get_template, select_template, extends, include and import all meet; the public methods miss some.
    """

    template_class = _Template

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> jinja2.Template:
        _asking.get().note(("template", name))
        return super()._load_template(name, globals)


class Templates:
    """Templates, compiled once a process."""

    def __init__(self, theme: Theme, filters: Mapping[str, Callable[..., Any]]) -> None:
        self._names = theme.shown
        self.fragments: dict[tuple[Any, ...], tuple[str, dict[Question, str]]] = {}

        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            return (theme.templates[name][0], name, lambda: True) if name in theme.templates else None

        self._environment = _Environment(
            loader=jinja2.FunctionLoader(load), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
            keep_trailing_newline=True, auto_reload=False, cache_size=-1,
        )  # fmt: skip
        # Jinja's own random and now-like helpers would make pages differ from build to build.
        del self._environment.filters["random"]
        del self._environment.globals["lipsum"]
        own = {"date": _date, "iso": _iso, "instant": _instant, "digits": languages.digits, "excerpt": excerpt}
        self._environment.filters.update(own | dict(filters))
        self._environment.globals.update(
            words=languages.words, direction=languages.direction, separators=languages.list_separators
        )

    def render(self, name: str, view: View, context: Mapping[str, Any]) -> str:
        """Fill a template for a view; raises Refused with file and line."""
        within = _asking.get(None)
        token = _asking.set(view)
        try:
            return self._environment.get_template(name).render(view=view, **context)
        except _FAULTS as bad:
            if within and isinstance(bad, RecursionError):
                raise  # the outermost template knows best where the circle begins
            raise Refused(self._explain(bad, name)) from bad
        finally:
            _asking.reset(token)

    def _explain(self, bad: Exception, name: str) -> Problem:
        if isinstance(bad, TemplateNotFound):
            return self._at(
                bad,
                name,
                "no-template",
                f"there is no template {bad.name}",
                "check the name in extends, include or import",
            )
        if isinstance(bad, TemplateSyntaxError):
            file = self._names.get(bad.name or name, bad.name or name)
            return error("template", bad.message or "syntax error", path=file, line=bad.lineno)
        if isinstance(bad, UndefinedError):
            return self._at(
                bad,
                name,
                "undefined",
                bad.message or "an undefined name is used",
                "check the spelling of the name",
            )
        if isinstance(bad, RecursionError):
            return self._at(
                bad,
                name,
                "template",
                "the template includes or extends itself without end",
                "remove the circle",
            )
        place = self._place(bad)
        if place is None:
            raise bad
        return self._at(bad, name, "template", f"{type(bad).__name__}: {bad}", "")

    def _at(self, bad: Exception, name: str, code: str, message: str, hint: str) -> Problem:
        file, line = self._place(bad) or (name, 0)
        return error(code, message, path=self._names.get(file, file), line=line, hint=hint)

    def _place(self, bad: Exception) -> tuple[str, int] | None:
        """Find the innermost line of a template in a traceback; Jinja rewrites it to show them."""
        frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(bad.__traceback__)]
        return next(((file, line) for file, line in reversed(frames) if file in self._names), None)


def _date(when: When | date, language: str) -> str:
    return languages.format_date(when.day if isinstance(when, When) else when, language)


def _iso(when: When | date) -> str:
    return (when.day if isinstance(when, When) else when).isoformat()


def _instant(when: When) -> str:
    return when.instant
