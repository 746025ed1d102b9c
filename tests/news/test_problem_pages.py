"""Who comes with a browser to where nothing is gets a page in their language, and a program gets a problem."""

import pytest

from tests.news.newsroom import Newsroom, refused

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "Accept-Language": "ru"}
NOTHING, UNCLEAR = "Такой страницы нет.", "Этот адрес неполон или больше не действует."


@pytest.mark.parametrize(
    ("address", "status", "language", "says"),
    [
        ("/2018/foo", 404, "ru", NOTHING),
        ("/xx/newsroom", 404, "ru", NOTHING),
        ("/en.UTF-8/newsroom", 404, "ru", NOTHING),
        ("/es", 404, "es", "Esta página no existe."),
        ("/fr/newsroom/2018/avril", 404, "fr", "Cette page n’existe pas."),
        ("/ru/newsroom/search?q=", 422, "ru", UNCLEAR),
        ("/es-MX/newsroom?after=x", 422, "es", "Esta dirección no está completa o ya no es válida."),
        ("/pictures/nothing", 422, "ru", UNCLEAR),
        ("/sitemaps/7.xml", 404, "ru", NOTHING),
    ],
)
async def test_a_browser_gets_a_page(newsroom: Newsroom, address: str, status: int, language: str, says: str) -> None:
    page = await newsroom.http.get(address, headers=BROWSER)
    document = await newsroom.http.get(address, headers={"Accept": "application/json"})

    assert (page.status_code, page.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert f'<html lang="{language}"' in page.text
    assert f"<h1>{says}</h1>" in page.text
    assert f'<p><a href="/{language}/newsroom">' in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    refused(document, status)


@pytest.mark.parametrize("address", ["/v1/nothing", "/v1/search", "/docs/nothing"])
async def test_what_has_no_pages_answers_with_a_problem(newsroom: Newsroom, address: str) -> None:
    assert (await newsroom.http.get(address, headers=BROWSER)).headers["content-type"] == "application/problem+json"


async def test_a_page_says_which_methods_there_are(newsroom: Newsroom) -> None:
    page = await newsroom.http.put("/en/newsroom", headers=BROWSER)

    assert (page.status_code, page.headers["allow"]) == (405, "GET, HEAD")
