"""What better sources say of the days of a term; where two terms met, they go on meeting."""

from typing import Any

from cabos.journal import publish
from cabos.refusal import Invalid
from cabos_contracts.types import PartialDate
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.decision_effect import move_with
from governance.commands.seat import hold_still, neighbours, require_room, settle
from governance.commands.sources import sources
from governance.model.vice_chair_term import ViceChairTerm as Term


async def correct_term(session: AsyncSession, term: Term, field: str, value: Any, source: str, reason: str) -> None:
    """Say what the preferred source says; a term that began, or followed, on the day that moves is moved along.

    Raises `Invalid` or `SeatTaken` when the terms beside it leave no room.
    """
    await hold_still(session, term.region)
    await session.refresh(term, with_for_update=True)
    place = term.in_line_on
    previous, following = await neighbours(session, term)
    met_before = previous is not None and _one_day(previous, term)
    met_after = following is not None and _one_day(term, following)
    publish(session, *term.correct(field, value, source=source, reason=reason))
    if field == "started_on":
        await move_with(session, term.id, value, source, reason)
    if field == "started_on" and previous is not None and met_before and not _one_day(previous, term):
        await _move_along(session, previous, "ended_on", value, source, reason)
    if field == "ended_on" and following is not None and met_after and not _one_day(term, following):
        await _move_along(session, following, "started_on", value, source, reason)
    # What they were bounded to by the former day is open again.
    for beside in filter(None, (previous, following)):
        beside.bound()
    await require_room(session, term, "value")
    await settle(session, term, place)


def _one_day(term: Term, successor: Term) -> bool:
    """Whether the one's end and the other's start may be one day."""
    return term.end_days is not None and term.end_days.meets(successor.start_days) is not None


async def _move_along(
    session: AsyncSession, beside: Term, field: str, value: PartialDate, source: str, reason: str
) -> None:
    place = beside.in_line_on
    try:
        publish(session, *beside.correct(field, value, source=source, reason=reason))
        if field == "started_on":
            await move_with(session, beside.id, value, source, reason)
    except Invalid as wrong:
        raise Invalid(f"The term of {beside.administration} would move along. {wrong.detail}", field="value") from None
    await require_room(session, beside, "value")
    await settle(session, beside, place)


sources.about(
    "vice_chair_term",
    Term,
    correct_term,
    started_on=PartialDate,
    ended_on=PartialDate,
    selected_on=PartialDate,
)
