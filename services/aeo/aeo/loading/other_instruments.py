"""other_agreements.json: customs agreements that recognise nobody's operators."""

from typing import Any

from cabos.ids import stable_id
from cabos.loading import Load
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.other_instrument import RecordOtherInstrument, record_other_instrument
from aeo.loading.row import Names
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


def other_instruments(names: Names) -> Load:
    """Loads the instruments; the same parties have one of each form."""

    async def load_other_instrument(session: AsyncSession, row: dict[str, Any]) -> None:
        command = RecordOtherInstrument.model_validate(_facts(row, names))
        id_ = stable_id("other-instrument", *sorted(command.parties), command.instrument)
        await record_other_instrument(session, id_, command)

    return load_other_instrument


def _facts(row: dict[str, Any], names: Names) -> dict[str, Any]:
    facts = {_FIELDS.get(field, field): value for field, value in row.items()}
    note = facts.pop("note", None)
    words, parties = str(facts["instrument"]), sorted(map(str, facts["parties"]))
    kind = next((kind for word, kind in _KINDS if word in words.casefold()), OtherKind.OTHER)
    called = facts.get("name") or f"{' - '.join(map(names.of, parties))} {_NAMES[kind]}"
    return facts | {"name": called, "kind": kind, "notes": [note] if note else []}
