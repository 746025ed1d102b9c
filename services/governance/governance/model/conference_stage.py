"""The stages of a conference, and what each of them forbids."""

from enum import StrEnum

from cabos.refusal import Refusal


class RecordStands(Refusal):
    """The conference was held and its record stands."""


class NotInSession(Refusal):
    """The conference is not in session."""


class NotConvened(Refusal):
    """The conference has not been convened."""


class AlreadyConvened(Refusal):
    """The conference is no longer only planned."""


class AlreadyOpened(Refusal):
    """The conference has been opened."""


class AlreadyHeld(Refusal):
    """The conference was held until another day."""


class AlreadyCancelled(Refusal):
    """The conference was cancelled."""


class NumberTaken(Refusal):
    """Another conference of the series has the number."""


class NumberOutOfOrder(Refusal):
    """A later conference of a series has a higher number."""


class ConferenceStage(StrEnum):
    PLANNED = "planned"
    CONVENED = "convened"
    IN_SESSION = "in_session"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class ConferenceFormat(StrEnum):
    IN_PERSON = "in_person"
    VIRTUAL = "virtual"
    HYBRID = "hybrid"
