"""What is shown of programmes, as they are and as they were on any day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Literal, TypeVar
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import Invalid, NotFound
from cabos.views import View
from cabos_contracts.types import PartialDate
from pydantic import BaseModel
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Programme, ProgrammeFacts
from aeo.model.naming import Names
from aeo.model.operators import operator_type
from aeo.model.programme_facts import Count, LegalBasis
from aeo.model.programme_state import ProgrammeState, StateOnDay, States
from aeo.queries.pending import unknown_among

ProgrammeOrder = Literal["id", "economy", "-economy", "name", "-name", "launched_on", "-launched_on"]


class ProgrammeOnDay(StateOnDay):
    """A programme on one day; `or_named` are names that it may have had by then, for nobody knows the day."""

    as_of: date
    name: str
    or_named: tuple[str, ...]
    operators: Count | None


class ProgrammeSummary(View):
    """`operators` is the last count; `on_day` is there when a day was asked for."""

    id: UUID
    economy: str
    pending_economies: list[str] = []
    name: str
    state: ProgrammeState
    launched_on: PartialDate | None
    operator_types: list[str] | None
    tiers: list[str]
    scope: str | None
    code_format: str | None
    operators: Count | None = None
    source: str
    version: int
    on_day: ProgrammeOnDay | None = None


class ProgrammeDetails(ProgrammeSummary):
    """A programme with its histories; `record` is what was last entered, in the words of its source."""

    names: Names
    states: States
    counts: tuple[Count, ...]
    legal_basis: tuple[LegalBasis, ...]
    record: ProgrammeFacts
    claims: list[ClaimSummary] = []


class Asked(BaseModel):
    """Which programmes, on which day and as known when."""

    economy: str | None = None
    state: ProgrammeState | None = None
    operator: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None


async def list_programmes(
    session: AsyncSession, asked: Asked, sort: ProgrammeOrder, limit: int, after: UUID | None
) -> Page[ProgrammeSummary]:
    """Programmes by economy and type of operator; with `as_of`, those that surely were in `state` on that day."""
    table = as_known(Programme, asked.known_at)
    wanted = select(table)
    if asked.economy is not None:
        wanted = wanted.where(col(table.economy) == asked.economy)
    if asked.operator is not None:
        wanted = wanted.where(col(table.operator_types).contains([operator_type(asked.operator)]))
    # The rule for a day lives in the model, once; the world has a few hundred programmes.
    rows = [row for row in await session.exec(wanted) if asked.state in (None, _state(row, asked.as_of))]
    name = sort.removeprefix("-")
    rows.sort(key=lambda row: (str(getattr(row, name) or ""), row.id), reverse=sort.startswith("-"))
    start = 0
    if after is not None:
        start = next((place for place, row in enumerate(rows, 1) if row.id == after), 0)
        if not start:
            raise Invalid(f"No item {after} to go on from", field="after")
    shown = rows[start : start + limit]
    unknown = await _unknown(session, shown, asked.known_at)
    return Page(
        items=[_shown(row, ProgrammeSummary, unknown, asked.as_of) for row in shown],
        next=str(shown[-1].id) if start + limit < len(rows) else None,
    )


async def show_programme(
    session: AsyncSession, programme_id: UUID, as_of: date | None, known_at: datetime | None
) -> ProgrammeDetails:
    table = as_known(Programme, known_at)
    row = (await session.exec(select(table).where(col(table.id) == programme_id))).one_or_none()
    if row is None:
        raise NotFound(f"No programme {programme_id}")
    details = _shown(row, ProgrammeDetails, await _unknown(session, [row], known_at), as_of)
    details.claims = await claims_of(session, "programme", programme_id, known_at)
    return details


V = TypeVar("V", bound=ProgrammeSummary)


def _shown(row: Programme, view: type[V], unknown: Collection[str], as_of: date | None) -> V:
    shown = view.model_validate(row)
    shown.operators = row.operators_on(None)
    shown.pending_economies = [row.economy] if row.economy in unknown and not row.record.non_member else []
    if as_of is not None:
        name, or_named = row.name_on(as_of)
        standing = row.state_on(as_of)
        shown.on_day = ProgrammeOnDay(
            as_of=as_of,
            name=name,
            or_named=or_named,
            operators=row.operators_on(as_of),
            state=standing.state,
            why=standing.why,
        )
    return shown


def _state(row: Programme, as_of: date | None) -> ProgrammeState | None:
    return row.state if as_of is None else row.state_on(as_of).state


async def _unknown(session: AsyncSession, rows: Sequence[Programme], known_at: datetime | None) -> set[str]:
    return await unknown_among(session, {row.economy for row in rows}, known_at)
