"""What is shown of priorities, and of the instruments that they rest on."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, listed
from cabos_contracts.types import PartialDate
from sqlalchemy import ColumnElement, cast, literal
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import Instrument, Priority
from governance.model.instrument import InstrumentKind
from governance.model.priority import (
    ORDER,
    Mandate,
    Outcome,
    OutsideContact,
    Presentation,
    PriorityStage,
    Remark,
    RestsOn,
    stage_on,
)
from governance.model.step import Step
from governance.queries.regional_bodies import surely_at, surely_there
from governance.queries.register import surely_by

PriorityOrder = Literal["level", "-level", "name", "-name"]
InstrumentOrder = Literal["code", "-code", "name", "-name", "adopted_on", "-adopted_on"]


class PrioritySummary(View):
    """A priority; `stage` and `steps` are those surely reached on the day that is asked for, by default the present."""

    id: UUID
    level: str
    name: str
    translations: dict[str, str]
    stage: PriorityStage
    steps: tuple[Step, ...]
    instruments: tuple[RestsOn, ...]
    source: str
    confidence: str | None
    version: int

    def on(self, day: date) -> "PrioritySummary":
        surely = tuple(each for each in self.steps if each.surely_on <= day)
        return self.model_copy(update={"stage": stage_on(self.steps, day), "steps": surely})


class PriorityDetails(PrioritySummary):
    mandates: tuple[Mandate, ...]
    contacts: tuple[OutsideContact, ...]
    remarks: tuple[Remark, ...]
    note: str | None
    presentations: tuple[Presentation, ...]
    outcomes: tuple[Outcome, ...]
    claims: list[ClaimSummary] = []


class InstrumentSummary(View):
    code: str
    name: str
    translations: dict[str, str]
    kind: str
    adopted_on: PartialDate | None
    in_force_on: PartialDate | None
    url: str | None
    note: str | None
    source: str
    confidence: str | None
    version: int


class InstrumentDetails(InstrumentSummary):
    claims: list[ClaimSummary] = []


async def list_priorities(
    session: AsyncSession,
    *,
    level: str | None,
    stage: PriorityStage | None,
    instrument: str | None,
    conference_id: UUID | None,
    as_of: date | None,
    known_at: datetime | None,
    sort: PriorityOrder,
    limit: int,
    after: UUID | None,
) -> Page[PrioritySummary]:
    """Priorities, or those that had surely come up by a day, as they stood on it."""
    priorities = as_known(Priority, known_at)
    wanted: list[ColumnElement[bool]] = [] if level is None else [col(priorities.level) == level]
    if instrument is not None:
        wanted.append(_holds(priorities.instruments, {"code": instrument}))
    if conference_id is not None:
        wanted.append(_holds(priorities.presentations, {"conference_id": str(conference_id)}))
    if stage is not None and as_of is None:
        wanted.append(col(priorities.stage) == stage)
    if as_of is not None:
        wanted.append(surely_there(priorities, ORDER, as_of))
    if stage is not None and as_of is not None:
        wanted.append(surely_at(priorities, ORDER, stage, as_of))
    found = await listed(session, priorities, PrioritySummary, (sort,), limit, after, *wanted)
    return found if as_of is None else found.model_copy(update={"items": [each.on(as_of) for each in found.items]})


async def show_priority(session: AsyncSession, priority_id: UUID, known_at: datetime | None) -> PriorityDetails:
    priorities = as_known(Priority, known_at)
    row = (await session.exec(select(priorities).where(col(priorities.id) == priority_id))).one_or_none()
    if row is None:
        raise NotFound(f"No priority {priority_id}")
    details = PriorityDetails.model_validate(row)
    details.claims = await claims_of(session, "priority", priority_id, known_at)
    return details


async def list_instruments(
    session: AsyncSession,
    *,
    kind: InstrumentKind | None,
    as_of: date | None,
    known_at: datetime | None,
    sort: InstrumentOrder,
    limit: int,
    after: str | None,
) -> Page[InstrumentSummary]:
    """Instruments, or those that had surely been adopted or come into force by a day."""
    instruments = as_known(Instrument, known_at)
    wanted: list[ColumnElement[bool]] = [] if kind is None else [col(instruments.kind) == kind]
    if as_of is not None:
        wanted.append(surely_by(instruments.adopted_on, as_of) | surely_by(instruments.in_force_on, as_of))
    return await listed(session, instruments, InstrumentSummary, (sort,), limit, after or None, *wanted, key="code")


async def show_instrument(session: AsyncSession, code: str, known_at: datetime | None) -> InstrumentDetails:
    instruments = as_known(Instrument, known_at)
    row = (await session.exec(select(instruments).where(col(instruments.code) == code))).one_or_none()
    if row is None:
        raise NotFound(f"No instrument {code}")
    details = InstrumentDetails.model_validate(row)
    details.claims = await claims_of(session, "instrument", code, known_at)
    return details


def _holds(column: Any, part: dict[str, str]) -> ColumnElement[bool]:
    """Whether a list in a document has a part with these values; can use an index."""
    found: ColumnElement[bool] = cast(column, JSONB).op("@>")(literal([part], JSONB))
    return found
