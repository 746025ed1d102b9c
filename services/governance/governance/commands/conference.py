"""A conference from its call to its record, and the decisions it takes."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from cabos.journal import publish
from cabos.refusal import NotFound
from cabos_contracts.types import EconomyCode, Officeholder, PartialDate, Place, RegionCode
from pydantic import Field, model_validator
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Text, example, require_member, require_region, today
from governance.commands.vice_chair_term import hand_over
from governance.model.conference import AlreadyDecided, Conference, Decision
from governance.model.conference_record import ConferenceRecord
from governance.model.council_session import CouncilSession, UnknownSession
from governance.model.vice_chair_term import SeatAlreadyPromised, TermStage, TermStands
from governance.model.vice_chair_term import ViceChairTerm as Term


class ConveneConference(Command):
    model_config = example(
        region="AMS",
        number=21,
        name="Regional Conference of Customs Directors General for the Americas/Caribbean Region",
        place={"city": "Los Cabos", "economy": "MX"},
        starts_on="2018-04-16",
        ends_on="2018-04-17",
        host="MX",
        chair={"name": "Fabian Villarroel Rios", "administration": "CL", "capacity": "Vice-Chair administration"},
        record={"priorities": [{"n": 1, "status": "current", "name": "Trade facilitation"}]},
        source="WCO newsroom, 19 Apr 2018",
    )

    region: RegionCode
    number: Annotated[int, Field(ge=1)] | None = None
    name: Text
    place: Place | None = None
    starts_on: PartialDate
    ends_on: PartialDate | None = None
    host: EconomyCode | None = None
    chair: Officeholder | None = None
    record: ConferenceRecord = ConferenceRecord()
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "ConveneConference":
        if self.ends_on is not None and self.ends_on.latest < self.starts_on.earliest:
            raise ValueError(f"ends_on: {self.ends_on} is before starts_on {self.starts_on}")
        return self


class OpenConference(Command):
    opened_on: date


class HoldConference(Command):
    held_on: Annotated[date, Field(description="the last day of the conference")]


class Selection(Command):
    """Whom a decision makes Vice-Chair, and the sessions after which the term starts."""

    term_id: UUID
    administration: EconomyCode
    after_session_id: UUID | None = None


class TakeDecision(Command):
    model_config = example(
        kind="vice_chair_selection",
        text="The Dominican Republic is selected as the next Vice-Chair of the region.",
        effective="after the June 2018 Council sessions",
        selects={
            "term_id": "71de1e9d-cfff-5d56-b652-fa788686d149",
            "administration": "DO",
            "after_session_id": "1d240aa9-1a7b-5b14-b461-38bbb6c1031c",
        },
        source="WCO newsroom, 19 Apr 2018",
    )

    kind: Literal["vice_chair_selection", "resolution", "endorsement", "other"]
    text: Text
    taken_on: PartialDate | None = None
    effective: Text | None = None
    selects: Selection | None = None
    source: Text

    @model_validator(mode="after")
    def _selects_someone(self) -> "TakeDecision":
        if (self.kind == "vice_chair_selection") != (self.selects is not None):
            raise ValueError("selects: is given with the kind vice_chair_selection, and only with it")
        return self


async def convene_conference(session: AsyncSession, conference_id: UUID, command: ConveneConference) -> None:
    await require_region(session, command.region)
    named = {"host": command.host, "chair.administration": command.chair.administration if command.chair else None}
    for field, economy in (named | command.record.economies()).items():
        if economy is not None:
            await require_member(session, economy, field)
    facts = dict(command)
    conference = await session.get(Conference, conference_id, with_for_update=True)
    conference = conference or Conference(id=conference_id, **facts)
    publish(session, *conference.convene(**facts))
    session.add(conference)


async def conference_for_update(session: AsyncSession, conference_id: UUID) -> Conference:
    conference = await session.get(Conference, conference_id, with_for_update=True)
    if conference is None:
        raise NotFound(f"No conference {conference_id}")
    return conference


async def open_conference(session: AsyncSession, conference_id: UUID, command: OpenConference) -> None:
    conference = await conference_for_update(session, conference_id)
    publish(session, *conference.open(on=command.opened_on))


async def hold_conference(session: AsyncSession, conference_id: UUID, command: HoldConference) -> None:
    conference = await conference_for_update(session, conference_id)
    taken = (
        select(Decision.id)
        .where(Decision.conference_id == conference_id)
        .order_by(col(Decision.taken_on), col(Decision.id))
    )
    decisions = list((await session.exec(taken)).all())
    publish(session, *conference.hold(until=command.held_on, today=today(), decisions=decisions))


async def take_decision(session: AsyncSession, conference_id: UUID, decision_id: UUID, command: TakeDecision) -> None:
    """Record a decision; one that selects a Vice-Chair makes the designate in the same transaction."""
    conference = await conference_for_update(session, conference_id)
    known = await session.get(Decision, decision_id)
    if known is not None:
        await require_same(session, known, conference_id, command)
        return
    decision, taken = conference.decide(
        decision_id, **command.model_dump(exclude={"selects", "taken_on"}), taken_on=command.taken_on
    )
    publish(session, *taken)
    if command.selects is not None:
        await select_vice_chair(session, conference, decision, command.selects)
        decision.selects_term_id = command.selects.term_id
    session.add(decision)


async def require_same(session: AsyncSession, known: Decision, conference_id: UUID, command: TakeDecision) -> None:
    term = await session.get(Term, known.selects_term_id) if known.selects_term_id else None
    selected = term and Selection(
        term_id=term.id, administration=term.administration, after_session_id=term.after_session_id
    )
    same = (
        known.conference_id == conference_id
        and (known.kind, known.text, known.effective) == (command.kind, command.text, command.effective)
        and (known.taken_on if known.day_stated else None) == command.taken_on
        and selected == command.selects
    )
    if not same:
        raise AlreadyDecided(f"Decision {known.id} is on record with other facts")


async def select_vice_chair(
    session: AsyncSession, conference: Conference, decision: Decision, selection: Selection
) -> None:
    await require_member(session, selection.administration, "selects.administration", conference.region)
    promised = select(Term).where(Term.region == conference.region, Term.stage == TermStage.DESIGNATE)
    designate = (await session.exec(promised.with_for_update())).first()
    if designate is not None:
        raise SeatAlreadyPromised(f"{designate.administration} is designate of {conference.region} already")
    meeting = None
    if selection.after_session_id is not None:
        meeting = await session.get(CouncilSession, selection.after_session_id, with_for_update=True)
        if meeting is None:
            raise UnknownSession(f"No Council session {selection.after_session_id}", field="selects.after_session_id")
    if await session.get(Term, selection.term_id) is not None:
        raise TermStands(f"Term {selection.term_id} is on record already", field="selects.term_id")
    term, selected = Term.select(
        selection.term_id,
        region=conference.region,
        administration=selection.administration,
        conference_id=conference.id,
        selected_on=decision.taken_on,
        after_session_id=selection.after_session_id,
        source=decision.source,
    )
    session.add(term)
    publish(session, *selected)
    await session.flush()
    if meeting is not None and meeting.handover_on is not None:
        await hand_over(session, term, meeting.handover_on)
