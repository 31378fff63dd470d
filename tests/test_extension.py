"""A site's own `extend.py`: what it may add, and how its mistakes are told."""

import json
import os
from pathlib import Path

import pytest
from sitetext import Site, brief

EXTEND = '''\
"""What this site adds."""
import json

from briefs import Output


def outputs(model, config):
    yield Output("all.json", everything, (config.title, len(model.briefs)))


def everything(view, title, count):
    return json.dumps({"site": title, "count": count, "titles": [card.title for card in view.cards(stop=count)]})


def shout(text):
    return text.upper() + "!"


filters = {"shout": shout}


def markdown(md):
    md.add_render_rule("hr", lambda self, tokens, i, options, env: "<hr class=own>")
'''


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.write("content/briefs/a.md", brief("First", author="Ada", date="2018-01-01"))
    made.write("content/briefs/b.md", brief("Second", author="Ada", date="2018-01-02"))
    return made


def test_outputs_and_filters(site: Site) -> None:
    site.write("extend.py", EXTEND.split("def markdown", maxsplit=1)[0])
    site.write(
        "templates/page.html", '{% extends "base.html" %}{% block main %}<h1>{{ page.title|shout }}</h1>{% endblock %}'
    )
    site.write("content/pages/about.md", brief("About"))
    site.build()
    assert json.loads(site.read("all.json")) == {"site": "Two Rivers", "count": 2, "titles": ["Second", "First"]}
    assert site.text("about/", "h1") == "ABOUT!"
    assert not (site.root / "__pycache__").exists()


def test_output_of_its_own_is_tracked_like_the_others(site: Site) -> None:
    site.write("extend.py", EXTEND.split("def markdown", maxsplit=1)[0])
    site.build()
    site.edit("content/briefs/a.md", "Text.", "Other text, far below the fold.")
    assert "all.json" in site.build().rendered  # the card holds how the text begins
    site.write("content/pages/x.md", brief("X"))
    assert "all.json" not in site.build().rendered


def test_markdown(site: Site) -> None:
    site.write("content/briefs/a.md", brief("First", "One.\n\n:)\n", author="Ada", date="2018-01-01"))
    site.write(
        "extend.py",
        "def markdown(md):\n    md.core.ruler.push('smile', smile)\n\ndef smile(state):\n    for token in state.tokens:\n        for child in token.children or ():\n            child.content = child.content.replace(':)', '☺')\n",
    )
    site.build()
    assert "☺" in site.text("briefs/2018/a/", ".text")
    site.edit("extend.py", "☺", "☻")
    assert site.build().parsed == 2
    assert "☻" in site.text("briefs/2018/a/", ".text")


def test_change_of_it_makes_everything_anew_and_only_then(site: Site) -> None:
    site.write("extend.py", EXTEND.split("def markdown", maxsplit=1)[0])
    site.build()
    assert site.build().rendered == []
    before = os.stat(site.root / "extend.py")
    site.edit("extend.py", '"site": title', '"SITE": title')  # as long as before, and made to look as old
    os.utime(site.root / "extend.py", ns=(before.st_atime_ns, before.st_mtime_ns))
    report = site.build()
    assert report.written == ["all.json"]
    assert len(report.rendered) == len(site.files())
    site.remove("extend.py")
    assert site.build().removed == ["all.json"]


def test_default_arguments_of_a_recipe_count(site: Site) -> None:
    site.write(
        "extend.py",
        "from briefs import Output\ndef outputs(m, c):\n    for b in m.briefs.values():\n        yield Output(b.card.title + '.txt', lambda view, title=b.card.title, n=len(m.briefs): f'{title} {n}')\n",
    )
    site.build()
    assert site.read("First.txt") == "First 2"
    site.write("content/briefs/c.md", brief("Third", author="Ada", date="2018-01-03"))
    site.build()
    assert site.read("First.txt") == "First 3"


