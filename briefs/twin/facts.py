"""The front matter of a twin: what the page says of the brief, and nothing that only editors see."""

import msgspec

from briefs.model import Brief, Credit, Ref, Site, role_text


def front_matter(brief: Brief, site: Site) -> str:
    """Write it as YAML, texts in quotation marks."""
    card = brief.card
    facts: dict[str, object] = {
        "title": card.title, "authors": [_author(credit, person) for credit in card.credits for person in credit.people],
        "institute": brief.institute.name if brief.institute else "", "date": str(card.date.day) if card.date else "",
        "updated": str(card.updated.day) if card.updated else "", "project": card.project.name if card.project else "",
        "tags": [tag.name for tag in card.tags], "summary": brief.standfirst, "key_points": list(brief.key_points), "lang": card.lang,
        "type": brief.type, "number": brief.number, "doi": brief.doi, "url": site.url + card.address, "site": site.title,
        "licence": site.licence, "corrections": [{"date": str(each.date.day), "text": each.text} for each in brief.corrections],
    }  # fmt: skip
    lines = [f"{key}:{_yaml(value)}" for key, value in facts.items() if value]
    return "\n".join(["---", *lines, "---"])


def _author(credit: Credit, person: Ref) -> dict[str, str]:
    facts = {
        "name": person.name,
        "role": role_text(credit.role),
        "institute": credit.institute.name if credit.institute else "",
    }
    return {key: value for key, value in facts.items() if value}


def _yaml(value: object) -> str:
    """Write a value: what JSON allows, YAML 1.2 does too."""
    if isinstance(value, list):
        return "".join(f"\n  - {msgspec.json.encode(each).decode()}" for each in value)
    return f" {msgspec.json.encode(value).decode()}"
