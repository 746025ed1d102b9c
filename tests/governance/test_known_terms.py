"""The known terms, day by day: one holder at most, an answer always, and the handovers of the Americas as they were."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest
from cabos.loading import Loading
from cabos.testing.services import Running, running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from governance.app import service
from governance.loading import load_register
from governance.model import ViceChairTerm
from governance.model.seat import Seat, SeatState, on_day
from governance.queries.seat import seat_on
from rich.console import Console
from sqlmodel import select

from tests.governance.office import Office

DATA = Path(__file__).parents[2] / "examples" / "data"
REGIONS = ("AMS", "EUR", "AP", "MENA", "WCA", "ESA")
DAYS = [date(2009, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2009, 1, 1)).days)]

Said = tuple[str, str | None, tuple[str, ...]]


@pytest.fixture(scope="module")
async def loaded(stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    issuer = TestIssuer(tmp_path_factory.mktemp("known-terms"))
    async with running(service, stack, issuer, worker=False) as governance:
        loading = Loading(governance.database, DATA, Console(quiet=True))
        await load_register(loading)
        assert loading.report.refused == []
        assert loading.report.taken["vice_chairs.json"] == 21
        yield Office(governance)


async def terms_of(governance: Running, region: str) -> list[ViceChairTerm]:
    async with governance.database.transaction() as session:
        return list(await session.exec(select(ViceChairTerm).where(ViceChairTerm.region == region)))


def said(seat: Seat) -> Said:
    possible = () if seat.holder else tuple(term.administration for term in seat.possible)
    return seat.state.value, seat.administration, possible


@pytest.mark.parametrize("region", REGIONS)
async def test_every_day_has_one_sure_holder_at_most_and_an_answer(loaded: Office, region: str) -> None:
    terms = await terms_of(loaded.governance, region)

    seats = {day: on_day(terms, day) for day in DAYS}

    assert all(len([term for term in terms if term.surely_holds(day)]) <= 1 for day in DAYS)
    assert all(seat.why for seat in seats.values())
    # What the database finds for a day is asked where the answer changes: from all terms follows the same.
    runs = [(key, list(days)) for key, days in groupby(DAYS, key=lambda day: said(seats[day]))]
    async with loaded.governance.database.transaction() as session:
        for key, days in runs:
            for day in {days[0], days[len(days) // 2], days[-1]}:
                answer = await seat_on(session, region, day)
                possible = () if answer.term else tuple(term.administration for term in answer.possible)
                assert (answer.state.value, answer.administration, possible) == key, day
                assert (answer.why, answer.predecessor and answer.predecessor.term_id) == (
                    seats[day].why,
                    seats[day].previous and seats[day].previous.id,
                )


async def test_the_seat_of_the_americas_passes_on_as_it_did(loaded: Office) -> None:
    terms = await terms_of(loaded.governance, "AMS")

    found = [(key, list(days)) for key, days in groupby(DAYS, key=lambda day: said(on_day(terms, day)))]

    assert [(str(days[0]), *key) for key, days in found] == [
        ("2009-01-01", "possible", None, ("AR",)),
        ("2009-09-01", "attested", "AR", ()),
        ("2010-06-01", "possible", None, ("AR", "GT")),
        ("2010-06-30", "held", "GT", ()),
        ("2012-04-25", "attested", "GT", ()),
        ("2012-05-01", "possible", None, ("GT", "UY")),
        ("2012-10-01", "attested", "UY", ()),
        ("2012-12-31", "held", "UY", ()),
        ("2014-01-01", "possible", None, ("UY", "MX")),
        ("2014-07-01", "attested", "MX", ()),
        ("2014-12-31", "held", "MX", ()),
        ("2016-07-14", "held", "CL", ()),
        ("2018-07-01", "held", "DO", ()),
        ("2020-06-01", "possible", None, ("DO", "GT")),
        ("2020-06-30", "held", "GT", ()),
        ("2022-07-01", "attested", "PE", ()),
        ("2022-07-31", "held", "PE", ()),
        ("2024-01-01", "attested", "PE", ()),
        ("2024-06-01", "held", "PE", ("PE", "PE")),
        ("2024-12-31", "held", "PE", ()),
    ]


@pytest.mark.parametrize(
    ("region", "day", "state", "administration"),
    [
        ("EUR", "2012-04-16", "attested", "NO"),
        ("EUR", "2021-06-08", "attested", "AZ"),
        ("AP", "2015-06-15", "attested", "MY"),
        ("AP", "2021-06-01", "held", "ID"),
        ("AP", "2023-06-01", "held", "AU"),
        ("AP", "2025-06-01", "not_on_record", None),
        ("MENA", "2013-01-01", "attested", "MA"),
        ("MENA", "2014-06-01", "possible", None),
        ("MENA", "2022-01-01", "attested", "JO"),
        ("ESA", "2020-11-16", "attested", "BW"),
        ("WCA", "2020-09-24", "attested", "GN"),
        ("WCA", "2020-09-25", "held", "CG"),
    ],
)
async def test_other_regions_answer_as_well_as_their_sources_do(
    loaded: Office, region: str, day: str, state: str, administration: str | None
) -> None:
    seat = await loaded.get(f"/v1/regions/{region}/vice-chair", as_of=day)

    assert (seat["state"], seat["administration"]) == (state, administration)
    assert seat["why"]


async def test_between_two_sightings_only_those_beside_it_are_possible(loaded: Office) -> None:
    seat = await loaded.get("/v1/regions/MENA/vice-chair", as_of="2014-06-01")

    assert [term["administration"] for term in seat["possible"]] == ["MA", "BH"]


async def test_the_last_day_before_a_handover_names_everybody(loaded: Office) -> None:
    seat = await loaded.get("/v1/regions/AMS/vice-chair", as_of="2018-06-30")

    assert (seat["administration"], seat["since"], seat["until"]) == ("CL", "2016-07-14", "2018-07-01")
    assert (seat["predecessor"]["administration"], seat["successor"]["administration"]) == ("MX", "DO")
    assert (seat["designate"]["administration"], seat["designate"]["selected_on"]) == ("DO", "2018-04-17")
    assert [(holder["name"], holder["seen"], holder["on_day"]) for holder in seat["office_holders"]] == [
        ("Juan Araya", "2016-07-14", "possibly"),
        ("Pablo Ibáñez", "2017-08", "possibly"),
        ("Fabián Villarroel Ríos", "2017-05, 2017-08, 2018-04", "possibly"),
    ]
    assert seat["why"] == "the term of CL started on 2016-07-14; ended on 2018-07-01"


async def test_terms_of_a_day_are_found_across_regions(loaded: Office) -> None:
    sure = await loaded.get("/v1/vice-chair-terms", as_of="2021-06-01", sort="administration")
    possible = await loaded.get("/v1/vice-chair-terms", as_of="2021-06-01", possible=True, region="MENA")
    ended = await loaded.get("/v1/vice-chair-terms", stage="undated", sort="-administration")
    twice = await loaded.get("/v1/vice-chair-terms", administration="PE", sort="-started_on")

    assert [term["administration"] for term in sure["items"]] == ["CG", "GT", "ID"]
    assert {term["administration"] for term in possible["items"]} == {"MA", "BH", "JO"}
    assert [term["administration"] for term in ended["items"]] == ["NO", "MY", "MA", "JO", "BW", "BH"]
    assert [term["started_on"] for term in twice["items"]] == ["2024", "2022-07"]


async def test_the_terms_follow_each_other_without_a_gap(loaded: Office) -> None:
    terms = (await loaded.get("/v1/vice-chair-terms", region="AMS"))["items"]

    for term, following in pairwise(terms):
        ended, started = term["ended_on"], following["started_on"]
        assert ended.startswith(started) or started.startswith(ended)


async def test_nothing_was_known_before_it_was_loaded(loaded: Office) -> None:
    before: dict[str, Any] = {"known_at": "2018-01-01T00:00:00Z"}
    now = datetime.now(UTC).isoformat()

    then = await loaded.http.get("/v1/regions/AMS/vice-chair", params={"as_of": "2018-06-30", **before})
    seat = await loaded.get("/v1/regions/AMS/vice-chair", as_of="2018-06-30", known_at=now)

    assert then.status_code == 404
    assert (await loaded.get("/v1/vice-chair-terms", **before))["items"] == []
    assert (seat["administration"], seat["state"]) == ("CL", SeatState.HELD)
