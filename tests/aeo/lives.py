"""Agreements and steps for tests that need no server."""

from datetime import date
from typing import Any
from uuid import UUID

from aeo.model import Agreement, AgreementFacts
from aeo.model.life import Direction, StepFacts, StepKind
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate

RECORDED = date(2024, 6, 1)
TODAY = date(2025, 3, 1)
IN_FORCE = {"stage": "in_force", "signed_on": "2018-07-21", "in_force_on": "2019-01-01"}
FOUR = {"parties": ["CL", "CO", "MX", "PE"]}


def found(**facts: Any) -> Agreement:
    """An agreement that was put on record on 1 June 2024."""
    said = AgreementFacts.model_validate({"name": "A", "parties": ["BR", "MX"], "source": "test"} | facts)
    agreement = Agreement.opened_with(UUID(int=1), said, RECORDED)
    agreement.open(said, RECORDED)
    return agreement


def said(kind: str, on: str | None = None, **facts: Any) -> StepFacts:
    if direction := facts.pop("direction", None):
        facts["direction"] = Direction(certified_in=direction[0], recognised_by=direction[1])
    return StepFacts(kind=StepKind(kind), on=on and PartialDate(on), **facts)


def suspend(agreement: Agreement, on: str, **facts: Any) -> list[Event]:
    return agreement.suspend(said("suspended", on, **facts), TODAY)


def reinstate(agreement: Agreement, on: str, **facts: Any) -> list[Event]:
    return agreement.reinstate(said("reinstated", on, **facts), TODAY)


def terminate(agreement: Agreement, on: str, **facts: Any) -> list[Event]:
    return agreement.terminate(said("terminated", on, **facts), TODAY)


def replace(agreement: Agreement, on: str | None = None, by: int = 2) -> list[Event]:
    return agreement.replace(said("replaced", on, replaced_by=UUID(int=by)), TODAY)


def accede(agreement: Agreement, economy: str, on: str) -> list[Event]:
    return agreement.accede(said("acceded", on, party=economy), TODAY)


def withdraw(agreement: Agreement, economy: str, on: str, **facts: Any) -> list[Event]:
    return agreement.withdraw(said("withdrawn", on, party=economy, **facts), TODAY)


def begin(agreement: Agreement, on: str, **part: Any) -> list[Event]:
    return agreement.enter_into_force(said("in_force", on, **part), TODAY)


def names(events: list[Event]) -> list[str]:
    return [type(event).__name__ for event in events]


def stages(agreement: Agreement, *days: str) -> list[str | None]:
    return [agreement.stage_on(date.fromisoformat(day)).stage for day in days]
