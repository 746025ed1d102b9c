"""What aeo knows, and the decisions on it."""

from aeo.model.agreement import Agreement
from aeo.model.agreement_facts import AgreementFacts
from aeo.model.agreement_terms import AgreementTerms
from aeo.model.bloc import Bloc
from aeo.model.compendium import CompendiumEdition
from aeo.model.other_instrument import OtherInstrument
from aeo.model.programme import Programme
from aeo.model.programme_facts import ProgrammeFacts
from aeo.model.projections import ConferenceProjection, MemberProjection
from aeo.model.recognition import Coverage, Recognition
from aeo.model.stage import Stage, StageOnDay
from aeo.model.work_plan import WorkPlan, WorkPlanFacts

__all__ = [
    "Agreement",
    "AgreementFacts",
    "AgreementTerms",
    "Bloc",
    "CompendiumEdition",
    "ConferenceProjection",
    "Coverage",
    "MemberProjection",
    "OtherInstrument",
    "Programme",
    "ProgrammeFacts",
    "Recognition",
    "Stage",
    "StageOnDay",
    "WorkPlan",
    "WorkPlanFacts",
]
