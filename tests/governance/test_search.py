"""Records are found by words."""

from typing import Any

import pytest

from tests.governance.office import CONFERENCE, Office


async def found(office: Office, words: str, **query: Any) -> list[tuple[str, str]]:
    return [(item["kind"], item["record"]) for item in await office.get("/v1/search", q=words, **query)]


async def test_a_conference_is_found_by_its_name_and_by_what_its_record_says(office: Office) -> None:
    record = {"theme": "Aduanas más ágiles", "people": [{"name": "Fabián Villarroel Ríos"}]}
    await office.convene(record=record)

    for words in ("conference", "villarroel rios", '"más ágiles"', "agiles -missing"):
        assert await found(office, words) == [("conference", str(CONFERENCE))], words
    assert await found(office, "villarroel -rios") == []
    [item] = await office.get("/v1/search", q="villarroel")
    assert "**Villarroel**" in item["passage"]


async def test_kinds_are_looked_through_apart(office: Office) -> None:
    await office.convene(name="Conference in Chile")

    assert await found(office, "chile") == [("member", "CL"), ("conference", str(CONFERENCE))]
    assert await found(office, "chile", kind="member") == [("member", "CL")]
    assert await found(office, "chile", kind=["member", "decision"], limit=1) == [("member", "CL")]


@pytest.mark.parametrize("words", ["'; DROP TABLE member; --", "&&& | !!", "(((", '"', "%", "-"])
async def test_words_are_never_taken_for_a_query(office: Office, words: str) -> None:
    assert await found(office, words) == []


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "a" * 201}, {"q": "a", "kind": "secret"}, {"q": "a", "limit": 0}]
)
async def test_a_search_that_cannot_be_is_refused(office: Office, query: dict[str, Any]) -> None:
    assert (await office.http.get("/v1/search", params=query)).status_code == 422
