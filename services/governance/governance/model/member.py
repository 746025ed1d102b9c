"""The register of administrations: what each is called, where it belongs and as what, now and on any day."""

from datetime import date
from typing import Any

from cabos.columns import Document, PartialDay
from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.governance import (
    MemberAdmitted,
    MemberDeparted,
    MemberRegistered,
    MemberRenamed,
    MemberTransferred,
)
from cabos_contracts.types import PartialDate
from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from governance.model.record import Record
from governance.model.standing import History, Since, Standing, StandsOtherwise, on_day, require_past, with_change

NON_MEMBER = "non_member"


class UnknownMember(Invalid):
    """The administration is not in the register."""


class NotInRegion(Invalid):
    """The administration belongs to another region."""


class HasHistory(Refusal):
    """What has changed once is changed from a day on."""


class Continued(BaseModel):
    """Whose seat an administration has taken over, and since when; the day of joining is that of the predecessor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    predecessor: str = Field(min_length=1, max_length=200)
    since: PartialDate | None = None


class Member(Record, table=True):
    """An administration: a state, a customs territory or a customs union; geography does not decide its region.

    `name`, `region` and `membership` are the latest of their histories; `joined_on` is the day of the first membership.
    """

    kind_of_record = "member"

    economy: str = Field(primary_key=True)
    name: str
    region: str = Field(foreign_key="region.code", index=True)
    membership: str
    kind: str
    joined_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    joined_source: str | None = None
    joined_confidence: str | None = None
    territory_of: str | None = None
    continues: Continued | None = Field(default=None, sa_type=Document(Continued))
    founding_member: bool = False
    confidence: str | None = None
    note: str | None = None
    names: History = Field(default=(), sa_type=Document(History))
    regions: History = Field(default=(), sa_type=Document(History))
    memberships: History = Field(default=(), sa_type=Document(History))

    def register(self, *, today: date, **facts: Any) -> list[Event]:
        """Enter or change what the register says; the same again is harmless.

        A name, region or membership is put right in this way only as long as there was no other. Raises `HasHistory`.
        """
        for field, history in (("name", self.names), ("region", self.regions), ("membership", self.memberships)):
            if len(history) > 1 and facts[field] != getattr(self, field):
                raise HasHistory(f"The {field} is {getattr(self, field)} since {history[-1].from_on}", field=field)
        if facts["membership"] == NON_MEMBER != self.membership and self.memberships:
            raise HasHistory(f"{self.name} is a Member until the day of its departure", field="membership")
        if facts["membership"] == NON_MEMBER and facts["joined_on"] is not None and not self.memberships:
            raise Invalid("An economy that never was a Member has not joined", field="joined_on")
        require_past(facts["joined_on"], today, "joined_on")
        if self.version and all(getattr(self, field) == value for field, value in facts.items()):
            return []
        for field, value in facts.items():
            setattr(self, field, value)
        self._begin()
        return self._registered()

    def rename(self, new: Since, former: str | None, today: date) -> list[Event]:
        """It is called otherwise from a day on; with `former`, and was called so before."""
        require_past(new.from_on, today, "from_on")
        names = with_change(self.names, new, former)
        return self._changed("names", names, MemberRenamed, new, name=new.value, former_name=_before(names, new))

    def transfer(self, new: Since, former: str | None, today: date) -> list[Event]:
        """It belongs to another region from a day on, and to exactly one on any day."""
        require_past(new.from_on, today, "from_on")
        regions = with_change(self.regions, new, former)
        return self._changed(
            "regions", regions, MemberTransferred, new, region=new.value, former_region=_before(regions, new)
        )

    def change_membership(self, new: Since, today: date) -> list[Event]:
        """It joins, departs, returns, or has other rights from a day on."""
        require_past(new.from_on, today, "from_on")
        memberships = with_change(self.memberships, new)
        before = _before(memberships, new) or NON_MEMBER
        if before == new.value:
            raise StandsOtherwise(f"{self.name} is no Member before {new.from_on} either", field="membership")
        if new.value == NON_MEMBER:
            return self._changed("memberships", memberships, MemberDeparted, new, departed_on=new.from_on)
        again = any(each.value == NON_MEMBER for each in memberships[: memberships.index(new)])
        told = {"membership": new.value, "admitted_on": new.from_on, "again": again}
        return self._changed("memberships", memberships, MemberAdmitted, new, **told)

    def told(self, field: str) -> tuple[Any, str]:
        """What the register says of a field of which claims are made, and by which source."""
        known = {"joined_on": self.joined_source, "name": self.names[-1].source if self.names else None}
        return getattr(self, field), known.get(field) or self.source

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        if field == "joined_on" and not self.memberships:
            raise Invalid(f"{self.name} has not joined", field="value")
        of_the_record = self.source
        corrected = super().correct(field, value, source=source, reason=reason)
        if not corrected:
            return []
        if field == "name":
            self.names = (*self.names[:-1], self.names[-1].model_copy(update={"value": value, "source": source}))
        if field == "joined_on":
            self.source, self.joined_source, self.joined_confidence = of_the_record, source, None
            self._join()
        return corrected + self._registered()

    def on(self, day: date | None, today: date) -> Standing:
        """What holds on a day; what is on record has all happened by today."""
        if day is None or day >= today:
            return Standing(name=self.name, region=self.region, membership=self.membership)
        name, sure_name = on_day(self.names, day, from_the_beginning=True)
        region, sure_region = on_day(self.regions, day, from_the_beginning=True)
        membership, sure_membership = on_day(self.memberships, day, from_the_beginning=False)
        if self.continues and self.continues.since and day < self.continues.since.earliest:
            name = self.continues.predecessor
        sure = {"name": sure_name, "region": sure_region, "membership": sure_membership}
        return Standing(
            name=name or self.name,
            region=region or self.region,
            membership=membership or NON_MEMBER,
            uncertain=tuple(aspect for aspect, known in sure.items() if not known),
        )

    def _begin(self) -> None:
        """Let the histories begin with what the register says of the beginning."""
        if len(self.names) < 2:
            self.names = (Since(value=self.name, source=self.source),)
        if len(self.regions) < 2:
            self.regions = (Since(value=self.region, source=self.source),)
        self._join()

    def _join(self) -> None:
        later = self.memberships[1:]
        value = self.memberships[0].value if later else self.membership
        source = self.joined_source or self.source
        first = Since(value=value, from_on=self.joined_on, source=source, confidence=self.joined_confidence)
        if later:
            _require_order(first, later[0])
        self.memberships = () if value == NON_MEMBER else (first, *later)

    def _changed(self, field: str, history: History, event: Any, new: Since, **told: Any) -> list[Event]:
        if history == getattr(self, field):
            return []
        latest = (self.name, self.region, self.membership)
        setattr(self, field, history)
        self.name, self.region = self.names[-1].value, self.regions[-1].value
        self.membership = self.memberships[-1].value if self.memberships else NON_MEMBER
        if (first := self.memberships[0] if self.memberships else None) and first.from_on != self.joined_on:
            self.joined_on, self.joined_source, self.joined_confidence = first.from_on, first.source, first.confidence
        self.version += 1
        if "name" in told or "region" in told:
            told["from_on"] = new.from_on
        events = [event(economy=self.economy, stated_by=new.source, version=self.version, **told)]
        return events if latest == (self.name, self.region, self.membership) else events + self._registered()

    def _registered(self) -> list[Event]:
        self.version += 1
        told = {field: getattr(self, field) for field in MemberRegistered.model_fields if hasattr(self, field)}
        continues = self.continues.predecessor if self.continues else None
        return [MemberRegistered(**told | {"continues": continues, "stated_by": self.source})]


def _before(history: History, new: Since) -> str | None:
    place = history.index(new)
    return history[place - 1].value if place else None


def _require_order(first: Since, second: Since) -> None:
    if first.from_on and second.from_on and first.from_on.earliest >= second.from_on.earliest:
        raise Invalid(f"It was {second.value} from {second.from_on} on, and joined before", field="joined_on")
