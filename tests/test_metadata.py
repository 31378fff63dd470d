"""What others take from the head of a brief, worked out field by field from the rules that they publish.

Google Scholar, "Inclusion Guidelines for Webmasters", section Indexing (https://scholar.google.com/intl/en/scholar/inclusion.html):

    title         citation_title, which must be there
    authors       citation_author, one tag each, the actual authors alone, as "Smith, John" or "John Smith"; at least one
    date          citation_publication_date as 2010/5/12, or 2010; without it, or without the two above, tags are not used
    institution   of a technical report, citation_technical_report_institution
    number        citation_technical_report_number
    full text     citation_pdf_url; where there is none, the page itself is read

Zotero, translator "Embedded Metadata" as of 2024-06-13 (https://github.com/zotero/translators, Embedded Metadata.js: HIGHWIRE_MAPPINGS,
init, processHighwireCreators; RDF.js: importItem):

    itemType      report, as there is citation_technical_report_institution; no other tag outweighs it
    title         citation_title                          institution   citation_technical_report_institution
    date          citation_publication_date               reportNumber  citation_technical_report_number
    creators      citation_author: each parted at ";", then, if it is the only tag and has several words on both sides of a comma,
                  at commas; a name with a comma is "family, given", of one without the last word is the family name
    language      citation_language                       url           citation_public_url
    DOI           citation_doi                            rights        DC.rights
    abstractNote  og:description                          tags          DC.subject, each
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser
from shared_data import shared
from sitetext import Site

from briefs.cli import main

SITE = """\
-- content/site.yaml --
title: Two Rivers
url: https://rivers.example/
required: [title]
publisher: lanternfield
licence: CC BY-SA 4.0
search: false
-- content/institutes/lanternfield.yaml --
name: The Lanternfield Institute
ror: 05a28rw58
links: {Website: https://lanternfield.example/}
-- content/authors/nadia-brook.md --
---
name: Nadia Brook
orcid: 0000-0002-1825-0097
positions:
  - {role: Fellow, institute: lanternfield, from: 2018, to: 2019}
  - {role: Director, institute: lanternfield, from: 2020}
links: {Profile: https://people.example/nadia}
---
Nadia writes on water.
-- content/authors/anna.yaml --
name: Anna Maria van der Meer
role: Editor
institute: The Quillmoor Centre
-- content/briefs/2019-03-04-dam.md --
---
title: "The dam: <is> it \\"full\\" & safe?"
author: [nadia-brook, anna]
date: 2019-03-04 17:30
project: River Watch
tags: [Water, "R&D"]
summary: The reservoir is full.
type: report
number: LF-7
doi: 10.1234/dam
corrections:
  - {date: 2019-03-09, text: It was built in 1971.}
---
It is [full](https://office.example/a?b=1&c=2), [they](https://office.example/a?b=1&c=2) say; see [the lake](2019-03-05-lake.md).

![The dam from above](dam.jpg)

It is.[^n]

[^n]: [Source](https://source.example/).
-- content/briefs/2019-03-04-dam.fa.md --
---
title: سد
author: nadia-brook
date: 2019-03-04
---
متن
-- content/briefs/2019-03-05-lake.md --
---
title: Lake
institute: Shore Office
date: 2019-03-05
---
A lake.
-- content/briefs/2019-03-06-sea.md --
---
title: Sea
author: anna
---
A sea.
-- content/briefs/dam.jpg --
photo 1200x900"""
DAM, LAKE = "briefs/2019/dam/", "briefs/2019/lake/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    made = Site(tmp_path_factory.mktemp("metadata"), SITE)
    made.build()
    return made


def tags(page: LexborHTMLParser, key: str = "name") -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for node in page.css(f"head meta[{key}]"):
        found.setdefault(node.attributes[key] or "", []).append(node.attributes["content"] or "")
    return found


def data(site: Site, page: str) -> dict[str, Any]:
    (script,) = site.all(page, "head script[type='application/ld+json']")
    found: dict[str, Any] = json.loads(script.text())
    return found


def scholar(page: LexborHTMLParser) -> dict[str, object]:
    """What Google Scholar takes; nothing, if a rule isn't kept."""
    named = tags(page)
    (title,), authors, (date,) = (named.get(f"citation_{name}", []) for name in ("title", "author", "publication_date"))
    if not authors or not re.fullmatch(r"\d{4}(/\d{1,2}/\d{1,2})?", date):
        return {}
    return {
        "title": title,
        "authors": [" ".join(reversed(name.split(", ", 1))) for name in authors],
        "date": date,
        "institution": named["citation_technical_report_institution"][0],
        "number": named.get("citation_technical_report_number", [""])[0],
    }


def zotero(page: LexborHTMLParser) -> dict[str, object]:
    """The item that Zotero makes."""
    named, graph = tags(page), tags(page, "property")
    fields = {
        "title": "citation_title", "date": "citation_publication_date", "institution": "citation_technical_report_institution",
        "reportNumber": "citation_technical_report_number", "language": "citation_language", "url": "citation_public_url", "DOI": "citation_doi",
        "rights": "DC.rights",
    }  # fmt: skip
    item: dict[str, object] = {field: named[tag][0].strip() for field, tag in fields.items() if tag in named}
    item["itemType"] = "report" if "citation_technical_report_institution" in named else "journalArticle"
    if "og:description" in graph:
        item["abstractNote"] = graph["og:description"][0]
    item["tags"] = named.get("DC.subject", [])
    authors = named.get("citation_author", [])
    parts = [part for each in authors for part in re.split(r"\s*;\s*", each)]
    if len(parts) == len(authors) == 1:
        at_commas = re.split(r"\s*,\s*", parts[0])
        if len(at_commas) > 1 and " " in at_commas[0] and " " in at_commas[1]:
            parts = at_commas
    item["creators"] = [
        tuple(re.split(r",\s*", name, maxsplit=1)) if "," in name else tuple(reversed(name.rsplit(" ", 1)))
        for name in parts
    ]
    return item


def test_a_report_with_all_there_is(site: Site) -> None:
    page = site.page(DAM)
    assert scholar(page) == {
        "title": 'The dam: <is> it "full" & safe?', "authors": ["Nadia Brook", "Anna Maria van der Meer"], "date": "2019/03/04",
        "institution": "The Lanternfield Institute", "number": "LF-7",
    }  # fmt: skip
    assert zotero(page) == {
        "itemType": "report", "title": 'The dam: <is> it "full" & safe?', "date": "2019/03/04", "institution": "The Lanternfield Institute",
        "reportNumber": "LF-7", "language": "en", "url": "https://rivers.example/briefs/2019/dam/", "DOI": "10.1234/dam", "rights": "CC BY-SA 4.0",
        "abstractNote": "The reservoir is full.", "tags": ["Water", "R&D"], "creators": [("Brook", "Nadia"), ("van der Meer", "Anna Maria")],
    }  # fmt: skip
    named = tags(page)
    assert named["citation_author_institution"] == ["The Lanternfield Institute", "The Quillmoor Centre"]
    assert named["citation_keywords"] == ["Water; R&D"]
    assert "citation_pdf_url" not in named, "there is no PDF"
    order = [node.attributes["name"] for node in page.css("meta[name^=citation_author]")]
    assert order == ["citation_author", "citation_author_institution"] * 2, (
        "an institute belongs to the author before it"
    )


def test_briefs_that_lack_something(site: Site) -> None:
    assert scholar(site.page(LAKE))["authors"] == ["Shore Office"], "an institute is the author where there is no other"
    assert zotero(site.page(LAKE))["institution"] == "Shore Office"
    # Of an only author with a name of many words, a comma would make two.
    assert zotero(site.page("briefs/sea/"))["creators"] == [("Meer", "Anna Maria van der")]
    assert tags(site.page("fa/" + DAM))["citation_language"] == ["fa"]
    for page in (DAM, LAKE, "briefs/sea/", "fa/" + DAM):
        assert "" not in [
            text
            for each in (tags(site.page(page)), tags(site.page(page), "property"))
            for texts in each.values()
            for text in texts
        ]


def test_dublin_core_and_open_graph(site: Site) -> None:
    named, graph = tags(site.page(DAM)), tags(site.page(DAM), "property")
    assert {name: said for name, said in named.items() if name.startswith("DC")} == {
        "DC.title": ['The dam: <is> it "full" & safe?'], "DC.creator": ["Brook, Nadia", "van der Meer, Anna Maria"],
        "DC.publisher": ["The Lanternfield Institute"], "DC.date": ["2019-03-04"], "DCTERMS.modified": ["2019-03-09"], "DC.type": ["Report"],
        "DC.language": ["en"], "DC.subject": ["Water", "R&D"], "DC.identifier": ["https://doi.org/10.1234/dam"], "DC.rights": ["CC BY-SA 4.0"],
    }  # fmt: skip
    (image,) = graph.pop("og:image")
    assert (site.out / image.removeprefix("https://rivers.example/")).is_file()
    assert graph == {
        "og:type": ["article"], "og:title": ['The dam: <is> it "full" & safe?'], "og:description": ["The reservoir is full."],
        "og:url": ["https://rivers.example/briefs/2019/dam/"], "og:site_name": ["Two Rivers"], "og:locale": ["en_US"],
        "og:locale:alternate": ["fa_IR"], "article:published_time": ["2019-03-04T17:30:00+00:00"], "article:modified_time": ["2019-03-09"],
        "article:author": ["https://rivers.example/authors/nadia-brook/", "https://rivers.example/authors/anna/"],
        "article:section": ["River Watch"], "article:tag": ["Water", "R&D"], "og:image:width": ["800"], "og:image:height": ["600"],
        "og:image:alt": ["The dam from above"],
    }  # fmt: skip
    assert named["twitter:card"] == ["summary_large_image"]
    assert tags(site.page(LAKE))["twitter:card"] == ["summary"]


def test_json_ld_of_a_brief(site: Site) -> None:
    found = data(site, DAM)
    image = found.pop("image")
    assert (image["@type"], image["caption"]) == ("ImageObject", "The dam from above")
    assert image["url"] == tags(site.page(DAM), "property")["og:image"][0]
    publisher = {
        "@type": "Organization",
        "name": "The Lanternfield Institute",
        "url": "https://rivers.example/institutes/lanternfield/",
    }
    assert found == {
        "@context": "https://schema.org", "@type": "Report", "@id": "https://rivers.example/briefs/2019/dam/",
        "url": "https://rivers.example/briefs/2019/dam/", "mainEntityOfPage": "https://rivers.example/briefs/2019/dam/",
        "headline": 'The dam: <is> it "full" & safe?', "description": "The reservoir is full.", "inLanguage": "en",
        "datePublished": "2019-03-04T17:30:00+00:00", "dateModified": "2019-03-09",
        "author": [
            {"@type": "Person", "name": "Nadia Brook", "url": "https://rivers.example/authors/nadia-brook/",
             "sameAs": ["https://orcid.org/0000-0002-1825-0097", "https://people.example/nadia"], "jobTitle": "Fellow", "affiliation": publisher},
            {"@type": "Person", "name": "Anna Maria van der Meer", "url": "https://rivers.example/authors/anna/", "jobTitle": "Editor",
             "affiliation": {"@type": "Organization", "name": "The Quillmoor Centre", "url": "https://rivers.example/institutes/the-quillmoor-centre/"}},
        ],
        "publisher": {**publisher, "sameAs": ["https://ror.org/05a28rw58", "https://lanternfield.example/"]},
        "isPartOf": {"@type": "CreativeWorkSeries", "name": "River Watch", "url": "https://rivers.example/projects/river-watch/"},
        "keywords": ["Water", "R&D"], "isAccessibleForFree": True, "license": "https://creativecommons.org/licenses/by-sa/4.0/", "wordCount": 15,
        "reportNumber": "LF-7", "identifier": {"@type": "PropertyValue", "propertyID": "doi", "value": "10.1234/dam"},
        "sameAs": "https://doi.org/10.1234/dam",
        "correction": [{"@type": "CorrectionComment", "text": "It was built in 1971.", "datePublished": "2019-03-09"}],
        "citation": ["https://office.example/a?b=1&c=2", "https://source.example/"],
        "workTranslation": [{"@type": "CreativeWork", "@id": "https://rivers.example/fa/briefs/2019/dam/", "name": "سد", "inLanguage": "fa"}],
    }  # fmt: skip
    persian = data(site, "fa/" + DAM)
    assert persian["@type"] == "AnalysisNewsArticle"
    assert persian["translationOfWork"]["@id"] == found["@id"]
    assert data(site, LAKE)["sourceOrganization"]["name"] == "Shore Office"


def test_an_author_is_who_he_was_on_that_day(site: Site) -> None:
    (author, _) = data(site, DAM)["author"]
    assert author["jobTitle"] == "Fellow", "a director today"
    assert "@id" not in author, "what was true on different days must not be put together"


def test_languages_name_each_other_and_a_default(site: Site) -> None:
    for page in (DAM, "fa/" + DAM):
        links = {node.attributes["hreflang"]: node.attributes["href"] for node in site.all(page, "head link[hreflang]")}
        assert links == {
            "en": "https://rivers.example/briefs/2019/dam/", "fa": "https://rivers.example/fa/briefs/2019/dam/",
            "x-default": "https://rivers.example/briefs/2019/dam/",
        }  # fmt: skip
    assert not site.all(LAKE, "head link[hreflang]")


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "a\u2028b", "&amp;lt;", "'\"\\"]
)
def test_what_could_end_the_element_comes_through(tmp_path: Path, text: str) -> None:
    site = Site(tmp_path)
    site.write("content/briefs/a.md", f"---\ntitle: {json.dumps(text)}\n---\nText.\n")
    site.build()
    (script,) = site.all("briefs/a/", "script[type='application/ld+json']")
    assert not set("<>&\u2028") & set(script.text())
    assert " ".join(data(site, "briefs/a/")["headline"].split()) == " ".join(text.split())


def test_the_seed_is_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An article as analysts hand it over, imported and built: its head line and its line of names say what must come out."""
    (article,) = shared("seed").glob("*.txt")
    headline, _, byline = article.read_text(encoding="utf-8").splitlines()[:3]
    author, rest, date = byline.removeprefix("By ").split(" | ")
    site = Site(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["import", "text", str(article)]) == 0
    site.build()
    (path,) = [path for path in site.pages() if re.fullmatch(r"briefs/\d+/[^/]+/index.html", path)]
    page = site.page(path)
    role, institution = rest.split(" - ")
    assert date == "Feb 2, 2018"
    assert scholar(page) == {
        "title": headline, "authors": [author], "date": "2018/02/02", "institution": institution, "number": "",
    }  # fmt: skip
    item = zotero(page)
    assert (item["itemType"], item["title"], item["date"], item["institution"], item["language"]) == (
        "report", headline, "2018/02/02", institution, "en")  # fmt: skip
    assert item["creators"] == [tuple(reversed(author.split(" ")))]
    (person,) = data(site, path)["author"]
    assert (person["name"], person["jobTitle"], person["affiliation"]["name"]) == (author, role, institution)


def test_an_author_that_is_an_institute(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.edit("content/site.yaml", "search: false", "search: false\nfeeds: [atom, json]")
    site.write(
        "content/briefs/2019-03-07-joint.md",
        "---\ntitle: Joint\nauthor: [nadia-brook, The Lanternfield Institute, Shore Office]\ndate: 2019-03-07\n---\nText.\n",
    )
    site.build()
    house = {
        "@type": "Organization", "name": "The Lanternfield Institute",
        "url": "https://rivers.example/authors/the-lanternfield-institute/",
        "sameAs": ["https://rivers.example/institutes/lanternfield/", "https://ror.org/05a28rw58", "https://lanternfield.example/"],
    }  # fmt: skip
    office = {
        "@type": "Organization", "name": "Shore Office", "url": "https://rivers.example/authors/shore-office/",
        "sameAs": ["https://rivers.example/institutes/shore-office/"],
    }  # fmt: skip
    person, *others = data(site, "briefs/2019/joint/")["author"]
    assert (person["@type"], others) == ("Person", [house, office])
    page = data(site, "authors/the-lanternfield-institute/")
    assert page["mainEntity"] == {**house, "identifier": "https://ror.org/05a28rw58"}
    assert "identifier" not in data(site, "authors/shore-office/")["mainEntity"]
    names = ["Brook, Nadia", "The Lanternfield Institute", "Shore Office"]
    folder = site.out / "briefs/2019/joint"
    (item,) = json.loads((folder / "cite.json").read_text(encoding="utf-8"))
    assert item["author"] == [{"family": "Brook", "given": "Nadia"}, *({"literal": name} for name in names[1:])]
    assert [line[6:] for line in (folder / "cite.ris").read_text().splitlines() if line.startswith("AU")] == names
    assert (
        "author = {Brook, Nadia and {The Lanternfield Institute} and {Shore Office}}"
        in (folder / "cite.bib").read_text()
    )
    assert tags(site.page("briefs/2019/joint/"))["citation_author"] == names
    # It is one as soon as, and as long as, an institute goes by that name.
    site.remove("content/institutes/lanternfield.yaml")
    site.edit("content/site.yaml", "publisher: lanternfield", "publisher: Quillmoor")
    site.edit("content/authors/nadia-brook.md", "institute: lanternfield", "institute: Quillmoor")
    site.build()
    assert [each["@type"] for each in data(site, "briefs/2019/joint/")["author"]] == [
        "Person",
        "Person",
        "Organization",
    ]


def test_a_brief_without_an_author_has_its_institute_as_one(site: Site, tmp_path: Path) -> None:
    office = {
        "@type": "Organization",
        "name": "Shore Office",
        "url": "https://rivers.example/institutes/shore-office/",
    }
    assert data(site, LAKE)["author"] == office
    alone = Site(tmp_path, "-- content/briefs/2019-03-05-lake.md --\n---\ntitle: Lake\n---\nA lake.\n")
    alone.build()
    assert "author" not in data(alone, "briefs/lake/"), "nobody is known"


def test_an_institute_that_writes_goes_by_one_name(tmp_path: Path) -> None:
    """By whichever of its names a brief calls it, in the language of the brief."""
    site = Site(tmp_path, SITE)
    site.edit("content/institutes/lanternfield.yaml", "ror:", "names: {fa: فانوس}\naliases: [LFI]\nror:")
    for name in ("lanternfield", "LFI", "the Lanternfield institute"):
        slug = name.split()[0]
        site.write(
            f"content/briefs/2020-01-01-{slug}.md",
            f"---\ntitle: {slug}\nauthor: {name}\ndate: 2020-01-01\n---\nText.\n",
        )
    site.write(
        "content/briefs/2020-01-02-fanus.fa.md", "---\ntitle: متن\nauthor: lanternfield\ndate: 2020-01-02\n---\nمتن\n"
    )
    codes = {problem.code for problem in site.build().problems}
    assert codes == {"no-author", "no-date"}, "those that the briefs of this site deserve anyway"
    for slug in ("lanternfield", "lfi", "the"):
        assert tags(site.page(f"briefs/2020/{slug}/"))["citation_author"] == ["The Lanternfield Institute"]
    assert tags(site.page("fa/briefs/2020/fanus/"))["citation_author"] == ["فانوس"]
    pages = [
        path for path in site.pages() if path.startswith("authors/") and "anna" not in path and "nadia" not in path
    ]
    assert pages == ["authors/index.html", "authors/the-lanternfield-institute/index.html"]
    assert len(site.all("authors/the-lanternfield-institute/", "main article")) == 4


@pytest.mark.parametrize("registers", ["open", "strict"])
def test_an_institute_of_the_register_may_write_under_any_name(tmp_path: Path, registers: str) -> None:
    settings = f"title: Two Rivers\nurl: https://two.github.io/rivers/\nregisters: {registers}\n"
    site = Site(tmp_path, f"-- content/site.yaml --\n{settings}")
    name = "Ministry of Trade, Industry and Mines"
    site.write("content/institutes/mines.yaml", f"name: {name}\n")
    site.write("content/briefs/a.md", f"---\ntitle: A\nauthor: {name}\ndate: 2019-01-01\n---\nText.\n")
    assert site.build(strict=True).problems == ()
    assert zotero(site.page("briefs/2019/a/"))["institution"] == "Two Rivers"
    assert data(site, "briefs/2019/a/")["author"][0]["@type"] == "Organization"


def test_a_pdf_beside_the_brief(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.build()
    assert site.texts(DAM, ".facts a[type]") == []
    site.write("content/briefs/2019-03-04-dam.pdf", "%PDF-1.4")
    site.write("content/briefs/2019-03-04-dam.fa.pdf", "%PDF-1.4 fa")
    site.write("content/briefs/other.pdf", "%PDF-1.4 of something else")
    report = site.build()
    assert "briefs/2019/lake/index.html" not in report.rendered
    address = "https://rivers.example/briefs/2019-03-04-dam.pdf"
    assert tags(site.page(DAM))["citation_pdf_url"] == [address]
    assert data(site, DAM)["encoding"] == {
        "@type": "MediaObject",
        "encodingFormat": "application/pdf",
        "contentUrl": address,
    }
    assert [node.attributes["href"] for node in site.all(DAM, ".facts a[type]")] == [
        "../../../briefs/2019-03-04-dam.pdf"
    ]
    assert tags(site.page("fa/" + DAM))["citation_pdf_url"] == ["https://rivers.example/briefs/2019-03-04-dam.fa.pdf"]
    assert "citation_pdf_url" not in tags(site.page(LAKE))
    # It waits with a held brief, whatever else waits in the folder, and goes with a withdrawn one.
    site.edit("content/briefs/2019-03-05-lake.md", "title: Lake", "title: Lake\ndraft: true")
    site.write("content/briefs/2019-03-05-lake.pdf", "%PDF-1.4 held")
    site.build()
    assert {path for path in site.files() if path.endswith(".pdf")} == {
        "briefs/2019-03-04-dam.pdf",
        "briefs/2019-03-04-dam.fa.pdf",
    }
    site.edit("content/briefs/2019-03-04-dam.fa.md", "title:", "withdrawn: {date: 2019-04-01, reason: Wrong}\ntitle:")
    site.edit("content/briefs/2019-03-05-lake.md", "\ndraft: true", "")
    site.build()
    pdfs = {path for path in site.files() if path.endswith(".pdf")}
    assert pdfs == {"briefs/2019-03-04-dam.pdf", "briefs/2019-03-05-lake.pdf", "briefs/other.pdf"}
    site.remove("content/briefs/2019-03-04-dam.pdf")
    site.build()
    assert "citation_pdf_url" not in tags(site.page(DAM))


def test_a_doi_with_signs_of_addresses(tmp_path: Path) -> None:
    site = Site(tmp_path, SITE)
    site.edit(
        "content/briefs/2019-03-04-dam.md",
        "doi: 10.1234/dam",
        'doi: "10.1002/(SICI)1097(1998)49:8<693::AID>3.0.CO;2-O#%"',
    )
    site.build()
    address = "https://doi.org/10.1002/(SICI)1097(1998)49:8%3C693::AID%3E3.0.CO;2-O%23%25"
    assert data(site, DAM)["sameAs"] == address
    assert tags(site.page(DAM))["DC.identifier"] == [address]
    assert site.text(DAM, "#citation-apa").endswith(address)
