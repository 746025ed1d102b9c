"""The languages of the newsroom: their names, their dates, and the notice that a page is not in one of them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.localedata import locale_identifiers

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
"""Every story can be asked for in these, translated or not."""

LONGEST_NOTICE = 500

DATE_PATTERN = "dd MMMM yyyy"
"""`19 abril 2018`, `05 marzo 2013`, `27 五月 2010`: the newsroom's own form, not the long form of CLDR."""

_SHOWN_DATE = re.compile(r"(?P<day>\d{1,2})\s+(?P<month>.+?)\s+(?P<year>\d{4})")


class NoSuchLanguage(ValueError):
    """The tag names no language that CLDR knows."""


_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@cache
def locale(tag: str) -> Locale:
    """The locale of a BCP 47 tag; raises `NoSuchLanguage`."""
    try:
        # A locale of POSIX, as `en.UTF-8`, would be understood as well.
        if not _TAG.fullmatch(tag):
            raise ValueError(tag)
        return Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        raise NoSuchLanguage(f"{tag!r} is no language tag that is known") from None


def canonical(tag: str) -> str:
    """The tag as BCP 47 writes it (RFC 5646, 2.1.1): `es-MX`, `zh-Hans`."""
    first, *others = tag.split("-")
    return "-".join((first.lower(), *(_CASES.get(len(each), str.lower)(each) for each in others)))


_CASES = {2: str.upper, 4: str.title}


def english_name(tag: str) -> str:
    return locale(tag).get_display_name("en") or tag


def endonym(tag: str) -> str:
    """The language's name in itself, with a capital as on a heading."""
    name = locale(tag).get_display_name() or tag
    return name[:1].upper() + name[1:]


def both_names(tag: str) -> str:
    """`Spanish : Español`."""
    return f"{english_name(tag)} : {endonym(tag)}"


def is_right_to_left(tag: str) -> bool:
    return locale(tag).text_direction == "rtl"


def notice(requested: str, served: str) -> str:
    """What a reader who asked for one language and gets another is told; nothing needs saying when they are one."""
    if requested == served:
        return ""
    template = NOTICES[site_language(requested)]
    return template.format(requested=both_names(requested), served=both_names(served))


def shown_date(day: date, tag: str) -> str:
    return format_date(day, DATE_PATTERN, locale=locale(tag))


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


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who asked for a language, and in which others they would rather read than in none; best first."""

    requested: str
    order: tuple[str, ...]

    @classmethod
    def of(cls, requested: str, fallbacks: Mapping[str, Sequence[str]]) -> "Reader":
        """By what is left of the tag, then by the fallbacks of each, then English."""
        found = lookup(requested)
        for tag in list(found):
            found += fallbacks.get(tag, ())
        return cls(requested, tuple(dict.fromkeys((*found, "en"))))


def site_language(requested: str) -> str:
    """In which a page that was asked for in any language speaks to its reader."""
    return next(tag for tag in (*lookup(requested), "en") if tag in NOTICES)


def language_name(tag: str, in_: str) -> str:
    return locale(tag).get_display_name(locale(in_)) or tag


def negotiate(header: str, offered: Sequence[str]) -> str:
    """The language of `offered` that an `Accept-Language` asks for (RFC 9110, 12.5.4), else the first that it allows.

    The most specific range counts for a language, `*` for those that none names, and `q=0` is a never; what cannot be
    read is passed over.
    """
    ranges = list(_ranges(header))

    def wanted(tag: str) -> tuple[float, int]:
        low = tag.casefold()
        named = [
            (range_.count("-"), quality, -place)
            for place, (range_, quality) in enumerate(ranges)
            if low in lookup(range_) or range_ in lookup(low)
        ]
        rest = [(-1, quality, -place) for place, (range_, quality) in enumerate(ranges) if range_ == "*"]
        _, quality, place = max(named or rest, default=(-1, -1.0, 0))
        return quality, place

    best = max(offered, key=wanted)
    if wanted(best)[0] > 0:
        return best
    return next((tag for tag in offered if wanted(tag)[0] < 0), offered[0])


_QUALITY = re.compile(r"q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)")


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for part in header[:1_000].casefold().split(","):
        range_, _, parameter = (piece.strip() for piece in part.partition(";"))
        quality = _QUALITY.fullmatch(parameter.replace(" ", "")) if parameter else None
        if re.fullmatch(r"[a-z]{1,8}(-[a-z0-9]{1,8})*|\*", range_) and (quality or not parameter):
            yield range_, float(quality[1]) if quality else 1.0
