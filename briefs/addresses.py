"""The addresses of a site that search engines should know."""

from briefs.model import TERM_FOLDERS, Model


def sitemap_addresses(model: Model) -> tuple[tuple[str, str], ...]:
    """List the addresses that search engines should know, briefs first."""
    briefs = [
        (brief.card.address, str((brief.card.updated or brief.card.date).day) if brief.card.date else "")
        for brief in model.briefs.values()
    ]
    briefs += [(notice.card.address, str(notice.date.day)) for notice in model.notices.values()]
    pages = [(page.address, "") for page in model.pages.values()]
    terms = [(term.address, "") for term in model.terms.values()]
    years = [(f"archive/{key}/", "") for kind, key in model.lists if kind == "year" and key]
    corrections = [("corrections/", str(model.amendments[0].date.day))] if model.amendments else []
    lists = [("", ""), *corrections, ("archive/", ""), *((f"{folder}/", "") for folder in TERM_FOLDERS.values())]
    return (*lists, *briefs, *pages, *terms, *sorted(years))
