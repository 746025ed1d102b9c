"""What governance announces."""

from cabos_contracts.governance.conferences import (
    ConferenceCancelled,
    ConferenceConvened,
    ConferenceHeld,
    ConferenceOpened,
    ConferencePlanned,
    ConferencePostponed,
    ConferenceRecorded,
)
from cabos_contracts.governance.decisions import DecisionTaken
from cabos_contracts.governance.records import RecordCorrected
from cabos_contracts.governance.register import CouncilSessionClosed, CouncilSessionPlanned, MemberRegistered
from cabos_contracts.governance.terms import ViceChairSelected, ViceChairTermEnded, ViceChairTermStarted

__all__ = [
    "ConferenceCancelled",
    "ConferenceConvened",
    "ConferenceHeld",
    "ConferenceOpened",
    "ConferencePlanned",
    "ConferencePostponed",
    "ConferenceRecorded",
    "CouncilSessionClosed",
    "CouncilSessionPlanned",
    "DecisionTaken",
    "MemberRegistered",
    "RecordCorrected",
    "ViceChairSelected",
    "ViceChairTermEnded",
    "ViceChairTermStarted",
]
