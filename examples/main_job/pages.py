"""A page that went in as a file comes out as the same page, and says so where a language is not its own."""

import re
from collections.abc import Iterator

from main_job.client import Refused, Service
from main_job.job import Imported

OTHER_LANGUAGES = ("es", "ru", "zh")
UNKNOWN_LANGUAGE = "qq"


def page_faults(news: Service, page: Imported) -> Iterator[str]:
    """What is wrong with the page as news serves it; nothing when it comes back as it should."""
    original = paragraphs(page.text)
    yield from _differences(page.path, original, paragraphs(news.text(page.path)))
    title, _, *body = original[page.requested != page.served :]
    for language in sorted({*OTHER_LANGUAGES, page.served} - {page.requested}):
        address = in_language(language, page.path)
        found = paragraphs(news.text(address))
        notice = language != page.served
        if notice and found[0] == title:
            yield f"{address} has no notice"
        # The day is written as the language writes it; everything else is the story's own.
        yield from _differences(address, [title, *body], found[notice : notice + 1] + found[notice + 2 :])
    yield from _unknown_language(news, in_language(UNKNOWN_LANGUAGE, page.path), page.served)


def paragraphs(text: str) -> list[str]:
    """The blocks between empty lines."""
    return [block.strip() for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if block.strip()]


def in_language(language: str, path: str) -> str:
    """The address of the same story in another language."""
    return f"/{language}/{path.split('/', 2)[2]}"


def _differences(address: str, wanted: list[str], found: list[str]) -> Iterator[str]:
    if len(found) != len(wanted):
        yield f"{address} has {len(found)} paragraphs instead of {len(wanted)}"
    for n, (is_, should_be) in enumerate(zip(found, wanted, strict=False), start=1):
        if is_ != should_be:
            yield f"{address} has {is_[:60]!r} as paragraph {n} instead of {should_be[:60]!r}"


def _unknown_language(news: Service, address: str, available: str) -> Iterator[str]:
    try:
        news.text(address)
    except Refused as refused:
        if refused.status != 404 or available not in str(refused.problem):
            yield f"{address} should be 404 naming the languages that there are, not {refused}"
    else:
        yield f"{address} is served although there is no such language"
