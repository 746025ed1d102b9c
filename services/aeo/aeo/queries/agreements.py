"""What is shown of agreements, as they stand and as they stood on any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.views import View
from cabos_contracts.types import PartialDate
from pydantic import computed_field
from sqlalchemy import ColumnElement
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, AgreementFacts
from aeo.model.course import parties_on
from aeo.model.life import Step
from aeo.model.order import in_order
from aeo.model.party_status import PartyStatus, party_status
from aeo.model.signatories import Signatories
from aeo.queries.dated import Dated, between, listed_on_day, row_as_known
from aeo.queries.pending import flag
from aeo.queries.work_plans import LeadingPlan, leading


class AgreementSummary(Dated):
    plurilateral: bool
    in_force_on: PartialDate | None
    enters_into_force_on: PartialDate | None
    review_due_on: date | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def review_overdue(self) -> bool:
        """Whether the day has passed by which a review was due."""
        day = self.on_day.as_of if self.on_day else datetime.now(UTC).date()
        return self.review_due_on is not None and self.review_due_on < day


class Interval(View):
    """How many days lie between two steps: a range where a day is imprecise."""

    since: str
    until: str
    days_at_least: int
    days_at_most: int


class AgreementDetails(AgreementSummary):
    """`record` is what the agreement was opened with; `steps` is its life, in the order of its days.

    `party_status` is how each party stands on the day that was asked for, else today.
    """

    source: str
    opened_on: date
    review_every_months: int | None
    party_status: list[PartyStatus]
    steps: list[Step]
    signatories: Signatories | None
    signature_to_force: Interval | None
    between_steps: list[Interval]
    work_plans: list[LeadingPlan]
    claims: list[ClaimSummary]
    record: AgreementFacts


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which agreements are asked for; null or nothing is any."""

    parties: Sequence[str] = ()
    stage: str | None = None
    kind: str | None = None
    plurilateral: bool | None = None
    conference: UUID | None = None

    def conditions(self, table: Any) -> list[ColumnElement[bool]]:
        """Those that do not depend on the day."""
        asked = {"instrument_kind": self.kind, "plurilateral": self.plurilateral, "conference_id": self.conference}
        return [col(getattr(table, name)) == value for name, value in asked.items() if value is not None]

    def now(self, table: Any) -> list[ColumnElement[bool]]:
        stage = [] if self.stage is None else [col(table.stage) == self.stage]
        return [*stage, *between(table, self.parties)]

    def on(self, row: Agreement, day: date) -> bool:
        if self.parties and not set(self.parties) <= set(parties_on(row.record.parties, row.steps, day)):
            return False
        return self.stage is None or row.stage_on(day).stage == self.stage


async def list_agreements(
    session: AsyncSession,
    wanted: Wanted,
    *,
    as_of: date | None,
    known_at: datetime | None,
    sort: str | None,
    limit: int,
    after: UUID | None,
) -> Page[AgreementSummary]:
    """Agreements; with `as_of`, those of the parties and at the stage of that day, as far as the record tells."""
    table = as_known(Agreement, known_at)
    conditions = wanted.conditions(table) + (wanted.now(table) if as_of is None else [])
    return await listed_on_day(
        session,
        table,
        AgreementSummary,
        *conditions,
        as_of=as_of,
        known_at=known_at,
        fits=lambda row: as_of is not None and wanted.on(row, as_of),
        sort=sort,
        limit=limit,
        after=after,
    )


async def show_agreement(
    session: AsyncSession, agreement_id: UUID, as_of: date | None, known_at: datetime | None
) -> AgreementDetails:
    row: Agreement = await row_as_known(session, Agreement, agreement_id, known_at)
    days = [(step.kind.value, step.on) for step in in_order(row.steps) if step.on is not None and not step.part]
    shown = {name: getattr(row, name) for name in AgreementSummary.model_fields if hasattr(row, name)}
    details = AgreementDetails(
        **shown,
        on_day=None if as_of is None else row.stage_on(as_of),
        source=row.source,
        opened_on=row.opened_on,
        review_every_months=row.review_every_months,
        party_status=party_status(row.record.parties, row.steps, as_of or datetime.now(UTC).date()),
        steps=in_order(row.steps),
        signatories=row.signature.signatories if row.signature else None,
        signature_to_force=_interval(("signed", row.signed_on), ("in_force", row.in_force_on)),
        between_steps=[each for one, other in pairwise(days) if (each := _interval(one, other))],
        work_plans=await leading(session, "leads_to", agreement_id, known_at),
        claims=await claims_of(session, "agreement", agreement_id, known_at),
        record=row.record,
    )
    await flag(session, as_known(Agreement, known_at), [details], known_at)
    return details


def _interval(one: tuple[str, PartialDate | None], other: tuple[str, PartialDate | None]) -> Interval | None:
    (since, first), (until, last) = one, other
    if first is None or last is None:
        return None
    least = max(0, (last.earliest - first.latest).days)
    return Interval(since=since, until=until, days_at_least=least, days_at_most=(last.latest - first.earliest).days)
