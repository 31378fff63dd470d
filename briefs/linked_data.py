"""What a page says to programs in the vocabulary of schema.org, as JSON-LD: plain data, made of answers of the view.

A person's `jobTitle` and `affiliation` are those of the day of the brief. So nobody gets an `@id`, under which what was true on
different days would be put together; who is meant is told by `url` and `sameAs`.
"""

import re
from functools import lru_cache
from html import unescape
from itertools import chain
from typing import Any

import msgspec
from markupsafe import Markup

from briefs.dates import When
from briefs.markdown import Body
from briefs.model import Brief, Card, Credit, Post, Ref, Term, role_text
from briefs.view import Illustration, View

Data = dict[str, Any]

CONTEXT = "https://schema.org"
_encode = msgspec.json.Encoder().encode
_TYPES = {"analysis": "AnalysisNewsArticle", "report": "Report"}
_OUTGOING = re.compile(r'<a [^>]*?href="(https?://[^"]*)"')
_ESCAPES = (("&", "\\u0026"), ("<", "\\u003c"), (">", "\\u003e"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029"))
"""What could end a script element, begin a comment in it, or a line in old JavaScript."""
_LICENCE = re.compile(r"CC[ -](?:(0)|(BY(?:-NC)?(?:-SA|-ND)?))[ -](\d\.\d)", re.IGNORECASE)


def as_json(data: Data) -> Markup:
    """Write data so that it may stand in a script element."""
    text = _encode(data).decode()
    for sign, escaped in _ESCAPES:
        if sign in text:
            text = text.replace(sign, escaped)
    return Markup(text)


def brief_data(view: View, brief: Brief, picture: Illustration | None) -> Data:
    """Describe a brief, with all that stands around it: who wrote and who published it, what it belongs to and refers to."""
    card, site = brief.card, view.site
    url, body = site.url, view.body(card.id)
    address = url + card.address
    publisher = organisation(view, site.publisher)
    licence = licence_address(site.licence)
    published = moment(card.date)
    return _filled(
        {
            "@context": CONTEXT,
            "@type": _TYPES[brief.type],
            "@id": address,
            "url": address,
            "mainEntityOfPage": address,
            "headline": card.title,
            "description": card.summary,
            "inLanguage": card.lang,
            "datePublished": published,
            "dateModified": moment(card.updated) or published,
            "author": _authors(view, brief) or organisation(view, brief.institute or site.publisher),
            "publisher": publisher,
            "sourceOrganization": organisation(view, brief.institute) if brief.institute != site.publisher else None,
            "isPartOf": card.project and _named(url, "CreativeWorkSeries", card.project),
            "keywords": [tag.name for tag in card.tags],
            "isAccessibleForFree": True,
            "license": licence,
            "image": picture and _filled({"@type": "ImageObject", "url": picture.url, "caption": picture.text}),
            "wordCount": body.words,
            "encoding": brief.pdf
            and {"@type": "MediaObject", "encodingFormat": "application/pdf", "contentUrl": url + brief.pdf},
            "reportNumber": brief.number if brief.type == "report" else "",
            "identifier": brief.doi and {"@type": "PropertyValue", "propertyID": "doi", "value": brief.doi},
            "sameAs": brief.doi and view.work(card.id).place,
            "correction": [
                {"@type": "CorrectionComment", "text": each.text, "datePublished": moment(each.date)}
                for each in brief.corrections
            ],
            "citation": outgoing(body),
            **_translations(view, card),
        }
    )


def _authors(view: View, brief: Brief) -> list[msgspec.Raw]:
    credits = [(credit, each) for credit in brief.card.credits for each in credit.people]
    names = view.work(brief.card.id).authors  # These know which of them are institutes.
    return [
        _organisation(view.site.url, each, view.same_as("author", each.key)) if name.institution
        else _author(view.site.url, credit, each, view.same_as("author", each.key))
        for (credit, each), name in zip(credits, names, strict=False)
    ]  # fmt: skip


@lru_cache(maxsize=4096)
def _author(url: str, credit: Credit, person: Ref, same_as: tuple[str, ...]) -> msgspec.Raw:
    """Describe somebody as of the day of a brief: encoded, as one has most often written several."""
    institute = credit.institute and _named(url, "Organization", credit.institute)
    about = {"sameAs": same_as, "jobTitle": role_text(credit.role), "affiliation": institute}
    return msgspec.Raw(_encode(_filled({**_named(url, "Person", person), **about})))


def organisation(view: View, ref: Ref | None) -> msgspec.Raw | None:
    """Describe an institute as others name it."""
    return _organisation(view.site.url, ref, view.same_as("institute", ref.key)) if ref else None


@lru_cache(maxsize=1024)
def _organisation(url: str, ref: Ref, same_as: tuple[str, ...]) -> msgspec.Raw:
    return msgspec.Raw(_encode(_filled({**_named(url, "Organization", ref), "sameAs": same_as})))


def _named(url: str, kind: str, ref: Ref) -> Data:
    return {"@type": kind, "name": ref.name, "url": url + ref.address}


def outgoing(body: Body) -> list[str]:
    """List where the links of a text lead that leave the site, each once, those of the notes last."""
    parts = (part for parts in (body.parts, *(note.parts for note in body.notes)) for part in parts)
    found = (_OUTGOING.findall(part) for part in parts if isinstance(part, str) and 'href="http' in part)
    return [unescape(address) for address in dict.fromkeys(chain.from_iterable(found))]


def _translations(view: View, card: Card) -> dict[str, Any]:
    """Tell the text in the site's language, from which the others are taken to be made, from its translations."""
    others = view.translations(card.id)
    if not others:
        return {}
    main = view.site.language
    originals = [_other(view, each) for each in others if each.lang == main] if card.lang != main else []
    if originals:
        return {"translationOfWork": originals[0]}
    return {"workTranslation": [_other(view, each) for each in others]}


def _other(view: View, card: Card) -> Data:
    return {"@type": "CreativeWork", "@id": view.canonical(card.address), "name": card.title, "inLanguage": card.lang}


def moment(when: When | None) -> str:
    """Write a date, where there is one."""
    return when.moment if when else ""


@lru_cache(maxsize=8)
def licence_address(licence: str) -> str:
    """Find the address of a licence of Creative Commons by its short name; empty for others, unless the licence is given by an address."""
    found = _LICENCE.search(licence)
    if found:
        zero, terms, version = found.groups()
        kind = "publicdomain/zero" if zero else f"licenses/{terms.lower()}"
        return f"https://creativecommons.org/{kind}/{version}/"
    return licence if licence.startswith(("https://", "http://")) else ""


def _filled(data: Data) -> Data:
    return {key: value for key, value in data.items() if value}


# Pages of people, institutes, projects; and of the site


def term_data(view: View, term: Term) -> Data | None:
    """Describe whom or what a page is about; nothing for a tag, which is a word."""
    if term.kind == "author":
        return _filled({"@context": CONTEXT, "@type": "ProfilePage", "url": view.canonical(term.address), "inLanguage": view.site.language,
                        "mainEntity": _house(view, term) if term.institute else _person(view, term)})  # fmt: skip
    if term.kind == "tag":
        return None
    kind = "Organization" if term.kind == "institute" else "ResearchProject"
    people = view.staff(term.kind, term.key)
    return _filled({
        "@context": CONTEXT,
        **_about(view, term, kind),
        "identifier": term.ror and f"https://ror.org/{term.ror}",
        "member": [_named(view.site.url, "Person", each.person) for each in people if each.end is None],
    })  # fmt: skip


def _house(view: View, term: Term) -> Data:
    """Describe an author that is an institute."""
    ror = view.term("institute", term.institute).ror
    return _filled({**_about(view, term, "Organization"), "identifier": ror and f"https://ror.org/{ror}"})


def _person(view: View, term: Term) -> Data:
    now: Post | None = term.today[0] if term.today else None
    return _filled({
        **_about(view, term, "Person"),
        "image": view.canonical(term.photo) if term.photo else "",
        "email": term.email,
        "identifier": term.orcid and f"https://orcid.org/{term.orcid}",
        "jobTitle": role_text(now.role) if now else "",
        "affiliation": [_post(view, post) for post in term.today if post.institute],
        "alumniOf": [_post(view, post) for post in term.earlier if post.institute],
    })  # fmt: skip


def _post(view: View, post: Post) -> Data:
    assert post.institute
    return _filled({
        "@type": "OrganizationRole",
        "roleName": role_text(post.role),
        "startDate": str(post.start or ""),
        "endDate": str(post.end or ""),
        ("alumniOf" if post.end else "affiliation"): _named(view.site.url, "Organization", post.institute),
    })  # fmt: skip


def _about(view: View, term: Term, kind: str) -> Data:
    return {
        "@type": kind,
        "name": term.name,
        "alternateName": [name for _, name in term.names if name != term.name],
        "url": view.canonical(term.address),
        "description": term.lead,
        "sameAs": view.same_as(term.kind, term.key),
    }


def site_data(view: View) -> Data:
    """Describe the site, its publisher, and how it is searched."""
    site = view.site
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{site.url}search/?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return _filled({
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": site.title,
        "url": site.url,
        "description": site.tagline,
        "inLanguage": site.language,
        "license": licence_address(site.licence),
        "publisher": organisation(view, site.publisher),
        "potentialAction": search if site.has_search else None,
    })  # fmt: skip
