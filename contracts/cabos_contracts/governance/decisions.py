"""What governance announces of decisions and ballots."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from cabos_contracts.envelope import Event
from cabos_contracts.governance.register import StatedBy
from cabos_contracts.types import EconomyCode, KnownValues, LanguageTag, PartialDate, RegionCode, Version, Word

DecisionKind = Annotated[
    str,
    KnownValues(
        "vice_chair_selection",
        "resolution",
        "recommendation",
        "endorsement",
        "election",
        "appointment",
        "hosting",
        "other",
    ),
]
FollowUpState = Annotated[str, KnownValues("open", "in_progress", "done", "dropped")]
BallotMethod = Annotated[str, KnownValues("in_person", "online", "mixed")]
BallotMajority = Annotated[
    str,
    KnownValues(
        "simple_majority_of_votes_cast",
        "two_thirds_of_members_present",
        "absolute_majority_of_eligible",
        "consensus",
        "acclamation",
    ),
]
BallotOutcome = Annotated[str, KnownValues("chosen", "no_majority", "no_quorum", "not_on_record")]


class Owner(Word):
    """Who has to see to a decision: an administration, or a body in the words of the record."""

    administration: EconomyCode | None = None
    body: str | None = None


class BallotResult(Word):
    """What could be voted for, and how many did; null where no source says how many."""

    name: str
    administration: EconomyCode | None = None
    votes: int | None = None


class DecisionTaken(Event, type="governance.decision.taken.v1", subject="decision_id", minor=1):
    """A conference has decided; `text` is English, `effective` is when, in the words of the record."""

    decision_id: UUID
    conference_id: UUID
    conference_name: str
    region: RegionCode
    kind: DecisionKind
    text: str
    taken_on: PartialDate
    effective: str | None = None
    version: Version
    number: str | None = None
    title: str | None = None
    texts: Annotated[dict[LanguageTag, str] | None, Field(description="the text in languages other than English")] = (
        None
    )
    effective_on: Annotated[
        PartialDate | None, Field(description="the day that the decision names; by default that of the decision")
    ] = None
    effective_after_session_id: UUID | None = None
    owner: Owner | None = None
    due_on: PartialDate | None = None
    stated_by: StatedBy | None = None


class DecisionTookEffect(Event, type="governance.decision.took-effect.v1", subject="decision_id"):
    """What was decided holds from a day on: it came, or the session closed, or the term started that it waited for."""

    decision_id: UUID
    conference_id: UUID
    region: RegionCode
    kind: DecisionKind
    text: str
    took_effect_on: PartialDate
    effective_after_session_id: UUID | None = None
    version: Version


class DecisionLapsed(Event, type="governance.decision.lapsed.v1", subject="decision_id"):
    """What was decided will never hold, as when the designate that it selected has withdrawn."""

    decision_id: UUID
    conference_id: UUID
    region: RegionCode
    kind: DecisionKind
    lapsed_on: PartialDate
    reason: str
    version: Version


class DecisionAssigned(Event, type="governance.decision.assigned.v1", subject="decision_id"):
    """Somebody has to see to a decision, until a day where one was set."""

    decision_id: UUID
    conference_id: UUID
    region: RegionCode
    owner: Owner
    due_on: PartialDate | None = None
    stated_by: StatedBy
    version: Version


class DecisionFollowedUp(Event, type="governance.decision.followed-up.v1", subject="decision_id"):
    """A later conference has looked at what became of a decision, or what it said of it is told otherwise."""

    decision_id: UUID
    taken_at_conference_id: UUID
    region: RegionCode
    conference_id: Annotated[UUID, Field(description="the conference that followed it up")]
    conference_name: str
    followed_up_on: Annotated[PartialDate, Field(description="the last day of that conference")]
    state: FollowUpState
    note: str | None = None
    owner: Owner | None = None
    due_on: PartialDate | None = None
    stated_by: StatedBy
    version: Version


class BallotHeld(Event, type="governance.ballot.held.v1", subject="ballot_id"):
    """The administrations of a region have voted, one vote each; again when more is learned of the same ballot."""

    ballot_id: UUID
    region: RegionCode
    question: str
    decision_id: UUID | None = None
    held_on: PartialDate
    method: BallotMethod
    majority: BallotMajority
    candidates: Annotated[int | None, Field(description="how many could be voted for")] = None
    options: Annotated[tuple[BallotResult, ...], Field(description="empty where no source names them")] = ()
    eligible: int | None = None
    present: int | None = None
    cast: int | None = None
    valid: int | None = None
    voters: tuple[EconomyCode, ...] = ()
    outcome: BallotOutcome
    winner: str | None = None
    stated_by: StatedBy
    version: Version
