"""Who follows whom: designates that wait, withdraw or start on another day, takeovers, and sessions that move."""

from uuid import UUID

from cabos.journal import publish
from cabos.refusal import Invalid
from cabos_contracts.types import EconomyCode, PartialDate
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.decision_effect import lapse_with
from governance.commands.register import Command, PastDay, Text, example, require_member
from governance.commands.seat import hand_over, hold_still, require_free_seat, settle, term_for_update
from governance.commands.term_correction import correct_term
from governance.model.council_session import CouncilSession, SessionBody, SessionCancelled, UnknownSession
from governance.model.seat import expected_after
from governance.model.term_stage import AlreadyInOffice, NotInOffice, TermStage
from governance.model.vice_chair_term import ViceChairTerm as Term


class StartTerm(Command):
    """A start apart from the sessions of the Council."""

    model_config = example(
        started_on="2020-09-25", reason="The conference met in September, and the former holder left at once."
    )

    started_on: PastDay
    reason: Text


class TakeOver(Command):
    """A by-election: another administration takes the seat on the day on which the holder leaves it."""

    model_config = example(
        term_id="435acdf5-bc84-5328-91c7-f7a7db653e30",
        administration="DO",
        taken_over_on="2017-11-01",
        reason="The region elected another Vice-Chair when the holder left its office.",
        source="the region's circular of November 2017",
    )

    term_id: UUID
    administration: EconomyCode
    taken_over_on: PastDay
    reason: Text
    source: Text


class WithdrawDesignate(Command):
    model_config = example(withdrawn_on="2018-05-15", reason="The administration gives up its candidacy.")

    withdrawn_on: PastDay
    reason: Text


class WaitForSession(Command):
    model_config = example(
        after_session_id="1d240aa9-1a7b-5b14-b461-38bbb6c1031c", reason="The session of June was cancelled."
    )

    after_session_id: UUID
    reason: Text


async def start_term(session: AsyncSession, term_id: UUID, command: StartTerm) -> None:
    """A designate takes the seat on a day of its own; whoever holds it leaves it on that day."""
    term = await term_for_update(session, term_id)
    if term.stage is not TermStage.DESIGNATE:
        publish(session, *term.start(on=command.started_on, reason=command.reason))
        await settle(session, term)
        return
    await hand_over(session, term, command.started_on, reason=command.reason)


async def withdraw_designate(session: AsyncSession, term_id: UUID, command: WithdrawDesignate) -> None:
    """The designate gives up, and the region may select another one."""
    term = await term_for_update(session, term_id)
    publish(session, *term.withdraw(on=command.withdrawn_on, reason=command.reason))
    await lapse_with(session, term_id, command.withdrawn_on, command.reason)


async def wait_for_session(session: AsyncSession, term_id: UUID, command: WaitForSession) -> None:
    """A designate waits for another session of the Council; when that has closed, it starts at once."""
    meeting = await session.get(CouncilSession, command.after_session_id, with_for_update=True)
    if meeting is None:
        raise UnknownSession(f"No Council session {command.after_session_id}", field="after_session_id")
    if meeting.body is not SessionBody.COUNCIL:
        raise Invalid(f"{meeting.name} is none of the Council", field="after_session_id")
    term = await term_for_update(session, term_id)
    if term.after_session_id == meeting.id:
        return
    if term.stage is not TermStage.DESIGNATE:
        raise AlreadyInOffice(f"The term of {term.administration} is {term.stage}: it waits for no session")
    if meeting.cancelled is not None:
        raise SessionCancelled(f"{meeting.name} was cancelled: {meeting.cancelled}", field="after_session_id")
    publish(session, *term.expect(expected_after(meeting), after_session_id=meeting.id, reason=command.reason))
    if meeting.handover_on is not None:
        await hand_over(session, term, meeting.handover_on)


async def take_over(session: AsyncSession, term_id: UUID, command: TakeOver) -> None:
    """The holder's term ends early and another administration's starts, on one day."""
    holder = await term_for_update(session, term_id)
    await require_member(session, command.administration, "administration", holder.region)
    known = await session.get(Term, command.term_id, with_for_update=True)
    if known is not None:
        stated = {"region": holder.region, "started_on": command.taken_over_on, "start_reason": command.reason}
        known.require_stated(administration=command.administration, **stated)
        holder.require_stated(ended_on=command.taken_over_on, end_reason=command.reason)
        return
    if holder.stage is not TermStage.IN_OFFICE:
        raise NotInOffice(
            f"The term of {holder.administration} is {holder.stage}: nobody can take the seat over from it"
        )
    publish(session, *holder.end(on=command.taken_over_on, reason=command.reason))
    await session.flush()
    await require_free_seat(session, holder.region, command.taken_over_on.latest, None, field="taken_over_on")
    names = {"region": holder.region, "administration": command.administration, "source": command.source}
    term, events = Term.record(command.term_id, started_on=None, ended_on=None, **names)
    events += term.start(on=command.taken_over_on, reason=command.reason)
    session.add(term)
    publish(session, *events)
    await settle(session, term)


async def move_terms(session: AsyncSession, meeting: CouncilSession, handed_over_on: PartialDate | None = None) -> None:
    """Let the terms that hang on a session move with it: those that wait, and those that started when it closed.

    `handed_over_on` is the day on which they started before the session's closing was put right.
    """
    hanging = select(Term).where(Term.after_session_id == meeting.id).order_by(Term.region, col(Term.id))
    for region in dict.fromkeys(term.region for term in (await session.exec(hanging)).all()):
        await hold_still(session, region)
    now = hanging.with_for_update().execution_options(populate_existing=True)
    for term in (await session.exec(now)).all():
        if term.stage is TermStage.DESIGNATE:
            publish(session, *term.expect(expected_after(meeting)))
        elif handed_over_on is not None and meeting.handover_on and term.started_on == handed_over_on:
            reason = f"{meeting.name} closed on {meeting.closed_on}"
            await correct_term(session, term, "started_on", meeting.handover_on, meeting.source, reason)
