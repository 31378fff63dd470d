"""A site that uses much of what there is, and every way in which somebody may change it between two builds.

Names come from small pools, so that briefs, tags and addresses meet, collide and go away.
"""

import os
import random
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from sitetext import NOW, Site, brief

import briefs
from briefs import Options
from briefs.files import ADDRESSES
from briefs.recording import record

THEME = Path(briefs.__file__).parents[1] / "templates"

TEXT = """\
-- content/site.yaml --
title: Two Rivers
url: https://rivers.example/notes/
required: [title]
per_page: 3
publisher: Lanternfield
menu:
  About: pages/about.md
  Tags: /tags/
-- content/tags.yaml --
water:
  label: Water
  aliases: [waters]
  text: All that flows.
-- content/authors/nadia-brook.yaml --
name: Nadia Brook
names: {fa: نادیا بروک}
aliases: [N. Brook]
photo: nadia.png
positions:
  - role: Fellow, River Watch
    institute: Lanternfield
    project: River Watch
    from: 2018
bio: She writes on [a dam](../briefs/2019/dam.md).
-- content/authors/nadia.png --
portrait
-- content/authors/odile.md --
---
name: Odile Ferrymoor
role: Editor
institute: Quillmoor
---
See [her page](/authors/odile/).
-- content/institutes/lanternfield.yaml --
name: Lanternfield
-- content/projects/watch.md --
---
name: River Watch
---
Dams and lakes, such as [this one](lake.md).
-- content/pages/about.md --
---
title: About
---
We write on [the dam](../briefs/2019/dam.md#s-past) and [more](/archive/).

## Us

All of us.
-- content/briefs/2019/dam.md --
---
title: A dam is filled
author: nadia-brook
date: 2019-03-04
project: River Watch
tags: [Water]
---
The reservoir was filled on Monday.

## Past

More in [another](lake.md), of [us](/about/#s-us).

Comment: The fields will be dry.
-- content/briefs/2019/dam.fa.md --
---
title: سد پر شد
author: Nadia Brook
date: 2019-03-04
tags: [Water]
---
مخزن پر شد.
-- content/briefs/2019/lake.md --
---
title: A lake shrinks
author: Odile Ferrymoor
date: 2019-02-01
tags: [Water, Salt]
---
The lake is smaller than last year.

![Map](map.svg)

[Back](dam.md#comment)
-- content/briefs/2019/map.svg --
<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>
-- content/briefs/2018/road.md --
---
title: A road opens
author: [odile, Nadia Brook]
date: 2018-05-06
tags: [Trade]
---
It leads over the pass, to [the lake](../2019/lake.md).
-- content/briefs/2018/toll.md --
---
title: A toll is paid
author: New Name
date: 2018-05-06
tags: [trade, Salt]
summary: Who pays.
---
It is paid at [the pass](road.md).
-- content/briefs/2020/secret.md --
---
title: Not yet
date: 2020-01-01
draft: true
---
Wait for [the road](road.md).
"""

SLUGS = ("dam", "lake", "road", "toll", "ford", "weir")
FOLDERS = ("content/briefs", "content/briefs/2018", "content/briefs/2019", "content/briefs/2020")
TITLES = ("A dam is filled", "A lake shrinks", "A road opens", "Rain", "rain")
TAGS = ("Water", "water", "Salt", "salt", "Trade", "Waters", "C", "C++", "آب")
PEOPLE = ("nadia-brook", "Odile Ferrymoor", "[Nadia Brook, odile]", "N. Brook", "New Name", "Newname", "odile")
DATES = ("2018-05-06", "2019-02-01", "2019-03-04 10:00", "2019-03-04", "2020-07-08", "1999-01-01")
WORDS = ("dry", "wet", "salty", "fresh", "old", "new")
LINKS = (
    "[a](dam.md)", "[b](lake.md#comment)", "[c](road.md#s-past)", "[d](/tags/water/)", "[e](/authors/odile/)", "[f](toll.md)",
    "[g](/pages/about.md)", "![h](map.svg)", "![i](../../authors/nadia.png)", "[j](https://example.org/)", "[k](/own.txt)",
    "[l](#s-past)", "[m](secret.md)", "[n](/archive/2018/)",
)  # fmt: skip

Edit = Callable[[Site, random.Random], object]


