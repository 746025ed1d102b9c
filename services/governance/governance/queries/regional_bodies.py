"""What is shown of regional bodies: where each of them stands on a day, and how it came there."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, listed
from pydantic import Field, computed_field
from sqlalchemy import ColumnElement, case, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import RegionalBody
from governance.model.regional_body import BodyStage, Note, stage_on, unexplained
from governance.model.step import Step

Order = Literal["kind", "-kind", "host", "-host", "city", "-city", "name", "-name"]
STAGES = tuple(BodyStage)
KIND_NAMES = {
    "ROCB": "Regional Office for Capacity Building",
    "RTC": "Regional Training Centre",
    "RILO": "Regional Intelligence Liaison Office",
    "RCL": "Regional Customs Laboratory",
    "RDTC": "Regional Dog Training Centre",
    "VCO": "Vice-Chair's Office",
}


class BodySummary(View):
    """A body; `stage` and `steps` are those surely reached on the day that is asked for, by default the present."""

    id: UUID
    kind: str
    regions: list[str]
    name: str | None
    city: str | None
    host: str | None
    stage: BodyStage
    steps: tuple[Step, ...]
    source: str
    confidence: str | None
    version: int

    @computed_field
    def kind_name(self) -> str:
        return KIND_NAMES[self.kind]

    @computed_field(
        description="the steps that it must have taken by the rules before the last one, and that no source tells of"
    )
    def unexplained(self) -> tuple[str, ...]:
        return unexplained(self.steps)

    def on(self, day: date) -> "BodySummary":
        surely = tuple(each for each in self.steps if each.surely_on <= day)
        return self.model_copy(update={"stage": stage_on(self.steps, day), "steps": surely})


class BodyDetails(BodySummary):
    note: str | None
    notes: tuple[Note, ...] = Field(description="progress and reviews, by day")
    claims: list[ClaimSummary] = []


def surely_there(table: Any, stages: Iterable[str], day: date) -> ColumnElement[bool]:
    """Whether a record with columns `surely_<stage>` had surely reached any stage by a day; can use an index."""
    return func.least(*(getattr(table, f"surely_{stage}") for stage in stages)) <= day


def surely_at(table: Any, stages: Sequence[str], stage: str, day: date) -> ColumnElement[bool]:
    """Whether `stage` is the furthest of these that a record had surely reached by a day."""
    reached = ((getattr(table, f"surely_{each}") <= day, str(each)) for each in reversed(stages))
    return case(*reached, else_=None) == str(stage)


async def list_bodies(
    session: AsyncSession,
    *,
    region: str | None,
    kind: str | None,
    host: str | None,
    stage: BodyStage | None,
    as_of: date | None,
    known_at: datetime | None,
    sort: Order,
    limit: int,
    after: UUID | None,
) -> Page[BodySummary]:
    """Bodies, or those that had surely been proposed by a day, where they stood on it."""
    bodies = as_known(RegionalBody, known_at)
    wanted: list[ColumnElement[bool]] = [
        col(column) == value for column, value in ((bodies.kind, kind), (bodies.host, host)) if value is not None
    ]
    if region is not None:
        wanted.append(col(bodies.regions).contains([region]))
    if stage is not None and as_of is None:
        wanted.append(col(bodies.stage) == stage)
    if as_of is not None:
        wanted.append(surely_there(bodies, STAGES, as_of))
    if stage is not None and as_of is not None:
        wanted.append(surely_at(bodies, STAGES, stage, as_of))
    found = await listed(session, bodies, BodySummary, (sort,), limit, after, *wanted)
    return found if as_of is None else found.model_copy(update={"items": [each.on(as_of) for each in found.items]})


async def show_body(session: AsyncSession, regional_body_id: UUID, known_at: datetime | None) -> BodyDetails:
    bodies = as_known(RegionalBody, known_at)
    row = (await session.exec(select(bodies).where(col(bodies.id) == regional_body_id))).one_or_none()
    if row is None:
        raise NotFound(f"No regional body {regional_body_id}")
    details = BodyDetails.model_validate(row)
    details.claims = await claims_of(session, "regional_body", regional_body_id, known_at)
    return details
