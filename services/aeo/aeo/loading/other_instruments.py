"""other_agreements.json: customs agreements that recognise nobody's operators."""

from typing import Any

from cabos.ids import stable_id
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.other_instrument import RecordOtherInstrument, record_other_instrument
from aeo.model import MemberProjection
from aeo.model.other_instrument import OtherKind

_KINDS = [
    ("cmaa", OtherKind.MUTUAL_ASSISTANCE),
    ("mutual assistance", OtherKind.MUTUAL_ASSISTANCE),
    ("facilitation", OtherKind.TRADE_FACILITATION),
    ("cooperation", OtherKind.CUSTOMS_COOPERATION),
]
_NAMES = {
    OtherKind.MUTUAL_ASSISTANCE: "customs mutual assistance agreement",
    OtherKind.TRADE_FACILITATION: "trade facilitation agreement",
    OtherKind.CUSTOMS_COOPERATION: "customs cooperation agreement",
    OtherKind.OTHER: "customs agreement",
}
_FIELDS = {
    "signed": "signed_on",
    "in_force": "in_force_on",
    "promulgated": "promulgated_on",
    "type": "instrument",
}


async def load_other_instrument(session: AsyncSession, row: dict[str, Any]) -> None:
    """The instrument; the same parties have one of each form."""
    facts = {_FIELDS.get(field, field): value for field, value in row.items()}
    note = facts.pop("note", None)
    words, parties = str(facts["instrument"]), sorted(map(str, facts["parties"]))
    kind = next((kind for word, kind in _KINDS if word in words.casefold()), OtherKind.OTHER)
    facts |= {
        "name": facts.get("name") or f"{' - '.join(await _names(session, parties))} {_NAMES[kind]}",
        "kind": kind,
        "notes": [note] if note else [],
    }
    id_ = stable_id("other-instrument", *parties, words)
    await record_other_instrument(session, id_, RecordOtherInstrument.model_validate(facts))


async def _names(session: AsyncSession, parties: list[str]) -> list[str]:
    found = await session.exec(select(MemberProjection).where(col(MemberProjection.economy).in_(parties)))
    names = {member.economy: member.name for member in found.all()}
    return [names.get(party, party) for party in parties]
