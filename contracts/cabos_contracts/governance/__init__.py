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
from cabos_contracts.governance.register import (
    CouncilSessionCancelled,
    CouncilSessionClosed,
    CouncilSessionDescribed,
    CouncilSessionMoved,
    CouncilSessionPlanned,
    MemberAdmitted,
    MemberDeparted,
    MemberRegistered,
    MemberRenamed,
    MemberTransferred,
    RegionNamed,
)
from cabos_contracts.governance.terms import ViceChairSelected, ViceChairTermEnded, ViceChairTermStarted

__all__ = [
    "ConferenceCancelled",
    "ConferenceConvened",
    "ConferenceHeld",
    "ConferenceOpened",
    "ConferencePlanned",
    "ConferencePostponed",
    "ConferenceRecorded",
    "CouncilSessionCancelled",
    "CouncilSessionClosed",
    "CouncilSessionDescribed",
    "CouncilSessionMoved",
    "CouncilSessionPlanned",
    "DecisionTaken",
    "MemberAdmitted",
    "MemberDeparted",
    "MemberRegistered",
    "MemberRenamed",
    "MemberTransferred",
    "RecordCorrected",
    "RegionNamed",
    "ViceChairSelected",
    "ViceChairTermEnded",
    "ViceChairTermStarted",
]
