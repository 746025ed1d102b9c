"""What aeo knows, and the decisions on it."""

from aeo.model.agreement import Agreement
from aeo.model.agreement_facts import AgreementFacts
from aeo.model.programme import Programme, ProgrammeFacts
from aeo.model.projections import ConferenceProjection, MemberProjection
from aeo.model.stage import Stage, StageOnDay
from aeo.model.work_plan import WorkPlan, WorkPlanFacts

__all__ = [
    "Agreement",
    "AgreementFacts",
    "ConferenceProjection",
    "MemberProjection",
    "Programme",
    "ProgrammeFacts",
    "Stage",
    "StageOnDay",
    "WorkPlan",
    "WorkPlanFacts",
]
