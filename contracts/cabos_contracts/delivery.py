"""What delivery itself says on a stream: where a source's order continues on others, and where it was broken."""

from pydantic import Field

from cabos_contracts.envelope import Event


class PartitionsChanged(Event, type="cabos.partitions.changed.v1", subject="service"):
    """From here on the service's subjects are spread over `partitions` streams.

    It stands on each of them. What follows it may only be handled once everything up to the positions in `after`, by
    the names of the streams that there were, has been: so the events of a subject that moves keep their order.
    """

    service: str
    partitions: int = Field(ge=1)
    after: dict[str, int]


class EpochBegun(Event, type="cabos.epoch.begun.v1", subject="service"):
    """The service's database was set back to an earlier moment, and its announcements go on behind the old ones.

    The facts behind the events from `lost_from` to `lost_to` are no longer in the service. Those up to `known_to` can
    still be read, those after it cannot: a reader that has come to `known_to` goes on here.
    """

    service: str
    epoch: int = Field(ge=2)
    lost_from: int = Field(ge=1)
    lost_to: int = Field(ge=0)
    known_to: int = Field(ge=0)
