"""What aeo has learned from governance: members, who may be parties, and conferences, where things are signed."""

from uuid import UUID

from cabos.columns import PartialDay
from cabos.refusal import Invalid, Refusal
from cabos_contracts.types import PartialDate
from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class UnknownEconomy(Invalid):
    """An economy is no known member and is not said to be a non-member."""


class AlreadyMember(Invalid):
    """An economy that is said to be a non-member is a member."""


class UnknownConference(Refusal):
    """No such conference has been announced to aeo yet."""


class OutsideConference(Invalid):
    """The day is outside the days of the conference."""


class MemberProjection(SQLModel, table=True):
    """A member of governance's register; `known_since` is the position of the event that last changed it."""

    __tablename__ = "member_projection"

    economy: str = Field(primary_key=True)
    name: str
    region: str = Field(index=True)
    membership: str
    known_since: int = Field(sa_type=BigInteger)
    version: int


class ConferenceProjection(SQLModel, table=True):
    """A conference that governance has convened or held."""

    __tablename__ = "conference_projection"

    id: UUID = Field(primary_key=True)
    name: str
    starts_on: PartialDate = Field(sa_type=PartialDay)
    ends_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    known_since: int = Field(sa_type=BigInteger)
    version: int

    def refuse_outside(self, signed_on: PartialDate) -> None:
        """An imprecise day is outside only when all of it is."""
        last = self.ends_on or self.starts_on
        if signed_on.latest < self.starts_on.earliest or signed_on.earliest > last.latest:
            raise OutsideConference(
                f"{signed_on} is outside {self.name} ({self.starts_on} to {last})", field="signed_on"
            )
