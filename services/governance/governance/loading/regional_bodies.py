"""regional_bodies.json: offices, training centres and laboratories, with as much of their history as sources tell."""

import re
from collections.abc import Iterator
from typing import Any, Literal

from cabos.ids import stable_id
from cabos.refusal import Invalid
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.regional_body import NoteProgress, RecordBody, note_progress, record_body
from governance.loading.meetings import conference_of, council_session_of, latest_day
from governance.loading.row import Confidence, FileRow

ENTRY = re.compile(r"(?P<at_latest>by )?(?P<day>[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?) (?P<words>.+)")
STEPS = [
    ("proposed", re.compile(r"proposed at (?P<by>.+)")),
    ("supported", re.compile(r"proposal supported by .+")),
    ("council_endorsed", re.compile(r".*\bendorsed by (?P<by>the Council)( \((?P<number>[0-9]+)(/[0-9]+)?\))?")),
    ("endorsed", re.compile(r".*\b(endorsed|approved) by (?P<by>[^(]+?)( \(.+\))?")),
    ("memorandum", re.compile(r"MoU .+|.*\barrangement signed")),
    ("operational", re.compile(r"(opened|inaugurated|established)\b.*")),
]
"""What the words of an entry say has happened; an entry that says none of it is a note on progress."""


class BodyRow(FileRow):
    kind: str
    region: RegionCode
    name: str | None = None
    city: str | None = None
    country: EconomyCode | None = None
    status: Literal["operational", "proposed", "in_progress_2018"]
    history: list[str] = []
    note: str | None = None
    source: str
    confidence: Confidence | None = None


async def load_regional_body(session: AsyncSession, row: dict[str, Any]) -> None:
    """The body as sources know it, and what else they tell of the way there."""
    found = BodyRow.model_validate(row)
    id_ = stable_id("regional-body", found.kind, found.region, found.country or found.name)
    steps: list[dict[str, Any]] = []
    notes: list[re.Match[str]] = []
    for written in found.history:
        entry = ENTRY.fullmatch(written)
        if entry is None:
            raise Invalid(f"{written} does not begin with a day", field="history")
        step = await _step(session, found, entry)
        if step is None:
            notes.append(entry)
        else:
            steps.append(step)
    steps += _present(found, {step["step"] for step in steps})
    facts = found.model_dump(include={"kind", "name", "city", "note", "source", "confidence"})
    facts |= {"regions": [found.region], "host": found.country, "steps": steps}
    await record_body(session, id_, RecordBody.model_validate(facts))
    for entry in notes:
        day = PartialDate(entry["day"])
        told = {"text": entry["words"], "source": found.source, "confidence": found.confidence}
        told |= {"conference_id": await conference_of(session, found.region, entry["words"], day)}
        await note_progress(session, id_, "progress", day, NoteProgress.model_validate(told))


async def _step(session: AsyncSession, row: BodyRow, entry: re.Match[str]) -> dict[str, Any] | None:
    found = ((name, pattern.fullmatch(entry["words"])) for name, pattern in STEPS)
    name, said = next(((name, said) for name, said in found if said), (None, None))
    if name is None or said is None:
        return None
    day = PartialDate(entry["day"])
    # Who supports a proposal knows of it: it was made by then.
    only_seen = entry["at_latest"] or name == "supported"
    step: dict[str, Any] = {"step": "proposed" if name == "supported" else name, "text": entry["words"]}
    step |= {"seen_on" if only_seen else "on": day, "source": row.source, "confidence": row.confidence}
    named = said.groupdict()
    step["by"] = named.get("by")
    if name == "council_endorsed":
        number = int(named["number"]) if named["number"] else None
        step["council_session_id"] = await council_session_of(session, number, day)
    if name == "endorsed":
        step["conference_id"] = await conference_of(session, row.region, entry["words"], day)
    return step


def _present(row: BodyRow, told: set[str]) -> Iterator[dict[str, Any]]:
    """The step that the row's status stands for, where its history does not tell of it.

    A source that only says that a body is at work shows it so on its own day; one that tells a history is about that.
    """
    if row.status == "in_progress_2018" or row.status in told:
        return
    seen_on = None if row.history else latest_day(row.source)
    yield {"step": row.status, "seen_on": seen_on, "source": row.source, "confidence": row.confidence}
