"""How briefs are cited: names in parts, the styles held to what pandoc and citeproc-js print, and the page."""

import html
import json
import re
from pathlib import Path

import pytest
from browser import needs_browser, open_browser, open_page, serve
from citing_cases import CASES, work
from sitetext import Site

from briefs.citing.csl import item
from briefs.citing.names import Name, person
from briefs.citing.styles import STYLES
from briefs.citing.work import Work, key_of
from briefs.words import Words

RECORDS = {
    each["item"]["id"]: each
    for each in json.loads((Path(__file__).parent / "citations.json").read_text(encoding="utf-8"))["records"]
}
WORDS = Words()
TITLE = "<i>A river in May</i>"
ADDRESS = "https://rivers.example/briefs/2018/dam/"

NO_RETRIEVED = "there is no day of retrieval that “Retrieved” could introduce: what is published stays as it is"
NAMED_ONCE = "the manuals name an author that is its own publisher once: APA 9.24, MLA 5.7"
AS_WRITTEN = "titles stand as they were written"
BY_DAY = "what follows the news is known by its day: APA 9.14, Chicago 14.104"
OTHERWISE = {
    ("no-date", "apa"): (f"Hollow, M. (n.d.). {TITLE}. Lanternfield Institute. {ADDRESS}", NO_RETRIEVED),
    ("analysis-no-date", "apa"): (f"Hollow, M. (n.d.). {TITLE}. Lanternfield Institute. {ADDRESS}", NO_RETRIEVED),
    ("own-institution", "apa"): (f"Lanternfield Institute. (2018). {TITLE}. {ADDRESS}", NAMED_ONCE),
    ("own-institution", "mla"): (f"{TITLE}. Lanternfield Institute, 2 Feb. 2018, {ADDRESS}.", NAMED_ONCE),
    ("straight-quotes", "apa"): (f"Hollow, M. (2018). <i>The \"axis\" isn't dead</i>. Lanternfield Institute. {ADDRESS}", AS_WRITTEN),
    ("straight-quotes", "chicago"): (f"Hollow, Mehran. <i>The \"axis\" isn't dead</i>. Lanternfield Institute, 2018. {ADDRESS}.", AS_WRITTEN),
    ("straight-quotes", "mla"): (f"Hollow, Mehran. <i>The \"axis\" isn't dead</i>. Lanternfield Institute, 2 Feb. 2018, {ADDRESS}.", AS_WRITTEN),
    ("analysis", "apa"): (f"Hollow, M. (2018, February 2). {TITLE}. Lanternfield Institute. {ADDRESS}", BY_DAY),
    ("analysis", "chicago"): (f"Hollow, Mehran. {TITLE}. Lanternfield Institute, February 2, 2018. {ADDRESS}.", BY_DAY),
}  # fmt: skip
"""What is cited in another way than both programs do it, on purpose, and why."""

