"""What is shown of customs agreements of other kinds."""

from datetime import date, datetime
from uuid import UUID

from cabos.claims import ClaimSummary, claims_of
from cabos.history import as_known
from cabos.http import Page
from cabos.views import listed
from cabos_contracts.types import PartialDate
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import OtherInstrument
from aeo.model.other_instrument import OtherInstrumentFacts, OtherKind, StandingOnDay, standing_on
from aeo.queries.dated import between, row_as_known
from aeo.queries.pending import Awaiting, flag_economies


class OtherInstrumentView(Awaiting):
    """`record` is all that was said of it; `on_day` is there when a day was asked for."""

    name: str
    kind: OtherKind
    signed_on: PartialDate | None
    in_force_on: PartialDate | None
    source: str
    version: int
    record: OtherInstrumentFacts
    on_day: StandingOnDay | None = None


class OtherInstrumentDetails(OtherInstrumentView):
    claims: list[ClaimSummary] = []


async def list_other_instruments(
    session: AsyncSession,
    *,
    party: str | None,
    kind: OtherKind | None,
    as_of: date | None,
    known_at: datetime | None,
    sort: str | None,
    limit: int,
    after: UUID | None,
) -> Page[OtherInstrumentView]:
    table = as_known(OtherInstrument, known_at)
    wanted = between(table, [party] if party else [])
    wanted += [] if kind is None else [col(table.kind) == kind]
    order = [sort] if sort else []
    found = await listed(session, table, OtherInstrumentView, order, limit, after, *wanted)
    for each in found.items:
        each.on_day = None if as_of is None else standing_on(each.signed_on, each.in_force_on, as_of)
    await flag_economies(session, table, found.items, known_at)
    return found


async def show_other_instrument(
    session: AsyncSession, other_instrument_id: UUID, as_of: date | None, known_at: datetime | None
) -> OtherInstrumentDetails:
    row: OtherInstrument = await row_as_known(session, OtherInstrument, other_instrument_id, known_at)
    shown = OtherInstrumentDetails.model_validate(row)
    shown.on_day = None if as_of is None else row.standing_on(as_of)
    await flag_economies(session, as_known(OtherInstrument, known_at), [shown], known_at)
    shown.claims = await claims_of(session, "other_instrument", other_instrument_id, known_at)
    return shown
