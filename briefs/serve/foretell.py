"""The site as it will be when it has been put together anew, told at once for the commonest edits.

To put a large site together takes a second. If only the title, the summary, the key points or the words of one brief were
edited, it is known beforehand what comes of it, but for its place among briefs of the same moment and for problems. So
the page can be shown, and is put right where that was not all.
"""

from types import MappingProxyType

from msgspec.structs import replace

from briefs.blueprint import Blueprint
from briefs.drafts import BriefDraft, Draft


def foretell(blueprint: Blueprint, path: str, before: tuple[Draft, ...], now: tuple[Draft, ...]) -> Blueprint | None:
    """Give the site with one file's new draft instead of the one of before; None if more than that file may have to change."""
    model = blueprint.model
    if before == now:
        return blueprint
    if len(before) != 1 or len(now) != 1 or path not in model.briefs:
        return None
    old, new = before[0], now[0]
    if not isinstance(old, BriefDraft) or not isinstance(new, BriefDraft) or not _differ_in_words_alone(old, new):
        return None
    brief, owner = model.briefs[path], model.owners[path]
    card = replace(brief.card, title=new.title, summary=new.summary or new.text.lead, has_comment=new.text.has_comment)
    changed = replace(brief, card=card, standfirst=new.summary, key_points=new.key_points)
    owned = replace(owner, anchors=new.text.anchors, has_comment=new.text.has_comment)
    foretold = replace(
        model, briefs=MappingProxyType({**model.briefs, path: changed}), owners=MappingProxyType({**model.owners, path: owned})
    )  # fmt: skip
    return replace(blueprint, model=foretold)


def _differ_in_words_alone(old: BriefDraft, new: BriefDraft) -> bool:
    words = {"title": old.title, "summary": old.summary, "key_points": old.key_points, "places": old.places}
    text = replace(new.text, anchors=old.text.anchors, has_comment=old.text.has_comment, lead=old.text.lead)
    return replace(new, text=text, **words) == old
