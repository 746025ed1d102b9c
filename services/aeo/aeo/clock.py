"""What is due in aeo: steps whose day has come are taken without anybody asking, and reviews fall due."""

from datetime import datetime

from cabos.clock import Clock
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands import agreement as agreements
from aeo.commands.bloc import tell_changes_of_blocs
from aeo.commands.recognition import recompute_missing

clock = Clock()


@clock.every(seconds=30)
async def take_due_steps(session: AsyncSession, now: datetime) -> None:
    await agreements.take_due_steps(session, now)


@clock.every(seconds=30)
async def announce_due_reviews(session: AsyncSession, now: datetime) -> None:
    await agreements.announce_due_reviews(session, now)


@clock.every(seconds=30)
async def cover_older_agreements(session: AsyncSession, now: datetime) -> None:
    await recompute_missing(session)


@clock.every(seconds=30)
async def tell_who_joins_and_leaves(session: AsyncSession, now: datetime) -> None:
    await tell_changes_of_blocs(session, now)
