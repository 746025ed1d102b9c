"""The routes of regional bodies and of the contact points for them."""

from typing import Annotated
from uuid import UUID

from cabos.http import Page, Principal, Session, visitor
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos.http.proposals import AT_ONCE_OR_PROPOSED
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from fastapi import APIRouter, Depends, Path, Response

from governance.api.officers import ROLE, Proposing, officer
from governance.commands import contact_point as contacts
from governance.commands import regional_body as bodies
from governance.model import RegionalBody
from governance.model.regional_body import ENDORSEMENTS, BodyStage
from governance.queries import contact_points, regional_bodies

router = APIRouter(prefix="/v1", tags=["regional bodies"])

matching = if_match(RegionalBody, "regional_body_id")
writes = [*officer, matching]
Day = Annotated[PartialDate, Path(description="as precisely as it is known")]
Visitor = Annotated[Principal | None, Depends(visitor)]


@router.put(
    "/regional-bodies/{regional_body_id}",
    **AT_ONCE_OR_PROPOSED,
    dependencies=[matching],
    summary="Record a body; what goes beyond a proposal is confirmed by another officer",
)
async def put_regional_body(
    regional_body_id: UUID, command: bodies.RecordBody, session: Session, propose: Proposing
) -> Response:
    asked = {"regional_body_id": regional_body_id, "command": command}
    if command.tells_more_than_a_proposal:
        return await propose(bodies.record_body, **asked)
    await bodies.record_body(session, **asked)
    return Response(status_code=204)


@router.put(
    "/regional-bodies/{regional_body_id}/steps/{step}",
    **AT_ONCE_OR_PROPOSED,
    dependencies=[matching],
    summary="A body goes on by a step; another officer confirms an endorsement",
)
async def put_step(
    regional_body_id: UUID,
    step: bodies.Step,
    command: bodies.TakeStep,
    session: Session,
    propose: Proposing,
) -> Response:
    asked = {"regional_body_id": regional_body_id, "step": step, "command": command}
    if step in ENDORSEMENTS:
        return await propose(bodies.take_step, **asked)
    await bodies.take_step(session, **asked)
    return Response(status_code=204)


@router.put(
    "/regional-bodies/{regional_body_id}/closure",
    status_code=204,
    dependencies=writes,
    summary="A body no longer exists, or will not come to be",
)
async def put_closure(regional_body_id: UUID, command: bodies.CloseBody, session: Session) -> None:
    await bodies.close_body(session, regional_body_id, command)


@router.put(
    "/regional-bodies/{regional_body_id}/progress/{day}",
    status_code=204,
    dependencies=writes,
    summary="Note how far a body is",
)
async def put_progress(regional_body_id: UUID, day: Day, command: bodies.NoteProgress, session: Session) -> None:
    await bodies.note_progress(session, regional_body_id, "progress", day, command)


@router.put(
    "/regional-bodies/{regional_body_id}/reviews/{day}",
    status_code=204,
    dependencies=writes,
    summary="Note what a review of a body found",
)
async def put_review(regional_body_id: UUID, day: Day, command: bodies.NoteProgress, session: Session) -> None:
    await bodies.note_progress(session, regional_body_id, "review", day, command)


@router.put(
    "/regional-bodies/{regional_body_id}/contact-points/{economy}",
    status_code=204,
    dependencies=writes,
    summary="Name the contact of an administration for a body, from a day on",
)
async def put_contact_point(
    regional_body_id: UUID, economy: EconomyCode, command: contacts.NameContact, session: Session
) -> None:
    await contacts.name_contact(session, regional_body_id, economy, command)


@router.get("/regional-bodies", summary="The bodies, or those of a day where they stood on it")
async def get_regional_bodies(
    session: Session,
    answer: Answer,
    region: RegionCode | None = None,
    kind: bodies.BodyKind | None = None,
    host: EconomyCode | None = None,
    stage: BodyStage | None = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    sort: regional_bodies.Order = "kind",
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[regional_bodies.BodySummary]:
    found = await regional_bodies.list_bodies(
        session, region=region, kind=kind, host=host, stage=stage, as_of=as_of, known_at=known_at, sort=sort,
        limit=limit, after=after,
    )  # fmt: skip
    return answer.page(found)


@router.get("/regional-bodies/{regional_body_id}", summary="One body with its steps, notes and claims")
async def get_regional_body(
    regional_body_id: UUID, session: Session, answer: Answer, known_at: KnownAt = None
) -> regional_bodies.BodyDetails:
    return answer.record(await regional_bodies.show_body(session, regional_body_id, known_at))


@router.get(
    "/regional-bodies/{regional_body_id}/contact-points/{economy}",
    summary="Whom an administration has named for a body",
)
async def get_contact_point(
    regional_body_id: UUID, economy: EconomyCode, session: Session, visitor: Visitor, known_at: KnownAt = None
) -> contact_points.ContactPointSummary:
    return await contact_points.show_contact_point(
        session, regional_body_id, economy, known_at, for_officer=_is_officer(visitor)
    )


@router.get("/contact-points", summary="Contact points of administrations, for one body or all")
async def get_contact_points(
    session: Session,
    answer: Answer,
    visitor: Visitor,
    regional_body_id: UUID | None = None,
    economy: EconomyCode | None = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    limit: Limit = 100,
    after: UUID | None = None,
) -> Page[contact_points.ContactPointSummary]:
    found = await contact_points.list_contact_points(
        session, regional_body_id=regional_body_id, economy=economy, as_of=as_of, known_at=known_at, limit=limit,
        after=after, for_officer=_is_officer(visitor),
    )  # fmt: skip
    return answer.page(found)


def _is_officer(visitor: Principal | None) -> bool:
    return visitor is not None and ROLE in visitor.roles
