"""What aeo announces: programmes, mutual-recognition agreements and joint work plans."""

from cabos_contracts.aeo.agreements import AgreementEnteredIntoForce, AgreementOpened, AgreementSigned
from cabos_contracts.aeo.coverage import CoverageChanged
from cabos_contracts.aeo.programmes import ProgrammeRegistered
from cabos_contracts.aeo.records import RecordCorrected
from cabos_contracts.aeo.work_plans import WorkPlanDrafted, WorkPlanSigned

__all__ = [
    "AgreementEnteredIntoForce",
    "AgreementOpened",
    "AgreementSigned",
    "CoverageChanged",
    "ProgrammeRegistered",
    "RecordCorrected",
    "WorkPlanDrafted",
    "WorkPlanSigned",
]
