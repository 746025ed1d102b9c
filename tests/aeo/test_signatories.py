"""Who signed an agreement or a plan, for each party, and who tells so."""

import csv
from datetime import UTC, datetime
from typing import Any

import pytest
from cabos.testing.services import Running

from tests.aeo.desk import AGREEMENT, PLAN, Desk, done, refused

KP = {"party": "KP", "name": None, "office": "Director General of Customs"}
TW = {"party": "TW", "name": "A. Example", "office": "Head of Customs"}
BOTH = {"signatories": [TW, KP], "source": "the signed text", "confidence": "high"}
BETWEEN = {"parties": ["KP", "TW"], "non_members": ["KP", "TW"]}
DAY = "2021-05-05"


@pytest.fixture
def desk(aeo: Running) -> Desk:
    return Desk(aeo)


async def signed_step(desk: Desk, **query: Any) -> Any:
    (step,) = [each for each in (await desk.agreement(**query))["steps"] if each["kind"] == "signed"]
    return step


async def test_who_signed_an_agreement_stands_in_its_step_and_is_told(desk: Desk) -> None:
    await done(desk.open(**BETWEEN))
    for _ in range(2):
        await done(desk.sign(DAY, **BOTH))

    step = await signed_step(desk)

    assert {field: step[field] for field in BOTH} == BOTH | {"signatories": [KP, TW]}
    assert (await desk.agreement())["signatories"] == [KP, TW]
    (_, told) = (await desk.announced(2))[1]
    assert (told["signatories"], told["according_to"], told["version"]) == ([KP, TW], "the signed text", 2)
    table = (await desk.http.get("/v1/export.csv")).text
    [row] = csv.DictReader(table.splitlines())
    assert row["signatories"] == "KP: Director General of Customs; TW: A. Example, Head of Customs"
    assert (await desk.get("/v1/export.json"))["agreements"][0]["steps"][-1]["signatories"] == [KP, TW]


async def test_who_signed_may_become_known_after_the_day_and_once(desk: Desk) -> None:
    await done(desk.open(**BETWEEN, stage="terminated", signed_on=DAY))
    before = datetime.now(UTC).isoformat()
    for _ in range(2):
        await done(desk.sign(DAY, **BOTH))
        await done(desk.sign(DAY))

    others = {
        "signatories": await desk.sign(DAY, signatories=[KP]),
        "source": await desk.sign(DAY, source="a newsroom"),
        "confidence": await desk.sign(DAY, confidence="low"),
        "signed_at": await desk.sign(DAY, signed_at="Kampala"),
    }

    assert "on record with signatories KP: Director General of Customs, TW: A. Example" in refused(
        others["signatories"], 409
    )
    for field, answer in others.items():
        refused(answer, 409, field)
    then, now = await signed_step(desk, known_at=before), await signed_step(desk)
    assert [then["signatories"], then["source"]] == [None, "test"]
    assert [now["signatories"], now["source"], now["on"]] == [[KP, TW], "the signed text", DAY]
    told = [data["signatories"] for type_, data in await desk.announced(3) if type_ == "agreement.signed"]
    assert told == [None, [KP, TW]]


async def test_an_agreement_is_found_with_those_who_signed_it(desk: Desk) -> None:
    for _ in range(2):
        await done(desk.open(**BETWEEN, stage="pilot", signatories=[TW, KP]))
    await done(desk.sign(DAY, source="Official gazette"))

    step = await signed_step(desk)

    assert (step["signatories"], step["on"], step["source"]) == ([KP, TW], DAY, "Official gazette")


async def test_who_signed_a_plan_is_told_with_the_day_or_after_it(desk: Desk) -> None:
    await done(desk.draft(**BETWEEN))
    await done(desk.sign_plan())
    before = datetime.now(UTC).isoformat()
    for _ in range(2):
        await done(desk.sign_plan(**BOTH))

    plan, then = await desk.plan(), await desk.plan(known_at=before)

    assert (plan["signatories"], plan["signature_source"], plan["signature_confidence"]) == (
        [KP, TW], "the signed text", "high"
    )  # fmt: skip
    assert (plan["version"], then["signatories"], then["signature_source"]) == (3, None, None)
    (_, told) = (await desk.announced(3))[2]
    assert (told["signatories"], told["according_to"]) == ([KP, TW], "the signed text")
    refused(await desk.sign_plan(signatories=[KP]), 409, "signatories")
    assert (await desk.get("/v1/export.json"))["work_plans"][0]["signatories"] == [KP, TW]


async def test_a_plan_is_drafted_with_those_who_signed_it(desk: Desk) -> None:
    await done(desk.draft(**BETWEEN, signatories=[KP]))
    await done(desk.draft(**BETWEEN, signatories=[TW, KP]))
    other = await desk.sign_plan(signatories=[KP])
    await done(desk.sign_plan())

    refused(other, 409, "signatories")
    assert (await desk.plan())["signatories"] == [KP, TW]
    refused(await desk.draft(**BETWEEN, signatories=[KP]), 409, "signatories")


@pytest.mark.parametrize(
    ("signatories", "word"),
    [
        ([KP | {"party": "CL"}], "CL"),
        ([KP | {"office": f"No. {number}"} for number in range(4)], "at most 3 sign for a party, here more for KP"),
        ([KP, KP], "one is here twice"),
        ([{"party": "KP", "name": "A. Example"}], "required"),
        ([KP | {"email": "a@customs.example"}], "not permitted"),
        ([KP | {"office": ""}], "at least 1"),
        ([], "at least 1"),
    ],
)
async def test_only_parties_have_signatories_and_few(desk: Desk, signatories: list[Any], word: str) -> None:
    said = {"signatories": signatories}
    await done(desk.open(**BETWEEN))
    await done(desk.draft(**BETWEEN))
    other = {"name": "Other", "source": "test", **BETWEEN, **said}

    answers = [
        await desk.sign(DAY, **said),
        await desk.sign_plan(**said),
        await desk.ask(f"/v1/agreements/{PLAN}", **other, stage="signed"),
        await desk.ask(f"/v1/work-plans/{AGREEMENT}", **other),
    ]

    for answer in answers:
        assert word in refused(answer, 422, "signatories")
    early = await desk.ask(f"/v1/agreements/{PLAN}", **other | {"signatories": [KP]})
    assert "nothing is signed yet" in refused(early, 422, "signatories")
    assert ((await desk.agreement())["version"], (await desk.plan())["version"]) == (1, 1)
