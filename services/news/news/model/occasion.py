"""Which events a story can be made of, what such a story is about, and when it is the same story."""

import json
from dataclasses import dataclass
from importlib.resources import files
from uuid import UUID

from cabos.ids import stable_id
from cabos_contracts import aeo, governance
from cabos_contracts.aeo.life import Part
from cabos_contracts.envelope import Event
from cabos_contracts.types import RecordReference

from news.model.words import Drafting


@dataclass(frozen=True, slots=True)
class Occasion:
    """An event type and the record that a story of it is about first of all.

    There is one story for each record. Of what can happen to a record more than once, `by` names the fields in which
    one time differs from another; of a record's first mention (`begins`) the story is that of the record itself.
    """

    contract: type[Event]
    kind: str
    does: Drafting = Drafting.IGNORE
    begins: bool = False
    by: tuple[str, ...] = ()

    def record(self, event: Event) -> RecordReference:
        return RecordReference(kind=self.kind, id=UUID(event.subject))

    def about(self, event: Event) -> tuple[RecordReference, ...]:
        """The record, and the conference that it belongs to where there is one."""
        record, conference = self.record(event), getattr(event, "conference_id", None)
        if conference is None or conference == record.id:
            return (record,)
        return (record, RecordReference(kind="conference", id=conference))

    def story_id(self, event: Event) -> UUID:
        """The same for every time that the fact is announced."""
        if self.begins:
            return stable_id("story", self.kind, event.subject)
        first, *others = [_key(getattr(event, field)) for field in self.by] or [""]
        # The whole of an agreement adds nothing: its stories have the ids that they had before parts were told apart.
        return stable_id("story", event.type, event.subject, first, *(each for each in others if each))

    def example(self) -> Event:
        """An event of the type as its contract gives it, to try a template on."""
        written = files("cabos_contracts").joinpath("examples", f"{self.contract.type}.json").read_text("utf-8")
        return self.contract.model_validate(json.loads(written)["data"])


def _key(value: object) -> str:
    """The same for equal facts, whatever the order of their lists; nothing for a part that is the whole."""
    if not isinstance(value, Part):
        return str(value)
    said = value.model_dump(exclude_none=True)
    said |= {field: sorted(values) for field, values in said.items() if isinstance(values, tuple)}
    return json.dumps(said, sort_keys=True) if said else ""


_DRAFT = Drafting.DRAFT

_ALL = (
    Occasion(governance.DecisionTaken, "decision", _DRAFT, begins=True),
    Occasion(governance.DecisionTookEffect, "decision"),
    Occasion(governance.ViceChairSelected, "vice_chair_term"),
    Occasion(governance.ViceChairTermStarted, "vice_chair_term"),
    Occasion(governance.ConferenceHeld, "conference"),
    Occasion(governance.StrategicPlanAdopted, "strategic_plan"),
    Occasion(governance.RegionalBodyOpened, "regional_body"),
    Occasion(aeo.AgreementSigned, "agreement", _DRAFT, begins=True),
    Occasion(aeo.WorkPlanSigned, "work_plan", _DRAFT, begins=True),
    Occasion(aeo.AgreementEnteredIntoForce, "agreement"),
    Occasion(aeo.AgreementSuspended, "agreement", _DRAFT, by=("suspended_on", "part")),
    Occasion(aeo.AgreementReinstated, "agreement", _DRAFT, by=("reinstated_on", "part")),
    Occasion(aeo.AgreementTerminated, "agreement", _DRAFT),
    Occasion(aeo.AgreementReplaced, "agreement"),
    Occasion(aeo.PartyAcceded, "agreement", by=("economy", "acceded_on")),
    # Without a template of their own: a newsroom that wants stories of them writes one.
    Occasion(governance.ConferenceConvened, "conference"),
    Occasion(governance.ConferencePostponed, "conference", by=("postponed_from",)),
    Occasion(governance.ConferenceCancelled, "conference"),
    Occasion(governance.DecisionLapsed, "decision"),
    Occasion(governance.ViceChairTermEnded, "vice_chair_term"),
    Occasion(governance.ViceChairWithdrawn, "vice_chair_term"),
    Occasion(governance.StrategicPlanAmended, "strategic_plan", by=("plan_version",)),
    Occasion(governance.StrategicPlanClosed, "strategic_plan"),
    Occasion(governance.RegionalBodyEndorsed, "regional_body", by=("by_council",)),
    Occasion(governance.RegionalBodyClosed, "regional_body"),
    Occasion(governance.PriorityAdopted, "priority"),
    Occasion(aeo.AgreementAmended, "agreement", by=("amended_on", "part")),
    Occasion(aeo.AgreementReviewed, "agreement", by=("reviewed_on", "part")),
    Occasion(aeo.PartyWithdrew, "agreement", by=("economy", "withdrawn_on")),
    Occasion(aeo.ProgrammeRegistered, "programme"),
    Occasion(aeo.ProgrammeStateChanged, "programme", by=("on",)),
)

OCCASIONS: dict[str, Occasion] = {occasion.contract.type: occasion for occasion in _ALL}
