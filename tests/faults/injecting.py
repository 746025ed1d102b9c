"""How each fault is done, and undone."""

import asyncio
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import redis
from cabos.testing import eventually

from tests.faults.judge import Outage
from tests.faults.plan import Fault
from tests.faults.proxy import Spoilt
from tests.faults.world import Process, World

STALE_S = 3.0
"""A promoted replica is so far behind, at least."""

PATIENCE_S = 5.0


class NotInjected(Exception):
    """This design, or this machine, has nothing that the fault could befall."""


class Injector:
    """Does the faults of a plan to one world, one after the other."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.outages: list[Outage] = []
        self.not_injected: dict[str, str] = {}

    async def inject(self, fault: Fault) -> None:
        """Return when it is over: the server answers again, the process runs again, the network is whole."""
        began = time.time()
        try:
            await self._how(fault.kind)(fault)
        except NotInjected as reason:
            self.not_injected[fault.kind] = str(reason)
        else:
            self.outages.append(Outage(fault.kind, began, time.time() if fault.lasts else began))

    def _how(self, kind: str) -> Any:
        match kind:
            case "kill -9 of a writer" | "kill -9 of the relay" | "kill -9 of a reader":
                return self._kill
            case "kill -9 of Redis" | "power loss of Redis" | "stale replica promoted":
                return self._kill_redis
            case "kill -9 of PostgreSQL":
                return self._kill_postgres
            case "FLUSHALL":
                return self._flush
            case "connections to Redis reset" | "connections to PostgreSQL reset":
                return self._reset
            case "relay frozen" | "reader frozen" | "ghost of the relay" | "ghost of a reader":
                return self._freeze
            case "Redis full":
                return self._fill_redis
            case "disk of Redis full" | "disk of PostgreSQL full":
                return self._fill_disk
            case "clock + 1 h" | "clock - 1 h":
                return self._set_clock
            case _:
                return self._spoil_the_network

    async def _kill(self, fault: Fault) -> None:
        await self._signal(await self._victim(fault), signal.SIGKILL)

    async def _freeze(self, fault: Fault) -> None:
        victim = await self._victim(fault)
        await self._signal(victim, signal.SIGSTOP)
        if fault.kind.startswith("ghost"):
            # Others take over, and then it wakes up and believes that it leads.
            await asyncio.to_thread(self._end_sessions, victim.name)
        await asyncio.sleep(fault.lasts)
        victim.signal(signal.SIGCONT)

    def _end_sessions(self, name: str) -> None:
        with self.world.connect("postgres") as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", [name])

    async def _victim(self, fault: Fault) -> Process:
        match fault.victim.split():
            case ["leading", "relay"]:
                if not self.world.design.RELAYS:
                    raise NotInjected("the design has no relay")
                name = await asyncio.to_thread(self.world.leader, "relay")
            case ["leading", "reader", "of", service]:
                name = await asyncio.to_thread(self.world.leader, service)
            case _:
                name = fault.victim
        return self.world.processes[name]

    async def _signal(self, victim: Process, number: signal.Signals) -> None:
        # It may just be starting again after an earlier fault.
        await eventually(lambda: victim.signal(number), PATIENCE_S)

    async def _kill_redis(self, fault: Fault) -> None:
        server = self.world.redis
        await asyncio.to_thread(server.kill)
        if fault.kind != "kill -9 of Redis":
            server.forget_since(STALE_S if fault.kind == "stale replica promoted" else 0)
        await asyncio.sleep(fault.lasts)
        await asyncio.to_thread(server.ensure)

    async def _kill_postgres(self, fault: Fault) -> None:
        await asyncio.to_thread(self.world.postgres.kill)
        await asyncio.sleep(fault.lasts)
        await asyncio.to_thread(self.world.postgres.ensure)

    async def _flush(self, fault: Fault) -> None:
        await asyncio.to_thread(self._ask_redis, lambda client: client.flushall())

    async def _reset(self, fault: Fault) -> None:
        for process in self.world.processes.values():
            process.ways[fault.victim].reset()

    async def _spoil_the_network(self, fault: Fault) -> None:
        ways = [process.ways[fault.victim] for process in self.world.processes.values()]
        how = next(how for how in Spoilt if fault.kind.startswith(how))
        for way in ways:
            way.spoilt = how
        await asyncio.sleep(fault.lasts)
        for way in ways:
            way.spoilt = None
            if how is Spoilt.BLACK_HOLE:
                way.reset()

    async def _fill_redis(self, fault: Fault) -> None:
        await asyncio.to_thread(self._ask_redis, lambda client: client.config_set("maxmemory", "1mb"))
        await asyncio.sleep(fault.lasts)
        await asyncio.to_thread(self._ask_redis, lambda client: client.config_set("maxmemory", "0"))

    async def _fill_disk(self, fault: Fault) -> None:
        server, disk = (
            (self.world.redis, self.world.disks["redis"])
            if fault.kind == "disk of Redis full"
            else (self.world.postgres, self.world.disks["pg"])
        )
        if disk.reason is not None:
            raise NotInjected(disk.reason)
        await asyncio.to_thread(disk.fill)
        await asyncio.sleep(fault.lasts)
        await asyncio.to_thread(disk.clear)
        await asyncio.to_thread(server.ensure)
        if server is self.world.redis:
            await self._until_redis_writes()

    async def _until_redis_writes(self) -> None:
        """It notices once a second that its disk has room again."""
        await eventually(self._redis_writes, PATIENCE_S)

    def _redis_writes(self) -> bool:
        with suppress(redis.RedisError):
            self._ask_redis(lambda client: client.set("room", "again"))
            return True
        return False

    async def _set_clock(self, fault: Fault) -> None:
        if self.world.design.CLOCK is None:
            raise NotInjected("the design keeps no time of its own")
        sign = fault.kind.split()[1]
        await asyncio.to_thread(self._change_clock, f"clock_timestamp() {sign} interval '1 hour'")
        await asyncio.sleep(fault.lasts)
        await asyncio.to_thread(self._change_clock, "clock_timestamp()")

    def _change_clock(self, expression: str) -> None:
        table, column = self.world.design.CLOCK
        with self.world.connect("source") as connection:
            connection.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {expression}")

    def _ask_redis(self, ask: Callable[["redis.Redis[Any]"], Any]) -> None:
        with self.world.redis.client() as client:
            ask(client)
