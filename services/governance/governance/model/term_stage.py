"""The stages of a Vice-Chair term, and what forbids to change one."""

from enum import StrEnum

from cabos.refusal import Refusal


class SeatTaken(Refusal):
    """Another administration holds the seat on these days."""


class SeatAlreadyPromised(Refusal):
    """The region has a designate already."""


class TermStands(Refusal):
    """The term is on record with other facts."""


class NotInOffice(Refusal):
    """The term has not started."""


class AlreadyInOffice(Refusal):
    """The term has started."""


class DesignateWithdrawn(Refusal):
    """The designate has withdrawn."""


class TermStage(StrEnum):
    """`undated` is a term that was held at some time, of which no source gives a day."""

    DESIGNATE = "designate"
    IN_OFFICE = "in_office"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    UNDATED = "undated"
