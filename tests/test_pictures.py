"""Pictures of a site: in which sizes they are published, where, and what becomes of faulty ones."""

import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from painting import PLACE, jpeg, loaded, noted, saved
from PIL import Image
from sitetext import EXAMPLE, Site, brief, codes

SITE = """
-- content/briefs/lake.md --
---
title: The lake
author: Ada Quill
date: 2024-05-16
---
The lake is low.

![The lake](lake.jpg "The lake in May. | Photo: Ada Quill")

![Its level](level.png) and ![a sign](sign.png)

![A plan](plan.svg)
-- content/briefs/lake.jpg --
photo 1800x1200
-- content/briefs/level.png --
drawing 640x480
-- content/briefs/sign.png --
drawing 60x40
-- content/briefs/plan.svg --
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 400"/>
-- content/briefs/dam.md --
---
title: The dam
author: Ada Quill
date: 2024-05-17
---
Nothing to see.
-- content/files/unused.jpg --
photo 700x500
-- content/authors/ada.yaml --
name: Ada Quill
photo: ada.jpg
-- content/authors/ada.jpg --
photo 300x400
"""
PAGE = "briefs/2024/lake/"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "live", SITE)
    assert site.build().problems == ()
    return site


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("built"), SITE)
    site.build()
    return site


def drawn(site: Site) -> list[str]:
    """The sizes that are published, without their marks."""
    return sorted(re.sub(r"-[0-9a-f]{8}\.", ".", path) for path in site.files() if path.startswith("images/"))


def sources(site: Site, page: str) -> dict[str, str]:
    """Every picture that a page may load, by address, with the type that is announced."""
    found = {}
    for node in site.all(page, "img, source"):
        for name in ("src", "srcset"):
            for each in (node.attributes.get(name) or "").split(", "):
                if each:
                    found[each.split(" ")[0]] = node.attributes.get("type") or ""
    return found


def same_as_clean(site: Site, tmp_path: Path) -> bool:
    clean = Site(tmp_path / "clean")
    shutil.copytree(site.root / "content", clean.root / "content", dirs_exist_ok=True)
    clean.build(cache=tmp_path / "clean-cache")
    return clean.files() == site.files()


# What is published


def test_each_picture_comes_in_the_sizes_that_are_needed(built: Site) -> None:
    assert drawn(built) == [
        "images/ada-144.avif", "images/ada-144.jpg", "images/ada-300.avif", "images/ada-300.jpg",
        "images/lake-1200.avif", "images/lake-1200.jpg", "images/lake-1600.avif", "images/lake-1600.jpg",
        "images/lake-480.avif", "images/lake-480.jpg", "images/lake-800.avif", "images/lake-800.jpg",
        "images/level-480.png", "images/level-480.webp", "images/level-640.png", "images/level-640.webp",
    ]  # fmt: skip
    for path, data in built.files().items():
        if path.startswith("images/"):
            width = int(path.split("-")[1])
            assert loaded(data).width == width
    assert {"briefs/lake.jpg", "briefs/plan.svg", "files/unused.jpg", "authors/ada.jpg"} <= built.files().keys()


def test_a_page_lets_the_browser_choose(built: Site) -> None:
    lake, level, sign, plan = built.all(PAGE, ".text img")
    (avif, webp) = built.all(PAGE, ".text picture > source")
    assert (avif.attributes["type"], webp.attributes["type"]) == ("image/avif", "image/webp")
    for source, img, widths in ((avif, lake, (480, 800, 1200, 1600)), (webp, level, (480, 640))):
        for node in (source, img):
            assert [each.split()[1] for each in node.attributes["srcset"].split(", ")] == [f"{w}w" for w in widths]
            assert node.attributes["sizes"]
    assert [(i.attributes["width"], i.attributes["height"]) for i in (lake, level, sign, plan)] == [
        ("1600", "1067"), ("640", "480"), ("60", "40"), ("720", "400"),
    ]  # fmt: skip
    assert [i.attributes.get("loading") for i in (lake, level, sign, plan)] == [None, "lazy", "lazy", "lazy"]
    assert lake.attributes["fetchpriority"] == "high"
    assert [i.attributes["alt"] for i in (lake, level, sign, plan)] == ["The lake", "Its level", "a sign", "A plan"]
    assert "lake-800-" in lake.attributes["src"]
    assert sign.attributes["src"] == "../../../briefs/sign.png"
    found = sources(built, PAGE)
    faces = [address for address in found if "/ada-" in address]
    assert len(found) - len(faces) == 8 + 4 + 2, "all but the sizes of the author's face"
    for address, kind in found.items():
        assert kind in ("", f"image/{address.rpartition('.')[2]}")
        assert address.removeprefix("../../../") in built.files()


