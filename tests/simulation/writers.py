"""Writers: transactions that commit late, in any order, or not at all."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tests.simulation.parts import Part
from tests.simulation.postgres import Row

if TYPE_CHECKING:
    from tests.simulation.world import World

SUBJECTS = ("a", "b", "c", "d")

NATURES = ("good",) * 12 + ("flaky", "flaky", "poisoned", "refused")
"""What handlers make of an event: a flaky one fails now and then, the last two are to end as dead letters."""

DEAD = ("poisoned", "refused")


class Writer:
    """A process that carries out commands; `SELECT … FOR UPDATE` makes those on one subject follow each other."""

    def __init__(self, world: "World", name: str) -> None:
        self.world = world
        self.name = name

    def run(self) -> Iterator[None]:
        world, random = self.world, self.world.random
        while True:
            subject = random.choice(SUBJECTS)
            if world.settling or subject in world.subjects_taken or random.random() < 0.7:
                yield
                continue
            world.subjects_taken.add(subject)
            try:
                yield from self._command(subject)
            finally:
                world.subjects_taken.discard(subject)
            yield

    def _command(self, subject: str) -> Iterator[None]:
        """`journal.publish`, and whatever the transaction does between the INSERT and its end."""
        world, random = self.world, self.world.random
        rows = []
        for _ in range(random.choice((1, 1, 2, 3))):
            world.last_id += 1
            rows.append(Row(world.last_id, subject, random.choice(NATURES), world.clock()))
        for _ in range(random.choice((0, 1, 1, 8))):
            yield
        if random.random() < 0.15:
            world.say(self.name, "rolls back", rows)
            return
        for row in rows:
            if not world.has(Part.SEQUENCER):
                row.position, row.ms = row.id, 1
        world.source.journal.extend(rows)
        world.say(self.name, "commits", rows)
