"""An address without a language leads to the best of those that the story is public in."""

import pytest

from tests.news.newsroom import Newsroom, done

PATH = "/newsroom/2018/april/customs-meets"


async def publish(newsroom: Newsroom, *languages: str) -> None:
    done(await newsroom.draft())
    for language in languages:
        done(await newsroom.write(language))
    done(await newsroom.publish())


async def led_to(newsroom: Newsroom, header: str, query: str = "") -> tuple[str, str]:
    """The language of the address, and the one that is served there."""
    answer = await newsroom.http.get(PATH + query, headers={"Accept-Language": header})
    location = answer.headers["location"]
    assert (answer.status_code, answer.headers["vary"]) == (302, "Accept-Language")
    assert location.endswith(PATH + query)
    page = await newsroom.read(location, "application/json")
    return location.split("/")[1], page.json()["served"]


async def test_a_story_is_found_in_its_own_languages_and_never_in_a_refused_one_while_there_is_another(
    newsroom: Newsroom,
) -> None:
    await publish(newsroom, "fr", "de")

    led = {
        header: await led_to(newsroom, header, "?from=mail&x=%C3%A9")
        for header in (
            "de", "fr-CA", "es, fr;q=0.5, en;q=0", "es, en;q=0", "en;q=0", "en;q=0, *", "it", "ru, it;q=0.5", "*", "",
        )
    }  # fmt: skip

    assert led == {
        "de": ("de", "de"),
        "fr-CA": ("fr", "fr"),
        "es, fr;q=0.5, en;q=0": ("fr", "fr"),
        "es, en;q=0": ("de", "de"),
        "en;q=0": ("de", "de"),
        "en;q=0, *": ("de", "de"),
        "it": ("en", "en"),
        # None of the story's, so it is said in Russian that there is no Russian.
        "ru, it;q=0.5": ("ru", "en"),
        "*": ("en", "en"),
        "": ("en", "en"),
    }


@pytest.mark.parametrize(("header", "address"), [("es, en;q=0", "es"), ("en;q=0", "en"), ("*;q=0", "en")])
async def test_a_story_that_has_nothing_but_what_is_refused_is_served_with_its_notice(
    newsroom: Newsroom, header: str, address: str
) -> None:
    await publish(newsroom)

    assert await led_to(newsroom, header) == (address, "en")


async def test_a_withdrawn_language_is_no_choice(newsroom: Newsroom) -> None:
    await publish(newsroom, "fr", "de")
    done(await newsroom.step("withdrawal", "de", reason="Badly translated."))

    assert await led_to(newsroom, "de, fr;q=0.5") == ("fr", "fr")


async def test_a_site_language_that_was_withdrawn_leads_to_a_text_that_is_there(newsroom: Newsroom) -> None:
    await publish(newsroom, "es", "fr")
    done(await newsroom.step("withdrawal", "es", reason="Badly translated."))

    assert await led_to(newsroom, "es") == ("en", "en")
    assert await led_to(newsroom, "es-MX, ru;q=0.5") == ("en", "en")
    assert await led_to(newsroom, "es, en;q=0") == ("fr", "fr")
    # What there is no Spanish for is told in Russian, in which nothing was withdrawn.
    assert await led_to(newsroom, "ru, es;q=0.5") == ("ru", "en")
