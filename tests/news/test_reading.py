"""Pages read as they stand and written again: nothing of them is lost, and what is no page is refused by its line."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from news.pages.languages import NOTICES, SITE_LANGUAGES, both_names, notice, read_date, shown_date
from news.pages.markdown import from_plain, html, plain
from news.pages.reading import MAX_HEADLINE, NotAPage, Page, read_page
from news.pages.writing import Reading, plain_text

from tests.news.newsroom import PAGE
from tests.pages import pages

SPANISH_NOTICE = (
    "Esta página no está disponible en el idioma seleccionado Spanish : Español"
    " y la proponemos por consiguiente en English : English."
)

paragraphs = pytest.mark.parametrize("file", pages(), ids=lambda file: file.name)


def written(page: Page) -> str:
    """The page as the newsroom shows it to whoever asks for it in the same language."""
    return plain_text(
        Reading(page.requested, page.served, (page.served,), page.headline, page.published_on, "slug", page.body, "")
    )


@paragraphs
def test_a_page_is_written_as_it_was_read(file: Path) -> None:
    text = file.read_text("utf-8")

    again = written(read_page(file.read_bytes()))

    assert re.split(r"\n{2,}", again.strip()) == re.split(r"\n{2,}", text.strip())
    assert again.strip() == text.strip()


def test_the_shipped_page_is_english_though_it_was_asked_for_in_spanish() -> None:
    page = read_page(f"{SPANISH_NOTICE}\n\nCustoms heads meet\n\n19 abril 2018\n\nThey met.\n".encode())

    assert (page.requested, page.served) == ("es", "en")
    assert (page.headline, page.published_on) == ("Customs heads meet", date(2018, 4, 19))
    assert notice(page.requested, page.served) == SPANISH_NOTICE


def test_the_notice_is_in_the_language_that_was_asked_for() -> None:
    notices = {tag: notice(tag, "en") for tag in SITE_LANGUAGES}

    assert notices == {
        "ar": "هذه الصفحة غير متوفرة باللغة المختارة Arabic : العربية، ولذلك تُعرض باللغة English : English.",
        "en": "",
        "es": SPANISH_NOTICE,
        "fr": "Cette page n’existe pas dans la langue choisie, French : Français, et nous vous la proposons en "
        "English : English.",
        "pt": "Esta página não existe no idioma escolhido, Portuguese : Português, e por isso é apresentada em "
        "English : English.",
        "ru": "Этой страницы нет на выбранном языке, Russian : Русский, поэтому она предлагается на языке "
        "English : English.",
        "zh": "本页没有所选语言（Chinese : 中文）的文本，现以English : English提供。",
    }
    assert notice("de", "es") == NOTICES["en"].format(requested="German : Deutsch", served="Spanish : Español")


@pytest.mark.parametrize(
    ("tag", "text", "day"),
    [
        ("es", "19 abril 2018", date(2018, 4, 19)),
        ("es", "05 marzo 2013", date(2013, 3, 5)),
        ("ru", "21 апреля 2016", date(2016, 4, 21)),
        ("zh", "27 五月 2010", date(2010, 5, 27)),
        ("fr", "14 février 2020", date(2020, 2, 14)),
        ("pt", "01 março 2019", date(2019, 3, 1)),
        ("en", "29 February 2016", date(2016, 2, 29)),
    ],
)
def test_a_day_is_read_and_shown_in_its_language(tag: str, text: str, day: date) -> None:
    assert read_date(text, tag) == day
    assert shown_date(day, tag) == text


@pytest.mark.parametrize("text", ["5 marzo 2013", "05  MARZO 2013"])
def test_a_day_may_be_written_with_one_digit_and_in_any_case(text: str) -> None:
    assert read_date(text, "es") == date(2013, 3, 5)


def test_a_page_without_a_notice_is_in_the_language_of_its_date() -> None:
    page = read_page("Заголовок\n\n21 апреля 2016\n\nТекст.\n".encode())

    assert (page.requested, page.served) == ("ru", "ru")
    assert written(page) == "Заголовок\n\n21 апреля 2016\n\nТекст.\n"


@pytest.mark.parametrize("raw", [PAGE.replace("\n", "\r\n").encode(), b"\xef\xbb\xbf" + PAGE.encode(),
                                 PAGE.replace("\n", "\r").encode(), b"\n \n" + PAGE.encode() + b"\n\n"])  # fmt: skip
def test_other_line_ends_and_a_byte_order_mark_change_nothing(raw: bytes) -> None:
    assert written(read_page(raw)) == PAGE


def test_a_list_keeps_its_bullets_and_its_indent() -> None:
    page = read_page(PAGE.encode())

    assert page.body == "They met.\n\n- first\n- second"


def test_lines_of_which_one_has_no_bullet_are_a_paragraph() -> None:
    assert html(from_plain(["  • first\nsecond"])) == "<p>  • first<br>\nsecond</p>\n"


def test_a_headline_may_have_colons_without_being_a_notice() -> None:
    page = read_page(b"Los Cabos : Customs : a report\n\n19 April 2018\n\nThey met.")

    assert page.headline == "Los Cabos : Customs : a report"


HEAD = "Headline\n\n19 April 2018\n\n"


@pytest.mark.parametrize(
    ("raw", "line", "rule"),
    [
        (b"", 1, "the page is empty"),
        (b" \n\t\n", 1, "the page is empty"),
        (HEAD.encode() + b"Good.\nBad \xe9.", 6, "is not UTF-8"),
        (HEAD.encode() + b"NUL \x00.", 5, "control characters are no text"),
        (HEAD.encode() + b"Good.\n\nBell \x07.", 7, "control characters are no text"),
        (HEAD.encode() + b"Delete \x7f.", 5, "control characters are no text"),
        (HEAD.encode(), 3, "something is missing"),
        (b"Headline", 1, "something is missing"),
        (SPANISH_NOTICE.encode(), 1, "something is missing"),
        (b"Headline\n\nText.\n\nMore.", 3, "'Text.' is no date as in '19 April 2018'"),
        (f"{SPANISH_NOTICE}\n\nHeadline\n\n19 April 2018\n\nText.".encode(), 5, "no date as in '19 abril 2018'"),
        (b"Headline\n\n31 abril 2018\n\nText.", 3, "there is no day 31 abril 2018 in the calendar"),
        (b"A : B : C\n\n31 abril 2018\n\nText.", 3, "there is no day 31 abril 2018 in the calendar"),
        (b"Headline\n\n29 February 2018\n\nText.", 3, "there is no day 29 February 2018"),
        (b"Two\nlines\n\n19 April 2018\n\nText.", 1, "the headline is one line"),
        (b"H" * (MAX_HEADLINE + 1) + b"\n\n19 April 2018\n\nText.", 1, "at most 500 characters"),
        (HEAD.encode() + b"x" * 20_001, 5, "a paragraph has at most 20,000 characters"),
        (SPANISH_NOTICE.replace("Spanish : Español", "Klingon : tlhIngan Hol").encode() + f"\n\n{HEAD}T".encode(), 1,
         "one is not known"),
        (SPANISH_NOTICE.replace("English : English", "Spanish : Español").encode() + f"\n\n{HEAD}T".encode(), 1,
         "offers Spanish : Español instead of itself"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_no_page_is_refused_by_line_and_rule(raw: bytes, line: int, rule: str) -> None:
    with pytest.raises(NotAPage) as refusal:
        read_page(raw)

    assert refusal.value.detail.startswith(f"line {line}: ")
    assert rule in refusal.value.detail
    assert refusal.value.members["line"] == line


letters = st.characters(codec="utf-8", exclude_categories=("C", "Z"))
lines = st.text(letters | st.just(" "), min_size=1, max_size=40).map(str.strip).filter(bool)
# What means something to Markdown, and the spaces that it would drop.
marked = st.text(st.sampled_from("a1.)( -+*_#>=:|~`\\[]<>&!•\u00a0\u2028;x\"'"), min_size=1, max_size=12).map(
    str.rstrip
)
texts = lines | marked.filter(str.strip)
lists = st.builds(
    lambda bullet, items: "\n".join(bullet + item for item in items),
    st.sampled_from(["  • ", "• ", "- ", "* ", "– ", "1. "]),
    st.lists(texts, min_size=1, max_size=4),
)
runs = st.lists(texts, min_size=1, max_size=4).map("\n".join) | lists
bodies = st.lists(runs, min_size=1, max_size=5)
pages_written = st.builds(
    Page,
    st.sampled_from(SITE_LANGUAGES),
    st.sampled_from(SITE_LANGUAGES),
    lines,
    st.dates(date(1000, 1, 1)),
    bodies.map(from_plain),
)


@given(bodies)
def test_plain_text_is_given_back_by_the_markdown_made_of_it(body: list[str]) -> None:
    assert plain(from_plain(body)) == "\n\n".join(body)


@given(pages_written)
def test_whatever_is_written_in_any_language_is_read_again(page: Page) -> None:
    again = read_page(written(page).encode())

    assert (again.headline, again.published_on, plain(again.body)) == (
        page.headline,
        page.published_on,
        plain(page.body),
    )
    if page.requested != page.served:
        assert (again.requested, again.served) == (page.requested, page.served)


@pytest.mark.parametrize("served", SITE_LANGUAGES)
@pytest.mark.parametrize("requested", SITE_LANGUAGES)
def test_a_notice_between_any_two_languages_is_read_back(requested: str, served: str) -> None:
    text = notice(requested, served)

    if requested == served:
        assert text == ""
    else:
        assert both_names(requested) in text
        page = read_page(f"{text}\n\nHeadline\n\n{shown_date(date(2018, 4, 19), requested)}\n\nText.".encode())
        assert (page.requested, page.served) == (requested, served)
