"""The routes of decisions: what was decided, when it holds, and what became of it."""

from typing import Annotated
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, KnownAt, Limit
from cabos.http.matching import if_match
from cabos.http.proposals import AS_PROPOSED
from cabos_contracts.types import Day, EconomyCode, RegionCode
from fastapi import APIRouter, Depends, Query, Response

from governance.api.officers import Proposing, officer
from governance.commands import decision as decisions
from governance.commands import decision_effect as effect
from governance.commands import follow_up
from governance.model import Decision
from governance.model.decision import Effect
from governance.queries import decisions as queries

router = APIRouter(prefix="/v1", tags=["decisions"])

writes = [*officer, if_match(Decision, "decision_id")]
Kind = Annotated[str | None, Query(max_length=60, description="as in resolution or vice_chair_selection")]
FollowUp = Annotated[queries.FollowUpQuestion | None, Query(description="how what is to be seen to stands")]
AsOf = Annotated[
    Day | None,
    Query(description="a day: which decisions surely hold on it; with `follow_up`, how that stood on it"),
]


@router.put(
    "/conferences/{conference_id}/decisions/{decision_id}",
    **AS_PROPOSED,
    dependencies=writes,
    summary="Propose a decision of a conference in session or held; it is taken when another officer confirms",
)
async def put_decision(
    conference_id: UUID,
    decision_id: UUID,
    command: decisions.TakeDecision,
    propose: Proposing,
) -> Response:
    return await propose(decisions.take_decision, conference_id=conference_id, decision_id=decision_id, command=command)


@router.put(
    "/decisions/{decision_id}/effect",
    **AS_PROPOSED,
    dependencies=writes,
    summary="Propose the day on which a decision took effect that told it in words only",
)
async def put_effect(decision_id: UUID, command: effect.NameEffect, propose: Proposing) -> Response:
    return await propose(effect.name_effect, decision_id=decision_id, command=command)


@router.put(
    "/decisions/{decision_id}/owner",
    status_code=204,
    dependencies=writes,
    summary="Say who has to see to a decision, and until when",
)
async def put_owner(decision_id: UUID, command: follow_up.AssignDecision, session: Session) -> None:
    await follow_up.assign_decision(session, decision_id, command)


@router.put(
    "/decisions/{decision_id}/follow-ups/{conference_id}",
    status_code=204,
    dependencies=writes,
    summary="Note what a later conference was told of a decision",
)
async def put_follow_up(
    decision_id: UUID, conference_id: UUID, command: follow_up.FollowUpDecision, session: Session
) -> None:
    await follow_up.follow_up_decision(session, decision_id, conference_id, command)


def filters(
    conference: UUID | None = None,
    region: RegionCode | None = None,
    kind: Kind = None,
    effect: Effect | None = None,
    owner: EconomyCode | None = None,
    follow_up: FollowUp = None,
    as_of: AsOf = None,
) -> queries.DecisionFilters:
    return queries.DecisionFilters(
        conference=conference, region=region, kind=kind, effect=effect, owner=owner, follow_up=follow_up, as_of=as_of
    )


@router.get("/decisions", summary="Decisions; as_of a day, those that surely hold on it")
async def get_decisions(
    session: Session,
    answer: Answer,
    wanted: Annotated[queries.DecisionFilters, Depends(filters)],
    known_at: KnownAt = None,
    sort: queries.DecisionOrder = "taken_on",
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[queries.DecisionSummary]:
    return answer.page(await queries.list_decisions(session, wanted, sort, known_at, limit, after))


@router.get("/decisions/{decision_id}", summary="One decision with its texts, follow-ups, ballots and claims")
async def get_decision(
    decision_id: UUID, session: Session, answer: Answer, known_at: KnownAt = None
) -> queries.DecisionDetails:
    return answer.record(await queries.show_decision(session, decision_id, known_at))