@pytest.mark.parametrize(("paragraphs", "loading"), [(0, None), (2, None), (3, "lazy")])
def test_only_a_picture_in_sight_is_hurried(tmp_path: Path, paragraphs: int, loading: str | None) -> None:
    site = Site(tmp_path, "-- content/briefs/a.jpg --\nphoto 20x10\n")
    site.write("content/briefs/it.md", brief("It", "Text.\n\n" * paragraphs + "![a](a.jpg)\n\n![b](a.jpg)"))
    site.build()
    assert [img.attributes.get("loading") for img in site.all("briefs/it/", ".text img")] == [loading, "lazy"]


def test_a_photo_of_a_person_is_a_square(built: Site) -> None:
    (img,) = built.all("authors/ada/", "img.photo")
    assert (img.attributes["width"], img.attributes["height"], img.attributes["alt"]) == ("300", "300", "")
    assert img.attributes["sizes"] == "9rem"


def test_a_feed_has_one_plain_size_with_its_full_address(built: Site) -> None:
    feed = built.read("feed.xml").replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">")
    (lake, level, sign, plan) = re.findall(r"<img [^>]*>", feed)
    mark = re.findall(r"lake-800-(\w+)\.jpg", built.read(PAGE + "index.html"))[0]
    assert (
        lake == f'<img src="https://rivers.example/images/lake-800-{mark}.jpg" width="800" height="533" alt="The lake">'
    )
    assert 'src="https://rivers.example/briefs/sign.png" width="60" height="40"' in sign
    assert re.search(r'level-640-\w+\.png" width="640" height="480"', level)
    assert 'src="https://rivers.example/briefs/plan.svg"' in plan
    assert "<picture" not in feed


def test_caption_and_credit(built: Site) -> None:
    assert built.texts(PAGE, "figcaption") == ["The lake in May. Photo: Ada Quill"]
    assert built.texts(PAGE, "figcaption .credit") == ["Photo: Ada Quill"]


def test_pictures_in_html_are_treated_alike(tmp_path: Path) -> None:
    site = Site(tmp_path, "-- content/briefs/a.jpg --\nphoto 900x600\n")
    html = '<figure>\n<img src="a.jpg" alt="">\n<figcaption>By *hand*</figcaption>\n</figure>\n\n<img src="a.jpg">'
    site.write("content/briefs/it.md", brief("It", html, author="Ada", date="2018-01-01"))
    assert codes(site.build().problems) == ["image-no-text"]
    assert len(site.all("briefs/2018/it/", "figure picture > source[type='image/avif'] + img[width='900']")) == 1


def test_two_of_a_name_and_the_same_bytes_are_drawn_once(tmp_path: Path) -> None:
    site = Site(tmp_path)
    for folder in ("a", "b"):
        site.write(f"content/briefs/{folder}/map.jpg", "photo 600x400")
        site.write(f"content/briefs/{folder}/{folder}.md", brief(folder, "![a map](map.jpg)"))
    site.write("content/briefs/c/map.jpg", "photo 600x400 other")
    site.write("content/briefs/c/c.md", brief("c", "![a map](map.jpg)"))
    site.build()
    assert len(drawn(site)) == 2 * 4


