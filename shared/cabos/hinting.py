"""Carrying the wake-up hint from an API process to the relay, over Redis PUBLISH."""

import asyncio
from collections.abc import Callable
from types import TracebackType

from redis.asyncio import Redis
from redis.exceptions import RedisError

from cabos import hints
from cabos.leadership import heed_cancellation
from cabos.streams import close, hint_channel, writing_client

PAUSE_S = 0.5


class Hinter:
    """While it is open, every commit that announced something publishes one hint; commits in a burst share one.

    A hint that is lost costs at most the relay's poll of a second, so a request never waits for one.
    """

    def __init__(self, redis_url: str, source: str) -> None:
        self.redis: Redis = writing_client(redis_url)
        self.channel = hint_channel(source)
        self._due = asyncio.Event()

    async def __aenter__(self) -> "Hinter":
        self._unlisten = hints.listen(self._due.set)
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._unlisten()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        await close(self.redis)

    async def _run(self) -> None:
        while True:
            await self._due.wait()
            self._due.clear()
            try:
                await self.redis.publish(self.channel, b"")
            except (RedisError, OSError):
                await asyncio.sleep(PAUSE_S)
            # redis-py loses a cancellation that comes while it connects.
            heed_cancellation()


async def heed(redis_url: str, source: str, wake: Callable[[], None]) -> None:
    """Call `wake` for every hint, until cancelled; when Redis is away the poll does without."""
    redis = writing_client(redis_url)
    try:
        while True:
            try:
                async with redis.pubsub(ignore_subscribe_messages=True) as pubsub:
                    await pubsub.subscribe(hint_channel(source))
                    while True:
                        if await pubsub.get_message(timeout=5):
                            wake()
                        heed_cancellation()
            except (RedisError, OSError):
                heed_cancellation()
                await asyncio.sleep(PAUSE_S)
    finally:
        await close(redis)
