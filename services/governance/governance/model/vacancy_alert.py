"""Seats that should pass on soon, with nobody to take them: told once of a region and a session."""

from datetime import date, timedelta
from uuid import UUID

from cabos.columns import PartialDay
from cabos.ids import stable_id
from cabos_contracts.governance import ViceChairVacancyForeseen
from cabos_contracts.types import PartialDate
from sqlmodel import Field, SQLModel

from governance.model.council_session import CouncilSession
from governance.model.vice_chair_term import ViceChairTerm

AHEAD = timedelta(days=60)
"""Regions choose in April or May for the sessions of late June: two months before, a conference can still be called."""

NEARLY_A_TERM = timedelta(days=2 * 365 - 60)
"""Terms last two years, and sessions move between June and July: the shortest one on record lasted 717 days."""

_SOON = timedelta(days=31)


class VacancyAlert(SQLModel, table=True):
    """What was foreseen of a region's seat before a session, as it stood on that day."""

    __tablename__ = "vacancy_alert"

    id: UUID = Field(primary_key=True)
    region: str = Field(foreign_key="region.code")
    council_session_id: UUID = Field(foreign_key="council_session.id")
    term_id: UUID = Field(foreign_key="vice_chair_term.id")
    administration: str
    opens_on: PartialDate = Field(sa_type=PartialDay)
    foreseen_on: date
    why: str
    version: int = 1


def is_near(meeting: CouncilSession, today: date) -> bool:
    """Whether a session is about to open, or may have opened and has not closed."""
    return (
        meeting.stage == "planned" and meeting.opens_on.earliest <= today + AHEAD and meeting.opens_on.latest >= today
    )


def foresee(meeting: CouncilSession, holder: ViceChairTerm, today: date) -> VacancyAlert | None:
    """Whether the seat should pass on after the session from whoever holds it when that opens."""
    opening = meeting.opens_on.earliest
    age = (opening - holder.started_on.earliest) if holder.started_on else timedelta(0)
    if (
        holder.ended_on is not None
        and holder.ended_on.earliest <= (meeting.closes_on or meeting.opens_on).latest + _SOON
    ):
        why = (
            f"the term of {holder.administration} ends on {holder.ended_on}; {meeting.name} opens on {meeting.opens_on}"
        )
    elif holder.ended_on is None and age >= NEARLY_A_TERM:
        lasted = f"the term of {holder.administration} will have lasted {age.days} days"
        why = f"{lasted} when {meeting.name} opens on {meeting.opens_on}"
    else:
        return None
    return VacancyAlert(
        id=stable_id("vacancy-alert", holder.region, meeting.id),
        region=holder.region,
        council_session_id=meeting.id,
        term_id=holder.id,
        administration=holder.administration,
        opens_on=meeting.opens_on,
        foreseen_on=today,
        why=f"{why}, and nobody is designate",
    )


def announce(alert: VacancyAlert, meeting: CouncilSession, holder: ViceChairTerm) -> ViceChairVacancyForeseen:
    return ViceChairVacancyForeseen(
        alert_id=alert.id,
        session_numbers=tuple(meeting.numbers),
        started_on=holder.started_on,
        ends_on=holder.ended_on,
        **alert.model_dump(exclude={"id"}),
    )
