"""The preview's server: who may ask, for what, and that nothing that is asked ends it."""

import random
import shutil
import signal
import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import product
from pathlib import Path
from urllib.parse import unquote

import pytest
from previewing import Preview, preview
from sitetext import Site, brief

from briefs.serve.guard import Door, refusal
from briefs.serve.inject import inject, widened

DAM = "content/briefs/2025/dam.md"
SITE = """
    -- content/briefs/2025/dam.md --
    ---
    title: The dam
    date: 2025-03-01
    author: Ada Stream
    ---
    First words.
    -- content/briefs/2025/weir.md --
    ---
    title: The weir
    date: 2030-01-01
    author: Ada Stream
    draft: true
    ---
    Not yet.
    -- content/briefs/2025/mill.md --
    ---
    title: The mill
    date: 2099-01-01
    author: Ada Stream
    ---
    Some day.
    -- content/files/table.csv --
    a,b
    -- templates/static/own.css --
    h1 { color: red }
    """
CANARY = "CANARY-OUTSIDE-THE-SITE"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("served")
    site = Site(folder / "site", SITE)
    # What must never be sent: beside the site, in the root, under a name that begins like the site's, behind a link.
    for path in ("canary.txt", "site/secret.txt", "site-evil/x.txt"):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(CANARY, encoding="utf-8")
    return site


@pytest.fixture(scope="module")
def running(site: Site) -> Iterator[Preview]:
    with preview(site.root) as running:
        yield running


def test_it_serves_the_site(running: Preview) -> None:
    assert "First words." in running.text("briefs/2025/dam/")
    assert "First words." in running.text("briefs/2025/dam/index.html")
    assert running.get("briefs/2025/dam")[0] == 302
    assert running.text("files/table.csv") == "a,b\n"
    status, text = running.get("nowhere/at/all")
    assert status == 404
    assert 'href="/static/style.css"' in text, "the page for unknown addresses is styled here too"
    assert "rivers.example" not in text


def test_what_is_not_published_has_a_band(running: Preview) -> None:
    assert "Preview, not published: this brief is a draft" in running.text("briefs/2030/weir/")
    assert "is held until 2099-01-01 00:00" in running.text("briefs/2099/mill/")
    assert "preview-band" not in running.text("briefs/2025/dam/")
    board = running.text("_preview/")
    assert "Drafts (1)" in board
    assert "Held until their time (1)" in board


def test_headers_keep_other_sites_out(running: Preview) -> None:
    answer = running.raw(
        f"GET /briefs/2025/dam/ HTTP/1.1\r\nHost: localhost:{running.port}\r\nConnection: close\r\n\r\n".encode()
    )
    head = answer.partition(b"\r\n\r\n")[0].decode().lower()
    assert "access-control" not in head
    assert "cross-origin-resource-policy: same-origin" in head
    assert "content-security-policy: default-src 'none';" in head
    assert "script-src 'self'" in head
    assert "unsafe" not in head


# Rows of promises: files


def traversals() -> list[bytes]:
    """600 ways to ask for what lies outside the site."""
    up = [
        "..",
        "%2e%2e",
        ".%2e",
        "%252e%252e",
        "..%00",
        "....",
        "..;",
        "%c0%ae%c0%ae",
        "．．",
        "..\\",
        "%2e%2e%5c",
        "%u002e%u002e",
    ]
    slash = ["/", "//", "%2f", "\\", "%5c", "%252f", "/./", "%c0%af"]
    targets = [
        "canary.txt",
        "site/secret.txt",
        "secret.txt",
        "site-evil/x.txt",
        "etc/passwd",
        "content/briefs/note.docx",
    ]
    paths = ["/" + dots + between + target for dots, between, target in product(up, slash, targets)]
    paths += [f"/static/{'../' * depth}secret.txt{tail}" for depth in range(1, 5) for tail in ("", "?raw", "?raw??", "#x", "?import&raw", ".svg", "/.", "%00.html")]  # fmt: skip
    return [path.encode() for path in paths][:600]


