"""Decisions, and what follows from them at once."""

from typing import Literal
from uuid import UUID

from cabos.journal import publish
from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import model_validator
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.approval import four_eyes
from governance.commands.conference import conference_for_update
from governance.commands.register import Command, Text, example, require_member
from governance.commands.seat import hand_over, hold_still
from governance.model.conference import Conference
from governance.model.council_session import CouncilSession, UnknownSession
from governance.model.decision import AlreadyDecided, Decision
from governance.model.seat import expected_after
from governance.model.term_stage import SeatAlreadyPromised, TermStage, TermStands
from governance.model.vice_chair_term import ViceChairTerm as Term


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


@four_eyes.needed
async def take_decision(session: AsyncSession, conference_id: UUID, decision_id: UUID, command: TakeDecision) -> None:
    """Record a decision; one that selects a Vice-Chair makes the designate in the same transaction."""
    conference = await conference_for_update(session, conference_id)
    known = await session.get(Decision, decision_id)
    if known is not None:
        await require_same(session, known, conference_id, command)
        return
    decision, taken = Decision.take(
        decision_id, conference, **command.model_dump(exclude={"selects", "taken_on"}), taken_on=command.taken_on
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
    meeting = None
    if selection.after_session_id is not None:
        meeting = await session.get(CouncilSession, selection.after_session_id, with_for_update=True)
        if meeting is None:
            raise UnknownSession(f"No Council session {selection.after_session_id}", field="selects.after_session_id")
    await hold_still(session, conference.region)
    promised = select(Term).where(Term.region == conference.region, Term.stage == TermStage.DESIGNATE)
    designate = (await session.exec(promised.with_for_update())).first()
    if designate is not None:
        raise SeatAlreadyPromised(f"{designate.administration} is designate of {conference.region} already")
    if await session.get(Term, selection.term_id) is not None:
        raise TermStands(f"Term {selection.term_id} is on record already", field="selects.term_id")
    term, selected = Term.select(
        selection.term_id,
        region=conference.region,
        administration=selection.administration,
        conference_id=conference.id,
        selected_on=decision.taken_on,
        after_session_id=selection.after_session_id,
        expected_on=expected_after(meeting),
        source=decision.source,
    )
    session.add(term)
    publish(session, *selected)
    await session.flush()
    if meeting is not None and meeting.handover_on is not None:
        await hand_over(session, term, meeting.handover_on)
