"""Which seats should pass on soon with nobody to take them, and whether somebody has been found since."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from cabos.history import as_known
from cabos.http import Page
from cabos.views import View, listed
from cabos_contracts.types import PartialDate
from sqlalchemy import ColumnElement
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import CouncilSession
from governance.model import ViceChairTerm as Term
from governance.model.term_stage import TermStage
from governance.model.vacancy_alert import VacancyAlert

AlertOrder = Literal["opens_on", "-opens_on", "region", "-region"]


class AlertSummary(View):
    """`why` is what was the case on the day of the alert; `open` is whether it still is, as known."""

    id: UUID
    region: str
    council_session_id: UUID
    opens_on: PartialDate
    term_id: UUID
    administration: str
    foreseen_on: date
    why: str
    open: bool = True


async def list_alerts(
    session: AsyncSession,
    *,
    region: str | None,
    open_: bool | None,
    known_at: datetime | None,
    sort: AlertOrder,
    limit: int,
    after: UUID | None,
) -> Page[AlertSummary]:
    """Alerts by the opening of the session that they look ahead to."""
    alerts = as_known(VacancyAlert, known_at)
    unanswered = _open(alerts, known_at)
    wanted: list[Any] = [] if region is None else [col(alerts.region) == region]
    wanted += [] if open_ is None else [unanswered if open_ else ~unanswered]
    page = await listed(session, alerts, AlertSummary, (sort,), limit, after, *wanted)
    still = select(col(alerts.id)).where(col(alerts.id).in_([each.id for each in page.items]), unanswered)
    found = set(await session.exec(still))
    for each in page.items:
        each.open = each.id in found
    return page


def _open(alerts: type[VacancyAlert], known_at: datetime | None) -> ColumnElement[bool]:
    """Nobody is designate, nobody has followed, and the session has neither closed nor been cancelled."""
    sessions = as_known(CouncilSession, known_at)
    terms = as_known(Term, known_at)
    holder = aliased(Term) if known_at is None else as_known(Term, known_at)
    followed = select(col(terms.id)).where(
        col(terms.region) == alerts.region,
        (col(terms.stage) == TermStage.DESIGNATE)
        | select(col(holder.id))
        .where(col(holder.id) == alerts.term_id, col(holder.in_line_on) < terms.in_line_on)
        .exists(),
    )
    over = select(col(sessions.id)).where(
        col(sessions.id) == alerts.council_session_id,
        col(sessions.closed_on).is_not(None) | col(sessions.cancelled).is_not(None),
    )
    return ~followed.exists() & ~over.exists()
