"""Templates: nothing unescaped, nothing undefined, and mistakes told with file and line."""

import re
import sqlite3
from functools import reduce
from pathlib import Path

import jinja2
import pytest
from sitetext import Site, brief

from briefs import workers

TEMPLATES = Path(__file__).parents[1] / "templates"
SOURCES = {path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*")) if path.suffix in (".html", ".xml")}  # fmt: skip


OWN_REFRESH = '<meta http-equiv="refresh" content="0; url={{ view.root }}{{ to }}">'
"""Behind dots and slashes, whatever the address says, it is one of this site."""
DATA = '<script type="application/ld+json">{{ data }}</script>'
"""Data for programs, which no browser runs: see `linked_data.as_json`."""
OWN_SCRIPT = '<script type="module" src="{{ view.root }}static/copy.js"></script>'


def lint(source: str) -> list[str]:
    """What could let text become markup or script. A page may load a script of the theme by its name."""
    found = re.findall(
        r"\|\s*safe\b|autoescape|\|\s*xmlattr\b|\bMarkup\b|<script|<style|\bon\w+\s*=|\bstyle\s*=|srcdoc",
        re.sub(r'<script type="module" src="\{\{ view\.root \}\}static/[\w-]+\.js"></script>', "", source),
    )
    inside_tag = r"<[a-zA-Z][^<>]*?"
    found += re.findall(rf"{inside_tag}=\s*\{{\{{[^}}]*\}}\}}", re.sub(r"\{%.*?%\}", "", source))
    found += re.findall(r"http-equiv=\"refresh\"", source)
    return found


@pytest.mark.parametrize("name", SOURCES)
def test_template_escapes_everything(name: str) -> None:
    own = (OWN_SCRIPT, OWN_REFRESH, DATA)
    assert lint(reduce(lambda source, each: source.replace(each, ""), own, SOURCES[name])) == []


@pytest.mark.parametrize(
    "source",
    ["{{ a|safe }}", "{{ a | safe }}", "{% autoescape false %}", "<p class={{ a }}>", "<p {% if a %}id={{ a }}{% endif %}>",
     "<p onclick=\"{{ a }}\">", "<p style='{{ a }}'>", "<script>{{ a }}</script>", "<p{{ a|xmlattr }}>"],
)  # fmt: skip
def test_the_lint_can_fail(source: str) -> None:
    assert lint(source)


def test_policy_comes_before_anything_that_loads() -> None:
    head = SOURCES["base.html"].split("<head>")[1]
    assert re.match(r'\s*<meta charset="utf-8">\s*<meta http-equiv="Content-Security-Policy"', head)
    assert "default-src 'none'" in head
    assert "unsafe" not in head


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.write("content/briefs/a.md", brief("A <b> & 'c' \"d\"", author="Ada", date="2018-01-01"))
    made.write("content/pages/about.md", brief("About"))
    made.build()
    return made


FAULTS = {
    "undefined name": ("<p>\n{{ nothing }}\n", 2, "nothing"),
    "undefined in a test": ("<p>\n{% if nothing %}x{% endif %}", 2, "nothing"),
    "undefined attribute": ("{{ page.nothing }}", 1, "nothing"),
    "undefined index": ("{{ page['nothing'] }}", 1, "nothing"),
    "question of no answer": ("\n{{ view.brief('none') }}", 2, "KeyError"),
    "question that isn't one": ("\n{{ view.nothing() }}", 2, "nothing"),
    "syntax": ("<p>\n\n{% if %}", 3, ""),
    "not closed": ("<p>\n{% if page %}", 2, ""),
    "unknown tag": ("{% nothing %}", 1, "nothing"),
    "unknown filter": ("\n{{ page|nothing }}", 2, "nothing"),
    "random filter": ("{{ [1, 2]|random }}", 1, "random"),
    "missing include": ("<p>\n{% include 'none.html' %}", 2, "none.html"),
    "missing parent": ("{% extends 'none.html' %}", 1, "none.html"),
    "missing import": ("\n{% import 'none.html' as m %}", 2, "none.html"),
    "missing block": ("{% extends 'base.html' %}", 0, "main"),
    "includes itself": ("\n{% include 'page.html' %}", 2, "includes or extends itself"),
    "extends itself": ("{% extends 'page.html' %}", 1, "includes or extends itself"),
    "imports itself": ("{% import 'page.html' as p %}", 1, "includes or extends itself"),
    "fragment of itself": ("\n{{ view.fragment('page.html', page=1) }}", 2, ""),
    "division by zero": ("\n\n{{ 1 / 0 }}", 3, "ZeroDivisionError"),
    "types": ("{{ 'a' + 1 }}", 1, "TypeError"),
    "outside": ("{% include '../content/site.yaml' %}", 1, "site.yaml"),
    "absolute": ("{% include '/etc/passwd' %}", 1, "passwd"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_a_problem_with_file_and_line(site: Site, name: str) -> None:
    source, line, message = FAULTS[name]
    site.write("templates/page.html", source)
    (problem,) = site.refused()
    assert problem.path == ("templates/page.html" if line else "theme/base.html")
    assert problem.line == line or not line
    assert message in problem.message
    assert len(problem.message) < 300


def test_fault_in_an_included_template_names_that_one(site: Site) -> None:
    site.write(
        "templates/page.html", "{% extends 'base.html' %}{% block main %}{% include 'piece.html' %}{% endblock %}"
    )
    site.write("templates/piece.html", "\n\n\n{{ nothing }}")
    (problem,) = site.refused()
    assert (problem.path, problem.line) == ("templates/piece.html", 4)
    site.write("templates/piece.html", "\n\n\n{% nothing %}")
    (problem,) = site.refused()
    assert (problem.path, problem.line) == ("templates/piece.html", 4)


@pytest.mark.parametrize("path", ["templates", "templates/page.html", "templates/static", "templates/static/own.css"])
def test_what_can_not_be_read_is_told_and_not_passed_over(
    site: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Root reads everything, so the system is asked by a stand-in."""
    site.write("templates/page.html", "{% extends 'theme/page.html' %}")
    site.write("templates/static/own.css", "a {}")
    monkeypatch.setattr("os.access", lambda each, mode: each != site.root / path)
    (problem,) = site.refused()
    assert (problem.code, problem.path) == ("unreadable", path)


def test_circle_over_two_templates(site: Site) -> None:
    site.write("templates/page.html", "{% include 'piece.html' %}")
    site.write("templates/piece.html", "{% include 'page.html' %}")
    (problem,) = site.refused()
    assert "itself" in problem.message
    assert problem.path in ("templates/page.html", "templates/piece.html")


def test_template_of_the_site_takes_the_place_of_the_themes(site: Site) -> None:
    before = site.files()
    site.write(
        "templates/page.html", '{% extends "base.html" %}{% block main %}<h1>Own {{ page.title }}</h1>{% endblock %}'
    )
    assert site.build().written == ["about/index.html"]
    assert site.text("about/", "h1") == "Own About"
    site.remove("templates/page.html")
    assert site.build().written == ["about/index.html"]
    assert site.files() == before


def test_values_are_escaped_in_templates_of_the_site_as_well(site: Site) -> None:
    site.write("templates/brief.html", '<p title="{{ card.title }}">{{ card.title }}</p>{% include "piece.xml" %}')
    site.write("templates/piece.xml", "<i>{{ card.title }}</i>")
    site.build()
    assert site.read("briefs/2018/a/index.html").count("A &lt;b&gt; &amp; &#39;c&#39; &#34;d&#34;") == 3


def test_template_that_is_not_utf8_is_named(site: Site) -> None:
    site.write("templates/page.html", b"\xff\xfe")
    problems = site.refused()
    assert ("not-utf8", "templates/page.html") in {(problem.code, problem.path) for problem in problems}


def test_a_theme_may_ask_any_question(site: Site) -> None:
    site.write(
        "templates/page.html",
        "{% for card in view.cards('author', '=ada', 0, 5) %}{{ card.title }} {{ card.date|date('fa') }}{% endfor %}"
        "{{ view.count() }} {{ view.years }} {{ view.term('author', '=ada').name }} {{ '2018'|digits('fa') }}",
    )
    site.build()
    assert "۲۰۱۸" in site.read("about/index.html")
    site.write("content/briefs/b.md", brief("B", author="Ada", date="2018-01-02"))
    assert "about/index.html" in site.build().written


def test_a_template_extends_the_one_that_it_replaces(site: Site) -> None:
    site.write("templates/404.html", '{% extends "theme/404.html" %}{% block title %}Ours{% endblock %}')
    site.build()
    assert site.text("404.html", "title") == "Ours"
    assert site.text("404.html", "h1") == "Page not found"


def test_what_is_printed_is_escaped_by_its_kind(site: Site) -> None:
    """Text is, however often it was printed before; what is markup already is not, nor is what a macro gives."""
    site.write(
        "templates/404.html",
        """{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}{% macro frame() %}<b>{{ caller() }}</b>{% endmacro %}
{% set t = "<&'\\"" %}{% set kept %}<u>{{ t }}</u>{% endset %}
{{ t }} {{ t|escape }} {{ kept }} {{ m(t) }} {{ m(x=t) }} {% call frame() %}{{ t }}{% endcall %} {{ 1 }} {{ true }} {{ 1.0 }} {{ none }} {{ t|length }} {{ [t[0]] }}
{% autoescape false %}{{ t }} {{ m(t) + t }}{% endautoescape %}""",
    )

    site.build()

    once = "&lt;&amp;&#39;&#34;"
    assert site.read("404.html").splitlines() == [
        f"{once} {once} <u>{once}</u> <i>{once}</i> <i>{once}</i> <b>{once}</b> 1 True 1.0 None 4 [&#39;&lt;&#39;]",
        f"<&'\" <i>{once}</i><&'\"",
    ]


def compiled(site: Site, monkeypatch: pytest.MonkeyPatch, **options: object) -> set[str]:
    """Build, and tell which templates were compiled."""
    names = set()
    compile = jinja2.Environment.compile

    def noted(self: jinja2.Environment, source: str, name: str, filename: str) -> object:
        names.add(name)
        return compile(self, source, name, filename)

    with monkeypatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", noted)
        site.build(**options)
    return names


def test_templates_are_compiled_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.write("content/pages/about.md", brief("About", "A word."))
    assert compiled(site, monkeypatch) == set()

    site.write("templates/page.html", "{{ page.title }}: ours")
    assert compiled(site, monkeypatch) == {"page.html"}
    assert site.read("about/index.html") == "About: ours"

    assert {"base.html", "page.html"} < compiled(site, monkeypatch, fresh=True)

    site.write("extend.py", "filters = {'upper': lambda text: 'by ours'}")
    site.edit("templates/page.html", "ours", "{{ 'a'|upper }}")
    assert {"base.html", "page.html"} < compiled(site, monkeypatch)
    assert site.read("about/index.html") == "About: by ours"

    site.write("extend.py", "filters = {'upper': lambda text: 'by others'}")
    site.build()
    assert site.read("about/index.html") == "About: by others"


def test_damaged_code_is_not_loaded(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with sqlite3.connect(site.root / ".cache/briefs.sqlite") as connection:
        connection.execute("UPDATE templates SET value = substr(value, 1, length(value) - 9) || zeroblob(9)")
    connection.close()
    site.write("content/pages/about.md", brief("About", "A word."))

    assert "page.html" in compiled(site, monkeypatch)
    assert "word" in site.text("about/index.html", ".text")


def test_broken_template_that_no_page_needs_is_no_fault(site: Site) -> None:
    """Many pages are made by several processes, which are given all templates ready."""
    for name in ("unused.html", "header.html"):
        site.write(f"templates/{name}", "{% if %}")
    for number in range(workers.SMALL):
        site.write(f"content/pages/{number}.md", brief(f"Page {number}"))

    several, one = site.try_build(workers=2, fresh=True).problems, site.try_build(fresh=True).problems

    assert several == one
    assert [problem.path for problem in one] == ["templates/header.html"]
