"""Where the time goes: what a relay and a reader are seen to be doing, looked at a thousand times a second."""

import asyncio
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Any

from cabos.local import LocalServers
from cabos.subscriptions import Subscriptions
from cabos_contracts.governance import DecisionTaken
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.ground import Stopwatch, fill_quickly, fresh
from benchmarks.scale import Scale

EVERY_S = 0.001
SWITCH_S = 0.00005
"""Whoever looks gets its turn at once: otherwise it would see the loop mostly when that waits for a server."""

Steps = Sequence[tuple[str, frozenset[str]]]

RELAY: Steps = (
    ("giving positions", frozenset({"sequence"})),
    ("XADD under the guard", frozenset({"append"})),
    ("asking Redis for its newest entry", frozenset({"last_entry", "watch"})),
    ("making entries of rows", frozenset({"stream_entry", "attributes"})),
    ("reading rows", frozenset({"copy"})),
)
READER: Steps = (
    ("making entries of replies", frozenset({"entries", "_decode", "_parse"})),
    ("validating", frozenset({"model_validate_json", "decode"})),
    ("XREAD and parsing its reply", frozenset({"xread", "_get_msgs"})),
    ("moving the cursor, commit", frozenset({"_move", "commit", "session_on"})),
    ("calling handlers", frozenset({"_effects", "handle", "_together", "_in_one_transaction"})),
)
"""Each step by the functions under which it is seen; the first that fits counts."""

IDLE = frozenset({"either", "wait", "get", "put", "sleep"})
"""A task that waits for its turn, or for the other one, does nothing."""


class Watching:
    """Looks at every task of the loop from a thread of its own, until the block ends."""

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.seen: Counter[str] = Counter()
        self._over = threading.Event()

    def __enter__(self) -> "Watching":
        self._loop = asyncio.get_running_loop()
        self._main = threading.get_ident()
        self._thread = threading.Thread(target=self._watch)
        self._switched = sys.getswitchinterval()
        sys.setswitchinterval(SWITCH_S)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        sys.setswitchinterval(self._switched)

    def _watch(self) -> None:
        while not self._over.wait(EVERY_S):
            running = _names_of_frames(sys._current_frames().get(self._main))
            self._count(set(running))
            for task in asyncio.all_tasks(self._loop):
                names = list(_names_of_waiting(task.get_coro()))
                if names and not IDLE & set(names[-3:]):
                    self._count(set(names))

    def _count(self, names: set[str]) -> None:
        for step, functions in self.steps:
            if functions & names:
                self.seen[step] += 1
                return

    def shares(self) -> list[tuple[str, str]]:
        """Each step and its share, in the order of the steps."""
        total = self.seen.total() or 1
        return [(step, f"{self.seen[step] / total:.0%}") for step, _ in self.steps]


def _names_of_frames(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        yield frame.f_code.co_name
        frame = frame.f_back


def _names_of_waiting(waiting: Any) -> Iterator[str]:
    """The functions that a suspended task is in, from the outermost to the one that waits."""
    while (code := getattr(waiting, "cr_code", None)) is not None:
        if waiting.cr_running:
            return
        yield code.co_name
        waiting = waiting.cr_await


async def measure(servers: LocalServers, scale: Scale) -> dict[str, list[tuple[str, str]]]:
    """The shares of the relay and of the reader while they work through the same events."""
    async with fresh(servers) as ground:
        await fill_quickly(ground.database, 1, scale.profiled)
        with Watching(RELAY) as relay:
            async with ground.relaying():
                await ground.until_announced(scale.profiled)
        subscriptions = Subscriptions("benchmark")
        watch = Stopwatch(scale.profiled, warm_up=1)

        @subscriptions.on(DecisionTaken)
        async def do_nothing(event: DecisionTaken, session: AsyncSession) -> None:
            watch.count()

        with Watching(READER) as reader:
            async with ground.listening(subscriptions):
                await watch.done.wait()
    return {"relay": relay.shares(), "reader": reader.shares()}
