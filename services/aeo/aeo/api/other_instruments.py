"""The routes of customs agreements of other kinds."""

from typing import Literal
from uuid import UUID

from cabos.http import Page, Session
from cabos.http.answering import Answer, AsOf, KnownAt, Limit
from cabos.http.matching import if_match
from cabos_contracts.types import EconomyCode
from fastapi import APIRouter

from aeo.api.officers import After, officer
from aeo.commands import other_instrument as commands
from aeo.model import OtherInstrument
from aeo.model.other_instrument import OtherKind
from aeo.queries import other_instruments as queries

router = APIRouter(prefix="/v1/other-instruments", tags=["other instruments"])

Sort = Literal["name", "-name", "signed_on", "-signed_on", "in_force_on", "-in_force_on"]


@router.put(
    "/{other_instrument_id}",
    status_code=204,
    dependencies=[*officer, if_match(OtherInstrument, "other_instrument_id")],
    summary="Put a customs agreement on record that recognises nobody's operators",
)
async def put_other_instrument(
    other_instrument_id: UUID, command: commands.RecordOtherInstrument, session: Session
) -> None:
    await commands.record_other_instrument(session, other_instrument_id, command)


@router.get("", summary="Customs agreements of other kinds; none of them is counted")
async def get_other_instruments(
    session: Session,
    answer: Answer,
    party: EconomyCode | None = None,
    kind: OtherKind | None = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    sort: Sort | None = None,
    limit: Limit = 100,
    after: After = None,
) -> Page[queries.OtherInstrumentView]:
    found = await queries.list_other_instruments(
        session, party=party, kind=kind, as_of=as_of, known_at=known_at, sort=sort, limit=limit, after=after
    )
    return answer.page(found)


@router.get("/{other_instrument_id}", summary="One of them")
async def get_other_instrument(
    other_instrument_id: UUID, session: Session, answer: Answer, as_of: AsOf = None, known_at: KnownAt = None
) -> queries.OtherInstrumentDetails:
    return answer.record(await queries.show_other_instrument(session, other_instrument_id, as_of, known_at))
