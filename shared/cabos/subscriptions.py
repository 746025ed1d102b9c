"""What a service listens to: one function per effect, with the event and the transaction in its arguments."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from cabos_contracts.envelope import Envelope, Event

E = TypeVar("E", bound=Event)
Effect = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Handler:
    effect: Effect
    takes_envelope: bool

    async def __call__(self, event: Event, session: Any, envelope: Callable[[], Envelope]) -> None:
        if self.takes_envelope:
            await self.effect(event, session, envelope())
        else:
            await self.effect(event, session)


class Subscriptions:
    """The effects of one subscribing service, by event type.

    An effect is `async def f(event, session)` or `async def f(event, session, envelope)`. It runs in the transaction
    that also moves the cursor, so it happens exactly once; it never commits. To refuse an event for good it raises a
    `Refusal`; any other exception parks the event and its followers of the same subject, and is tried again.
    """

    def __init__(self, service: str) -> None:
        self.service = service
        self._handlers: dict[str, list[Handler]] = {}
        self._classes: dict[str, type[Event]] = {}

    def on(self, *types: type[E]) -> Callable[[Effect], Effect]:
        def register(effect: Effect) -> Effect:
            takes_envelope = len(inspect.signature(effect).parameters) > 2
            for type_ in types:
                self._classes[type_.type] = type_
                self._handlers.setdefault(type_.type, []).append(Handler(effect, takes_envelope))
            return effect

        return register

    @property
    def sources(self) -> list[str]:
        """The services that are listened to, sorted."""
        return sorted({type_.source for type_ in self._classes.values()})

    def contract(self, type_: str) -> type[Event] | None:
        return self._classes.get(type_)

    def handlers(self, type_: str) -> list[Handler]:
        return self._handlers.get(type_, [])