def test_names_of_files_in_any_script(tmp_path: Path) -> None:
    site = Site(tmp_path)
    for name in ("دریا.jpg", "A map & plan (2).jpg", "☂.jpg"):
        site.write(f"content/briefs/{name}", f"photo 500x400 {name}")
    body = "![a](دریا.jpg)\n\n![b](<A map & plan (2).jpg>)\n\n![c](☂.jpg)"
    site.write("content/briefs/it.md", brief("It", body, author="Ada", date="2018-01-01"))
    assert site.build().problems == ()
    assert {path for path in drawn(site) if path.endswith("-500.jpg")} == {
        "images/picture-500.jpg", "images/دریا-500.jpg", "images/a-map-plan-2-500.jpg",
    }  # fmt: skip


# What is not


def test_no_note_of_a_camera_is_published(tmp_path: Path) -> None:
    site = Site(
        tmp_path, "-- content/briefs/it.md --\n---\ntitle: It\n---\n![a](a.jpg) ![b](b.jpg) ![c](c.png) ![d](d.webp)\n"
    )
    site.write("content/briefs/a.jpg", jpeg(700, 500, exif=noted(), comment=PLACE))
    site.write("content/briefs/b.jpg", jpeg(700, 500, exif=noted(6), comment=PLACE))
    site.write("content/briefs/c.png", saved(Image.new("RGB", (30, 20)), "PNG", exif=noted()))
    site.write("content/briefs/d.webp", saved(Image.new("RGB", (30, 20)), "WEBP", exif=noted()))
    site.write("content/files/unused.jpg", jpeg(90, 60, exif=noted()))
    site.build()
    assert [path for path, data in site.files().items() if PLACE in data or b"Exif" in data] == []
    assert loaded(site.files()["briefs/b.jpg"]).size == (500, 700)
    assert site.all("briefs/it/", "img")[1].attributes["height"] == "700"


@pytest.mark.parametrize(
    ("path", "data", "code", "hint"),
    [
        (
            "content/briefs/lake.jpg",
            b"\x89PNG\r\n\x1a\nxxx",
            "image-type",
            "rename it to lake.png, also where it is named",
        ),
        ("content/briefs/lake.jpg", jpeg()[:-9000], "image-broken", "save it again"),
        ("content/briefs/plan.svg", b"<svg onload='x()'/>", "svg-unsafe", "export it again"),
        ("content/files/unused.jpg", b"", "image-broken", "copy"),
    ],
)
def test_a_faulty_picture_is_refused_by_name(site: Site, path: str, data: bytes, code: str, hint: str) -> None:
    site.write(path, data)
    site.write("content/briefs/dam.md", brief("The dam", date="2024-02-30"))
    found = site.refused()
    assert {problem.code for problem in found} == {code, "bad-date"}
    (problem,) = (problem for problem in found if problem.code == code)
    assert problem.path == path
    assert hint in problem.hint
    # It isn't said to be missing, too.
    assert "missing-image" not in codes(site.try_build().problems)


def test_a_picture_without_a_description_is_told(tmp_path: Path) -> None:
    site = Site(tmp_path, "-- content/briefs/a.png --\nsmall\n")
    site.write("content/briefs/it.md", brief("It", "Text ![](a.png)", author="Ada", date="2018-01-01"))
    (problem,) = site.build().problems
    assert (problem.code, problem.severity, problem.line, problem.column) == ("image-no-text", "warning", 7, 10)
    assert "square brackets" in problem.hint


# From build to build


def test_a_second_build_makes_nothing(site: Site) -> None:
    report = site.build()
    assert (report.rendered, report.written) == ([], [])


