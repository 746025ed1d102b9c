"""Drafting, adopting and amending strategic plans."""

from typing import Annotated, Any, Literal
from uuid import UUID

from cabos.claims import Confidence
from cabos.ids import stable_id
from cabos.journal import publish
from cabos.refusal import Invalid, NotFound
from cabos_contracts.types import PartialDate, RegionCode
from pydantic import Field, model_validator
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.approval import four_eyes
from governance.commands.register import Command, Text, example, require_member, require_region, today
from governance.commands.sources import sources
from governance.model.conference import Conference
from governance.model.plan_record import PlanText
from governance.model.plan_tree import Objectives, Title, administrations_of
from governance.model.strategic_plan import PeriodTaken, PlanStands, PlanStatus
from governance.model.strategic_plan import StrategicPlan as Plan

Reason = Annotated[str, Field(min_length=1, max_length=1000)]


class UnknownConference(Invalid):
    """There is no such conference."""


class ConferenceElsewhere(Invalid):
    """The conference is one of another region, or has not met."""


class DraftPlan(Command):
    model_config = example(
        region="AMS",
        kind="strategic_plan",
        title="Regional Strategic Plan",
        starts_on="2016",
        objectives=[
            {
                "n": 1,
                "title": "Coordinated border management",
                "initiatives": [
                    {
                        "id": "joint-controls",
                        "title": "Joint controls at land borders",
                        "administrations": ["CL"],
                        "kpis": [{"id": "crossings", "name": "Border crossings with joint controls",
                                  "unit": "crossings", "baseline": 2, "target": 10}],
                        "milestones": [{"id": "guide", "title": "A guide is agreed", "due": "2018-04"}],
                    }
                ],
            }
        ],
        source="WCO newsroom, 21 Apr 2016",
    )  # fmt: skip

    region: Annotated[RegionCode | None, Field(description="null: the plan is the whole organization's")] = None
    kind: Literal["strategic_plan", "work_plan", "term_plan", "strategy"]
    title: Title
    motto: Title | None = None
    starts_on: PartialDate | None = None
    ends_on: Annotated[PartialDate | None, Field(description="the last day of the period")] = None
    may_overlap_because: Annotated[
        Reason | None, Field(description="why another plan of this kind may hold in the region at the same time")
    ] = None
    objectives: Objectives = ()
    confidence: Confidence | None = None
    note: Text | None = None
    source: Text

    @model_validator(mode="after")
    def _in_order(self) -> "DraftPlan":
        if self.starts_on is not None and self.ends_on is not None and self.ends_on.latest < self.starts_on.earliest:
            raise ValueError(f"ends_on: {self.ends_on} is before starts_on {self.starts_on}")
        return self


class AdoptPlan(Command):
    model_config = example(adopted_on="2016-04-19", conference_id="7a0c8fd6-6f0b-5f0d-9a0c-0c6f4b2f6b11")

    adopted_on: Annotated[
        PartialDate | None, Field(description="when missing: the last day of the conference, or not known")
    ] = None
    conference_id: UUID | None = None
    supersedes: Annotated[UUID | None, Field(description="the plan that no longer holds once this one begins")] = None


class AmendPlan(Command):
    model_config = example(
        objectives=[{"n": 1, "title": "Coordinated border management, for facilitation and security"}],
        amended_on="2017-05-16",
        reason="the conference weighs facilitation and security",
        source="jacustoms.gov.jm",
    )

    objectives: Objectives
    ends_on: Annotated[PartialDate | None, Field(description="a new end of the period; the former one if missing")] = (
        None
    )
    amended_on: PartialDate
    conference_id: UUID | None = None
    reason: Reason
    source: Text


async def plan_for_update(session: AsyncSession, plan_id: UUID) -> Plan:
    plan = await session.get(Plan, plan_id, with_for_update=True)
    if plan is None:
        raise NotFound(f"No strategic plan {plan_id}")
    return plan


async def conference_of(session: AsyncSession, plan: Plan, conference_id: UUID) -> Conference:
    """The conference, if it is one of the plan's region and has met; raises `Invalid` otherwise."""
    conference = await session.get(Conference, conference_id)
    if conference is None:
        raise UnknownConference(f"No conference {conference_id}", field="conference_id")
    if plan.region is not None and conference.region != plan.region:
        raise ConferenceElsewhere(f"The conference is of {conference.region}, not {plan.region}", field="conference_id")
    if conference.stage.value not in ("in_session", "held"):
        raise ConferenceElsewhere(f"The conference is {conference.stage.value}: it has not met", field="conference_id")
    return conference


async def draft_plan(session: AsyncSession, plan_id: UUID, command: DraftPlan) -> None:
    if command.region is not None:
        await require_region(session, command.region)
    for economy in sorted(administrations_of(command.objectives)):
        await require_member(session, economy, "objectives")
    facts = dict(command)
    plan = await session.get(Plan, plan_id, with_for_update=True) or Plan(id=plan_id, **facts)
    if plan.plan_version:
        # What was drafted once stays a harmless request, whatever amendments have followed.
        first = await _text(session, plan_id, 1)
        same = first is not None and (first.objectives, first.ends_on) == (command.objectives, command.ends_on)
        facts |= {"objectives": plan.objectives, "ends_on": plan.ends_on, "source": plan.source} if same else {}
    publish(session, *plan.draft(**facts))
    session.add(plan)


