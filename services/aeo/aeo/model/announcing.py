"""The event that tells of a step of an agreement."""

from typing import TYPE_CHECKING, Any

from cabos_contracts.aeo import (
    AgreementAmended,
    AgreementEnteredIntoForce,
    AgreementReinstated,
    AgreementReplaced,
    AgreementReviewed,
    AgreementSigned,
    AgreementSuspended,
    AgreementTerminated,
    PartyAcceded,
    PartyWithdrew,
    StepRecorded,
)
from cabos_contracts.aeo.life import Part
from cabos_contracts.envelope import Event

from aeo.model.life import Step, StepKind
from aeo.model.signature import told

if TYPE_CHECKING:
    from aeo.model.living import Living


def announcement(agreement: "Living", step: Step) -> Event:
    """What a step is called that has been taken; as the next version of its agreement."""
    frame: dict[str, Any] = {
        "agreement_id": agreement.id,
        "name": agreement.name,
        "parties": tuple(agreement.parties),
        "according_to": step.source or agreement.source,
        "version": agreement.next_version(),
    }
    part = Part.model_validate(step.part, from_attributes=True) if step.part else None
    match step.kind:
        case _ if step.announced_on is None:
            return _recorded(frame, step, part)
        case StepKind.SIGNED:
            return signing(agreement, step, frame)
        case StepKind.IN_FORCE if part is None:
            return entry_into_force(agreement, frame)
        case StepKind.SUSPENDED:
            ends = {"until_on": step.until_on, "notice_on": step.notice_on}
            return AgreementSuspended(**frame, suspended_on=step.on, **ends, part=part, reason=step.note)
        case StepKind.REINSTATED:
            return AgreementReinstated(**frame, reinstated_on=step.on, part=part, reason=step.note)
        case StepKind.TERMINATED:
            return AgreementTerminated(**frame, terminated_on=step.on, notice_on=step.notice_on, reason=step.note)
        case StepKind.REPLACED:
            return AgreementReplaced(**frame, replaced_on=step.on, replaced_by=step.replaced_by, reason=step.note)
        case StepKind.AMENDED:
            return AgreementAmended(**frame, amended_on=step.on, part=part, reason=step.note)
        case StepKind.REVIEWED:
            due = agreement.review_due_on
            return AgreementReviewed(**frame, reviewed_on=step.on, review_due_on=due, part=part, reason=step.note)
        case StepKind.ACCEDED:
            return PartyAcceded(**frame, economy=step.party, acceded_on=step.on, reason=step.note)
        case StepKind.WITHDRAWN:
            left = {"withdrawn_on": step.on, "notice_on": step.notice_on}
            return PartyWithdrew(**frame, economy=step.party, **left, reason=step.note)
        case _:
            return _recorded(frame, step, part)


def signing(agreement: "Living", step: Step, frame: dict[str, Any]) -> AgreementSigned:
    where = {"signed_at": step.place, "conference_id": step.conference_id, "instrument": agreement.instrument}
    return AgreementSigned(**frame, signed_on=step.on, **where, signatories=told(step.signatories))


def entry_into_force(agreement: "Living", frame: dict[str, Any]) -> AgreementEnteredIntoForce:
    days = {"signed_on": agreement.signed_on, "in_force_on": agreement.in_force_on}
    return AgreementEnteredIntoForce(**frame, **days, instrument=agreement.instrument)


def _recorded(frame: dict[str, Any], step: Step, part: Part | None) -> StepRecorded:
    return StepRecorded(
        **frame,
        step_id=step.id,
        kind=step.kind,
        step_on=step.on,
        until_on=step.until_on,
        lies_ahead=step.announced_on is None,
        part=part,
        note=step.note,
    )
