"""The Jinja environment: templates of the site before those of the theme, always escaped, undefined names refused."""

import marshal
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from itertools import groupby
from traceback import walk_tb
from types import CodeType, SimpleNamespace
from typing import Any, Literal, Protocol

import jinja2
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.exceptions import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.filters import do_urlencode
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

from briefs import languages
from briefs.asking import Refused
from briefs.citing.styles import cite
from briefs.dates import When
from briefs.digest import digest_bytes
from briefs.model import Card
from briefs.problems import Problem, error
from briefs.questions import Reads
from briefs.text import excerpt, percent_encode
from briefs.theme import Theme
from briefs.view import View

_asking: ContextVar[View] = ContextVar("asking")
_FAULTS = (TemplateError, RecursionError, TypeError, ValueError, AttributeError, LookupError, ArithmeticError)
"""What a mistake in a template may raise."""

_escaped = lru_cache(maxsize=2**14)(escape)
"""Names, titles and addresses are printed again and again."""


def _print(value: Any) -> str:
    """Escape what a template prints, as Jinja's own function does; but what is markup already is most of a page, and is not copied."""
    if type(value) is str:
        return _escaped(value)
    return value if type(value) is Markup else escape(value)


class _Context(Context):
    """Calls without looking first whether what is called wants the context: of all that templates see here, only macros want
    some of it, and the search costs more than most calls.
    """

    def call(
        self, called: Callable[..., Any], /, *args: Any, _loop_vars: object = None, _block_vars: object = None, **named: Any
    ) -> Any:  # fmt: skip
        """Call what a template calls."""
        if type(called) is not Macro:
            return called(*args, **named)
        left = len(called.arguments) - len(args)
        special = named or called.caller or called.catch_kwargs or called.catch_varargs
        if special or left < 0 or not self.eval_ctx.autoescape:
            return called(self.eval_ctx, *args, **named)
        # What Jinja itself comes to in this, the usual case, after longer than most macros take.
        return Markup(called._func(*args, *(missing,) * left))


class _Template(jinja2.Template):
    """Notes what running an imported template asks: that happens once a process, and who imports it later depends on it too."""

    @classmethod
    def from_code(
        cls, environment: jinja2.Environment, code: CodeType, globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> jinja2.Template:  # fmt: skip
        template = super().from_code(environment, code, globals, uptodate)
        # Compiled code looks for this function among the names of its module.
        template.root_render_func.__globals__["escape"] = _print
        return template

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


class Kept(Protocol):
    """Where compiled templates are kept for the next build: `cache.Cache`, which stands above this file."""

    def get(self, table: Literal["templates"], key: str) -> bytes | None:
        """Give one blob, whole as it was put."""

    def put(self, table: Literal["templates"], rows: Iterable[tuple[str, bytes]]) -> None:
        """Keep some blobs."""

    def close(self) -> None:
        """Let go of the file; to be called before a fork."""


class _Compiled(jinja2.BytecodeCache):
    """Keeps templates in their compiled form, each under its name.

    Python loads such code without a look at it. So the store has to notice damage, as ours does by a digest; what was made from
    other source, by other libraries or by another Python is not even loaded, as the mark before the code says.
    """

    def __init__(self, kept: Kept, stamp: str) -> None:
        self._kept = kept
        self._stamp = stamp

    def load_bytecode(self, bucket: Bucket) -> None:
        blob = self._kept.get("templates", bucket.key)
        mark = self._mark(bucket)
        if blob is not None and blob.startswith(mark):
            bucket.code = marshal.loads(blob[len(mark) :])

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._kept.put("templates", [(bucket.key, self._mark(bucket) + marshal.dumps(bucket.code))])

    def _mark(self, bucket: Bucket) -> bytes:
        return digest_bytes(f"{self._stamp}\n{bucket.checksum}".encode()).encode()


class _Environment(jinja2.Environment):
    """Notes each template that a page loads, and each that it looked for in vain.

    `_load_template` is where get_template, select_template, extends, include and import all meet; the public methods miss some.
    """

    template_class = _Template
    context_class = _Context

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._loaded: dict[str, jinja2.Template] = {}

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Give the one set of names that all templates see: no template has others of its own."""
        return self.globals

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> jinja2.Template:
        name = str(name)  # a template may make it of what it has marked up
        _asking.get().note(("template", name))
        found = self._loaded.get(name)
        if found is None:
            found = self._loaded[name] = super()._load_template(name, globals)
        return found

    def prepare(self, name: str) -> None:
        """Compile a template that may be needed; its mistakes are told where it is."""
        with suppress(TemplateError):
            super()._load_template(name, None)


class Templates:
    """Templates, compiled once a process."""

    def __init__(
        self, theme: Theme, filters: Mapping[str, Callable[..., Any]], kept: Kept | None = None, stamp: str = ""
    ) -> None:
        """`kept` holds what earlier builds compiled; `stamp` names the code that decides what a template becomes."""
        self._kept = kept
        self._names = theme.shown
        self.fragments: dict[tuple[Any, ...], dict[str | None, tuple[Any, Reads]]] = {}

        def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
            return (theme.templates[name][0], name, lambda: True) if name in theme.templates else None

        self._environment = _Environment(
            loader=jinja2.FunctionLoader(load), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
            keep_trailing_newline=True, auto_reload=False, cache_size=-1, bytecode_cache=_Compiled(kept, stamp) if kept else None,
        )  # fmt: skip
        # Jinja's own random and now-like helpers would make pages differ from build to build.
        del self._environment.filters["random"]
        del self._environment.globals["lipsum"]
        own = {
            "date": _date, "day": _day, "year": languages.format_year, "iso": _iso, "instant": _instant,
            "digits": languages.digits, "excerpt": excerpt, "isolate": _isolate, "by_year": _by_year,
            "cited": lambda work, style: Markup(cite(work, _words(work.lang), style)),
        }  # fmt: skip
        own["urlencode"] = lambda value: percent_encode(value) if isinstance(value, str) else do_urlencode(value)
        self._environment.filters.update(own | dict(filters))
        self._environment.globals.update(words=_words, direction=_direction, separators=languages.list_separators)

    def compile_all(self) -> None:
        """Compile all templates at once: for processes that are forked later, and would each have to do it."""
        for name in self._names:
            if not name.startswith("theme/"):  # only a template of the site's own has a use for these other names
                self._environment.prepare(name)
        if self._kept:
            self._kept.close()

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


# Macros are imported without the names of the page, so these ask the view that is being answered.


def _words(language: str) -> SimpleNamespace:
    return _asking.get().words(str(language))


def _direction(language: str) -> str:
    return _asking.get().direction(str(language))


def _isolate(text: str, language: str) -> str:
    """Keep a name that runs the other way than the text around it, in this language, from disturbing that."""
    around = _direction(language)
    return text if languages.direction_of(text, around) == around else _within_bdi(text)


@lru_cache(maxsize=4096)
def _within_bdi(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(text)


def _by_year(cards: Iterable[Card]) -> list[tuple[str, list[Card]]]:
    """Part briefs by the year of their date; empty for those without one."""
    return [
        (year, list(these)) for year, these in groupby(cards, lambda card: str(card.date.day.year) if card.date else "")
    ]


def _date(when: When | date, language: str) -> str:
    return languages.format_date(when.day if isinstance(when, When) else when, language)


def _day(when: When | date, language: str) -> str:
    return languages.format_day(when.day if isinstance(when, When) else when, language)


def _iso(when: When | date) -> str:
    return (when.day if isinstance(when, When) else when).isoformat()


def _instant(when: When) -> str:
    return when.instant
