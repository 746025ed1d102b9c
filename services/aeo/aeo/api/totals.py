"""The routes of totals."""

from datetime import UTC, datetime
from typing import Annotated

from cabos.http import Session
from cabos.http.answering import KnownAt
from cabos_contracts.types import Day
from fastapi import APIRouter, Query

from aeo.queries import editions
from aeo.queries import totals as queries

router = APIRouter(prefix="/v1/totals", tags=["totals"])

On = Annotated[Day | None, Query(description="a day; today (UTC) when missing")]


@router.get("", summary="How many agreements there are on a day, with the rule by which each number is counted")
async def get_totals(session: Session, on: On = None, known_at: KnownAt = None) -> queries.Totals:
    return await queries.totals(session, on or datetime.now(UTC).date(), known_at)


@router.get("/compendium", summary="What the editions of the compendium count beside what is on record")
async def get_compendium_totals(session: Session, known_at: KnownAt = None) -> list[editions.EditionCompared]:
    return await editions.compare(session, known_at)
