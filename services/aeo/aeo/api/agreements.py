"""The routes of agreements: put on record, signed, brought into force, and asked for."""

from typing import Annotated, Literal
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos.http.proposals import AS_PROPOSED, AT_ONCE_OR_PROPOSED
from cabos_contracts.types import EconomyCode
from fastapi import APIRouter, Query, Response

from aeo.api.officers import After, Proposing, officer
from aeo.commands import agreement as commands
from aeo.model import Agreement, Stage
from aeo.model.instrument import InstrumentKind
from aeo.queries import agreements as queries

router = APIRouter(prefix="/v1", tags=["agreements"])

matching = if_match(Agreement, "agreement_id")
Sort = Literal["name", "-name", "signed_on", "-signed_on", "in_force_on", "-in_force_on"]
Parties = Annotated[list[EconomyCode], Query(max_length=50, description="all of these are parties")]


@router.put(
    "/agreements/{agreement_id}",
    **AT_ONCE_OR_PROPOSED,
    dependencies=[*officer, matching],
    summary="Put an agreement on record; propose it, when it is in force or has been",
)
async def put_agreement(
    agreement_id: UUID, command: commands.OpenAgreement, session: Session, propose: Proposing
) -> Response:
    if not command.stage.may_be_in_force:
        await commands.open_agreement(session, agreement_id, command)
        return Response(status_code=204)
    return await propose(commands.open_agreement, agreement_id=agreement_id, command=command)


@router.put(
    "/agreements/{agreement_id}/signature", status_code=204, dependencies=[*officer, matching], summary="Sign it"
)
async def put_agreement_signature(agreement_id: UUID, command: commands.SignAgreement, session: Session) -> None:
    await commands.sign_agreement(session, agreement_id, command)


@router.put(
    "/agreements/{agreement_id}/entry-into-force",
    **AS_PROPOSED,
    dependencies=[*officer, matching],
    summary="Propose to bring it, or a part of it, into force on a day that may lie ahead",
)
async def put_entry_into_force(agreement_id: UUID, command: commands.BringIntoForce, propose: Proposing) -> Response:
    return await propose(commands.bring_into_force, agreement_id=agreement_id, command=command)


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
