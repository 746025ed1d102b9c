"""What is shown of decisions: which of them hold on a day, what became of them, and what is still to be seen to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, listed
from cabos_contracts.types import PartialDate
from pydantic import Field
from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import Ballot, Decision, FollowUp
from governance.model.decision import Effect
from governance.model.follow_up import OWED, FollowUpState, Owner
from governance.queries.ballots import BallotSummary

DecisionOrder = Literal["taken_on", "-taken_on", "region", "-region", "kind", "-kind", "title", "-title"]
FollowUpQuestion = Literal["open", "overdue", "done", "dropped"]


class DecisionSummary(View):
    """`effective_from` is the day from which on it surely holds, as far as that is known."""

    id: UUID
    conference_id: UUID
    region: str
    kind: str
    number: str | None
    title: str | None
    text: str
    taken_on: PartialDate
    day_stated: bool
    effective: str | None
    effective_on: PartialDate | None
    effective_after_session_id: UUID | None
    effect: Effect
    took_effect_on: PartialDate | None
    effective_from: date | None
    selects_term_id: UUID | None
    owner: Owner | None
    due_on: PartialDate | None
    follow_up_state: FollowUpState | None
    confidence: str | None
    source: str
    version: int


class FollowUpSummary(View):
    """What a later conference was told; `followed_up_on` is its last day."""

    conference_id: UUID
    followed_up_on: PartialDate
    state: FollowUpState
    note: str | None
    source: str


class DecisionDetails(DecisionSummary):
    texts: dict[str, str] = Field(description="the text in languages other than English")
    follow_ups: list[FollowUpSummary] = []
    ballots: list[BallotSummary] = []
    claims: list[ClaimSummary] = []


@dataclass(frozen=True, slots=True)
class DecisionFilters:
    conference: UUID | None
    region: str | None
    kind: str | None
    effect: Effect | None
    owner: str | None
    follow_up: FollowUpQuestion | None
    as_of: date | None

    def wanted(self, table: Any, known_at: datetime | None) -> Iterator[ColumnElement[bool]]:
        asked = ((table.conference_id, self.conference), (table.region, self.region), (table.kind, self.kind))
        yield from (
            col(column) == value for column, value in (*asked, (table.effect, self.effect)) if value is not None
        )
        if self.owner is not None:
            yield func.jsonb_extract_path_text(table.owner, "administration") == self.owner
        if self.follow_up is not None:
            yield from _stands(table, self.follow_up, self.as_of, known_at)
        elif self.as_of is not None:
            yield col(table.effective_from) <= self.as_of


def _stands(
    table: Any, asked: FollowUpQuestion, as_of: date | None, known_at: datetime | None
) -> Iterator[ColumnElement[bool]]:
    """How the follow-up stood on a day: as the last conference before it was told, or open where none was."""
    state: Any = col(table.follow_up_state)
    yield state.is_not(None)
    if as_of is not None:
        told = as_known(FollowUp, known_at)
        by_then = select(told.state).where(col(told.decision_id) == table.id, col(told.followed_up_by) <= as_of)
        last = by_then.order_by(col(told.followed_up_by).desc(), col(told.id).desc()).limit(1).scalar_subquery()
        state = func.coalesce(last, FollowUpState.OPEN)
        yield col(table.taken_on) <= as_of.isoformat()
    if asked in ("open", "overdue"):
        yield state.in_([str(each) for each in OWED])
    else:
        yield state == asked
    if asked == "overdue":
        yield col(table.due_by) < (as_of or datetime.now(UTC).date())


async def list_decisions(
    session: AsyncSession,
    filters: DecisionFilters,
    sort: DecisionOrder,
    known_at: datetime | None,
    limit: int,
    after: UUID | None,
) -> Page[DecisionSummary]:
    table = as_known(Decision, known_at)
    order = (sort,) if sort.endswith("taken_on") else (sort, "taken_on")
    wanted = filters.wanted(table, known_at)
    return await listed(session, table, DecisionSummary, order, limit, after, *wanted, without=("texts",))


async def show_decision(session: AsyncSession, decision_id: UUID, known_at: datetime | None) -> DecisionDetails:
    table = as_known(Decision, known_at)
    row = (await session.exec(select(table).where(col(table.id) == decision_id))).one_or_none()
    if row is None:
        raise NotFound(f"No decision {decision_id}")
    told, ballot = as_known(FollowUp, known_at), as_known(Ballot, known_at)
    followed = select(told).where(col(told.decision_id) == decision_id)
    ballots = select(ballot).where(col(ballot.decision_id) == decision_id)
    details = DecisionDetails.model_validate(row)
    details.follow_ups = [
        FollowUpSummary.model_validate(each)
        for each in await session.exec(followed.order_by(col(told.followed_up_by), col(told.id)))
    ]
    details.ballots = [
        BallotSummary.model_validate(each)
        for each in await session.exec(ballots.order_by(col(ballot.held_on), col(ballot.id)))
    ]
    details.claims = await claims_of(session, Decision.kind_of_record, decision_id, known_at)
    return details
