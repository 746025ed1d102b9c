"""Refusals and mistakes as RFC 9457 problem documents."""

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from sqlalchemy.exc import DataError, IntegrityError, InterfaceError, OperationalError
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from cabos.refusal import Refusal, rule_of

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"

TITLES = {
    400: "The request cannot be read",
    401: "A valid bearer token is needed",
    403: "The token's roles do not allow this",
    404: "There is no such thing",
    405: "The address does not take this method",
    409: "A rule forbids what is asked",
    412: "The record has another version than the one asked for",
    413: "The request is too large",
    415: "The body has the wrong media type",
    422: "The request does not fit the rules for its fields",
    500: "Something went wrong on our side",
    503: "The service cannot answer right now",
}

_IN_EACH_OTHERS_WAY = ("40001", "40P01")
"""What PostgreSQL says when transactions cannot all go on: serialization failure and deadlock."""

DOCUMENTED: dict[str, Any] = {
    "description": "A problem document (RFC 9457)",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": {"type": "string", "description": "`urn:cabos:refusal:<name of the rule>`"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "errors": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["field", "rule"],
                            "properties": {"field": {"type": "string"}, "rule": {"type": "string"}},
                        },
                    },
                },
            }
        }
    },
}
"""How every failure is described in OpenAPI."""


def problem(
    status: int,
    detail: str,
    *,
    type_: str = "about:blank",
    title: str | None = None,
    headers: dict[str, str] | None = None,
    **members: Any,
) -> JSONResponse:
    """A problem document; `members` are its extensions (RFC 9457, 3.2)."""
    body = {"type": type_, "title": title or TITLES.get(status, "Error"), "status": status, "detail": detail}
    return JSONResponse({**body, **members}, status, headers=headers, media_type=MEDIA_TYPE)


Handler = Callable[[Request, Any], Awaitable[JSONResponse]]
Show = Callable[[Request, JSONResponse], Response]
"""What becomes of a problem document before it is sent."""


def as_it_is(_: Request, document: JSONResponse) -> Response:
    return document


def install(app: FastAPI, show: Show = as_it_is) -> None:
    """Answer every way of failing with a problem document, or with what is shown of it."""

    def answers(*faults: type[Exception]) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            async def shown(request: Request, fault: Any) -> Response:
                return show(request, await handler(request, fault))

            for fault in faults:
                app.add_exception_handler(fault, shown)
            return handler

        return register

    @answers(Refusal)
    async def refused(_: Request, refusal: Refusal) -> JSONResponse:
        members: dict[str, Any] = dict(refusal.members)
        if refusal.field is not None:
            members["errors"] = [{"field": refusal.field, "rule": refusal.detail}]
        return problem(
            refusal.status, refusal.detail, type_=f"urn:cabos:refusal:{refusal.slug}", title=refusal.title, **members
        )

    @answers(RequestValidationError)
    async def invalid(_: Request, wrong: RequestValidationError) -> JSONResponse:
        found = wrong.errors()
        if any(error["type"] == "json_invalid" for error in found):
            error = found[0]
            where = error["loc"][-1] if len(error["loc"]) > 1 else 0
            reason = error.get("ctx", {}).get("error", "malformed")
            return problem(400, f"The body is not JSON: {reason} (at character {where})")
        errors = [{"field": _field(error["loc"]), "rule": rule_of(error)} for error in found]
        detail = "; ".join(f"{error['field']}: {error['rule']}" for error in errors)
        return problem(422, detail, type_="urn:cabos:refusal:invalid", errors=errors)

    @answers(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        headers = dict(error.headers or {})
        if error.status_code == 405:
            # Starlette names the methods of one route, and an address may have several.
            headers["Allow"] = ", ".join(sorted(_methods(request)))
        return problem(error.status_code, str(error.detail), headers=headers)

    @answers(IntegrityError)
    async def collided(_: Request, error: IntegrityError) -> JSONResponse:
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        log.warning("a constraint of the database refused a write", constraint=constraint)
        return problem(
            409,
            f"The database's rule {constraint or 'for this record'} forbids it: another write came first",
            type_="urn:cabos:refusal:constraint",
            title="A rule of the register forbids this",
            constraint=constraint,
        )

    @answers(DataError)
    async def unstorable(_: Request, error: DataError) -> JSONResponse:
        reason = str(error.orig).splitlines()[0]
        return problem(422, f"A value cannot be stored: {reason}", type_="urn:cabos:refusal:invalid")

    @answers(OperationalError, InterfaceError)
    async def away(_: Request, error: OperationalError | InterfaceError) -> JSONResponse:
        if getattr(error.orig, "sqlstate", None) in _IN_EACH_OTHERS_WAY:
            log.warning("requests in each other's way", error=str(error).splitlines()[0])
            return problem(503, "Another request was in the way; nothing was changed", headers={"Retry-After": "1"})
        log.warning("database away", error=str(error).splitlines()[0])
        return problem(503, "The database is away; nothing was changed", headers={"Retry-After": "2"})

    @answers(Exception)
    async def failed(_: Request, error: Exception) -> JSONResponse:
        return problem(500, "An unexpected fault; nothing was changed")


def _methods(request: Request) -> set[str]:
    return {
        method.upper()
        for route in iter_route_contexts(request.app.routes)
        for method in (*(route.methods or ()), *(("HEAD",) if "GET" in (route.methods or ()) else ()))
        if route.path is not None and compile_path(route.path)[0].match(request.url.path)
    }


def _field(location: tuple[Any, ...] | list[Any]) -> str:
    parts = [str(part) for part in location]
    return ".".join(parts[1:] if len(parts) > 1 and parts[0] in ("body", "query", "path", "header") else parts)
