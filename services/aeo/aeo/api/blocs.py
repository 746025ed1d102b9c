"""The routes of blocs."""

from typing import Annotated

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos_contracts.aeo.economies import BlocCode
from cabos_contracts.types import EconomyCode
from fastapi import APIRouter, Query

from aeo.api.officers import officer
from aeo.commands import bloc as commands
from aeo.model import Bloc
from aeo.queries import blocs as queries

router = APIRouter(prefix="/v1", tags=["blocs"])

changes_bloc = [*officer, if_match(Bloc, "code")]


@router.put("/blocs/{code}", status_code=204, dependencies=changes_bloc, summary="Say who belongs to a bloc")
async def put_bloc(code: BlocCode, command: commands.DescribeBloc, session: Session) -> None:
    await commands.describe_bloc(session, code, command)


@router.put(
    "/blocs/{code}/members/{economy}",
    status_code=204,
    dependencies=changes_bloc,
    summary="An economy joins a bloc or leaves it, on a day that may lie ahead",
)
async def put_bloc_member(
    code: BlocCode, economy: EconomyCode, command: commands.ChangeMember, session: Session
) -> None:
    await commands.change_member(session, code, economy, command)


@router.get("/blocs", summary="The blocs, with their members on a day")
async def get_blocs(
    session: Session,
    answer: Answer,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    limit: Limit = 100,
    after: Annotated[str, Query(max_length=12, description="`next` of the page before")] = "",
) -> Page[queries.BlocView]:
    return answer.page(await queries.list_blocs(session, as_of, known_at, limit, after))


@router.get("/blocs/{code}", summary="One bloc")
async def get_bloc(
    code: BlocCode, session: Session, answer: Answer, as_of: AsOf = None, known_at: KnownAt = None
) -> queries.BlocView:
    return answer.record(await queries.show_bloc(session, code, as_of, known_at))
