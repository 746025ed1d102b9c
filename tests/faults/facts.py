"""The world that the faults befall: tallies that are raised, and what two services are to write down about them."""

from dataclasses import dataclass
from random import Random
from typing import Literal

from cabos_contracts.envelope import Event
from sqlalchemy import BigInteger, Column, DateTime, Identity, Integer, MetaData, Sequence, Table, Text, func

SOURCE = "tallies"
SERVICES = ("alpha", "beta")

CLEAN = tuple(f"clean-{n:02}" for n in range(40))
SPOILT = tuple(f"spoilt-{n}" for n in range(4))
"""Subjects that also get events which cannot be handled; what follows one of those has to wait for it by design."""

Kind = Literal["plain", "poison", "undecodable"]


class TallyRaised(Event, type="tallies.tally.raised.v1", subject="tally"):
    """A tally has reached a number; each tally's numbers are 1, 2, 3 … in the order of the commits."""

    fact: int
    tally: str
    number: int
    poison: bool = False


class TallyGarbled(Event, type="tallies.tally.raised.v1", subject="tally"):
    """The same type from a writer who does not keep to the contract: the number is a word."""

    fact: int
    tally: str
    number: str = "many"


source_tables = MetaData()

tally = Table(
    "tally",
    source_tables,
    Column("tally", Text, primary_key=True),
    Column("number", Integer, nullable=False),
)

fact = Table(
    "fact",
    source_tables,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("tally", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)

# A sequence keeps counting when the transaction is rolled back, which is what it counts.
rolled_back = Sequence("rolled_back", metadata=source_tables)

service_tables = MetaData()

effect = Table(
    "effect",
    service_tables,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("fact", BigInteger, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
)


class Poison(RuntimeError):
    """What the handlers of both services raise at certain events, for ever."""


@dataclass(frozen=True, slots=True)
class Intention:
    """One transaction of a writer: which tallies it raises and how, and how it dawdles before it ends."""

    raised: tuple[tuple[str, Kind], ...]
    seconds_before: float
    seconds_after: float
    gives_up: bool


def intend(random: Random) -> Intention:
    """1 to 4 events; 3 % are rolled back; of the spoilt subjects' events 1 in 20 cannot be handled."""
    subjects = random.sample(CLEAN + SPOILT, random.randint(1, 4))
    return Intention(
        # In one order for all, or writers would lock each other out.
        tuple((subject, _kind(random, subject)) for subject in sorted(subjects)),
        random.uniform(0, 0.01),
        random.choice((0, 0, 0, random.uniform(0, 0.1))),
        random.random() < 0.03,
    )


def _kind(random: Random, subject: str) -> Kind:
    if subject in SPOILT and random.random() < 0.05:
        return random.choice(("poison", "undecodable"))
    return "plain"


def event_of(number: int, kind: Kind, subject: str, fact_id: int) -> Event:
    if kind == "undecodable":
        return TallyGarbled(fact=fact_id, tally=subject)
    return TallyRaised(fact=fact_id, tally=subject, number=number, poison=kind == "poison")
