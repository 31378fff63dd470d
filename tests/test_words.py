"""The words that pages print: those that come with the program, and a site's own."""

from pathlib import Path

import pytest
from sitetext import Site, brief, codes

from briefs import languages
from briefs.words import Words, keys, read_words


def read(path: str, text: str) -> tuple[Words, list[tuple[int, str, str]]]:
    words, problems = read_words({f"content/words/{path}": text.encode()})
    return words, [(problem.line, problem.code, problem.hint) for problem in problems]


def test_every_language_of_the_program_has_every_word() -> None:
    folder = Path(languages.__file__).with_name("words")
    assert {path.stem for path in folder.glob("*.yaml")} == set(languages.BUILT_IN)
    for language in languages.BUILT_IN:
        lines = (folder / f"{language}.yaml").read_text(encoding="utf-8").splitlines()
        assert [line.partition(":")[0] for line in lines if line and not line.startswith("#")] == list(keys())


def test_words_of_a_language() -> None:
    words = Words()
    assert words.of("fa").tags == words.of("fa-AF").tags == "برچسب‌ها"
    assert words.of("tr").tags == words.of("en-GB").tags == "Tags"
    assert words.labels("fa") == ("تحلیل", "Comment")
    assert words.labels("tr") == ("Comment",)


def test_a_site_adds_a_language_and_changes_words() -> None:
    text = 'tags: Etiquetas\ncomment: Comentario\ncomment_labels: ["Análisis:", Nota]\nlinks: Enlaces: todos\n'
    files = {
        "content/words/es.yaml": text.encode(),
        "content/words/es-PR.yaml": b"tags: Temas\n",
        "content/words/fa.yaml": "tags: موضوع‌ها\ncomment: دیدگاه\n".encode(),
        "content/words/en.yaml": b"home: Front page\n",
        "content/words/ks.yaml": b"direction: ltr\n",
    }
    words, problems = read_words(files)
    assert problems == []
    assert (words.of("es").tags, words.of("es-PR").tags, words.of("es-PR").links) == (
        "Etiquetas",
        "Temas",
        "Enlaces: todos",
    )
    assert (words.of("es").home, words.of("es").menu) == ("Front page", "Menu")
    assert (words.of("fa").tags, words.of("fa-AF").tags, words.of("fa").home) == ("موضوع‌ها", "موضوع‌ها", "خانه")
    assert words.labels("es-PR") == ("Comentario", "Análisis", "Nota", "Comment")
    assert words.labels("fa") == ("دیدگاه", "تحلیل", "Comment")
    assert (words.direction("ks"), words.direction("fa"), Words().direction("ks")) == ("ltr", "rtl", "rtl")


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("tr.yaml", "arcive: Arşiv\n", (1, "unknown-key", "did you mean archive:?")),
        ("tr.yaml", "tags:\n- a\n- b\n", (2, "not-text", "if brackets or a colon are part of it, put it in quotes")),
        ("tr.yaml", "direction: right\n", (1, "unknown-word", "")),
        ("tr.yaml", "", (1, "empty-file", "write, for example, archive: Arşiv")),
        ("tr.yaml", "tags: a\ntags: b\n", (2, "duplicate-key", "delete one of the two")),
        ("TR.yaml", "tags: a\n", (0, "unknown-language", "rename it to tr.yaml")),
        ("turkish.yaml", "tags: a\n", (0, "unknown-language", "rename it to tr.yaml")),
        (
            "nonsense.yaml",
            "tags: a\n",
            (0, "unknown-language", "name it after the language, such as tr.yaml for Turkish"),
        ),
    ],
)
def test_faulty_words(path: str, text: str, problem: tuple[int, str, str]) -> None:
    assert read(path, text)[1] == [problem]


def test_missing_words_are_told_once_and_only_where_they_are_used() -> None:
    words, problems = read_words(
        {"content/words/es.yaml": b"tags: Temas\n", "content/words/es-PR.yaml": b"home: Inicio\n", "content/words/tr.yaml": b"tags: E\n",
         "content/words/ar-IQ.yaml": b"tags: x\n", "content/words/en-GB.yaml": b"tags: x\n"}
    )  # fmt: skip
    assert problems == []
    assert words.missing(["en", "de", "en-GB", "ar-IQ"]) == []
    (told,) = words.missing(["tr", "en"])
    assert (told.path, told.code, told.severity) == ("content/words/tr.yaml", "missing-words", "warning")
    assert told.message == f"{len(keys()) - 1} words are missing, and stand in English: " + ", ".join(
        word for word in keys() if word != "tags"
    )
    assert [problem.path for problem in words.missing(["es-PR"])] == [
        "content/words/es-PR.yaml",
        "content/words/es.yaml",
    ]


# In a site

SITE = """
-- content/briefs/dam.md --
---
title: The dam
author: Nadia Brook
date: 2018-02-02
tags: [Water]
---
News.

**Comment:** More.
-- content/briefs/dam.tr.md --
---
title: Baraj
author: Nadia Brook
date: 2018-02-02
tags: [Water]
---
Haber[^1].

**Comment:** Yorum.

[^1]: Not.
-- content/briefs/road.tr.md --
---
title: Yol
author: Nadia Brook
date: 2018-02-03
---
Haber.
-- content/briefs/lake.fa.md --
---
title: دریاچه
date: 2018-02-02
author: Nadia Brook
---
خبر.
-- content/words/tr.yaml --
tags: Etiketler
archive: Arşiv
"""
DAM, ROAD, LAKE = "tr/briefs/2018/dam/", "tr/briefs/2018/road/", "fa/briefs/2018/lake/"


