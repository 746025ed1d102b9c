"""agreement_terms.json: what agreements mean for those who use them."""

from typing import Any

from cabos.ids import stable_id
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.benefits import DescribeBenefits, describe_benefits


async def load_agreement_terms(session: AsyncSession, row: dict[str, Any]) -> None:
    """The terms; a row is the command, with the row of mras.json that has the agreement."""
    facts = {field: value for field, value in row.items() if field != "agreement"}
    id_ = stable_id("agreement", row["agreement"])
    await describe_benefits(session, id_, DescribeBenefits.model_validate(facts))
