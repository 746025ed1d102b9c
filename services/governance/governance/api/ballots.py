"""The routes of ballots."""

from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, KnownAt, Limit
from cabos.http.matching import if_match
from cabos_contracts.types import RegionCode
from fastapi import APIRouter

from governance.api.officers import officer
from governance.commands import ballot as ballots
from governance.model import Ballot
from governance.model.ballot import BallotOutcome
from governance.queries import ballots as queries

router = APIRouter(prefix="/v1/ballots", tags=["ballots"])


@router.put(
    "/{ballot_id}",
    status_code=204,
    dependencies=[*officer, if_match(Ballot, "ballot_id")],
    summary="Record a ballot, or what more is learned of it; numbers that do not go together are refused",
)
async def put_ballot(ballot_id: UUID, command: ballots.RecordBallot, session: Session) -> None:
    await ballots.record_ballot(session, ballot_id, command)


@router.get("", summary="Ballots by day")
async def get_ballots(
    session: Session,
    answer: Answer,
    region: RegionCode | None = None,
    decision: UUID | None = None,
    outcome: BallotOutcome | None = None,
    known_at: KnownAt = None,
    sort: queries.BallotOrder = "held_on",
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[queries.BallotSummary]:
    return answer.page(
        await queries.list_ballots(
            session,
            region=region,
            decision=decision,
            outcome=outcome,
            known_at=known_at,
            sort=sort,
            limit=limit,
            after=after,
        )
    )


@router.get("/{ballot_id}", summary="One ballot, with what sources say against each other")
async def get_ballot(
    ballot_id: UUID, session: Session, answer: Answer, known_at: KnownAt = None
) -> queries.BallotDetails:
    return answer.record(await queries.show_ballot(session, ballot_id, known_at))