@four_eyes.needed
async def adopt_plan(session: AsyncSession, plan_id: UUID, command: AdoptPlan) -> None:
    """Adopt the draft; the plan whose place it takes ends in the same transaction."""
    plan = await plan_for_update(session, plan_id)
    adopted_on = command.adopted_on
    if command.conference_id is not None:
        conference = await conference_of(session, plan, command.conference_id)
        last = conference.ends_on or conference.starts_on
        adopted_on = adopted_on or last
        if adopted_on.latest < conference.starts_on.earliest or adopted_on.earliest > last.latest:
            raise Invalid(f"{adopted_on} is outside of the conference's days", field="adopted_on")
    if command.supersedes is not None:
        await _supersede(session, command.supersedes, plan, adopted_on)
    drafted = plan.status is PlanStatus.DRAFT
    publish(session, *plan.adopt(on=adopted_on, conference_id=command.conference_id, today=today()))
    if drafted:
        await require_free_period(session, plan)
        await session.flush()
        session.add(_text_of(plan, amended_on=None, conference_id=command.conference_id, reason=None))


async def amend_plan(session: AsyncSession, plan_id: UUID, command: AmendPlan) -> None:
    """Another text from a day on; the former ones stay on record, and an amendment on record is harmless."""
    plan = await plan_for_update(session, plan_id)
    for economy in sorted(administrations_of(command.objectives)):
        await require_member(session, economy, "objectives")
    if command.conference_id is not None:
        await conference_of(session, plan, command.conference_id)
    texts = select(PlanText).where(PlanText.plan_id == plan_id).order_by(col(PlanText.plan_version))
    known = list((await session.exec(texts)).all())
    asked = (command.objectives, command.amended_on, command.conference_id, command.reason)
    if any((text.objectives, text.amended_on, text.conference_id, text.reason) == asked for text in known):
        return
    former = known[-1].amended_on if known else None
    if former is not None and command.amended_on.latest < former.earliest:
        raise Invalid(f"The plan was amended on {former}: amendments follow each other", field="amended_on")
    ends_on = command.ends_on or plan.ends_on
    facts = {field: value for field, value in command if field not in ("amended_on", "ends_on")}
    former_texts = [text.objectives for text in known]
    amended = plan.amend(**facts, ends_on=ends_on, on=command.amended_on, former=former_texts, today=today())
    publish(session, *amended)
    await require_free_period(session, plan)
    details = {field: getattr(command, field) for field in ("amended_on", "conference_id", "reason")}
    session.add(_text_of(plan, **details))


async def _supersede(session: AsyncSession, former_id: UUID, plan: Plan, adopted_on: PartialDate | None) -> None:
    former = await session.get(Plan, former_id, with_for_update=True)
    if former is None or former.region != plan.region:
        raise Invalid(f"No strategic plan {former_id} of the same region", field="supersedes")
    from_ = plan.starts_on or adopted_on
    if from_ is None:
        raise PlanStands("Nothing says when the plan begins: it cannot supersede another", field="supersedes")
    publish(session, *former.supersede(by=plan.id, on=from_))
    # The database checks the rule row by row: the period is free before it is taken.
    await session.flush()


async def require_free_period(session: AsyncSession, plan: Plan) -> None:
    """Raises `PeriodTaken`; the database's exclusion constraint says the same of writes that race."""
    if plan.may_overlap_because is not None or not plan.sure_days:
        return
    with session.no_autoflush:
        same = select(Plan).where(
            col(Plan.region).is_not_distinct_from(plan.region),
            Plan.kind == plan.kind,
            Plan.id != plan.id,
            col(Plan.may_overlap_because).is_(None),
            col(Plan.sure_days).op("&&")(plan.sure_days),
        )
        other = (await session.exec(same.limit(1))).first()
    if other is not None:
        until = other.closed_on or other.ends_on or "an open end"
        raise PeriodTaken(f"{other.title} holds from {other.begins} to {until}")


async def _text(session: AsyncSession, plan_id: UUID, plan_version: int) -> PlanText | None:
    return await session.get(PlanText, _text_id(plan_id, plan_version))


def _text_id(plan_id: UUID, plan_version: int) -> UUID:
    return stable_id("plan-text", plan_id, plan_version)


def _text_of(plan: Plan, **adoption: Any) -> PlanText:
    return PlanText(
        id=_text_id(plan.id, plan.plan_version),
        plan_id=plan.id,
        plan_version=plan.plan_version,
        objectives=plan.objectives,
        ends_on=plan.ends_on,
        source=plan.source,
        **adoption,
    )


sources.about(
    "strategic_plan",
    Plan,
    title=Title,
    motto=Title | None,
    starts_on=PartialDate,
    ends_on=PartialDate,
    adopted_on=PartialDate,
    closed_on=PartialDate,
)
