"""An officer's words for the requests that the tests of regional bodies make again and again."""

from typing import Any
from uuid import UUID

import httpx2
from cabos.ids import stable_id

from tests.governance.office import Office

LABORATORY = stable_id("regional-body", "RCL", "AMS", "MX")
XX = stable_id("conference", "AMS", 20)


def path(of: str = "", body: UUID = LABORATORY) -> str:
    return f"/v1/regional-bodies/{body}" + (f"/{of}" if of else "")


async def record(office: Office, body: UUID = LABORATORY, **changed: Any) -> httpx2.Response:
    facts = {"kind": "RCL", "regions": ["AMS"], "host": "MX", "city": "Mexico City", "source": "test"}
    return await confirmed(office, await office.ask(path(body=body), **facts | changed))


async def take(office: Office, step: str, body: UUID = LABORATORY, **facts: Any) -> httpx2.Response:
    return await confirmed(office, await office.ask(path(f"steps/{step}", body), **{"source": "test"} | facts))


async def confirmed(office: Office, proposed: httpx2.Response) -> httpx2.Response:
    """What a second officer's confirmation answers, where one is needed."""
    if proposed.status_code != 202:
        return proposed
    second = office.governance.bearer("governance-officer", sub="second")
    return await office.http.put(f"{proposed.headers['location']}/confirmation", headers=second)


async def conference_held(office: Office, **changed: Any) -> UUID:
    """The conference of May 2017 in Havana."""
    facts = {"region": "AMS", "number": 20, "name": "Conference", "source": "test",
             "starts_on": "2017-05-16", "ends_on": "2017-05-17"} | changed  # fmt: skip
    await office.put(f"/v1/conferences/{XX}", **facts)
    await office.put(f"/v1/conferences/{XX}/opening", opened_on=facts["starts_on"])
    await office.put(f"/v1/conferences/{XX}/holding", held_on=facts["ends_on"])
    return XX


async def stages(office: Office, *days: str, body: UUID = LABORATORY) -> list[str | None]:
    """Where the body stood on each day; None where it may not have been proposed yet."""
    found = []
    for day in days:
        listed = (await office.get("/v1/regional-bodies", as_of=day))["items"]
        found.append(next((item["stage"] for item in listed if item["id"] == str(body)), None))
    return found
