"""The relay of `cabos.relay` and `cabos.trimming`, step by step: at each `yield` anything may come between."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cabos.streams import EntryId

from tests.simulation.parts import Part
from tests.simulation.postgres import Connection, DatabaseGone, Row
from tests.simulation.steps import leading, side_by_side
from tests.simulation.stream import Entry, RedisGone, Refused, Watched

if TYPE_CHECKING:
    from tests.simulation.world import World


class Relay:
    def __init__(self, world: "World", name: str) -> None:
        self.world = world
        self.name = name
        self.source = world.source
        self.stream = world.stream

    def run(self) -> Iterator[None]:
        """`Relay.run`."""
        while True:
            connection, reading = self.world.connect(), self.world.connect()
            try:
                if self.world.has(Part.ONE_RELAY):
                    yield from leading(connection, "relay")
                self.world.say(self.name, "leads")
                yield from side_by_side(
                    self.world.random, self._keep_sequencing(connection), self._keep_copying(reading)
                )
            except DatabaseGone:
                self.world.say(self.name, "loses its database")
            finally:
                connection.close()
                reading.close()
            yield

    def _keep_sequencing(self, connection: Connection) -> Iterator[None]:
        while True:
            if self.world.has(Part.SEQUENCER):
                yield from self.sequence(connection)
            yield

    def sequence(self, connection: Connection) -> Iterator[None]:
        """`SEQUENCE`: one statement, which sees what was committed when it began."""
        connection.check()
        newest = self.source.newest()
        position, ms = (newest.position, newest.ms) if newest else (0, 0)
        fresh = sorted((row for row in self.source.journal if not row.position), key=lambda row: row.id)
        numbered = []
        for row in fresh[: self.world.batch]:
            position += 1
            ms = max(ms, row.time) if self.world.has(Part.CLAMPED_MS) else row.time
            numbered.append((row, position, ms))
        yield
        connection.commit(lambda: self._number(numbered))

    def _number(self, numbered: list[tuple[Row, int, int]]) -> None:
        rows = {row for row, _, _ in numbered}
        taken = {row.position for row in self.source.journal if row not in rows}
        if any(position in taken for _, position, _ in numbered):
            raise DatabaseGone  # the unique constraint refuses the statement
        for row, position, ms in numbered:
            row.position, row.ms = position, ms
            self.source.given.append((row, position))
        if numbered:
            self.world.say(self.name, "sequences", [row for row, _, _ in numbered])

    def _keep_copying(self, reading: Connection) -> Iterator[None]:
        while True:
            try:
                yield from self.copy(reading)
                if self.world.random.random() < 0.6:
                    yield from self.trim(reading)
            except (Watched, Refused, RedisGone) as fault:
                self.world.say(self.name, "cannot copy", type(fault).__name__)
            yield

    def copy(self, reading: Connection) -> Iterator[None]:
        """`Relay.copy`."""
        guard = self.stream.watch() if self.world.has(Part.WATCH) else None
        yield
        last = self.stream.last(guard)
        yield
        reading.check()
        by_mark = not (self.world.has(Part.REDIS_POSITION) and self.world.has(Part.EXPLICIT_IDS))
        after = self.source.marked if by_mark else last.position or self._forgotten()
        rows = self.source.after(after, self.world.batch)
        if not rows:
            return
        yield
        entries = self._entries(rows, last)
        self.stream.append(guard, entries)
        self.world.say(self.name, "adds", entries)
        if by_mark:
            yield
            self.source.marked = rows[-1].position

    def _entries(self, rows: list[Row], last: EntryId) -> list[Entry]:
        if self.world.has(Part.EXPLICIT_IDS):
            return [Entry(EntryId(row.ms, row.position), row) for row in rows]
        ms = max(self.stream.state.last.ms, last.ms)
        return [Entry(EntryId(ms + step, 0), row) for step, row in enumerate(rows, 1)]

    def trim(self, reading: Connection) -> Iterator[None]:
        """`Trimmer.trim_now`."""
        positions = self.stream.groups()
        yield
        reading.check()
        self.source.registered |= positions
        shown = set(self.source.registered) <= set(positions) or not self.world.has(Part.REGISTERED)
        if not positions or not shown or not self.world.has(Part.EXPLICIT_IDS):
            return
        least = min if self.world.has(Part.LEAST_POSITION) else max
        keep_from = least(positions.values()) - self.world.reserve
        oldest = next((row for row in self.source.journal if row.position == keep_from), None)
        yield
        if oldest and keep_from > 0:
            self.stream.trim(EntryId(oldest.ms, oldest.position))
            self.world.say(self.name, "trims to", [oldest])

    def _forgotten(self) -> int:
        """`Trimmer.forgotten`."""
        return max(min(self.source.registered.values(), default=0) - self.world.reserve - 1, 0)
