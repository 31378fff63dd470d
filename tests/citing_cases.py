"""Works to be cited, of every shape that makes a difference: for the tests, and for `scripts/record-citations`."""

from datetime import date

from briefs.citing.names import Name, institution, person
from briefs.citing.work import Work

MANY = [
    f"{given} {family}"
    for family in ("Alder", "Birch", "Cedar", "Elm", "Fir")
    for given in ("Ada", "Bo", "Cy", "Di", "Ed")
]


def work(key: str, title: str = "A river in May", authors: list[str | Name] | None = None, **values: object) -> Work:
    names = ["Mehran Hollow"] if authors is None else authors
    parted = tuple(person(name) if isinstance(name, str) else name for name in names)
    given = {
        "type": "report", "lang": "en", "date": date(2018, 2, 2), "publisher": "Lanternfield Institute", "site": "Two Rivers", "number": "",
        "doi": "", "url": "https://rivers.example/briefs/2018/dam/", "abstract": "",
    }  # fmt: skip
    return Work(key=key, title=title, authors=parted, **(given | values))  # type: ignore[arg-type]


CASES = [
    work("one"), work("two", authors=["Mehran Hollow", "Nadia Brook"]), work("three", authors=MANY[:3]), work("six", authors=MANY[:6]),
    work("seven", authors=MANY[:7]), work("twenty", authors=MANY[:20]), work("twenty-one", authors=MANY[:21]), work("twenty-five", authors=MANY),
    work("no-author", authors=[]), work("no-date", date=None), work("september", date=date(2019, 9, 13)), work("may", date=date(2019, 5, 1)),
    work("number", number="2018/03"), work("named-number", number="RW-12"), work("doi", doi="10.1234/abc"), work("doi-and-number", number="7", doi="10.1234/abc"),
    work("institution", authors=[institution("Quillmoor Centre")]), work("own-institution", authors=[institution("Lanternfield Institute")]),
    work("institution-first", authors=[institution("Quillmoor Centre"), "Mehran Hollow"]), work("institution-last", authors=["Mehran Hollow", institution("Quillmoor Centre")]),
    work("ampersand", authors=[institution("Brook & Sons <Water>")], publisher="R&D"),
    work("question", "Will the dam hold?"), work("exclamation", "Stop!"), work("stop", "A river ends."), work("ellipsis", "And then…"),
    work("stop-in-number", "Will the dam hold?", number="12"), work("quotes", "The “axis” and what it means"), work("quotes-last", "What is meant by “unity”"),
    work("question-in-quotes", "What is meant by “unity?”"), work("straight-quotes", 'The "axis" isn\'t dead'), work("apostrophe", "Tehran’s leaders, and the Guards’"),
    work("colon", "Khamenei aide: Iran won’t fall"), work("small", "the iPhone and the IRGC"), work("signs", "A < B & C > D"),
    work("particle", authors=["Jan van der Berg"]), work("particle-later", authors=["Mehran Hollow", "María José de la Cruz"]), work("capital-particle", authors=["Jan Van den Berg", "Dara Ó Briain"]),
    work("article", authors=["Abdel Fattah al-Sisi"]), work("d-apostrophe", authors=["Jean d’Ormesson"]), work("junior", authors=["Martin Luther King Jr."]),
    work("junior-later", authors=["Mehran Hollow", "Martin Luther King Jr."]), work("third", authors=["William Strunk III"]), work("mononym", authors=["Plato"]), work("hyphen", authors=["Jean-Paul Sartre"]),
    work("initials", authors=["J. K. Doe", "Ann B. Roe"]), work("two-family-names", authors=[person("Ali Akbar Hashemi Rafsanjani", ["Hashemi Rafsanjani"])]), work("family-first", authors=[person("Lin Meihua", ["Lin"])]),
    work("analysis", type="analysis"), work("analysis-no-date", type="analysis", date=None),
    work("persian", "رهبران تهران نگران‌اند", ["نادیا بروک"], lang="fa", publisher="مؤسسهٔ فانوس"),
    work("persian-two", "سد پر شد؟", ["نادیا بروک", "بهروز کوه‌پیما"], lang="fa", publisher="مؤسسهٔ فانوس", number="12"),
    work("persian-three", "سد پر شد", ["نادیا بروک", "حسن تقی زاده", "تهمینه آفتاب"], lang="fa", publisher="مؤسسهٔ فانوس", type="analysis"),
    work("arabic-two", "امتلأ السد", ["محمد بن سالم", "أحمد الصافي"], lang="ar", publisher="معهد الفانوس", date=None),
]  # fmt: skip
