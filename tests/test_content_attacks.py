"""What an author types runs nothing and loads nothing, wherever it stands and without the help of the policy.

Each field of each kind of file, the text and the settings get each attack. What is refused is left out and the rest
published; then the pages are opened in a browser from which the policy has been taken.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from attacking import FOLDERS, Target, allowed_in_texts, body, visit
from attacks import ADDRESSES, ATTACKS, BREAKOUTS, TAGS, grouped, numbered
from browser import needs_browser
from sitetext import Site

import briefs

if TYPE_CHECKING:
    from browser import sync_api

pytestmark = needs_browser

FREE = {
    "brief": {
        "title",
        "author",
        "institute",
        "project",
        "tags",
        "summary",
        "key_points",
        "corrections",
        "role",
        "number",
    },
    "page": {"title", "summary"},
    "author": {"name", "names", "positions", "bio", "role"},
    "institute": {"name", "names", "text"},
    "project": {"name", "names", "text"},
}
"""Keys that take any text; the others may refuse what is no date, address or name of theirs."""


def fill(target: Target, groups: list[list[str]]) -> None:
    """Put each group into the files of a number of its own."""
    target.write("content/site.yaml", ["title: Two Rivers", "url: https://rivers.example/", "required: [title]"])
    for number, attacks in enumerate(groups):
        text = " ".join(attacks)
        for kind, folder in FOLDERS.items():
            front = target.front(
                kind,
                text,
                without=("withdrawn", "role", "institute", "project") if kind == "author" else ("withdrawn",),
            )
            if kind in ("brief", "page"):
                lines = ["---", *front, "---", "", "Words.", *body(target, attacks)]
                target.write(f"content/{folder}/n{number}.md", lines)
            else:
                target.write(f"content/{folder}/n{number}.yaml", front)
        target.write(f"content/authors/m{number}.yaml", target.front("author", text, without=("positions",)))
        withdrawn = [line for line in target.front("brief", text) if line.startswith(("title", "withdrawn", "author"))]
        target.write(
            f"content/briefs/w{number}.md", ["---", *withdrawn, f"aliases: [/old/w{number}/]", "---", "", "Words."]
        )
    target.write("content/tags.yaml", [
        f"t{number}: {{label: {target.yaml(' '.join(attacks))}, text: {target.yaml(' '.join(attacks))}}}"
        for number, attacks in enumerate(groups)
    ])  # fmt: skip


def test_nothing_runs_or_loads_from_any_field(browser: "sync_api.Browser", tmp_path: Path, allowed: set[str]) -> None:
    attack_all(browser, tmp_path, allowed, 25)


@pytest.mark.soak
def test_nothing_runs_or_loads_from_any_field_of_its_own(
    browser: "sync_api.Browser", tmp_path: Path, allowed: set[str]
) -> None:
    attack_all(browser, tmp_path, allowed, 1)


def attack_all(browser: "sync_api.Browser", root: Path, allowed: set[str], size: int) -> None:
    target = Target(root)
    fill(target, grouped(size))
    target.build()
    total = len(grouped(size))
    for kind, keys in FREE.items():
        accepted = {key: total - target.refused[FOLDERS[kind], key] for key in keys}
        assert min(accepted.values()) >= 0.8 * total, (kind, accepted)
    assert not [path for path, data in target.site.files().items() if b"50337" in data or b"root:x:0" in data]
    target.disarm()
    found = faults(browser, target.site, all_that_shows(target.site), allowed)
    assert not found, found


@pytest.fixture(scope="module")
def allowed(browser: "sync_api.Browser", tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The tags and attributes of a site that nobody attacks, and those that a text may have."""
    innocent = Target(tmp_path_factory.mktemp("innocent"))
    fill(innocent, [["words @", "other words @", "more words @"]])
    innocent.build()
    innocent.disarm()
    found, names = visit(browser, innocent.site, [*innocent.site.pages(), "search/?q=words"])
    assert not found
    assert "mark" in names["search/?q=words"]
    return allowed_in_texts().union(*names.values())


def faults(browser: "sync_api.Browser", site: Site, paths: list[str], allowed: set[str]) -> str:
    """What happens on some pages of a site, and what stands on them that neither a template nor a text may hold."""
    found, names = visit(browser, site, paths)
    odd = [f"{path}: has {name}" for path, has in names.items() for name in sorted(has - allowed) if ".xml" not in path]
    return "\n".join([*found, *odd])


