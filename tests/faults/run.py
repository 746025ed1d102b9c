"""One design through one plan, until everything is caught up or nothing moves any more."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.faults.facts import SERVICES
from tests.faults.injecting import Injector
from tests.faults.judge import Effect, Fact, Learned, Verdict, judge
from tests.faults.plan import WRITERS, Fault
from tests.faults.world import World

NO_PROGRESS_S = 60.0
LOOK_EVERY_S = 0.5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run showed; `versions` are the servers' own words."""

    design: str
    faults: dict[str, int]
    not_injected: dict[str, str]
    rolled_back: int
    ended_by_themselves: int
    seconds: float
    verdict: Verdict
    versions: dict[str, str]


async def run(
    design: str, server: str, seed: int, plan: list[Fault], minutes: float, folder: Path, say: Callable[[str], None]
) -> Outcome:
    world = World(design, server, seed, folder)
    async with world.running():
        injector = Injector(world)
        began = time.monotonic()
        for number, fault in enumerate(plan, 1):
            await asyncio.sleep(max(began + fault.at - time.monotonic(), 1.0 if number > 1 else 0))
            say(f"{design}: fault {number} of {len(plan)}, {fault.kind} ({fault.victim}, {fault.lasts:.1f} s)")
            await injector.inject(fault)
        await asyncio.sleep(max(began + minutes * 60 - time.monotonic(), 2))
        await world.rest(WRITERS)
        await _settle(world, say)
        facts = await asyncio.to_thread(facts_of, world)
        learned = [await asyncio.to_thread(learned_by, world, service) for service in SERVICES]
        return Outcome(
            design,
            {kind: sum(o.kind == kind for o in injector.outages) for kind in sorted({f.kind for f in plan})},
            injector.not_injected,
            await asyncio.to_thread(_rolled_back, world),
            sum(process.ended_by_itself for process in world.processes.values()),
            time.monotonic() - began,
            judge(facts, learned, injector.outages),
            await asyncio.to_thread(_versions, world),
        )


async def _settle(world: World, say: Callable[[str], None]) -> None:
    """Wait until every service has dealt with every fact, or nothing has moved for a minute."""
    expected = len(SERVICES) * await asyncio.to_thread(_count, world, "source", "SELECT count(*) FROM fact")
    dealt, moved = -1, time.monotonic()
    while time.monotonic() - moved < NO_PROGRESS_S:
        now = 0
        for service in SERVICES:
            now += await asyncio.to_thread(_count, world, service, "SELECT count(DISTINCT fact) FROM effect")
            now += len(await asyncio.to_thread(_dead, world, service))
        if now >= expected:
            return
        if now != dealt:
            dealt, moved = now, time.monotonic()
        await asyncio.sleep(LOOK_EVERY_S)
    say(f"{world.name}: nothing has moved for {NO_PROGRESS_S:.0f} s, {expected - dealt} of {expected} are missing")


def facts_of(world: World) -> list[Fact]:
    with world.connect("source") as connection:
        rows = connection.execute("SELECT id, tally, number, kind, extract(epoch FROM at)::float8 FROM fact")
        return [Fact(*row) for row in rows]


def learned_by(world: World, service: str) -> Learned:
    with world.connect(service) as connection:
        rows = connection.execute("SELECT fact, extract(epoch FROM at)::float8 FROM effect ORDER BY id")
        effects = [Effect(*row) for row in rows]
    return Learned(effects, _dead(world, service))


def _dead(world: World, service: str) -> list[int]:
    if world.design.DEAD is None:
        return []
    with world.connect(service) as connection:
        return [int(row[0]) for row in connection.execute(world.design.DEAD)]


def _rolled_back(world: World) -> int:
    with world.connect("source") as connection:
        row = connection.execute("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM rolled_back").fetchone()
        return int(row[0]) if row else 0


def _count(world: World, database: str, query: str) -> int:
    with world.connect(database) as connection:
        row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0


def _versions(world: World) -> dict[str, str]:
    with world.connect("source") as connection:
        postgres = connection.execute("SHOW server_version").fetchone()
    with world.redis.client() as client:
        info = client.info("server")
    kind = "Valkey" if "valkey_version" in info else "Redis"
    return {
        "PostgreSQL": str(postgres[0]) if postgres else "unknown",
        kind: str(info.get("valkey_version", info["redis_version"])),
    }
