"""Redis, as far as delivery needs it: one stream and its groups, and all the ways in which it forgets."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

from cabos.streams import BEGINNING, EntryId

from tests.simulation.postgres import Row


class RedisGone(Exception):
    """The connection has ended; whether the last command happened is not known."""


class Refused(Exception):
    """An id is not greater than the last one."""


class Watched(Exception):
    """The stream was touched since WATCH: EXEC did nothing."""


class Entry(NamedTuple):
    """One entry: its id, and the fields as the row that they were made of."""

    id: EntryId
    row: Row

    @property
    def event_type(self) -> str:
        """That of the services' own events: in these worlds nobody begins an epoch or changes partitions."""
        return "fact.stated.v1"

    def __str__(self) -> str:
        return f"{self.id}={self.row}"


class State(NamedTuple):
    """What is written to disk and sent to replicas."""

    entries: tuple[Entry, ...]
    last: EntryId
    groups: tuple[tuple[str, EntryId], ...]


EMPTY = State((), BEGINNING, ())


class Guard(NamedTuple):
    """A WATCH: on which server it was issued, and how often the stream had been touched by then."""

    server: int
    touched: int


class Stream:
    def __init__(self, clock: Callable[[], int]) -> None:
        self.now = clock
        self.state = EMPTY
        self.past: deque[State] = deque(maxlen=30)
        self.added: list[Entry] = []
        self.server = 0
        self.touched = 0
        self.away_until = 0
        self.loses_reply = False

    def watch(self) -> Guard:
        self._reach()
        return Guard(self.server, self.touched)

    def last(self, guard: Guard | None) -> EntryId:
        """XINFO STREAM, on the connection of the guard where there is one."""
        self._reach(guard)
        return self.state.last

    def append(self, guard: Guard | None, entries: Sequence[Entry]) -> None:
        """MULTI, XADD …, EXEC: an id that is refused does not keep the commands behind it from being carried out."""
        self._reach(guard)
        if guard and guard.touched != self.touched:
            raise Watched
        kept, last = list(self.state.entries), self.state.last
        refused = False
        for entry in entries:
            if entry.id <= last:
                refused = True
            else:
                kept.append(entry)
                self.added.append(entry)
                last = entry.id
        self._touch(State(tuple(kept), last, self.state.groups))
        self._reply()
        if refused:
            raise Refused

    def read(self, after: EntryId, limit: int) -> list[Entry]:
        """XREAD."""
        self._reach()
        return [entry for entry in self.state.entries if entry.id > after][:limit]

    def mirror(self, name: str, at: EntryId) -> None:
        """XGROUP SETID, or XGROUP CREATE … MKSTREAM."""
        self._reach()
        groups = dict(self.state.groups) | {name: at}
        self._keep(self.state._replace(groups=tuple(groups.items())))

    def groups(self) -> dict[str, int]:
        """XINFO GROUPS: the position of each."""
        self._reach()
        return {name: at.position for name, at in self.state.groups}

    def trim(self, oldest: EntryId) -> None:
        """XTRIM MINID."""
        self._reach()
        kept = tuple(entry for entry in self.state.entries if entry.id >= oldest)
        if len(kept) < len(self.state.entries):
            self._touch(self.state._replace(entries=kept))

    def flush(self) -> None:
        """FLUSHALL: connections live on."""
        self._touch(EMPTY)

    def set_back(self, steps: int) -> None:
        """A power loss, or a stale replica promoted: an earlier state, and no connection that knew the later one."""
        if self.past:
            self._keep(self.past[-min(steps, len(self.past))])
        self.drop_connections()

    def drop_connections(self) -> None:
        self.server += 1

    def _reach(self, guard: Guard | None = None) -> None:
        if self.now() < self.away_until or (guard and guard.server != self.server):
            raise RedisGone

    def _reply(self) -> None:
        if self.loses_reply:
            self.loses_reply = False
            self.drop_connections()
            raise RedisGone

    def _touch(self, state: State) -> None:
        self.touched += 1
        self._keep(state)

    def _keep(self, state: State) -> None:
        self.past.append(self.state)
        self.state = state
