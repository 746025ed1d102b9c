"""One process of a design, which may be killed at any moment.

`python -m tests.faults.processes DESIGN ROLE NAME DATABASE_URL REDIS_URL SEED PID_FILE`
"""

import asyncio
import os
import sys
import time
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from cabos.database import Database, execute
from sqlalchemy import insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession

from tests.faults.facts import Intention, event_of, fact, intend, rolled_back, tally

TRANSACTIONS_A_SECOND = 30.0
"""Of each of the three writers; with 2.5 events in each about 220 events a second."""

PAUSE_S = 0.1


async def write(design: Any, database_url: str, redis_url: str, seed: str) -> None:
    """Make facts at a steady pace; whether one that failed at its commit exists only the database knows."""
    random = Random(seed)
    database = Database(database_url)
    async with design.announcing(redis_url):
        while True:
            began = time.monotonic()
            try:
                await _carry_out(design, database, intend(random))
            except (SQLAlchemyError, OSError):
                await asyncio.sleep(PAUSE_S)
            await asyncio.sleep(max(1 / TRANSACTIONS_A_SECOND - (time.monotonic() - began), 0))


async def _carry_out(design: Any, database: Database, intention: Intention) -> None:
    async with AsyncSession(database.engine) as session:
        numbers = []
        for subject, _ in intention.raised:
            # The row stays locked until the commit, so that numbers are in the order of the commits.
            raised = update(tally).where(tally.c.tally == subject).values(number=tally.c.number + 1)
            numbers.append((await execute(session, raised.returning(tally.c.number))).scalar_one())
        await asyncio.sleep(intention.seconds_before)
        events = []
        for (subject, kind), number in zip(intention.raised, numbers, strict=True):
            row = insert(fact).values(tally=subject, number=number, kind=kind).returning(fact.c.id)
            events.append(event_of(number, kind, subject, (await execute(session, row)).scalar_one()))
        await design.announce(session, events)
        await asyncio.sleep(intention.seconds_after)
        if intention.gives_up:
            await execute(session, select(rolled_back.next_value()))
            await session.rollback()
            return
        await session.commit()
    await design.announced(events)


async def main(design_name: str, role: str, name: str, database_url: str, redis_url: str, seed: str) -> None:
    design = import_module(f"tests.faults.designs.{design_name}")
    match role:
        case "writer":
            await write(design, database_url, redis_url, seed)
        case "relay":
            await design.relay(database_url, redis_url)
        case service:
            await design.read(service, name, database_url, redis_url)


if __name__ == "__main__":
    *words, pid_file = sys.argv[1:]
    unfinished = Path(f"{pid_file}.unfinished")
    unfinished.write_text(str(os.getpid()))
    unfinished.rename(pid_file)
    with suppress(KeyboardInterrupt):
        asyncio.run(main(*words))
