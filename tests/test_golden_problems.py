"""What an editor reads when something is wrong, word for word: cases in `golden/*.txt`.

A case is a title, a line `====`, files as `sitetext` has them, a line `----`, and what is printed; a line `====` ends it. The
settings are those of `sitetext` where a case gives none. In files `⇥` stands for a tab, `␀` for NUL, `␍` for a carriage
return, `⍽` for a no-break space and `␛` for an escape; a file `→ TARGET` is a link.
"""

import os
from pathlib import Path

import pytest
from sitetext import Site, split_files

from briefs.problems import format_problems

SIGNS = str.maketrans({"⇥": "\t", "␀": "\0", "␍": "\r", "⍽": "\u00a0", "␛": "\x1b"})


def read_cases(path: Path) -> list[tuple[str, str, str]]:
    pieces = path.read_text(encoding="utf-8").split("\n====\n")
    assert len(pieces) % 2 == 1, f"{path.name}: a case is a title, ====, files, ----, what is printed, ===="
    assert not pieces[-1].strip()
    cases = []
    for title, case in zip(pieces[:-1:2], pieces[1::2], strict=True):
        files, _, expected = case.rpartition("\n----\n")
        cases.append((title.strip(), files + "\n", expected.strip("\n")))
    return cases


CASES = [
    pytest.param(*case[1:], id=f"{path.stem}: {case[0]}")
    for path in sorted((Path(__file__).parent / "golden").glob("*.txt"))
    for case in read_cases(path)
]


def make(root: Path, text: str) -> Site:
    files = split_files(text)
    links = {path: content[2:].strip() for path, content in files.items() if content.startswith("→ ")}
    site = Site(root)
    for path, content in files.items():
        if path not in links:
            site.write(path, content.translate(SIGNS))
    for path, target in links.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        os.symlink(target, root / path)
    return site


def printed(site: Site, **options: object) -> str:
    return "\n".join(format_problems(site.try_build(**options).problems))


@pytest.mark.parametrize(("files", "expected"), CASES)
def test_printed(tmp_path: Path, files: str, expected: str) -> None:
    site = make(tmp_path, files)
    assert printed(site) == expected
    assert printed(site) == expected, "the second build says something else"


def test_printed_by_several_workers(tmp_path: Path) -> None:
    files, expected = CASES[0].values
    assert isinstance(files, str)
    assert printed(make(tmp_path, files), workers=2) == expected
