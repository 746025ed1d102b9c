"""Decisions, and what follows from them at once."""

from typing import Annotated, Literal
from uuid import UUID

from cabos.journal import publish
from cabos_contracts.types import EconomyCode, LanguageTag, PartialDate
from pydantic import Field, model_validator
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.approval import four_eyes
from governance.commands.conference import conference_for_update
from governance.commands.decision_effect import require_session
from governance.commands.register import Command, Confidence, Text, example, require_member, today
from governance.commands.seat import hand_over, hold_still
from governance.model.conference import Conference
from governance.model.council_session import CouncilSession
from governance.model.decision import AlreadyDecided, Decision
from governance.model.follow_up import Owner
from governance.model.seat import expected_after
from governance.model.term_stage import SeatAlreadyPromised, TermStage, TermStands
from governance.model.vice_chair_term import ViceChairTerm as Term

Title = Annotated[str, Field(min_length=1, max_length=500)]
Number = Annotated[str, Field(min_length=1, max_length=60)]
Texts = Annotated[
    dict[LanguageTag, Text], Field(max_length=10, description="the text in languages other than English, by tag")
]

MAX_CHARACTERS = 12_000
"""Of all texts together: an event that tells them has to stay under 64 KiB in any script."""


class Selection(Command):
    """Whom a decision makes Vice-Chair, and the sessions after which the term starts."""

    term_id: UUID
    administration: EconomyCode
    after_session_id: UUID | None = None


class NamedOwner(Command):
    """Who has to see to it: an administration, or a body in the words of the record."""

    administration: EconomyCode | None = None
    body: Annotated[str | None, Field(min_length=1, max_length=200)] = None

    @model_validator(mode="after")
    def _is_one(self) -> "NamedOwner":
        if (self.administration is None) == (self.body is None):
            raise ValueError("administration: either an administration or a body owns it")
        return self

    def stated_by(self, source: str) -> Owner:
        return Owner(administration=self.administration, body=self.body, source=source)


class TakeDecision(Command):
    """`effective` is when it takes effect in the words of the record; a day or a session is told besides."""

    model_config = example(
        kind="vice_chair_selection",
        title="The next Vice-Chair",
        text="The Dominican Republic is selected as the next Vice-Chair of the region.",
        texts={"es": "La República Dominicana es elegida como próxima Vicepresidenta de la región."},
        effective="after the June 2018 Council sessions",
        selects={
            "term_id": "71de1e9d-cfff-5d56-b652-fa788686d149",
            "administration": "DO",
            "after_session_id": "1d240aa9-1a7b-5b14-b461-38bbb6c1031c",
        },
        source="WCO newsroom, 19 Apr 2018",
        confidence="high",
    )

    kind: Literal[
        "vice_chair_selection",
        "resolution",
        "recommendation",
        "endorsement",
        "election",
        "appointment",
        "hosting",
        "other",
    ]
    number: Number | None = None
    title: Title | None = None
    text: Text
    texts: Texts = {}
    taken_on: PartialDate | None = None
    effective: Text | None = None
    effective_on: PartialDate | None = None
    effective_after_session_id: UUID | None = None
    selects: Selection | None = None
    owner: NamedOwner | None = None
    due_on: PartialDate | None = None
    source: Text
    confidence: Confidence | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> "TakeDecision":
        if (self.kind == "vice_chair_selection") != (self.selects is not None):
            raise ValueError("selects: is given with the kind vice_chair_selection, and only with it")
        if self.selects is not None and (self.effective_on or self.effective_after_session_id):
            raise ValueError("selects: the term says when a selection takes effect, no other day and no other session")
        if self.effective_on is not None and self.effective_after_session_id is not None:
            raise ValueError("effective_on: it takes effect on a day or after a session, not both")
        if self.due_on is not None and self.owner is None:
            raise ValueError("due_on: is given with an owner")
        if "en" in self.texts:
            raise ValueError("texts: English is in text")
        if len(self.text) + sum(map(len, self.texts.values())) > MAX_CHARACTERS:
            raise ValueError(f"texts: all texts together have at most {MAX_CHARACTERS} characters")
        return self


@four_eyes.needed
async def take_decision(session: AsyncSession, conference_id: UUID, decision_id: UUID, command: TakeDecision) -> None:
    """Record a decision; one that selects a Vice-Chair makes the designate in the same transaction."""
    conference = await conference_for_update(session, conference_id)
    facts = command.model_dump(exclude={"selects", "owner", "taken_on"})
    facts["owner"] = command.owner and command.owner.stated_by(command.source)
    known = await session.get(Decision, decision_id)
    if known is not None:
        await _require_same(session, known, conference_id, command)
        return
    if command.owner is not None and command.owner.administration is not None:
        await require_member(session, command.owner.administration, "owner.administration")
    meeting = None
    if command.selects is not None:
        facts |= {"selects_term_id": command.selects.term_id}
        facts |= {"effective_after_session_id": command.selects.after_session_id}
        meeting = await require_session(session, command.selects.after_session_id, "selects.after_session_id")
    else:
        meeting = await require_session(session, command.effective_after_session_id, "effective_after_session_id")
    decision, taken = Decision.take(decision_id, conference, taken_on=command.taken_on, today=today(), **facts)
    publish(session, *taken)
    if command.selects is not None:
        term = await _select_vice_chair(session, conference, decision, command.selects, meeting)
        publish(session, *(decision.take_effect(on=term.started_on) if term.started_on else []))
    elif meeting is not None and meeting.handover_on is not None:
        publish(session, *decision.take_effect(on=meeting.handover_on))
    publish(session, *decision.come(today()))
    session.add(decision)


async def _require_same(session: AsyncSession, known: Decision, conference_id: UUID, command: TakeDecision) -> None:
    if known.conference_id != conference_id:
        raise AlreadyDecided(f"Decision {known.id} is one of another conference")
    told = command.model_dump(exclude={"selects", "owner", "source", "confidence"})
    known.require_told(**told)
    if command.owner is not None:
        known.require_told(owner=command.owner.stated_by(known.owner.source if known.owner else ""))
    if command.selects is None:
        return
    known.require_told(
        selects_term_id=command.selects.term_id, effective_after_session_id=command.selects.after_session_id
    )
    term = await session.get(Term, command.selects.term_id)
    if term is not None and term.administration != command.selects.administration:
        raise AlreadyDecided(f"Decision {known.id} is on record with another administration")


async def _select_vice_chair(
    session: AsyncSession,
    conference: Conference,
    decision: Decision,
    selection: Selection,
    meeting: CouncilSession | None,
) -> Term:
    await require_member(session, selection.administration, "selects.administration", conference.region)
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
    return term
