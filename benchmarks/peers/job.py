"""The job that every peer does: N decisions published by one process, each having its effect in another.

A peer is a module with two functions and a last line, `job.main(publish, consume)`; it runs in an environment of its
own and finds here what the job is. The environment says where the servers are: DATABASE_URL and REDIS_URL.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from uuid import UUID

import psycopg
from cabos_contracts.governance import DecisionTaken

DATABASE_URL = os.environ["DATABASE_URL"]
REDIS_URL = os.environ["REDIS_URL"]
CHUNK = 100
"""How many events are given out at a time: in a transaction, a pipeline, or at once."""

UPSERT = """
    INSERT INTO known_decision (decision_id, region, text, version) VALUES (%s, %s, %s, %s)
    ON CONFLICT (decision_id) DO UPDATE
    SET region = excluded.region, text = excluded.text, version = excluded.version
"""

Chunks = Iterator[Sequence[DecisionTaken]]


def row(event: DecisionTaken) -> tuple[UUID, str, str, int]:
    return event.decision_id, str(event.region), event.text, event.version


def chunks(count: int) -> Chunks:
    for start in range(0, count, CHUNK):
        yield [_decision(number) for number in range(start + 1, min(start + CHUNK, count) + 1)]


def _decision(number: int) -> DecisionTaken:
    return DecisionTaken(
        decision_id=UUID(int=number),
        conference_id=UUID(int=21),
        conference_name="Regional Conference of Customs Directors General for the Americas/Caribbean Region",
        region="AMS",
        kind="vice_chair_selection",
        text="The Dominican Republic is the next Vice-Chair of the Region.",
        taken_on="2018-04-17",
        effective="after the June 2018 Council sessions",
        version=1,
    )


class Effect:
    """Counting, or an upsert as well, over one connection that commits each by itself; the last one ends the job."""

    def __init__(self, kind: str, count: int) -> None:
        self.kind = kind
        self.left = count
        self._connection: psycopg.AsyncConnection | None = None
        self._blocking: psycopg.Connection | None = None
        self._turn = asyncio.Lock()

    async def __call__(self, event: DecisionTaken) -> None:
        if self.kind == "upsert":
            async with self._turn:
                if self._connection is None:
                    self._connection = await psycopg.AsyncConnection.connect(DATABASE_URL, autocommit=True)
                await self._connection.execute(UPSERT, row(event))
        self.counted(1)

    def now(self, event: DecisionTaken) -> None:
        """The same for whoever has no event loop."""
        if self.kind == "upsert":
            if self._blocking is None:
                self._blocking = psycopg.connect(DATABASE_URL, autocommit=True)
            self._blocking.execute(UPSERT, row(event))
        self.counted(1)

    def counted(self, events: int) -> None:
        self.left -= events
        if self.left == 0:
            say("done")


def say(word: str) -> None:
    print(word, flush=True)


def wait_for_the_word() -> None:
    say("ready")
    sys.stdin.readline()


Publish = Callable[[Chunks], Awaitable[None] | None]
Consume = Callable[[Effect], Awaitable[None] | None]


def main(publish: Publish, consume: Consume) -> None:
    """`publish N` or `consume N count|upsert`; each says when it is ready, then `published` or `done`."""
    part, count = sys.argv[1], int(sys.argv[2])
    working = publish(chunks(count)) if part == "publish" else consume(Effect(sys.argv[3], count))
    if working is not None:
        asyncio.run(_until_it_ends(working))
    say("published")


async def _until_it_ends(working: Awaitable[None]) -> None:
    await working
