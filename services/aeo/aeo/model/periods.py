"""Who recognised whom, and from when to when: what follows from the steps of an agreement."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, permutations, product

from aeo.model.life import Step, StepKind, first_day, in_order
from aeo.model.operators import plain

LAST = date.max
"""No end is on record."""


@dataclass(frozen=True, slots=True)
class Period:
    """Operators certified in one economy are recognised by another from `since` to `until` (which no longer counts).

    A period that is not `sure` is one that the imprecise days on record leave room for. Sure periods lie within them.
    `operator_types` null are all, but those in `except_types`; `tiers` null are all.
    """

    certified_in: str
    recognised_by: str
    since: date
    until: date
    sure: bool
    operator_types: tuple[str, ...] | None = None
    except_types: tuple[str, ...] = ()
    tiers: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of days, and for which operators it counts."""

    since: date
    until: date
    operator_types: tuple[str, ...] | None = None
    tiers: tuple[str, ...] | None = None


BEGINNINGS = (StepKind.IN_FORCE, StepKind.ACCEDED)
ENDS = (StepKind.WITHDRAWN, StepKind.TERMINATED, StepKind.REPLACED)


def periods(parties: Sequence[str], steps: Sequence[Step], suspensions: Sequence[Step] = ()) -> list[Period]:
    """All periods of all pairs, both ways. Recognition is never transitive: a pair has what its own steps give it.

    A party begins with its own day or, where it has none, with the day of the whole; a pair when both have begun. A
    direction may begin by itself. What is suspended counts again when it is reinstated; what is terminated never does.
    `suspensions` are those of the parties' programmes, which no step of the agreement lifts.
    """
    ordered = in_order(steps)
    apart = sorted(suspensions, key=lambda step: (step.earliest, step.latest))
    return [
        period
        for certified_in, recognised_by in permutations(parties, 2)
        for sure in (True, False)
        for period in _of_pair(certified_in, recognised_by, ordered, apart, sure)
    ]


def _of_pair(
    certified_in: str, recognised_by: str, steps: Sequence[Step], suspensions: Sequence[Step], sure: bool
) -> Iterator[Period]:
    touching = [step for step in steps if step.touches(certified_in, recognised_by)]
    spans = [
        span
        for one, other in product(_active(certified_in, steps, sure), _active(recognised_by, steps, sure))
        if (span := _both(one, other))
    ]
    directed = [step for step in touching if step.direction is not None and step.kind in BEGINNINGS]
    spans += _spans(directed, [step for step in touching if step.kind in ENDS], steps, sure)
    holes = list(_holes(touching, sure))
    holes += _holes([step for step in suspensions if step.touches(certified_in, recognised_by)], sure)
    for span in spans:
        for since, until, left_out in _cut(span, holes):
            yield Period(certified_in, recognised_by, since, until, sure, span.operator_types, left_out, span.tiers)


def _active(party: str, steps: Sequence[Step], sure: bool) -> list[_Span]:
    """When a party takes part in the whole."""
    begun = [step for step in steps if step.kind in BEGINNINGS and step.direction is None]
    own = [step for step in begun if step.party == party]
    whole = [step for step in begun if step.party is None]
    ends = [s for s in steps if s.kind in ENDS and s.direction is None and s.party in (None, party)]
    return _spans(own or whole, ends, steps, sure)


def _spans(begun: Sequence[Step], ends: Sequence[Step], steps: Sequence[Step], sure: bool) -> list[_Span]:
    """Each beginning with the first end behind it; what has no day began behind what comes before it, as signature."""
    spans = []
    for step in begun:
        end = next((end for end in ends if _follows(end, step)), None)
        since = step.latest if sure else first_day(step, steps)
        until = LAST if end is None else (max(end.earliest, step.earliest) if sure else end.latest)
        if since < until:
            spans.append(_Span(since, until, step.operator_types, step.tiers))
    return spans


def _follows(end: Step, step: Step) -> bool:
    if end.on is None:
        # Nothing ends before it has begun, so an end without a day came behind what was on record by then.
        return end.latest >= step.latest
    return (end.earliest, end.latest) >= (step.earliest, step.latest)


def _both(one: _Span, other: _Span) -> _Span | None:
    since, until = max(one.since, other.since), min(one.until, other.until)
    types, tiers = _common(one.operator_types, other.operator_types), _common(one.tiers, other.tiers)
    return None if since >= until or types == () or tiers == () else _Span(since, until, types, tiers)


def _common(one: tuple[str, ...] | None, other: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    there = set(map(plain, other))
    return tuple(each for each in one if plain(each) in there)


def _holes(steps: Sequence[Step], sure: bool) -> Iterator[_Span]:
    """When recognition is suspended: at the most where sure recognition is asked for, at the least otherwise."""
    for number, step in enumerate(steps):
        if step.kind is not StepKind.SUSPENDED:
            continue
        again = next((s for s in steps[number + 1 :] if s.kind is StepKind.REINSTATED and s.lifts(step)), None)
        ends = [(again.earliest, again.latest)] if again else []
        ends += [(step.until_on.earliest, step.until_on.latest)] if step.until_on else []
        earliest, latest = min(ends, default=(LAST, LAST))
        since, until = (step.earliest, latest) if sure else (step.latest, earliest)
        if since < until:
            yield _Span(since, until, step.operator_types)


def _cut(span: _Span, holes: Sequence[_Span]) -> Iterator[tuple[date, date, tuple[str, ...]]]:
    """What is left of a span between the holes, and the operator types that are left out of each piece."""
    edges = {span.since, span.until} | {edge for hole in holes for edge in (hole.since, hole.until)}
    inside = sorted(edge for edge in edges if span.since <= edge <= span.until)
    piece: tuple[date, date, tuple[str, ...]] | None = None
    for since, until in pairwise(inside):
        over = [hole for hole in holes if hole.since <= since < hole.until]
        if any(hole.operator_types is None for hole in over):
            continue
        left_out = tuple(sorted({type_ for hole in over for type_ in hole.operator_types or ()}))
        if piece is not None and (piece[1], piece[2]) == (since, left_out):
            piece = (piece[0], until, left_out)
            continue
        if piece is not None:
            yield piece
        piece = (since, until, left_out)
    if piece is not None:
        yield piece
