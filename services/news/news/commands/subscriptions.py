"""Somebody asks to be told, confirms it, and leaves."""

from datetime import datetime, timedelta
from uuid import UUID

from cabos.database import execute
from cabos.ids import stable_id, uuid7
from cabos.refusal import Invalid
from sqlalchemy import text
from sqlmodel import col, delete
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.records import example, require_language, turn
from news.model.edition import Edition
from news.model.seal import LINK_HOLDS, BrokenSeal, Seal
from news.model.subscriber import REGIONS, Letter, LetterKind, Subscriber, Wish

CONFIRM, LEAVE = "confirm", "leave"
"""What a link is sealed for."""

ASKED_AGAIN_AFTER = timedelta(hours=1)
"""How often one address is asked to confirm, at most: it may be somebody else who writes it here."""


class UnknownRegion(Invalid):
    """There is no such region, and nothing would ever be told of it."""


class Subscribe(Wish):
    """Ask to be told; nothing happens before the link in the mail is followed."""

    model_config = example(
        email="reader@example.org", language="es", topics=[{"region": "AMS"}, {"tag": "aeo"}], frequency="daily"
    )


async def ask(session: AsyncSession, wish: Wish, seal: Seal, now: datetime) -> None:
    """Whether the address is known makes no difference to see. What is asked again too soon is passed over."""
    require_language(wish.language, "language")
    await _require_regions(session, wish)
    disguised = seal.disguise(wish.email)
    await turn(session, f"mail {disguised.hex()}")
    await _let_go(session, now)
    found = await execute(session, text("SELECT 1 FROM mail_asked WHERE address = :address"), {"address": disguised})
    if found.first() is not None:
        return
    statement = text("INSERT INTO mail_asked (address, asked_at) VALUES (:address, :now)")
    await execute(session, statement, {"address": disguised, "now": now})
    letter = Letter(id=uuid7(), kind=LetterKind.CONFIRMATION, wish=wish, written_at=now, next_try_at=now)
    session.add(letter)


async def _require_regions(session: AsyncSession, wish: Wish) -> None:
    """One of those that are known, or of a story that was public."""
    for place, topic in enumerate(wish.topics):
        if topic.region is None or topic.region in REGIONS:
            continue
        if (await session.exec(rows(Edition.region).where(Edition.region == topic.region).limit(1))).first() is None:
            known = ", ".join(sorted(REGIONS))
            raise UnknownRegion(
                f"topics: there is no region {topic.region!r}; there are {known}", field=f"topics.{place}.region"
            )


def confirmation_token(wish: Wish, seal: Seal, now: datetime) -> str:
    return seal.token(CONFIRM, wish.model_dump(mode="json"), now + LINK_HOLDS)


async def confirm(session: AsyncSession, token: str, seal: Seal, now: datetime) -> Wish:
    """The same again is harmless; another wish of the same address takes the place of the one before.

    Raises `BrokenSeal`, also for a link that was made before the address was left: that ended what it had begun.
    """
    said, until = seal.open(CONFIRM, token, now)
    wish = Wish.model_validate(said)
    disguised = seal.disguise(wish.email)
    await turn(session, f"mail {disguised.hex()}")
    statement = text("SELECT 1 FROM mail_left WHERE address = :address AND left_at >= :made")
    found = await execute(session, statement, {"address": disguised, "made": until - LINK_HOLDS})
    if found.first() is not None:
        raise BrokenSeal("This address has been unsubscribed since the link was made: ask for another")
    known = (await session.exec(rows(Subscriber).where(Subscriber.email == wish.email))).first()
    if known is None:
        session.add(
            Subscriber(
                id=stable_id("subscriber", uuid7()), **dict(wish), confirmed_at=now, told_until=now,
                next_at=now + wish.frequency.pause,
            )
        )  # fmt: skip
    elif (known.language, known.topics, known.frequency) != (wish.language, wish.topics, wish.frequency):
        known.language, known.topics, known.frequency = wish.language, wish.topics, wish.frequency
        known.next_at = now + wish.frequency.pause
    return wish


async def leave(session: AsyncSession, subscriber_id: UUID, mark: str, seal: Seal, now: datetime) -> None:
    """Nothing of somebody who leaves is kept but a mark, as long as links hold that were made before; to leave again is
    harmless. Raises `BrokenSeal`."""
    seal.check(LEAVE, subscriber_id, mark)
    await _let_go(session, now)
    subscriber = await session.get(Subscriber, subscriber_id)
    if subscriber is None:
        return
    disguised = seal.disguise(subscriber.email)
    await turn(session, f"mail {disguised.hex()}")
    await execute(session, _LEFT, {"address": disguised, "now": now})
    # Who changes their mind is sent another link at once.
    await execute(session, text("DELETE FROM mail_asked WHERE address = :address"), {"address": disguised})
    await forget(session, subscriber_id)


_LEFT = text("""
    INSERT INTO mail_left (address, left_at) VALUES (:address, :now)
    ON CONFLICT (address) DO UPDATE SET left_at = excluded.left_at
""")


async def _let_go(session: AsyncSession, now: datetime) -> None:
    """Of the marks by which addresses are known again no more is kept than is needed."""
    await execute(session, text("DELETE FROM mail_asked WHERE asked_at < :before"), {"before": now - ASKED_AGAIN_AFTER})
    await execute(session, text("DELETE FROM mail_left WHERE left_at < :before"), {"before": now - LINK_HOLDS})


async def forget(session: AsyncSession, subscriber_id: UUID) -> None:
    await execute(session, delete(Letter).where(col(Letter.subscriber_id) == subscriber_id))
    await execute(session, delete(Subscriber).where(col(Subscriber.id) == subscriber_id))
