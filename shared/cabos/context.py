"""Which request or event the work at hand comes from."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Origin:
    """What the events of this piece of work are stamped with."""

    correlation_id: UUID | None = None
    causation_id: UUID | None = None
    traceparent: str | None = None


UNKNOWN = Origin()

# Asked only when something is announced: most events of a batch cause nothing.
_origin: ContextVar[Callable[[], Origin]] = ContextVar("cabos_origin", default=lambda: UNKNOWN)


def origin() -> Origin:
    return _origin.get()()


@contextmanager
def originating(from_: Callable[[], Origin]) -> Iterator[None]:
    """Whatever is published inside comes from `from_()`."""
    token = _origin.set(from_)
    try:
        yield
    finally:
        _origin.reset(token)
