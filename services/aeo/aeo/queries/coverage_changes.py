"""What changed in who recognises whom, from one day to another."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from cabos.database import execute
from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import Invalid
from cabos.views import View
from pydantic import Field
from sqlalchemy import Date, Subquery, and_, case, func, literal, select, tuple_, union
from sqlalchemy.sql.selectable import LateralFromClause
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, Recognition
from aeo.model.periods import LAST
from aeo.queries.coverage_matrix import counts


class PairChange(View):
    """On this day a pair began or ceased to be covered by an agreement, or is covered for others than before.

    The agreement covers the pair for what was asked from the day on which it began to the day on which it ended:
    `since` and `until` of the pair. Whether the pair itself was and is recognised does not depend on this agreement
    alone: another may cover it.
    """

    day: date
    certified_in: str = Field(serialization_alias="from")
    recognised_by: str = Field(serialization_alias="to")
    change: str = Field(description="began, ended, or changed")
    agreement_id: UUID
    name: str
    recognised_before: bool = Field(description="whether any agreement covered the pair on the day before")
    recognised_after: bool = Field(description="whether any agreement covers the pair on this day")


async def changes(
    session: AsyncSession,
    after_day: date,
    until_day: date,
    operator: str | None,
    tier: str | None,
    known_at: datetime | None,
    limit: int,
    after: str | None,
) -> Page[PairChange]:
    """What began or ended after `after_day` and by `until_day`, surely; day by day, pair by pair."""
    edges = _edges(as_known(Recognition, known_at), after_day, until_day, operator, tier)
    around = _around(as_known(Recognition, known_at), edges, operator, tier)
    agreement = as_known(Agreement, known_at)
    key = [edges.c.day, edges.c.certified_in, edges.c.recognised_by, edges.c.agreement_id]
    change = case(
        (around.c.for_whom_before.is_(None), "began"), (around.c.for_whom_after.is_(None), "ended"), else_="changed"
    )
    found = (
        select(
            *key,
            change.label("change"),
            col(agreement.name).label("name"),
            around.c.recognised_before,
            around.c.recognised_after,
        )
        .join(agreement, col(agreement.id) == edges.c.agreement_id)
        .join(around, around.c.for_whom_before.is_distinct_from(around.c.for_whom_after))
        .order_by(*key)
        .limit(limit + 1)
    )
    if after is not None:
        found = found.where(tuple_(*key) > _place(after))
    rows = [PairChange.model_validate(dict(each)) for each in (await execute(session, found)).mappings()]
    return Page(items=rows[:limit], next=_cursor(rows[limit - 1]) if len(rows) > limit else None)


def _edges(row: Any, after_day: date, until_day: date, operator: str | None, tier: str | None) -> Subquery:
    """Where a row begins or ends, of what counts for what was asked."""
    key = [col(row.certified_in), col(row.recognised_by), col(row.agreement_id)]
    return union(
        *(
            select(day.label("day"), *key).where(
                col(row.sure), day > after_day, day <= until_day, day < LAST, *counts(row, operator, tier)
            )
            for day in (col(row.since), col(row.until))
        )
    ).subquery()


def _around(row: Any, edges: Subquery, operator: str | None, tier: str | None) -> LateralFromClause:
    """By whom the pair is covered before and behind an edge, and for whom by the agreement whose edge it is.

    What was asked for is the same on both sides, so that only what was not asked can have changed.
    """
    day = edges.c.day
    before = and_(col(row.since) < day, col(row.until) >= day)
    behind = and_(col(row.since) <= day, col(row.until) > day)
    by_it = col(row.agreement_id) == edges.c.agreement_id
    types = [] if operator is not None else [col(row.operator_types), col(row.except_types)]
    tiers = [] if tier is not None else [col(row.tiers)]
    for_whom = func.array_agg(func.jsonb_build_array(*types, *tiers).distinct())
    return (
        select(
            func.coalesce(func.bool_or(before), False).label("recognised_before"),
            func.coalesce(func.bool_or(behind), False).label("recognised_after"),
            for_whom.filter(before, by_it).label("for_whom_before"),
            for_whom.filter(behind, by_it).label("for_whom_after"),
        )
        .where(
            col(row.certified_in) == edges.c.certified_in,
            col(row.recognised_by) == edges.c.recognised_by,
            col(row.sure),
            *counts(row, operator, tier),
        )
        .lateral()
    )


def _cursor(change: PairChange) -> str:
    return f"{change.day}.{change.certified_in}.{change.recognised_by}.{change.agreement_id}"


def _place(after: str) -> Any:
    try:
        day, certified_in, recognised_by, agreement_id = after.split(".")
        return tuple_(
            literal(date.fromisoformat(day), Date), literal(certified_in), literal(recognised_by),
            literal(UUID(agreement_id)),
        )  # fmt: skip
    except ValueError:
        raise Invalid("not the `next` of a page before", field="after") from None
