"""Celery with Redis: one worker in its process, no results, as many messages ahead as are given out at a time."""

from cabos_contracts.governance import DecisionTaken
from celery import Celery, signals

from benchmarks.peers import job

app = Celery("decisions", broker=job.REDIS_URL)
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=job.CHUNK,
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
)
effects: list[job.Effect] = []


@app.task(name="know")  # type: ignore[untyped-decorator]
def know(data: str) -> None:
    effects[0].now(DecisionTaken.model_validate_json(data))


def publish(chunks: job.Chunks) -> None:
    with app.producer_or_acquire() as producer:
        producer.connection.ensure_connection()
        job.wait_for_the_word()
        for events in chunks:
            for event in events:
                know.apply_async((event.model_dump_json(),), producer=producer)


def consume(effect: job.Effect) -> None:
    effects.append(effect)
    signals.worker_ready.connect(lambda **_: job.say("ready"), weak=False)
    command = [
        "worker",
        "--pool=solo",
        "--loglevel=ERROR",
        "--without-gossip",
        "--without-mingle",
        "--without-heartbeat",
    ]
    app.worker_main(command)


if __name__ == "__main__":
    job.main(publish, consume)
