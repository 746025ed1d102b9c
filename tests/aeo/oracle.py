"""The rules of recognition told once more, day by day: a second opinion on steps whose days are all known.

It shares nothing with the product but the steps: no spans, no order but that of the days.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import product

from aeo.model.life import Step, StepKind
from aeo.model.recognition import Membership

Kind = StepKind


def recognised(
    parties: Collection[str],
    steps: Sequence[Step],
    down: Sequence[Step],
    members: Sequence[Membership],
    asked: tuple[str, str],
    operator: str,
    day: date,
) -> bool:
    """Whether an agreement between `parties` at first lets operators of one economy be recognised by the other."""
    stands_for = [_stands_for(each, members, day) for each in asked]
    return asked[0] != asked[1] and any(
        one != other and _between(parties, steps, down, (one, other), operator, day)
        for one, other in product(*stands_for)
    )


def _stands_for(economy: str, members: Sequence[Membership], day: date) -> set[str]:
    return {economy} | {each.bloc for each in members if each.economy == economy and each.since <= day < each.until}


def _between(
    parties: Collection[str],
    steps: Sequence[Step],
    down: Sequence[Step],
    pair: tuple[str, str],
    operator: str,
    day: date,
) -> bool:
    steps = [step for step in steps if step.kind is not Kind.SIGNED]
    by_now = _by(steps, day)
    if any(step.kind in (Kind.TERMINATED, Kind.REPLACED) for step in by_now):
        return False
    joined = [_joined(parties, by_now, each) for each in pair]
    if None in joined or _suspended(by_now, pair, operator, day) or _suspended(_by(down, day), pair, operator, day):
        return False
    one_way = (
        s for s in _begun(by_now) if s.direction and (s.direction.certified_in, s.direction.recognised_by) == pair
    )
    if any(_counts(step, operator) for step in one_way):
        return True
    return all(
        _takes_part(steps, day, each, since or date.min, operator) for each, since in zip(pair, joined, strict=True)
    )


def _takes_part(steps: Sequence[Step], day: date, party: str, joined: date, operator: str) -> bool:
    """It is in force for a party by its own day, if it has one while it is a party, or by the day of the whole."""
    begun = [step for step in _begun(steps) if step.direction is None]
    left = min(
        (_day(s) for s in steps if s.kind is Kind.WITHDRAWN and s.party == party and _day(s) > joined), default=date.max
    )
    own = [step for step in begun if step.party == party and joined <= _day(step) <= left]
    whole = [step for step in begun if step.party is None]
    if any(not step.operator_types for step in own):
        whole = [step for step in whole if step.operator_types]
    counting = own + whole
    if not counting and joined > date.min:
        counting = [step for step in begun if step.party is not None]
    return any(_day(step) <= day and _counts(step, operator) for step in counting)


def _joined(parties: Collection[str], steps: Sequence[Step], party: str) -> date | None:
    """Since when an economy is a party, as of the last of these steps; null when it is none."""
    since = date.min if party in parties else None
    for step in steps:
        if step.party == party and step.kind is Kind.ACCEDED and since is None:
            since = _day(step)
        elif step.party == party and step.kind is Kind.WITHDRAWN:
            since = None
    return since


def _suspended(steps: Sequence[Step], pair: tuple[str, str], operator: str, day: date) -> bool:
    standing: list[Step] = []
    for step in steps:
        if step.kind is Kind.SUSPENDED:
            standing.append(step)
        elif step.kind is Kind.REINSTATED:
            standing = [each for each in standing if not _lifts(step, each)]
    return any(
        _is_of(step, pair) and _counts(step, operator) and (step.until_on is None or day < step.until_on.earliest)
        for step in standing
    )


def _lifts(again: Step, stopped: Step) -> bool:
    all_of_it = again.party is None and again.direction is None
    same = (again.party, again.direction) == (stopped.party, stopped.direction)
    return (all_of_it or same) and again.operator_types in (None, stopped.operator_types)


def _is_of(step: Step, pair: tuple[str, str]) -> bool:
    if step.direction is not None:
        return (step.direction.certified_in, step.direction.recognised_by) == pair
    return step.party is None or step.party in pair


def _begun(steps: Iterable[Step]) -> list[Step]:
    return [step for step in steps if step.kind is Kind.IN_FORCE]


def _counts(step: Step, operator: str) -> bool:
    return step.operator_types is None or operator in step.operator_types


def _by(steps: Iterable[Step], day: date) -> list[Step]:
    return sorted((step for step in steps if _day(step) <= day), key=_day)


def _day(step: Step) -> date:
    assert step.on is not None
    return step.on.earliest
