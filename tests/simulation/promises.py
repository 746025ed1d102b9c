"""What must hold when a world has settled, whatever has happened to it."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from tests.simulation.world import World
from tests.simulation.writers import DEAD

NOTHING_LOST = "no committed event is without effect"
NOTHING_TWICE = "no event has two effects"
NOTHING_INVENTED = "nothing has an effect that was never committed"
IN_ORDER = "the effects of a subject follow its commits"
DEAD_LETTERS = "dead letters are exactly the poisoned events"
SAME_IDS = "entry ids are the journal's and never change"
GROWING_IDS = "entry ids only grow"
ONE_POSITION = "no position is given twice, and none left out"


def broken(world: World) -> dict[str, str]:
    """The promises that were not kept, each with what shows it."""
    found: dict[str, str] = {}
    for promise, evidence in _complaints(world):
        found.setdefault(promise, evidence)
    return found


def _complaints(world: World) -> Iterator[tuple[str, str]]:
    yield from _about_effects(world)
    yield from _about_entries(world)
    yield from _about_positions(world)


def _about_effects(world: World) -> Iterator[tuple[str, str]]:
    committed = set(world.source.journal)
    for listener in world.listeners:
        times = Counter(listener.effects)
        dead = {parked.row for parked in listener.parked.values()}
        for row in world.source.journal:
            if row.nature in DEAD:
                if row not in dead:
                    yield DEAD_LETTERS, f"{listener.name} has no dead letter of {row}"
                continue
            if row in dead:
                yield DEAD_LETTERS, f"{listener.name} has a dead letter of {row}"
            if not times[row]:
                yield NOTHING_LOST, f"{listener.name} never saw {row}"
        for row, count in times.items():
            if count > 1:
                yield NOTHING_TWICE, f"{listener.name} saw {row} {count} times"
            if row not in committed:
                yield NOTHING_INVENTED, f"{listener.name} saw {row}"
        latest: dict[str, int] = {}
        for row in listener.effects:
            # The lock on the subject makes the order of ids that of commits.
            if row.id < latest.get(row.subject, 0):
                yield IN_ORDER, f"{listener.name} saw {row} after {row.subject}{latest[row.subject]}"
            latest[row.subject] = row.id


def _about_entries(world: World) -> Iterator[tuple[str, str]]:
    for entry in world.stream.added:
        if (entry.id.ms, entry.id.position) != (entry.row.ms, entry.row.position):
            yield SAME_IDS, f"{entry}, the journal says {entry.row.ms}-{entry.row.position}"
    numbered = sorted((row for row in world.source.journal if row.position), key=lambda row: row.position)
    for before, after in pairwise(numbered):
        if after.ms < before.ms:
            yield GROWING_IDS, f"{after.ms}-{after.position} follows {before.ms}-{before.position}"


def _about_positions(world: World) -> Iterator[tuple[str, str]]:
    for row, position in world.source.given:
        if row.position != position:
            yield ONE_POSITION, f"{row} was given {position} too"
    taken = sorted(row.position for row in world.source.journal)
    if taken != list(range(1, len(taken) + 1)):
        yield ONE_POSITION, f"positions are {taken}"
