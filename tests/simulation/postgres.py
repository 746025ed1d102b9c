"""PostgreSQL, as far as delivery needs it: connections that hold locks and die, and commits that are all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cabos.streams import BEGINNING, EntryId


class DatabaseGone(Exception):
    """The connection has ended; whether the last commit happened is not known."""


@dataclass(slots=True, eq=False)
class Row:
    """A row of `journal`."""

    id: int
    subject: str
    nature: str
    time: int
    ms: int = 0
    position: int = 0

    def __str__(self) -> str:
        return f"{self.subject}{self.id}" + (f"@{self.position}" if self.position else "")


@dataclass(slots=True, eq=False)
class Parked:
    """A row of `parked`."""

    id: EntryId
    row: Row
    state: str
    attempts: int
    due: float


@dataclass(slots=True)
class Listener:
    """The database of one subscribing service."""

    name: str
    cursor: EntryId = BEGINNING
    effects: list[Row] = field(default_factory=list)
    parked: dict[EntryId, Parked] = field(default_factory=dict)

    def open(self) -> list[Parked]:
        return [one for _, one in sorted(self.parked.items()) if one.state != "dead"]


@dataclass(slots=True)
class Source:
    """The database of the service that announces."""

    journal: list[Row] = field(default_factory=list)
    given: list[tuple[Row, int]] = field(default_factory=list)
    registered: dict[str, int] = field(default_factory=dict)
    marked: int = 0
    """Up to where a relay without `REDIS_POSITION` believes to have copied."""

    def newest(self) -> Row | None:
        return max((row for row in self.journal if row.position), key=lambda row: row.position, default=None)

    def after(self, position: int, limit: int) -> list[Row]:
        rows = [row for row in self.journal if row.position > position]
        return sorted(rows, key=lambda row: row.position)[:limit]


class Connection:
    """A session of PostgreSQL: when it ends, its locks are free and what it had not committed never was."""

    def __init__(self, locks: "dict[str, Connection]") -> None:
        self.locks = locks
        self.alive = True
        self.loses_reply = False

    def lock(self, name: str) -> bool:
        """`pg_try_advisory_lock`."""
        self.check()
        return self.locks.setdefault(name, self) is self

    def check(self) -> None:
        if not self.alive:
            raise DatabaseGone

    def commit(self, write: Callable[[], None]) -> None:
        self.check()
        write()
        if self.loses_reply:
            self.close()
            raise DatabaseGone

    def close(self) -> None:
        self.alive = False
        for name in [name for name, holder in self.locks.items() if holder is self]:
            del self.locks[name]
