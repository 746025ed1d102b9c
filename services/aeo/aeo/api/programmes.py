"""The routes of programmes."""

from typing import Annotated
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos_contracts.types import EconomyCode, PartialDate
from fastapi import APIRouter, Query

from aeo.api.officers import After, officer
from aeo.commands import programme as commands
from aeo.model import Programme
from aeo.model.programme_facts import Kind
from aeo.model.programme_state import ProgrammeState
from aeo.queries import programmes as queries

router = APIRouter(prefix="/v1", tags=["programmes"])

changes_programme = [*officer, if_match(Programme, "programme_id")]


@router.put(
    "/programmes/{programme_id}", status_code=204, dependencies=changes_programme, summary="Enter or change a programme"
)
async def put_programme(programme_id: UUID, command: commands.RegisterProgramme, session: Session) -> None:
    await commands.register_programme(session, programme_id, command)


@router.put(
    "/programmes/{programme_id}/names/{from_on}",
    status_code=204,
    dependencies=changes_programme,
    summary="It has another name from a day on",
)
async def put_programme_name(
    programme_id: UUID, from_on: PartialDate, command: commands.RenameProgramme, session: Session
) -> None:
    await commands.rename_programme(session, programme_id, from_on, command)


@router.put(
    "/programmes/{programme_id}/state",
    status_code=204,
    dependencies=changes_programme,
    summary="It is operational, suspended or closed from a day on",
)
async def put_programme_state(programme_id: UUID, command: commands.ChangeProgrammeState, session: Session) -> None:
    await commands.change_programme_state(session, programme_id, command)


@router.put(
    "/programmes/{programme_id}/counts/{day}",
    status_code=204,
    dependencies=changes_programme,
    summary="So many hold the status on a day",
)
async def put_programme_count(
    programme_id: UUID, day: PartialDate, command: commands.CountOperators, session: Session
) -> None:
    await commands.count_operators(session, programme_id, day, command)


@router.get("/programmes", summary="Programmes, as they are or as they were on a day")
async def get_programmes(
    session: Session,
    answer: Answer,
    economy: EconomyCode | None = None,
    state: Annotated[ProgrammeState | None, Query(description="with as_of: the state that it surely had")] = None,
    operator: Annotated[Kind | None, Query(description="a type of operator that it takes in")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    sort: queries.ProgrammeOrder = "id",
    limit: Limit = 100,
    after: After = None,
) -> Page[queries.ProgrammeSummary]:
    asked = queries.Asked(economy=economy, state=state, operator=operator, as_of=as_of, known_at=known_at)
    return answer.page(await queries.list_programmes(session, asked, sort, limit, after))


@router.get("/programmes/{programme_id}", summary="One programme, with its names, states and numbers")
async def get_programme(
    programme_id: UUID, session: Session, answer: Answer, as_of: AsOf = None, known_at: KnownAt = None
) -> queries.ProgrammeDetails:
    return answer.record(await queries.show_programme(session, programme_id, as_of, known_at))
