"""An aeo officer's words for the requests that the tests make again and again."""

from collections.abc import Awaitable
from typing import Any

import httpx2
from cabos.database import execute
from cabos.ids import stable_id
from cabos.schema import journal
from cabos.testing import eventually
from cabos.testing.services import Running
from sqlalchemy import func, select

AGREEMENT = stable_id("agreement", "br-mx")
PLAN = stable_id("work-plan", "br-mx")
PROGRAMME = stable_id("programme", "MX")


class Desk:
    def __init__(self, aeo: Running) -> None:
        self.aeo = aeo
        self.http = aeo.http

    async def ask(self, path: str, **body: Any) -> httpx2.Response:
        return await self.http.put(path, json=body)

    async def get(self, path: str, **query: Any) -> Any:
        response = await self.http.get(path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    async def programme(self, **changed: Any) -> httpx2.Response:
        facts = {"economy": "MX", "name": "NEEC", "state": "operational", "source": "test"}
        return await self.ask(f"/v1/programmes/{PROGRAMME}", **facts | changed)

    async def open(self, **changed: Any) -> httpx2.Response:
        facts = {"name": "Brazil - Mexico", "parties": ["MX", "BR"], "source": "test"}
        return await self.both(f"/v1/agreements/{AGREEMENT}", **facts | changed)

    async def sign(self, day: str = "2021-05-05", **more: Any) -> httpx2.Response:
        return await self.ask(f"/v1/agreements/{AGREEMENT}/signature", signed_on=day, **more)

    async def bring_into_force(self, day: str = "2022-01-01", **part: Any) -> httpx2.Response:
        return await self.both(f"/v1/agreements/{AGREEMENT}/entry-into-force", in_force_on=day, **part)

    async def step(self, step_id: str, kind: str, on: str | None = None, **more: Any) -> httpx2.Response:
        return await self.ask(f"/v1/agreements/{AGREEMENT}/steps/{step_id}", kind=kind, on=on, **more)

    async def suspend(self, on: str, **more: Any) -> httpx2.Response:
        return await self.both(f"/v1/agreements/{AGREEMENT}/suspension", on=on, **more)

    async def reinstate(self, on: str, **more: Any) -> httpx2.Response:
        return await self.ask(f"/v1/agreements/{AGREEMENT}/reinstatement", on=on, **more)

    async def terminate(self, on: str, **more: Any) -> httpx2.Response:
        return await self.both(f"/v1/agreements/{AGREEMENT}/termination", on=on, **more)

    async def both(self, path: str, **body: Any) -> httpx2.Response:
        """One officer proposes and another one confirms; the last answer that they were given."""
        proposed = await self.ask(path, **body)
        if proposed.status_code != 202:
            return proposed
        second = self.aeo.bearer("aeo-officer", sub="a second officer")
        address = proposed.headers["Location"]
        return await self.http.put(f"{address}/confirmation", headers=second)

    async def prefer(
        self, field: str, value: Any, source: str = "another source", *, plan: bool = False
    ) -> httpx2.Response:
        """Claim that a field of the agreement, or of the plan, is another one, and let the record say so."""
        claim = f"/v1/claims/{stable_id('claim', field, value)}"
        of = {"kind": "work_plan", "record": str(PLAN)} if plan else {"kind": "agreement", "record": str(AGREEMENT)}
        said = {**of, "field": field, "value": value, "source": source}
        made = await self.ask(claim, **said)
        if made.status_code != 204:
            return made
        return await self.ask(f"{claim}/preference", reason="printed in the year itself")

    async def agreement(self, **query: Any) -> Any:
        return await self.get(f"/v1/agreements/{AGREEMENT}", **query)

    async def draft(self, **changed: Any) -> httpx2.Response:
        facts = {"name": "Joint work plan", "parties": ["MX", "BR"], "source": "test"}
        return await self.ask(f"/v1/work-plans/{PLAN}", **facts | changed)

    async def sign_plan(self, day: str = "2018-04-17", **more: Any) -> httpx2.Response:
        return await self.ask(f"/v1/work-plans/{PLAN}/signature", signed_on=day, **more)

    async def plan(self, **query: Any) -> Any:
        return await self.get(f"/v1/work-plans/{PLAN}", **query)

    async def announced(self, count: int) -> list[tuple[str, dict[str, Any]]]:
        """All that aeo tells, by the end of its types' names, once the feed has every row of the journal.

        What follows for coverage is left out: its own tests ask for it.
        """

        async def look() -> list[tuple[str, dict[str, Any]]]:
            async with self.aeo.database.transaction() as session:
                written = (await execute(session, select(func.count()).select_from(journal))).scalar_one()
            events = await self.aeo.announced()
            told = [(event["type"].removeprefix("aeo.").removesuffix(".v1"), event["data"]) for event in events]
            found = [(type_, data) for type_, data in told if type_ != "coverage.changed"]
            assert len(told) == written, told
            assert len(found) >= count, told
            return found

        return await eventually(look)

    async def told(self, count: int) -> list[tuple[str, int]]:
        return [(type_, data["version"]) for type_, data in await self.announced(count)]


async def done(request: Awaitable[httpx2.Response]) -> None:
    """The request, awaited here, was carried out."""
    response = await request
    assert response.status_code == 204, response.text


def refused(response: httpx2.Response, status: int, field: str | None = None) -> str:
    """The reason of a refusal, which names the field that it is about."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    if field is not None:
        assert {error["field"].split(".")[0] for error in problem["errors"]} == {field}
        assert all(error["rule"] and "Value error" not in error["rule"] for error in problem["errors"])
    return str(problem["detail"])
