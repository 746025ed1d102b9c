"""News drafts by itself: one story for each decision and signed instrument, whatever becomes of Redis."""

from typing import Any

import pytest
import redis
from cabos.testing import eventually
from cabos_contracts.aeo import AgreementSigned, WorkPlanSigned
from cabos_contracts.envelope import Event
from cabos_contracts.governance import DecisionTaken, ViceChairSelected
from cabos_contracts.types import PartialDate
from news.commands.drafting import text_of
from news.model.occasion import OCCASIONS
from news.pages.languages import SITE_LANGUAGES
from news.pages.markdown import html, plain
from news.pages.shipped import shipped

from tests.aeo.desk import AGREEMENT, PLAN, Desk, done
from tests.governance.office import CONFERENCE, DECISION, Office
from tests.news.newsroom import Newsroom


async def drafted(newsroom: Newsroom, count: int) -> dict[str, Any]:
    """The drafts that there are, by the kind of the record that they are about, once there are as many."""

    async def look() -> dict[str, Any]:
        items = (await newsroom.get("/v1/stories", state="draft"))["items"]
        assert len(items) == count, items
        return {ref["kind"]: item for item in items for ref in item["about"] if ref["kind"] != "conference"}

    return await eventually(look)


async def test_a_story_is_drafted_for_each_record_once_though_redis_is_flushed(
    newsroom: Newsroom, governance: Office, desk: Desk, wiped_redis: "redis.Redis[bytes]"
) -> None:
    await governance.open()
    assert (await governance.take(kind="other", text="The plan stands.")).status_code == 204
    await drafted(newsroom, 1)
    wiped_redis.flushall()
    await done(desk.draft())
    await done(desk.sign_plan())
    await drafted(newsroom, 2)
    await done(desk.open(stage="signed"))
    wiped_redis.flushall()
    # The day becomes known, so the signature is announced a second time.
    await done(desk.sign("2021-05"))

    stories = await drafted(newsroom, 3)
    events = await newsroom.announced(3)

    assert {kind: story["headline"] for kind, story in stories.items()} == {
        "decision": "The plan stands",
        "work_plan": "Brazil and Mexico sign a joint work plan towards mutual recognition",
        "agreement": "Brazil and Mexico sign on the mutual recognition of their AEO programmes",
    }
    ids = {kind: ref["id"] for kind, story in stories.items() for ref in story["about"] if ref["kind"] == kind}
    assert ids == {"decision": str(DECISION), "work_plan": str(PLAN), "agreement": str(AGREEMENT)}
    assert {"kind": "conference", "id": str(CONFERENCE)} in stories["decision"]["about"]
    assert all(story["source_event"] for story in stories.values())
    drafts = [event["data"]["version"] for event in events if event["type"] == "news.story.drafted.v2"]
    assert drafts == [1, 1, 1]
    assert {tuple(story["languages"]) for story in stories.values()} == {("ar", "en", "es", "fr", "pt", "ru", "zh")}


