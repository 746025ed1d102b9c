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
    return found


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
    await record_term(session, term_id, RecordTerm.model_validate(facts))