def some(site: Site, chance: random.Random, pattern: str) -> str:
    """One of the site's files, or a name that is not there."""
    found = sorted(path.relative_to(site.root).as_posix() for path in site.root.glob(pattern) if path.is_file())
    return chance.choice(found) if found else ""


def a_brief(site: Site, chance: random.Random) -> str:
    return some(site, chance, "content/briefs/**/*.md") or add_brief(site, chance)


def text_of(site: Site, path: str) -> str:
    return (site.root / path).read_text(encoding="utf-8", errors="surrogateescape")


def put(site: Site, path: str, text: str) -> None:
    site.write(path, text.encode("utf-8", errors="surrogateescape"))


def set_key(site: Site, path: str, key: str, value: str) -> None:
    """Give a key of the front matter, or of a YAML file, another value; None takes it away."""
    lines = text_of(site, path).split("\n")
    lines = [line for line in lines if not line.startswith(f"{key}:")]
    if value:
        lines.insert(1 if lines[0] == "---" else 0, f"{key}: {value}")
    put(site, path, "\n".join(lines))


# Texts


def add_brief(site: Site, chance: random.Random) -> str:
    path = f"{chance.choice(FOLDERS)}/{chance.choice(SLUGS)}{chance.choice(['', '', '', '.fa'])}.md"
    keys = {
        "author": chance.choice(PEOPLE),
        "date": chance.choice(DATES),
        "tags": f"[{', '.join(chance.sample(TAGS, 2))}]",
    }
    keys["project"] = chance.choice(["River Watch", "Road Watch"])
    kept = dict(chance.sample(sorted(keys.items()), chance.randrange(2, 5)))
    body = f"News, {chance.choice(WORDS)}.\n\n## Past\n\n{chance.choice(LINKS)}\n\nComment: {chance.choice(WORDS)}"
    site.write(path, brief(chance.choice(TITLES), body, **kept))
    return path


def edit_end_of_body(site: Site, chance: random.Random) -> None:
    path = a_brief(site, chance)
    put(site, path, f"{text_of(site, path)}\nIt is {chance.choice(WORDS)}.\n")


def edit_first_paragraph(site: Site, chance: random.Random) -> None:
    path = some(site, chance, "content/*/**/*.md") or a_brief(site, chance)
    front, line, body = text_of(site, path).rpartition("\n---\n")
    put(site, path, f"{front}{line}It is {chance.choice(WORDS)} now. {body.lstrip()}")


def insert_lines_above_links(site: Site, chance: random.Random) -> None:
    path = some(site, chance, "content/*/**/*.md") or a_brief(site, chance)
    front, line, body = text_of(site, path).rpartition("\n---\n")
    put(site, path, f"{front}{line}{chance.choice(['', chr(10)])}\n{body}")


def insert_lines_in_front_matter(site: Site, chance: random.Random) -> None:
    path = some(site, chance, "content/*/**/*.*")
    if path.endswith((".md", ".yaml")):
        text = text_of(site, path)
        put(
            site, path, text.replace("---\n", "---\n# a remark\n", 1) if path.endswith(".md") else f"# a remark\n{text}"
        )


def add_link(site: Site, chance: random.Random) -> None:
    path = some(site, chance, "content/*/**/*.md") or a_brief(site, chance)
    put(site, path, f"{text_of(site, path)}\nSee {chance.choice(LINKS)}.\n")


def remove_links(site: Site, chance: random.Random) -> None:
    path = a_brief(site, chance)
    put(site, path, "\n".join(line for line in text_of(site, path).split("\n") if "](" not in line))


def turn_heading(site: Site, chance: random.Random) -> None:
    path = chance.choice([a_brief(site, chance), "content/pages/about.md"])
    if (site.root / path).is_file():
        text = text_of(site, path)
        put(
            site,
            path,
            text.replace("## Past", "## Later") if "## Past" in text else text.replace("## Later", "## Past"),
        )


def turn_comment(site: Site, chance: random.Random) -> None:
    path = a_brief(site, chance)
    text = text_of(site, path)
    put(site, path, text.replace("Comment:", "Common:") if "Comment:" in text else f"{text}\nComment: So it is.\n")


def delete_brief(site: Site, chance: random.Random) -> None:
    site.remove(a_brief(site, chance))


def rename_brief(site: Site, chance: random.Random) -> None:
    path = a_brief(site, chance)
    site.rename(path, f"{path.rpartition('/')[0]}/{chance.choice(['', '2019-01-01-'])}{chance.choice(SLUGS)}.md")


