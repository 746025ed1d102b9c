"""An officer's words for the requests that the tests make again and again."""

from typing import Any
from uuid import UUID

import httpx2
from cabos.ids import stable_id
from cabos.testing import eventually
from cabos.testing.services import Running

CONFERENCE = stable_id("conference", "AMS", 21)
SESSION = stable_id("council-session", 132)
CHILE = stable_id("vice-chair-term", "AMS", "CL")
DOMINICAN_REPUBLIC = stable_id("vice-chair-term", "AMS", "DO")
DECISION = stable_id("decision", "AMS", 21, 1)

DAYS = {"starts_on": "2018-04-16", "ends_on": "2018-04-17"}


class Office:
    def __init__(self, governance: Running) -> None:
        self.governance = governance
        self.http = governance.http

    async def put(self, path: str, **body: Any) -> None:
        response = await self.ask(path, **body)
        assert response.status_code == 204, response.text

    async def ask(self, path: str, **body: Any) -> httpx2.Response:
        return await self.http.put(path, json=body)

    async def get(self, path: str, **query: Any) -> Any:
        response = await self.http.get(path, params=query)
        assert response.status_code == 200, response.text
        return response.json()

    async def plan_session(self, session_id: UUID = SESSION, **changed: Any) -> None:
        plan = {"numbers": [132], "opens_on": "2018-06-28", "closes_on": "2018-06-30", "source": "test"}
        await self.put(f"/v1/council-sessions/{session_id}", **plan | changed)

    async def convene(self, **changed: Any) -> httpx2.Response:
        facts = {"region": "AMS", "number": 21, "name": "Conference", "host": "MX", "source": "test", **DAYS}
        return await self.ask(f"/v1/conferences/{CONFERENCE}", **facts | changed)

    async def open(self) -> None:
        assert (await self.convene()).status_code == 204
        await self.put(f"/v1/conferences/{CONFERENCE}/opening", opened_on="2018-04-16")

    async def select(
        self,
        administration: str = "DO",
        decision: UUID = DECISION,
        term: UUID = DOMINICAN_REPUBLIC,
        text: str | None = None,
    ) -> httpx2.Response:
        return await self.take(
            decision,
            kind="vice_chair_selection",
            text=text or f"{administration} is the next Vice-Chair of the region.",
            effective="after the June 2018 Council sessions",
            selects={"term_id": str(term), "administration": administration, "after_session_id": str(SESSION)},
            source="test",
        )

    async def take(self, decision: UUID = DECISION, conference: UUID = CONFERENCE, **body: Any) -> httpx2.Response:
        """Propose a decision and have another officer confirm it; the first answer that refuses or says it is so."""
        facts = {"kind": "resolution", "text": "It is resolved.", "source": "test"}
        proposed = await self.ask(f"/v1/conferences/{conference}/decisions/{decision}", **facts | body)
        return await self.confirm(proposed) if proposed.status_code == 202 else proposed

    async def confirm(self, proposed: httpx2.Response) -> httpx2.Response:
        second = self.governance.bearer("governance-officer", sub="second")
        return await self.http.put(f"{proposed.headers['Location']}/confirmation", headers=second)

    async def announced(self, count: int, *types: str) -> list[tuple[str, dict[str, Any]]]:
        """The last `count` events of these types, once there are as many."""

        async def look() -> list[tuple[str, dict[str, Any]]]:
            events = await self.get("/v1/events", limit=500, **({"type": list(types)} if types else {}))
            found = [(event["type"], event["data"]) for event in events]
            assert len(found) >= count, found
            return found

        return await eventually(look)