OTHER_SCRIPTS = {
    ("persian", "apa"): "بروک، نادیا. (۱۳۹۶). <i>رهبران تهران نگران‌اند</i>. مؤسسهٔ فانوس. ",
    ("persian", "chicago"): "بروک، نادیا. <i>رهبران تهران نگران‌اند</i>. مؤسسهٔ فانوس، ۱۳۹۶. ",
    ("persian", "mla"): "بروک، نادیا. <i>رهبران تهران نگران‌اند</i>. مؤسسهٔ فانوس، ۱۳ بهمن ۱۳۹۶، ",
    ("persian-two", "apa"): "بروک، نادیا، و کوه‌پیما، بهروز. (۱۳۹۶). <i>سد پر شد؟</i> (شمارهٔ ۱۲). مؤسسهٔ فانوس. ",
    ("persian-two", "chicago"): "بروک، نادیا، و بهروز کوه‌پیما. <i>سد پر شد؟</i> شمارهٔ ۱۲. مؤسسهٔ فانوس، ۱۳۹۶. ",
    ("persian-two", "mla"): "بروک، نادیا، و بهروز کوه‌پیما. <i>سد پر شد؟</i> شمارهٔ ۱۲، مؤسسهٔ فانوس، ۱۳ بهمن ۱۳۹۶، ",
    (
        "persian-three",
        "apa",
    ): "بروک، نادیا، تقی زاده، حسن، و آفتاب، تهمینه. (۱۳ بهمن ۱۳۹۶). <i>سد پر شد</i>. مؤسسهٔ فانوس. ",
    (
        "persian-three",
        "chicago",
    ): "بروک، نادیا، حسن تقی زاده، و تهمینه آفتاب. <i>سد پر شد</i>. مؤسسهٔ فانوس، ۱۳ بهمن ۱۳۹۶. ",
    ("persian-three", "mla"): "بروک، نادیا، و دیگران. <i>سد پر شد</i>. مؤسسهٔ فانوس، ۱۳ بهمن ۱۳۹۶، ",
    ("arabic-two", "apa"): "بن سالم، محمد، والصافي، أحمد. (د.ت.). <i>امتلأ السد</i>. معهد الفانوس. ",
    ("arabic-two", "chicago"): "بن سالم، محمد، وأحمد الصافي. <i>امتلأ السد</i>. معهد الفانوس، د.ت. ",
    ("arabic-two", "mla"): "بن سالم، محمد، وأحمد الصافي. <i>امتلأ السد</i>. معهد الفانوس، ",
}
"""The programs know the English forms alone: no Arabic comma, no Solar Hijri dates, and initials where there are none."""


def cite(each: Work, style: str) -> str:
    """What is printed, with the italics alone as tags."""
    printed = STYLES[style](each, WORDS.of(each.lang))
    kept = re.sub("</?bdi>", "", printed).replace("<cite>", "\1").replace("</cite>", "\2")
    assert not re.search("<(?!cite|/cite)", re.sub("</?bdi>", "", printed)), "all else is text"
    return html.unescape(kept).replace("\1", "<i>").replace("\2", "</i>")


def test_the_records_are_those_of_the_cases() -> None:
    """If this fails, run scripts/record-citations."""
    assert {each.key: item(each) for each in CASES} == {key: record["item"] for key, record in RECORDS.items()}


@pytest.mark.parametrize("style", ["apa", "chicago", "mla"])
def test_the_styles_are_those_of_pandoc_and_citeproc(style: str) -> None:
    for each in CASES:
        ours, theirs = cite(each, style), RECORDS[each.key][style]
        expected = OTHERWISE.get((each.key, style), ("",))[0]
        if each.lang != "en":
            expected = OTHER_SCRIPTS[each.key, style] + ADDRESS + ("" if style == "apa" else ".")
        if expected:
            assert ours == expected
            assert ours not in theirs.values(), f"{each.key} is no difference any more"
        else:
            assert ours in theirs.values(), each.key


def test_a_latin_name_in_a_persian_citation_has_one_stop() -> None:
    each = work("latin", "سد", authors=["Ada Alder"], publisher="Shore Inc.", lang="fa")
    assert cite(each, "apa") == f"Alder، A. (۱۳۹۶). <i>سد</i>. Shore Inc. {ADDRESS}"


def test_plain_citations() -> None:
    by_key = {each.key: cite(each, "plain") for each in CASES}
    rest = f"<i>Two Rivers</i> (Lanternfield Institute), Feb 2, 2018, {ADDRESS}"
    assert by_key["three"] == f"Ada Alder, Bo Alder, and Cy Alder, “A river in May”, {rest}"
    assert by_key["quotes-last"] == f"Mehran Hollow, “What is meant by ‘unity’”, {rest}"
    assert by_key["family-first"] == f"Lin Meihua, “A river in May”, {rest}"
    assert by_key["no-author"] == f"“A river in May”, {rest}"
    assert by_key["doi-and-number"].endswith(
        "(Lanternfield Institute), No. 7, Feb 2, 2018, https://doi.org/10.1234/abc"
    )
    assert by_key["persian-two"] == (
        f"نادیا بروک و بهروز کوه‌پیما، «سد پر شد؟»، <i>Two Rivers</i> (مؤسسهٔ فانوس)، شمارهٔ ۱۲، ۱۳ بهمن ۱۳۹۶ (۲ فوریهٔ ۲۰۱۸)، {ADDRESS}"
    )
    assert cite(work("own", publisher="Two Rivers"), "plain").count("Two Rivers") == 1


