"""The world: processes that take turns as the dice fall, and everything that happens to them."""

from collections.abc import Callable, Iterator, Set
from random import Random
from typing import Any

from tests.simulation.faults import FAULTS
from tests.simulation.parts import ALL, Part
from tests.simulation.postgres import Connection, Listener, Row, Source
from tests.simulation.readers import Reader
from tests.simulation.relays import Relay
from tests.simulation.stream import Stream
from tests.simulation.writers import Writer

SETTLE_STEPS = 12_000
"""How long a world may take to settle; a sound one needs some thousand at most."""


class Process:
    """A process that may be stopped between any two steps, for a while or for ever."""

    def __init__(self, name: str, run: Callable[[], Iterator[None]]) -> None:
        self.name = name
        self.run = run
        self.task = run()
        self.frozen_until = 0
        self.connections: list[Connection] = []

    def crash(self) -> None:
        self.task.close()
        self.task = self.run()
        self.frozen_until = 0


class World:
    """Everything follows from `seed`; `parts` are the safety parts that are in place."""

    def __init__(self, seed: int, parts: Set[Part] = ALL) -> None:
        self.random = Random(seed)
        self.parts = parts
        self.now = 0
        self.clock_offset = 0
        self.settling = False
        self.history: list[tuple[int, str, str, Any]] = []
        self.batch = self.random.choice((1, 2, 3, 5))
        self.reserve = self.random.choice((0, 0, 1, 4))
        self.last_id = 0
        self.subjects_taken: set[str] = set()
        self.locks: dict[str, Connection] = {}
        self.stream = Stream(lambda: self.now)
        self.listeners = [Listener("news"), Listener("portal")]
        # Both are known from the start: who comes later than a trim begins with the source's feed instead.
        self.source = Source(registered={listener.name: 0 for listener in self.listeners})
        self.calls: dict[tuple[str, int], int] = {}
        self.processes = [
            *(self._process(f"writer {n}", lambda name: Writer(self, name)) for n in (1, 2, 3)),
            *(self._process(f"relay {n}", lambda name: Relay(self, name)) for n in (1, 2)),
            *(
                self._process(f"{listener.name} {n}", lambda name, listener=listener: Reader(self, name, listener))
                for listener in self.listeners
                for n in (1, 2)
            ),
        ]
        self.current = self.processes[0]

    def _process(self, name: str, make: Callable[[str], Writer | Relay | Reader]) -> Process:
        return Process(name, make(name).run)

    def run(self) -> None:
        """Live through faults for a while, then settle in peace."""
        random = self.random
        fault_rate = random.choice((0.02, 0.05, 0.1))
        for _ in range(random.choice((150, 300, 600))):
            if random.random() < fault_rate:
                random.choice(FAULTS)(self)
            self.step()
        self._make_peace()
        for _ in range(SETTLE_STEPS):
            if self.now % 16 == 0 and self.settled():
                break
            self.step()
        for process in self.processes:
            process.task.close()

    def step(self) -> None:
        self.now += 1
        self.current = process = self.processes[int(self.random.random() * len(self.processes))]
        if process.frozen_until <= self.now:
            next(process.task)

    def _make_peace(self) -> None:
        self.settling = True
        self.stream.away_until = 0
        for process in self.processes:
            process.frozen_until = 0
        self.say("world", "is left to settle")

    def settled(self) -> bool:
        newest = max((row.position for row in self.source.journal), default=0)
        return (
            not self.subjects_taken
            and all(row.position for row in self.source.journal)
            and self.stream.state.last.position == newest
            and all(one.cursor.position == newest and not one.open() for one in self.listeners)
        )

    def has(self, part: Part) -> bool:
        return part in self.parts

    def connect(self) -> Connection:
        connection = Connection(self.locks)
        self.current.connections = [known for known in self.current.connections if known.alive] + [connection]
        return connection

    def clock(self) -> int:
        """The milliseconds that a server's clock shows, which may be set back."""
        return 10_000 + self.now + self.clock_offset

    def fails(self, listener: str, row: Row) -> bool:
        """Whether a handler fails now: a flaky one at most three times, fewer than would make a dead letter."""
        if row.nature != "flaky":
            return row.nature != "good"
        calls = self.calls.setdefault((listener, row.id), 0)
        self.calls[listener, row.id] += 1
        return calls < 3 and self.random.random() < 0.8

    def say(self, who: str, what: str, about: Any = "") -> None:
        self.history.append((self.now, who, what, about))

    def told(self) -> Iterator[str]:
        """The history, a line each."""
        for step, who, what, about in self.history:
            shown = " ".join(map(str, about)) if isinstance(about, list) else about
            yield f"{step:5}  {who:9} {what} {shown}".rstrip()
