"""What a build is told, and what it tells when it is done."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from briefs.problems import Problem, has_errors


class Options(Struct, frozen=True):
    """What a build may be told."""

    out: Path | None = None
    """The public folder; `site/` in the root if None."""
    drafts: bool = False
    strict: bool = False
    fresh: bool = False
    """Use nothing of earlier builds."""
    workers: int = 0
    """Processes; 0 for as many as there are processors."""
    cache: Path | None = None
    """Folder for what builds keep for the next one; `.cache/` in the root if None."""
    now: float | None = None
    """The moment that decides which briefs are due, in seconds since 1970; that at which the build begins if None."""


DEFAULTS = Options()


class Report(Struct):
    """What a build did."""

    out: Path
    pages: int = 0
    """HTML files of the site."""
    rendered: list[str] = field(default_factory=list)
    """Outputs whose recipes ran."""
    written: list[str] = field(default_factory=list)
    """Files that changed."""
    removed: list[str] = field(default_factory=list)
    kept: int = 0
    parsed: int = 0
    """Sources that were read anew."""
    problems: tuple[Problem, ...] = ()
    held: Mapping[str, str] = {}
    """When each brief is due that is not to be published yet (RFC 3339, in the site's zone), by path; empty for a draft."""
    timezone: str = "UTC"
    """The site's zone."""
    timings: dict[str, float] = field(default_factory=dict)
    """Seconds, by stage."""

    @property
    def ok(self) -> bool:
        """Whether the site was published, or already was as it should be."""
        return not has_errors(self.problems)
