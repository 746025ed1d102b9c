"""What a service listens to: one function per effect, with the event and the transaction in its arguments."""

import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from cabos_contracts.envelope import Envelope, Event

E = TypeVar("E", bound=Event)
Effect = Callable[..., Awaitable[None]]


class Delivered(Protocol):
    """What an event arrived in."""

    def envelope(self, event: Event) -> Envelope: ...


@dataclass(frozen=True, slots=True)
class Handler:
    """One effect, and the contract that it wants its events in."""

    contract: type[Event]
    effect: Effect
    takes_envelope: bool

    def __call__(self, event: Event, session: Any, entry: Delivered) -> Awaitable[None]:
        if self.takes_envelope:
            return self.effect(event, session, entry.envelope(event))
        return self.effect(event, session)


class Subscriptions:
    """The effects of one subscribing service, by event type.

    An effect is `async def f(event, session)` or `async def f(event, session, envelope)`. It runs in the transaction
    that also moves the cursor, so it happens exactly once; it never commits. To refuse an event for good it raises a
    `Refusal`; any other exception parks the event and its followers of the same subject, and is tried again.
    """

    def __init__(self, service: str) -> None:
        self.service = service
        self._handlers: dict[str, list[Handler]] = {}

    def on(self, *types: type[E]) -> Callable[[Effect], Effect]:
        def register(effect: Effect) -> Effect:
            takes_envelope = len(inspect.signature(effect).parameters) > 2
            for type_ in types:
                self._handlers.setdefault(type_.type, []).append(Handler(type_, effect, takes_envelope))
            return effect

        return register

    @property
    def sources(self) -> list[str]:
        """The services that are listened to, sorted."""
        return sorted({handlers[0].contract.source for handlers in self._handlers.values()})

    def handlers(self, type_: str) -> Sequence[Handler]:
        return self._handlers.get(type_, ())
