"""The routes of agreements: put on record, signed, brought into force, and asked for."""

from typing import Annotated, Any, Literal
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos.proposals import Proposal
from cabos_contracts.types import EconomyCode
from fastapi import APIRouter, Query, Response

from aeo.api.officers import After, Officer, officer
from aeo.commands import agreement as commands
from aeo.commands.approval import four_eyes
from aeo.model import Agreement, Stage
from aeo.model.instrument import InstrumentKind
from aeo.queries import agreements as queries

router = APIRouter(prefix="/v1", tags=["agreements"])

matching = if_match(Agreement, "agreement_id")
Sort = Literal["name", "-name", "signed_on", "-signed_on", "in_force_on", "-in_force_on"]
Parties = Annotated[list[EconomyCode], Query(max_length=50, description="all of these are parties")]


PROPOSED: dict[int | str, dict[str, Any]] = {
    202: {"model": Proposal, "description": "Another officer has to confirm it"},
    204: {"description": "It is on record so already"},
}


@router.put(
    "/agreements/{agreement_id}",
    status_code=204,
    response_model=None,
    dependencies=[*officer, matching],
    responses={
        202: {"model": Proposal, "description": "It is, or has been, in force: another officer has to confirm it"},
        204: {"description": "It is on record"},
    },
    summary="Put an agreement on record; propose it, when it is in force or has been",
)
async def put_agreement(
    agreement_id: UUID, command: commands.OpenAgreement, session: Session, answer: Answer, officer: Officer
) -> Response:
    if not command.stage.may_be_in_force:
        await commands.open_agreement(session, agreement_id, command)
        return Response(status_code=204)
    proposed = await four_eyes.propose(
        session, officer.subject, commands.open_agreement, agreement_id=agreement_id, command=command
    )
    return answer.proposal(proposed)


@router.put(
    "/agreements/{agreement_id}/signature", status_code=204, dependencies=[*officer, matching], summary="Sign it"
)
async def put_agreement_signature(agreement_id: UUID, command: commands.SignAgreement, session: Session) -> None:
    await commands.sign_agreement(session, agreement_id, command)


@router.put(
    "/agreements/{agreement_id}/entry-into-force",
    status_code=202,
    response_model=None,
    dependencies=[*officer, matching],
    responses=PROPOSED,
    summary="Propose to bring it, or a part of it, into force on a day that may lie ahead",
)
async def put_entry_into_force(
    agreement_id: UUID, command: commands.BringIntoForce, session: Session, answer: Answer, officer: Officer
) -> Response:
    proposed = await four_eyes.propose(
        session, officer.subject, commands.bring_into_force, agreement_id=agreement_id, command=command
    )
    return answer.proposal(proposed)


@router.get("/agreements", summary="Agreements by parties, stage and form, now or on a day")
async def get_agreements(
    session: Session,
    answer: Answer,
    party: EconomyCode | None = None,
    parties: Parties = [],  # noqa: B006  # FastAPI copies it
    stage: Stage | None = None,
    kind: InstrumentKind | None = None,
    plurilateral: bool | None = None,
    conference: UUID | None = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    sort: Sort | None = None,
    limit: Limit = 100,
    after: After = None,
) -> Page[queries.AgreementSummary]:
    wanted = queries.Wanted([*parties, *([party] if party else [])], stage, kind, plurilateral, conference)
    found = await queries.list_agreements(
        session, wanted, as_of=as_of, known_at=known_at, sort=sort, limit=limit, after=after
    )
    return answer.page(found)


@router.get("/agreements/{agreement_id}", summary="One agreement with its life in steps, now or as it was known")
async def get_agreement(
    agreement_id: UUID, session: Session, answer: Answer, as_of: AsOf = None, known_at: KnownAt = None
) -> queries.AgreementDetails:
    return answer.record(await queries.show_agreement(session, agreement_id, as_of, known_at))