@pytest.mark.parametrize(("name", "parts"), [
    ("Nadia Brook", Name("Brook", "Nadia")), ("Jan van der Berg", Name("Berg", "Jan", "van der")), ("Martin Van Buren", Name("Van Buren", "Martin")),
    ("María José de la Cruz", Name("Cruz", "María José", "de la")), ("José Ortega y Gasset", Name("Ortega y Gasset", "José")), ("Dara Ó Briain", Name("Ó Briain", "Dara")),
    ("Van Morrison", Name("Morrison", "Van")), ("Plato", Name("Plato")), ("al-Farabi", Name("al-Farabi")), ("Abdel Fattah al-Sisi", Name("Sisi", "Abdel Fattah", "al-")),
    ("Mohammed bin Salman", Name("Salman", "Mohammed", "bin")), ("Dana d'Ancona", Name("Ancona", "Dana", "d'")), ("Martin King, Jr.", Name("King", "Martin", "", "Jr.")), ("William Strunk III", Name("Strunk", "William", "", "III")),
    ("نادیا بروک", Name("بروک", "نادیا")), ("حسن تقی زاده", Name("تقی زاده", "حسن")), ("محمد بن سلمان", Name("بن سلمان", "محمد")), ("زاده", Name("زاده")),
    ("Joe Alder, PhD", Name("Alder", "Joe")), ("Nadia Brook, Shore Office, Quillmoor", Name("Brook", "Nadia")), ("Nadia Brook, PhD, Jr.", Name("Brook", "Nadia", "", "Jr.")),
    ("Brook, Nadia", Name("Brook", "Nadia")), ("van der Berg, Jan", Name("Berg", "Jan", "van der")), ("Plato, Jr.", Name("Plato", "", "", "Jr.")), (",", Name(",")), ("a, ", Name("a")),
])  # fmt: skip
def test_names_come_apart(name: str, parts: Name) -> None:
    assert person(name) == parts


def test_the_register_knows_better() -> None:
    both = ("Hashemi Rafsanjani", "هاشمی رفسنجانی")
    assert person("Ali Akbar Hashemi Rafsanjani", both) == Name("Hashemi Rafsanjani", "Ali Akbar")
    assert person("علی اکبر هاشمی رفسنجانی", both) == Name("هاشمی رفسنجانی", "علی اکبر")
    assert person("Lin Meihua", ["Lin"]) == Name("Lin", "Meihua", family_first=True)
    assert person("Cat Stevens", ["Cat Stevens"]) == Name("Cat Stevens")
    assert person("Jan van der Berg", ["van der Berg"]) == Name("Berg", "Jan", "van der")
    assert person("Nadia Brook", ["Marsh"]) == Name("Brook", "Nadia")


def test_keys_are_ascii_and_differ() -> None:
    assert key_of("briefs/2018/dam/") == "briefs:2018:dam"
    persian = key_of("fa/briefs/2018/%D8%B3%D8%AF/")
    assert re.fullmatch(r"fa:briefs:2018:[0-9a-f]{8}", persian)
    assert persian != key_of("fa/briefs/2018/%D8%B3%D8%AF-2/")


