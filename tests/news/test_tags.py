"""Languages are named by tags of BCP 47, in whatever case they are written."""

import pytest
from news.pages.languages import NoSuchLanguage, both_names, canonical, is_right_to_left

from tests.news.newsroom import Newsroom, done, refused

PATH = "newsroom/2018/april/customs-meets"


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("es-419", "es-419"),
        ("PT-br", "pt-BR"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("CA-Valencia", "ca-valencia"),
        ("de-ch-1996", "de-CH-1996"),
        ("ay", "ay"),
        ("en-us-u-ca-Buddhist", "en-US-u-ca-buddhist"),
        ("fr-x-FR", "fr-x-fr"),
    ],
)
def test_a_tag_is_known_in_any_case_and_named(written: str, tag: str) -> None:
    assert canonical(written) == tag
    assert " : " in both_names(tag)


@pytest.mark.parametrize(
    "written", ["xx", "und", "mul", "x-private", "pt_BR", "en.UTF-8", "es-", "es--MX", "", "e" * 40]
)
def test_what_is_no_tag_or_of_no_language_is_refused(written: str) -> None:
    with pytest.raises(NoSuchLanguage):
        canonical(written)


def test_a_script_tells_the_side_from_which_a_text_runs() -> None:
    tags = ("ar", "az-Arab", "az", "he", "ar-Latn", "ay")

    assert [tag for tag in tags if is_right_to_left(tag)] == ["ar", "az-Arab", "he"]


async def test_a_story_is_written_and_read_in_any_language_under_one_address_each(newsroom: Newsroom) -> None:
    done(await newsroom.draft())
    for tag in ("ES-419", "ca-valencia", "ay", "pt-br"):
        done(await newsroom.write(tag))
    refused(await newsroom.write("xx"), 422, "language")
    done(await newsroom.publish())

    led = await newsroom.http.get(f"/pt-br/{PATH}?a=%C3%A9")
    page = (await newsroom.read(f"/es-419/{PATH}", "application/json")).json()

    assert (led.status_code, led.headers["location"]) == (308, f"/pt-BR/{PATH}?a=%C3%A9")
    assert page["languages"] == ["ay", "ca-valencia", "en", "es-419", "pt-BR"]
    assert (page["served"], page["why"]) == ("es-419", "translated")
    told = [event["data"] for event in await newsroom.announced(10) if event["type"] == "news.story.revised.v1"]
    assert {each["language"] for each in told} == {"ay", "ca-valencia", "es-419", "pt-BR"}
