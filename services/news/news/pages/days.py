"""Days of events as sentences have them, by CLDR and as precise as they are known."""

from collections.abc import Mapping

from babel.dates import format_date, format_skeleton
from cabos_contracts.types import PartialDate

from news.pages.languages import in_words, locale

_SKELETONS = {"month": "yMMMM", "year": "y"}

Words = Mapping[str, dict[str, str]]

ON: Words = {
    "en": {"day": "on {}", "month": "in {}", "year": "in {}", "": "on a day that is not known"},
    "es": {"day": "el {}", "month": "en {}", "year": "en {}", "": "en una fecha que no se conoce"},
    "fr": {"day": "le {}", "month": "en {}", "year": "en {}", "": "à une date inconnue"},
    "pt": {"day": "em {}", "month": "em {}", "year": "em {}", "": "em data desconhecida"},
    "ru": {"day": "{}", "month": "в {}", "year": "в {} году", "": "в день, который неизвестен"},
    "zh": {"day": "于{}", "month": "于{}", "year": "于{}", "": "于未知日期"},
    "ar": {"day": "في {}", "month": "في {}", "year": "في {}", "": "في يوم غير معروف"},
}
SINCE: Words = {
    "en": {"day": "since {}", "month": "since {}", "year": "since {}", "": "since a day that is not known"},
    "es": {"day": "desde el {}", "month": "desde {}", "year": "desde {}", "": "desde una fecha que no se conoce"},
    "fr": {"day": "depuis le {}", "month": "depuis {}", "year": "depuis {}", "": "depuis une date inconnue"},
    "pt": {"day": "desde {}", "month": "desde {}", "year": "desde {}", "": "desde data desconhecida"},
    "ru": {"day": "с {}", "month": "с {}", "year": "с {} года", "": "с неизвестного дня"},
    "zh": {"day": "自{}起", "month": "自{}起", "year": "自{}起", "": "自未知日期起"},
    "ar": {"day": "منذ {}", "month": "منذ {}", "year": "منذ {}", "": "منذ يوم غير معروف"},
}
UNTIL: Words = {
    "en": {"day": "until {}", "month": "until {}", "year": "until {}", "": "until a day that is not known"},
    "es": {"day": "hasta el {}", "month": "hasta {}", "year": "hasta {}", "": "hasta una fecha que no se conoce"},
    "fr": {"day": "jusqu’au {}", "month": "jusqu’en {}", "year": "jusqu’en {}", "": "jusqu’à une date inconnue"},
    "pt": {"day": "até {}", "month": "até {}", "year": "até {}", "": "até data desconhecida"},
    "ru": {"day": "до {}", "month": "до {}", "year": "до {} года", "": "до неизвестного дня"},
    "zh": {"day": "至{}", "month": "至{}", "year": "至{}", "": "至未知日期"},
    "ar": {"day": "حتى {}", "month": "حتى {}", "year": "حتى {}", "": "حتى يوم غير معروف"},
}
_RUSSIAN_MONTHS = (
    "январе", "феврале", "марте", "апреле", "мае", "июне",
    "июле", "августе", "сентябре", "октябре", "ноябре", "декабре",
)  # fmt: skip
"""In which something was: a case that CLDR does not have."""


def shown_day(day: str, language: str) -> str:
    """The day before the month, as in the secretariat's papers."""
    known = PartialDate(day)
    # English is that of the organisation's papers: 17 April 2018.
    tag = locale("en-GB" if language == "en" else language)
    if known.precision == "day":
        return format_date(known.earliest, "long", locale=tag)
    return format_skeleton(_SKELETONS[known.precision], known.earliest, locale=tag)


def said_day(day: str | None, language: str, words: Words) -> str:
    """The day with the word that goes with it, or that it is not known."""
    mine = in_words(words, language)
    if day is None:
        return mine[""]
    known = PartialDate(day)
    shown = shown_day(known, language)
    if mine is words["ru"]:
        shown = _in_russian(known, shown, words)
    return mine[known.precision].format(shown)


def _in_russian(day: PartialDate, shown: str, words: Words) -> str:
    """With the year in full: the full stop of its abbreviation would stand beside that of the sentence."""
    first = day.earliest
    if day.precision == "day":
        return shown.replace("\u202fг.", " года")
    if day.precision == "year":
        return str(first.year)
    month = _RUSSIAN_MONTHS[first.month - 1] if words is ON else format_date(first, "MMMM", locale="ru")
    return f"{month} {first.year} года"
