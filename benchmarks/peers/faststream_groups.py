"""FastStream on a Redis stream with a consumer group: the defaults of its tutorial, publishing in pipelines."""

import asyncio

from cabos_contracts.governance import DecisionTaken
from faststream.redis import RedisBroker, StreamSub

from benchmarks.peers import job


async def publish(chunks: job.Chunks) -> None:
    async with RedisBroker(job.REDIS_URL) as broker:
        job.wait_for_the_word()
        redis = await broker.connect()
        for events in chunks:
            async with redis.pipeline(transaction=False) as pipe:
                for event in events:
                    await broker.publish(event, stream="decisions", pipeline=pipe)
                await pipe.execute()


async def consume(effect: job.Effect) -> None:
    broker = RedisBroker(job.REDIS_URL)

    @broker.subscriber(stream=StreamSub("decisions", group="benchmark", consumer="one"))
    async def know(event: DecisionTaken) -> None:
        await effect(event)

    async with broker:
        await broker.start()
        job.say("ready")
        await asyncio.Event().wait()


if __name__ == "__main__":
    job.main(publish, consume)
