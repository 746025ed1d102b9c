"""What governance announces."""

from cabos_contracts.governance.conferences import ConferenceConvened, ConferenceHeld
from cabos_contracts.governance.decisions import DecisionTaken
from cabos_contracts.governance.records import RecordCorrected
from cabos_contracts.governance.register import CouncilSessionClosed, CouncilSessionPlanned, MemberRegistered
from cabos_contracts.governance.terms import ViceChairSelected, ViceChairTermEnded, ViceChairTermStarted

__all__ = [
    "ConferenceConvened",
    "ConferenceHeld",
    "CouncilSessionClosed",
    "CouncilSessionPlanned",
    "DecisionTaken",
    "MemberRegistered",
    "RecordCorrected",
    "ViceChairSelected",
    "ViceChairTermEnded",
    "ViceChairTermStarted",
]
