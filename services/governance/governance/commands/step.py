"""Who may have taken a step: a conference that has met, a session of the Council, or whom a source names."""

from collections.abc import Collection
from typing import Annotated, Any
from uuid import UUID

from cabos.refusal import Invalid
from cabos_contracts.types import Authority, PartialDate
from pydantic import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.register import Command, Confidence, PastDay, Text, today
from governance.commands.strategic_plan import ConferenceElsewhere, UnknownConference
from governance.model import Conference, CouncilSession
from governance.model.conference_stage import ConferenceStage
from governance.model.council_session import UnknownSession
from governance.model.step import Step

HAS_MET = (ConferenceStage.IN_SESSION, ConferenceStage.HELD)


class StepFacts(Command):
    """What sources tell of a step; everything but the source may be unknown."""

    on: Annotated[
        PastDay | None, Field(description="the day; when missing, the last one of the conference or session, if given")
    ] = None
    seen_on: Annotated[
        PastDay | None, Field(description="where nobody says when: a day on which a source shows the step as taken")
    ] = None
    conference_id: UUID | None = None
    council_session_id: UUID | None = None
    by: Annotated[Text | None, Field(description="who took it, in the words of the source")] = None
    text: Text | None = None
    source: Text
    confidence: Confidence | None = None

    def told_as(self, name: str, on: PartialDate | None) -> Step:
        by = Authority(conference_id=self.conference_id, council_session_id=self.council_session_id, words=self.by)
        facts: dict[str, Any] = {field: getattr(self, field) for field in ("seen_on", "text", "source", "confidence")}
        return Step(step=name, on=on, by=by, noted_on=today(), **facts)


async def step_of(session: AsyncSession, name: str, facts: StepFacts, regions: Collection[str] | None = None) -> Step:
    """The step as `facts` tell it, with the day of the conference or session where they tell none.

    `regions` are those whose conferences may take it; None for any. Raises `Invalid`.
    """
    on = facts.on
    if facts.conference_id is not None:
        conference = await conference_that_met(session, facts.conference_id, regions)
        on = _meeting_day(on, conference.starts_on, conference.ends_on)
    if facts.council_session_id is not None:
        meeting = await session.get(CouncilSession, facts.council_session_id)
        if meeting is None or meeting.cancelled is not None:
            message = f"No Council session {facts.council_session_id} that meets"
            raise UnknownSession(message, field="council_session_id")
        on = _meeting_day(on, meeting.opens_on, meeting.closes_on)
    if on is not None and on.earliest > today():
        raise Invalid(f"{on} has not come yet", field="on")
    return facts.told_as(name, on)


async def conference_that_met(
    session: AsyncSession, conference_id: UUID, regions: Collection[str] | None = None
) -> Conference:
    """A conference of one of these regions, in session or held; raises `Invalid` otherwise."""
    conference = await session.get(Conference, conference_id)
    if conference is None:
        raise UnknownConference(f"No conference {conference_id}", field="conference_id")
    if regions is not None and conference.region not in regions:
        where = f"The conference is of {conference.region}, not of {', '.join(regions)}"
        raise ConferenceElsewhere(where, field="conference_id")
    if conference.stage not in HAS_MET:
        raise ConferenceElsewhere(f"The conference is {conference.stage}: it has not met", field="conference_id")
    return conference


def _meeting_day(on: PartialDate | None, first: PartialDate, last: PartialDate | None) -> PartialDate:
    last = last or first
    if on is None:
        return last
    if on.latest < first.earliest or on.earliest > last.latest:
        raise Invalid(f"{on} is outside of the days of the meeting, {first} to {last}", field="on")
    return on
