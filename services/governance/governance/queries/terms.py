"""What is shown of Vice-Chair terms: one by one, and those that were held on a day."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, listed
from cabos_contracts.types import PartialDate
from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import OfficeHolder
from governance.model import ViceChairTerm as Term
from governance.model.term_stage import TermStage

TermOrder = Literal["region", "-region", "started_on", "-started_on", "administration", "-administration"]
HELD = (TermStage.IN_OFFICE, TermStage.ENDED, TermStage.UNDATED)


class TermSummary(View):
    """`ended_on` is the first day on which the seat was no longer held, that of the successor's start."""

    id: UUID
    region: str
    administration: str
    stage: TermStage
    selected_on: PartialDate | None
    selected_at: str | None
    selection_method: str | None
    conference_id: UUID | None
    after_session_id: UUID | None
    expected_on: PartialDate | None
    started_on: PartialDate | None
    start_reason: str | None
    ended_on: PartialDate | None
    end_reason: str | None
    withdrawn_on: PartialDate | None
    withdrawal_reason: str | None
    office_holders: list[OfficeHolder]
    confidence: str | None
    note: str | None
    source: str
    version: int


class TermDetails(TermSummary):
    claims: list[ClaimSummary] = []


def sure_on(table: Any, day: date) -> ColumnElement[bool]:
    """Whether the seat is surely held on `day`; in the words of the index."""
    days = func.daterange(col(table.sure_from), col(table.sure_until))
    return col(table.sure_from).is_not(None) & days.op("@>")(day)


def possible_on(table: Any, day: date) -> ColumnElement[bool]:
    """Whether the dates leave room for `day`."""
    days = func.daterange(col(table.possible_from), col(table.possible_until))
    return col(table.stage).in_(HELD) & days.op("@>")(day)


async def list_terms(
    session: AsyncSession,
    *,
    region: str | None,
    administration: str | None,
    stage: TermStage | None,
    as_of: date | None,
    possible: bool,
    known_at: datetime | None,
    sort: TermOrder,
    limit: int,
    after: UUID | None,
) -> Page[TermSummary]:
    """Terms in order, those of unknown start first; as of a day those surely held on it, or all that may be."""
    table = as_known(Term, known_at)
    wanted: list[Any] = [] if region is None else [col(table.region) == region]
    wanted += [] if administration is None else [col(table.administration) == administration]
    wanted += [] if stage is None else [col(table.stage) == stage]
    if as_of is not None:
        wanted.append(possible_on(table, as_of) if possible else sure_on(table, as_of))
    order = (sort,) if sort.endswith("started_on") else (sort, "started_on")
    return await listed(session, table, TermSummary, order, limit, after, *wanted)


async def show_term(session: AsyncSession, term_id: UUID, known_at: datetime | None = None) -> TermDetails:
    table = as_known(Term, known_at)
    row = (await session.exec(select(table).where(col(table.id) == term_id))).one_or_none()
    if row is None:
        raise NotFound(f"No vice chair term {term_id}")
    details = TermDetails.model_validate(row)
    details.claims = await claims_of(session, Term.kind_of_record, term_id, known_at)
    return details
