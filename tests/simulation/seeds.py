"""Seeds: a world each, and the whole history of the first that broke a promise."""

from collections.abc import Iterable, Set
from typing import NamedTuple

from tests.simulation.parts import ALL, Part
from tests.simulation.promises import broken
from tests.simulation.world import World


class Failure(NamedTuple):
    seed: int
    promises: dict[str, str]
    history: str


def first_failure(seeds: Iterable[int], parts: Set[Part] = ALL, promise: str | None = None) -> Failure | None:
    """The first seed that breaks `promise`, or any; None when all keep it."""
    for seed in seeds:
        world = lived(seed, parts)
        promises = broken(world)
        if promise in promises or (promise is None and promises):
            return Failure(seed, promises, told(seed, world, promises))
    return None


def history(seed: int, parts: Set[Part] = ALL) -> str:
    world = lived(seed, parts)
    return told(seed, world, broken(world))


def lived(seed: int, parts: Set[Part]) -> World:
    world = World(seed, parts)
    world.run()
    return world


def told(seed: int, world: World, promises: dict[str, str]) -> str:
    """Every step that did something, then what was broken; an event is its subject and row id, @ its position."""
    without = ", ".join(part.name for part in Part if part not in world.parts)
    title = f"seed {seed}" + (f" without {without}" if without else "")
    verdict = [f"BROKEN: {promise} ({evidence})" for promise, evidence in promises.items()] or ["every promise kept"]
    return "\n".join([title, *world.told(), *verdict]) + "\n"