def sentences(event: Event, language: str = "en") -> list[str]:
    text = text_of(shipped(event.type)[language], language, event)
    return [text.headline, *plain(text.body).split("\n\n")]


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2018-04-17", "on 17 April 2018"), ("2018-04", "in April 2018"), ("2018", "in 2018")],
)
def test_a_draft_of_a_decision_says_what_was_decided_by_whom_and_when(day: str, shown: str) -> None:
    event = DecisionTaken(
        decision_id=DECISION, conference_id=CONFERENCE, conference_name="XXI Regional Conference", region="AMS",
        kind="other", text="The plan stands.", taken_on=PartialDate(day), effective="at once", version=1,
    )  # fmt: skip

    assert sentences(event) == [
        "The plan stands",
        "The plan stands. It takes effect at once.",
        f"The XXI Regional Conference decided this {shown}.",
    ]


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2021-05-05", "on 5 May 2021"), ("2021-05", "in May 2021"), (None, "on a day that is not known")],
)
def test_a_draft_of_an_agreement_says_that_it_is_not_in_force_yet(day: str | None, shown: str) -> None:
    event = AgreementSigned(
        agreement_id=AGREEMENT, name="Brazil - Mexico", parties=("BR", "MX"), signed_at="by video conference",
        signed_on=PartialDate(day) if day else None, according_to="the register", version=2,
    )  # fmt: skip

    assert sentences(event) == [
        "Brazil and Mexico sign on the mutual recognition of their AEO programmes",
        f"Brazil and Mexico signed “Brazil - Mexico” (MRA) {shown} (by video conference).",
        "A signature alone brings nothing into force.",
        "Source: the register",
    ]


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2018-04-17", "on 17 April 2018"), ("2018-04", "in April 2018"), (None, "on a day that is not known")],
)
def test_a_draft_of_a_work_plan_does_not_call_it_an_agreement(day: str | None, shown: str) -> None:
    event = WorkPlanSigned(
        work_plan_id=PLAN, name="Joint work plan", parties=("BR", "EU", "MX"), conference_id=CONFERENCE,
        signed_on=PartialDate(day) if day else None, version=2,
    )  # fmt: skip

    assert sentences(event) == [
        "Brazil, European Union, and Mexico sign a joint work plan towards mutual recognition",
        f"Brazil, European Union, and Mexico signed “Joint work plan” {shown}.",
        "A work plan leads towards an agreement on mutual recognition and is none itself.",
    ]


@pytest.mark.parametrize(("type_", "language"), [(t, tag) for t in OCCASIONS for tag in shipped(t)])
def test_every_template_that_is_shipped_tells_the_example_of_its_event(type_: str, language: str) -> None:
    event = OCCASIONS[type_].example()

    text = text_of(shipped(type_)[language], language, event)

    assert "None" not in text.headline + text.body
    assert "{" not in text.headline + text.body
    assert not any(line.startswith("    ") for line in text.body.split("\n"))


def test_every_type_that_is_told_is_told_in_every_language_of_the_site() -> None:
    told = {type_: sorted(shipped(type_)) for type_ in OCCASIONS if shipped(type_)}

    assert len(told) == 15
    assert {type_: tags for type_, tags in told.items() if tags != list(SITE_LANGUAGES)} == {}


REGION_SAID = {
    "pt": "foi escolhida em abril de 2018 para a próxima Vice-Presidência da região Américas e Caribe: México.",
    "ru": "по региону «Америка и страны Карибского бассейна» в апреле 2018 года: Мексика.",
    "zh": "墨西哥海关当局于2018年4月当选下一任美洲和加勒比地区副主席。",
    "ar": "لمنطقة الأمريكتين والكاريبي: المكسيك.",
}


@pytest.mark.parametrize("language", REGION_SAID)
def test_regions_and_days_are_named_in_the_language(language: str) -> None:
    event = ViceChairSelected(
        term_id=DECISION, region="AMS", administration="MX", selected_on=PartialDate("2018-04"), version=1
    )

    assert sentences(event, language)[1].endswith(REGION_SAID[language])


def test_names_and_days_are_those_of_the_language() -> None:
    event = AgreementSigned(
        agreement_id=AGREEMENT, name="Brazil - EU", parties=("BR", "EU", "XK"), signed_on=PartialDate("2021-05"),
        version=1,
    )  # fmt: skip

    spanish, french = sentences(event, "es"), sentences(event, "fr")

    assert spanish[1] == "Brasil, Unión Europea y Kosovo firmaron «Brazil - EU» (ARM) en mayo de 2021."
    assert french[1] == "Brésil, Union européenne et Kosovo ont signé « Brazil - EU » (ARM) en mai 2021."


def test_what_an_event_says_is_never_markup() -> None:
    event = WorkPlanSigned(
        work_plan_id=PLAN, name="# A <b>plan</b> [x](javascript:alert(1)) *now* & {{ version }}", parties=("BR", "MX"),
        signed_at="1. Quito\n\n- and more", version=1,
    )  # fmt: skip

    text = text_of(shipped(event.type)["en"], "en", event)

    assert event.name in plain(text.body)
    shown = html(text.body)
    assert "<b>" not in shown
    assert "<a" not in shown
    assert "<em>" not in shown
    assert "<h2>" not in shown