def move_brief(site: Site, chance: random.Random) -> None:
    path = a_brief(site, chance)
    site.rename(path, f"{chance.choice(FOLDERS)}/{path.rpartition('/')[2]}")


def copy_brief(site: Site, chance: random.Random) -> None:
    path = a_brief(site, chance)
    site.write(f"{chance.choice(FOLDERS)}/{path.rpartition('/')[2]}", (site.root / path).read_bytes())


def rename_folder(site: Site, chance: random.Random) -> None:
    old, new = (site.root / folder for folder in chance.sample(FOLDERS[1:], 2))
    if old.is_dir() and not new.exists():
        old.rename(new)


def swap_files(site: Site, chance: random.Random) -> None:
    one, other = (site.root / a_brief(site, chance) for _ in "12")
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)


def swap_files_by_renaming(site: Site, chance: random.Random) -> None:
    """Times and sizes move with the files."""
    one, other, between = (*(site.root / a_brief(site, chance) for _ in "12"), site.root / "between")
    if one != other:
        one.rename(between)
        other.rename(one)
        between.rename(other)


def swap_titles(site: Site, chance: random.Random) -> None:
    one, other = a_brief(site, chance), a_brief(site, chance)
    titles = [line for path in (other, one) for line in text_of(site, path).split("\n") if line.startswith("title:")]
    if len(titles) == 2:
        for path, title in zip((one, other), titles, strict=True):
            set_key(site, path, "title", title.removeprefix("title: "))


def change_brief(site: Site, chance: random.Random) -> None:
    values = {
        "title": TITLES, "author": (*PEOPLE, "Quillmoor", "lanternfield"), "date": (*DATES, ""), "tags": ("[Water]", "[water]", "[Salt, C++]", "[C]", "[]", ""),
        "project": ("River Watch", "Road Watch", ""), "institute": ("Quillmoor", "Lanternfield", "Lanternfeld", ""), "role": ("Guest", ""),
        "summary": ("In short.", ""), "key_points": ("[One, Two]", ""), "lang": ("fa", "de", ""), "slug": ("dam", "weir", ""),
        "updated": ("2020-01-01", "2000-01-01", "2026-06-03", ""), "draft": ("true", "true", "", ""),
        "aliases": ("[/old/a/, /b.html]", "/old/a/", "[/briefs/2019/dam/]", "/tags/", "https://elsewhere.example/", ""),
        "withdrawn": ("{date: 2021-01-01, reason: Wrong.}", "{date: 2021-01-01, reason: Wrong.}", "{reason: Wrong.}", "", ""),
        "corrections": ("[{date: 2020-02-02, text: It was wet.}]", "{date: 2020-02-02, text: It was dry.}", "[]", ""),
        "type": ("report", "analysis", ""), "number": ("12", "RW-3", ""), "doi": ("10.1234/abc", ""),
    }  # fmt: skip
    key = chance.choice(list(values))
    set_key(site, a_brief(site, chance), key, chance.choice(values[key]))


def put_or_take_pdf(site: Site, chance: random.Random) -> None:
    """Beside a brief, called like it."""
    path = f"{a_brief(site, chance).removesuffix('.md')}.pdf"
    if (site.root / path).is_file():
        site.remove(path)
    else:
        put(site, path, f"%PDF-1.4 {chance.randrange(99)}")


def hold_brief(site: Site, chance: random.Random) -> None:
    """Mostly to times that `move_now` comes by."""
    days = (
        "2026-06-02",
        "2026-06-02 00:00:01 +00:00",
        "2026-10-25 02:30 Asia/Tehran",
        "2026-06-03",
        "2019-01-01",
        "2099-01-01",
        "",
    )
    set_key(site, a_brief(site, chance), chance.choice(["publish_at", "publish_at", "date"]), chance.choice(days))


def move_now(site: Site, chance: random.Random) -> None:
    """The next builds are of another time, sooner or later."""
    site.now = chance.choice([NOW, NOW, NOW + 86399, NOW + 86400, NOW + 86401, NOW + 200 * 86400, NOW - 86400])


def note_addresses(site: Site, chance: random.Random) -> None:
    """As `publish` does after a build: from now on these addresses are to stay."""
    record(site.root, Options(workers=1, now=site.now))


