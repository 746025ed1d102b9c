"""The routes by which the register leaves as a whole."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from functools import partial
from typing import Annotated, Any

from cabos.database import Database
from cabos.http import Session
from cabos_contracts.types import Day
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from aeo.queries import export, sheets
from aeo.queries.compendium import compendium

router = APIRouter(prefix="/v1", tags=["export"])


@router.get(
    "/export.json",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/json": {}}}},
    summary="Everything on record, as it stands",
)
async def get_export_json(request: Request) -> StreamingResponse:
    return StreamingResponse(_streamed(request, export.as_json), media_type="application/json")


@router.get(
    "/export.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}},
    summary="One kind of thing that is on record, as a table",
)
async def get_export_csv(
    request: Request, of: Annotated[sheets.Of, Query(description="what there is a line for")] = "agreements"
) -> StreamingResponse:
    return StreamingResponse(_streamed(request, partial(sheets.as_csv, of=of)), media_type="text/csv")


@router.get("/compendium.html", response_class=HTMLResponse, summary="The register as a page that can be printed")
async def get_compendium(
    session: Session, on: Annotated[Day | None, Query(description="a day; today (UTC) when missing")] = None
) -> HTMLResponse:
    return HTMLResponse(await compendium(session, on or datetime.now(UTC).date()))


async def _streamed(request: Request, written: Callable[[Any], AsyncIterator[str]]) -> AsyncIterator[str]:
    # The request's own transaction ends before the answer is sent, and this is read while it is.
    database: Database = request.app.state.database
    async with database.transaction() as session:
        async for part in written(session):
            yield part
