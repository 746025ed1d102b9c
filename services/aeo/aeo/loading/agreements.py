"""mras.json: mutual-recognition agreements, and the plans and letters that are none."""

from typing import Any
from uuid import UUID

from cabos.claims import settled
from cabos.ids import stable_id
from cabos.loading import Load
from cabos_contracts.types import EconomyCode, PartialDate
from pydantic import JsonValue
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.agreement import OpenAgreement, open_agreement
from aeo.commands.work_plan import DraftWorkPlan, SignWorkPlan, draft_work_plan, sign_work_plan
from aeo.loading.row import FileRow, Names
from aeo.model import WorkPlan
from aeo.model.instrument import InstrumentKind, kind_of

_SAME = ("parties", "instrument", "instrument_kind", "milestones", "conflicts", "source", "confidence")
_BESIDE = ("data_exchange", "confidence_note", "code_formats", "suspension_rules")

_LEARNED_SINCE = ("leads_to", "leads_to_plan", "signatories")


class AgreementRow(FileRow):
    """`programmes` are in the order of `parties`; `status_basis` says what the status rests on."""

    id: str
    parties: list[EconomyCode]
    programmes: list[str]
    type: str
    instrument: str
    instrument_kind: InstrumentKind | None = None
    name: str | None = None
    signed: PartialDate | None = None
    signed_precision: str | None = None
    signed_at: str | None = None
    in_force: PartialDate | None = None
    in_force_precision: str | None = None
    party_in_force: dict[EconomyCode, PartialDate] = {}
    status: str
    status_basis: str
    likely_in_force: bool = False
    milestones: list[dict[str, Any]] = []
    conflicts: list[str] = []
    notes: str | None = None
    data_exchange: JsonValue = None
    code_formats: JsonValue = None
    suspension_rules: JsonValue = None
    confidence_note: JsonValue = None
    source: str
    confidence: str | None = None

    @property
    def is_plan(self) -> bool:
        return (self.instrument_kind or kind_of(self.instrument)).leads_to_an_agreement

    def between(self, names: Names) -> dict[str, Any]:
        """What agreements and plans have in common."""
        called = f"{' - '.join(map(names.of, self.parties))} {self.instrument}"
        facts = self.model_dump(include=set(_SAME))
        return facts | {
            "name": self.name or called,
            "non_members": names.strangers(self.parties),
            "programmes": dict(zip(self.parties, self.programmes, strict=True)),
            "notes": [self.notes] if self.notes else [],
            "particulars": {"id": self.id} | self.model_dump(include=set(_BESIDE), exclude_none=True),
        }


async def _learned(session: AsyncSession, work_plan_id: UUID) -> dict[str, Any]:
    """What has been learned of a plan since, and of which no file says anything."""
    plan = await session.get(WorkPlan, work_plan_id)
    return {} if plan is None else plan.record.model_dump(include=set(_LEARNED_SINCE))


def instruments(names: Names) -> Load:
    """Loads a row as what it is: an agreement, or a plan towards one."""

    async def load_instrument(session: AsyncSession, row: dict[str, Any]) -> None:
        found = AgreementRow.model_validate(row)
        facts = found.between(names)
        if found.is_plan:
            work_plan_id = stable_id("work-plan", found.id)
            facts |= {"outcome": found.status, "outcome_basis": found.status_basis}
            facts |= await _learned(session, work_plan_id)
            await draft_work_plan(session, work_plan_id, DraftWorkPlan.model_validate(facts))
            if found.signed is not None and not await settled(session, "work_plan", work_plan_id):
                await session.flush()
                signature = SignWorkPlan(signed_on=found.signed, signed_at=found.signed_at)
                await sign_work_plan(session, work_plan_id, signature)
            return
        agreement_id = stable_id("agreement", found.id)
        if await settled(session, "agreement", agreement_id):
            return
        facts |= found.model_dump(include={"signed_at", "party_in_force", "likely_in_force"}, exclude_none=True)
        facts |= {"stage": found.status, "stage_basis": found.status_basis}
        facts |= {"signed_on": found.signed, "in_force_on": found.in_force}
        await open_agreement(session, agreement_id, OpenAgreement.model_validate(facts))

    return load_instrument
