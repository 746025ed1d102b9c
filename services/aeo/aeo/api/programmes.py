"""The routes of programmes."""

from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Limit
from cabos.views import show
from cabos_contracts.types import EconomyCode
from fastapi import APIRouter

from aeo.api.officers import After, officer
from aeo.commands import programme as commands
from aeo.model import Programme
from aeo.queries import programmes as queries

router = APIRouter(prefix="/v1", tags=["programmes"])


@router.put("/programmes/{programme_id}", status_code=204, dependencies=officer, summary="Enter or change a programme")
async def put_programme(programme_id: UUID, command: commands.RegisterProgramme, session: Session) -> None:
    await commands.register_programme(session, programme_id, command)


@router.get("/programmes", summary="Programmes, of one economy if asked")
async def get_programmes(
    session: Session, economy: EconomyCode | None = None, limit: Limit = 100, after: After = None
) -> Page[queries.ProgrammeSummary]:
    return await queries.list_programmes(session, economy, limit, after)


@router.get("/programmes/{programme_id}", summary="One programme")
async def get_programme(programme_id: UUID, session: Session) -> queries.ProgrammeDetails:
    return await show(session, Programme, queries.ProgrammeDetails, programme_id)
