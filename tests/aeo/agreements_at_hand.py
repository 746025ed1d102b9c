"""Agreements put on record with their steps, and what is asked of the coverage that follows."""

from datetime import date
from typing import Any
from uuid import UUID

from aeo.commands.recognition import recompute
from aeo.model import Agreement, AgreementFacts
from aeo.model.life import Step
from cabos.ids import stable_id
from cabos.journal import publish
from cabos.testing.services import Running

RECORDED = date(2026, 1, 1)


def step(kind: str, on: str | None = None, **more: Any) -> Step:
    return Step.model_validate({"kind": kind, "on": on, "recorded_on": RECORDED, **more})


class Coverage:
    """The register of agreements, and its routes of coverage."""

    def __init__(self, aeo: Running) -> None:
        self.aeo = aeo

    async def put(self, name: str, parties: str, *steps: Step) -> UUID:
        """An agreement of these parties (`BR PE`) has these steps from now on."""
        agreement_id = stable_id("agreement", name)
        async with self.aeo.database.transaction() as session:
            found = await session.get(Agreement, agreement_id, with_for_update=True)
            facts = AgreementFacts.model_validate({"name": name, "parties": parties.split(), "source": "test"})
            agreement = found or Agreement.opened_with(agreement_id, facts, RECORDED)
            agreement.parties, agreement.steps = sorted(parties.split()), steps
            publish(session, *await recompute(session, agreement))
        return agreement_id

    async def between(self, from_: str, to: str, on: str = "2026-01-01", **more: Any) -> Any:
        return await self.get("", **{"from": from_, "to": to, "on": on, **more})

    async def recognised(self, from_: str, to: str, on: str = "2026-01-01", **more: Any) -> bool:
        found: bool = (await self.between(from_, to, on, **more))["recognised"]
        return found

    async def pairs(self, on: str, **more: Any) -> set[tuple[str, str]]:
        found = await self.get("/matrix", on=on, **more)
        return {(pair["from"], pair["to"]) for pair in found["pairs"] if pair["recognised"]}

    async def changes(self, from_: str, to: str, **more: Any) -> list[tuple[str, str, str, str]]:
        found = await self.get("/changes", **{"from": from_, "to": to, **more})
        return [(each["day"], each["from"], each["to"], each["change"]) for each in found["items"]]

    async def get(self, path: str, **query: Any) -> Any:
        response = await self.aeo.http.get(f"/v1/coverage{path}", params=query)
        assert response.status_code == 200, response.text
        return response.json()
