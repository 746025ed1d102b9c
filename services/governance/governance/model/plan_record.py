"""What is kept of a plan beside its row: the adopted texts, readings, states, and reports to conferences."""

from uuid import UUID

from cabos.columns import Document, PartialDay
from cabos_contracts.types import PartialDate
from sqlmodel import Field, SQLModel

from governance.model.plan_tree import Objective


class PlanText(SQLModel, table=True):
    """A text that was adopted, the first one or an amendment; it does not change any more."""

    __tablename__ = "plan_text"

    id: UUID = Field(primary_key=True)
    plan_id: UUID = Field(foreign_key="strategic_plan.id")
    plan_version: int
    objectives: tuple[Objective, ...] = Field(sa_type=Document(tuple[Objective, ...]))
    ends_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    # Of the first text the plan itself knows the day, and keeps it when a better source is found.
    amended_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    conference_id: UUID | None = Field(default=None, foreign_key="conference.id")
    reason: str | None = None
    source: str


class PlanReading(SQLModel, table=True):
    """What a KPI was on a day."""

    __tablename__ = "plan_reading"

    id: UUID = Field(primary_key=True)
    plan_id: UUID = Field(foreign_key="strategic_plan.id")
    kpi_id: str
    day: PartialDate = Field(sa_type=PartialDay)
    value: float
    source: str
    confidence: str | None = None


class PlanMove(SQLModel, table=True):
    """The state in which an initiative or a milestone is from a day on."""

    __tablename__ = "plan_move"

    id: UUID = Field(primary_key=True)
    plan_id: UUID = Field(foreign_key="strategic_plan.id")
    part_id: str
    moved_on: PartialDate = Field(sa_type=PartialDay)
    state: str
    source: str
    confidence: str | None = None


class PlanReport(SQLModel, table=True):
    """How a plan gets on, as a conference was told."""

    __tablename__ = "plan_report"

    id: UUID = Field(primary_key=True)
    plan_id: UUID = Field(foreign_key="strategic_plan.id")
    conference_id: UUID = Field(foreign_key="conference.id")
    text: str
    prepared_by: str
    reported_on: PartialDate = Field(sa_type=PartialDay)
    source: str
