"""The languages of the newsroom: their names, their dates, and the notice that a page is not in one of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date
from babel.localedata import locale_identifiers
from cabos_contracts.types import LanguageTag
from pydantic import TypeAdapter, ValidationError

NOTICES = {
    "es": "Esta página no está disponible en el idioma seleccionado {requested} y la proponemos por consiguiente en "
    "{served}.",
    "fr": "Cette page n’existe pas dans la langue choisie, {requested}, et nous vous la proposons en {served}.",
    "pt": "Esta página não existe no idioma escolhido, {requested}, e por isso é apresentada em {served}.",
    "ru": "Этой страницы нет на выбранном языке, {requested}, поэтому она предлагается на языке {served}.",
    "zh": "本页没有所选语言（{requested}）的文本，现以{served}提供。",
    "ar": "هذه الصفحة غير متوفرة باللغة المختارة {requested}، ولذلك تُعرض باللغة {served}.",
    "en": "This page is not available in the selected language {requested} and is therefore offered in {served}.",
}
"""In the language that was asked for; the slots take a language as `Spanish : Español` (the newsroom's form)."""

SITE_LANGUAGES = tuple(sorted(NOTICES))
"""Every story is offered in these, translated or not; in any other language it may be asked for."""

LONGEST_NOTICE = 500

DATE_PATTERN = "dd MMMM yyyy"
"""`19 abril 2018`, `05 marzo 2013`, `27 五月 2010`: the newsroom's own form, not the long form of CLDR."""

_SHOWN_DATE = re.compile(r"(?P<day>\d{1,2})\s+(?P<month>.+?)\s+(?P<year>\d{4})")


class NoSuchLanguage(ValueError):
    """The tag names no language that CLDR has a name for."""


@lru_cache(maxsize=1_000)
def canonical(written: str) -> str:
    """The tag as BCP 47 writes it, `pt-BR`; raises `NoSuchLanguage` when it is none, or its language is unknown."""
    try:
        tag: str = _TAG.validate_python(written)
    except ValidationError:
        tag = ""
    subtag = _language(tag)
    if subtag in _NO_LANGUAGES or subtag not in Locale("en").languages:
        raise NoSuchLanguage(f"{written!r} is no language tag that is known")
    return tag


_TAG: TypeAdapter[str] = TypeAdapter(LanguageTag)
_NO_LANGUAGES = ("mul", "root", "und", "zxx")


def _language(tag: str) -> str:
    """As CLDR calls it, which knows the Quechua of Cusco (`quz`) as `qu`."""
    subtag = tag.split("-")[0]
    return str(get_global("language_aliases").get(subtag, subtag)).split("_")[0]


@lru_cache(maxsize=1_000)
def locale(written: str) -> Locale:
    """What comes nearest to a tag of all that CLDR has days and names in: `qu` for `qu-EC`, and English at the end.

    Raises `NoSuchLanguage`.
    """
    for tag in lookup(canonical(written)):
        try:
            return Locale.parse(tag, sep="-")
        except (ValueError, UnknownLocaleError):
            continue
    return Locale("en")


def english_name(tag: str) -> str:
    return language_name(tag, "en")


def endonym(tag: str) -> str:
    """The language's name in itself, with a capital as on a heading; in English where CLDR does not speak it."""
    name = language_name(tag, tag)
    return name[:1].upper() + name[1:]


def both_names(tag: str) -> str:
    """`Spanish : Español`."""
    return f"{english_name(tag)} : {endonym(tag)}"


def is_right_to_left(tag: str) -> bool:
    script = next((each for each in tag.split("-")[1:2] if len(each) == 4 and each.isalpha()), None)
    return script in _FROM_THE_RIGHT if script else locale(tag).text_direction == "rtl"


_FROM_THE_RIGHT = ("Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa")


def notice(requested: str, served: str) -> str:
    """What a reader who asked for one language and gets another is told; nothing needs saying when they are one."""
    if requested == served:
        return ""
    template = NOTICES[site_language(requested)]
    return template.format(requested=both_names(requested), served=both_names(served))


def shown_date(day: date, tag: str) -> str:
    return format_date(day, DATE_PATTERN, locale=locale(tag))


def date_language(tag: str) -> str:
    """The language in which `shown_date` writes: English where there are no dates in the one that is asked for."""
    return str(locale(tag)).replace("_", "-")


def looks_like_a_date(text: str) -> bool:
    """Whether it has the form of a day, in whatever language."""
    return _SHOWN_DATE.fullmatch(text) is not None


def read_date(text: str, tag: str) -> date | None:
    """The day that `text` shows in that language, None when it is no date in it.

    Raises `ValueError` for a day that is in no calendar.
    """
    found = _SHOWN_DATE.fullmatch(text)
    if found is None:
        return None
    months = locale(tag).months
    for form in ("format", "stand-alone"):
        for number, name in months[form]["wide"].items():
            if name.casefold() == found["month"].casefold():
                try:
                    return date(int(found["year"]), number, int(found["day"]))
                except ValueError:
                    raise ValueError(f"there is no day {text} in the calendar") from None
    return None


def languages_named(line: str) -> list[str]:
    """The languages that a line names in both ways (`Spanish : Español`), in their order; a long text names none."""
    if len(line) > LONGEST_NOTICE:
        return []
    found = []
    for colon in re.finditer(r"\s:\s", line):
        before, after = line[: colon.start()].casefold(), line[colon.end() :].casefold()
        for name, tag in _english_names():
            if before.endswith(name) and after.startswith(endonym(tag).casefold()):
                found.append(tag)
                break
    return found


@cache
def _english_names() -> list[tuple[str, str]]:
    """English names and tags of all languages that can be shown, longest first: Old English is not English."""
    shown = set(locale_identifiers())
    names = [(name.casefold(), tag) for tag, name in locale("en").languages.items() if tag in shown and "_" not in tag]
    return sorted(names, key=lambda named: -len(named[0]))


def lookup(requested: str) -> list[str]:
    """The tag and what is left of it, subtag by subtag from the right (RFC 4647, 3.4)."""
    subtags = requested.split("-")
    found = []
    while subtags:
        found.append("-".join(subtags))
        subtags.pop()
        # A single letter announces what follows and means nothing alone.
        if subtags and len(subtags[-1]) == 1:
            subtags.pop()
    return found


Why = Literal["translated", "lookup", "fallback"]
"""It is in the language asked for; in what is left of its tag, as `fr` for `fr-CA`; or in another language."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who asked for a language, and in which others they would rather read than in none; best first."""

    requested: str
    order: tuple[str, ...]

    @classmethod
    def of(cls, requested: str, fallbacks: Mapping[str, Sequence[str]]) -> "Reader":
        """By what is left of the tag, then by the fallbacks of each and by theirs, each once, then English."""
        order = dict.fromkeys(lookup(requested))
        ahead = list(order)
        while ahead:
            named = [found for tag in fallbacks.get(ahead.pop(0), ()) for found in lookup(tag) if found not in order]
            order |= dict.fromkeys(named)
            ahead += named
        return cls(requested, tuple(order | {"en": None}))


def why(requested: str, served: str) -> Why:
    """How a text in `served` comes to somebody who asked for another language, or for that one."""
    if served == requested:
        return "translated"
    return "lookup" if served in lookup(requested) else "fallback"


def site_language(requested: str) -> str:
    """In which a page that was asked for in any language speaks to its reader."""
    return next(tag for tag in (*lookup(requested), "en") if tag in NOTICES)


def in_words(words: Mapping[str, dict[str, str]], language: str) -> dict[str, str]:
    """Those of the language, or of the nearest one that there are any in."""
    return words[next(tag for tag in (*lookup(language), "en") if tag in words)]


def language_name(tag: str, in_: str) -> str:
    found, speaks, subtag = locale(tag), locale(in_), _language(tag)
    if found.language == subtag:
        return found.get_display_name(speaks) or tag
    return str(speaks.languages.get(subtag) or Locale("en").languages[subtag])
