"""The routes of coverage: who is recognised by whom, on which day, and why."""

from typing import Annotated, Literal

from cabos.http import Page, Session
from cabos.http.answering import Answer, KnownAt, Limit
from cabos.http.negotiation import preferred
from cabos.refusal import Invalid
from cabos_contracts.types import Day, EconomyCode
from fastapi import APIRouter, Header, Query, Response

from aeo.commands.records import today
from aeo.model.why_not import Asked
from aeo.queries import coverage as of_a_pair
from aeo.queries import coverage_changes as of_time
from aeo.queries import coverage_matrix as of_all

router = APIRouter(prefix="/v1/coverage", tags=["coverage"])

JSON, CSV = "application/json", "text/csv"
CertifiedIn = Annotated[EconomyCode, Query(alias="from", description="where the operator is certified")]
RecognisedBy = Annotated[EconomyCode, Query(alias="to", description="whose customs would recognise it")]
On = Annotated[Day | None, Query(description="the day that is asked about; today when there is none")]
Operator = Annotated[str | None, Query(min_length=1, max_length=100, description="a type of operator: exporter")]
Tier = Annotated[str | None, Query(min_length=1, max_length=100, description="a tier of the programme: AEOS")]


@router.get("", summary="Whether an economy recognises the operators of another, by which agreements, and why (not)")
async def get_coverage(
    session: Session,
    certified_in: CertifiedIn,
    recognised_by: RecognisedBy,
    operator: Operator = None,
    tier: Tier = None,
    on: On = None,
    known_at: KnownAt = None,
) -> of_a_pair.PairOnDay:
    if certified_in == recognised_by:
        raise Invalid(f"{certified_in} needs no agreement with itself", field="to")
    asked = Asked(certified_in, recognised_by, on or today(), operator, tier)
    return await of_a_pair.pair_on_day(session, asked, known_at)


@router.get(
    "/matrix",
    summary="All pairs on a day",
    responses={200: {"content": {CSV: {"schema": {"type": "string"}}}}, 406: {"description": "Neither JSON nor CSV"}},
)
async def get_matrix(
    session: Session,
    on: On = None,
    operator: Operator = None,
    tier: Tier = None,
    known_at: KnownAt = None,
    format: Annotated[Literal["json", "csv"] | None, Query(description="instead of the header Accept")] = None,
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> of_all.Matrix:
    # Asked for first: who wants something else need not wait for the pairs.
    media_type = {"json": JSON, "csv": CSV}.get(format or "") or preferred(accept, (JSON, CSV))
    found = await of_all.matrix(session, on or today(), operator, tier, known_at)
    if media_type == CSV:
        return Response(found.as_csv(), media_type=CSV)  # type: ignore[return-value]
    return Response(found.as_json(), media_type=JSON)  # type: ignore[return-value]


@router.get("/changes", summary="What began and what ended between two days, by which agreement")
async def get_changes(
    session: Session,
    answer: Answer,
    from_day: Annotated[Day, Query(alias="from", description="changes behind this day")],
    to_day: Annotated[Day, Query(alias="to", description="and up to this day, itself included")],
    operator: Operator = None,
    tier: Tier = None,
    known_at: KnownAt = None,
    limit: Limit = 100,
    after: Annotated[str | None, Query(max_length=100, description="`next` of the page before")] = None,
) -> Page[of_time.PairChange]:
    if to_day < from_day:
        raise Invalid(f"{to_day} is before {from_day}", field="to")
    found = await of_time.changes(session, from_day, to_day, operator, tier, known_at, limit, after)
    return answer.page(found)
