"""taskiq with redis streams: events are sent a hundred at once, a worker takes as many side by side."""

import asyncio

from cabos_contracts.governance import DecisionTaken
from taskiq.api import run_receiver_task
from taskiq_redis import RedisStreamBroker

from benchmarks.peers import job

broker = RedisStreamBroker(job.REDIS_URL)
effects: list[job.Effect] = []


@broker.task  # type: ignore[untyped-decorator]
async def know(event: DecisionTaken) -> None:
    await effects[0](event)


async def publish(chunks: job.Chunks) -> None:
    await broker.startup()
    job.wait_for_the_word()
    for events in chunks:
        await asyncio.gather(*(know.kiq(event) for event in events))
    await broker.shutdown()


async def consume(effect: job.Effect) -> None:
    effects.append(effect)
    broker.is_worker_process = True
    await broker.startup()
    job.say("ready")
    await run_receiver_task(broker, max_async_tasks=job.CHUNK, max_prefetch=job.CHUNK)


if __name__ == "__main__":
    job.main(publish, consume)
