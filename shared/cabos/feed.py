"""The journal as an HTTP feed: everything from the first event, for whoever has no stream to read."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select

from cabos.database import Database
from cabos.schema import journal
from cabos.wire import ROW, attributes

LIMIT = 500
WAIT_S = 30
POLL_S = 0.2


def feed(source: str) -> APIRouter:
    """Routes of `GET /v1/events` for the service `source`."""
    router = APIRouter(prefix="/v1", tags=["events"])

    @router.get(
        "/events",
        response_class=Response,
        responses={200: {"content": {"application/cloudevents-batch+json": {}}}},
        summary="Announced events in their order, as a CloudEvents JSON batch",
    )
    async def events(
        request: Request,
        after: Annotated[int, Query(ge=0, le=2**63 - 1, description="position of the last event already known")] = 0,
        type: Annotated[list[str] | None, Query(description="only these event types; repeatable")] = None,
        limit: Annotated[int, Query(ge=1, le=LIMIT)] = 100,
        wait: Annotated[float, Query(ge=0, le=WAIT_S, description="seconds to wait for a first event")] = 0,
    ) -> Response:
        database: Database = request.app.state.database
        deadline = asyncio.get_running_loop().time() + wait
        while True:
            rows = await _page(database, after, type, limit)
            if rows or asyncio.get_running_loop().time() >= deadline:
                break
            await asyncio.sleep(POLL_S)
        batch = [attributes(source, row) | {"data": json.loads(row.data)} for row in rows]
        headers = {"Cache-Control": "no-store"}
        if rows:
            following = request.url.include_query_params(after=rows[-1].position)
            headers["Link"] = f'<{following}>; rel="next"'
        return Response(
            json.dumps(batch, ensure_ascii=False), media_type="application/cloudevents-batch+json", headers=headers
        )

    return router


async def _page(database: Database, after: int, types: list[str] | None, limit: int) -> Sequence[Any]:
    statement = select(*ROW).where(journal.c.position > after).order_by(journal.c.position).limit(limit)
    if types:
        statement = statement.where(journal.c.type.in_(types))
    async with database.engine.connect() as connection:
        return (await connection.execute(statement)).all()
