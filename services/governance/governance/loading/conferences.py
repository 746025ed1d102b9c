"""conferences.json: what is known of regional conferences, and where their sources disagree."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from cabos.claims import MakeClaim, settled
from cabos.ids import stable_id
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.conference import (
    ConveneConference,
    HoldConference,
    OpenConference,
    PlanConference,
    convene_conference,
    hold_conference,
    open_conference,
    plan_conference,
)
from governance.commands.sources import sources
from governance.loading.members import MEETINGS
from governance.loading.row import Confidence, FileRow
from governance.model import Conference

CHAIR = re.compile(r"(?P<name>[^(,]+)(, (?P<capacity>[^(]+))?( \((?P<administration>[A-Z]{2})\)| \((?P<seat>[^)]+)\))?")
"""`Isabel Clavijo, for the Vice-Chair (MX)`: who, in what capacity, of which administration."""

PANEL = " (panel)"
LOADED_BY = "load"


class AttendanceRow(FileRow):
    members: int | None = None
    of: int | None = None
    countries: int | None = None
    non_members: int | None = None
    regional_organizations: list[str] = []
    private_sector: bool | None = None


class ConferenceRow(FileRow):
    region: RegionCode
    kind: str
    number: int | None = None
    roman: str | None = None
    number_confidence: str | None = None
    start: PartialDate | None = None
    end: PartialDate | None = None
    year: int | None = None
    city: str | None = None
    country: EconomyCode | None = None
    virtual: bool = False
    hybrid: bool = False
    chair: str | None = None
    host: str | None = None
    host_dg: str | None = None
    theme: str | None = None
    attendance: AttendanceRow | None = None
    topics: list[str] = []
    decisions: list[str] = []
    signed: list[str] = []
    co_located: list[str] = []
    conflicts: list[str] = []
    status: str | None = None
    source: str
    confidence: Confidence | None = None


def conference_id(row: ConferenceRow) -> UUID:
    """A numbered conference is known by its number, another one by its day."""
    return stable_id("conference", row.region, *([row.number] if row.number else [row.kind, row.start]))


async def load_conference(session: AsyncSession, row: dict[str, Any]) -> None:
    """A conference that was held, or one of which only a plan is known."""
    found = ConferenceRow.model_validate(row)
    id_ = conference_id(found)
    if await settled(session, Conference.kind_of_record, id_):
        return
    facts = _facts(found)
    if found.start is None:
        await plan_conference(session, id_, PlanConference.model_validate(facts | {"starts_on": str(found.year)}))
        return
    await convene_conference(session, id_, ConveneConference.model_validate(facts))
    await open_conference(session, id_, OpenConference(opened_on=found.start))
    await session.flush()
    await hold_conference(session, id_, HoldConference(held_on=found.end or found.start))
    for statement in found.conflicts:
        claim = MakeClaim(
            kind=Conference.kind_of_record,
            record=str(id_),
            field="starts_on",
            statement=statement,
            source=found.source,
        )
        await sources.make(session, LOADED_BY, stable_id("claim", id_, statement), claim)


def _facts(row: ConferenceRow) -> dict[str, Any]:
    remarks = [row.source]
    remarks += [f"number: {row.number_confidence}"] if row.number_confidence else []
    remarks += [f"status: {row.status}"] if row.status else []
    in_person = "hybrid" if row.hybrid else "in_person"
    return {
        "region": row.region,
        "series": row.kind,
        "number": row.number,
        "name": MEETINGS[row.region],
        "format": "virtual" if row.virtual else in_person,
        "place": {"city": row.city, "economy": row.country} if row.country else None,
        "starts_on": row.start,
        "ends_on": row.end,
        "host": row.country,
        "chair": _chair(row.chair),
        "record": dict(_record(row)),
        "confidence": row.confidence,
        "source": "; ".join(remarks),
    }


def _chair(printed: str | None) -> dict[str, Any] | None:
    if printed is None:
        return None
    found = CHAIR.fullmatch(printed)
    if found is None:
        return {"name": printed}
    capacity = found["capacity"] or found["seat"]
    return {"name": found["name"], "capacity": capacity, "administration": found["administration"]}


def _record(row: ConferenceRow) -> Iterator[tuple[str, Any]]:
    if row.host_dg is not None:
        host = {"name": row.host_dg, "role": "Director General", "administration": row.country, "part": ["host"]}
        yield "people", [host]
    if row.host is not None:
        yield "organizations", [{"name": row.host, "country": row.country, "relation": "host"}]
    if row.attendance is not None:
        counted = row.attendance.model_dump(exclude={"countries", "regional_organizations"})
        counted |= {"economies": row.attendance.countries, "organizations": row.attendance.regional_organizations}
        yield "attendance", counted
    yield "theme", row.theme
    yield "agenda", [_item(n, topic) for n, topic in enumerate(row.topics, start=1)]
    yield "signings", [{"what": what} for what in row.signed]
    yield "co_located", [{"name": name} for name in row.co_located]


def _item(number: int, topic: str) -> dict[str, Any]:
    kind = "panel" if topic.endswith(PANEL) else "topic"
    return {"n": number, "kind": kind, "title": topic.removesuffix(PANEL)}
