"""Blocs that are parties in the stead of their members, and who belongs to them on any day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated, Any

from cabos.columns import Document
from cabos.refusal import Invalid, Refusal
from cabos_contracts.aeo import BlocMemberJoined, BlocMemberLeft, BlocRegistered
from cabos_contracts.aeo.economies import Belonging as Announced
from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import AfterValidator, model_validator
from pydantic import Field as Said
from sqlmodel import Field

from aeo.model.facts import Confidence, Facts, Text
from aeo.model.recognition import Membership
from aeo.model.record import Record

MOST = 300


class NoMember(Refusal):
    """The economy does not belong to the bloc."""


class OwnMember(Invalid):
    """A bloc agrees with others: it stands for its members, and not against them."""


class Belonging(Facts):
    """An economy belongs to a bloc; without a day it always has, or still does.

    `until_on` is the last day on which the agreements of the bloc are its own.
    """

    economy: EconomyCode
    from_on: PartialDate | None = None
    until_on: PartialDate | None = Said(default=None, description="the last day that counts")
    non_member: bool = Said(
        default=False, description="the economy is no Member of the WCO and governance will never register it"
    )
    source: Text | None = None
    confidence: Confidence | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> "Belonging":
        if self.from_on and self.until_on and self.until_on.latest < self.from_on.earliest:
            raise ValueError(f"until_on: {self.until_on} is before {self.from_on}")
        return self

    @property
    def possible(self) -> tuple[date, date]:
        """The first day on which it may belong, and the first on which it surely does not any more."""
        until = date.max if self.until_on is None else _behind(self.until_on.latest)
        return (date.min if self.from_on is None else self.from_on.earliest), until

    @property
    def sure(self) -> tuple[date, date]:
        """The first day on which it surely belongs, and the first on which it may not any more."""
        until = date.max if self.until_on is None else _behind(self.until_on.earliest)
        return (date.min if self.from_on is None else self.from_on.latest), until


def _behind(day: date) -> date:
    return day if day == date.max else day + timedelta(days=1)


def _in_order(members: tuple[Belonging, ...]) -> tuple[Belonging, ...]:
    ordered = tuple(sorted(members, key=lambda each: (each.economy, *each.possible)))
    for one, next_ in pairwise(ordered):
        # Where a month is all that is known, one time may end and the next begin in it.
        if one.economy == next_.economy and next_.sure[0] < one.possible[1] and next_.possible[0] < one.sure[1]:
            raise ValueError(f"{one.economy} belongs twice on one day: {_words(one)} and {_words(next_)}")
    return ordered


def _words(each: Belonging) -> str:
    return f"{each.from_on or 'ever'} to {each.until_on or 'now'}"


Members = Annotated[tuple[Belonging, ...], Said(max_length=MOST), AfterValidator(_in_order)]


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody has joined or left by a day; whoever says so, it is the same change."""

    economy: str
    joined: bool
    on: PartialDate | None
    source: str | None = part(compare=False)


class Bloc(Record, table=True):
    """A bloc with everybody who ever belonged to it; `due_on` is the day of the next change that lies ahead."""

    kind_of_record = "bloc"

    code: str = Field(primary_key=True)
    name: str
    members: tuple[Belonging, ...] = Field(default=(), sa_type=Document(tuple[Belonging, ...]))
    due_on: date | None = None

    def describe(self, name: str, members: Sequence[Belonging], source: str, today: date) -> list[Event]:
        """Say who belongs to it, and announce who has joined or left by today; the same again is harmless."""
        if self.version and (self.name, self.members, self.source) == (name, tuple(members), source):
            return []
        due = self.tell_what_is_due(today)
        before = set(self._happened_by(today))
        self.name, self.members, self.source = name, tuple(members), source
        self.version += 1
        registered = BlocRegistered(
            bloc=self.code,
            name=name,
            members=tuple(Announced(**each.model_dump(include=set(Announced.model_fields))) for each in members),
            according_to=source,
            version=self.version,
        )
        self.due_on = self._next_after(today)
        return [*due, registered, *self._told(each for each in self._happened_by(today) if each not in before)]

    def tell_what_is_due(self, today: date) -> list[Event]:
        """The day has come on which somebody joins or leaves; each is told once."""
        if self.due_on is None or self.due_on > today:
            return []
        eve = self.due_on - timedelta(days=1)
        told = set(self._happened_by(eve))
        self.due_on = self._next_after(today)
        return list(self._told(each for each in self._happened_by(today) if each not in told))

    def with_member(self, new: Belonging) -> tuple[Belonging, ...]:
        """All members when one belongs as said, from a day or only until one; its times that meet this one give way.

        Raises `NoMember` when somebody is to leave who is none.
        """
        own = [each for each in self.members if each.economy == new.economy]
        if new.from_on is None:
            begun = [each for each in own if new.until_on is None or each.possible[0] <= new.until_on.latest]
            if not begun:
                raise NoMember(f"{new.economy} does not belong to {self.name} by {new.until_on or 'any day'}")
            stranger = new.non_member or begun[-1].non_member
            new = new.model_copy(update={"from_on": begun[-1].from_on, "non_member": stranger})
        others = [each for each in self.members if each.economy != new.economy or not _meet(each, new)]
        if len(others) >= MOST:
            raise Invalid(f"{MOST} memberships of {self.name} are on record, and no more are kept", field="economy")
        return _in_order((*others, new))

    def memberships(self) -> Iterator[Membership]:
        """When each surely belongs, and when it may."""
        for each in self.members:
            for sure, (since, until) in ((True, each.sure), (False, each.possible)):
                if since < until:
                    yield Membership(self.code, each.economy, since, until, sure)

    def members_on(self, day: date) -> list[str]:
        """Who surely belongs to it on a day."""
        return [each.economy for each in self.members if each.sure[0] <= day < each.sure[1]]

    def uncertain_on(self, day: date) -> list[str]:
        """Whose days on record leave it open whether they belong to it."""
        may = {each.economy for each in self.members if each.possible[0] <= day < each.possible[1]}
        return sorted(may.difference(self.members_on(day)))

    def _happened_by(self, day: date) -> Iterator[Change]:
        for each in self.members:
            if each.sure[0] <= day:
                yield Change(each.economy, True, each.from_on, each.source)
            if each.until_on is not None and each.possible[1] <= day:
                yield Change(each.economy, False, each.until_on, each.source)

    def _next_after(self, today: date) -> date | None:
        days = [day for each in self.members for day in (each.sure[0], each.possible[1]) if today < day < date.max]
        return min(days, default=None)

    def _told(self, changes: Iterable[Change]) -> Iterator[Event]:
        for each in changes:
            self.version += 1
            frame: dict[str, Any] = {
                "bloc": self.code,
                "name": self.name,
                "economy": each.economy,
                "according_to": each.source or self.source,
                "version": self.version,
            }
            yield (
                BlocMemberJoined(**frame, from_on=each.on) if each.joined else BlocMemberLeft(**frame, until_on=each.on)
            )


def _meet(one: Belonging, other: Belonging) -> bool:
    return one.possible[0] < other.possible[1] and other.possible[0] < one.possible[1]
