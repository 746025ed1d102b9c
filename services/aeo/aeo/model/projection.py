"""What aeo has learned from governance: the members, and the conferences at which instruments are signed."""

from uuid import UUID

from cabos.columns import PartialDay
from cabos.refusal import Refusal
from cabos_contracts.types import PartialDate
from sqlmodel import Field, SQLModel


class UnknownConference(Refusal):
    """Governance has not told of this conference (yet)."""


class OutsideConference(Refusal):
    """The day is none of the conference's."""


class KnownMember(SQLModel, table=True):
    """A member as of `version`; an older event that arrives late changes nothing."""

    __tablename__ = "known_member"

    economy: str = Field(primary_key=True)
    name: str
    region: str
    membership: str
    version: int


class KnownConference(SQLModel, table=True):
    """A conference as of `version`."""

    __tablename__ = "known_conference"

    id: UUID = Field(primary_key=True)
    name: str
    starts_on: PartialDate = Field(sa_type=PartialDay)
    ends_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    version: int

    def require_day(self, day: PartialDate) -> None:
        """Raises `OutsideConference` when nothing can have been signed there on `day`."""
        last = (self.ends_on or self.starts_on).latest
        if day.latest < self.starts_on.earliest or day.earliest > last:
            raise OutsideConference(
                f"{self.name} met from {self.starts_on} to {self.ends_on or self.starts_on}, not on {day}",
                field="signed_on",
            )
