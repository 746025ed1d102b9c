"""Entering priorities, taking them up, and noting what came of them."""

from typing import Annotated, Literal
from uuid import UUID

from cabos.claims import correct_record
from cabos.journal import publish
from cabos.refusal import NotFound
from cabos_contracts.types import PartialDate
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.instrument import require_instruments
from governance.commands.register import Command, Confidence, PastDay, Text, example, require_region, today
from governance.commands.sources import sources
from governance.commands.step import StepFacts, conference_that_met, step_of
from governance.model.part import Title, Translations
from governance.model.priority import (
    InstrumentCode,
    Mandate,
    Outcome,
    OutsideContact,
    Presentation,
    Priority,
    Remark,
    RestsOn,
)
from governance.model.standing import require_past
from governance.model.step import told_by_step

Level = Annotated[
    str, Field(pattern=r"^[A-Z]{2,4}$", description="WCO for the whole organization, or the code of a region")
]
WHOLE = "WCO"


class RecordPriority(Command):
    """A candidate or a current priority, as sources tell it; `since` and `seen_on` are those of its `stage`."""

    model_config = example(
        level="WCO",
        name="Trade facilitation",
        stage="current",
        seen_on="2018-04-17",
        instruments=[{"code": "RKC", "role": "tool", "text": "key implementation tool"}],
        source="WCO newsroom, 19 Apr 2018",
        confidence="high",
    )

    level: Level
    name: Title
    translations: Translations = {}
    stage: Literal["candidate", "current"] = "candidate"
    since: PastDay | None = None
    seen_on: Annotated[
        PastDay | None, Field(description="where nobody says since when: a day on which a source shows it so")
    ] = None
    instruments: Annotated[tuple[RestsOn, ...], Field(max_length=50)] = ()
    mandates: Annotated[tuple[Mandate, ...], Field(max_length=50)] = ()
    contacts: Annotated[tuple[OutsideContact, ...], Field(max_length=50)] = ()
    remarks: Annotated[tuple[Remark, ...], Field(max_length=50)] = ()
    note: Text | None = None
    source: Text
    confidence: Confidence | None = None


class TakeUpPriority(StepFacts):
    model_config = example(on="2018-06", text="the Council approved a working group", source="an example")


class AdoptPriority(StepFacts):
    model_config = example(on="2018-06", outcome="The framework of standards was adopted.", source="an example")

    outcome: Text


class ClosePriority(StepFacts):
    model_config = example(on="2024-06", outcome="It is not pursued any more.", source="an example")

    outcome: Text


class PresentPriority(Command):
    model_config = example(
        presented_as="current", n=1, presented_by="Kunio Mikuriya", source="WCO newsroom, 19 Apr 2018"
    )

    presented_as: Literal["candidate", "current", "adopted"]
    n: Annotated[int | None, Field(ge=1, le=9999, description="its place in the list that was shown")] = None
    presented_by: Text | None = None
    source: Text
    confidence: Confidence | None = None


class NoteOutcome(Command):
    model_config = example(
        text="The Council approved a working group on a comprehensive review.", source="incu.org", confidence="medium"
    )

    text: Text
    conference_id: UUID | None = None
    council_session_id: UUID | None = None
    by: Text | None = None
    instrument: InstrumentCode | None = None
    source: Text
    confidence: Confidence | None = None


async def priority_for_update(session: AsyncSession, priority_id: UUID) -> Priority:
    priority = await session.get(Priority, priority_id, with_for_update=True)
    if priority is None:
        raise NotFound(f"No priority {priority_id}")
    return priority


async def record_priority(session: AsyncSession, priority_id: UUID, command: RecordPriority) -> None:
    if command.level != WHOLE:
        await require_region(session, command.level, "level")
    await require_instruments(session, {each.code for each in command.instruments}, "instruments")
    step = StepFacts(on=command.since, seen_on=command.seen_on, source=command.source, confidence=command.confidence)
    facts = {field: value for field, value in command if field not in ("stage", "since", "seen_on")}
    priority = await session.get(Priority, priority_id, with_for_update=True) or Priority(id=priority_id, **facts)
    publish(session, *priority.record(await step_of(session, command.stage, step), **facts))
    session.add(priority)


async def take_up_priority(session: AsyncSession, priority_id: UUID, command: TakeUpPriority) -> None:
    await _take(session, priority_id, "current", command)


async def adopt_priority(session: AsyncSession, priority_id: UUID, command: AdoptPriority) -> None:
    await _take(session, priority_id, "adopted", command.model_copy(update={"text": command.outcome}))


async def close_priority(session: AsyncSession, priority_id: UUID, command: ClosePriority) -> None:
    await _take(session, priority_id, "closed", command.model_copy(update={"text": command.outcome}))


async def present_priority(
    session: AsyncSession, priority_id: UUID, conference_id: UUID, command: PresentPriority
) -> None:
    priority = await priority_for_update(session, priority_id)
    await conference_that_met(session, conference_id, _regions(priority))
    publish(session, *priority.present(Presentation(conference_id=conference_id, **dict(command))))


async def note_outcome(session: AsyncSession, priority_id: UUID, day: PartialDate, command: NoteOutcome) -> None:
    priority = await priority_for_update(session, priority_id)
    require_past(day, today(), "day")
    if command.instrument is not None:
        await require_instruments(session, {command.instrument}, "instrument")
    told = command.model_dump(exclude={"instrument"})
    step = await step_of(session, "outcome", StepFacts(on=day, **told), _regions(priority))
    facts = {field: getattr(command, field) for field in ("text", "instrument", "source", "confidence")}
    publish(session, *priority.come_to(Outcome(day=day, by=step.by, **facts)))


async def _take(session: AsyncSession, priority_id: UUID, name: str, facts: StepFacts) -> None:
    priority = await priority_for_update(session, priority_id)
    publish(session, *priority.take(await step_of(session, name, facts, _regions(priority))))


def _regions(priority: Priority) -> tuple[str, ...] | None:
    """The regions whose conferences may speak of it; any, where it is the whole organization's."""
    return None if priority.level == WHOLE else (priority.level,)


sources.about(
    "priority",
    Priority,
    correct_record,
    told_by_step,
    name=Title,
    candidate_on=PastDay,
    current_on=PastDay,
    adopted_on=PastDay,
    closed_on=PastDay,
)
