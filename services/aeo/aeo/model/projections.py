"""What aeo has learned from governance: members, who may be parties, and conferences, where things are signed."""

from uuid import UUID

from cabos.columns import PartialDay
from cabos.refusal import Invalid
from cabos_contracts.types import PartialDate
from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel


class UnknownEconomy(Invalid):
    """Nobody has the code, or whoever has it is no member and not said to be none."""


class AlreadyMember(Invalid):
    """An economy that is said to be a non-member is a member."""


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
    """A conference of governance; `starts_on` is null while it is put off to a day that nobody knows."""

    __tablename__ = "conference_projection"

    id: UUID = Field(primary_key=True)
    name: str
    starts_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    ends_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    cancelled: bool = False
    known_since: int = Field(sa_type=BigInteger)
    version: int

    def refuse_outside(self, signed_on: PartialDate) -> None:
        if why := self.outside(signed_on):
            raise OutsideConference(why, field="signed_on")

    def outside(self, signed_on: PartialDate) -> str | None:
        """Why nothing was signed there on that day; an imprecise day is outside only when all of it is."""
        if self.cancelled:
            return f"{self.name} was cancelled"
        last = self.ends_on or self.starts_on
        if self.starts_on is None or last is None:
            return None
        if signed_on.latest < self.starts_on.earliest or signed_on.earliest > last.latest:
            return f"{signed_on} is outside {self.name} ({self.starts_on} to {last})"
        return None
