"""What happens as days pass: decisions take effect. A term starts when a session closes, not when a day comes."""

from datetime import datetime

from cabos.clock import Clock
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.decision_effect import take_effect_on
from governance.commands.vacancy_alert import foresee_vacancies

clock = Clock()


@clock.every(seconds=60)
async def let_decisions_take_effect(session: AsyncSession, now: datetime) -> None:
    """A decision that names a day holds from that day on."""
    await take_effect_on(session, now.date())


@clock.every(seconds=600)
async def warn_of_vacancies(session: AsyncSession, now: datetime) -> None:
    """What is foreseen changes with the day, and with every designate: soon after either is soon enough."""
    await foresee_vacancies(session, now.date())
