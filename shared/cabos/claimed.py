"""What has been claimed, and which claim was preferred from when until when, as it is stored."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    Select,
    Table,
    Text,
    Uuid,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlmodel.ext.asyncio.session import AsyncSession

from cabos.database import execute

metadata = MetaData()

claim = Table(
    "claim",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", JSONB(none_as_null=True)),
    Column("statement", Text),
    Column("source", Text, nullable=False),
    Column("confidence", Text),
    Column("preferred", Boolean, nullable=False, server_default="false"),
    Column("reason", Text),
    Column("made_by", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("claim_of_record", "kind", "record", "field"),
    Index("claim_preferred_once", "kind", "record", "field", unique=True, postgresql_where=text("preferred")),
)

preference = Table(
    "preference",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("claim_id", Uuid, ForeignKey("claim.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("preferred_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("until", DateTime(timezone=True)),
    Index("preference_of_claim", "claim_id", "preferred_at"),
)

# Of a claim that was preferred by an earlier version nobody knows since when: it is since it was made, as was shown.
_TAKE_OVER = """
    INSERT INTO preference (claim_id, reason, preferred_at, until)
    SELECT id, reason, made_at, CASE WHEN NOT preferred THEN made_at END FROM claim WHERE reason IS NOT NULL
"""


async def note_preference(
    session: AsyncSession, claim_id: UUID, reason: str, instead_of: tuple[ColumnElement[bool], ...]
) -> None:
    """From now on this claim is the preferred one, and none of those in whose place it is."""
    await execute(session, update(claim).where(*instead_of, claim.c.preferred).values(preferred=False))
    former = preference.c.claim_id.in_(select(claim.c.id).where(*instead_of)), preference.c.until.is_(None)
    await execute(session, update(preference).where(*former).values(until=func.now()))
    await execute(session, update(claim).where(claim.c.id == claim_id).values(preferred=True, reason=reason))
    await execute(session, insert(preference).values(claim_id=claim_id, reason=reason))


def claims_at(known_at: datetime | None) -> Select[Any]:
    """All claims, with what was preferred at that instant, and why; as they are now when there is none."""
    if known_at is None:
        return select(claim)
    last = (
        select(
            preference.c.claim_id,
            preference.c.reason,
            or_(preference.c.until.is_(None), preference.c.until > known_at).label("preferred"),
        )
        .ext(distinct_on(preference.c.claim_id))
        .where(preference.c.preferred_at <= known_at)
        .order_by(preference.c.claim_id, preference.c.preferred_at.desc(), preference.c.id.desc())
        .subquery()
    )
    as_made = [each for each in claim.c if each.name not in ("preferred", "reason")]
    preferred = func.coalesce(last.c.preferred, False).label("preferred")
    both = claim.outerjoin(last, last.c.claim_id == claim.c.id)
    return select(*as_made, preferred, last.c.reason).select_from(both).where(claim.c.made_at <= known_at)


def create_claims(op: Any) -> None:
    """For a service's migrations."""
    metadata.create_all(op.get_bind(), tables=[claim])


def create_preferences(op: Any) -> None:
    """For a service's migrations, after `create_claims`; what is preferred is taken over."""
    metadata.create_all(op.get_bind(), tables=[preference])
    op.execute(_TAKE_OVER)
