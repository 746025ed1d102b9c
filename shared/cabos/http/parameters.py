"""Which query parameters an address knows: one that nobody looks at is refused, for its answer would mislead."""

from collections.abc import Iterator

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError


class KnownParameters:
    """A dependency of every route: 422 for what an address under `/v1` is asked for and does not know.

    Pages and feeds outside of `/v1` are linked to by others, who add parameters of their own.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[str, ...]] = {}

    async def __call__(self, request: Request) -> None:
        if not request.scope["query_string"] or not request.scope["path"].startswith("/v1/"):
            return
        known = self._of(request)
        unknown = [name for name in request.query_params if name not in known]
        if unknown:
            rule = f"unknown here; known are {', '.join(known)}" if known else "unknown here, and so is every other"
            raise RequestValidationError(
                [{"type": "extra_forbidden", "loc": ("query", name), "msg": rule} for name in unknown]
            )

    def _of(self, request: Request) -> tuple[str, ...]:
        # A route lives as long as its application, and what it knows never changes.
        route = request.scope["route"]
        if id(route) not in self._known:
            self._known[id(route)] = tuple(dict.fromkeys(_names(route.dependant)))
        return self._known[id(route)]


def _names(dependant: Dependant) -> Iterator[str]:
    """As they stand in the address, of the route and of all that it depends on."""
    for parameter in dependant.query_params:
        yield parameter.alias
    for each in dependant.dependencies:
        yield from _names(each)
