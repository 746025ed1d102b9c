"""Ballots: who could vote, who did, and whether the numbers go together."""

from typing import Any

import httpx2
import pytest
from cabos.ids import stable_id

from tests.governance.conftest import problem
from tests.governance.office import Office

BALLOT = stable_id("ballot", "AMS", "2017-08")
HELD = "governance.ballot.held.v1"
FACTS: dict[str, Any] = {
    "region": "AMS",
    "question": "The region's candidate for Deputy Secretary General",
    "held_on": "2017-08",
    "method": "mixed",
    "majority": "simple_majority_of_votes_cast",
    "candidates": 2,
    "valid": 27,
    "source": "wcoamericaribe.org, two items",
}
VOTES = [{"name": "One", "votes": 17}, {"name": "Another", "votes": 10}]


async def record(office: Office, **changed: Any) -> httpx2.Response:
    return await office.ask(f"/v1/ballots/{BALLOT}", **FACTS | changed)


async def test_a_ballot_of_which_little_is_known_says_no_result(office: Office) -> None:
    for _ in range(2):
        assert (await record(office)).status_code == 204

    ballot = await office.get(f"/v1/ballots/{BALLOT}")
    assert (ballot["valid"], ballot["winner"], ballot["outcome"]) == (27, None, "not_on_record")
    assert len(await office.announced(1, HELD)) == 1


async def test_who_has_the_majority_has_won(office: Office) -> None:
    assert (await record(office, options=VOTES, cast=28, eligible=33)).status_code == 204

    ballot = await office.get(f"/v1/ballots/{BALLOT}")
    assert (ballot["winner"], ballot["outcome"]) == ("One", "chosen")


@pytest.mark.parametrize(
    ("options", "majority", "outcome"),
    [
        ([("One", 13), ("Another", 13), ("None", 1)], "simple_majority_of_votes_cast", "no_majority"),
        ([("One", 16), ("Another", 11)], "absolute_majority_of_eligible", "no_majority"),
        ([("One", 17), ("Another", 10)], "absolute_majority_of_eligible", "chosen"),
    ],
)
async def test_the_rule_decides_what_a_majority_is(
    office: Office, options: list[tuple[str, int]], majority: str, outcome: str
) -> None:
    voted = [{"name": name, "votes": votes} for name, votes in options]

    response = await record(office, options=voted, candidates=len(voted), majority=majority, cast=27, eligible=33)

    assert response.status_code == 204, response.text
    assert (await office.get(f"/v1/ballots/{BALLOT}"))["outcome"] == outcome


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"valid": 27, "cast": 26}, "valid"),
        ({"cast": 34, "eligible": 33}, "cast"),
        ({"options": VOTES, "valid": 26}, "valid"),
        ({"options": VOTES[:1]}, "options"),
        ({"options": [VOTES[0], VOTES[0]]}, "options"),
        ({"voters": ["CL", "CL"], "valid": 2}, "voters"),
        ({"voters": ["CL", "JP"], "valid": 2}, "voters"),
        ({"eligible": -1}, "eligible"),
        ({"majority": "the loudest"}, "majority"),
        ({"held_on": "2999"}, "held_on"),
        ({"region": "MARS"}, "region"),
    ],
)
async def test_numbers_that_do_not_go_together_are_refused(office: Office, changed: dict[str, Any], field: str) -> None:
    response = await record(office, **changed)

    assert problem(response)[0] in (409, 422)
    assert field in str(response.json()["errors"])
    assert (await office.http.get(f"/v1/ballots/{BALLOT}")).status_code == 404


async def test_what_is_on_record_of_a_ballot_stands(office: Office) -> None:
    await record(office)

    more = await record(office, eligible=33, source="another item")
    other = await record(office, valid=26)

    assert more.status_code == 204
    assert problem(other)[0] == 409
    ballot = await office.get(f"/v1/ballots/{BALLOT}")
    assert (ballot["eligible"], ballot["valid"]) == (33, 27)


async def test_ballots_are_listed_by_region_and_outcome(office: Office) -> None:
    await record(office)

    found = [
        [item["id"] for item in (await office.get("/v1/ballots", **query))["items"]]
        for query in ({"region": "AMS"}, {"region": "AP"}, {"outcome": "not_on_record"}, {"outcome": "chosen"})
    ]

    assert found == [[str(BALLOT)], [], [str(BALLOT)], []]
