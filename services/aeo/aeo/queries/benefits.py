"""What is shown of the terms of agreements: of one, and of all that cover a pair."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from cabos.history import as_known
from cabos.views import View
from pydantic import Field
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, AgreementTerms
from aeo.model.agreement_terms import TermsAddress
from aeo.model.benefits import ContactPoint, Holder, PairTerms, Terms
from aeo.queries.dated import row_as_known


class ShownContact(ContactPoint):
    email: str | None = Field(default=None, description="of the office, now; null for whoever is no officer")


class AgreementBenefits(View):
    """The terms of an agreement; `described` is false, and all else empty, where nobody has said anything yet."""

    agreement_id: UUID
    name: str
    described: bool
    terms: Terms | None
    contact_points: tuple[ShownContact, ...]
    version: int


async def show_benefits(
    session: AsyncSession, agreement_id: UUID, known_at: datetime | None, *, for_officer: bool
) -> AgreementBenefits:
    agreement: Agreement = await row_as_known(session, Agreement, agreement_id, known_at)
    found = await _rows(session, [agreement_id], known_at)
    row = found.get(agreement_id)
    # An address is that of today: what was known earlier has none.
    emails = await _addresses(session, agreement_id) if for_officer and known_at is None else {}
    points = row.terms.contact_points if row else ()
    return AgreementBenefits(
        agreement_id=agreement_id,
        name=agreement.name,
        described=row is not None,
        terms=row.terms if row else None,
        contact_points=tuple(
            ShownContact(**dict(each), email=emails.get((each.party, each.office))) for each in points
        ),
        version=row.version if row else 0,
    )


async def benefits_of(
    session: AsyncSession, agreement_ids: Collection[UUID], holder: Holder, known_at: datetime | None = None
) -> dict[UUID, PairTerms]:
    """What each of these agreements gives to an operator on its day, surely or as far as imprecise days leave room.

    Agreements of which nothing is said are left out.
    """
    said = await _rows(session, agreement_ids, known_at)
    return {agreement_id: row.terms.for_holder(holder) for agreement_id, row in said.items()}


async def _rows(
    session: AsyncSession, agreement_ids: Collection[UUID], known_at: datetime | None
) -> dict[UUID, AgreementTerms]:
    if not agreement_ids:
        return {}
    table = as_known(AgreementTerms, known_at)
    found = await session.exec(select(table).where(col(table.agreement_id).in_(agreement_ids)))
    return {row.agreement_id: row for row in found.all()}


async def _addresses(session: AsyncSession, agreement_id: UUID) -> dict[tuple[str, str], str]:
    found = await session.exec(select(TermsAddress).where(TermsAddress.agreement_id == agreement_id))
    return {(each.party, each.office): each.email for each in found.all()}
