"""What differs from language to language: direction, dates, lists of names, and the few words that pages print."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from briefs.solar_hijri import MONTHS, solar_hijri

if TYPE_CHECKING:
    from babel import Locale

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "by": "By", "comment": "Comment", "jump_to_comment": "Jump to the comment", "key_points": "Key points",
        "updated": "Updated", "tags": "Tags", "authors": "Authors", "projects": "Projects", "institutes": "Institutes",
        "archive": "Archive", "latest": "Latest briefs", "briefs": "Briefs", "all_briefs": "All briefs",
        "home": "Home", "menu": "Menu", "skip": "Skip to the text", "page": "Page", "pages": "Pages", "newer": "Newer", "older": "Older",
        "translations": "In other languages", "positions": "Positions", "today": "Today", "earlier": "Earlier", "since": "since",
        "back_to_reference": "Back to reference",
        "feed": "Feed", "licence": "Licence", "links": "Links", "years": "By year",
        "not_found": "Page not found", "not_found_text": "There is no page at this address. It may have moved, or the link may be mistyped.",
        "none": "Nothing has been published here yet.", "undated": "Undated", "draft": "Draft", "people": "People",
        "published_by": "Published by",
        "minutes": "min read", "corrected": "Corrected", "corrections": "Corrections",
        "contents": "Contents", "then": "At the time", "cite": "Cite this brief",
        "copy": "Copy the citation", "copied": "Copied", "copy_link": "Copy the link",
        "share": "Share", "email": "E-mail", "earlier_in_project": "Earlier in this project",
        "later_in_project": "Later in this project", "related": "Related briefs", "search": "Search", "quote_open": "“", "quote_close": "”", "comma": ",",
    },
    "fa": {
        "by": "نوشتهٔ", "comment": "تحلیل", "jump_to_comment": "رفتن به تحلیل", "key_points": "نکته‌های اصلی",
        "updated": "به‌روزرسانی", "tags": "برچسب‌ها", "authors": "نویسندگان", "projects": "پروژه‌ها", "institutes": "مؤسسه‌ها",
        "archive": "بایگانی", "latest": "تازه‌ترین یادداشت‌ها", "briefs": "یادداشت‌ها", "all_briefs": "همهٔ یادداشت‌ها",
        "home": "خانه", "menu": "فهرست", "skip": "رفتن به متن", "page": "صفحهٔ", "pages": "صفحه‌ها", "newer": "تازه‌تر", "older": "قدیمی‌تر",
        "translations": "به زبان‌های دیگر", "positions": "سمت‌ها", "today": "امروز", "earlier": "پیش‌تر", "since": "از",
        "back_to_reference": "بازگشت به ارجاع",
        "feed": "خوراک", "licence": "پروانه", "links": "پیوندها", "years": "بر پایهٔ سال",
        "not_found": "صفحه پیدا نشد", "not_found_text": "صفحه‌ای با این نشانی نیست. شاید جابه‌جا شده یا پیوند نادرست باشد.",
        "none": "هنوز چیزی در اینجا منتشر نشده است.", "undated": "بدون تاریخ", "draft": "پیش‌نویس", "people": "افراد",
        "published_by": "ناشر",
        "minutes": "دقیقه مطالعه", "corrected": "اصلاح‌شده", "corrections": "اصلاحات",
        "contents": "در این یادداشت", "then": "هنگام نگارش", "cite": "ارجاع به این یادداشت",
        "copy": "رونوشت ارجاع", "copied": "رونوشت شد", "copy_link": "رونوشت پیوند",
        "share": "هم‌رسانی", "email": "ایمیل", "earlier_in_project": "پیشین در این پروژه",
        "later_in_project": "پسین در این پروژه", "related": "یادداشت‌های مرتبط", "search": "جستجو", "quote_open": "«", "quote_close": "»", "comma": "،",
    },
    "ar": {
        "by": "بقلم", "comment": "تعليق", "jump_to_comment": "الانتقال إلى التعليق", "key_points": "أبرز النقاط",
        "updated": "تحديث", "tags": "الوسوم", "authors": "الكتّاب", "projects": "المشاريع", "institutes": "المعاهد",
        "archive": "الأرشيف", "latest": "أحدث الموجزات", "briefs": "الموجزات", "all_briefs": "كل الموجزات",
        "home": "الرئيسية", "menu": "القائمة", "skip": "الانتقال إلى النص", "page": "صفحة", "pages": "الصفحات", "newer": "الأحدث", "older": "الأقدم",
        "translations": "بلغات أخرى", "positions": "المناصب", "today": "اليوم", "earlier": "سابقًا", "since": "منذ",
        "back_to_reference": "العودة إلى الإحالة",
        "feed": "خلاصة", "licence": "الترخيص", "links": "روابط", "years": "حسب السنة",
        "not_found": "الصفحة غير موجودة", "not_found_text": "لا توجد صفحة على هذا العنوان. ربما نُقلت أو أن الرابط غير صحيح.",
        "none": "لم يُنشر شيء هنا بعد.", "undated": "بلا تاريخ", "draft": "مسودة", "people": "الأشخاص",
        "published_by": "الناشر",
        "minutes": "دقيقة قراءة", "corrected": "مُصحَّح", "corrections": "تصويبات",
        "contents": "في هذا الموجز", "then": "وقت الكتابة", "cite": "الاستشهاد بهذا الموجز",
        "copy": "نسخ الاستشهاد", "copied": "تم النسخ", "copy_link": "نسخ الرابط",
        "share": "مشاركة", "email": "البريد الإلكتروني", "earlier_in_project": "السابق في هذا المشروع",
        "later_in_project": "التالي في هذا المشروع", "related": "موجزات ذات صلة", "search": "بحث", "quote_open": "«", "quote_close": "»", "comma": "،",
    },
}  # fmt: skip

_RIGHT_TO_LEFT = frozenset(
    ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "lrc", "mzn", "nqo", "pnb", "ps", "sd", "syr", "ug", "ur", "yi"]
)
_SCRIPTS_TO_LEFT = frozenset(["Adlm", "Arab", "Aran", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"])
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@lru_cache(maxsize=256)
def _locale(language: str) -> "Locale | None":
    # Babel is the slowest import of all, and a build with nothing to do must not pay for it.
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=256)
def base(language: str) -> str:
    """Give `es` for `es-PR`."""
    return language.split("-", 1)[0].lower()


@lru_cache(maxsize=256)
def is_language(language: str) -> bool:
    """Tell whether this is a language tag that is in use."""
    if language in _WORDS:
        return True
    parts = language.split("-")
    if not (2 <= len(parts[0]) <= 3 and all(part.isascii() and part.isalnum() for part in parts)):
        return False
    from babel.localedata import exists

    return exists(parts[0].lower())


def canonical(language: str) -> str:
    """Write a language tag with the capitals that are usual: `zh-Hant` for `ZH_hant`, `es-PR` for `es-pr`."""
    first, *rest = language.replace("_", "-").split("-")
    return "-".join(
        [
            first.lower(),
            *(part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part for part in rest),
        ]
    )


def code_of(name: str) -> str:
    """Find the code of a language by its name in English or in itself; empty if there is none."""
    known = _locale("en")
    wanted = name.casefold()
    for code in _WORDS if known else ():
        own = _locale(code)
        if own and own.language_name and own.language_name.casefold() == wanted:
            return code
    return next((code for code, each in known.languages.items() if each.casefold() == wanted), "") if known else ""


def words(language: str) -> Mapping[str, str]:
    """Give the words of the interface, in English where a language has none here."""
    return MappingProxyType(_WORDS.get(base(language), _WORDS["en"]))


def comment_labels(language: str) -> tuple[str, ...]:
    """Give the words that begin the analysis in a text of this language, the English one always among them."""
    own = words(language)["comment"]
    return (own,) if own == "Comment" else (own, "Comment")


@lru_cache(maxsize=256)
def direction(language: str) -> str:
    """Give `rtl` or `ltr`: the direction of the script that the tag names, or else of the one that the language is written in."""
    first, *rest = canonical(language).split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    return "rtl" if (script in _SCRIPTS_TO_LEFT if script else first in _RIGHT_TO_LEFT) else "ltr"


@lru_cache(maxsize=65536)
def format_date(day: date, language: str) -> str:
    """Write a date as its readers do: `Feb 2, 2018`, `2 فبراير 2018`; in a language without known forms, `2018-02-02`.

    Persian readers get it in their own calendar, and in brackets in the Gregorian: `۱۳ بهمن ۱۳۹۶ (۲ فوریهٔ ۲۰۱۸)`.
    """
    written = _gregorian(day, language)
    own = _solar_hijri(day, language)
    return f"{own} ({written})" if own else written


@lru_cache(maxsize=65536)
def format_day(day: date, language: str) -> str:
    """Write a date in the one calendar that its readers live by, for where there is little room: `۱۳ بهمن ۱۳۹۶`."""
    return _solar_hijri(day, language) or _gregorian(day, language)


@lru_cache(maxsize=1024)
def format_year(year: str, language: str) -> str:
    """Write a Gregorian year; for Persian readers with the two of their own that share it: `۲۰۱۸ (۱۳۹۶–۱۳۹۷)`."""
    written = digits(year, language)
    last = (
        solar_hijri(date(int(year), 12, 31)) if base(language) == "fa" and year.isdecimal() and year != "0000" else None
    )
    return written if last is None else f"{written} ({digits(f'{last[0] - 1}–{last[0]}', language)})"


def _gregorian(day: date, language: str) -> str:
    if language == "en":  # the language of many a site, which then does without Babel
        return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"
    locale = _locale(language)
    if locale is None:
        return day.isoformat()
    from babel.dates import format_date as babel_format

    # What CLDR calls medium has numbers alone in Arabic; in Persian it lacks the ezafe.
    form = "d MMMM y" if base(language) in ("ar", "fa") else "medium"
    return digits(babel_format(day, form, locale), language)


def _solar_hijri(day: date, language: str) -> str:
    own = solar_hijri(day) if base(language) == "fa" else None
    if own is None:
        return ""
    year, month, number = own
    names = MONTHS["fa-AF" if "AF" in canonical(language).split("-") else "fa"]
    return digits(f"{number} {names[month - 1]} {year}", language)


def digits(text: str, language: str) -> str:
    """Write the digits of a number as the language does: Persian has its own.

    Arabic keeps the European ones, in whatever country: the large Arabic broadcasters print these on the web, and CLDR has them
    as the usual ones of Arabic at large.
    """
    return text.translate(_PERSIAN_DIGITS) if base(language) == "fa" else text


@lru_cache(maxsize=1024)
def list_separators(count: int, language: str) -> tuple[str, ...]:
    """Give what stands before each of several names: `("", ", ", ", and ")`."""
    if count == 1:
        return ("",)
    if language == "en":
        return ("", " and ") if count == 2 else ("", *(", " for _ in range(count - 2)), ", and ")
    locale = _locale(language) or _locale("en")
    from babel.lists import format_list

    marks = [f"\x00{i}\x01" for i in range(count)]
    joined = format_list(marks, locale=locale)
    return tuple(part.rpartition("\x01")[2] for part in joined.split("\x00")[:-1]) if joined.startswith("\x00") else (
        "", *(", " for _ in range(count - 2)), " and ")  # fmt: skip
