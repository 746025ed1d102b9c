"""Ballots of a region: one vote for each Member, counted by rules that are on record with the numbers."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid, Refusal
from cabos_contracts.envelope import Event
from cabos_contracts.governance import BallotHeld, decisions
from cabos_contracts.types import PartialDate
from sqlalchemy import DateTime, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from governance.model.ballot_rules import Depositary, Majority, Option, Quorum
from governance.model.completion import contradiction
from governance.model.record import Record


class BallotStands(Refusal):
    """The ballot is on record with other facts."""


class WrongCount(Invalid):
    """The numbers of the ballot do not go together."""


class WrongWinner(Invalid):
    """By its numbers and rules the ballot has another result."""


class BallotMethod(StrEnum):
    IN_PERSON = "in_person"
    ONLINE = "online"
    MIXED = "mixed"


class BallotOutcome(StrEnum):
    CHOSEN = "chosen"
    NO_MAJORITY = "no_majority"
    NO_QUORUM = "no_quorum"
    NOT_ON_RECORD = "not_on_record"


class Ballot(Record, table=True):
    """A ballot; a number that no source gives is null, and what then cannot be computed is not on record.

    `cast` counts the votes that were handed in, `valid` those of them that count for an option.
    """

    kind_of_record = "ballot"

    id: UUID = Field(primary_key=True)
    region: str = Field(foreign_key="region.code")
    question: str
    decision_id: UUID | None = Field(default=None, foreign_key="decision.id")
    held_on: PartialDate = Field(sa_type=PartialDay)
    opened_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    closed_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    hours: str | None = None
    method: BallotMethod = Field(sa_type=words(BallotMethod))
    quorum: Quorum | None = Field(default=None, sa_type=Document(Quorum))
    majority: Majority = Field(sa_type=words(Majority))
    candidates: int | None = None
    eligible: int | None = None
    present: int | None = None
    cast: int | None = None
    valid: int | None = None
    options: tuple[Option, ...] = Field(default=(), sa_type=Document(tuple[Option, ...]))
    voters: list[str] = Field(default_factory=list, sa_type=ARRAY(Text))
    depositaries: tuple[Depositary, ...] = Field(default=(), sa_type=Document(tuple[Depositary, ...]))
    outcome: BallotOutcome = Field(default=BallotOutcome.NOT_ON_RECORD, sa_type=words(BallotOutcome))
    winner: str | None = None
    note: str | None = None
    confidence: str | None = None

    def record(self, *, source: str, **facts: Any) -> list[Event]:
        """Note a ballot, or what more is learned of it; what is on record stands, and what is left out, too."""
        told = {name: value for name, value in facts.items() if value not in (None, (), [])}
        changed = {name: value for name, value in told.items() if value != getattr(self, name)}
        if self.version and not changed:
            return []
        for name, value in changed.items() if self.version else ():
            place = contradiction(_frozen(getattr(self, name)), _frozen(value), name)
            if place is not None and name != "confidence":
                raise BallotStands(f"The ballot is on record with another {place}", field=place)
        if self.version and source not in self.source.split("; "):
            self.source = f"{self.source}; {source}"
        for name, value in changed.items():
            setattr(self, name, value)
        self._require_order()
        self._require_sums()
        self._require_voters()
        self.winner, self.outcome = self._result()
        self.version += 1
        given = {name: getattr(self, name) for name in BallotHeld.model_fields if hasattr(self, name)}
        given["options"] = tuple(decisions.BallotResult(**dict(option)) for option in self.options)
        return [BallotHeld(ballot_id=self.id, stated_by=self.source, **given | {"voters": tuple(self.voters)})]

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        corrected = super().correct(field, value, source=source, reason=reason)
        self._require_order()
        return corrected

    @property
    def took_part(self) -> int | None:
        """As many as were present or have voted, whichever is known to be more: online voters are not present."""
        return max((number for number in (self.present, self.cast) if number is not None), default=None)

    def _require_order(self) -> None:
        if self.opened_at is not None and self.closed_at is not None and self.closed_at <= self.opened_at:
            raise Invalid(f"It was opened at {self.opened_at:%Y-%m-%d %H:%M}, not after that", field="closed_at")
        for field, at in (("opened_at", self.opened_at), ("closed_at", self.closed_at)):
            # The day of a place may be the one before or after that of UTC.
            if at is None:
                continue
            if max((self.held_on.earliest - at.date()).days, (at.date() - self.held_on.latest).days) > 1:
                raise Invalid(f"It was held on {self.held_on}, not at {at:%Y-%m-%d %H:%M}", field=field)

    def _require_sums(self) -> None:
        """Raises `WrongCount` for the number that is greater than what it is a part of."""
        for part, whole in self._parts():
            less, more = getattr(self, part), getattr(self, whole)
            if less is not None and more is not None and less > more:
                raise WrongCount(f"{less} {part} are more than {more} {whole}", field=part)
        if self.options and self.candidates is not None and len(self.options) != self.candidates:
            raise WrongCount(f"{len(self.options)} options are named, and {self.candidates} stood", field="options")
        names = [option.name for option in self.options]
        if len(set(names)) < len(names):
            raise WrongCount("An option is named twice", field="options")
        votes = [option.votes for option in self.options if option.votes is not None]
        if votes and not self.majority.counts_votes:
            raise WrongCount(f"By {self.majority} no votes are counted", field="options")
        total = sum(votes)
        if votes and len(votes) == len(self.options) and self.valid is not None and total != self.valid:
            raise WrongCount(f"The votes add up to {total}, and {self.valid} were valid", field="valid")
        for whole in ("valid", "cast", "eligible"):
            number = getattr(self, whole)
            if number is not None and total > number:
                raise WrongCount(f"The votes add up to {total}, and {number} were {whole}", field="options")

    def _require_voters(self) -> None:
        """Whoever voted is named once, and all of them or none."""
        if len(set(self.voters)) < len(self.voters):
            raise WrongCount("A Member has one vote, and is named once", field="voters")
        voted = len(self.voters)
        for field, wrong in (
            ("eligible", self.eligible is not None and voted > self.eligible),
            ("cast", self.cast is not None and voted != self.cast),
            ("valid", self.valid is not None and voted < self.valid),
        ):
            number = getattr(self, field)
            if self.voters and wrong:
                raise WrongCount(f"{voted} voters are named, and {number} are {field}", field="voters")

    def _parts(self) -> Iterator[tuple[str, str]]:
        yield from (("present", "eligible"), ("cast", "eligible"), ("valid", "cast"), ("valid", "eligible"))
        if self.method is BallotMethod.IN_PERSON:
            yield from (("cast", "present"), ("valid", "present"))

    def _result(self) -> tuple[str | None, BallotOutcome]:
        """Who has won by the numbers, or else by what the source says; raises `WrongWinner` when they disagree."""
        stated = self.winner
        names = [option.name for option in self.options]
        if stated is not None and names and stated not in names:
            raise WrongWinner(f"{stated} is none of the options: {', '.join(names)}", field="winner")
        if self.quorum is not None and self.quorum.reached(self.took_part, self.eligible) is False:
            return self._nobody(BallotOutcome.NO_QUORUM, f"{self.took_part} of {self.eligible} took part, too few")
        votes = {option.name: option.votes for option in self.options if option.votes is not None}
        if len(votes) < len(names) or not votes:
            if stated is not None and stated in votes and self._reached(votes[stated]) is False:
                raise WrongWinner(f"{votes[stated]} votes for {stated} are no {self.majority}", field="winner")
            chosen = stated or (names[0] if len(names) == 1 and not self.majority.counts_votes else None)
            return chosen, BallotOutcome.CHOSEN if chosen else BallotOutcome.NOT_ON_RECORD
        most = max(votes.values())
        first, *others = [name for name, number in votes.items() if number == most]
        if others:
            return self._nobody(BallotOutcome.NO_MAJORITY, f"{first} and {others[0]} have {most} votes each")
        reached = self._reached(most)
        if reached is False:
            return self._nobody(BallotOutcome.NO_MAJORITY, f"{most} votes for {first} are no {self.majority}")
        if stated is not None and stated != first:
            raise WrongWinner(f"{first} has the most votes: {most}", field="winner")
        chosen = first if reached else stated
        return chosen, BallotOutcome.CHOSEN if chosen else BallotOutcome.NOT_ON_RECORD

    def _nobody(self, outcome: BallotOutcome, why: str) -> tuple[None, BallotOutcome]:
        if self.winner is not None:
            raise WrongWinner(f"{self.winner} has not won: {why}", field="winner")
        return None, outcome

    def _reached(self, votes: int) -> bool | None:
        return self.majority.reached(votes, eligible=self.eligible, present=self.present, cast=self.cast)


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
