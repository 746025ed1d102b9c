"""The routes of priorities and of the instruments that they rest on."""

from typing import Annotated
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos_contracts.types import PartialDate
from fastapi import APIRouter, Path

from governance.api.officers import officer
from governance.commands import instrument as instruments
from governance.commands import priority as priorities
from governance.model import Instrument, Priority
from governance.model.instrument import InstrumentKind
from governance.model.priority import InstrumentCode, PriorityStage
from governance.queries import priorities as queries

router = APIRouter(prefix="/v1", tags=["priorities"])

changes_priority = [*officer, if_match(Priority, "priority_id")]
changes_instrument = [*officer, if_match(Instrument, "code")]
Day = Annotated[PartialDate, Path(description="as precisely as it is known")]


@router.put(
    "/priorities/{priority_id}",
    status_code=204,
    dependencies=changes_priority,
    summary="Record a candidate or a current priority",
)
async def put_priority(priority_id: UUID, command: priorities.RecordPriority, session: Session) -> None:
    await priorities.record_priority(session, priority_id, command)


@router.put(
    "/priorities/{priority_id}/taking-up",
    status_code=204,
    dependencies=changes_priority,
    summary="A candidate is a current priority from a day on",
)
async def put_taking_up(priority_id: UUID, command: priorities.TakeUpPriority, session: Session) -> None:
    await priorities.take_up_priority(session, priority_id, command)


@router.put(
    "/priorities/{priority_id}/adoption",
    status_code=204,
    dependencies=changes_priority,
    summary="What a priority was for has been adopted",
)
async def put_adoption(priority_id: UUID, command: priorities.AdoptPriority, session: Session) -> None:
    await priorities.adopt_priority(session, priority_id, command)


@router.put(
    "/priorities/{priority_id}/closure",
    status_code=204,
    dependencies=changes_priority,
    summary="A priority is no longer pursued",
)
async def put_closure(priority_id: UUID, command: priorities.ClosePriority, session: Session) -> None:
    await priorities.close_priority(session, priority_id, command)


@router.put(
    "/priorities/{priority_id}/presentations/{conference_id}",
    status_code=204,
    dependencies=changes_priority,
    summary="A priority was presented at a conference",
)
async def put_presentation(
    priority_id: UUID, conference_id: UUID, command: priorities.PresentPriority, session: Session
) -> None:
    await priorities.present_priority(session, priority_id, conference_id, command)


@router.put(
    "/priorities/{priority_id}/outcomes/{day}",
    status_code=204,
    dependencies=changes_priority,
    summary="Note what became of a priority by a day",
)
async def put_outcome(priority_id: UUID, day: Day, command: priorities.NoteOutcome, session: Session) -> None:
    await priorities.note_outcome(session, priority_id, day, command)


@router.get("/priorities", summary="The priorities, or those of a day as they stood on it")
async def get_priorities(
    session: Session,
    answer: Answer,
    level: priorities.Level | None = None,
    stage: PriorityStage | None = None,
    instrument: InstrumentCode | None = None,
    conference_id: UUID | None = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    sort: queries.PriorityOrder = "level",
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[queries.PrioritySummary]:
    found = await queries.list_priorities(
        session, level=level, stage=stage, instrument=instrument, conference_id=conference_id, as_of=as_of,
        known_at=known_at, sort=sort, limit=limit, after=after,
    )  # fmt: skip
    return answer.page(found)


@router.get("/priorities/{priority_id}", summary="One priority with all that is told of it")
async def get_priority(
    priority_id: UUID, session: Session, answer: Answer, known_at: KnownAt = None
) -> queries.PriorityDetails:
    return answer.record(await queries.show_priority(session, priority_id, known_at))


@router.put(
    "/instruments/{code}",
    status_code=204,
    dependencies=changes_instrument,
    summary="Register an instrument, or change what is known of it",
)
async def put_instrument(code: InstrumentCode, command: instruments.RegisterInstrument, session: Session) -> None:
    await instruments.register_instrument(session, code, command)


@router.get("/instruments", summary="The instruments, or those of a day")
async def get_instruments(
    session: Session,
    answer: Answer,
    kind: InstrumentKind | None = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    sort: queries.InstrumentOrder = "code",
    limit: Limit = 100,
    after: InstrumentCode | None = None,
) -> Page[queries.InstrumentSummary]:
    found = await queries.list_instruments(
        session, kind=kind, as_of=as_of, known_at=known_at, sort=sort, limit=limit, after=after
    )
    return answer.page(found)


@router.get("/instruments/{code}", summary="One instrument")
async def get_instrument(
    code: InstrumentCode, session: Session, answer: Answer, known_at: KnownAt = None
) -> queries.InstrumentDetails:
    return answer.record(await queries.show_instrument(session, code, known_at))
