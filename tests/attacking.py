"""A site with an attack in each place where an editor can type, and what a browser finds on its pages."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from attacks import numbered
from browser import Watch, open_page, serve
from sitetext import Site
from test_naughty import quoted

from briefs.forms import KEYS
from briefs.markdown.sanitize import _ATTRIBUTES, KEPT

if TYPE_CHECKING:
    from browser import sync_api

FOLDERS = {"brief": "briefs", "page": "pages", "author": "authors", "institute": "institutes", "project": "projects"}

# How a key holds a text, where it isn't just the text (`~`: at the end of an address). Whatever key is new is attacked
# with the text alone.
SHAPES = {
    "author": "[{name: @, role: @, institute: @}]",
    "tags": "[@]",
    "key_points": "[@, @]",
    "corrections": "[{date: 2018-03-02, text: @}]",
    "withdrawn": "{date: 2018-03-02, reason: @}",
    "positions": "[{role: @, institute: @, project: @}]",
    "names": "{fa: @, de: @}",
    "links": "{@: 'https://example.org/x', Site: ~}",
    "aliases": "[@]",
    "old_addresses": "[@]",
    "family": "[@]",
}

BODY = """\
Words @ words, **@** and `@`.
[words](https://example.org/ "@") [words](<@>) [words](@) <@> [words][@]
[@](https://example.org/) ![@](x.png) ![words](@) ![words](<@> "@")
## @ {#@}
- @
> @
| @ | @ |
``` @
~~~ @ onload=@
Words.[^@]
<a href="@" title='@'>words</a>
<a href=@ title=@>words</a>
<p class="@" id="@" style="@">words</p>
<p @>words</p>
<img src="@" alt='@' srcset="@">
<td colspan="@" background='@'>
<time datetime="@">words</time>
<blockquote cite="@">@</blockquote>
@
""".splitlines()
"""Each is tried with each attack; what shuts in what follows comes last."""

FENCES = ("```", "~~~")


class Target:
    """A site whose files are kept line by line, so that a line that is refused can be left out."""

    def __init__(self, root: Path) -> None:
        self.site = Site(root)
        self.lines: dict[str, list[str]] = {}
        self.refused: Counter[tuple[str, str]] = Counter()
        self.number = 0

    def fill(self, shape: str, text: str) -> str:
        """The shape, with the text and a new number at each `@` of it."""
        return re.sub("@", lambda _: self.next(text), shape)

    def filled(self, shape: str, text: str) -> str:
        """The same as values of YAML."""
        return re.sub(
            "[@~]",
            lambda at: self.yaml(text if at[0] == "@" else "https://example.org/" + re.sub(r"\s", "", text)),
            shape,
        )

    def next(self, text: str) -> str:
        self.number += 1
        return numbered(text, self.number)

    def write(self, path: str, lines: Iterable[str]) -> None:
        self.lines[path] = list(lines)

    def yaml(self, text: str) -> str:
        """The text as a value."""
        return quoted(self.next(text))

    def front(self, kind: str, text: str, *, without: tuple[str, ...] = ()) -> Iterator[str]:
        """Each key of a kind of file, with the text in it."""
        for key in KEYS[kind]:
            if key not in without:
                shape = SHAPES.get(key, "@")
                if key in ("bio", "text"):  # as Markdown: a comment without an end would have the rest refused
                    text = text.replace("<!--", "<!")
                yield f"{key}: {self.filled(shape, text)}"

    def build(self) -> None:
        """Build it; leave out what is refused, line by line, until nothing is."""
        for _ in range(12):
            for path, lines in self.lines.items():
                self.site.write(path, "\n".join(lines) + "\n")
            report = self.site.try_build(workers=0)
            if report.ok:
                return
            self.leave_out({(each.path, each.line) for each in report.problems if each.severity == "error"})
        raise AssertionError("it is refused again and again:\n" + "\n".join(map(str, report.problems[:9])))

    def leave_out(self, places: set[tuple[str, int]]) -> None:
        for path, line in places:
            assert path in self.lines, (path, line)
            if not line:  # its name
                self.refused[path.split("/")[1], "file name"] += 1
                self.site.remove(path)
                del self.lines[path]
                continue
            said = self.lines[path][line - 1]
            key = re.split("[: ]", said)[0]
            assert said not in ("---", ""), (path, line)
            assert "Plain" not in said, (path, line)
            self.refused[path.split("/")[1], key] += 1
            self.lines[path][line - 1] = f"{key}: {self.next('Plain @')}" if key in ("title", "name") else ""

    def disarm(self) -> None:
        """Take the policy off each page, which would hide what is looked for; styles go, too, which take time."""
        for path in self.site.pages():
            html = self.site.read(path)
            bare, policies = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
            assert policies == 1, path
            (self.site.out / path).write_text(re.sub(r'<link rel="(?:stylesheet|preload)"[^>]*>', "", bare), "utf-8")


def body(target: Target, attacks: Iterable[str]) -> Iterator[str]:
    """Each place of a text with each of the attacks."""
    for shape in BODY:
        for text in attacks:
            yield ""
            yield target.fill(shape, text)
            if shape.startswith("|"):
                yield "|---|---|"
            if shape.startswith(FENCES):
                yield from ("words", shape[:3])


# In the browser

RAN = """
    window.ran = [];
    window.alert = window.confirm = window.prompt = said => { window.ran.push(said); };
"""

INSPECT = """async () => {
    const found = [];
    for (const frame of Array.from(frames)) {
        const names = new Set(), odd = [];
        let page;
        try { page = frame.document; } catch { found.push({ ran: [], odd: ["went elsewhere"], names: [] }); continue; }
        const status = page.querySelector("[role=status]"), loading = page.querySelector("#search")?.dataset.loading;
        for (let tries = 0; status && [loading, ""].includes(status.textContent) && tries < 100; tries++)
            await new Promise(done => setTimeout(done, 50));
        for (const element of page.querySelectorAll("*")) {
            const tag = element.localName;
            names.add(tag);
            const own = page.contentType === "text/html"; // a feed has none of what runs
            if ((element.namespaceURI === "http://www.w3.org/1999/xhtml") !== own || /svg|MathML/.test(element.namespaceURI))
                odd.push(`${tag} of ${element.namespaceURI}`);
            if (!own) continue;
            for (const { name } of element.attributes) names.add(`${tag} ${name}`);
            if (tag === "script" && !["application/ld+json", "module"].includes(element.type)) odd.push("a script");
            if (element.type === "application/ld+json")
                try { JSON.parse(element.text); } catch (error) { odd.push(`data: ${error}`); }
            for (const name of ["href", "src", "action", "formAction", "data", "cite"]) {
                if (!element.hasAttribute(name) || !element[name]) continue;
                const address = URL.parse(element[name], page.baseURI);
                if (address && !["http:", "https:", "mailto:", "tel:"].includes(address.protocol)) odd.push(`${tag} ${element[name]}`);
                if (address && name !== "href" && address.host !== location.host) odd.push(`${tag} ${element[name]}`);
            }
            if (element.matches("[http-equiv=refresh i]") && !element.content.match(/^0; url=[^:]*$/)) odd.push(element.content);
            for (const name of [element.id, element.matches("body *") && element.getAttribute("name")])
                if (name && page[name] instanceof frame.Element) odd.push(`document.${name}`);
        }
        found.push({ ran: frame.ran, odd, names: [...names] });
    }
    return found;
}"""


def many(paths: Iterable[str]) -> str:
    """A page that shows others."""
    frames = "".join(f'<iframe src="{path}" width=300 height=80></iframe>' for path in paths)
    return f"<!doctype html><title>Many</title><link rel=icon href='data:,'>{frames}"


def visit(browser: "sync_api.Browser", site: Site, paths: list[str]) -> tuple[list[str], dict[str, set[str]]]:
    """What happens on some pages of a site that shouldn't, and the tags and attributes that each has."""
    found, names = [], {}
    with serve(site.out) as url, open_page(browser, tools=False) as page:
        page.add_init_script(RAN)
        watch = Watch(page, url)
        for start in range(0, len(paths), 30):
            these = paths[start : start + 30]
            (site.out / "many.html").write_text(many(these), encoding="utf-8")
            page.goto(url + "many.html")
            if page.url != url + "many.html":
                found.append(f"{these}: went to {page.url}")
                continue
            seen = page.evaluate(INSPECT)
            assert len(seen) == len(these)
            for path, each in zip(these, seen, strict=True):
                found += [f"{path}: ran {said}" for said in each["ran"]]
                found += [f"{path}: {odd}" for odd in each["odd"]]
                names[path] = set(each["names"])
        found += [each for each in watch.found if not each.startswith(("404: " + url, "console: Failed to load"))]
    return found, names


def allowed_in_texts() -> set[str]:
    """What an author may write as HTML."""
    every = _ATTRIBUTES["*"]
    own = {f"{tag} {name}" for tag in KEPT for name in every | _ATTRIBUTES.get(tag, set())}
    return own | set(KEPT) | {"meta http-equiv"}  # whose value is looked at
