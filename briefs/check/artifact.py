"""Whether a tar file that is to be published holds what the build made: all of it, nothing else, and nothing that GitHub Pages refuses."""

import tarfile
import zlib
from collections.abc import Iterator, Mapping
from lzma import LZMAError
from pathlib import Path

from briefs.digest import digest_bytes
from briefs.ownlist import OWN_LIST
from briefs.problems import Problem, error, quoted

_READABLE = 0o444


def compare(archive: Path, digests: Mapping[str, str]) -> Iterator[Problem]:
    """Compare an archive with what the manifest knows of the files, their digests by path."""
    missing = {*digests, OWN_LIST}
    try:
        with tarfile.open(archive) as opened:
            for member in opened:
                path = member.name.removeprefix("./").rstrip("/")
                wrong = _judge(opened, member, path, digests)
                if wrong:
                    yield _problem(archive, f"{quoted(path)} {wrong}")
                missing.discard(path)
    except (OSError, EOFError, tarfile.TarError, LZMAError, zlib.error) as bad:
        said = (bad.strerror if isinstance(bad, OSError) else "") or str(bad).split(":\n")[0]
        yield _problem(archive, f"the archive can't be read: {said}")
        return
    for path in sorted(missing):
        yield _problem(archive, f"{quoted(path)} is missing")


def _judge(opened: tarfile.TarFile, member: tarfile.TarInfo, path: str, digests: Mapping[str, str]) -> str:
    """Say what is wrong with a member; empty if nothing is."""
    if member.isdir():
        return "" if member.mode & 0o555 == 0o555 else "is a folder that not everybody may open"
    if not member.isreg():
        return "is a link, or no ordinary file"
    if member.mode & _READABLE != _READABLE:
        return "is not readable for everybody"
    if path == OWN_LIST:
        return ""
    if path not in digests:
        return "was not made by the build"
    file = opened.extractfile(member)
    return "" if file and digest_bytes(file.read()) == digests[path] else "is not as the build made it"


def _problem(archive: Path, message: str) -> Problem:
    return error("artifact", f"{archive.name}: {message}", hint="make the archive of the site anew, right after a build")  # fmt: skip
