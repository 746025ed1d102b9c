"""What will go wrong, and when: the same seed makes the same plan for every design."""

from dataclasses import dataclass
from random import Random

SECONDS_BEFORE = 3.0
"""Of quiet at the start; the gap before each later fault is 1.5 to 2.5 s, so that one is over when the next begins."""

RELAYS = ("leading relay",)
READERS = ("leading reader of alpha", "leading reader of beta")
SERVERS = ("redis", "postgres")
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
    "connections reset": (SERVERS, (0, 0)),
    "black hole": (SERVERS, (0.5, 3.0)),
    "replies cut": (SERVERS, (0.5, 2.0)),
    "slow network": (SERVERS, (0.5, 2.0)),
    "relay frozen": (RELAYS, (1.0, 3.0)),
    "reader frozen": (READERS, (1.0, 3.0)),
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
    now = SECONDS_BEFORE
    while True:
        for kind in random.sample(sorted(KINDS), len(KINDS)):
            victims, (shortest, longest) = KINDS[kind]
            fault = Fault(round(now, 2), kind, random.choice(victims), round(random.uniform(shortest, longest), 2))
            if fault.at + fault.lasts > minutes * 60:
                return plan
            plan.append(fault)
            now = fault.at + fault.lasts + random.uniform(1.5, 2.5)
