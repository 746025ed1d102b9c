"""What a service listens to: one function per effect, with the event and the transaction in its arguments."""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol, TypeVar

from cabos_contracts.envelope import Envelope, Event

E = TypeVar("E", bound=Event)
Effect = Callable[..., Awaitable[None]]

Start = Literal["beginning", "now"] | int | datetime
"""Where a listener begins: a number is the position of the last event that it does without, an instant is aware."""


class Delivered(Protocol):
    """What an event arrived in."""

    def envelope(self, event: Event) -> Envelope: ...


@dataclass(frozen=True, slots=True)
class Handler:
    """One effect, and the contract that it wants its events in."""

    contract: type[Event]
    effect: Effect
    takes_envelope: bool
    batch: bool = False

    def __call__(self, event: Event, session: Any, entry: Delivered) -> Awaitable[None]:
        if self.batch:
            return self.together([event], session, [entry])
        if self.takes_envelope:
            return self.effect(event, session, entry.envelope(event))
        return self.effect(event, session)

    def together(self, events: Sequence[Event], session: Any, entries: Sequence[Delivered]) -> Awaitable[None]:
        """The effect of several events at once, for one that takes them so."""
        if self.takes_envelope:
            return self.effect(
                events, session, [each.envelope(event) for event, each in zip(events, entries, strict=True)]
            )
        return self.effect(events, session)


class Subscriptions:
    """The effects of one subscribing service, by event type.

    An effect is `async def f(event, session)` or `async def f(event, session, envelope)`. It runs in the transaction
    that also moves the cursor, so it happens exactly once; it never commits. To refuse an event for good it raises a
    `Refusal`; any other exception parks the event and its followers of the same subject, and is tried again.

    With `batch=True` it takes a list of events (and of envelopes) that followed each other, for effects that are one
    statement for many. A list in which one fails is taken again by halves, so it must take a list of one.

    `start` says where this service begins with a source that it has never read.
    """

    def __init__(self, service: str, *, start: Start = "beginning") -> None:
        if isinstance(start, datetime) and start.tzinfo is None:
            raise ValueError("start must carry its offset from UTC")
        self.service = service
        self.start = start
        self._handlers: dict[str, list[Handler]] = {}

    def on(self, *types: type[E], batch: bool = False) -> Callable[[Effect], Effect]:
        def register(effect: Effect) -> Effect:
            takes_envelope = len(inspect.signature(effect).parameters) > 2
            for type_ in types:
                self._handlers.setdefault(type_.type, []).append(Handler(type_, effect, takes_envelope, batch))
            return effect

        return register

    @property
    def sources(self) -> list[str]:
        """The services that are listened to, sorted."""
        return sorted({handlers[0].contract.source for handlers in self._handlers.values()})

    def handlers(self, type_: str) -> Sequence[Handler]:
        return self._handlers.get(type_, ())