HEAD = "from briefs import Output\n"
FAULTS = {
    "syntax": ("def outputs(m, c:\n    pass\n", 1, "SyntaxError"),
    "import": ("import nothing_of_this_name\n", 1, "ModuleNotFoundError"),
    "exit": ("import sys\nsys.exit(3)\n", 2, "SystemExit: 3"),
    "no function": ("outputs = [1]\n", 0, "outputs is not a function"),
    "filters": ("filters = ['shout']\n", 0, "filters is not a dictionary"),
    "filters' names": ("filters = {'x': 1}\n", 0, "filters is not a dictionary"),
    "exception in outputs": ("def outputs(m, c):\n    yield 1 / 0\n", 2, "ZeroDivisionError"),
    "no list": ("def outputs(m, c):\n    return 3\n", 1, "3, which is no Output"),
    "wrong type": ("\n\ndef outputs(m, c):\n    return ['x.html']\n", 3, "'x.html', which is no Output"),
    "wrong path": (HEAD + "def r(v): return ''\ndef outputs(m, c):\n    return [Output(3, r)]\n", 3, "no text"),
    "no recipe": (HEAD + "def outputs(m, c):\n    return [Output('x', 'text')]\n", 2, "not a function defined with def"),
    "partial": (HEAD + "from functools import partial\ndef outputs(m, c):\n    return [Output('x', partial(print))]\n", 3, "not a function defined with def"),
    "closure": (HEAD + "def outputs(m, c):\n    n = len(m.briefs)\n    return [Output('x', lambda view: str(n))]\n", 2, "uses n of the function around it"),
    "args": (HEAD + "def r(v, x): return ''\ndef outputs(m, c):\n    return [Output('x', r, (object(),))]\n", 3, "not plain values"),
    "exception in a recipe": (HEAD + "def r(view):\n    return {}['key']\ndef outputs(m, c):\n    return [Output('x', r)]\n", 3, "KeyError: 'key'"),
    "question that isn't one": (HEAD + "def r(view):\n    return view.brief('none').card.title\ndef outputs(m, c):\n    return [Output('x', r)]\n", 3, "KeyError"),
    "type of what a recipe gives": (HEAD + "def r(view):\n    return 3\ndef outputs(m, c):\n    return [Output('x', r)]\n", 2, "neither text nor bytes"),
    "exception in markdown": ("def markdown(md):\n    md.no_such_thing()\n", 2, "AttributeError"),
    "exception in a rule": ("def markdown(md):\n    md.core.ruler.push('x', rule)\ndef rule(state):\n    raise OSError('broken')\n", 4, "OSError: broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_a_problem_with_its_line(site: Site, name: str) -> None:
    code, line, message = FAULTS[name]
    site.build()
    site.write("extend.py", code)
    problems = site.refused()
    assert {(problem.path, problem.line, problem.code) for problem in problems} == {("extend.py", line, "extend")}
    assert all(message in problem.message for problem in problems)


@pytest.mark.parametrize(
    "error",
    [
        "1 / 0",
        "int('x')",
        "{}['x']",
        "None.x",
        "(_ for _ in ()).throw(OSError('x'))",
        "(_ for _ in ()).throw(Exception('x'))",
    ],
)
def test_exception_in_a_filter_names_the_filters_line(site: Site, error: str) -> None:
    site.write("extend.py", f"def bad(text):\n    return {error}\n\nfilters = {{'bad': bad}}\n")
    site.write("templates/brief.html", "<p>{{ card.title|bad }}</p>")
    (problem,) = site.refused()
    assert (problem.path, problem.line) == ("extend.py", 2)


def test_from_another_folder(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is found however the root is written."""
    site.write("extend.py", "\n\n1 / 0\n")
    monkeypatch.chdir(site.root / "content")
    from briefs import build

    (problem,) = build(Path("..")).problems
    assert (problem.path, problem.line) == ("extend.py", 3)


def test_link_is_not_followed(site: Site, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text("raise SystemExit")
    (site.root / "extend.py").symlink_to(tmp_path / "elsewhere.py")
    (problem,) = site.refused()
    assert (problem.code, problem.path) == ("symlink", "extend.py")


def test_a_filter_of_the_site_replaces_one_of_ours(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", author="Ada", date="2018-01-01"))
    site.write("extend.py", "def day(when, language):\n    return 'DAY'\n\n\nfilters = {'date': day}\n")
    site.build()
    assert site.texts("briefs/2018/a/index.html", ".byline time") == ["DAY"]
