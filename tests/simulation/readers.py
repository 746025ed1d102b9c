"""The reader of `cabos.reader`, `cabos.handling` and `cabos.parking`, step by step."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from cabos.handling import CursorMoved, Handling
from cabos.parking import RETRY_DELAYS_S
from cabos.streams import EntryId

from tests.simulation.parts import Part
from tests.simulation.postgres import DatabaseGone, Listener, Parked, Row
from tests.simulation.steps import leading, side_by_side
from tests.simulation.stream import Entry, RedisGone

if TYPE_CHECKING:
    from tests.simulation.world import World

RETRY_DELAYS = tuple(4 * step for step, _ in enumerate(RETRY_DELAYS_S, 1))
"""As many waits as the kit's, counted in steps of the world."""


class HandlerFailed(Exception):
    def __init__(self, *, final: bool) -> None:
        self.final = final


class Reader:
    def __init__(self, world: "World", name: str, listener: Listener) -> None:
        self.world = world
        self.name = name
        self.listener = listener
        self.gap_after: EntryId | None = None

    def run(self) -> Iterator[None]:
        """`Reader.run`."""
        while True:
            lock = self.world.connect()
            self.connection = lock if self.world.has(Part.LOCK_CONNECTION) else self.world.connect()
            try:
                yield from leading(lock, f"reader:{self.listener.name}")
                yield from self._lead()
            except (DatabaseGone, CursorMoved) as fault:
                self.world.say(self.name, "stumbles", type(fault).__name__)
            finally:
                lock.close()
                self.connection.close()
            yield

    def _lead(self) -> Iterator[None]:
        self.connection.check()
        self.at = self.last_id = self.listener.cursor
        self.turn = False
        self.world.say(self.name, "leads from", self.at)
        yield from side_by_side(self.world.random, self._read(), self._tend())

    def _read(self) -> Iterator[None]:
        """FastStream's loop with `Reader._on_batch`."""
        while True:
            yield
            try:
                batch = self.world.stream.read(self.last_id, self.world.batch)
            except RedisGone:
                continue
            if not batch:
                continue
            yield
            while self.turn:
                yield
            self.turn = True
            yield from self.handle(batch)
            self.turn = False
            self.last_id = self.at

    def _tend(self) -> Iterator[None]:
        """`Reader._tend`."""
        while True:
            yield
            if self.turn:
                continue
            self.turn = True
            yield from self.retry_next()
            self.turn = False
            yield
            try:
                self.world.stream.mirror(self.listener.name, self.at)
            except RedisGone:
                continue

    def handle(self, batch: Sequence[Entry]) -> Iterator[None]:
        """`Handling.handle`."""
        fresh = self._fresh(batch)
        if fresh:
            yield from self._in_parts(fresh)

    def _in_parts(self, batch: Sequence[Entry]) -> Iterator[None]:
        """`Handling._in_parts`."""
        try:
            yield from self._together(batch)
        except HandlerFailed:
            half = (len(batch) + 1) // 2
            for part in (batch[:half], batch[half:]):
                if len(part) > 1:
                    yield from self._in_parts(part)
                elif part:
                    yield from self._alone(part[0])

    def _fresh(self, batch: Sequence[Entry]) -> Sequence[Entry]:
        if self.world.has(Part.EXPLICIT_IDS) and self.world.has(Part.SEQUENCER):
            fresh, whole = Handling._following(self, batch)  # the kit's own: it asks for `at` only
            if not whole and self.gap_after != self.at:
                self.gap_after = self.at  # told once, like `Reader._notice_gap`
                self.world.say(self.name, "meets a gap after", self.at)
            return fresh
        return [entry for entry in batch if entry.id > self.at]  # where positions have holes, no gap can be seen

    def _together(self, batch: Sequence[Entry]) -> Iterator[None]:
        """`Handling._together`."""
        blocked = {parked.row.subject for parked in self.listener.open()}
        writes: list[Callable[[], None]] = []
        for entry in batch:
            if entry.row.subject in blocked and self.world.has(Part.SUBJECT_ORDER):
                writes.append(self._park(entry, "waiting", 0, self.world.now))
            else:
                writes.append(self._effects(entry.row))
            if self.world.random.random() < 0.4:
                yield
        yield from self._move(batch[-1].id, writes)

    def _alone(self, entry: Entry) -> Iterator[None]:
        """`Handling._alone`."""
        try:
            yield from self._together([entry])
        except HandlerFailed as failure:
            yield
            state = "dead" if failure.final else "retrying"
            yield from self._move(entry.id, [self._park(entry, state, 1, self._after(RETRY_DELAYS[0]))])

    def retry_next(self) -> Iterator[None]:
        """`Handling.retry_next`, with `parking.next_due`: only the head of each subject's queue is looked at."""
        self.connection.check()
        heads: dict[str, Parked] = {}
        for parked in self.listener.open():
            heads.setdefault(parked.row.subject, parked)
        due = next((parked for parked in heads.values() if parked.due <= self.world.now), None)
        if due is None:
            return
        try:
            effect = self._effects(due.row)
            yield
            self._commit_if_there(due, [effect, self._released(due)])
        except HandlerFailed as failure:
            yield
            self._commit_if_there(due, [self._failed_again(due, final=failure.final)])

    def _commit_if_there(self, due: Parked, writes: Sequence[Callable[[], None]]) -> None:
        # FOR UPDATE: whoever had to wait for the row finds that it is gone, or another one.
        if self.listener.parked.get(due.id) is due:
            self._commit(writes)

    def _released(self, parked: Parked) -> Callable[[], None]:
        """`parking.release`."""

        def release() -> None:
            del self.listener.parked[parked.id]

        return release

    def _failed_again(self, parked: Parked, *, final: bool) -> Callable[[], None]:
        """`parking.failed_again`."""
        attempts = parked.attempts + 1
        dead = final or attempts > len(RETRY_DELAYS)
        due = 0 if dead else self._after(RETRY_DELAYS[attempts - 1])
        state = "dead" if dead else "retrying"
        return self._park(Entry(parked.id, parked.row), state, attempts, due)

    def _park(self, entry: Entry, state: str, attempts: int, due: float) -> Callable[[], None]:
        """`parking.park`."""

        def park() -> None:
            self.world.say(self.name, f"parks ({state})", [entry.row])
            self.listener.parked[entry.id] = Parked(entry.id, entry.row, state, attempts, due)

        return park

    def _effects(self, row: Row) -> Callable[[], None]:
        """The handler: it fails at once, or its effect is there when the transaction commits."""
        if self.world.fails(self.listener.name, row):
            raise HandlerFailed(final=row.nature == "refused")

        def take_effect() -> None:
            self.world.say(self.name, "effects", [row])
            self.listener.effects.append(row)

        return take_effect

    def _move(self, to: EntryId, writes: list[Callable[[], None]]) -> Iterator[None]:
        """`Handling._move`."""
        if not self.world.has(Part.ONE_TRANSACTION):
            self._commit(writes)
            writes = []
            yield
        self._check_cursor()
        self._commit([*writes, lambda: setattr(self.listener, "cursor", to)])
        self.at = to
        self.world.say(self.name, "moves to", to)

    def _check_cursor(self) -> None:
        # The UPDATE also locks the row until the commit: no other reader comes between the two.
        self.connection.check()
        if self.world.has(Part.CURSOR_CHECK) and self.listener.cursor != self.at:
            raise CursorMoved

    def _commit(self, writes: Sequence[Callable[[], None]]) -> None:
        def write() -> None:
            for one in writes:
                one()

        self.connection.commit(write)

    def _after(self, delay: int) -> float:
        """`parking.jittered`."""
        return self.world.now + delay * self.world.random.uniform(0.8, 1.2)
