"""How each party of an agreement stands on a day: since when it is one, and since when the agreement counts for it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from cabos_contracts.types import PartialDate
from pydantic import BaseModel
from pydantic import Field as Said

from aeo.model.course import everyone
from aeo.model.life import Direction, Step, StepKind
from aeo.model.order import first_days, in_order, lapses
from aeo.model.periods import Share, shares


class PartyStatus(BaseModel):
    """One party on a day. A yes or no is null where the days on record leave it open; days that lie ahead are shown."""

    party: str
    is_party: bool | None
    party_since: PartialDate | None = Said(description="null: from the beginning")
    in_force: bool | None = Said(description="it has begun for this party, perhaps in a part, and has not ended")
    in_force_since: PartialDate | None = Said(description="null: not at all, or nobody knows the day")
    suspended: bool | None = Said(
        description="while it is, nobody recognises its operators, nor it theirs; of a programme that does not run"
        " coverage tells"
    )
    suspended_since: PartialDate | None
    withdrawn_on: PartialDate | None


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where some steps, one after the other, have brought a party."""

    share: Share | None
    left: Step | None
    force: Step | None
    in_force: bool | None
    stops: Sequence[Step]

    @property
    def is_party(self) -> bool:
        return self.share is not None


def party_status(founders: Collection[str], steps: Iterable[Step], day: date) -> list[PartyStatus]:
    """Of all that are, were or will be parties; by the rules of `Course.on` for imprecise and unknown days."""
    found = list(steps)
    ordered = in_order([*found, *lapses(found)])
    parties = everyone(founders, found)
    return [_status(party, parties, ordered, day) for party in parties]


def _status(party: str, parties: Sequence[str], steps: Sequence[Step], day: date) -> PartyStatus:
    sure = [step for step in steps if step.latest <= day]
    perhaps = [step for step, first in zip(steps, first_days(steps), strict=True) if first <= day < step.latest]
    # One by one, for a suspension and its end may both lie in one imprecise month.
    stands = [_stand(party, steps, in_order([*sure, *perhaps[:n]])) for n in range(len(perhaps) + 1)]
    last, ahead = stands[-1], _stand(party, steps, steps)
    left = last.left or ahead.left
    first = shares(steps, party)[0]
    return PartyStatus(
        party=party,
        is_party=_agreed(stand.is_party for stand in stands),
        party_since=_day((last.share or first).joined),
        in_force=_agreed(stand.in_force for stand in stands),
        in_force_since=_day(last.force or (ahead.force if left is None else None)),
        suspended=_agreed(_stopped(party, parties, stand) for stand in stands),
        suspended_since=_day(last.stops[-1]) if _stopped(party, parties, last) else None,
        withdrawn_on=_day(left),
    )


def _stand(party: str, steps: Sequence[Step], taken: Sequence[Step]) -> _Stand:
    """By the beginnings of `periods`: whoever asks for coverage is told the same."""
    left = next((s for s in reversed(taken) if s.kind is StepKind.WITHDRAWN and s.party == party), None)
    share = next(
        (
            share
            for share in reversed(shares(steps, party))
            if (share.joined is None or share.joined in taken) and (share.left is None or share.left not in taken)
        ),
        None,
    )
    if any(step.kind.is_final for step in taken):
        return _Stand(share, left if share is None else None, None, in_force=False, stops=())
    force: Step | None = None
    if share is not None:
        one_way = [s for s in taken if s.kind is StepKind.IN_FORCE and s.direction and _is_of(s.direction, party)]
        begun = [step for step in taken if step in share.begins or step in one_way]
        needed = [step for step in taken if step == share.joined or step in begun[:1]]
        force = needed[-1] if begun else None
    # Null where it is in force for some parties, and no source says for whom.
    for_some = share is not None and any(step.kind is StepKind.PARTLY_IN_FORCE for step in taken)
    return _Stand(
        share,
        left if share is None else None,
        force,
        in_force=None if force is None and for_some else force is not None,
        stops=_standing(taken),
    )


def _is_of(direction: Direction, party: str) -> bool:
    return party in (direction.certified_in, direction.recognised_by)


def _standing(taken: Sequence[Step]) -> list[Step]:
    """The suspensions, of all operators, that nobody has lifted."""
    stops: list[Step] = []
    for step in taken:
        if step.kind is StepKind.SUSPENDED and step.operator_types is None and step.tiers is None:
            stops.append(step)
        elif step.kind is StepKind.REINSTATED:
            stops = [each for each in stops if not step.lifts(each)]
    return stops


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
