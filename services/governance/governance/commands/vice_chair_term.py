"""Who holds the seat of a region: known terms, their end, and the handover after a Council session."""

from uuid import UUID

from cabos.journal import publish
from cabos.refusal import Invalid, NotFound
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Text, require_member, require_region
from governance.model.council_session import CouncilSession
from governance.model.vice_chair_term import OfficeHolder, SeatTaken, TermStage, TermStands
from governance.model.vice_chair_term import ViceChairTerm as Term


class RecordTerm(Command):
    region: RegionCode
    administration: EconomyCode
    selected_on: PartialDate | None = None
    selected_at: Text | None = None
    selection_method: Text | None = None
    started_on: PartialDate | None = None
    ended_on: PartialDate | None = None
    office_holders: list[OfficeHolder] = []
    note: Text | None = None
    source: Text


class EndTerm(Command):
    ended_on: PartialDate


async def record_term(session: AsyncSession, term_id: UUID, command: RecordTerm) -> None:
    """Record a term that is known from sources; the same again is harmless."""
    await require_region(session, command.region)
    await require_member(session, command.administration, "administration", command.region)
    facts = dict(command)
    known = await session.get(Term, term_id, with_for_update=True)
    if known is not None:
        if differing := [field for field, value in facts.items() if getattr(known, field) != value]:
            raise TermStands(f"Term {term_id} is on record with another {', '.join(differing)}", field=differing[0])
        return
    if command.started_on and command.ended_on and command.ended_on.latest < command.started_on.earliest:
        raise Invalid(f"{command.ended_on} is before started_on {command.started_on}", field="ended_on")
    term, events = Term.record(term_id, **facts)
    await require_free_seat(session, term)
    session.add(term)
    publish(session, *events)


async def require_free_seat(session: AsyncSession, term: Term) -> None:
    if term.sure_from is None:
        return
    overlapping = select(Term).where(
        Term.region == term.region,
        col(Term.sure_from).is_not(None),
        col(Term.sure_until).is_(None) | (col(Term.sure_until) > term.sure_from),
    )
    if term.sure_until is not None:
        overlapping = overlapping.where(col(Term.sure_from) < term.sure_until)
    holder = (await session.exec(overlapping)).first()
    if holder is not None:
        raise SeatTaken(
            f"{holder.administration} holds the seat of {term.region} from {holder.started_on}"
            f" to {holder.ended_on or 'an open end'}",
            field="started_on",
        )


async def end_term(session: AsyncSession, term_id: UUID, command: EndTerm) -> None:
    term = await session.get(Term, term_id, with_for_update=True)
    if term is None:
        raise NotFound(f"No Vice-Chair term {term_id}")
    publish(session, *term.end(on=command.ended_on))


async def hand_over(session: AsyncSession, designate: Term, meeting: CouncilSession) -> None:
    """The term in course ends and the designate's starts, on one day: no gap and no overlap."""
    assert meeting.handover_on is not None
    on = PartialDate(meeting.handover_on)
    in_course = (
        select(Term)
        .where(Term.region == designate.region, Term.stage == TermStage.IN_OFFICE, col(Term.started_on).is_not(None))
        .order_by(col(Term.started_on).desc())
        .limit(1)
        .with_for_update()
    )
    predecessor = (await session.exec(in_course)).first()
    if predecessor is not None:
        publish(session, *predecessor.end(on=on))
        # The database checks the rule row by row: the seat is free before it is taken.
        await session.flush()
    publish(session, *designate.start(on=on))
