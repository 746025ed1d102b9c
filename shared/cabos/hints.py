"""Wake-up hints: a relay hears of a commit in about a millisecond; without them it looks once a second."""

from collections.abc import Callable

# One process serves one service, so one listener is enough; a process without one leaves it to the poll.
_listeners: list[Callable[[], None]] = []


def after_commit() -> None:
    for listener in _listeners:
        listener()


def listen(listener: Callable[[], None]) -> Callable[[], None]:
    """Call `listener` after every commit that announced something; returns what undoes it."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)
