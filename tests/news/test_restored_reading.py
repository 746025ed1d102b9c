"""A newsroom that comes back from an export goes on listening where it stopped."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from cabos.database import execute
from cabos.schema import cursor
from cabos.testing import eventually
from cabos.testing.services import running
from cabos.testing.stack import Stack
from cabos.testing.tokens import TestIssuer
from news.app import service
from news.commands.restoring import restore
from sqlalchemy import select

from tests.aeo.conftest import governance_at_work
from tests.governance.office import Office
from tests.news.newsroom import Newsroom, done

RULE = "/v1/rules/governance.decision.taken.v1"


@pytest.fixture
async def governance(stack: Stack, issuer: TestIssuer, wiped_redis: Any) -> AsyncIterator[Office]:
    async with governance_at_work(stack, issuer) as office:
        yield office


async def heard(newsroom: Newsroom, governance: Office) -> None:
    """News has read all that governance has announced."""

    async def look() -> bool:
        last = (await governance.governance.announced())[-1]["sequence"]
        async with newsroom.news.database.transaction() as session:
            at = await execute(session, select(cursor.c.position).where(cursor.c.source == "governance"))
        return at.scalar_one() == int(last)

    await eventually(look)


async def test_what_was_ignored_before_it_went_out_is_no_news_when_it_is_back(
    newsroom: Newsroom, governance: Office, stack: Stack, issuer: TestIssuer
) -> None:
    done(await newsroom.http.put(RULE, json={"does": "ignore"}))
    await governance.open()
    done(await governance.take(kind="other", text="The old decision."))
    await governance.announced(1, "governance.decision.taken.v1")
    await heard(newsroom, governance)
    done(await newsroom.http.put(RULE, json={"does": "publish"}))
    exported = done(await newsroom.http.get("/v1/export"), 200).content

    async with running(service, stack, issuer, worker=False) as other:
        again = Newsroom(other)
        async with other.database.transaction() as session:
            await restore(session, exported.splitlines())
        working = asyncio.create_task(service.worker(other.settings).run())
        done(await governance.take(uuid4(), kind="other", text="The new decision."))
        await eventually(lambda: has_stories(again))
        stories = (await again.get("/v1/stories"))["items"]
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

    assert [story["headline"] for story in stories] == ["The new decision"]


async def has_stories(newsroom: Newsroom) -> bool:
    return bool((await newsroom.get("/v1/stories"))["items"])
