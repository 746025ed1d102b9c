"""vice_chairs.json: who held the seats."""

from collections import Counter
from typing import Any

from cabos.claims import settled
from cabos.ids import stable_id
from cabos_contracts.types import EconomyCode, PartialDate, RegionCode
from sqlmodel.ext.asyncio.session import AsyncSession

from governance.commands.vice_chair_term import RecordTerm, record_term
from governance.loading.row import Confidence, FileRow
from governance.model import ViceChairTerm
from governance.model.term_days import following


class HolderRow(FileRow):
    name: str
    role: str | None = None
    acting: bool = False
    seen: str | None = None


class TermRow(FileRow):
    region: RegionCode
    administration: EconomyCode
    term_number: int = 1
    holders: list[HolderRow] = []
    plan: dict[str, Any] | None = None
    selected_at: str | None = None
    selected_on: PartialDate | None = None
    selection_method: str | None = None
    effective_from: PartialDate | None = None
    effective_event: str | None = None
    effective_rule: str | None = None
    effective_to: PartialDate | None = None
    note: str | None = None
    source: str
    confidence: Confidence | None = None


def numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, each with the number of its term among those of one administration: Guatemala held the seat twice."""
    held: Counter[tuple[Any, Any]] = Counter()
    found = []
    for row in rows:
        seat = (row.get("region"), row.get("administration"))
        held[seat] += 1
        found.append({"term_number": held[seat]} | row)
    return [_until_next(row, after) for row, after in zip(found, [*found[1:], {}], strict=True)]


def _until_next(row: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """A row whose last day is told, where the next one of the region says that it began on the day after."""
    last, first = row.get("effective_to"), after.get("effective_from")
    if row.get("region") != after.get("region") or not isinstance(last, str) or not isinstance(first, str):
        return row
    try:
        told = PartialDate(last)
    except ValueError:
        return row
    return row | {"effective_to": first} if following(told) == first else row


async def load_vice_chair_term(session: AsyncSession, row: dict[str, Any]) -> None:
    """A term as its sources tell it; the plan that a row has is a plan, and comes with its own file."""
    found = TermRow.model_validate(row)
    nth = [found.term_number] if found.term_number > 1 else []
    term_id = stable_id("vice-chair-term", found.region, found.administration, *nth)
    if await settled(session, ViceChairTerm.kind_of_record, term_id):
        return
    given = found.model_dump(
        include={"region", "administration", "selected_at", "selected_on", "selection_method", "source", "confidence"},
        exclude_none=True,
    )
    facts = given | {
        "started_on": found.effective_from,
        "ended_on": found.effective_to,
        "office_holders": [holder.model_dump() for holder in found.holders],
        "note": "; ".join(filter(None, (found.note, found.effective_event, found.effective_rule))) or None,
    }
    known = await session.get(ViceChairTerm, term_id)
    if known is not None:
        facts |= _standing(known, found.source)
    await record_term(session, term_id, RecordTerm.model_validate(facts))


def _standing(known: ViceChairTerm, source: str) -> dict[str, Any]:
    """What has been learned of a term since, which a file of old facts leaves alone."""
    standing: dict[str, Any] = {}
    if known.source != source:
        days = {"started_on": known.started_on, "ended_on": known.ended_on}
        standing |= {field: day for field, day in days.items() if day is not None}
    if any(holder.from_on or holder.until_on for holder in known.office_holders):
        standing["office_holders"] = None
    return standing
