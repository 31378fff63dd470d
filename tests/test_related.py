"""Which briefs are named on the page of another."""

import random
from pathlib import Path

from sitetext import Site

from briefs.model import Brief, Card, ListKind, Ref
from briefs.related import COUNT, related

SITE = """\
-- content/site.yaml --
title: Two Rivers
url: https://rivers.example/
required: [title]
exports: []
-- content/briefs/2019-01-01-dam.md --
---
title: Dam
date: 2019-01-01
author: Nadia Brook
project: River Watch
tags: [Water, Dams]
---
A dam.
-- content/briefs/2019-02-01-weir.md --
---
title: Weir
date: 2019-02-01
project: River Watch
tags: [Water]
---
A weir.
-- content/briefs/2019-03-01-lock.md --
---
title: Lock
date: 2019-03-01
project: River Watch
tags: [Water, Locks]
---
A lock.
-- content/briefs/2019-04-01-sluice.md --
---
title: Sluice
date: 2019-04-01
project: Canals
tags: [Water, Dams]
---
A sluice.
-- content/briefs/2019-05-01-bridge.md --
---
title: Bridge
date: 2019-05-01
author: Nadia Brook
---
A bridge.
-- content/briefs/2019-06-01-tax.md --
---
title: Tax
date: 2019-06-01
tags: [Money]
---
A tax.
-- content/briefs/2019-01-01-dam.fa.md --
---
title: سد
date: 2019-01-01
project: River Watch
tags: [Water, Dams]
---
سد.
"""


def titles(site: Site, page: str, where: str) -> list[str]:
    return [node.text().strip() for node in site.all(page, f"{where} a")]


def test_the_nearest_come_first_less_those_of_the_project(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    dam = "briefs/2019/dam/"
    assert titles(site, dam, ".way") == ["Later in this project Weir"]
    # The sluice shares a tag that only two have; the lock the project and a common tag; the bridge an author alone.
    assert titles(site, dam, ".related") == ["Sluice", "Lock", "Bridge"]
    assert titles(site, "briefs/2019/weir/", ".way") == ["Earlier in this project Dam", "Later in this project Lock"]
    assert not site.all("briefs/2019/tax/", ".related")
    assert not site.all("fa/briefs/2019/dam/", ".way, .related"), "there is no other in Persian"


def test_a_brief_that_shares_nothing_changes_no_page(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    site.write("content/briefs/2020-01-01-moon.md", "---\ntitle: Moon\ndate: 2020-01-01\ntags: [Sky]\n---\nThe moon.\n")
    briefs = [path for path in site.build().rendered if path.startswith(("briefs/", "fa/briefs/"))]
    assert briefs == ["briefs/2020/moon/index.html"]


def test_a_title_is_changed_where_it_is_named_and_a_text_nowhere(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    site.edit("content/briefs/2019-04-01-sluice.md", "title: Sluice", "title: Great sluice")
    changed = [path for path in site.build().rendered if "/briefs/" in f"/{path}"]
    named_on = [
        f"briefs/2019/{name}/index.html"
        for name in ("bridge", "dam", "lock", "sluice", "weir")
        if name == "sluice" or "Great sluice" in site.read(f"briefs/2019/{name}/index.html")
    ]
    assert changed == named_on
    site.edit("content/briefs/2019-04-01-sluice.md", "A sluice.", "A new sluice.")
    changed = [path for path in site.build().rendered if path.startswith("briefs/")]
    assert changed == ["briefs/2019/sluice/index.html"], "no other page shows how it begins"


# The reckoning itself


def make(number: int, tags: list[str], project: str = "", lang: str = "en") -> Brief:
    ref = Ref("project", project, project, project) if project else None
    tag_refs = tuple(Ref("tag", tag, tag, tag) for tag in tags)
    card = Card(
        f"{number:06}", f"b/{number}/", f"Brief {number}", lang, None, None, "", (), ref, tag_refs, False, False
    )
    return Brief(card, None, "", (), (), "analysis", "", "")


def lists_of(briefs: list[Brief]) -> dict[tuple[ListKind, str], list[str]]:
    lists: dict[tuple[ListKind, str], list[str]] = {}
    for brief in briefs:
        for ref in filter(None, (brief.card.project, *brief.card.tags)):
            lists.setdefault((ref.kind, ref.key), []).append(brief.card.id)
    return lists


def test_order_of_lists_does_not_matter() -> None:
    chance = random.Random(7)
    tags = [f"t{n}" for n in range(40)]
    briefs = [make(n, chance.sample(tags, 3), f"p{n % 5}", chance.choice(["en", "fa"])) for n in range(400)]
    lists = lists_of(briefs)
    turned = dict(reversed(lists.items()))
    found = related(briefs, lists)
    assert found == related(briefs, turned)
    languages = {brief.card.id: brief.card.lang for brief in briefs}
    for id, others in found.items():
        assert id not in others
        assert len(set(others)) == len(others) == COUNT
        assert {languages[other] for other in others} == {languages[id]}


def test_each_is_compared_with_a_bounded_number_of_others() -> None:
    """With one tag for all, those next in time are the nearest, however many there are."""
    briefs = [make(n, ["news"]) for n in range(3000)]
    found = related(briefs, lists_of(briefs))
    assert found["001500"] == tuple(f"{1500 + step:06}" for step in (-1, 1, -2, 2, -3, 3))


def test_a_rare_tag_outweighs_a_common_one() -> None:
    briefs = [make(n, ["news", "rare"] if n in (0, 99) else ["news"]) for n in range(100)]
    assert related(briefs, lists_of(briefs))["000000"][0] == "000099"
