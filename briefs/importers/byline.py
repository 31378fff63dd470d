"""The line that says who wrote an article, as what, where and when: `By NAME | ROLE - INSTITUTE | DATE`."""

import re

from msgspec import Struct

from briefs.dates import BadDate, parse_date
from briefs.solar_hijri import MONTHS


class Author(Struct, frozen=True):
    """One of those who wrote it."""

    name: str
    """Empty if the byline only says as what and where."""
    role: str = ""
    institute: str = ""


class Date(Struct, frozen=True):
    """A date that was found in a text."""

    iso: str
    """`2018-02-02`; empty if it can't be told which day is meant."""
    typed: str
    complaint: str = ""
    """Why it can't be told."""


class Byline(Struct, frozen=True):
    """What a byline says."""

    authors: tuple[Author, ...]
    date: Date | None
    project: str
    """Named in a role: the `Gulf Watch` of "Director of the Gulf Watch Project"."""
    unknown: tuple[str, ...]
    """Parts that have no meaning here."""

    @property
    def shared(self) -> bool:
        """Whether all authors have the same role and institute."""
        return len({(author.role, author.institute) for author in self.authors}) == 1


_LONGEST = 500

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?|"
    "ژانوی(?:ه\u0654?|ۀ)|فوری(?:ه\u0654?|ۀ)|مارس|آوریل|م(?:ه\u0654?|ۀ|ی)|ژوئن|ژوئی(?:ه\u0654?|ۀ)|جولای|اوت|آگوست|سپتامبر|اکتبر|نوامبر|دسامبر"
)
_SOLAR_MONTH = "|".join(name.replace("ه\u0654", "(?:ه\u0654?|ۀ)") for names in MONTHS.values() for name in names)
_DATE = re.compile(
    rf"""(?<!\w)[\u200e\u200f]*
    (?:(?:published|posted|date)\b\s*(?:on\s+|:\s*)?)?
    (?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?
    (?P<date>
        (?:{_MONTH})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?[,،]?\s+\d{{4}}
      | \d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTH})\.?[,،]?\s+\d{{4}}
      | \d{{1,2}}\s+(?:{_SOLAR_MONTH})\s+\d{{4}}(?:\s\([^()]{{,40}}\))?
      | \d{{4}}(?P<sign>[-/.])\d{{1,2}}(?P=sign)\d{{1,2}}
      | \d{{1,2}}(?P<mark>[-/.])\d{{1,2}}(?P=mark)\d{{4}}
    )[\u200e\u200f]*(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_NO_DAY = re.compile(rf"(?:(?:{_MONTH})\.?[,،]?\s+)?(?:19|20|۱۹|۲۰)\d\d", re.IGNORECASE)

_TIME = re.compile(rf"(?:mon|tues|wednes|thurs|fri|satur|sun)day|{_MONTH}|noon|midnight|now|then", re.IGNORECASE)

_BY = re.compile(r"(?:written\s+)?by(?:\s*:\s*|\s+)|authors?\s*:\s*", re.IGNORECASE)
_BY_PERSIAN = re.compile(r"(?:نوشته(?:\u0654|\u200cی)?|نوشتۀ|نویسنده|نویسندگان|به قلم|بقلم)(?P<colon>\s*:)?\s+")
_STRONG = re.compile(r"\s*[|•·│¦｜]\s*")
_DASH = re.compile(r"\s+(?:[-–—―]|--+)\s+")
_LAST_DASH = re.compile(rf"(.*\S){_DASH.pattern}(\S.*)")
_AND = re.compile(r"\s*[,،]?\s+(?:and|&|و)\s+", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,،]\s*")

_PARTICLE = re.compile(
    r"abu|al|bint?|das?|del?|della|de[nr]|di|dos|du|el|ibn|l[ae]|los|of|the|und|v[ao]n|y|zu|[a-z]{1,4}[-'’][^\W\d_a-z].*"
)
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d|m\.?a|esq|ret)\.?", re.IGNORECASE)
_ONE_NAME = re.compile(
    r"the\s|.*(?:\band|&)\s+(?:co|company|sons|partners|staff|others|colleagues|team)\b", re.IGNORECASE
)
_ROLE = re.compile(
    r"\b(?:advis[eo]r|analyst|assistant|associate|author|chair(?:man|woman)?|chief|columnist|consultant|contributor|co-?director|"
    r"co-?ordinator|correspondent|deputy|director|editor|expert|fellow|founder|head|intern|journalist|lead|lecturer|manager|member|officer|"
    r"president|principal|professor|reporter|research|researcher|scholar|senior|special|specialist|student|visiting|writer)s?\b",
    re.IGNORECASE,
)
_INSTITUTE = re.compile(
    r"\b(?:academy|agency|association|bank|cent(?:er|re)|college|committee|council|foundation|forum|group|institut(?:e|ion)|magazine|ministry|"
    r"network|news|observatory|press|school|society|think tank|times|university)\b",
    re.IGNORECASE,
)
_PROJECT = re.compile(r"\b(?:project|program|programme|initiative)\b", re.IGNORECASE)
_NO_ROLE = re.compile(r"@\w|https?:|\bwww\.|\d+\s*min", re.IGNORECASE)


def read_date(text: str) -> Date | None:
    """Read a line or part of a line that is a date and nothing else."""
    found = _DATE.fullmatch(text)
    if found:
        return _date(found)
    if _NO_DAY.fullmatch(text):
        return Date("", text, f"{text} has no day")
    return None


def _date(found: re.Match[str]) -> Date:
    try:
        return Date(parse_date(found["date"]).day.isoformat(), found[0])
    except BadDate as bad:
        return Date("", found[0], str(bad))


def read_byline(line: str) -> Byline | None:
    """Read a byline; `None` if the line is none, such as a sentence that begins with "By Friday"."""
    if len(line) > _LONGEST:
        return None
    opening = _BY.match(line) or _BY_PERSIAN.match(line)
    text = line[opening.end() :] if opening else line
    strong = bool(_STRONG.search(text))
    groups = _groups(text)
    found: list[Date] = []
    parts = [_take_dates(group, found) for group in groups]
    if not strong and not _is_bare_byline(line, opening, names=parts[0][0], dated=bool(found)):
        return None
    if not opening and not (found and strong and _is_name(parts[0][0], least=2)):
        return None
    authors: list[Author] = []
    unknown = [f"{extra.typed} (a second date)" for extra in found[1:]]
    for typed, described_as in parts:
        people, rest = _names(typed, described_as)
        role, institute, more = _role_and_institute(rest)
        unknown += more
        authors += [Author(person, role, institute) for person in people]
    described = [author for author in authors if author.role or author.institute]
    if described == authors[-1:]:
        authors = [Author(author.name, authors[-1].role, authors[-1].institute) for author in authors]
    project = next((name for author in authors if (name := find_project(author.role))), "")
    return Byline(tuple(authors), found[0] if found else None, project, tuple(unknown))


def _is_bare_byline(line: str, opening: re.Match[str] | None, *, names: str, dated: bool) -> bool:
    """Tell a byline without `|` from a sentence, or from the first line of one."""
    if not opening or ("colon" in opening.groupdict() and not opening["colon"]):
        return False
    last = line.rsplit(maxsplit=1)[-1]
    ends_like_sentence = line[-1] in '.!?:;,"”’…' and not _SUFFIX.fullmatch(last)
    people, described = _names(names, [])
    if ends_like_sentence or len(line) > _LONGEST // 2 or _TIME.fullmatch(people[0]):
        return False
    if not all(_is_name(_AND.sub(" ", name)) for name in people):
        return False
    return dated or not described or bool(_ROLE.search(described[0]) or _INSTITUTE.search(described[0]))


def _groups(text: str) -> list[list[str]]:
    """Part `A | Role - Institute; B | Role - Institute | Date` into authors, and each into its parts."""
    groups: list[str] = []
    for piece in re.split(r"\s*[;؛]\s*", text):
        if groups and not _is_name(_STRONG.split(piece)[0], least=2):
            groups[-1] += f"; {piece}"
        else:
            groups.append(piece)
    parts = []
    for group in groups:
        if _STRONG.search(group):
            parts.append(_STRONG.split(group))
        else:
            name, *rest = _DASH.split(group, maxsplit=1)
            parts.append([name, *rest])
    return parts


def _take_dates(parts: list[str], found: list[Date]) -> tuple[str, list[str]]:
    """Take the dates out of one author's parts."""
    left = []
    for i, part in enumerate(parts):
        whole = read_date(part) if i else None
        if whole:
            found.append(whole)
            continue
        dashed = _LAST_DASH.fullmatch(part) if i else None
        last = read_date(dashed[2]) if dashed else None
        if dashed and last:
            found.append(last)
            left.append(dashed[1])
            continue
        # Written behind the rest with a comma or a dash, not as a part of its own.
        match = _DATE.search(part)
        if match:
            found.append(_date(match))
            before, after = part[: match.start()].rstrip(" ,،-–—"), part[match.end() :].lstrip(" ,،-–—")
            left.append(" ".join(filter(None, (before, after))))
        else:
            left.append(part)
    return left[0], [part for part in left[1:] if part]


def _names(text: str, rest: list[str]) -> tuple[list[str], list[str]]:
    """Part "A, B and C" into names; what isn't a name after a comma describes the author."""
    if not text or _ONE_NAME.match(text):
        return [text], rest
    names: list[str] = []
    start = 0
    for end in [*_COMMA.finditer(text), None]:
        piece = text[start : end.start() if end else len(text)]
        if names and _SUFFIX.fullmatch(piece):
            names[-1] += f", {piece}"
        else:
            people = [name for name in _AND.split(re.sub(r"^(?:and|&|و)\s+", "", piece)) if name]
            if not all(_is_name(name) for name in people):
                return (names, [text[start:], *rest]) if names else ([text], rest)
            names += people
        start = end.end() if end else start
    return names, rest


def _is_name(text: str, *, least: int = 1) -> bool:
    words = text.split()
    return (
        least <= len(words) <= 8
        and not _ROLE.search(text)
        and all(
            word[0].isalpha()
            and (not word[0].islower() or _PARTICLE.fullmatch(word))
            and not any(c.isdigit() for c in word)
            for word in words
        )
    )


def _role_and_institute(rest: list[str]) -> tuple[str, str, list[str]]:
    """Tell `ROLE - INSTITUTE`, a role, an institute and parts that are neither apart."""
    unknown = [part for part in rest if _NO_ROLE.search(part)]
    rest = [part for part in rest if part not in unknown]
    if not rest:
        return "", "", unknown
    if len(rest) > 1 and (not _LAST_DASH.fullmatch(rest[0]) or _INSTITUTE.search(rest[1])):
        return rest[0], rest[1], unknown + rest[2:]
    dashed = _LAST_DASH.fullmatch(rest[0])
    if dashed:
        return dashed[1], dashed[2], unknown + rest[1:]
    role, _, institute = rest[0].rpartition(", ")
    if _INSTITUTE.search(institute) and not _ROLE.search(institute):
        return role, institute, unknown
    return rest[0], "", unknown


def find_project(role: str) -> str:
    """Find the project that a role names, without its article and the word "Project"; empty if none."""
    for found in _PROJECT.finditer(role):
        name: list[str] = []
        for word in reversed(role[: found.start()].split()):
            if word[-1] in ",;:" or not any(c.isupper() for c in word) or not word[0].isalnum():
                break
            name.insert(0, word)
        while name and (name[0].casefold() in ("the", "a", "an") or _ROLE.fullmatch(name[0])):
            del name[0]
        if name:
            return " ".join(name)
    return ""
