"""What is due in aeo: an agreement whose day has come is in force without anybody asking."""

from datetime import datetime

from cabos.clock import Clock
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands import agreement as agreements

clock = Clock()


@clock.every(seconds=30)
async def begin_due_agreements(session: AsyncSession, now: datetime) -> None:
    await agreements.begin_due_agreements(session, now)