def forget_addresses(site: Site, chance: random.Random) -> None:
    (site.root / ADDRESSES).unlink(missing_ok=True)


def keep_addresses(site: Site, chance: random.Random) -> None:
    """Paste the lines that the program gives for what would be gone."""
    for problem in site.try_build().problems:
        pasted = re.search(r"(aliases|old_addresses): (\[.*?\])", problem.hint)
        if problem.code == "address-lost" and pasted and problem.path.endswith(".md"):
            set_key(site, problem.path, pasted[1], pasted[2])


def retag(site: Site, chance: random.Random) -> None:
    set_key(site, a_brief(site, chance), "tags", f"[{', '.join(chance.sample(TAGS, chance.randrange(1, 3)))}]")


def change_case_of_tag(site: Site, chance: random.Random) -> None:
    path = a_brief(site, chance)
    lines = text_of(site, path).split("\n")
    put(
        site,
        path,
        "\n".join(line.swapcase().replace("TAGS:", "tags:") if line.startswith("tags:") else line for line in lines),
    )


def change_page(site: Site, chance: random.Random) -> None:
    path = chance.choice(["content/pages/about.md", "content/pages/more.md", "content/pages/briefs/2018/road.md"])
    if (site.root / path).is_file() and chance.random() < 0.4:
        site.remove(path)
    else:
        site.write(
            path, brief(chance.choice(TITLES), f"{chance.choice(LINKS)}\n\n## {chance.choice(['Us', 'Them'])}\n")
        )


# Registers, pictures, settings


def change_position(site: Site, chance: random.Random) -> None:
    path = "content/authors/nadia-brook.yaml"
    role = chance.choice(["Fellow", "Director", "Fellow, River Watch"])
    institute = chance.choice(["Lanternfield", "Quillmoor", "Sandglass"])
    since = chance.choice(["2018", "2019-01", "2025"])
    extra = chance.choice(
        [
            "photo: nadia.png\n",
            "photo: none.png\n",
            "aliases: [N. Brook]\n",
            "names: {fa: نادیا}\n",
            "family: Nadia\n",
            "bio: In [short](dam.md).\n",
            "",
        ]
    )
    site.write(
        path, f"name: Nadia Brook\n{extra}positions:\n  - role: {role}\n    institute: {institute}\n    from: {since}\n"
    )


def change_register(site: Site, chance: random.Random) -> None:
    kind = chance.choice(["authors", "institutes", "projects"])
    name = {
        "authors": PEOPLE[5:],
        "institutes": ("Quillmoor", "Lanternfield"),
        "projects": ("River Watch", "Road Watch"),
    }[kind]
    path = (
        f"content/{kind}/{chance.choice(['lanternfield', 'watch', 'odile', 'other'])}{chance.choice(['.yaml', '.md'])}"
    )
    if (site.root / path).is_file() and chance.random() < 0.5:
        site.remove(path)
    elif path.endswith(".md"):
        site.write(path, f"---\nname: {chance.choice(name)}\n---\n{chance.choice(LINKS)}\n")
    else:
        site.write(path, f"name: {chance.choice(name)}\n{chance.choice(['aliases: [Sandglass]', 'slug: own', ''])}\n")


def change_tags(site: Site, chance: random.Random) -> None:
    site.write("content/tags.yaml", chance.choice([
        "water: Water\n", "water: {label: Waters, text: Wet.}\n", "water: {old_addresses: [tags/wet/]}\n", "water: {label: Water, aliases: [Salt]}\n", "'c': C\n'c++': C++\n", "",
        "salt: {text: 'See [a](lake.md).'}\n", "\nwater: {label: Water, aliases: [salts]}\n",
    ]))  # fmt: skip


def change_asset(site: Site, chance: random.Random) -> None:
    path = some(site, chance, "content/**/*.[sp][vn]g")
    what = chance.randrange(4)
    if not path or what == 0:
        site.write(
            chance.choice(["content/briefs/2019/map.svg", "content/map.svg", "content/authors/nadia.png"]), "new"
        )
    elif what == 1:
        site.write(
            path,
            f"{chance.choice(['photo 40x30', 'photo 500x400', 'photo 600x300', 'drawing 90x80'])} {chance.choice(WORDS)}",
        )
    elif what == 2:
        site.rename(path, f"{path.rpartition('/')[0]}/{chance.choice(['map', 'Map', 'plan'])}.{path[-3:]}")
    else:
        site.remove(path)