def same_as_clean(site: Site, tmp_path: Path) -> bool:
    site.build(out=tmp_path / "clean", cache=tmp_path / "clean-cache")
    return site.files() == site.files(tmp_path / "clean")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "one", SITE)
    site.build()
    assert site.build().rendered == []
    return site


def test_a_page_prints_the_site_s_own_words(site: Site) -> None:
    assert site.texts(DAM, ".cite h2")[-1] == "Etiketler"
    assert site.text(DAM, ".jump") == "Jump to the comment"


def test_words_are_read_by_nobody_who_prints_none(site: Site, tmp_path: Path) -> None:
    """Only pages that print words of the language are made again: its own, and lists and feeds that have a card of it."""
    site.edit("content/words/tr.yaml", "Etiketler", "Konular")
    report = site.build()
    lists = ["archive/2018/index.html", "archive/index.html", "authors/nadia-brook/feed.json", "authors/nadia-brook/feed.xml",
             "authors/nadia-brook/index.html", "feed.json", "feed.xml", "index.html", "tags/water/feed.json", "tags/water/feed.xml",
             "tags/water/index.html"]  # fmt: skip
    assert report.rendered == [*lists, f"{DAM}index.html", f"{ROAD}index.html"]
    assert report.written == [f"{DAM}index.html"]
    assert report.parsed == 0
    assert site.texts(DAM, ".cite h2")[-1] == "Konular"
    assert same_as_clean(site, tmp_path)


def test_a_word_that_texts_are_read_with_reads_them_again(site: Site, tmp_path: Path) -> None:
    site.write("content/words/tr.yaml", "comment: Yorum\nback_to_reference: Dön\n")
    report = site.build()
    assert report.parsed > 0
    assert "briefs/2018/dam/index.html" not in report.rendered
    assert f"{LAKE}index.html" not in report.rendered
    assert site.all(DAM, ".footnote-back")[0].attributes["aria-label"].startswith("Dön")
    assert same_as_clean(site, tmp_path)

    site.edit("content/briefs/dam.tr.md", "**Comment:**", "**Yorum:**")
    site.build()
    assert site.text(DAM, "section.comment") == "Yorum: Yorum."

    site.remove("content/words/tr.yaml")
    report = site.build()
    assert site.all(DAM, "section.comment") == []
    assert report.problems == ()
    assert same_as_clean(site, tmp_path)


def test_a_language_more_reads_no_text_again(site: Site, tmp_path: Path) -> None:
    site.write("content/words/fa.yaml", "home: آغاز\n")
    report = site.build()
    assert report.parsed == 0
    assert f"{LAKE}index.html" in report.rendered
    assert f"{DAM}index.html" not in report.rendered
    assert same_as_clean(site, tmp_path)


def test_a_direction_is_the_site_s_to_tell(site: Site, tmp_path: Path) -> None:
    site.edit("content/words/tr.yaml", "tags:", "direction: rtl\ntags:")
    report = site.build()
    assert report.parsed == 0
    assert "briefs/2018/dam/index.html" in report.rendered  # it links to the translation
    assert site.all(DAM, "html")[0].attributes["dir"] == "rtl"
    assert same_as_clean(site, tmp_path)


def test_missing_words_are_warned_of_while_a_brief_needs_them(site: Site) -> None:
    assert codes(site.build().problems) == ["missing-words"]
    for name in ("dam", "road"):
        site.remove(f"content/briefs/{name}.tr.md")
    assert site.build().problems == ()
    assert site.build().problems == ()


def test_a_mistake_in_the_words_is_no_reason_to_publish(site: Site) -> None:
    site.write("content/words/tr.yaml", "arcive: Arşiv\n")
    (problem,) = site.refused()
    assert (problem.path, problem.line, problem.message) == ("content/words/tr.yaml", 1, "there is no key 'arcive'")


def test_an_archive_year_has_the_years_of_persian_readers(tmp_path: Path) -> None:
    site = Site(tmp_path, f"-- content/briefs/a.md --\n{brief('آب', date='2018-02-02')}")
    site.edit("content/site.yaml", "title:", "language: fa\ntitle:")
    site.write("templates/year.html", '{{ "2018"|year(lang) }} {{ view.cards()[0].date|day(lang) }}')
    site.write("extend.py", "from briefs import Output\ndef outputs(model, config):\n    yield Output('year.txt', year)\n"
               "def year(view):\n    return view.render('year.html', lang='fa')\n")  # fmt: skip
    site.build()
    assert site.read("year.txt") == "۲۰۱۸ (۱۳۹۶–۱۳۹۷) ۱۳ بهمن ۱۳۹۶"
    assert site.text("briefs/2018/a/", ".byline time") == "۱۳ بهمن ۱۳۹۶ (۲ فوریهٔ ۲۰۱۸)"
    assert site.all("briefs/2018/a/", ".byline time")[0].attributes["datetime"] == "2018-02-02"


def test_a_name_that_runs_the_other_way_is_set_apart(site: Site) -> None:
    assert [node.html for node in site.all(LAKE, ".byline bdi")] == ["<bdi>Nadia Brook</bdi>"]
    assert site.all(DAM, ".byline bdi") == []


@pytest.mark.parametrize(("language", "mark"), [("en", ";"), ("fa", "؛"), ("ar", "؛"), ("de", ";")])
def test_authors_of_different_posts_are_parted_as_the_language_does(tmp_path: Path, language: str, mark: str) -> None:
    site = Site(
        tmp_path,
        """
-- content/briefs/a.md --
---
title: A
author: [{name: Nadia, role: R}, {name: Ada, role: S}]
---
""",
    )
    site.edit("content/site.yaml", "title:", f"language: {language}\ntitle:")
    site.build()
    assert f"R{mark} Ada" in site.text("briefs/a/", ".byline")
