"""Letters become due, are sent, or wait for a better moment."""

from datetime import datetime, timedelta

from cabos.database import execute
from cabos.ids import uuid7
from sqlalchemy import text
from sqlmodel import col
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.subscriptions import forget
from news.model.subscriber import Letter, LetterKind, Subscriber

SETTLED = timedelta(seconds=5)
"""What changed less than this ago is told next time: a transaction may be about to commit something older."""

FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=4)
REFUSALS = 3
"""After as many letters that were refused for good nobody writes to an address any more."""


# One that waits for its turn may have no id yet; one that only reads has none, and waits for nobody.
_LONGEST_OPEN = text("""
    SELECT min(xact_start) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
      AND xact_start < clock_timestamp() - :settled AND (backend_xid IS NOT NULL OR wait_event_type = 'Lock')
""")


async def settled_until(session: AsyncSession, now: datetime) -> datetime:
    """Up to when all that changed is seen: a transaction that has been open for long may yet commit older changes."""
    began: datetime | None = (await execute(session, _LONGEST_OPEN, {"settled": SETTLED})).scalar_one()
    return (now if began is None else min(now, began)) - SETTLED


async def due_subscriber(session: AsyncSession, now: datetime, until: datetime) -> Subscriber | None:
    """One whose time has come and who is not told up to `until` yet, held until the end of the transaction; other
    workers take others."""
    found = rows(Subscriber).where(col(Subscriber.next_at) <= now, col(Subscriber.told_until) < until)
    return (
        await session.exec(found.order_by(col(Subscriber.next_at)).limit(1).with_for_update(skip_locked=True))
    ).first()


def digest_due(
    session: AsyncSession, subscriber: Subscriber, until: datetime, now: datetime, *, something: bool
) -> None:
    """Write a letter of what changed up to `until`, if something has; the next one is for what comes after."""
    if something:
        session.add(
            Letter(
                id=uuid7(), kind=LetterKind.DIGEST, subscriber_id=subscriber.id, since=subscriber.told_until,
                until=until, written_at=now, next_try_at=now,
            )
        )  # fmt: skip
    subscriber.told_until = until
    subscriber.next_at = now + subscriber.frequency.pause


async def due_letter(session: AsyncSession, now: datetime) -> Letter | None:
    """One that is due, held until the end of the transaction; other workers take others."""
    found = rows(Letter).where(col(Letter.next_try_at) <= now).order_by(col(Letter.next_try_at)).limit(1)
    return (await session.exec(found.with_for_update(skip_locked=True))).first()


async def sent(session: AsyncSession, letter: Letter) -> None:
    subscriber = await _reader(session, letter)
    await session.delete(letter)
    if subscriber is not None:
        subscriber.refusals = 0


async def try_again(session: AsyncSession, letter: Letter, error: str, now: datetime) -> None:
    """Later and later, and after some days not again."""
    letter.tries += 1
    letter.error = error[:500]
    letter.next_try_at = now + min(FIRST_PAUSE * 2 ** min(letter.tries - 1, 20), LONGEST_PAUSE)
    if now - letter.written_at > GIVEN_UP_AFTER:
        await session.delete(letter)


async def refused(session: AsyncSession, letter: Letter) -> None:
    """The address takes no mail: the letter is gone, and after some of them its reader."""
    subscriber = await _reader(session, letter)
    await session.delete(letter)
    if subscriber is None:
        return
    subscriber.refusals += 1
    if subscriber.refusals >= REFUSALS:
        await session.flush()
        await forget(session, subscriber.id)


async def _reader(session: AsyncSession, letter: Letter) -> Subscriber | None:
    return None if letter.subscriber_id is None else await session.get(Subscriber, letter.subscriber_id)
