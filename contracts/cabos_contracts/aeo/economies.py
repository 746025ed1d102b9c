"""What aeo announces of economies: who belongs to which bloc, and who was waited for."""

from typing import Annotated

from pydantic import Field, StringConstraints

from cabos_contracts.aeo.words import Source
from cabos_contracts.envelope import Event
from cabos_contracts.types import EconomyCode, KnownValues, PartialDate, RecordReference, Version, Word

BlocCode = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{2,12}$"),
    KnownValues("EU"),
    Field(description="what the bloc is called as a party: EU; letters only, and no code of a country"),
]
LastDay = Annotated[PartialDate, Field(description="the last day on which it belonged")]


class Belonging(Word):
    """An economy belongs to a bloc from one day to another, both of which count."""

    economy: EconomyCode
    from_on: PartialDate | None = None
    until_on: LastDay | None = None


class BlocRegistered(Event, type="aeo.bloc.registered.v1", subject="bloc"):
    """A bloc is in the register, or what the register says of it has changed; `members` are all that ever belonged."""

    bloc: BlocCode
    name: str
    members: tuple[Belonging, ...]
    according_to: Source
    version: Version


class BlocMemberJoined(Event, type="aeo.bloc-member.joined.v1", subject="bloc"):
    """An economy belongs to a bloc, whose agreements are its own from that day on; null when nobody knows the day.

    The event comes again, with a later version, when another day turns out to be right.
    """

    bloc: BlocCode
    name: Annotated[str, Field(description="of the bloc")]
    economy: EconomyCode
    from_on: PartialDate | None = None
    according_to: Source
    version: Version


class BlocMemberLeft(Event, type="aeo.bloc-member.left.v1", subject="bloc"):
    """An economy has left a bloc, whose agreements are no longer its own after that day.

    The event comes again, with a later version, when another day turns out to be right.
    """

    bloc: BlocCode
    name: Annotated[str, Field(description="of the bloc")]
    economy: EconomyCode
    until_on: LastDay
    according_to: Source
    version: Version


class EconomyResolved(Event, type="aeo.economy.resolved.v1", subject="economy", minor=1):
    """An economy that records named before governance had announced it is known now.

    `records` are the first of those that waited and `blocs` those to which it belongs, `waiting` is how many there
    are.
    """

    economy: EconomyCode
    name: str
    membership: Annotated[str, KnownValues("member", "akin_to_member", "non_member")]
    waiting: Annotated[int, Field(ge=1)]
    records: tuple[RecordReference, ...]
    version: Version
    blocs: tuple[BlocCode, ...] = ()
