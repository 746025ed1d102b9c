"""What aeo says was signed at a conference appears on it, in whatever order it is told."""

from typing import Any
from uuid import UUID

import pytest
from cabos.ids import stable_id
from cabos.testing import eventually
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from cabos_contracts.aeo import AgreementSigned, WorkPlanSigned
from cabos_contracts.types import PartialDate
from governance.subscribers import know_signing

from tests.aeo.conftest import aeo_at_work
from tests.aeo.desk import Desk
from tests.governance.office import CONFERENCE, Office

PATH = f"/v1/conferences/{CONFERENCE}"
AGREEMENT, PLAN = stable_id("agreement", 1), stable_id("work-plan", 1)


def agreement(version: int, conference_id: UUID | None = CONFERENCE, **changed: Any) -> AgreementSigned:
    facts = {"agreement_id": AGREEMENT, "name": "Brazil - Mexico", "parties": ("BR", "MX"), "instrument": "MRA"}
    return AgreementSigned.model_validate(facts | {"conference_id": conference_id, "version": version} | changed)


async def hear(office: Office, *events: AgreementSigned | WorkPlanSigned) -> None:
    for event in events:
        async with office.governance.database.transaction() as session:
            await know_signing(event, session)


async def signed(office: Office, **query: Any) -> list[tuple[str, str, str | None]]:
    details = await office.get(PATH, **query)
    return [(each["kind"], each["name"], each["signed_on"]) for each in details["signings"]]


async def test_agreements_and_work_plans_appear_on_the_conference(office: Office) -> None:
    await office.convene()
    plan = WorkPlanSigned(
        work_plan_id=PLAN, name="Joint work plan", parties=("BR", "MX"), conference_id=CONFERENCE,
        signed_on=PartialDate("2018-04-17"), version=2,
    )  # fmt: skip

    for _ in range(2):
        await hear(office, plan, agreement(3, signed_on="2018-04"))

    assert await signed(office) == [
        ("agreement", "Brazil - Mexico", "2018-04"),
        ("work_plan", "Joint work plan", "2018-04-17"),
    ]


async def test_what_is_signed_before_the_conference_is_known_waits_for_it(office: Office) -> None:
    await hear(office, agreement(1))

    await office.convene()

    assert await signed(office) == [("agreement", "Brazil - Mexico", None)]


@pytest.mark.parametrize("late", [agreement(1, signed_on="2018"), agreement(2, stable_id("conference", "elsewhere"))])
async def test_an_older_event_that_comes_later_changes_nothing(office: Office, late: AgreementSigned) -> None:
    await office.convene()

    await hear(office, agreement(3, signed_on="2018-04-17"), late)

    assert await signed(office) == [("agreement", "Brazil - Mexico", "2018-04-17")]


async def test_a_signature_that_moves_elsewhere_leaves_the_conference(office: Office) -> None:
    await office.convene()

    await hear(office, agreement(1), agreement(3, None), agreement(2))

    assert await signed(office) == []


async def test_what_aeo_signs_is_heard_from_its_stream(office: Office, stack: Stack, issuer: TestIssuer) -> None:
    await office.convene()
    await office.put("/v1/members/BR", name="Brazil", region="AMS", source="test")
    async with aeo_at_work(stack, issuer) as aeo:
        desk = Desk(aeo)

        async def sign() -> bool:
            await desk.draft()
            return (await desk.sign_plan(conference_id=str(CONFERENCE))).status_code == 204

        await eventually(sign)

        async def heard() -> list[tuple[str, str, str | None]]:
            return await signed(office)

        [(kind, _, _)] = await eventually(heard)

    assert kind == "work_plan"
