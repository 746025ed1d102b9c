"""Recording regional bodies, and what each of them goes through until it closes."""

from typing import Annotated, Literal
from uuid import UUID

from cabos.claims import correct_record
from cabos.journal import publish
from cabos.refusal import NotFound
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from pydantic import AfterValidator, Field, model_validator
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.approval import four_eyes
from governance.commands.register import (
    Command,
    Confidence,
    PastDay,
    Text,
    example,
    require_member,
    require_region,
    today,
)
from governance.commands.sources import sources
from governance.commands.step import StepFacts, conference_that_met, step_of
from governance.model.part import Title
from governance.model.regional_body import Note, RegionalBody
from governance.model.standing import require_past
from governance.model.step import told_by_step

BodyKind = Literal["ROCB", "RTC", "RILO", "RCL", "RDTC", "VCO"]
Step = Literal["proposed", "endorsed", "council_endorsed", "memorandum", "operational"]


def _each_once(regions: list[str]) -> list[str]:
    if len(set(regions)) < len(regions):
        raise ValueError("a region is named once")
    return regions


class StepFound(StepFacts):
    """A step that sources tell of; one is enough, as in operational on a day that nobody knows."""

    step: Step | Literal["closed"]


class RecordBody(Command):
    """A body as sources know it, wherever it stands; without `steps` it is a proposal of which no day is known."""

    model_config = example(
        kind="RCL",
        regions=["AMS"],
        host="MX",
        city="Mexico City",
        steps=[{"step": "proposed", "on": "2016", "source": "gob.mx SAT com2017_062"}],
        source="gob.mx SAT com2017_062",
        confidence="high",
    )

    kind: BodyKind
    regions: Annotated[list[RegionCode], Field(min_length=1, max_length=6), AfterValidator(_each_once)]
    name: Title | None = None
    city: Title | None = None
    host: EconomyCode | None = None
    steps: Annotated[list[StepFound], Field(max_length=6)] = []
    note: Text | None = None
    source: Text
    confidence: Confidence | None = None

    @model_validator(mode="after")
    def _steps_once(self) -> "RecordBody":
        if len({step.step for step in self.steps}) < len(self.steps):
            raise ValueError("steps: each is told once")
        return self

    @property
    def tells_more_than_a_proposal(self) -> bool:
        return any(step.step != "proposed" for step in self.steps)


class TakeStep(StepFacts):
    model_config = example(
        on="2017-05",
        conference_id="e1a3f1b2-5f0e-5c53-9a0e-0c6f4b2f6b11",
        text="endorsed by the 31 members of the region",
        source="gob.mx SAT com2017_062",
    )


class CloseBody(StepFacts):
    model_config = example(on="2019-12-31", reason="The host gives the laboratory up.", source="an example")

    reason: Text


class NoteProgress(Command):
    model_config = example(text="progress presented", source="WCO newsroom, 19 Apr 2018", confidence="high")

    text: Text
    conference_id: UUID | None = None
    source: Text
    confidence: Confidence | None = None


async def body_for_update(session: AsyncSession, regional_body_id: UUID) -> RegionalBody:
    body = await session.get(RegionalBody, regional_body_id, with_for_update=True)
    if body is None:
        raise NotFound(f"No regional body {regional_body_id}")
    return body


@four_eyes.needed
async def record_body(session: AsyncSession, regional_body_id: UUID, command: RecordBody) -> None:
    for region in command.regions:
        await require_region(session, region, "regions")
    if command.host is not None:
        await require_member(session, command.host, "host")
    told = command.steps or [StepFound(step="proposed", source=command.source, confidence=command.confidence)]
    steps = tuple([await step_of(session, each.step, each, _whose(each.step, command.regions)) for each in told])
    facts = {field: value for field, value in command if field != "steps"}
    body = await session.get(RegionalBody, regional_body_id, with_for_update=True)
    body = body or RegionalBody(id=regional_body_id, **facts)
    publish(session, *body.record(steps, **facts))
    session.add(body)


@four_eyes.needed
async def take_step(session: AsyncSession, regional_body_id: UUID, step: Step, command: TakeStep) -> None:
    body = await body_for_update(session, regional_body_id)
    publish(session, *body.take(await step_of(session, step, command, _whose(step, body.regions))))


async def close_body(session: AsyncSession, regional_body_id: UUID, command: CloseBody) -> None:
    body = await body_for_update(session, regional_body_id)
    facts = command.model_copy(update={"text": command.reason})
    publish(session, *body.take(await step_of(session, "closed", facts)))


async def note_progress(
    session: AsyncSession,
    regional_body_id: UUID,
    note: Literal["progress", "review"],
    day: PartialDate,
    command: NoteProgress,
) -> None:
    body = await body_for_update(session, regional_body_id)
    require_past(day, today(), "day")
    if command.conference_id is not None:
        await conference_that_met(session, command.conference_id)
    publish(session, *body.tell(Note(note=note, day=day, **dict(command))))


def _whose(step: str, regions: list[str]) -> list[str] | None:
    """The regions whose conferences may take a step; a proposal or an opening may happen anywhere."""
    return regions if step == "endorsed" else None


sources.about(
    "regional_body",
    RegionalBody,
    correct_record,
    told_by_step,
    name=Title,
    city=Title,
    host=EconomyCode,
    proposed_on=PastDay,
    endorsed_on=PastDay,
    council_endorsed_on=PastDay,
    memorandum_on=PastDay,
    operational_on=PastDay,
    closed_on=PastDay,
)
