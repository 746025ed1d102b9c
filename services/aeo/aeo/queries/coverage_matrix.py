"""Who recognises whom: all pairs on one day."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cabos.database import execute
from cabos.history import as_known
from cabos.views import View
from pydantic import Field, TypeAdapter
from sqlalchemy import ColumnElement, Date, Subquery, Text, and_, case, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, Recognition
from aeo.model.operators import operator_type, plain
from aeo.model.periods import LAST

_AS_JSON: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


class PairInMatrix(View):
    """One pair on the day; not `recognised` is possible, for the days on record are imprecise.

    `since` and `until` are those of the agreement that applies, as `GET /v1/coverage` gives them.
    """

    certified_in: str = Field(serialization_alias="from")
    recognised_by: str = Field(serialization_alias="to")
    recognised: bool
    agreements: int
    applies: UUID = Field(description="the agreement of the fewest parties, of those the oldest")
    name: str
    since: date | None
    until: date | None


class Matrix(View):
    """All pairs that are recognised on the day, surely or possibly; every other pair is not.

    A bloc is in it as the party that it is, and so is each of its members on that day.
    """

    on: date
    operator: str | None
    tier: str | None
    known_at: datetime | None
    pairs: list[PairInMatrix]


COLUMNS = ("from", "to", "recognised", "agreements", "applies", "name", "since", "until")


@dataclass(frozen=True, slots=True)
class Pairs:
    """A matrix in the making: one row of text for each pair, in the order of `COLUMNS`.

    A world of pairs as rows of uuids and days takes three times as long to read as the question itself.
    """

    on: date
    operator: str | None
    tier: str | None
    known_at: datetime | None
    rows: Sequence[Any]

    def as_json(self) -> bytes:
        """A `Matrix`."""
        asked = {"on": self.on, "operator": self.operator, "tier": self.tier, "known_at": self.known_at}
        return _AS_JSON.dump_json({**asked, "pairs": [dict(zip(COLUMNS, row, strict=True)) for row in self.rows]})

    def as_csv(self) -> str:
        """RFC 4180. A name that a spreadsheet would take for a formula has an apostrophe before it."""
        text = io.StringIO()
        lines = csv.writer(text)
        lines.writerow(COLUMNS)
        for from_, to, recognised, agreements, applies, name, since, until in self.rows:
            shown = f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name
            lines.writerow([from_, to, "yes" if recognised else "possibly", agreements, applies, shown, since, until])
        return text.getvalue()


async def matrix(
    session: AsyncSession, on: date, operator: str | None, tier: str | None, known_at: datetime | None
) -> Pairs:
    row, agreement = as_known(Recognition, known_at), as_known(Agreement, known_at)
    counting = counts(row, operator, tier)
    order = [col(row.sure).desc(), col(row.among), col(row.first), col(row.agreement_id), col(row.since)]

    def of_the_first(column: Any) -> ColumnElement[Any]:
        return func.array_agg(aggregate_order_by(column, *order))[1]

    held = (
        select(
            col(row.certified_in).label("certified_in"),
            col(row.recognised_by).label("recognised_by"),
            func.bool_or(col(row.sure)).label("recognised"),
            func.count(col(row.agreement_id).distinct()).label("agreements"),
            of_the_first(col(row.agreement_id)).label("applies"),
            of_the_first(col(row.since)).label("since"),
        )
        .where(col(row.since) <= on, or_(col(row.until) > on, col(row.until) == LAST), *counting)
        .group_by(col(row.certified_in), col(row.recognised_by))
        .subquery()
    )
    pieces = _stretches(row, counting, on)
    bounded = pieces.c.piece.is_not(None)
    named = (
        select(
            held.c.certified_in,
            held.c.recognised_by,
            held.c.recognised,
            held.c.agreements,
            held.c.applies.cast(Text),
            col(agreement.name),
            case((bounded, func.lower(pieces.c.piece)), else_=func.nullif(held.c.since, date.min)).cast(Text),
            func.upper(pieces.c.piece).cast(Text),
        )
        .join(agreement, col(agreement.id) == held.c.applies)
        .outerjoin(
            pieces,
            and_(
                pieces.c.agreement_id == held.c.applies,
                pieces.c.certified_in == held.c.certified_in,
                pieces.c.recognised_by == held.c.recognised_by,
                pieces.c.sure == held.c.recognised,
                pieces.c.piece.op("@>")(literal(on, Date)),
            ),
        )
    )
    found = await execute(session, named.order_by(held.c.certified_in, held.c.recognised_by))
    return Pairs(on, operator, tier, known_at, found.all())


def _stretches(row: Any, counting: Sequence[ColumnElement[bool]], on: date) -> Subquery:
    """The unbroken stretches of each pair by each agreement, of those alone of which any row ends or lies ahead.

    Everything else goes on for ever since its first row, and need not be merged.
    """
    key = [col(row.agreement_id), col(row.certified_in), col(row.recognised_by)]
    bounded = select(*key).where(or_(col(row.since) > on, col(row.until) < LAST), *counting)
    days = func.daterange(func.nullif(col(row.since), date.min), func.nullif(col(row.until), LAST))
    return (
        select(*key, col(row.sure), func.unnest(func.range_agg(days)).label("piece"))
        .where(tuple_(*key).in_(bounded), *counting)
        .group_by(*key, col(row.sure))
        .subquery()
    )


def counts(row: Any, operator: str | None, tier: str | None) -> list[ColumnElement[bool]]:
    """Which rows count for what is asked, as `Asked.counts` says of one."""
    found: list[ColumnElement[bool]] = []
    if operator is not None:
        meant = [operator_type(operator)]
        found.append(or_(col(row.operator_types).is_(None), col(row.operator_types).contains(meant)))
        found.append(~col(row.except_types).contains(meant))
    if tier is not None:
        listed: ColumnElement[str] = func.unnest(col(row.tiers)).column_valued("listed")
        spelt = func.btrim(func.regexp_replace(func.lower(listed), r"\s+", " ", "g"))
        found.append(or_(col(row.tiers).is_(None), literal(plain(tier)).in_(select(spelt))))
    return found
