"""Templates: nothing unescaped, nothing undefined, and mistakes told with file and line."""

import re
from pathlib import Path

import pytest
from sitetext import Site, brief

TEMPLATES = Path(__file__).parents[1] / "templates"
SOURCES = {path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.rglob("*")) if path.suffix in (".html", ".xml")}  # fmt: skip


def lint(source: str) -> list[str]:
    """What could let text become markup or script."""
    found = re.findall(
        r"\|\s*safe\b|autoescape|\|\s*xmlattr\b|\bMarkup\b|<script|<style|\bon\w+\s*=|\bstyle\s*=|srcdoc", source
    )
    inside_tag = r"<[a-zA-Z][^<>]*?"
    found += re.findall(rf"{inside_tag}=\s*\{{\{{[^}}]*\}}\}}", re.sub(r"\{%.*?%\}", "", source))
    found += re.findall(r"http-equiv=\"refresh\"", source)
    return found


@pytest.mark.parametrize("name", SOURCES)
def test_template_escapes_everything(name: str) -> None:
    assert lint(SOURCES[name]) == []


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