def test_nothing_outside_the_site_is_read(site: Site, running: Preview, tmp_path: Path) -> None:
    link = site.root / "content/files/link.csv"
    link.symlink_to(site.root / "secret.txt")
    document = site.root / "content/briefs/note.docx"
    document.write_text(CANARY, encoding="utf-8")
    asked = [
        *traversals(), b"/secret.txt", b"/content/site.yaml", b"/content/briefs/note.docx", b"/briefs/note.docx", b"/files/link.csv", b"/.cache/briefs.sqlite",
        b"/extend.py", b"/_preview/../secret.txt", b"/_preview/server.py", b"/_preview/client/preview.js", b"/_preview/%2e%2e/server.py",
        b"http://localhost/secret.txt", b"//secret.txt", b"\\secret.txt", b"*", b"file:///etc/passwd", str(site.root / "secret.txt").encode(),
    ]  # fmt: skip
    assert len(asked) > 600
    parents = (str(site.root), str(site.root.parent), "/briefs/serve", "Traceback")
    for path in asked:
        answer = running.raw(
            b"GET " + path + b" HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n" % running.port
        )
        text = answer.decode(errors="replace")
        assert CANARY not in text, path
        assert "root:" not in text, path
        assert not [part for part in parents if part in text], path
        assert answer.startswith(b"HTTP/1."), path
        assert answer.split()[1] in (b"302", b"400", b"404"), (path, answer[:60])
    link.unlink()
    document.unlink()


def test_a_server_that_joins_paths_is_found_out(site: Site) -> None:
    """The control: the same requests, answered by joining what was asked for to a folder, do read something outside."""
    folder = site.root / "templates"
    found = 0
    for path in traversals():
        with suppress(OSError, ValueError):
            found += CANARY in (folder / unquote(path.decode()).lstrip("/")).read_text(encoding="utf-8")
    assert found >= 3


# Strangers


def matrix(port: int) -> list[tuple[list[str], list[str], bool]]:
    """40 pairs of Host and Origin, and whether they are the editor's own."""
    hosts = [
        f"localhost:{port}", f"127.0.0.1:{port}", f"LOCALHOST:{port}", f"[::1]:{port}", "localhost", f"localhost:{port + 1}", f"evil.example:{port}",
        f"localhost.evil.example:{port}", f"192.168.1.5:{port}", f"127.0.0.1.nip.io:{port}",
    ]  # fmt: skip
    pairs = []
    for index, host in enumerate(hosts):
        ours = index < 4
        pairs.append(([host], [], ours))
        pairs.append(([host], [f"http://{host}"], ours))
        pairs.append(([host], ["http://evil.example"], False))
        pairs.append(([host], ["null"], False))
    return pairs


def test_only_our_own_pages_may_read(running: Preview) -> None:
    pairs = matrix(running.port)
    assert len(pairs) == 40
    wrong = []
    for (hosts, origins, ours), path in product(
        pairs, ("", "_preview/", "_preview/problems.json", "_preview/events?page=/")
    ):
        lines = [
            f"GET /{path} HTTP/1.1",
            *(f"Host: {each}" for each in hosts),
            *(f"Origin: {each}" for each in origins),
            "Connection: close",
        ]
        with socket.create_connection(("127.0.0.1", running.port), timeout=60) as connection:
            connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            status = connection.recv(65536).split()[1]
        if (status == b"200") is not ours:
            wrong.append((hosts, origins, path, status))
    assert not wrong


@pytest.mark.parametrize(
    ("hosts", "origins", "fetch", "allowed"),
    [
        (["localhost:8000"], [], ("cross-site", "no-cors", "image"), False),
        (["localhost:8000"], [], ("same-site", "no-cors", "script"), False),
        (["localhost:8000"], [], ("cross-site", "navigate", "iframe"), False),
        (["localhost:8000"], [], ("cross-site", "navigate", "document"), True),
        (["localhost:8000"], [], ("same-origin", "cors", "empty"), True),
        (["localhost:8000"], [], ("none", "navigate", "document"), True),
        (["localhost:8000", "localhost:8000"], [], ("", "", ""), False),
        ([], [], ("", "", ""), False),
        (["localhost:8000"], ["http://localhost:8000", "http://evil.example"], ("", "", ""), False),
        (["localhost:8000"], ["https://localhost:8000"], ("", "", ""), False),
        (["localhost:99999999"], [], ("", "", ""), False),
        (["localhost:8000\x00"], [], ("", "", ""), False),
        (["[::1"], [], ("", "", ""), False),
    ],
)
def test_where_requests_may_come_from(
    hosts: list[str], origins: list[str], fetch: tuple[str, str, str], allowed: bool
) -> None:
    assert (refusal(Door(8000), hosts, origins, *fetch) == "") is allowed


def test_a_wide_door_takes_addresses_but_no_names_of_others() -> None:
    wide = Door(8000, frozenset({"localhost", "desk"}), True)
    assert [host for host in ("10.0.0.7:8000", "desk:8000", "evil.example:8000") if not refusal(wide, [host], [], "", "", "")] == [
        "10.0.0.7:8000", "desk:8000",
    ]  # fmt: skip


