"""What aeo announces: programmes, mutual-recognition agreements and joint work plans."""

from cabos_contracts.aeo.agreements import AgreementEnteredIntoForce, AgreementOpened, AgreementSigned
from cabos_contracts.aeo.benefits import AgreementBenefitsDescribed
from cabos_contracts.aeo.coverage import CoverageChanged
from cabos_contracts.aeo.economies import BlocMemberJoined, BlocMemberLeft, BlocRegistered, EconomyResolved
from cabos_contracts.aeo.life import (
    AgreementAmended,
    AgreementReinstated,
    AgreementReplaced,
    AgreementReviewed,
    AgreementSuspended,
    AgreementTerminated,
    PartyAcceded,
    PartyWithdrew,
    ReviewFellDue,
    ReviewPlanned,
    StepRecorded,
)
from cabos_contracts.aeo.programmes import (
    OperatorsCounted,
    ProgrammeRegistered,
    ProgrammeRenamed,
    ProgrammeStateChanged,
)
from cabos_contracts.aeo.records import RecordCorrected
from cabos_contracts.aeo.register import CompendiumEditionRecorded, OtherInstrumentRecorded
from cabos_contracts.aeo.work_plans import WorkPlanDrafted, WorkPlanSigned

__all__ = [
    "AgreementAmended",
    "AgreementBenefitsDescribed",
    "AgreementEnteredIntoForce",
    "AgreementOpened",
    "AgreementReinstated",
    "AgreementReplaced",
    "AgreementReviewed",
    "AgreementSigned",
    "AgreementSuspended",
    "AgreementTerminated",
    "BlocMemberJoined",
    "BlocMemberLeft",
    "BlocRegistered",
    "CompendiumEditionRecorded",
    "CoverageChanged",
    "EconomyResolved",
    "OperatorsCounted",
    "OtherInstrumentRecorded",
    "PartyAcceded",
    "PartyWithdrew",
    "ProgrammeRegistered",
    "ProgrammeRenamed",
    "ProgrammeStateChanged",
    "RecordCorrected",
    "ReviewFellDue",
    "ReviewPlanned",
    "StepRecorded",
    "WorkPlanDrafted",
    "WorkPlanSigned",
]
