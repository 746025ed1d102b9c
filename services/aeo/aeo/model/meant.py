"""Which programmes an agreement is between, as far as they are on record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from aeo.model.life import Step
from aeo.model.naming import Named, is_called
from aeo.model.programme_state import Reached, suspensions


@dataclass(frozen=True, slots=True)
class Registered:
    """What is asked of a programme on record."""

    id: UUID
    names: Sequence[Named]
    states: Sequence[Reached]


Programmes = Mapping[str, Sequence[Registered]]
"""The programmes of each economy."""


def meant(party: str, called: str | None, programmes: Programmes) -> Sequence[Registered]:
    """The one that has ever had the name which the agreement gives.

    All that the economy has where the agreement names none, or in other words than the register: sources abbreviate.
    """
    of_it = programmes.get(party, ())
    named = [each for each in of_it if called is not None and is_called(each.names, called)]
    return named or of_it


def key(party: str, called: str | None, programmes: Programmes) -> int | None:
    """What tells programmes of one economy apart: null where it may be any of them."""
    found = meant(party, called, programmes)
    return found[0].id.int & 0x7FFFFFFFFFFFFFFF if len(found) == 1 and len(programmes[party]) > 1 else None


def down(called: Mapping[str, str], parties: Sequence[str], programmes: Programmes) -> list[Step]:
    """When the programmes of the parties did not run, as steps of suspension and reinstatement of each party."""
    return [
        step
        for party in parties
        for step in suspensions(party, [each.states for each in meant(party, called.get(party), programmes)])
    ]
