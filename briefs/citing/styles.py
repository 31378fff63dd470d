"""The styles in which a page cites a brief."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace

from briefs.citing.apa import apa
from briefs.citing.chicago import chicago
from briefs.citing.mla import mla
from briefs.citing.plain import plain
from briefs.citing.work import Work

STYLES: Mapping[str, Callable[[Work, SimpleNamespace], str]] = {
    "plain": plain,
    "apa": apa,
    "chicago": chicago,
    "mla": mla,
}
"""By name. Each gives HTML, escaped, in the words of a language."""
