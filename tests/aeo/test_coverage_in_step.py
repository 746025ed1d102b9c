"""Coverage in step with what happens elsewhere: blocs, programmes, corrections, and the announcement of it all."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aeo.app import service
from aeo.commands.agreement import OpenAgreement, open_agreement
from aeo.commands.bloc import ChangeMember, DescribeBloc, change_member, describe_bloc
from aeo.commands.programme import (
    ChangeProgrammeState,
    RegisterProgramme,
    change_programme_state,
    register_programme,
)
from aeo.commands.recognition import recompute, recompute_missing
from aeo.commands.sources import sources
from aeo.model import Agreement, AgreementFacts
from aeo.model import Coverage as Computed
from cabos.claims import MakeClaim, PreferClaim
from cabos.ids import stable_id
from cabos.journal import publish
from cabos.testing import eventually
from cabos.testing.services import running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from cabos_contracts.aeo import CoverageChanged
from sqlalchemy import text
from sqlmodel import delete

from tests.aeo.agreements_at_hand import RECORDED, Coverage, step

EU = DescribeBloc.model_validate(
    {
        "name": "European Union",
        "members": [
            {"economy": "FR", "from_on": "1958-01-01"},
            {"economy": "GB", "from_on": "1973-01-01", "until_on": "2020-12-31"},
        ],
        "source": "test",
    }
)


@pytest.fixture
async def coverage(stack: Stack, issuer: TestIssuer) -> AsyncIterator[Coverage]:
    async with running(service, stack, issuer, worker=False) as aeo:
        yield Coverage(aeo)


async def _do(coverage: Coverage, command: Any, *arguments: Any) -> None:
    async with coverage.aeo.database.transaction() as session:
        await command(session, *arguments)


async def _announced(coverage: Coverage) -> list[CoverageChanged]:
    async with coverage.aeo.database.transaction() as session:
        found = text("SELECT data FROM journal WHERE type = :type ORDER BY id").bindparams(type=CoverageChanged.type)
        rows = (await session.exec(found)).scalars().all()  # type: ignore[call-overload]
    return [CoverageChanged.model_validate_json(data) for data in rows]


async def test_who_leaves_a_bloc_is_covered_to_its_last_day_and_then_by_its_own(coverage: Coverage) -> None:
    await _do(coverage, describe_bloc, "EU", EU)
    union = await coverage.put("EU - US", "EU US", step("in_force", "2013-01-31"))
    own = await coverage.put("UK - US", "GB US", step("in_force", "2021-01-01"))

    last_day = await coverage.between("GB", "US", "2020-12-31")
    next_day = await coverage.between("GB", "US", "2021-01-01")

    assert (last_day["applies"]["agreement_id"], last_day["by"][0]["via_from"]) == (str(union), "EU")
    assert last_day["why"] == ["EU - US: in force since 2013-01-31, through EU"]
    assert (next_day["applies"]["agreement_id"], next_day["by"][0]["via_from"]) == (str(own), None)
    assert await coverage.recognised("US", "FR", "2021-01-01")
    assert not await coverage.recognised("FR", "GB", "2015-01-01")


async def test_a_member_that_has_left_is_told_so(coverage: Coverage) -> None:
    await _do(coverage, describe_bloc, "EU", EU)
    await coverage.put("EU - JP", "EU JP", step("in_force", "2011-05-24"))
    await coverage.put("EU - CA", "EU CA", step("in_force", "2022-01-01"))

    ended = await coverage.between("GB", "JP", "2021-06-01")
    never = await coverage.between("GB", "CA", "2022-06-01")

    assert ended["why_not"] == ["EU - JP: through EU, which no longer stood for both on 2021-01-01"]
    assert never["why_not"] == ["EU - CA: between EU and CA, and GB did not belong to EU while it was in force"]


async def test_a_bloc_that_changes_moves_its_agreements_along(coverage: Coverage) -> None:
    await coverage.put("EU - US", "EU US", step("in_force", "2013-01-31"))
    await _do(coverage, describe_bloc, "EU", EU)
    before = datetime.now(UTC).isoformat()

    joined = ChangeMember.model_validate({"from_on": "2013-07-01", "source": "test"})
    await _do(coverage, change_member, "EU", "HR", joined)

    assert await coverage.recognised("HR", "US", "2013-07-01")
    assert not await coverage.recognised("HR", "US", "2013-06-30")
    assert not await coverage.recognised("HR", "US", "2013-07-01", known_at=before)


async def test_a_suspended_programme_suspends_its_pairs_and_no_others(coverage: Coverage) -> None:
    await coverage.put("Three", "BR CL PE", step("in_force", "2020-01-01"))
    await _suspend(coverage)

    pairs = await coverage.pairs("2022-06-01")
    why = (await coverage.between("BR", "PE", "2022-06-01"))["why_not"]

    assert pairs == {("CL", "PE"), ("PE", "CL")}
    assert why == ["Three: the programme of BR is suspended since 2022-01-01"]


async def test_an_agreement_that_is_opened_while_a_programme_is_suspended_hears_of_it(coverage: Coverage) -> None:
    programme = RegisterProgramme.model_validate(
        {"economy": "BR", "non_member": True, "name": "OEA", "state": "operational", "source": "test"}
    )
    await _do(coverage, register_programme, stable_id("programme", "BR"), programme)
    facts = AgreementFacts.model_validate({"name": "Two", "parties": ["BR", "PE"], "source": "test"})
    agreement = Agreement.opened_with(stable_id("agreement", "Two"), facts, RECORDED)
    agreement.steps = (step("in_force", "2020-01-01"),)

    async with coverage.aeo.database.transaction() as session:
        publish(session, *await recompute(session, agreement))
        suspending = asyncio.create_task(_suspend(coverage, register=False))
        await _until_somebody_waits(coverage)
    await suspending

    assert not await coverage.recognised("BR", "PE", "2022-06-01")


async def _suspend(coverage: Coverage, *, register: bool = True) -> None:
    programme_id = stable_id("programme", "BR")
    facts = {"economy": "BR", "non_member": True, "name": "OEA", "state": "operational", "source": "test"}
    if register:
        await _do(coverage, register_programme, programme_id, RegisterProgramme.model_validate(facts))
    change = ChangeProgrammeState.model_validate({"state": "suspended", "on": "2022-01-01", "source": "test"})
    await _do(coverage, change_programme_state, programme_id, change)


async def _until_somebody_waits(coverage: Coverage) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")

    async def somebody_waits() -> bool:
        async with coverage.aeo.database.engine.connect() as connection:
            return bool((await connection.execute(waiting)).scalar_one())

    await eventually(somebody_waits)


async def test_a_preferred_claim_about_a_day_answers_anew_and_keeps_what_was_known(coverage: Coverage) -> None:
    agreement_id = stable_id("agreement", "Brazil - Peru")
    facts = {"name": "Brazil - Peru", "parties": ["BR", "PE"], "non_members": ["BR", "PE"], "source": "test"}
    opened = OpenAgreement.model_validate({**facts, "stage": "in_force", "in_force_on": "2021-01-01"})
    await _do(coverage, open_agreement, agreement_id, opened)
    before = datetime.now(UTC).isoformat()
    claim = stable_id("claim", "Brazil - Peru")
    said = {"kind": "agreement", "record": str(agreement_id), "field": "in_force_on", "value": "2022-01-01"}

    await _do(coverage, _twice_claimed, claim, MakeClaim.model_validate({**said, "source": "the gazette"}))

    assert not await coverage.recognised("BR", "PE", "2021-06-01")
    assert await coverage.recognised("BR", "PE", "2021-06-01", known_at=before)


async def _twice_claimed(session: Any, claim: Any, said: MakeClaim) -> None:
    for _ in range(2):
        await sources.make(session, "an officer", claim, said)
        await sources.prefer(session, "an officer", claim, PreferClaim(reason="it is the gazette"))


async def test_what_changes_is_announced_once_with_all_periods_of_the_pairs_that_change(coverage: Coverage) -> None:
    for _ in range(2):
        await coverage.put("Three", "BR CL PE", step("in_force", "2020-01-01", party="BR"),
                           step("in_force", "2020-01-01", party="PE"))  # fmt: skip
    await coverage.put("Three", "BR CL PE", step("in_force", "2020-01-01"))

    first, second = await _announced(coverage)

    assert [(pair.certified_in, pair.recognised_by) for pair in first.pairs] == [("BR", "PE"), ("PE", "BR")]
    assert [(str(period.since), period.until, period.sure) for period in (first.pairs[0].periods or ())] == [
        ("2020-01-01", None, True),
        ("2020-01-01", None, False),
    ]
    assert {"CL"} <= {pair.certified_in for pair in second.pairs}
    assert ("BR", "PE") not in [(pair.certified_in, pair.recognised_by) for pair in second.pairs]
    assert (first.version, second.version) == (1, 2)


async def test_many_pairs_are_announced_in_parts(coverage: Coverage) -> None:
    parties = [f"{one}{other}" for one in "ABCD" for other in "ABCDEFGH"]

    await coverage.put("Many", " ".join(parties), step("in_force", "2020"))

    events = await _announced(coverage)
    assert [(event.part, event.parts, event.version) for event in events] == [
        (number, len(events), number) for number in range(1, len(events) + 1)
    ]
    assert len(events) > 1
    assert sum(len(event.pairs) for event in events) == len(parties) * (len(parties) - 1)


async def test_agreements_from_before_coverage_was_kept_are_caught_up_with(coverage: Coverage) -> None:
    await coverage.put("Brazil - Peru", "BR PE", step("in_force", "2020"))
    async with coverage.aeo.database.transaction() as session:
        await session.exec(text("DELETE FROM recognition"))  # type: ignore[call-overload]
        await session.exec(delete(Computed))  # type: ignore[call-overload]
    assert not await coverage.recognised("BR", "PE")

    for _ in range(2):
        await _do(coverage, recompute_missing)

    assert await coverage.recognised("BR", "PE")
    assert len(await _announced(coverage)) == 2