def test_it_listens_on_loopback_alone_unless_told_and_then_says_what_that_means(site: Site, running: Preview) -> None:
    sockets = Path("/proc/net/tcp").read_text(encoding="ascii")
    mine = [
        line.split()[1]
        for line in sockets.splitlines()[1:]
        if line.split()[1].endswith(f":{running.port:04X}") and line.split()[3] == "0A"
    ]
    assert mine == [f"0100007F:{running.port:04X}"]
    with preview(site.root, "--host", "0.0.0.0") as wide:
        assert "drafts included" in wide.said


def test_a_taken_port_moves_on_and_says_so(site: Site, running: Preview) -> None:
    with preview(site.root, "--port", str(running.port)) as other:
        assert other.port > running.port
        assert f"Port {running.port} is taken; this is {other.port}." in other.said


def test_it_opens_the_browser(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f'#!/bin/sh\necho "$1" > {opened}.tmp && mv {opened}.tmp {opened}\n', encoding="utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", str(browser))
    with preview(site.root, "--open") as running:
        until = time.monotonic() + 60
        while not opened.exists():
            assert time.monotonic() < until
            time.sleep(0.01)
        assert opened.read_text(encoding="utf-8").strip() == running.url


def test_files_have_the_types_by_which_programs_know_them(tmp_path: Path) -> None:
    site = Site(tmp_path, "-- content/site.yaml --\ntitle: T\nurl: https://t.example/\nrequired: [title]\n")
    site.write("content/briefs/a.md", brief("One", "Text."))
    with preview(tmp_path) as running:
        assert {
            name: running.kind(f"briefs/a/{name}") for name in ("cite.bib", "cite.ris", "cite.json", "index.md")
        } == {
            "cite.bib": "application/x-bibtex; charset=utf-8",
            "cite.ris": "application/x-research-info-systems; charset=utf-8",
            "cite.json": "application/json",
            "index.md": "text/markdown; charset=utf-8",
        }


def test_the_last_port_of_all_is_one(site: Site) -> None:
    with preview(site.root, "--port", "65535") as last:
        assert last.port == 65535


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_while_windows_listen(site: Site, number: int) -> None:
    with preview(site.root) as running, socket.create_connection(("127.0.0.1", running.port)) as window:
        window.sendall(f"GET /_preview/events?page=/ HTTP/1.1\r\nHost: localhost:{running.port}\r\n\r\n".encode())
        assert b"event-stream" in window.recv(4096)
        start = time.monotonic()
        running.process.send_signal(number)
        assert running.process.wait(60) == 0
        assert time.monotonic() - start < 10, "it waited for the next sign of life to a window"
        running.wait_for_words("Preview ended.")
        assert "Traceback" not in running.said


# What it survives


