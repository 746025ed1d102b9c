"""Celery with Redis: one worker in its process, no results, as many messages ahead as are given out at a time."""

import asyncio
from threading import Thread

import job
from cabos_contracts.governance import DecisionTaken
from celery import Celery, signals

app = Celery("decisions", broker=job.REDIS_URL)
app.conf.update(task_ignore_result=True, worker_prefetch_multiplier=job.CHUNK, worker_hijack_root_logger=False)
effects: list[job.Effect] = []
loop = asyncio.new_event_loop()


@app.task(name="know")
def know(data: str) -> None:
    loop.run_until_complete(effects[0](DecisionTaken.model_validate_json(data)))


async def publish(chunks: job.Chunks) -> None:
    with app.producer_or_acquire() as producer:
        producer.connection.ensure_connection()
        job.wait_for_the_word()
        for events in chunks:
            for event in events:
                know.apply_async((event.model_dump_json(),), producer=producer)


async def consume(effect: job.Effect) -> None:
    effects.append(effect)
    signals.worker_ready.connect(lambda **_: job.say("ready"), weak=False)
    command = ["worker", "--pool=solo", "--loglevel=ERROR", "--without-gossip", "--without-mingle", "--without-heartbeat"]
    # Celery has a loop of its own, and wants no other one in its thread.
    worker = Thread(target=app.worker_main, args=(command,), daemon=True)
    worker.start()
    worker.join()


if __name__ == "__main__":
    job.main(publish, consume)
