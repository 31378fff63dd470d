"""News and comment are told apart: a section of its own, a way to jump to it, and a mark on every list."""

from pathlib import Path

import feedparser
import pytest
from sitetext import Site, brief

PAGE = "briefs/2018/it/"
NEWS = "The news of the day."


def make(tmp_path: Path, body: str, settings: str = "", **keys: str) -> Site:
    site = Site(tmp_path)
    site.edit("content/site.yaml", "title:", f"{settings}\ntitle:")
    site.write("content/briefs/it.md", brief("It", body, author="Ada", date="2018-02-02", **keys))
    site.build()
    return site


def test_comment_is_a_section_with_a_jump_to_it(tmp_path: Path) -> None:
    site = make(tmp_path, f"{NEWS}\n\nComment: It means much.\n\nAnd more.")

    (section,) = site.all(PAGE, "section#comment")
    (jump,) = site.all(PAGE, "a[href='#comment']")

    assert [" ".join(p.text().split()) for p in section.css("p")] == ["Comment: It means much.", "And more."]
    assert section.css_first(".comment-label").text() == "Comment:"
    assert jump.text() == "Jump to the comment"
    assert NEWS not in section.text()


def test_without_a_comment_there_is_neither(tmp_path: Path) -> None:
    site = make(tmp_path, f"{NEWS}\n\nNo comment: he left.")

    assert site.all(PAGE, "#comment, a[href='#comment']") == []
    assert site.all("archive/", ".card a[href$='#comment']") == []
    (entry,) = feedparser.parse(site.read("feed.xml")).entries
    assert [link.rel for link in entry.links] == ["alternate"]


def test_lists_and_feeds_lead_to_it(tmp_path: Path) -> None:
    site = make(tmp_path, f"{NEWS}\n\nComment: It means much.")

    for page in ("", "archive/", "archive/2018/", "authors/ada/"):
        (link,) = site.all(page, ".card a[href$='#comment']")
        assert link.text() == "Comment"
    (entry,) = feedparser.parse(site.read("feed.xml")).entries
    (related,) = [link for link in entry.links if link.rel == "related"]
    assert (related.href, related.title) == ("https://rivers.example/briefs/2018/it/#comment", "Comment")


@pytest.mark.parametrize(
    ("lang", "label", "jump"),
    [
        ("en", "Comment:", "Jump to the comment"),
        ("fa", "تحلیل:", "رفتن به تحلیل"),
        ("ar", "تعليق:", "الانتقال إلى التعليق"),
        ("fa", "Comment:", "رفتن به تحلیل"),
        ("fr", "Comment:", "Jump to the comment"),
    ],
)
def test_label_of_the_language(tmp_path: Path, lang: str, label: str, jump: str) -> None:
    site = make(tmp_path, f"{NEWS}\n\n{label} It means much.", lang=lang)
    page = PAGE if lang == "en" else f"{lang}/{PAGE}"
    assert site.text(page, "#comment .comment-label") == label
    assert site.text(page, ".jump") == jump


def test_label_of_another_language_is_none(tmp_path: Path) -> None:
    assert make(tmp_path, f"{NEWS}\n\nتحلیل: much.").all(PAGE, "#comment") == []


def test_label_of_the_sites_own_choice(tmp_path: Path) -> None:
    site = make(tmp_path, f"{NEWS}\n\nAnalysis: It means much.", "comment_labels: {en: [Analysis, Our view]}")
    assert site.text(PAGE, "#comment .comment-label") == "Analysis:"


@pytest.mark.parametrize("label", ["**Comment:**", "**Comment**:", "*Comment:*", "comment:", "COMMENT :"])
def test_label_as_people_write_it(tmp_path: Path, label: str) -> None:
    site = make(tmp_path, f"{NEWS}\n\n{label} It means much.")
    assert site.text(PAGE, "#comment p").endswith("It means much.")
    assert site.all(PAGE, ".jump a") != []


def test_comment_ends_at_a_heading_of_its_own_level(tmp_path: Path) -> None:
    body = (
        f"## News\n\n{NEWS}\n\n## View\n\nComment: It means much.\n\n### Part of it\n\nMore.\n\n## Sources\n\nA list."
    )
    (section,) = make(tmp_path, body).all(PAGE, "#comment")
    text = section.text()
    assert "More." in text
    assert "Sources" not in text
    assert "A list." not in text


def test_link_to_the_comment_of_another_brief(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", brief("A", "See [there](b.md#comment) and [here](c.md#comment)."))
    site.write("content/briefs/b.md", brief("B", f"{NEWS}\n\nComment: Much."))
    site.write("content/briefs/c.md", brief("C", NEWS))
    report = site.build()
    assert [a.attributes["href"] for a in site.all("briefs/a/", ".text a:not(.anchor)")] == [
        "../../briefs/b/#comment",
        "../../briefs/c/",
    ]
    assert "dead-anchor" in [problem.code for problem in report.problems]
