"""A newsroom at work."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from cabos.testing.services import Running, running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from news.app import service

from tests.news.newsroom import Newsroom


@pytest.fixture
async def news(stack: Stack, issuer: TestIssuer, wiped_redis: Any) -> AsyncIterator[Running]:
    async with running(service, stack, issuer) as news:
        yield news


@pytest.fixture
def newsroom(news: Running) -> Newsroom:
    """An editor and a publisher at work."""
    return Newsroom(news)
