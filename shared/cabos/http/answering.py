"""What every answer has beside its body: the address of the next page, the version of a record, what waits for whom."""

from hashlib import blake2b
from typing import Annotated, Protocol, TypeVar

from cabos_contracts.types import Day, Instant
from fastapi import Depends, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from cabos.http import Page
from cabos.proposals import Proposal

AsOf = Annotated[Day | None, Query(description="a day: what holds in the world on it")]
KnownAt = Annotated[Instant | None, Query(description="an instant: the answer as it was known then")]
Limit = Annotated[int, Query(ge=1, le=500)]


class Versioned(Protocol):
    @property
    def version(self) -> int: ...

    def model_dump_json(self) -> str: ...


R = TypeVar("R", bound=BaseModel)
V = TypeVar("V", bound=Versioned)


class Answering:
    """Puts headers on the answer of the request that it belongs to."""

    def __init__(self, request: Request, response: Response) -> None:
        self.request = request
        self.response = response

    def page(self, page: Page[R]) -> Page[R]:
        """A page, with the following one as `Link: <…>; rel="next"` (RFC 8288)."""
        if page.next is not None:
            self.response.headers["Link"] = f'<{self.request.url.include_query_params(after=page.next)}>; rel="next"'
        return page

    def record(self, record: V, version: int | None = None) -> V:
        """A record, with its `ETag` (RFC 9110, 8.8.3); 304 to whoever has it already (`If-None-Match`).

        The tag begins with the version, which is what a later write may ask for with `If-Match`. The rest is of what is
        shown: flags, claims and what is overdue come and go without a new version. `version` stands in its place where
        that counts events alone, and not everything that was done.
        """
        counted = record.version if version is None else version
        tag = f'"{counted}-{blake2b(record.model_dump_json().encode(), digest_size=8).hexdigest()}"'
        self.response.headers["ETag"] = tag
        known = {each.strip().removeprefix("W/") for each in self.request.headers.get("if-none-match", "").split(",")}
        if known & {"*", tag}:
            return Response(status_code=304, headers={"ETag": tag})  # type: ignore[return-value]
        return record

    def proposal(self, proposal: Proposal | None) -> Response:
        """202 and where the proposal waits for a second officer; 204 when there was nothing left to do."""
        if proposal is None:
            return Response(status_code=204)
        headers = {"Location": f"/v1/proposals/{proposal.id}"}
        return JSONResponse(proposal.model_dump(mode="json"), 202, headers)


Answer = Annotated[Answering, Depends(Answering)]
