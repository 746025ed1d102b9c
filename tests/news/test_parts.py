"""What happens to a part of an agreement is a story of its own, and says which part."""

from datetime import UTC, datetime
from typing import get_args
from uuid import uuid4

import pytest
from cabos.ids import stable_id
from cabos_contracts.aeo import AgreementReinstated, AgreementSuspended, PartyAcceded
from cabos_contracts.aeo.life import Direction, Part
from cabos_contracts.aeo.words import OperatorType
from cabos_contracts.types import KnownValues, PartialDate
from news.commands.drafting import draft_from_event, text_of
from news.pages.languages import SITE_LANGUAGES
from news.pages.markdown import plain
from news.pages.parts import said_part
from news.pages.shipped import shipped

from tests.aeo.desk import AGREEMENT, Desk
from tests.aeo.desk import done as carried_out
from tests.news.newsroom import Newsroom, done

NOW = datetime(2022, 3, 2, tzinfo=UTC)
MEXICAN = Part(direction=Direction(certified_in="MX", recognised_by="BR"))
BRAZILIAN = Part(direction=Direction(certified_in="BR", recognised_by="MX"), operator_types=("exporter",))


def suspended(part: Part | None = None, day: str = "2022-03-01") -> AgreementSuspended:
    return AgreementSuspended(
        agreement_id=AGREEMENT, name="Brazil - Mexico", parties=("BR", "MX"), suspended_on=PartialDate(day),
        part=part, version=4,
    )  # fmt: skip


async def test_two_directions_suspended_on_one_day_are_two_stories_that_name_them(
    newsroom: Newsroom, desk: Desk
) -> None:
    for economy in ("MX", "BR"):
        about = {"economy": economy, "name": economy, "state": "operational", "launched_on": "2010-01-01"}
        await carried_out(desk.ask(f"/v1/programmes/{stable_id('programme', economy)}", **about, source="test"))
    await carried_out(desk.open())
    await carried_out(desk.sign("2015-05-05"))
    await carried_out(desk.bring_into_force("2016-01-01"))

    await carried_out(desk.suspend("2022-03-01", direction={"certified_in": "MX", "recognised_by": "BR"}))
    both = {"direction": {"certified_in": "BR", "recognised_by": "MX"}, "operator_types": ["exporter"]}
    await carried_out(desk.suspend("2022-03-01", **both))

    headlines = {story["headline"] for story in await newsroom.listed(3)}
    said = "Recognition under “Brazil - Mexico” is suspended in part: operators certified in"
    assert {f"{said} Mexico and recognised by Brazil", f"{said} Brazil and recognised by Mexico; only exporters"} < (
        headlines
    )


SAID = {
    "en": "is suspended in part since 1 March 2022: operators certified in Brazil and recognised by Mexico; "
    "only exporters.",
    "es": "está suspendido en parte desde el 1 de marzo de 2022: operadores certificados en Brasil y reconocidos por "
    "México; solo exportadores.",
    "fr": "est partiellement suspendue depuis le 1 mars 2022 (certification : Brésil, reconnaissance : Mexique ; "
    "exportateurs uniquement).",
    "pt": "está suspenso em parte desde 1 de março de 2022: certificação: Brasil, reconhecimento: México; apenas "
    "exportadores.",
    "ru": "частично приостановлено с 1 марта 2022 года: сертификация: Бразилия, признание: Мексика; только экспортёры.",
    "zh": "自2022年3月1日起部分中止：由巴西认证并由墨西哥认可的经营者；仅限出口商。",
    "ar": "معلّق جزئيًا منذ 1 مارس 2022: المشغّلون المعتمدون في البرازيل والمعترف بهم لدى المكسيك؛ المصدّرون فقط.",
}


@pytest.mark.parametrize("language", SAID)
def test_the_body_names_direction_and_operators_in_every_language(language: str) -> None:
    body = plain(text_of(shipped(AgreementSuspended.type)[language], language, suspended(BRAZILIAN)).body)

    assert body.endswith(SAID[language]), body


def test_a_part_may_be_a_party_or_tiers_and_the_whole_is_named_by_nothing() -> None:
    def headline(part: Part | None) -> str:
        event = AgreementReinstated(
            agreement_id=AGREEMENT, name="Americas", parties=("BR", "MX", "UY"), part=part, version=5
        )
        return text_of(shipped(event.type)["en"], "en", event).headline

    whole = "Recognition under “Americas” counts again"
    assert headline(Part(party="UY")) == f"{whole} in part: party: Uruguay"
    assert headline(Part(tiers=("Gold", "Silver"))) == f"{whole} in part: tiers: Gold and Silver"
    assert headline(None) == headline(Part()) == whole


@pytest.mark.parametrize("language", SITE_LANGUAGES)
def test_every_kind_of_operator_has_a_name_in_the_languages_of_the_site(language: str) -> None:
    [known] = [each for each in get_args(OperatorType) if isinstance(each, KnownValues)]

    shown = {kind: said_part({"operator_types": [kind]}, language) for kind in known.values}

    assert len(set(shown.values())) == len(shown)
    assert not [
        kind for kind, words in shown.items() if "_" in words or (language in ("ar", "ru", "zh") and kind in words)
    ]


def accession(day: str) -> PartyAcceded:
    return PartyAcceded(
        agreement_id=AGREEMENT, name="Americas", parties=("BR", "MX", "UY"), economy="UY", acceded_on=PartialDate(day),
        version=5,
    )  # fmt: skip


async def test_a_party_that_joins_again_makes_another_story_and_an_event_that_comes_again_makes_none(
    newsroom: Newsroom,
) -> None:
    done(await newsroom.http.put(f"/v1/rules/{PartyAcceded.type}", json={"does": "draft"}))
    first, second = uuid4(), uuid4()

    for event, event_id in ((accession("2020-01-01"), first), (accession("2024-01-01"), second)) * 2:
        async with newsroom.news.database.transaction() as session:
            await draft_from_event(session, event, event_id, NOW)

    stories = await newsroom.listed(2)
    assert {story["source_event"] for story in stories} == {str(first), str(second)}


async def test_a_story_of_an_event_stays_the_only_one_when_facts_are_told_apart_otherwise(newsroom: Newsroom) -> None:
    event_id = uuid4()
    async with newsroom.news.database.transaction() as session:
        await draft_from_event(session, suspended(MEXICAN), event_id, NOW)

    async with newsroom.news.database.transaction() as session:
        await draft_from_event(session, suspended(BRAZILIAN), event_id, NOW)

    await newsroom.listed(1)
