"""What processes are made of: generators, one step after the other, in an order that only the dice know."""

from collections.abc import Iterator
from random import Random

from tests.simulation.postgres import Connection


def leading(connection: Connection, name: str) -> Iterator[None]:
    """`leadership.leading`, up to where the connection is lent."""
    while not connection.lock(name):
        yield


def side_by_side(random: Random, *works: Iterator[None]) -> Iterator[None]:
    """`leadership.side_by_side`: what fails first ends all."""
    while True:
        next(works[int(random.random() * len(works))])
        yield
