"""The index stage: what is missing of the search index is made, in parallel, before the files that hold it are."""

from collections.abc import Callable

from briefs.search.index import Index
from briefs.search.postings import SIZE
from briefs.workers import in_batches


def complete(index: Index, *, workers: int, fresh: bool, told: Callable[[int, int], None]) -> None:
    """Make the segments that are not kept from earlier builds; `fresh` believes none that is."""
    missing = index.missing(fresh=fresh)
    if not missing:
        return
    index.close()  # before the fork
    for made in in_batches(index.make, missing, workers=workers, told=told, each=SIZE):
        index.take(made)
    index.tidy()
