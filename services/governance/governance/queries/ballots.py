"""What is shown of ballots."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, listed
from cabos_contracts.types import PartialDate
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model.ballot import Ballot, BallotMethod, BallotOutcome
from governance.model.ballot_rules import Depositary, Majority, Option, Quorum

BallotOrder = Literal["held_on", "-held_on", "question", "-question"]


class BallotSummary(View):
    """`outcome` and `winner` follow from the numbers, or from the source where those are not on record."""

    id: UUID
    region: str
    question: str
    decision_id: UUID | None
    held_on: PartialDate
    opened_at: datetime | None
    closed_at: datetime | None
    hours: str | None
    method: BallotMethod
    quorum: Quorum | None
    majority: Majority
    candidates: int | None
    eligible: int | None
    present: int | None
    cast: int | None
    valid: int | None
    options: tuple[Option, ...]
    voters: list[str]
    depositaries: tuple[Depositary, ...]
    outcome: BallotOutcome
    winner: str | None
    note: str | None
    confidence: str | None
    source: str
    version: int


class BallotDetails(BallotSummary):
    claims: list[ClaimSummary] = []


async def list_ballots(
    session: AsyncSession,
    *,
    region: str | None,
    decision: UUID | None,
    outcome: BallotOutcome | None,
    known_at: datetime | None,
    sort: BallotOrder,
    limit: int,
    after: UUID | None,
) -> Page[BallotSummary]:
    table = as_known(Ballot, known_at)
    asked = ((table.region, region), (table.decision_id, decision), (table.outcome, outcome))
    wanted: list[Any] = [col(column) == value for column, value in asked if value is not None]
    return await listed(session, table, BallotSummary, (sort,), limit, after, *wanted)


async def show_ballot(session: AsyncSession, ballot_id: UUID, known_at: datetime | None) -> BallotDetails:
    table = as_known(Ballot, known_at)
    row = (await session.exec(select(table).where(col(table.id) == ballot_id))).one_or_none()
    if row is None:
        raise NotFound(f"No ballot {ballot_id}")
    details = BallotDetails.model_validate(row)
    details.claims = await claims_of(session, Ballot.kind_of_record, ballot_id, known_at)
    return details
