"""Pictures in the preview: drawn when a browser asks for them, and no page waits for that."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest
from sitetext import Site, brief
from test_preview import codes, start, until

from briefs.darkroom import Darkroom
from briefs.imaging import Form
from briefs.serve.session import Session

PAGE = "briefs/it/index.html"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(
        tmp_path / "live", "-- content/briefs/a.jpg --\nphoto 900x600\n-- content/briefs/b.jpg --\nphoto 700x500\n"
    )
    site.write("content/briefs/it.md", brief("It", "![a](a.jpg)"))
    return site


@pytest.fixture
def session(site: Site) -> Iterator[Session]:
    session = start(site)
    yield session
    session.stop()


def text(session: Session) -> str:
    page = session.page(PAGE)
    assert page
    assert page.data
    return page.data.decode()


def sizes(session: Session) -> list[str]:
    assert session.state
    return [path for path in session.state.outputs if path.startswith("images/")]


def test_a_page_comes_before_its_pictures_are_drawn(
    session: Session, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing, go_on = Event(), Event()
    draw = Darkroom._draw

    def slowly(room: Darkroom, path: str, digest: str, form: Form) -> bytes:
        drawing.set()
        assert go_on.wait(20)
        return draw(room, path, digest, form)

    monkeypatch.setattr(Darkroom, "_draw", slowly)
    assert "a-480-" in text(session)
    assert not drawing.is_set()
    window = Thread(target=lambda: session.page(sizes(session)[0]))
    window.start()
    assert drawing.wait(20)
    site.edit("content/briefs/it.md", "![a]", "While it is drawn. ![a]")
    until(session, lambda: "While it is drawn." in text(session))
    assert window.is_alive()
    go_on.set()
    window.join()
    monkeypatch.undo()
    shown = {path: session.page(path) for path in sizes(session)}
    site.build()
    assert {path: page.data for path, page in shown.items() if page} == {
        path: data for path, data in site.files().items() if path.startswith("images/")
    }


def test_another_picture_is_shown_at_once(session: Session, site: Site) -> None:
    before = sizes(session)
    site.edit("content/briefs/it.md", "a.jpg", "b.jpg")
    until(session, lambda: "b-480-" in text(session))
    site.write("content/briefs/b.jpg", "photo 800x500")
    until(session, lambda: 'width="800"' in text(session))
    assert not set(before) & set(sizes(session))


def test_a_faulty_picture_is_told_and_the_page_stays(session: Session, site: Site) -> None:
    site.write("content/briefs/a.jpg", b"half a picture")
    until(session, lambda: "image-type" in codes(session))
    assert '<img src="../../briefs/a.jpg" alt="a">' in text(session)
    site.write("content/briefs/a.jpg", "photo 900x600")
    until(session, lambda: "image-type" not in codes(session) and "a-480-" in text(session))
