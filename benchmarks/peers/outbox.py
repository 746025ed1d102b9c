"""faststream-outbox: the table is the queue, written in the caller's transaction and emptied in place."""

import asyncio

from cabos_contracts.governance import DecisionTaken
from faststream_outbox import OutboxBroker, make_outbox_table
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from benchmarks.peers import job

metadata = MetaData()
table = make_outbox_table(metadata, table_name="outbox")
engine = create_async_engine(job.DATABASE_URL.replace("postgresql://", "postgresql+asyncpg://"), pool_size=20)


async def publish(chunks: job.Chunks) -> None:
    broker = OutboxBroker(engine, outbox_table=table, logger=None)
    await broker.start()
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    job.wait_for_the_word()
    for events in chunks:
        async with sessions() as session, session.begin():
            await broker.publish_batch(*events, queue="decisions", session=session)
    await broker.stop()


async def consume(effect: job.Effect) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    broker = OutboxBroker(engine, outbox_table=table, logger=None)

    @broker.subscriber(  # type: ignore[untyped-decorator]
        "decisions", max_workers=4, fetch_batch_size=500, terminal_flush_batch_size=100, min_fetch_interval=0.05
    )
    async def know(event: DecisionTaken) -> None:
        await effect(event)

    await broker.start()
    job.say("ready")
    await asyncio.Event().wait()


if __name__ == "__main__":
    job.main(publish, consume)
