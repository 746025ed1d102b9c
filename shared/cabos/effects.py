"""Events meet their handlers, in the order in which they happened."""

from collections.abc import Iterable

from cabos_contracts.envelope import Event
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.context import UNKNOWN, Origin, originating
from cabos.subscriptions import Handler, Subscriptions
from cabos.wire import Entry, Undecodable


class Effects:
    """Lets entries have their effects in a transaction that somebody else commits."""

    def __init__(self, subscriptions: Subscriptions) -> None:
        self.subscriptions = subscriptions
        self._entry: Entry | None = None

    async def of(self, entries: Iterable[Entry], session: AsyncSession) -> None:
        """Call what has subscribed; raises `Undecodable`, and whatever a handler raises."""
        handlers_of = self.subscriptions.handlers
        run: list[tuple[Event, Entry]] = []
        taking: Handler | None = None
        with originating(self._origin):
            for entry in entries:
                handlers = handlers_of(entry.event_type)
                if not handlers:
                    if not entry.event_type:
                        raise Undecodable("the entry names no type")
                    continue
                first = handlers[0]
                event = entry.decode(first.contract)
                if taking is not None and (taking.effect is not first.effect or len(handlers) > 1):
                    await self._together(taking, run, session)
                    run, taking = [], None
                if first.batch and len(handlers) == 1:
                    run.append((event, entry))
                    taking = first
                else:
                    self._entry = entry
                    for handler in handlers:
                        await handler(event, session, entry)
            if taking is not None:
                await self._together(taking, run, session)

    async def _together(self, handler: Handler, run: list[tuple[Event, Entry]], session: AsyncSession) -> None:
        # What many events cause together is caused by none of them alone.
        self._entry = run[0][1] if len(run) == 1 else None
        await handler.together([event for event, _ in run], session, [entry for _, entry in run])

    def _origin(self) -> Origin:
        return UNKNOWN if self._entry is None else self._entry.origin()
