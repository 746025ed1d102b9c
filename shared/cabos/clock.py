"""What happens because time has passed, once, whichever workers are alive."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.database import DATABASE_FAULTS, execute, session_on
from cabos.leadership import heed_cancellation, leading
from cabos.logs import first_line

log = structlog.get_logger()

Duty = Callable[[AsyncSession, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Round:
    duty: Duty
    seconds: float


class Clock:
    """Duties of one service: `async def duty(session, now)`, each in its own transaction; none commits by itself."""

    def __init__(self) -> None:
        self.rounds: list[Round] = []

    def every(self, *, seconds: float) -> Callable[[Duty], Duty]:
        def register(duty: Duty) -> Duty:
            self.rounds.append(Round(duty, seconds))
            return duty

        return register

    async def run(self, engine: AsyncEngine, service: str) -> None:
        """Do the rounds until cancelled, in the one worker that holds the service's clock."""
        while self.rounds:
            try:
                async with leading(engine, f"clock:{service}") as connection:
                    while True:
                        for round_ in self.rounds:
                            await self._do(connection, round_.duty)
                        heed_cancellation()
                        await asyncio.sleep(min(r.seconds for r in self.rounds))
            except (*DATABASE_FAULTS, OSError) as fault:
                log.warning("clock starts over", error=first_line(fault))
                heed_cancellation()
                await asyncio.sleep(1)

    async def _do(self, connection: AsyncConnection, duty: Duty) -> None:
        async with session_on(connection) as session:
            # The database's clock decides what is due: the machines of several workers never agree.
            now: datetime = (await execute(session, text("SELECT clock_timestamp()"))).scalar_one()
            try:
                await duty(session, now.astimezone(UTC))
                await session.commit()
            except DATABASE_FAULTS:
                raise
            except Exception:
                await session.rollback()
                log.exception("a duty failed and is tried again on the next round", duty=duty.__name__)
