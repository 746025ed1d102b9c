"""The first steps of an agreement: what follows from the facts with which it was found."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cabos_contracts.types import PartialDate

from aeo.model.agreement_facts import AgreementFacts
from aeo.model.life import Step, StepKind
from aeo.model.stage import Stage

_TALKS = {
    Stage.CONTACT: StepKind.CONTACT,
    Stage.PLANNED: StepKind.PLANNED,
    Stage.UNDER_NEGOTIATION: StepKind.NEGOTIATED,
    Stage.PILOT: StepKind.PILOTED,
}
_LAST = {
    Stage.SUSPENDED: StepKind.SUSPENDED,
    Stage.SUPERSEDED: StepKind.REPLACED,
    Stage.TERMINATED: StepKind.TERMINATED,
}


def first_steps(facts: AgreementFacts, today: date) -> tuple[Step, ...]:
    """Step by step up to the stage in which it was found; a day that no source gives is null."""
    return tuple(_steps(facts, today))


def _steps(facts: AgreementFacts, today: date) -> Iterator[Step]:
    def step(kind: StepKind, on: PartialDate | None = None, **more: Any) -> Step:
        id_ = "-".join([kind.replace("_", "-"), *filter(None, [more.get("party", "").lower()])])
        about = {"source": facts.source, "confidence": facts.confidence}
        return Step(id=id_, kind=kind, on=on, **more, **about, recorded_on=today, announced_on=today)

    stage = facts.stage
    if stage in _TALKS and stage is not Stage.PILOT:
        yield step(_TALKS[stage])
    if facts.signed_on is not None or facts.signatories is not None or stage.implies_signature:
        where = {"place": facts.signed_at, "conference_id": facts.conference_id}
        yield step(StepKind.SIGNED, facts.signed_on, **where, signatories=facts.signatories)
    if stage is Stage.PILOT:
        yield step(StepKind.PILOTED)
    for party, on in facts.party_in_force.items():
        yield step(StepKind.IN_FORCE, on, party=party)
    if stage is Stage.PARTIALLY_IN_FORCE:
        if not facts.party_in_force:
            yield step(StepKind.PARTLY_IN_FORCE, facts.in_force_on)
    elif stage in (Stage.IN_FORCE, Stage.SUSPENDED) or facts.in_force_on is not None:
        yield step(StepKind.IN_FORCE, facts.in_force_on)
    if stage in _LAST:
        yield step(_LAST[stage])