def fuzz(chance: random.Random, port: int) -> bytes:
    """Make a request that is more or less wrong."""
    method = chance.choice(
        [b"GET", b"HEAD", b"POST", b"PUT", b"OPTIONS", b"get", b"", b"GET " * 20, b"\x16\x03\x01", b"PRI"]
    )
    path = chance.choice(
        [
            b"/",
            b"/briefs/2025/dam/",
            b"/_preview/",
            b"/_preview/problems.json",
            b"/%ff",
            b"/" + b"a" * 9000,
            b"*",
            b"?",
            b"//",
            b"/\x00",
        ]
    )
    version = chance.choice([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2", b"HTTP/1.1.1", b"", b"HTTP/x"])
    headers = [b"Host: localhost:%d" % port, b"Connection: close"]
    for _ in range(chance.randrange(4)):
        name = chance.choice(
            [
                b"Host",
                b"Origin",
                b"Content-Length",
                b"Transfer-Encoding",
                b"Connection",
                b"X" * 300,
                b"Expect",
                b"Upgrade",
                b"",
                b"\xff",
            ]
        )
        value = chance.choice(
            [
                b"",
                b"-1",
                b"99999999999999999999",
                b"chunked",
                b"localhost:",
                b":",
                b"[",
                b"\xff\xfe",
                b"a" * 3000,
                b"100-continue",
                b"websocket",
            ]
        )
        headers.insert(chance.randrange(len(headers) + 1), name + b": " + value)
    request = (
        b" ".join([method, path, version])
        + b"\r\n"
        + b"\r\n".join(headers)
        + b"\r\n\r\n"
        + chance.randbytes(chance.randrange(40))
    )
    if chance.random() < 0.2:
        request = bytearray(request)
        for _ in range(1 + chance.randrange(8)):
            request[chance.randrange(len(request))] = chance.randrange(256)
    return bytes(request[: chance.randrange(len(request))] if chance.random() < 0.1 else request)


def survive(running: Preview, requests: int) -> None:
    chance = random.Random(4)
    for _ in range(300):
        send(running, fuzz(chance, running.port))
    before = running.memory()
    with ThreadPoolExecutor(4) as pool:
        for _ in pool.map(lambda seed: send(running, fuzz(random.Random(seed), running.port)), range(requests)):
            pass
    assert running.process.poll() is None
    assert "First words." in running.text("briefs/2025/dam/")
    assert running.memory() < before * 1.1, (before, running.memory())


def send(running: Preview, data: bytes) -> None:
    with suppress(OSError):
        running.raw(data, seconds=60)


def test_wrong_requests_do_not_end_it(site: Site) -> None:
    with preview(site.root) as running:
        survive(running, 2000)
        assert "Traceback" not in running.said


@pytest.mark.soak
def test_a_hundred_thousand_wrong_requests_do_not_end_it(site: Site) -> None:
    with preview(site.root) as running:
        survive(running, 100_000)


def test_more_windows_than_there_is_room_for(site: Site) -> None:
    with preview(site.root) as running:
        windows = [socket.create_connection(("127.0.0.1", running.port)) for _ in range(200)]
        for window in windows:
            window.close()
        running.wait_for("", "The dam")


BROKEN: list[tuple[str, bytes]] = [
    (DAM, b""), (DAM, b"\xff\xfe\x00"), (DAM, b"---\n"), (DAM, b"---\ntitle: [\n---\n"), (DAM, b"---\ntitle: a\ntitle: b\n---\n"), (DAM, b"---\ntitle: x\ndate: 2025-13-45\n---\n"),
    (DAM, b"---\ntitle: x\n---\n" + b"> " * 5000), (DAM, b"---\ntitle: x\n---\n[a](nowhere.md) [^1] ![p](gone.png)"), (DAM, b"---\ntitle: x\nslug: ../../up\n---\n"),
    (DAM, b"---\ntitle: The weir\ndate: 2030-02-02\nslug: weir\n---\n"), ("content/site.yaml", b"title:"), ("content/site.yaml", b""), ("content/site.yaml", b"title: x\nurl: nonsense\n"),
    ("content/tags.yaml", b"- a\n- b\n"), ("templates/brief.html", b"{% extends 'brief.html' %}"), ("templates/base.html", b"{{ 1/0 }}"), ("templates/base.html", b"{% include 'gone.html' %}"),
    ("templates/base.html", b"{% for %}"), ("extend.py", b"raise SystemExit"), ("extend.py", b"import nowhere"), ("extend.py", b"outputs = 3"),
    ("extend.py", b"from briefs import Output\ndef f(view): raise MemoryError\ndef outputs(model, config): return [Output('index.txt', f)]\n"),
    ("content/authors/x.yaml", b"nome: X"), ("content/briefs/2025/a\\b.md", b"x"), ("content/briefs/con.md", b"---\ntitle: x\n---\n"),
]  # fmt: skip


def break_and_mend(site: Site, running: Preview, edits: int) -> None:
    original = {path: (site.root / path).read_bytes() if (site.root / path).exists() else None for path, _ in BROKEN}
    memory = 0
    for number in range(edits):
        path, data = BROKEN[number % len(BROKEN)]
        site.write(path, data)
        until = time.monotonic() + 60
        while not running.problems():
            assert time.monotonic() < until, (path, data)
            running.get("index.txt")
            assert running.get("briefs/2025/dam/")[0] in (200, 302), (
                number,
                path,
                data,
            )  # some give it another address
        assert "<h1>" in running.text("briefs/2030/weir/")
        old = original[path]
        if old is None:
            site.remove(path)
        else:
            site.write(path, old)
        running.get("index.txt")
        running.wait_for_problems()
        running.wait_for("briefs/2025/dam/", "First words.")
        if number == len(BROKEN):
            memory = running.memory()
    assert running.process.poll() is None
    assert not memory or running.memory() < memory * 1.1, (memory, running.memory())


def test_broken_edits_do_not_end_it(site: Site) -> None:
    with preview(site.root) as running:
        for path in ("briefs/2025/dam/", "briefs/2030/weir/"):
            running.text(path)
        break_and_mend(site, running, len(BROKEN))


@pytest.mark.soak
def test_two_hundred_broken_edits_do_not_end_it(site: Site) -> None:
    with preview(site.root) as running:
        for path in ("briefs/2025/dam/", "briefs/2030/weir/"):
            running.text(path)
        break_and_mend(site, running, 200 + len(BROKEN))


def idle(running: Preview, seconds: float) -> float:
    running.text("briefs/2025/dam/")
    running.text("_preview/")
    cpu = -1.0
    while cpu != running.cpu():  # until the start is over
        cpu = running.cpu()
        time.sleep(0.5)
    board = running.text("_preview/")
    cpu = running.cpu()
    time.sleep(seconds)
    spent = running.cpu() - cpu
    assert running.text("_preview/") == board, "something was built"
    return spent


def test_idle_costs_nothing(site: Site) -> None:
    """Also while another program reads the site all the time: a build, a search, a backup."""
    with preview(site.root) as running:
        assert idle(running, 1) <= 0.1
        cpu = running.cpu()
        for _ in range(10_000):
            (site.root / DAM).read_bytes()
        assert running.cpu() - cpu <= 0.1


@pytest.mark.soak
def test_a_minute_of_idling_costs_nothing(site: Site) -> None:
    with preview(site.root) as running:
        assert idle(running, 60) <= 0.3


def test_a_folder_that_goes_leaves_the_last_good_site(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", SITE)
    with preview(site.root) as running:
        assert "First words." in running.text("briefs/2025/dam/")
        shutil.rmtree(site.root)
        running.wait_for_problems("no-settings")
        assert "First words." in running.text("briefs/2025/dam/")


def test_nobody_reads_what_it_says(tmp_path: Path) -> None:
    site = Site(tmp_path / "site", SITE)
    with preview(site.root) as running:
        running.process.stdout.close()
        for number in range(3):
            site.edit(DAM, "words.", f"words, {number}.")
            running.wait_for("briefs/2025/dam/", f"words, {number}.")
            site.edit(DAM, f"words, {number}.", "words.")
            running.wait_for("briefs/2025/dam/", "words.")


# What is added to pages


@pytest.mark.parametrize(
    ("policy", "widest"),
    [
        ("default-src 'none'; img-src 'self'", "default-src 'none'; img-src 'self'; script-src 'self'; connect-src 'self'; style-src 'self'"),
        ("default-src 'self'", "default-src 'self'"),
        ("script-src 'none'", "script-src 'self'"),
        ("img-src 'self'; trusted-types x; sandbox", "img-src 'self'"),
    ],
)  # fmt: skip
def test_a_policy_is_widened_by_what_is_needed(policy: str, widest: str) -> None:
    assert widened(policy) == widest


def test_the_page_gets_its_part_and_keeps_the_rest() -> None:
    html = b'<html><head><meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n<title>T</title></head><body class="x"><p>\xd8\xa2</p></body></html>'
    page, policy = inject(html, {"path": 'a"b'}, "A <band>")
    assert b"http-equiv" not in page
    assert b'<body class="x">\n<p class="briefs-preview-band"' in page
    assert b"A &lt;band&gt;</p><p>\xd8\xa2</p>" in page
    assert b"a\\&quot;b" in page
    assert policy.startswith("default-src 'none'; script-src 'self'")
    assert inject(b"<p>bare", {}, "")[0].endswith(b"<p>bare")


def test_nothing_is_indexed_until_somebody_searches(tmp_path: Path) -> None:
    site = Site(tmp_path, "-- content/site.yaml --\ntitle: T\nurl: https://t.example/\nrequired: [title]\n")
    site.write("content/briefs/a.md", brief("One", "Kumquats."))

    def segments() -> int:
        with closing(sqlite3.connect(tmp_path / ".cache/briefs.sqlite")) as cache:
            return int(cache.execute("SELECT count(*) FROM segments").fetchone()[0])

    with preview(tmp_path) as running:
        assert "search-query" in running.text("search/")
        site.edit("content/briefs/a.md", "Kumquats", "Quinces")
        running.wait_for("briefs/a/", "Quinces")
        assert segments() == 0
        assert "ghuince" in running.text("search/words/0.json")
        found = segments()
        assert found > 0
        site.edit("content/briefs/a.md", "Quinces", "Medlars")
        running.wait_for("briefs/a/", "Medlars")
        assert segments() == found
        assert "medlar" in running.text("search/words/0.json")
