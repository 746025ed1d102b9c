"""The priorities that the page of a conference prints, and priority_outcomes.json: what became of some."""

import re
from typing import Any, Literal
from uuid import UUID

from cabos.ids import stable_id
from cabos.refusal import Invalid
from cabos_contracts.types import PartialDate, RegionCode
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.priority import (
    WHOLE,
    NoteOutcome,
    PresentPriority,
    RecordPriority,
    note_outcome,
    present_priority,
    record_priority,
)
from governance.commands.step import HAS_MET
from governance.loading.meetings import council_session_of, latest_day
from governance.loading.row import Confidence, FileRow
from governance.model import Conference

NAMED = {
    "WTO Trade Facilitation Agreement": "WTO_TFA",
    "Revised Kyoto Convention": "RKC",
    "Mercator Programme": "MERCATOR",
    "Resolution of the WCO Policy Commission": "LUXOR_RESOLUTION",
    "framework of standards": "ECOMMERCE_FRAMEWORK",
    "Harmonized System": "HS",
}
"""Instruments as a page names them, and their codes in the register."""

LATER = re.compile(
    r"(?P<text>(?:(?P<month>[A-Z][a-z]+) )?(?P<year>[0-9]{4}) (?P<by>Council) .+?) \((?P<source>[^()]+)\)"
)


class FactRow(FileRow):
    kind: Literal["cause", "tool", "instrument", "progress", "scope", "mandate", "external_report", "action"]
    text: str | None = None
    ref: str | None = None
    role: str | None = None
    adopted: PartialDate | None = None
    place: str | None = None
    content: str | None = None
    state: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None


class PriorityRow(FileRow):
    """A priority, and the conference at which it was presented."""

    n: int
    status: Literal["candidate", "current"]
    name: str
    facts: list[FactRow] = []
    later: str | None = None
    region: RegionCode
    number: int
    seen_on: PartialDate
    presented_by: str | None = None
    source: str
    confidence: Confidence | None = None


class OutcomeRow(FileRow):
    level: str
    priority: str
    on: PartialDate
    text: str
    instrument: str | None = None
    source: str
    confidence: Confidence | None = None


def priorities_of(page: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a page, each with the conference that it is about and who presented it."""
    conference = page["conference"]
    shared = {"region": conference["region"], "number": conference["number"], "seen_on": conference["end"]}
    shared |= {"presented_by": page.get("presented_by"), "source": page["page"]["source"], "confidence": "high"}
    return [shared | row for row in page["priorities"]]


def priority_id(level: str, name: str) -> UUID:
    return stable_id("priority", level, name)


async def load_priority(session: AsyncSession, row: dict[str, Any]) -> None:
    """The priority of the whole organization, where it was presented, and what became of it."""
    found = PriorityRow.model_validate(row)
    id_ = priority_id(WHOLE, found.name)
    stated: dict[str, Any] = {"level": WHOLE, "name": found.name, "stage": found.status, "seen_on": found.seen_on}
    stated |= {"source": found.source, "confidence": found.confidence, **_told(found)}
    await record_priority(session, id_, RecordPriority.model_validate(stated))
    conference_id = stable_id("conference", found.region, found.number)
    conference = await session.get(Conference, conference_id)
    if conference is not None and conference.stage in HAS_MET:
        shown = found.model_dump(include={"n", "presented_by", "source", "confidence"})
        await present_priority(session, id_, conference_id, PresentPriority(presented_as=found.status, **shown))
    if found.later is not None:
        await _load_later(session, id_, found.later, found.confidence)


async def load_priority_outcome(session: AsyncSession, row: dict[str, Any]) -> None:
    found = OutcomeRow.model_validate(row)
    facts = found.model_dump(include={"text", "instrument", "source", "confidence"})
    await note_outcome(session, priority_id(found.level, found.priority), found.on, NoteOutcome(**facts))


async def _load_later(session: AsyncSession, id_: UUID, later: str, confidence: Confidence | None) -> None:
    said = LATER.fullmatch(later)
    day = None if said is None else latest_day(said["text"])
    if said is None or day is None:
        raise Invalid(f"{later} does not say when, who and by which source", field="later")
    council_session_id = await council_session_of(session, None, day)
    facts = {"text": said["text"], "by": f"the {said['by']}", "source": said["source"], "confidence": confidence}
    command = NoteOutcome.model_validate(facts | {"council_session_id": council_session_id})
    await note_outcome(session, id_, day, command)


def _told(row: PriorityRow) -> dict[str, Any]:
    """What the page says of a priority, by what it is."""
    instruments = [{"code": code, "role": "basis"} for code in _codes(row.name)]
    told: dict[str, list[dict[str, Any]]] = {"mandates": [], "contacts": [], "remarks": [], "instruments": instruments}
    reports = [fact for fact in row.facts if fact.kind == "external_report"]
    for fact in row.facts:
        match fact.kind:
            case "tool" | "instrument":
                role = "tool" if fact.kind == "tool" else "basis"
                text = fact.role or fact.content
                told["instruments"] += [{"code": code, "role": role, "text": text} for code in _codes(fact.ref)]
            case "mandate":
                told["mandates"].append({"from": fact.from_, "to": fact.to, "text": fact.text})
            case "action":
                told["contacts"] += [_contact(report.ref or "", fact.text) for report in reports]
            case "cause" | "scope" | "progress":
                told["remarks"].append({"kind": fact.kind, "text": fact.text})
                role = "in_development" if fact.state == "in_progress" else "basis"
                told["instruments"] += [{"code": code, "role": role} for code in _codes(fact.text)]
    return told


def _codes(text: str | None) -> list[str]:
    return [code for name, code in NAMED.items() if text is not None and name in text]


def _contact(report: str, text: str | None) -> dict[str, Any]:
    """`World Bank 'Doing Business'`: who publishes it, and its title."""
    organization, _, title = report.partition(" '")
    return {"organization": organization, "about": title.rstrip("'") or None, "text": text}
