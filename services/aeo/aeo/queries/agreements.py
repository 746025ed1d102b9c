"""What is shown of agreements, as they stand and as they stood on any day."""

from datetime import date
from uuid import UUID

from cabos.http import Page
from cabos_contracts.types import PartialDate
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, AgreementFacts, Stage
from aeo.queries.dated import Dated, dated, page_on_day


class AgreementSummary(Dated):
    plurilateral: bool
    in_force_on: PartialDate | None
    enters_into_force_on: PartialDate | None


class AgreementDetails(AgreementSummary):
    """`record` is what the agreement was opened with."""

    record: AgreementFacts
    version: int


async def list_agreements(
    session: AsyncSession, party: str | None, stage: Stage | None, as_of: date | None, limit: int, after: UUID | None
) -> Page[AgreementSummary]:
    """Agreements of a party, at a stage; with `as_of`, at that stage on that day as far as the record tells."""
    if stage is None or as_of is None:
        now = [] if stage is None else [col(Agreement.stage) == stage]
        rows = await dated(session, Agreement, party, after, limit + 1, *now)
    else:
        # The rule for a day lives in the model, once; the world has a few hundred agreements.
        rows = await dated(session, Agreement, party, after, None)
        rows = [row for row in rows if row.stage_on(as_of).stage == stage]
    return page_on_day(rows, AgreementSummary, limit, as_of)
