"""What will go wrong, and when: the same seed makes the same plan for every design."""

from dataclasses import dataclass
from random import Random

QUIET_S = 3.0
"""Before the first fault."""

PAUSE_S = (2.0, 3.0)
"""From the end of a fault to the next, so that one has had its effect by then."""

RELAYS = ("leading relay",)
READERS = ("leading reader of alpha", "leading reader of beta")
WRITERS = ("writer-1", "writer-2", "writer-3")

KINDS: dict[str, tuple[tuple[str, ...], tuple[float, float]]] = {
    "kill -9 of a writer": (WRITERS, (0, 0)),
    "kill -9 of the relay": (RELAYS, (0, 0)),
    "kill -9 of a reader": (READERS, (0, 0)),
    "kill -9 of Redis": (("redis",), (0.2, 1.5)),
    "kill -9 of PostgreSQL": (("postgres",), (0.2, 1.5)),
    "power loss of Redis": (("redis",), (0.2, 1.5)),
    "stale replica promoted": (("redis",), (0.2, 1.0)),
    "FLUSHALL": (("redis",), (0, 0)),
    "connections to Redis reset": (("redis",), (0, 0)),
    "connections to PostgreSQL reset": (("postgres",), (0, 0)),
    "black hole before Redis": (("redis",), (0.5, 3.0)),
    "black hole before PostgreSQL": (("postgres",), (0.5, 3.0)),
    "replies of Redis cut": (("redis",), (0.5, 2.0)),
    "replies of PostgreSQL cut": (("postgres",), (0.5, 2.0)),
    "slow way to Redis": (("redis",), (0.5, 2.0)),
    "slow way to PostgreSQL": (("postgres",), (0.5, 2.0)),
    "relay frozen": (RELAYS, (1.0, 3.0)),
    "reader frozen": (READERS, (1.0, 3.0)),
    "ghost of the relay": (RELAYS, (1.0, 3.0)),
    "ghost of a reader": (READERS, (1.0, 3.0)),
    "Redis full": (("redis",), (0.5, 2.0)),
    "disk of Redis full": (("redis",), (0.5, 2.0)),
    "disk of PostgreSQL full": (("postgres",), (0.5, 2.0)),
    "clock + 1 h": (("journal",), (0.5, 2.0)),
    "clock - 1 h": (("journal",), (0.5, 2.0)),
}
"""Each kind of fault with whom it may befall and how many seconds it lasts, from and to."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Begins `at` seconds after the start and lasts `lasts` seconds."""

    at: float
    kind: str
    victim: str
    lasts: float


def make_plan(seed: int, minutes: float) -> list[Fault]:
    """All kinds in a shuffled order, then all again in another, until `minutes` are over."""
    random = Random(f"plan {seed}")
    plan: list[Fault] = []
    now = QUIET_S
    while True:
        for kind in random.sample(sorted(KINDS), len(KINDS)):
            victims, (shortest, longest) = KINDS[kind]
            fault = Fault(round(now, 2), kind, random.choice(victims), round(random.uniform(shortest, longest), 2))
            if fault.at + fault.lasts > minutes * 60:
                return plan
            plan.append(fault)
            now = fault.at + fault.lasts + random.uniform(*PAUSE_S)
