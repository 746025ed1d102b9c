"""Ballots as they are put on record: all numbers that a source gives, and whether they go together."""

from typing import Annotated
from uuid import UUID

from cabos.journal import publish
from cabos.refusal import Invalid
from cabos_contracts.types import EconomyCode, Instant, PartialDate, RegionCode
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import (
    Command,
    Confidence,
    PastDay,
    Text,
    example,
    require_member,
    require_region,
    today,
)
from governance.commands.sources import sources
from governance.model.ballot import Ballot, BallotMethod, WrongWinner
from governance.model.ballot_rules import Count, Depositary, Majority, Option, Quorum
from governance.model.decision import Decision
from governance.model.member import NON_MEMBER, Member, NotInRegion, UnknownMember
from governance.model.vice_chair_term import ViceChairTerm

OptionName = Annotated[str, Field(min_length=1, max_length=200)]


class RecordBallot(Command):
    """What is left out is not on record; what later sources know besides is told by the same request.

    `hours` are the words of a source that gives no instant; `voters` are all Members that voted, or none.
    """

    model_config = example(
        region="AMS",
        question="The region's candidate for Deputy Secretary General",
        held_on="2017-08",
        hours="between 09:00 and 19:00 local time, in person and online",
        method="mixed",
        majority="simple_majority_of_votes_cast",
        candidates=2,
        valid=27,
        depositaries=[
            {"administration": "BO"},
            {"name": "the regional Secretariat with US CBP"},
            {"administration": "CL", "capacity": "Vice-Chair"},
        ],
        source="wcoamericaribe.org, two items",
    )

    region: RegionCode
    question: Text
    decision_id: UUID | None = None
    held_on: PastDay
    opened_at: Instant | None = None
    closed_at: Instant | None = None
    hours: Text | None = None
    method: BallotMethod
    quorum: Quorum | None = None
    majority: Majority
    candidates: Annotated[Count | None, Field(description="how many could be voted for")] = None
    eligible: Annotated[Count | None, Field(description="how many Members could vote")] = None
    present: Count | None = None
    cast: Annotated[Count | None, Field(description="how many votes were handed in")] = None
    valid: Annotated[Count | None, Field(description="how many of them count for an option")] = None
    options: Annotated[tuple[Option, ...], Field(max_length=50)] = ()
    voters: Annotated[list[EconomyCode], Field(max_length=250)] = []
    depositaries: Annotated[tuple[Depositary, ...], Field(max_length=20)] = ()
    winner: OptionName | None = None
    note: Text | None = None
    source: Text
    confidence: Confidence | None = None


async def record_ballot(session: AsyncSession, ballot_id: UUID, command: RecordBallot) -> None:
    """Put a ballot on record, or what more is learned of it; numbers that do not go together are refused."""
    await require_region(session, command.region)
    for number, voter in enumerate(command.voters):
        await _require_vote(session, voter, f"voters.{number}", command.region, command.held_on)
    for number, option in enumerate(command.options):
        if option.administration is not None:
            await require_member(session, option.administration, f"options.{number}.administration")
    for number, depositary in enumerate(command.depositaries):
        if depositary.administration is not None:
            await require_member(session, depositary.administration, f"depositaries.{number}.administration")
    facts = dict(command)
    ballot = await session.get(Ballot, ballot_id, with_for_update=True) or Ballot(id=ballot_id, **facts)
    publish(session, *ballot.record(**facts))
    await _require_decided_so(session, ballot)
    session.add(ballot)


async def _require_vote(session: AsyncSession, voter: EconomyCode, field: str, region: str, day: PartialDate) -> None:
    """Only who was a Member in the region may have voted; a day that leaves it open is not held against it."""
    member = await session.get(Member, voter)
    if member is None:
        raise UnknownMember(f"No administration is registered under {voter}", field=field)
    then = member.on(day.latest, today())
    if then.region != region and "region" not in then.uncertain:
        raise NotInRegion(f"{voter} belonged to the region {then.region}, not to {region}", field=field)
    if then.membership == NON_MEMBER and "membership" not in then.uncertain:
        raise Invalid(f"{voter} was no Member on {day}", field=field)


async def _require_decided_so(session: AsyncSession, ballot: Ballot) -> None:
    if ballot.decision_id is None:
        return
    decision = await session.get(Decision, ballot.decision_id)
    if decision is None:
        raise Invalid(f"No decision {ballot.decision_id}", field="decision_id")
    if decision.region != ballot.region:
        raise Invalid(f"The decision is one of {decision.region}, not of {ballot.region}", field="decision_id")
    if ballot.held_on.earliest > decision.taken_on.latest:
        raise Invalid(f"It was held on {ballot.held_on}, and decided on {decision.taken_on}", field="decision_id")
    chosen = next((each.administration for each in ballot.options if each.name == ballot.winner), None)
    term = await session.get(ViceChairTerm, decision.selects_term_id) if decision.selects_term_id else None
    if term is not None and chosen is not None and chosen != term.administration:
        raise WrongWinner(f"The decision selects {term.administration}, and {chosen} has won", field="winner")


sources.about("ballot", Ballot, held_on=PastDay, question=Text)
