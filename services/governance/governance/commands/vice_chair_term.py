"""Who holds the seat of a region: known terms, their end, and the handover after a Council session."""

from datetime import date
from typing import Literal
from uuid import UUID

from cabos.journal import publish
from cabos.refusal import Invalid, NotFound
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Text, example, require_member, require_region
from governance.model.vice_chair_term import OfficeHolder, SeatTaken, TermStage
from governance.model.vice_chair_term import ViceChairTerm as Term


class RecordTerm(Command):
    model_config = example(
        region="AMS",
        administration="CL",
        selected_on="2016-04-19",
        selected_at="Santa Cruz 18-19 Apr 2016",
        started_on="2016-07-14",
        office_holders=[{"name": "Pablo Ibáñez", "acting": True, "seen": "2017-08"}],
        confidence="high",
        source="WCO newsroom, 21 Apr 2016",
    )

    region: RegionCode
    administration: EconomyCode
    selected_on: PartialDate | None = None
    selected_at: Text | None = None
    selection_method: Text | None = None
    started_on: PartialDate | None = None
    ended_on: PartialDate | None = None
    office_holders: list[OfficeHolder] = []
    confidence: Literal["high", "medium", "low"] | None = None
    note: Text | None = None
    source: Text


class EndTerm(Command):
    ended_on: PartialDate


async def record_term(session: AsyncSession, term_id: UUID, command: RecordTerm) -> None:
    """Record a term known from sources, or what more is learned of one: days on record stand, left out or repeated."""
    await require_region(session, command.region)
    await require_member(session, command.administration, "administration", command.region)
    facts = dict(command)
    stated = {
        field: facts.pop(field) for field in ("region", "administration", "selected_on", "started_on", "ended_on")
    }
    known = await session.get(Term, term_id, with_for_update=True)
    if known is not None:
        if known.stage is TermStage.DESIGNATE and known.after_session_id is None and command.started_on:
            await hand_over(session, known, command.started_on)
        known.require_stated(**stated)
        known.describe(**facts)
        return
    if command.started_on and command.ended_on and command.ended_on.latest < command.started_on.earliest:
        raise Invalid(f"{command.ended_on} is before started_on {command.started_on}", field="ended_on")
    term, events = Term.record(term_id, **stated, **facts)
    if term.sure_from is not None:
        await require_free_seat(session, term.region, term.sure_from, term.sure_until, field="started_on")
    session.add(term)
    publish(session, *events)


async def require_free_seat(
    session: AsyncSession, region: str, from_: date, until: date | None, *, field: str | None = None
) -> None:
    """Raises `SeatTaken`; the database's exclusion constraint says the same of writes that race."""
    overlapping = select(Term).where(
        Term.region == region,
        col(Term.sure_from).is_not(None),
        col(Term.sure_until).is_(None) | (col(Term.sure_until) > from_),
    )
    if until is not None:
        overlapping = overlapping.where(col(Term.sure_from) < until)
    holder = (await session.exec(overlapping)).first()
    if holder is not None:
        raise SeatTaken(
            f"{holder.administration} holds the seat of {region} from {holder.started_on}"
            f" to {holder.ended_on or 'an open end'}",
            field=field,
        )


async def end_term(session: AsyncSession, term_id: UUID, command: EndTerm) -> None:
    term = await session.get(Term, term_id, with_for_update=True)
    if term is None:
        raise NotFound(f"No Vice-Chair term {term_id}")
    publish(session, *term.end(on=command.ended_on))


async def hand_over(session: AsyncSession, designate: Term, on: PartialDate) -> None:
    """The term in course ends and the designate's starts, on one day: no gap and no overlap."""
    in_course = (
        select(Term)
        .where(Term.region == designate.region, Term.stage == TermStage.IN_OFFICE, col(Term.started_on) <= on)
        .order_by(col(Term.started_on).desc())
        .limit(1)
        .with_for_update()
    )
    predecessor = (await session.exec(in_course)).first()
    if predecessor is not None:
        publish(session, *predecessor.end(on=on))
        # The database checks the rule row by row: the seat is free before it is taken.
        await session.flush()
    await require_free_seat(session, designate.region, on.latest, None)
    publish(session, *designate.start(on=on))
