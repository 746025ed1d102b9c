"""Writing a story as a page: the notice where one is due, the date in the reader's language, the text in its own."""

from dataclasses import dataclass
from datetime import date

from jinja2 import Environment, PackageLoader, select_autoescape

from news.pages.addresses import path
from news.pages.languages import SITE_LANGUAGES, endonym, is_right_to_left, notice, shown_date
from news.pages.markdown import plain

_templates = Environment(loader=PackageLoader("news.pages", ""), autoescape=select_autoescape(), trim_blocks=True)
_templates.globals.update(endonym=endonym, direction=lambda tag: "rtl" if is_right_to_left(tag) else "ltr")


@dataclass(frozen=True, slots=True)
class Reading:
    """One story as somebody who asked for `requested` reads it; `translated` are the languages that it really has."""

    requested: str
    served: str
    translated: tuple[str, ...]
    headline: str
    published_on: date
    slug: str
    body: str
    html: str

    @property
    def notice(self) -> str:
        return notice(self.requested, self.served)

    @property
    def shown_date(self) -> str:
        return shown_date(self.published_on, self.requested)

    @property
    def offered(self) -> tuple[str, ...]:
        """The languages in which the page can be asked for."""
        return tuple(sorted({*SITE_LANGUAGES, *self.translated}))

    @property
    def canonical(self) -> str:
        """The address of the text that is served: a fallback is no page of its own."""
        return self.path(self.served)

    def path(self, language: str) -> str:
        return path(language, self.published_on, self.slug)


def plain_text(reading: Reading) -> str:
    """The page as text, its parts apart by empty lines; `news.pages.reading` reads it back."""
    parts = [reading.notice, reading.headline, reading.shown_date, plain(reading.body)]
    return "\n\n".join(part for part in parts if part) + "\n"


def html(reading: Reading) -> str:
    """The page as HTML: what is in which language is told to machines too."""
    return _templates.get_template("page.html").render(page=reading)
