"""All relays of a service, one for each partition of its journal."""

from sqlalchemy.ext.asyncio import AsyncEngine

from cabos.partitions import PARTITIONS, one_each
from cabos.relay import Relay


class Relays:
    """As many relays as the journal has partitions, now and later; `run()` until cancelled."""

    def __init__(self, engine: AsyncEngine, redis_url: str, source: str, *, replay_reserve: int) -> None:
        self.engine = engine
        self.redis_url = redis_url
        self.source = source
        self.replay_reserve = replay_reserve
        self.relays: dict[str, Relay] = {}

    async def run(self) -> None:
        await one_each(self._partitions, self._relay)

    def wake(self) -> None:
        """Something has been committed: look now."""
        for relay in self.relays.values():
            relay.wake.set()

    @property
    def faults(self) -> list[str]:
        return [relay.fault for relay in self.relays.values() if relay.fault]

    async def _partitions(self) -> list[str]:
        if not self.relays:
            # Also when the database is away: its relay waits for it, and says so.
            return ["0"]
        async with self.engine.connect() as connection:
            return [str(number) for number in range((await connection.execute(PARTITIONS)).scalar_one())]

    async def _relay(self, partition: str) -> None:
        relay = Relay(
            self.engine, self.redis_url, self.source, replay_reserve=self.replay_reserve, partition=int(partition)
        )
        self.relays[partition] = relay
        try:
            await relay.run()
        finally:
            await relay.close()
