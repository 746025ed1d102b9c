"""What every command needs: an example, its turn at a row, and that what it names is there."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, TypeVar
from uuid import UUID

from cabos.database import execute
from cabos.refusal import NotFound
from cabos_contracts.types import PartialDate
from pydantic import ConfigDict
from sqlalchemy import func
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, ConferenceProjection
from aeo.model.work_plan import UnknownAgreement

Row = TypeVar("Row", bound=SQLModel)


def example(**body: Any) -> ConfigDict:
    """The configuration of a command whose OpenAPI schema shows `body`."""
    return ConfigDict(json_schema_extra={"examples": [body]})


def today() -> date:
    return datetime.now(UTC).date()


async def turn(session: AsyncSession, table: type[Row], key: UUID | str) -> Row | None:
    """The row, held until the end of the transaction."""
    # A row that is not there yet cannot be held: two first requests for one id take turns at this lock instead.
    await take_turns(session, str(key))
    return await session.get(table, key, with_for_update=True)


async def take_turns(session: AsyncSession, words: str) -> None:
    """Until the end of the transaction, or of its savepoint, nobody else has these words."""
    await execute(session, select(func.pg_advisory_xact_lock(func.hashtextextended(words, 0))))


async def known(session: AsyncSession, table: type[Row], key: UUID) -> Row:
    row = await session.get(table, key, with_for_update=True)
    if row is None:
        raise NotFound(f"No {str(table.__tablename__).replace('_', ' ')} {key}")
    return row


async def require_agreement(session: AsyncSession, agreement_id: UUID | None, parties: Collection[str]) -> None:
    """Raises `UnknownAgreement`; a plan of some parties may lead to an agreement of more."""
    if agreement_id is None:
        return
    agreement = await session.get(Agreement, agreement_id)
    if agreement is None:
        raise UnknownAgreement(f"No agreement {agreement_id}", field="leads_to")
    if outside := set(parties).difference(agreement.parties):
        raise UnknownAgreement(f"{', '.join(sorted(outside))}: no party of {agreement.name}", field="leads_to")


async def require_conference(session: AsyncSession, conference_id: UUID | None, signed_on: PartialDate | None) -> None:
    """Raises `OutsideConference`; a conference that is not known yet is taken, and the day looked at when it comes."""
    if conference_id is None:
        return
    conference = await session.get(ConferenceProjection, conference_id)
    if conference is not None and signed_on is not None:
        conference.refuse_outside(signed_on)
