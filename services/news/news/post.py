"""The post of news: letters are written when their time has come, and handed to a mail server one by one."""

import asyncio
from datetime import UTC, datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import aiosmtplib
import structlog
from cabos.database import DATABASE_FAULTS, Database
from cabos.leadership import heed_cancellation
from cabos.logs import first_line
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands import letters
from news.commands.subscriptions import LEAVE, confirmation_token
from news.model.seal import Seal
from news.model.subscriber import Letter, Subscriber
from news.pages.languages import Reader
from news.pages.letters import Envelope, confirmation, digest
from news.queries.digests import news_for
from news.settings import Settings

log = structlog.get_logger()

LOOK_EVERY_S = 1
SMTP_WITHIN_S = 20
"""How long a mail server may take for one letter; the row of the letter is held meanwhile."""


async def carry(database: Database, settings: Settings) -> None:
    """Write and send until cancelled; several workers take letters side by side, each another one."""
    while settings.mails:
        try:
            now = datetime.now(UTC)
            await write_due(database, settings, now)
            await send_due(database, settings, now)
        except (*DATABASE_FAULTS, OSError) as fault:
            log.warning("the post starts over", error=first_line(fault))
        heed_cancellation()
        await asyncio.sleep(LOOK_EVERY_S)
    # Nothing is mailed here; a part of a worker that ended would be a fault.
    await asyncio.Event().wait()


async def write_due(database: Database, settings: Settings, now: datetime) -> int:
    """Write to everybody whose time has come and for whom there is news; how many letters that are."""
    written, more = 0, True
    while more:
        async with database.transaction() as session:
            until = await letters.settled_until(session, now)
            subscriber = await letters.due_subscriber(session, now, until)
            more = subscriber is not None
            if subscriber is not None:
                reader = Reader.of(subscriber.language, settings.fallbacks)
                news = await news_for(session, subscriber, reader, subscriber.told_until, until)
                letters.digest_due(session, subscriber, until, now, something=bool(news.told))
                written += bool(news.told)
    return written


async def send_due(database: Database, settings: Settings, now: datetime) -> int:
    """Send what is due; how many letters were taken by the mail server.

    A letter is sent before it is known to be: after a crash between the two it is sent again, with the same
    Message-ID, by which whoever reads it has it once.
    """
    taken, more = 0, True
    while more:
        async with database.transaction() as session:
            letter = await letters.due_letter(session, now)
            more = letter is not None
            if letter is not None:
                taken += await _send(session, letter, settings, now)
    return taken


async def _send(session: AsyncSession, letter: Letter, settings: Settings, now: datetime) -> bool:
    message = await _written(session, letter, settings)
    if message is None:
        # All that it was about has been withdrawn since, or is not what its reader would get.
        await session.delete(letter)
        return False
    try:
        await _hand_over(message, settings)
    except aiosmtplib.SMTPException as fault:
        if _for_good(fault):
            log.info("a mail address refuses letters", letter=str(letter.id))
            await letters.refused(session, letter)
        else:
            await letters.try_again(session, letter, first_line(fault), now)
        return False
    except (OSError, TimeoutError) as fault:
        await letters.try_again(session, letter, first_line(fault), now)
        return False
    await letters.sent(session, letter)
    return True


async def _written(session: AsyncSession, letter: Letter, settings: Settings) -> EmailMessage | None:
    seal, base = seal_of(settings), str(settings.public_url).rstrip("/")
    if letter.wish is not None:
        envelope = Envelope(letter.id, settings.mail_from, letter.wish.email, letter.wish.language, letter.written_at)
        token = confirmation_token(letter.wish, seal, letter.written_at)
        return confirmation(envelope, f"{base}/{letter.wish.language}/newsroom/subscription/confirm?token={token}")
    subscriber = await session.get(Subscriber, letter.subscriber_id)
    if subscriber is None or letter.since is None or letter.until is None:
        return None
    reader = Reader.of(subscriber.language, settings.fallbacks)
    news = await news_for(session, subscriber, reader, letter.since, letter.until)
    if not news.told:
        return None
    envelope = Envelope(letter.id, settings.mail_from, subscriber.email, subscriber.language, letter.written_at)
    mark = seal.mark_of(LEAVE, subscriber.id)
    leave = f"{base}/{subscriber.language}/newsroom/subscription/{subscriber.id}/leave?mark={mark}"
    return digest(envelope, news, base, leave)


async def _hand_over(message: EmailMessage, settings: Settings) -> None:
    server = urlsplit(settings.smtp_url.get_secret_value() if settings.smtp_url else "")
    await aiosmtplib.send(
        # As bytes: a message would be written by rules of the library, which encode the address of one click.
        message.as_bytes(),
        sender=str(message["From"]),
        recipients=[str(message["To"])],
        hostname=server.hostname,
        port=server.port,
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=server.scheme == "smtps",
        timeout=SMTP_WITHIN_S,
    )


def _for_good(fault: aiosmtplib.SMTPException) -> bool:
    """Whether the server said that this address will never do (RFC 5321, 4.2.1), rather than not now."""
    if isinstance(fault, aiosmtplib.SMTPRecipientsRefused):
        return all(each.code >= 500 for each in fault.recipients)
    return isinstance(fault, aiosmtplib.SMTPRecipientRefused) and fault.code >= 500


def seal_of(settings: Settings) -> Seal:
    return Seal(settings.mail_secret.get_secret_value() if settings.mail_secret else "")
