"""What became of an agreement before it came on record, on a day that nobody knew then, becomes known."""

from typing import Any

import pytest
from cabos.testing.services import Running

from tests.aeo.desk import AGREEMENT, Desk, done, refused
from tests.aeo.test_steps import IN_FORCE, OTHER

PATH = f"/v1/agreements/{AGREEMENT}"


@pytest.fixture
def desk(aeo: Running) -> Desk:
    return Desk(aeo)


async def recognised(desk: Desk, *days: str) -> list[bool]:
    found = [await desk.get("/v1/coverage", **{"from": "KP", "to": "TW", "on": day}) for day in days]
    return [each["recognised"] for each in found]


async def replace(desk: Desk, **body: Any) -> Any:
    return await desk.both(f"{PATH}/replacement", replaced_by=OTHER.rsplit("/", 1)[1], **body)


async def test_the_day_of_a_termination_becomes_known_once_and_coverage_follows(desk: Desk) -> None:
    await done(desk.open(**IN_FORCE | {"stage": "terminated"}))
    before = await recognised(desk, "2021-12-31", "2022-01-01")
    for _ in range(2):
        await done(desk.terminate("2022-01-01", notice_on="2021-07", source="Official gazette"))

    after = await recognised(desk, "2021-12-31", "2022-01-01")

    assert (before, after) == ([False, False], [True, False])
    shown = await desk.agreement()
    (end,) = [step for step in shown["steps"] if step["kind"] == "terminated"]
    assert (shown["stage"], end["on"], end["source"]) == ("terminated", "2022-01-01", "Official gazette")
    told = [data["terminated_on"] for type_, data in await desk.announced(3) if type_ == "agreement.terminated"]
    assert told == ["2022-01-01"]
    for other in ({"on": "2022-02-01"}, {"on": "2022-01-01", "reason": "another one"}):
        assert "has been terminated" in refused(await desk.terminate(**other), 409)


async def test_an_end_of_another_kind_or_on_an_impossible_day_stays_refused(desk: Desk) -> None:
    await done(desk.open(**IN_FORCE | {"stage": "terminated"}))
    await done(desk.both(OTHER, **IN_FORCE, name="Second", source="test"))

    before, ahead = await desk.terminate("2018-12-31"), await desk.terminate("2999-01-01")

    assert "before something that has happened: in force on 2019-01-01" in refused(before, 422, "on")
    assert "when it had been terminated already" in refused(ahead, 422, "on")
    assert "has been terminated" in refused(await replace(desk, on="2022"), 409)
    assert (await desk.agreement())["version"] == 2


async def test_the_successor_of_a_superseded_agreement_and_then_the_day_become_known(desk: Desk) -> None:
    await done(desk.open(**IN_FORCE | {"stage": "superseded"}))
    await done(desk.both(OTHER, **IN_FORCE | {"in_force_on": "2022-01-01"}, name="Second", source="test"))
    for _ in range(2):
        await done(replace(desk, reason="a wider text"))
        await done(replace(desk))
    for _ in range(2):
        await done(replace(desk, on="2022-01-01"))

    (end,) = [step for step in (await desk.agreement())["steps"] if step["kind"] == "replaced"]

    assert (end["on"], end["replaced_by"], end["note"]) == ("2022-01-01", OTHER.rsplit("/", 1)[1], "a wider text")
    assert [each["agreement_id"] for each in await by(desk, "2021-12-31")] == [str(AGREEMENT)]
    assert [each["agreement_id"] for each in await by(desk, "2022-01-01")] == [end["replaced_by"]]
    assert "has been superseded" in refused(await replace(desk, on="2023"), 409)


async def by(desk: Desk, day: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await desk.get("/v1/coverage", **{"from": "KP", "to": "TW", "on": day}))["by"]
    return found


async def test_the_day_of_a_suspension_becomes_known_once_also_after_it_was_lifted(desk: Desk) -> None:
    await done(desk.open(**IN_FORCE | {"stage": "suspended"}))
    await done(desk.reinstate("2023-01-01"))
    before = await recognised(desk, "2020-02-29", "2020-03-01", "2023-01-01")
    for _ in range(2):
        await done(desk.suspend("2020-03-01", reason="A joint validation failed."))

    after = await recognised(desk, "2020-02-29", "2020-03-01", "2023-01-01")

    assert (before, after) == ([False, False, True], [True, False, True])
    shown = await desk.agreement()
    assert [step["on"] for step in shown["steps"] if step["kind"] == "suspended"] == ["2020-03-01"]
    assert shown["stage"] == "in_force"


async def test_only_the_suspension_that_is_on_record_may_have_its_day(desk: Desk) -> None:
    await done(desk.open(**IN_FORCE | {"stage": "suspended"}))

    answers = {
        "too early": await desk.suspend("2018-12-31"),
        "a part of it": await desk.suspend("2020-03-01", party="KP"),
        "after it was on record": await desk.suspend("2999-01-01"),
    }

    for why, answer in answers.items():
        assert refused(answer, 409, "on"), why
    await done(desk.reinstate("2023-01-01"))
    await done(desk.suspend("2024-01-01"))
    days = [step["on"] for step in (await desk.agreement())["steps"] if step["kind"] == "suspended"]
    assert days == [None, "2024-01-01"]
