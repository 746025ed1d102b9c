"""The routes of benefits: what an agreement means for those who use it."""

from typing import Annotated
from uuid import UUID

from cabos.http import Principal, Session, visitor
from cabos.http.answering import Answer, KnownAt
from cabos.http.matching import if_match
from fastapi import APIRouter, Depends

from aeo.api.officers import ROLE, officer
from aeo.commands import benefits as commands
from aeo.model import AgreementTerms
from aeo.queries import benefits as queries

router = APIRouter(prefix="/v1/agreements/{agreement_id}", tags=["benefits"])

Reader = Annotated[Principal | None, Depends(visitor)]


@router.put(
    "/benefits",
    status_code=204,
    dependencies=[*officer, if_match(AgreementTerms, "agreement_id")],
    summary="Say what an agreement brings: benefits, codes, data, contacts, conditions, measured impact",
)
async def put_benefits(agreement_id: UUID, command: commands.DescribeBenefits, session: Session) -> None:
    await commands.describe_benefits(session, agreement_id, command)


@router.get("/benefits", summary="What an agreement brings, now or as it was known; addresses are for officers")
async def get_benefits(
    agreement_id: UUID, session: Session, answer: Answer, reader: Reader, known_at: KnownAt = None
) -> queries.AgreementBenefits:
    for_officer = reader is not None and ROLE in reader.roles
    return answer.record(await queries.show_benefits(session, agreement_id, known_at, for_officer=for_officer))
