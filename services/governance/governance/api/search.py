"""The route by which records are found."""

from typing import Annotated

from cabos.http import Session
from fastapi import APIRouter, Query

from governance.queries import search as queries

router = APIRouter(prefix="/v1", tags=["search"])

Words = Annotated[str, Query(min_length=1, max_length=200, description='all of these; `"a phrase"`, `or`, `-not`')]
Kinds = Annotated[list[queries.Kind] | None, Query(description="all kinds when missing")]


@router.get("/search", summary="Find records by words")
async def get_search(
    session: Session, q: Words, kind: Kinds = None, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> list[queries.Found]:
    return await queries.search(session, q, kind or list(queries.TABLES), limit)