def change_settings(site: Site, chance: random.Random) -> None:
    values = {
        "title": ("Two Rivers", "Three Rivers"), "per_page": ("1", "2", "3", "20"), "language": ("de", "", ""), "timezone": ("Asia/Tehran", ""),
        "permalink": ('"{slug}/"', '"briefs/{project}/{slug}/"', "", ""), "registers": ("strict", "open", "", ""), "strict": ("true", "", ""),
        "tagline": ("Wet", ""), "publisher": ("Quillmoor", "Lanternfield", ""), "licence": ("CC BY 4.0", ""), "html": ("text", ""), "exports": ("[]", "[ris]", "[bib, markdown]", ""),
        "comment_labels": ("{en: Analysis}", ""), "required": ("[title, date]", "[title]", "[title]"), "url": ("https://rivers.example/",),
        "feeds": ("[atom]", "[json]", "[]", "", ""),
    }  # fmt: skip
    key = chance.choice(list(values))
    set_key(site, "content/site.yaml", key, chance.choice(values[key]))


def change_words(site: Site, chance: random.Random) -> None:
    path = f"content/words/{chance.choice(['fa', 'de', 'en'])}.yaml"
    if (site.root / path).exists() and chance.random() < 0.3:
        site.remove(path)
    else:
        site.write(path, chance.choice([
            "tags: Labels\n", "tags: Themen\n", "comment: Analysis\n", "comment: Kommentar\ncomment_labels: [Analysis]\n",
            "back_to_reference: Back\n", "direction: rtl\n", "archive: Old: all\ntags: Labels\n", "archiv: Alt\n",
        ]))  # fmt: skip


def change_menu(site: Site, chance: random.Random) -> None:
    text = text_of(site, "content/site.yaml").split("menu:")[0]
    entries = [
        "  About: pages/about.md\n",
        "  Dam: briefs/2019/dam.md\n",
        "  Tags: /tags/\n",
        "  Water: /tags/water/\n",
    ]
    chosen = chance.sample(entries, chance.randrange(3))
    put(site, "content/site.yaml", text + ("menu:\n" + "".join(chosen) if chosen else ""))


# Templates and code


def change_template(site: Site, chance: random.Random) -> None:
    name = chance.choice(
        [
            "base.html",
            "macros.html",
            "card.html",
            "footer.html",
            "brief.html",
            "term.html",
            "feed_entry.xml",
            "index.html",
        ]
    )
    own = site.root / "templates" / name
    if own.exists() and chance.random() < 0.6:
        own.unlink()
    else:
        note = (
            f"{{# {chance.choice(WORDS)} #}}"
            if name in ("macros.html", "base.html")
            else f"<!-- {chance.choice(WORDS)} -->"
        )
        site.write(f"templates/{name}", (THEME / name).read_text(encoding="utf-8") + note)


def change_piece(site: Site, chance: random.Random) -> None:
    """A page's template includes one that is there or not, and this one another."""
    start = '{% extends "theme/page.html" %}{% block main %}{{ super() }}'
    site.write("templates/page.html", start + '{% include ["piece.html", "spare.html"] ignore missing %}{% endblock %}')
    path = chance.choice(
        ["templates/piece.html", "templates/spare.html", "templates/unused.html", "templates/static/own.css"]
    )
    if (site.root / path).exists() and chance.random() < 0.4:
        site.remove(path)
    else:
        words = [
            f"<i>{chance.choice(WORDS)}</i>",
            "{{ view.cards()|length }}",
            '{% include "spare.html" ignore missing %}',
            "{{ view.years }}",
        ]
        site.write(path, chance.choice(words))


def change_static(site: Site, chance: random.Random) -> None:
    path = chance.choice(["templates/static/style.css", "templates/static/fonts/a.css"])
    if (site.root / path).exists():
        site.remove(path)
    else:
        site.write(path, f"p {{ color: {chance.choice(WORDS)} }}")


