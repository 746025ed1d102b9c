"""What governance knows, and the decisions on it."""

from governance.model.ballot import Ballot
from governance.model.conference import Conference
from governance.model.conference_record import ConferenceRecord
from governance.model.conference_signing import ConferenceSigning
from governance.model.contact_point import ContactAddress, ContactPoint
from governance.model.council_session import CouncilSession
from governance.model.decision import Decision
from governance.model.follow_up import FollowUp
from governance.model.instrument import Instrument
from governance.model.member import Member
from governance.model.office import OfficeHolder
from governance.model.plan_record import PlanMove, PlanReading, PlanReport, PlanText
from governance.model.priority import Priority
from governance.model.region import Region
from governance.model.regional_body import RegionalBody
from governance.model.strategic_plan import StrategicPlan
from governance.model.vacancy_alert import VacancyAlert
from governance.model.vice_chair_term import ViceChairTerm

__all__ = [
    "Ballot",
    "Conference",
    "ConferenceRecord",
    "ConferenceSigning",
    "ContactAddress",
    "ContactPoint",
    "CouncilSession",
    "Decision",
    "FollowUp",
    "Instrument",
    "Member",
    "OfficeHolder",
    "PlanMove",
    "PlanReading",
    "PlanReport",
    "PlanText",
    "Priority",
    "Region",
    "RegionalBody",
    "StrategicPlan",
    "VacancyAlert",
    "ViceChairTerm",
]
