"""What aeo says was signed at conferences."""

from uuid import UUID

from cabos.columns import PartialDay
from cabos_contracts.types import PartialDate
from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel


class ConferenceSigning(SQLModel, table=True):
    """An agreement or a work plan and the conference it was signed at, if at any.

    Kept from the newest version of its signature, also where that names no conference, or one that governance does not
    know yet: an older event that comes later must not bring an older answer back.
    """

    __tablename__ = "conference_signing"

    id: UUID = Field(primary_key=True)
    kind: str
    conference_id: UUID | None = Field(default=None, index=True)
    name: str
    parties: list[str] = Field(sa_type=ARRAY(Text))
    instrument: str | None = None
    signed_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    signed_at: str | None = None
    version: int