def all_that_shows(site: Site) -> list[str]:
    """All pages, the search at work, and feeds, which some browsers show."""
    return [*site.pages(), *SEARCHES, *[path for path in site.files() if path.endswith(".xml")][:FEEDS]]


SEARCHES = (
    "search/?q=alert",
    "search/?q=%22%3E%3Cscript%3Ealert(0)%3C/script%3E&tag=%22%3E%3Csvg%20onload=alert(0)%3E&author=%3Cimg%20src=x%20onerror=alert(0)%3E",
)
FEEDS = 30

SETTINGS_WITH = """\
title: @
url: https://rivers.example/
tagline: @
publisher: @
licence: @
comment_labels: {en: [@]}
required: [title]
language: @
timezone: @
permalink: @
look: {accent: @, band: @, type: @}
html: @
registers: @
""".splitlines()


def test_settings_words_and_file_names_are_text(browser: "sync_api.Browser", tmp_path: Path, allowed: set[str]) -> None:
    every = " ".join([*ATTACKS[:12], *BREAKOUTS.strip().split("\n")])
    target = Target(tmp_path)
    fill(target, [["words @", "other words @", "more words @"]])
    menu = ", ".join(f"{target.yaml(attack)}: /archive/" for attack in ATTACKS)
    target.write("content/site.yaml", [*(target.filled(line, every) for line in SETTINGS_WITH), f"menu: {{{menu}}}"])
    words = yaml.safe_load((Path(briefs.__file__).parent / "words/en.yaml").read_text(encoding="utf-8"))
    target.write("content/words/en.yaml", [f"{key}: {target.yaml(every)}" for key in words])
    names = [
        numbered(attack, number) for number, attack in enumerate(ATTACKS) if "/" not in attack and attack.isprintable()
    ]
    for number, name in enumerate(names):
        target.write(f"content/files/{name}.pdf", ["%PDF-1.4"])
        if number % 4 == 0:
            target.write(f"content/briefs/{name}.md", ["---", f"title: File {number}", "---", "", "Words."])
    links = [f"[words](<../files/{name}.pdf>) ![words](<../files/{name}.pdf>)\n" for name in names]
    target.write("content/pages/files.md", ["---", "title: Files", "---", "", *links])
    target.build()
    assert not {key for folder, key in target.refused if folder == "site.yaml"} & {
        "title",
        "tagline",
        "publisher",
        "menu",
    }
    target.disarm()
    found = faults(browser, target.site, all_that_shows(target.site), allowed)
    assert not found, found


UNSAFE = [
    ("<h1>{{ card.title|safe }}</h1>", TAGS, ["ran ", "request: http://elsewhere.test/", "has svg", "has base", "has img onerror", "went elsewhere"]),
    ("<h1 title='{{ card.title|safe }}'>words</h1>", BREAKOUTS, ["ran ", "has h1 onfocus"]),
    ('<h1><a href="{{ card.title }}">words</a></h1>', ADDRESSES, ["a javascript:alert", "a data:text/html"]),
]  # fmt: skip


@pytest.mark.parametrize(("trusting", "attacks", "wanted"), UNSAFE)
def test_a_template_that_trusts_a_text_is_found(
    browser: "sync_api.Browser", tmp_path: Path, allowed: set[str], trusting: str, attacks: str, wanted: list[str]
) -> None:
    template = (Path(__file__).parents[1] / "templates/brief.html").read_text(encoding="utf-8")
    assert "<h1>{{ card.title }}</h1>" in template
    target = Target(tmp_path)
    for number, attack in enumerate(attacks.strip("\n").split("\n")):
        target.write(f"content/briefs/n{number}.md", ["---", f"title: {target.yaml(attack)}", "---", "", "Words."])
    target.site.write("templates/brief.html", template.replace("<h1>{{ card.title }}</h1>", trusting))
    target.build()
    target.disarm()
    briefs = [path for path in target.site.pages() if path.startswith("briefs/")]
    found = faults(browser, target.site, briefs, allowed)
    assert not [each for each in wanted if each not in found], found
