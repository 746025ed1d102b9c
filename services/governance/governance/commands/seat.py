"""Taking hold of a seat: one writer of a region at a time, and terms that meet wherever one of them has changed."""

from datetime import date
from uuid import UUID

from cabos.journal import publish
from cabos.refusal import NotFound
from cabos_contracts.types import PartialDate
from sqlalchemy import tuple_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.decision_effect import take_effect_with
from governance.model.region import Region
from governance.model.seat import meet
from governance.model.term_stage import SeatTaken, TermStage
from governance.model.vice_chair_term import ViceChairTerm as Term


async def hold_still(session: AsyncSession, region: str) -> None:
    """Let nobody else change the terms of a region until the transaction ends: they decide on each other."""
    await session.exec(select(Region.code).where(Region.code == region).with_for_update(key_share=True))


async def term_for_update(session: AsyncSession, term_id: UUID) -> Term:
    """A term whose region holds still; raises `NotFound`."""
    region = (await session.exec(select(Term.region).where(Term.id == term_id))).first()
    if region is None:
        raise NotFound(f"No Vice-Chair term {term_id}")
    await hold_still(session, region)
    return await session.get_one(Term, term_id, with_for_update=True)


async def require_free_seat(session: AsyncSession, region: str, from_: date, until: date | None, *,
                            field: str | None = None, but: UUID | None = None) -> None:  # fmt: skip
    """Raises `SeatTaken`; the database's exclusion constraint says the same of writes that race."""
    overlapping = select(Term).where(
        Term.region == region,
        col(Term.sure_from).is_not(None),
        col(Term.sure_until).is_(None) | (col(Term.sure_until) > from_),
        *([] if until is None else [col(Term.sure_from) < until]),
        *([] if but is None else [col(Term.id) != but]),
    )
    holder = (await session.exec(overlapping.order_by(col(Term.sure_from)).limit(1))).first()
    if holder is not None:
        raise SeatTaken(
            f"{holder.administration} holds the seat of {region} from {holder.started_on}"
            f" to {holder.ended_on or 'an open end'}",
            field=field,
        )


async def require_room(session: AsyncSession, term: Term, field: str | None = None) -> None:
    """Raises `SeatTaken` when somebody else holds the seat while the term surely does, or whenever it could."""
    if term.sure_from is not None:
        await require_free_seat(session, term.region, term.sure_from, term.sure_until, field=field, but=term.id)
        return
    if term.possible_from is None or term.possible_until is None:
        return
    around = select(Term).where(
        Term.region == term.region,
        Term.id != term.id,
        col(Term.sure_from) <= term.possible_from,
        col(Term.sure_until).is_(None) | (col(Term.sure_until) >= term.possible_until),
    )
    holder = (await session.exec(around.limit(1))).first()
    if holder is not None:
        raise SeatTaken(
            f"{holder.administration} holds the seat of {term.region} all through {term.started_on} to {term.ended_on}",
            field=field,
        )


async def settle(session: AsyncSession, term: Term, former_place: date | None = None) -> None:
    """Let a changed term meet those beside it, and those meet that it stood between."""
    await session.flush()
    for place in dict.fromkeys((former_place, term.in_line_on)):
        if place is not None:
            before, after = await _beside(session, term.region, place)
            meet([*reversed(before), *after], first=len(before) < 3, last=len(after) < 2)
    await session.flush()


async def neighbours(session: AsyncSession, term: Term) -> tuple[Term | None, Term | None]:
    """Who stands before and after a term in the line of its region."""
    if term.in_line_on is None:
        return None, None
    placed = select(Term).where(Term.region == term.region, col(Term.in_line_on).is_not(None))
    key, here = tuple_(col(Term.in_line_on), col(Term.id)), (term.in_line_on, term.id)
    before = placed.where(key < here).order_by(col(Term.in_line_on).desc(), col(Term.id).desc()).limit(1)
    after = placed.where(key > here).order_by(col(Term.in_line_on), col(Term.id)).limit(1)
    return (await session.exec(before)).first(), (await session.exec(after)).first()


async def hand_over(session: AsyncSession, designate: Term, on: PartialDate, *, reason: str | None = None) -> None:
    """The term in course ends and the designate's starts, on one day: no gap and no overlap."""
    await hold_still(session, designate.region)
    in_course = (
        select(Term)
        .where(
            Term.region == designate.region,
            Term.stage == TermStage.IN_OFFICE,
            Term.id != designate.id,
            col(Term.in_line_on) <= on.latest,
        )
        .order_by(col(Term.in_line_on).desc(), col(Term.id).desc())
        .limit(1)
        .with_for_update()
    )
    predecessor = (await session.exec(in_course)).first()
    if predecessor is not None:
        publish(session, *predecessor.end(on=on))
        await session.flush()
    await require_free_seat(session, designate.region, on.latest, None, but=designate.id)
    publish(session, *designate.start(on=on, reason=reason))
    await take_effect_with(session, designate.id, on)
    await settle(session, designate)


async def _beside(session: AsyncSession, region: str, place: date) -> tuple[list[Term], list[Term]]:
    placed = select(Term).where(Term.region == region, col(Term.in_line_on).is_not(None)).with_for_update()
    before = placed.where(col(Term.in_line_on) <= place).order_by(col(Term.in_line_on).desc(), col(Term.id).desc())
    after = placed.where(col(Term.in_line_on) > place).order_by(col(Term.in_line_on), col(Term.id))
    return list((await session.exec(before.limit(3))).all()), list((await session.exec(after.limit(2))).all())
