"""The journal as an HTTP feed: everything from the first event, for whoever has no stream to read."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, Any

from cabos_contracts.types import Instant
from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import select

from cabos.database import Database
from cabos.partitions import MOST
from cabos.schema import journal
from cabos.wire import ROW, attributes

LIMIT = 500
PAGE = 50
WAIT_S = 30
POLL_S = 0.2

Position = Annotated[int, Query(ge=0, le=2**63 - 1, description="position of the last event already known")]
Partition = Annotated[int, Query(ge=0, lt=MOST, description="of a source that has several; each has its own positions")]
Since = Annotated[Instant | None, Query(description="an instant; instead of `after`")]
Types = Annotated[list[str] | None, Query(description="only these event types; repeatable")]


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
        after: Position = 0,
        since: Since = None,
        type: Types = None,
        partition: Partition = 0,
        limit: Annotated[int, Query(ge=1, le=LIMIT)] = 100,
        wait: Annotated[float, Query(ge=0, le=WAIT_S, description="seconds to wait for a first event")] = 0,
    ) -> Response:
        database: Database = request.app.state.database
        deadline = asyncio.get_running_loop().time() + wait
        position = await _before(database, partition, since) if since is not None else after
        while True:
            rows = await _page(database, partition, position, type, limit, since)
            if rows or asyncio.get_running_loop().time() >= deadline:
                break
            await asyncio.sleep(POLL_S)
        batch = [_cloudevent(source, row) for row in rows]
        headers = {"Cache-Control": "no-store"}
        if rows:
            following = request.url.remove_query_params("since").include_query_params(after=rows[-1].position)
            headers["Link"] = f'<{following}>; rel="next"'
        return Response(
            json.dumps(batch, ensure_ascii=False), media_type="application/cloudevents-batch+json", headers=headers
        )

    @router.get("/events/stream", response_class=EventSourceResponse, summary="The same, live, as Server-Sent Events")
    async def stream(
        request: Request,
        after: Position = 0,
        since: Since = None,
        type: Types = None,
        partition: Partition = 0,
        last_event_id: Annotated[int | None, Header(ge=0, le=2**63 - 1, description="where a client goes on")] = None,
    ) -> AsyncIterator[ServerSentEvent]:
        """Each event has its position for an id, so a client that reconnects misses none and sees none twice.

        Comments keep an idle connection open. No more than one page is read ahead of a client, however slow it is.
        """
        database: Database = request.app.state.database
        position = await _before(database, partition, since) if since is not None else after
        if last_event_id is not None:
            position, since = last_event_id, None
        while True:
            rows = await _page(database, partition, position, type, PAGE, since)
            for row in rows:
                yield ServerSentEvent(id=str(row.position), event=row.type, data=_cloudevent(source, row))
                position, since = row.position, None
            if not rows:
                await asyncio.sleep(POLL_S)
                if since is not None:
                    # Or what is left out until an instant ahead would be looked at again and again.
                    position = await _before(database, partition, since)

    return router


def _cloudevent(source: str, row: Any) -> dict[str, Any]:
    # What the entry is called on the stream, for whoever goes on over there.
    return attributes(source, row) | {"entryid": f"{row.ms}-{row.position}", "data": json.loads(row.data)}


async def _before(database: Database, partition: int, since: datetime) -> int:
    """The position after which everything was recorded at `since` or later."""
    # The milliseconds of the entry ids grow with the positions, which the times of the writers do not.
    earlier = select(journal.c.position).where(journal.c.partition == partition, journal.c.ms < _ms(since))
    statement = earlier.order_by(journal.c.position.desc()).limit(1)
    async with database.engine.connect() as connection:
        return (await connection.execute(statement)).scalar_one_or_none() or 0


async def _page(
    database: Database, partition: int, after: int, types: list[str] | None, limit: int, since: datetime | None = None
) -> Sequence[Any]:
    statement = (
        select(*ROW)
        .where(journal.c.partition == partition, journal.c.position > after)
        .order_by(journal.c.position)
        .limit(limit)
    )
    if types:
        statement = statement.where(journal.c.type.in_(types))
    if since is not None:
        # What is announced before an instant that is still ahead comes behind the position, too.
        statement = statement.where(journal.c.ms >= _ms(since))
    async with database.engine.connect() as connection:
        return (await connection.execute(statement)).all()


def _ms(instant: datetime) -> int:
    return int(instant.timestamp() * 1000)