def change_extension(site: Site, chance: random.Random) -> None:
    own = (
        "from briefs import Output\n"
        "def one(view, word): return word + str(view.count()) + view.body(view.cards()[0].id).plain if view.count() else word\n"
        "def outputs(model, config): yield Output('own.txt', one, ({!r},), source='my own')\n"
    )
    copied = (
        "from briefs import Output\n"
        "def one(view): return view.asset('briefs/2019/map.svg')\n"
        "def outputs(model, config): yield Output('own.txt', one, source='my own')\n"
    )
    if (site.root / "extend.py").exists() and chance.random() < 0.4:
        site.remove("extend.py")
    else:
        site.write(
            "extend.py",
            chance.choice(
                [
                    own.format(chance.choice(WORDS)),
                    own.format("x"),
                    copied,
                    copied,
                    "filters = {'minutes': str}\n",
                    "1 / 0\n",
                ]
            ),
        )


# Faults


def break_file(site: Site, chance: random.Random) -> None:
    path = some(site, chance, "content/**/*.*")
    if path.endswith((".md", ".yaml")):
        before = (site.root / path).read_bytes()
        ways = [
            before.replace(b":", b": [", 1),
            before + b"\xff\n",
            b"",
            before.replace(b"title:", b"tittle:", 1),
            b"x: 1\n" + before,
            before + b"\n[^1]\n",
        ]
        site.write(path, chance.choice(ways))
        site.write(".kept/" + path, before)


def mend_files(site: Site, chance: random.Random) -> None:
    kept = site.root / ".kept"
    for file in sorted(kept.rglob("*")):
        if file.is_file():
            site.write(file.relative_to(kept).as_posix(), file.read_bytes())
    shutil.rmtree(kept, ignore_errors=True)


def break_template(site: Site, chance: random.Random) -> None:
    name = chance.choice(["card.html", "term.html", "page.html", "piece.html"])
    site.write(
        f"templates/{name}",
        chance.choice(["{% if %}", "{{ nothing }}", "{% include 'nowhere.html' %}", f"{{% include '{name}' %}}"]),
    )


def put_a_link(site: Site, chance: random.Random) -> None:
    place = site.root / chance.choice(["content/briefs/link.md", "templates/link.html"])
    place.parent.mkdir(exist_ok=True)
    if place.is_symlink():
        place.unlink()
    else:
        place.symlink_to("elsewhere")


# Times


def restore_time(site: Site, chance: random.Random) -> None:
    """An edit of the same length, after which the file has its old time."""
    path = a_brief(site, chance)
    file = site.root / path
    status = file.stat()
    data = file.read_bytes()
    for old, new in ((b"dry", b"wet"), (b"wet", b"dry"), (b"filled", b"closed"), (b"Salt", b"Malt"), (b"A ", b"O ")):
        if old in data:
            file.write_bytes(data.replace(old, new))
            break
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def replace_keeping_time(site: Site, chance: random.Random) -> None:
    """A new file with the size and the time of the old one, as `cp -p` and `rsync` make it."""
    file = site.root / a_brief(site, chance)
    status = file.stat()
    between = site.root / "between"
    between.write_bytes(file.read_bytes().replace(b"It is", b"It as"))
    os.utime(between, ns=(status.st_atime_ns, status.st_mtime_ns))
    between.rename(file)


def touch(site: Site, chance: random.Random) -> None:
    os.utime(site.root / some(site, chance, "content/**/*.*"))


def set_old_time(site: Site, chance: random.Random) -> None:
    os.utime(site.root / some(site, chance, "content/**/*.*"), (0, chance.randrange(10**9)))


# What builds made


def damage_output(site: Site, chance: random.Random) -> None:
    path = some(site, chance, "site/**/*.*")
    if path and not path.endswith(".briefs") and "foreign" not in path:
        file = site.root / path
        status, data = file.stat(), file.read_bytes()
        way = chance.randrange(6)
        if way == 0:
            file.unlink()
        elif way == 1:
            file.write_bytes(b"damaged")
        elif way == 2:
            file.chmod(0o600)
        elif way == 3:
            file.unlink()
            file.symlink_to("/etc/hostname")
        else:
            # Bytes of the same number, in the same file or in a new one, with the old time.
            if way == 4:
                file.unlink()
            file.write_bytes(data[:-1] + b"?")
            os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def delete_output_folder(site: Site, chance: random.Random) -> None:
    shutil.rmtree(
        chance.choice([site.out, site.root / ".site.briefs", site.out / "briefs", site.out / "tags"]),
        ignore_errors=True,
    )


