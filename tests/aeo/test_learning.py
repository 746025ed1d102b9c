"""What aeo learns from governance, in order and once, whatever becomes of Redis."""

from typing import Any
from uuid import UUID

import redis
from aeo.model import MemberProjection
from aeo.subscribers import know_member
from cabos.testing import eventually
from cabos.testing.services import Running
from cabos_contracts.envelope import Envelope, Event
from cabos_contracts.governance import MemberRegistered

from tests.aeo.conftest import NAMES
from tests.aeo.desk import Desk
from tests.governance.office import Office


async def names(desk: Desk, expected: dict[str, str]) -> dict[str, int]:
    """The positions at which aeo learned of its members, once they have the names that are expected."""

    async def look() -> dict[str, int]:
        items = (await desk.get("/v1/members"))["items"]
        assert {item["economy"]: item["name"] for item in items} == expected
        return {item["economy"]: item["known_since"] for item in items}

    return await eventually(look)


async def test_a_member_that_changes_in_governance_changes_here(desk: Desk, governance: Office) -> None:
    await governance.put("/v1/members/CL", name="Republic of Chile", region="AMS", source="test")

    positions = await names(desk, NAMES | {"CL": "Republic of Chile"})

    # The first position is that of the region.
    assert positions == {"BR": 2, "CL": 5, "MX": 4}


async def test_who_is_renamed_moved_or_departs_in_governance_is_so_here(desk: Desk, governance: Office) -> None:
    await governance.put("/v1/regions/AP", name="Asia/Pacific")
    await governance.put("/v1/members/CL/names", name="Republic of Chile", from_on="2020-01-01", source="test")
    await governance.put("/v1/members/CL/region", region="AP", from_on="2021-01-01", source="test")
    await governance.put("/v1/members/CL/membership", membership="non_member", from_on="2022-01-01", source="test")

    async def departed() -> bool:
        [chile] = [item for item in (await desk.get("/v1/members"))["items"] if item["economy"] == "CL"]
        told = (chile["name"], chile["region"], chile["membership"])
        return told == ("Republic of Chile", "AP", "non_member")

    await eventually(departed)
    undeclared = await desk.open(parties=["BR", "CL"])
    declared = await desk.open(parties=["BR", "CL"], non_members=["CL"])
    assert (undeclared.status_code, declared.status_code) == (422, 204)


async def test_nothing_is_lost_or_learned_twice_when_redis_is_flushed_in_between(
    desk: Desk, governance: Office, wiped_redis: "redis.Redis[bytes]"
) -> None:
    before = await names(desk, NAMES)

    wiped_redis.flushall()
    await governance.put("/v1/members/PE", name="Peru", region="AMS", source="test")
    after = await names(desk, NAMES | {"PE": "Peru"})
    wiped_redis.flushall()
    await governance.put("/v1/members/PE", name="Republic of Peru", region="AMS", source="test")
    last = await names(desk, NAMES | {"PE": "Republic of Peru"})

    assert after == before | {"PE": 5}
    assert last == before | {"PE": 6}
    assert (await desk.open(parties=["BR", "PE"])).status_code == 204


async def test_who_is_in_the_register_without_being_a_member_is_declared_a_non_member(
    desk: Desk, governance: Office
) -> None:
    await governance.put("/v1/members/TW", name="Chinese Taipei", region="AMS", membership="non_member", source="test")
    await names(desk, NAMES | {"TW": "Chinese Taipei"})

    undeclared = await desk.open(parties=["BR", "TW"])
    declared = await desk.open(parties=["BR", "TW"], non_members=["TW"])

    assert (undeclared.status_code, declared.status_code) == (422, 204)


async def test_an_event_that_comes_late_does_not_undo_a_later_one(aeo: Running) -> None:
    async def hear(name: str, version: int) -> None:
        facts = {"economy": "UY", "region": "AMS", "membership": "member", "kind": "state"}
        event = MemberRegistered(name=name, version=version, **facts)
        async with aeo.database.transaction() as session:
            await know_member(event, session, envelope(event, position=version))

    for name, version in (("Oriental Republic of Uruguay", 2), ("Uruguay", 1)):
        await hear(name, version)

    async with aeo.database.transaction() as session:
        known = await session.get_one(MemberProjection, "UY")
    assert (known.name, known.version) == ("Oriental Republic of Uruguay", 2)


async def test_members_are_listed_by_region_page_by_page(desk: Desk, governance: Office) -> None:
    await governance.put("/v1/regions/AP", name="Asia/Pacific")
    await governance.put("/v1/members/JP", name="Japan", region="AP", source="test")
    await names(desk, NAMES | {"JP": "Japan"})

    first = await desk.get("/v1/members", limit=2, region="AMS")
    second = await desk.get("/v1/members", limit=2, region="AMS", after=first["next"])

    assert [item["economy"] for page in (first, second) for item in page["items"]] == ["BR", "CL", "MX"]
    assert second["next"] is None


def envelope(event: Event, *, position: int) -> Envelope:
    frame: dict[str, Any] = {"source": "governance", "type": event.type, "subject": event.subject, "data": event}
    made = {"id": UUID(int=position), "time": "2018-04-19T09:00:00Z", "dataschema": event.dataschema}
    return Envelope.model_validate(frame | made | {"sequence": position})