def test_another_picture_is_drawn_where_it_is_shown(site: Site, tmp_path: Path) -> None:
    old = drawn(site)
    site.write("content/briefs/lake.jpg", "photo 1800x1200 in June")
    report = site.build()
    pages = [path for path in report.rendered if path.endswith((".html", ".xml", ".json"))]
    assert sorted(pages) == [
        "authors/ada/feed.json",
        "authors/ada/feed.xml",
        PAGE + "index.html",
        "feed.json",
        "feed.xml",
    ]
    assert len(report.rendered) == len(pages) + 1 + 8
    assert len(report.removed) == 8
    assert drawn(site) == old
    assert same_as_clean(site, tmp_path)


def test_a_picture_that_is_shown_no_more_loses_its_sizes(site: Site, tmp_path: Path) -> None:
    site.edit("content/briefs/lake.md", "![Its level](level.png) and ", "")
    report = site.build()
    assert [path for path in report.removed if "level" in path] == report.removed
    assert len(report.removed) == 4
    assert "briefs/level.png" in site.files()
    assert same_as_clean(site, tmp_path)
    site.write("content/briefs/dam.md", brief("The dam", "![Unused](../files/unused.jpg)", date="2024-05-17"))
    site.build()
    assert "images/unused-700.avif" in drawn(site)
    assert same_as_clean(site, tmp_path)


def test_an_edit_of_a_text_draws_nothing(site: Site) -> None:
    site.edit("content/briefs/lake.md", "is low", "is very low")
    assert not [path for path in site.build().rendered if path.startswith(("images/", "briefs/lake."))]


RUN = """
import sys
from pathlib import Path
from briefs import Options, build
report = build(Path({root!r}), Options(workers=1))
assert report.ok
print(len(report.rendered), "PIL" in sys.modules)
"""


def run(site: Site) -> tuple[int, bool]:
    code = textwrap.dedent(RUN).format(root=str(site.root))
    done = subprocess.run([sys.executable, "-c", code], cwd=EXAMPLE, capture_output=True, text=True, check=True)
    rendered, has_pillow = done.stdout.split()
    return int(rendered), has_pillow == "True"


def test_what_was_drawn_once_is_not_drawn_again(site: Site) -> None:
    """Not even if the site is gone, or the picture went and came back; and nothing is loaded to draw with."""
    files = site.files()
    assert run(site) == (0, False)
    shutil.rmtree(site.out)
    assert run(site) == (len(files), False)
    assert site.files() == files
    site.edit("content/briefs/lake.md", "low", "high")
    assert run(site)[1] is False
    (site.root / "content/briefs/lake.jpg").rename(site.root / "content/briefs/lake2.jpg")
    site.edit("content/briefs/lake.md", "lake.jpg", "lake2.jpg")
    assert run(site)[1] is False
    site.write("content/briefs/lake2.jpg", "photo 900x600")
    assert run(site)[1] is True


def test_a_cache_that_is_gone_or_of_no_use_costs_only_time(site: Site, tmp_path: Path) -> None:
    files = site.files()
    for fresh in (True, False):
        shutil.rmtree(site.root / ".cache")
        shutil.rmtree(site.out)
        if not fresh:
            (site.root / ".cache").write_text("a file, where a folder should be")
        site.build(fresh=fresh)
        assert site.files() == files


def test_any_number_of_workers_draws_the_same(site: Site, tmp_path: Path) -> None:
    for workers in (2, 3):
        site.build(workers=workers, fresh=True, out=tmp_path / f"out{workers}", cache=tmp_path / f"cache{workers}")
        assert site.files(tmp_path / f"out{workers}") == site.files()


def test_a_template_may_ask_for_any_picture(site: Site) -> None:
    site.write("templates/footer.html", '{{ view.picture("files/unused.jpg", "Unused", "10rem", eager=true) }}')
    site.build()
    assert 'src="../../../files/unused.jpg" width="700" height="500" alt="Unused"' in site.read(PAGE + "index.html")
    site.write("content/files/unused.jpg", "photo 600x500")
    report = site.build()
    assert len([path for path in report.rendered if path.endswith(".html")]) == len(site.pages())
    site.write("templates/footer.html", '{{ view.picture("files/none.jpg") }}')
    assert codes(site.refused()) == ["missing-image"]
