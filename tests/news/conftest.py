"""A newsroom at work."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from cabos.testing.services import Running, running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from news.app import service

from tests.aeo.conftest import NAMES, aeo_at_work, governance_at_work, informed
from tests.aeo.desk import Desk
from tests.governance.office import Office
from tests.news.mailing import Mailbox, Mailing, mailing_at_work
from tests.news.newsroom import Newsroom


@pytest.fixture
async def news(stack: Stack, issuer: TestIssuer, wiped_redis: Any) -> AsyncIterator[Running]:
    async with running(service, stack, issuer) as news:
        yield news


@pytest.fixture
def newsroom(news: Running) -> Newsroom:
    """An editor and a publisher at work."""
    return Newsroom(news)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.open()
    yield mailbox
    mailbox.close()


@pytest.fixture
async def mailing(stack: Stack, issuer: TestIssuer, wiped_redis: Any, mailbox: Mailbox) -> AsyncIterator[Mailing]:
    async with mailing_at_work(stack, issuer, mailbox) as mailing:
        yield mailing


@pytest.fixture
async def governance(stack: Stack, issuer: TestIssuer, wiped_redis: Any) -> AsyncIterator[Office]:
    """An officer of governance at work."""
    async with governance_at_work(stack, issuer) as office:
        yield office


@pytest.fixture
async def desk(governance: Office, stack: Stack, issuer: TestIssuer) -> AsyncIterator[Desk]:
    """An officer of aeo at work, who knows the members."""
    async with aeo_at_work(stack, issuer) as aeo:
        yield await informed(Desk(aeo), len(NAMES))
