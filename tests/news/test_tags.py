"""Languages are named by tags of BCP 47, in whatever case they are written, and reach others by chains."""

import pytest
from cabos.testing.services import running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from news.app import service
from news.pages.languages import NoSuchLanguage, both_names, canonical, is_right_to_left, why
from news.settings import Settings
from pydantic import ValidationError

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
        ("quz", "quz"),
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


async def test_a_chain_of_fallbacks_goes_on_through_those_of_others(
    stack: Stack, issuer: TestIssuer, wiped_redis: object
) -> None:
    chains = {"pt": ["gl"], "GL": ["fr-ca", "pt"]}
    async with running(service, stack, issuer, fallbacks=chains) as news:
        newsroom = Newsroom(news)
        done(await newsroom.draft())
        done(await newsroom.write("fr"))
        done(await newsroom.publish())

        pages = {tag: (await newsroom.read(f"/{tag}/{PATH}", "application/json")).json() for tag in ("pt", "fr-CA")}

    assert {tag: (page["served"], page["why"]) for tag, page in pages.items()} == {
        "pt": ("fr", "fallback"),
        "fr-CA": ("fr", "lookup"),
    }


def test_a_chain_that_names_no_language_is_refused_at_the_start() -> None:
    servers = {"DATABASE_URL": "postgresql://x/y", "REDIS_URL": "redis://x", "jwks": {"keys": []}}

    for chains in ({"pt": ["xx"]}, {"xx": ["es"]}):
        with pytest.raises(ValidationError, match="CABOS_FALLBACKS: 'xx' is no language tag that is known"):
            Settings.model_validate(servers | {"fallbacks": chains})


def test_what_is_left_of_a_tag_is_not_called_another_language() -> None:
    assert [why("fr-CA", served) for served in ("fr-CA", "fr", "en")] == ["translated", "lookup", "fallback"]
