"""The OpenAPI description, with the ways in which each route may fail: they follow from what it depends on."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext, iter_route_contexts

from cabos.http.auth import Allowed, authenticated, visitor
from cabos.http.problems import DOCUMENTED, TITLES

WRITES = {"PUT", "POST", "PATCH", "DELETE"}


class DescribedAPI(FastAPI):
    """Says of each route which problems its clients have to reckon with; `default` stays for all others."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            paths = super().openapi()["paths"]
            for route in iter_route_contexts(self.routes):
                for method in route.methods or ():
                    operation = paths.get(route.path_format, {}).get(method.lower())
                    if operation is not None:
                        _describe(operation, sorted(_failures(route)))
        assert self.openapi_schema is not None
        return self.openapi_schema


def _describe(operation: dict[str, Any], failures: list[int]) -> None:
    for status in failures:
        problem = {"description": TITLES[status], "content": DOCUMENTED["content"]}
        operation["responses"].setdefault(str(status), problem)


def _failures(route: RouteContext) -> Iterator[int]:
    dependants = list(_all(route.dependant))
    calls = [each.call for each in dependants]
    if authenticated in calls or visitor in calls:
        yield 401
    if any(isinstance(call, Allowed) for call in calls):
        yield 403
    if any(each.path_params for each in dependants):
        yield 404
    if WRITES & set(route.methods or ()):
        yield 409
    if any(header.alias == "if-match" for each in dependants for header in each.header_params):
        yield 412
    # Under /v1 every route refuses what it is asked for and does not know.
    asked = any(each.path_params or each.query_params or each.body_params for each in dependants)
    if asked or (route.path or "").startswith("/v1/"):
        yield 422


def _all(dependant: Dependant) -> Iterator[Dependant]:
    yield dependant
    for each in dependant.dependencies:
        yield from _all(each)
