"""Blocs that are parties: each stands for its members of the day, and none agrees with one of its own."""

from typing import Any

import pytest
from cabos.testing.services import Running

from tests.aeo.desk import AGREEMENT, PLAN, PROGRAMME, Desk, done, refused

SOUTH: dict[str, Any] = {
    "name": "MERCOSUR",
    "members": [
        {"economy": "BR", "from_on": "1991-11-29"},
        {"economy": "UY", "from_on": "1991-11-29"},
        {"economy": "VE", "from_on": "2012-07-31", "until_on": "2017-08-05"},
    ],
    "source": "test",
}
WEST: dict[str, Any] = {
    "name": "Pacific Alliance",
    "members": [{"economy": "CL", "from_on": "2011-04-28"}, {"economy": "MX", "from_on": "2011-04-28"}],
    "source": "test",
}
BETWEEN = {"parties": ["QP", "QM"], "stage": "in_force", "signed_on": "2015-05-01", "in_force_on": "2016-01-01"}
SIGNED = {"stage": "signed", "signed_on": "2016"}


@pytest.fixture
async def desk(aeo: Running) -> Desk:
    """Two blocs are on record under codes that ISO 3166-1 leaves to users; nobody has announced a member."""
    desk = Desk(aeo)
    await done(desk.ask("/v1/blocs/QM", **SOUTH))
    await done(desk.ask("/v1/blocs/QP", **WEST))
    return desk


async def recognised(desk: Desk, from_: str, to: str, on: str) -> bool:
    found: bool = (await desk.get("/v1/coverage", **{"from": from_, "to": to, "on": on}))["recognised"]
    return found


async def test_an_agreement_between_two_blocs_is_bilateral_and_covers_the_members_of_each_day(desk: Desk) -> None:
    for _ in range(2):
        await done(desk.open(**BETWEEN, instrument="bloc-to-bloc arrangement"))

    shown = await desk.agreement()
    assert (shown["parties"], shown["plurilateral"], shown["pending_economies"]) == (["QM", "QP"], False, [])
    on_the_day = await desk.get("/v1/coverage", **{"from": "VE", "to": "MX", "on": "2017-08-05"})
    assert [(each["via_from"], each["via_to"]) for each in on_the_day["by"]] == [("QM", "QP")]
    assert not await recognised(desk, "VE", "MX", "2017-08-06")
    assert await recognised(desk, "CL", "UY", "2017-08-06")
    assert not await recognised(desk, "BR", "UY", "2017-08-06")


async def test_who_joins_a_bloc_is_covered_by_its_agreements(desk: Desk) -> None:
    await done(desk.open(**BETWEEN))

    await done(desk.ask("/v1/blocs/QM/members/BO", from_on="2024-08-01", source="test"))

    days = ("2024-07-31", "2024-08-01")
    assert [await recognised(desk, "BO", "CL", day) for day in days] == [False, True]


async def test_a_bloc_on_record_has_programmes_and_plans_and_is_not_waited_for(desk: Desk) -> None:
    await done(desk.open(**BETWEEN))
    await done(desk.programme(economy="QM"))
    await done(desk.draft(parties=["QM", "QP"]))

    waited_for = {item["economy"] for item in (await desk.get("/v1/pending-economies"))["items"]}

    assert waited_for == {"BR", "UY", "VE", "CL", "MX"}
    for path in (f"/v1/programmes/{PROGRAMME}", f"/v1/work-plans/{PLAN}"):
        assert (await desk.get(path))["pending_economies"] == []


async def test_a_bloc_that_is_not_on_record_is_no_party(desk: Desk) -> None:
    stranger = await desk.open(parties=["BR", "QZ"])

    assert "QZ: no code of ISO 3166-1" in refused(stranger, 422, "parties")
    assert "no bloc on record" in refused(stranger, 422, "parties")


@pytest.mark.parametrize(
    "facts",
    [
        {},
        SIGNED,
        {"stage": "signed"},
        {"stage": "in_force", "in_force_on": "2016-06"},
        {"stage": "terminated", "signed_on": "2015-01-01"},
        {"parties": ["QM", "MX", "BR"]},
    ],
)
async def test_a_bloc_makes_no_agreement_with_one_of_its_own(desk: Desk, facts: dict[str, Any]) -> None:
    own = await desk.open(**{"parties": ["BR", "QM"]} | facts)

    assert "BR belonged to QM (MERCOSUR)" in refused(own, 422, "parties")
    assert (await desk.get("/v1/agreements"))["items"] == []


@pytest.mark.parametrize(
    ("economy", "facts"),
    [
        ("VE", {}),
        ("VE", {"stage": "signed", "signed_on": "2012-07-30"}),
        ("VE", {"stage": "signed", "signed_on": "2012-07"}),
        ("VE", {"stage": "signed", "signed_on": "2017-08-06"}),
        ("BR", {"stage": "terminated"}),
    ],
)
async def test_who_may_have_stood_apart_agrees_with_the_bloc(desk: Desk, economy: str, facts: dict[str, Any]) -> None:
    await done(desk.open(**{"parties": [economy, "QM"]} | facts))


async def test_nobody_signs_with_a_bloc_on_a_day_on_which_it_belonged_to_it(desk: Desk) -> None:
    await done(desk.open(parties=["QM", "VE"]))

    within = await desk.sign("2016-05-01")

    assert "VE belonged to QM (MERCOSUR) on 2016-05-01" in refused(within, 422, "signed_on")
    await done(desk.sign("2018-05-01"))


async def test_nobody_accedes_to_what_its_bloc_is_a_party_of(desk: Desk) -> None:
    await done(desk.open(parties=["QM", "CL", "MX"], stage="signed", signed_on="2018"))
    accessions = f"/v1/agreements/{AGREEMENT}/accessions"

    own = await desk.ask(f"{accessions}/UY", on="2020-01-01")
    bloc = await desk.ask(f"{accessions}/QP", on="2020-01-01")

    assert "UY belonged to QM" in refused(own, 422, "economy")
    assert "CL, MX belonged to QP" in refused(bloc, 422, "economy")
    await done(desk.ask(f"{accessions}/VE", on="2020-01-01"))
