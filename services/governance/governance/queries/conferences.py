"""What is shown of conferences: when and where, and each with its record, its decisions and what was signed at it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.refusal import NotFound
from cabos.views import View, listed
from cabos_contracts.types import Officeholder, PartialDate, Place
from pydantic import BaseModel, Field, computed_field
from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.model import Conference, ConferenceRecord, ConferenceSigning, Decision, ViceChairTerm
from governance.model.conference_stage import ConferenceFormat, ConferenceStage
from governance.queries.decisions import DecisionSummary
from governance.queries.numbering import NumberShown, number_shown

Order = Literal["starts_on", "-starts_on", "name", "-name"]


class ConferenceSummary(View):
    id: UUID
    region: str
    series: str
    number: int | None
    uses_number: bool
    name: str
    format: ConferenceFormat
    place: Place | None
    time_zone: str | None
    starts_on: PartialDate
    ends_on: PartialDate | None
    host: str | None
    stage: ConferenceStage
    reason: str | None
    postponed_from: PartialDate | None
    confidence: str | None
    version: int

    @computed_field(description="the number as languages write it; null for a meeting that was not counted")  # type: ignore[prop-decorator]
    @property
    def number_shown(self) -> NumberShown | None:
        return None if self.number is None else number_shown(self.number)


class SigningSummary(View):
    """An agreement or work plan of aeo."""

    id: UUID
    kind: Literal["agreement", "work_plan"]
    name: str
    parties: list[str]
    instrument: str | None
    signed_on: PartialDate | None
    signed_at: str | None


class ConferenceWhole(ConferenceSummary):
    """A conference with all that happened at it; `seat_holder` surely was the region's Vice-Chair on its days."""

    opened_on: PartialDate | None
    held_on: PartialDate | None
    chair: Officeholder | None
    seat_holder: str | None = None
    record: ConferenceRecord
    source: str
    decisions: list[DecisionSummary] = []
    signings: list[SigningSummary] = Field(default=[], description="what aeo says was signed at it")


class ConferenceDetails(ConferenceWhole):
    claims: list[ClaimSummary] = []


class ConferenceFilters(BaseModel):
    """Which conferences; what is null is not asked for."""

    region: str | None = None
    series: str | None = None
    stage: ConferenceStage | None = None
    year: int | None = None
    host: str | None = None
    as_of: date | None = None

    def wanted(self, known: type[Conference]) -> list[ColumnElement[bool]]:
        fields = ("region", "series", "stage", "host")
        asked = {field: value for field in fields if (value := getattr(self, field)) is not None}
        wanted: list[ColumnElement[bool]] = [getattr(known, field) == value for field, value in asked.items()]
        if self.year is not None:
            wanted.append(func.left(known.starts_on, 4) == f"{self.year:04d}")
        return wanted if self.as_of is None else [*wanted, *_on(known, self.as_of)]


def _on(known: type[Conference], day: date) -> list[ColumnElement[bool]]:
    """What meets, or may meet, on a day. An imprecise one is a prefix: 2018-04 covers what begins with it."""
    text = day.isoformat()
    last = func.coalesce(known.ends_on, known.starts_on)
    waits = (col(known.stage) == ConferenceStage.POSTPONED) & (col(known.starts_on) == known.postponed_from)
    return [
        col(known.starts_on) <= text,
        last >= func.left(text, func.length(last)),
        col(known.stage) != ConferenceStage.CANCELLED,
        waits.is_not(True),
    ]


async def list_conferences(
    session: AsyncSession,
    filters: ConferenceFilters,
    sort: Order,
    known_at: datetime | None,
    limit: int,
    after: UUID | None,
) -> Page[ConferenceSummary]:
    known = as_known(Conference, known_at)
    wanted = filters.wanted(known)
    return await listed(session, known, ConferenceSummary, (sort,), limit, after, *wanted, without=("record",))


async def show_conference(session: AsyncSession, conference_id: UUID, known_at: datetime | None) -> ConferenceDetails:
    known = as_known(Conference, known_at)
    row = (await session.exec(select(known).where(known.id == conference_id))).one_or_none()
    if row is None:
        raise NotFound(f"No conference {conference_id}")
    [whole] = await with_all_of_them(session, [row], known_at)
    claims = await claims_of(session, "conference", conference_id, known_at)
    return ConferenceDetails.model_construct(**dict(whole), claims=claims)


async def with_all_of_them(
    session: AsyncSession, rows: Iterable[Conference], known_at: datetime | None
) -> list[ConferenceWhole]:
    """The conferences with what happened at them: three statements, however many they are."""
    shown = {row.id: ConferenceWhole.model_validate(row) for row in rows}
    decision, signing = as_known(Decision, known_at), as_known(ConferenceSigning, known_at)
    taken = select(decision).where(col(decision.conference_id).in_(shown))
    for made in await session.exec(taken.order_by(col(decision.taken_on), col(decision.id))):
        whole = shown[made.conference_id]
        whole.decisions = [*whole.decisions, DecisionSummary.model_validate(made)]
    signed = select(signing).where(col(signing.conference_id).in_(shown))
    for instrument in await session.exec(signed.order_by(col(signing.signed_on), col(signing.name), col(signing.id))):
        assert instrument.conference_id is not None
        whole = shown[instrument.conference_id]
        whole.signings = [*whole.signings, SigningSummary.model_validate(instrument)]
    term = as_known(ViceChairTerm, known_at)
    regions = {whole.region for whole in shown.values()}
    terms = (await session.exec(select(term).where(col(term.region).in_(regions)))).all()
    for whole in shown.values():
        whole.seat_holder = _seat_holder(whole, terms)
    return list(shown.values())


def _seat_holder(conference: ConferenceWhole, terms: Iterable[ViceChairTerm]) -> str | None:
    first, last = conference.starts_on.earliest, (conference.ends_on or conference.starts_on).latest
    for term in terms:
        if term.region == conference.region and term.surely_holds(first) and term.surely_holds(last):
            return term.administration
    return None