def link_output_folder(site: Site, chance: random.Random) -> None:
    """By way of the link, each file is still there, and has the stat that it had."""
    folder = site.out / chance.choice(["briefs", "briefs/2019", "tags", "tags/water"])
    if folder.is_dir() and folder.resolve() == folder:
        elsewhere = site.root.parent / "elsewhere"
        shutil.rmtree(elsewhere, ignore_errors=True)
        folder.rename(elsewhere)
        folder.symlink_to(elsewhere)


def add_foreign_file(site: Site, chance: random.Random) -> None:
    folders = sorted(path for path in [site.out, *site.out.rglob("*")] if path.is_dir())
    if folders:
        (chance.choice(folders) / "foreign.txt").write_text(chance.choice(WORDS), encoding="utf-8")


def delete_cache(site: Site, chance: random.Random) -> None:
    shutil.rmtree(site.root / ".cache", ignore_errors=True)


def damage_cache(site: Site, chance: random.Random) -> None:
    files = sorted((site.root / ".cache").glob("*"))
    for file in chance.sample(files, min(2, len(files))):
        data = bytearray(file.read_bytes())
        for _ in range(chance.randrange(1, 40)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        file.write_bytes(data)


def put_back_old_cache(site: Site, chance: random.Random) -> None:
    cache, kept = site.root / ".cache", site.root / ".kept-cache"
    if kept.is_dir():
        shutil.rmtree(cache, ignore_errors=True)
        kept.rename(cache)
    elif cache.is_dir():
        shutil.copytree(cache, kept)


def build_drafts(site: Site, chance: random.Random) -> None:
    site.try_build(drafts=True)


def build_elsewhere(site: Site, chance: random.Random) -> None:
    site.try_build(out=site.root / "other", drafts=chance.random() < 0.5)


def build_strictly(site: Site, chance: random.Random) -> None:
    site.try_build(strict=True)


def build_afresh(site: Site, chance: random.Random) -> None:
    site.try_build(fresh=True)


USUAL: tuple[Edit, ...] = (
    add_brief, edit_end_of_body, edit_first_paragraph, insert_lines_above_links, insert_lines_in_front_matter, add_link, remove_links,
    turn_heading, turn_comment, hold_brief, move_now, delete_brief, rename_brief, move_brief, swap_files, swap_files_by_renaming, swap_titles, change_brief,
    change_brief, keep_addresses, forget_addresses, retag, change_case_of_tag, change_page, change_position, change_register, change_tags, change_asset, change_settings,
    put_or_take_pdf, change_words, change_menu, change_template, change_piece, change_static, change_extension, restore_time, replace_keeping_time, damage_output,
)  # fmt: skip
SELDOM: tuple[Edit, ...] = (
    note_addresses, note_addresses, note_addresses, copy_brief, rename_folder, break_file, break_file, break_template, put_a_link, touch, set_old_time, delete_output_folder,
    link_output_folder, add_foreign_file, delete_cache, damage_cache, put_back_old_cache, build_drafts, build_elsewhere, build_strictly, build_afresh,
)  # fmt: skip


def edit(site: Site, number: int, good: dict[str, bytes], only: Sequence[Edit] = ()) -> str:
    """Do what a number stands for, or one of a few edits; `good` are the files of the last state that could be published.

    Two steps in five after a fault mend it or go back to that state, or most of the time nothing would be published.
    """
    chance = random.Random(number)
    faulty = good != sources(site)
    what = chance.random()
    if faulty and what < 0.25 and (site.root / ".kept").is_dir():
        mend_files(site, chance)
        return "mend_files"
    if faulty and what < 0.4:
        restore(site, good)
        return "restore"
    step = chance.choice(only or (SELDOM if what > 0.8 else USUAL))
    step(site, chance)
    return step.__name__


def sources(site: Site) -> dict[str, bytes]:
    """All that a site is made from; of a link, a mark."""
    found = {}
    for top in ("content", "templates", "extend.py"):
        place = site.root / top
        for path in [place, *place.rglob("*")]:
            if path.is_symlink():
                found[path.relative_to(site.root).as_posix()] = b"a link"
            elif path.is_file():
                found[path.relative_to(site.root).as_posix()] = path.read_bytes()
    return found


def restore(site: Site, files: dict[str, bytes]) -> None:
    """Let the sources be these again, as a checkout does: what is right is not touched."""
    now = sources(site)
    for path in now.keys() - files.keys():
        site.remove(path)
    for path, data in files.items():
        if now.get(path) != data:
            site.write(path, data)
