"""How each party of an agreement stands on a day: since when it is one, and since when the agreement counts for it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from cabos_contracts.types import PartialDate
from pydantic import BaseModel
from pydantic import Field as Said

from aeo.model.course import everyone
from aeo.model.life import Step, StepKind, first_day, in_order, lapses

_BEGUN = (StepKind.IN_FORCE, StepKind.PARTLY_IN_FORCE)


class PartyStatus(BaseModel):
    """One party on a day. A yes or no is null where the days on record leave it open; days that lie ahead are shown."""

    party: str
    is_party: bool | None
    party_since: PartialDate | None = Said(description="null: from the beginning")
    in_force: bool | None = Said(description="it has begun for this party, perhaps in a part, and has not ended")
    in_force_since: PartialDate | None = Said(description="null: not at all, or nobody knows the day")
    suspended: bool | None = Said(description="while it is, nobody recognises its operators, nor it theirs")
    suspended_since: PartialDate | None
    withdrawn_on: PartialDate | None


@dataclass(slots=True)
class _Stand:
    """Where some steps, one after the other, have brought a party."""

    is_party: bool
    joined: Step | None = None
    left: Step | None = None
    force: Step | None = None
    for_some: bool = False
    stops: list[Step] = field(default_factory=list)

    @property
    def in_force(self) -> bool | None:
        """Null where it is in force for some parties, and no source says for whom."""
        return None if self.force is None and self.for_some and self.is_party else self.force is not None


def party_status(founders: Collection[str], steps: Iterable[Step], day: date) -> list[PartyStatus]:
    """Of all that are, were or will be parties; by the rules of `Course.on` for imprecise and unknown days."""
    found = list(steps)
    ordered = in_order([*found, *lapses(found)])
    parties = everyone(founders, found)
    return [_status(party, party in founders, parties, ordered, day) for party in parties]


def _status(party: str, founder: bool, parties: Sequence[str], steps: Sequence[Step], day: date) -> PartyStatus:
    begins = _beginnings(party, founder, steps)
    sure = [step for step in steps if step.latest <= day]
    perhaps = [step for step in steps if first_day(step, steps) <= day < step.latest]
    # One by one, for a suspension and its end may both lie in one imprecise month.
    stands = [_stand(party, founder, in_order([*sure, *perhaps[:n]]), begins) for n in range(len(perhaps) + 1)]
    last, ahead = stands[-1], _stand(party, founder, steps, begins)
    left = last.left or ahead.left
    return PartyStatus(
        party=party,
        is_party=_agreed(stand.is_party for stand in stands),
        party_since=_day(last.joined or (None if founder else ahead.joined)),
        in_force=_agreed(stand.in_force for stand in stands),
        in_force_since=_day(last.force or (ahead.force if left is None else None)),
        suspended=_agreed(_stopped(party, parties, stand) for stand in stands),
        suspended_since=_day(last.stops[-1]) if _stopped(party, parties, last) else None,
        withdrawn_on=_day(left),
    )


def _beginnings(party: str, founder: bool, steps: Sequence[Step]) -> list[Step]:
    """Its own day or, where it has none, that of the whole; of who accedes the accession; and one direction alone."""
    forces = [step for step in steps if step.kind is StepKind.IN_FORCE]
    own = [step for step in forces if step.party == party]
    whole = [step for step in forces if step.whole and founder]
    directed = [step for step in forces if step.direction and party in dict(step.direction).values()]
    acceded = [step for step in steps if step.kind is StepKind.ACCEDED and step.party == party]
    return [*(own or whole), *directed, *acceded]


def _stand(party: str, founder: bool, taken: Sequence[Step], begins: Collection[Step]) -> _Stand:
    stand = _Stand(is_party=founder)
    begun = mine = False
    for step in taken:
        if step.kind.is_final:
            stand.force, stand.for_some, stand.stops = None, False, []
            return stand
        begun, mine = begun or step.kind in _BEGUN, mine or step in begins
        stand.for_some = stand.for_some or step.kind is StepKind.PARTLY_IN_FORCE
        if step.kind is StepKind.ACCEDED and step.party == party:
            stand.is_party, stand.joined, stand.left = True, step, None
        elif step.kind is StepKind.WITHDRAWN and step.party == party:
            stand.is_party, stand.left, stand.force, mine = False, step, None, False
        elif step.kind is StepKind.SUSPENDED and step.operator_types is None and step.tiers is None:
            stand.stops.append(step)
        elif step.kind is StepKind.REINSTATED:
            stand.stops = [each for each in stand.stops if not step.lifts(each)]
        if begun and mine and stand.force is None:
            stand.force = step
    return stand


def _stopped(party: str, parties: Sequence[str], stand: _Stand) -> bool:
    """Whether it is in force for the party and suspended towards each other one."""
    pairs = [pair for other in parties if other != party for pair in ((party, other), (other, party))]
    return stand.force is not None and all(any(stop.touches(*pair) for stop in stand.stops) for pair in pairs)


def _agreed(answers: Iterable[bool | None]) -> bool | None:
    """What all say; null when they differ."""
    found = set(answers)
    return found.pop() if len(found) == 1 else None


def _day(step: Step | None) -> PartialDate | None:
    return None if step is None else step.on