SITE = """\
-- content/authors/rafsanjani.yaml --
name: Ali Akbar Hashemi Rafsanjani
names: {fa: علی اکبر هاشمی رفسنجانی}
family: [Hashemi Rafsanjani, هاشمی رفسنجانی]
-- content/institutes/lanternfield.yaml --
name: Lanternfield
-- content/briefs/2018/dam.md --
---
title: The <b>"dam"</b> & what is said
author: [rafsanjani, Jan van der Berg]
date: 2018-02-02
institute: lanternfield
type: report
number: 12
doi: https://doi.org/10.1234/ab<c>
---
The reservoir is full.
-- content/briefs/2018/dam.fa.md --
---
title: سد پر شد
author: rafsanjani
date: 2018-02-02
---
مخزن پر است.
-- content/briefs/2018/note.md --
---
title: A note
author: Lanternfield
---
Text.
-- content/briefs/2018/notice.md --
---
title: A notice
institute: Lanternfield
---
Text.
"""
PAGE = "briefs/2018/dam/"


def test_the_page_cites_in_several_styles(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    rest = "Lanternfield. https://doi.org/10.1234/ab%3Cc%3E"
    title = 'The <b>"dam"</b> & what is said'
    assert (
        site.text(PAGE, "#citation-apa")
        == f"Hashemi Rafsanjani, A. A., & van der Berg, J. (2018). {title} (No. 12). {rest}"
    )
    assert site.text(PAGE, "#citation-chicago").startswith("Hashemi Rafsanjani, Ali Akbar, and Jan van der Berg. ")
    assert site.text("fa/" + PAGE, "#citation-mla").startswith("هاشمی رفسنجانی، علی اکبر. سد پر شد.")
    assert site.text("briefs/note/", "#citation-apa").startswith("Lanternfield. (n.d.). A note. Two Rivers. ")
    assert (
        site.text("briefs/notice/", "#citation-apa")
        == "Lanternfield. (n.d.). A notice. https://rivers.example/briefs/notice/"
    )
    buttons = site.all(PAGE, ".styles button")
    assert len(buttons) == 3
    assert all("hidden" in button.attributes for button in buttons), "without script they do nothing"


def test_a_family_name_that_changes_is_cited_anew_and_only_that(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    site.edit(
        "content/authors/rafsanjani.yaml",
        "family: [Hashemi Rafsanjani, هاشمی رفسنجانی]",
        "family: [Rafsanjani, رفسنجانی]",
    )
    site.build()
    assert site.text(PAGE, "#citation-apa").startswith("Rafsanjani, A. A. H., & van der Berg, J.")
    site.write("content/institutes/berg.yaml", "name: Jan van der Berg\n")
    site.build()
    assert site.text(PAGE, "#citation-apa").startswith("Rafsanjani, A. A. H., & Jan van der Berg. (2018).")


def with_browser(test: object) -> object:
    for mark in needs_browser:
        test = mark(test)
    return test


@with_browser
def test_one_citation_is_printed_and_each_can_be_opened_without_script(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    with (
        open_browser() as browser,
        serve(site.out) as url,
        open_page(browser, tools=False, java_script_enabled=False) as page,
    ):
        page.goto(url + PAGE)
        assert page.locator("#citation").is_visible()
        assert not page.locator("#citation-apa").is_visible()
        page.locator(".styles summary").click()
        assert page.locator("#citation-apa").is_visible()
        assert not page.locator(".styles button").first.is_visible(), "it needs script"
        page.emulate_media(media="print")
        assert page.locator("#citation").is_visible()
        assert not page.locator("#citation-apa").is_visible()


def test_the_publisher_goes_by_its_name_in_the_language_of_the_brief(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.write("content/institutes/lanternfield.yaml", "name: Lanternfield\nnames: {fa: فانوس}\n")
    site.edit("content/briefs/2018/dam.fa.md", "date:", "institute: Lanternfield\ndate:")
    site.build()
    assert "سد پر شد. فانوس، ۱۳ بهمن ۱۳۹۶، " in site.text("fa/" + PAGE, "#citation-mla")
