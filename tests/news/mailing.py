"""A newsroom that mails, a mail server that keeps what it gets, and a time that the test says."""

import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from cabos.database import execute
from cabos.testing.services import Running, running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from news.app import service
from news.commands.letters import SETTLED
from news.post import send_due, write_due
from news.settings import Settings
from sqlalchemy import text

from tests.news.newsroom import Newsroom, done

READER = "reader@example.org"
SITE = "https://news.example"
DAY = timedelta(days=1)
SOON = SETTLED + timedelta(seconds=1)


class Mailbox:
    """A mail server on loopback; what it takes it keeps, and what it is told to answer it answers."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.answer = "250 OK"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.controller: Controller | None = None

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = envelope.content
        assert isinstance(raw, bytes)
        letter = message_from_bytes(raw, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        assert envelope.rcpt_tos == [letter["To"]]
        self.letters.append(letter)
        self.raw.append(raw)
        return "250 OK"

    def open(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def close(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    @property
    def settings(self) -> dict[str, Any]:
        return {
            "smtp_url": f"smtp://127.0.0.1:{self.port}",
            "public_url": SITE,
            "mail_secret": "a secret that is long enough for this",
            "mail_from": "newsroom@news.example",
        }


class Mailing(Newsroom):
    """A newsroom that mails; its time is what the test says, for nothing runs by itself."""

    def __init__(self, news: Running, mailbox: Mailbox) -> None:
        super().__init__(news)
        self.mailbox = mailbox
        self.now = datetime.now(UTC)
        assert isinstance(news.settings, Settings)
        self.settings = news.settings

    async def deliver(self, later: timedelta = SOON) -> list[EmailMessage]:
        """What arrives when so much time has passed."""
        self.now = max(self.now, datetime.now(UTC)) + later
        before = len(self.mailbox.letters)
        await write_due(self.news.database, self.settings, self.now)
        await send_due(self.news.database, self.settings, self.now)
        return self.mailbox.letters[before:]

    async def subscribe(
        self, language: str = "en", frequency: str = "at_once", email: str = READER, **wish: Any
    ) -> None:
        """Ask, and follow the link that comes."""
        body = {"email": email, "language": language, "frequency": frequency} | wish
        done(await self.http.post("/v1/subscriptions", json=body, headers={"Authorization": ""}), 202)
        [letter] = await self.deliver(timedelta(0))
        done(await self.http.post(link_in(letter)), 200)
        # What came before is old to them.
        self.now = max(self.now, datetime.now(UTC))

    async def return_to_now(self) -> None:
        """All that was told was told until now, whatever the time of the test was."""
        self.now = datetime.now(UTC)
        async with self.news.database.transaction() as session:
            await execute(session, text("UPDATE subscriber SET told_until = clock_timestamp(), next_at = now()"))

    async def count(self, table: str) -> int:
        async with self.news.database.transaction() as session:
            return int((await execute(session, text(f"SELECT count(*) FROM {table}"))).scalar_one())


@asynccontextmanager
async def mailing_at_work(
    stack: Stack, issuer: TestIssuer, mailbox: Mailbox, *, worker: bool = False
) -> AsyncIterator[Mailing]:
    async with running(service, stack, issuer, worker=worker, **mailbox.settings) as news:
        yield Mailing(news, mailbox)


def words_of(letter: EmailMessage, kind: str = "plain") -> str:
    part = letter.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def link_in(letter: EmailMessage) -> str:
    found = re.search(re.escape(SITE) + r"(\S+)", words_of(letter))
    assert found is not None
    return found[1]


def leave_of(letter: EmailMessage) -> str:
    link = urlsplit(str(letter["List-Unsubscribe"])[1:-1])
    return f"{link.path}?{link.query}"
