"""What is due in news: what was scheduled goes out at its instant."""

from datetime import datetime

from cabos.clock import Clock
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands import publishing

clock = Clock()


@clock.every(seconds=0.25)
async def publish_due(session: AsyncSession, now: datetime) -> None:
    await publishing.publish_due(session, now)
