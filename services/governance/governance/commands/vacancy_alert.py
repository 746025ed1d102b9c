"""Looking ahead: which seats should pass on after a session that is near, with nobody designate."""

from datetime import date

from cabos.database import execute
from cabos.journal import publish
from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model.council_session import CouncilSession, SessionBody
from governance.model.term_stage import TermStage
from governance.model.vacancy_alert import AHEAD, VacancyAlert, announce, foresee, is_near
from governance.model.vice_chair_term import ViceChairTerm as Term


async def foresee_vacancies(session: AsyncSession, today: date) -> None:
    """Announce each region and session once, however often and by how many workers this is asked."""
    planned = select(CouncilSession).where(
        CouncilSession.body == SessionBody.COUNCIL,
        col(CouncilSession.closed_on).is_(None),
        col(CouncilSession.cancelled).is_(None),
        col(CouncilSession.opens_on) <= (today + AHEAD).isoformat(),
        col(CouncilSession.opens_on) >= str(today.year),
    )
    for meeting in (await session.exec(planned.order_by(col(CouncilSession.opens_on)))).all():
        if is_near(meeting, today):
            for holder in await _without_successor(session, meeting.opens_on.earliest):
                alert = foresee(meeting, holder, today)
                if alert is not None and await _is_new(session, alert):
                    publish(session, announce(alert, meeting, holder))


async def _without_successor(session: AsyncSession, day: date) -> list[Term]:
    """Who surely holds a seat on a day, in regions where nobody is designate and no later term is on record."""
    other = aliased(Term)
    next_ = select(other.id).where(
        other.region == Term.region,
        (col(other.stage) == TermStage.DESIGNATE) | (col(other.in_line_on) > Term.in_line_on),
    )
    holders = select(Term).where(
        col(Term.sure_from).is_not(None),
        func.daterange(Term.sure_from, Term.sure_until).op("@>")(day),
        ~next_.exists(),
    )
    return list((await session.exec(holders.order_by(Term.region))).all())


async def _is_new(session: AsyncSession, alert: VacancyAlert) -> bool:
    row = insert(VacancyAlert).values(**alert.model_dump()).on_conflict_do_nothing().returning(col(VacancyAlert.id))
    return (await execute(session, row)).first() is not None
