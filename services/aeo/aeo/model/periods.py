"""Who recognised whom, and from when to when: what follows from the steps of an agreement."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise, permutations, product

from aeo.model.life import Step, StepKind
from aeo.model.operators import plain
from aeo.model.order import first_days, in_order

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
_PERHAPS = (StepKind.IN_FORCE, StepKind.PARTLY_IN_FORCE)


def periods(
    parties: Sequence[str], steps: Sequence[Step], suspensions: Sequence[Step] = (), presumed: Step | None = None
) -> list[Period]:
    """All periods of all pairs, both ways. Recognition is never transitive: a pair has what its own steps give it.

    A party begins with its own day or, where it has none, with the day of the whole, and not before it is a party; a
    pair when both have begun. A direction may begin by itself. What is suspended counts again when it is reinstated;
    what is terminated never does, whatever was to begin behind its end. `suspensions` are those of the parties'
    programmes, which no step of the agreement lifts. A `presumed` entry into force, and one of some parties that
    nobody names, leave room for recognition and prove none.
    """
    ordered = in_order(steps)
    listed = [*ordered, *([presumed] if presumed else [])]
    first = dict(zip(listed, first_days(listed), strict=True))
    apart = sorted(suspensions, key=lambda step: (step.earliest, step.latest))
    return [
        period
        for certified_in, recognised_by in permutations(parties, 2)
        for sure in (True, False)
        for period in _of_pair(
            _Life(ordered, first, apart, None if sure else presumed, sure), certified_in, recognised_by
        )
    ]


@dataclass(frozen=True, slots=True)
class _Life:
    """The steps in their order, read for what they prove (`sure`) or for what they leave room for."""

    steps: Sequence[Step]
    first: Mapping[Step, date]
    apart: Sequence[Step]
    presumed: Step | None
    sure: bool

    @property
    def begun(self) -> list[Step]:
        kinds = (StepKind.IN_FORCE,) if self.sure else _PERHAPS
        return [*(step for step in self.steps if step.kind in kinds), *([self.presumed] if self.presumed else [])]

    def since(self, *steps: Step | None) -> date:
        """When all of these have been taken."""
        days = [step.latest if self.sure else self.first[step] for step in steps if step is not None]
        return max(days, default=date.min)

    def until(self, *ends: Step | None) -> date:
        """When one of these was taken, or the whole has ended."""
        final = [step for step in self.steps if step.kind.is_final]
        days = [step.earliest if self.sure else step.latest for step in (*ends, *final) if step is not None]
        return min(days, default=LAST)

    def memberships(self, party: str) -> Iterator[tuple[Step | None, Step | None]]:
        """By which accession an economy became a party and by which withdrawal it left; null is from the start, or
        not at all.
        """
        moves = [s for s in self.steps if s.party == party and s.kind in (StepKind.ACCEDED, StepKind.WITHDRAWN)]
        is_party = not moves or moves[0].kind is StepKind.WITHDRAWN
        joined: Step | None = None
        for move in moves:
            if move.kind is StepKind.ACCEDED and not is_party:
                joined, is_party = move, True
            elif move.kind is StepKind.WITHDRAWN and is_party:
                yield joined, move
                is_party = False
        if is_party:
            yield joined, None


@dataclass(frozen=True, slots=True)
class Share:
    """A time in which an economy is a party, and the steps that bring the agreement into force for it."""

    joined: Step | None
    left: Step | None
    begins: Sequence[Step]


def shares(ordered: Sequence[Step], party: str) -> list[Share]:
    """All times of one economy, of steps in their order; one direction alone is not among what begins."""
    life = _Life(ordered, {}, (), None, sure=True)
    return [Share(joined, left, _beginnings(life, party, joined, left)) for joined, left in life.memberships(party)]


def _of_pair(life: _Life, certified_in: str, recognised_by: str) -> Iterator[Period]:
    pair = certified_in, recognised_by
    spans = [
        span
        for one, other in product(_active(life, certified_in), _active(life, recognised_by))
        if (span := _both(one, other))
    ]
    spans += _directed(life, *pair)
    holes = [*_holes([s for s in life.steps if s.touches(*pair)], life.sure)]
    holes += _holes([s for s in life.apart if s.touches(*pair)], life.sure)
    for span in spans:
        for since, until, left_out in _cut(span, holes):
            yield Period(
                certified_in, recognised_by, since, until, life.sure, span.operator_types, left_out, span.tiers
            )


def _active(life: _Life, party: str) -> list[_Span]:
    """When a party takes part in the whole."""
    spans = []
    for joined, left in life.memberships(party):
        for step in _beginnings(life, party, joined, left):
            since, until = life.since(joined, step), life.until(left)
            if since < until:
                spans.append(_Span(since, until, step.operator_types, step.tiers))
    return spans


def _beginnings(life: _Life, party: str, joined: Step | None, left: Step | None) -> list[Step]:
    """The steps that bring the agreement into force for a party.

    Its own day takes the place of the day of the whole; what was for some operators only stands beside. Who accedes
    to what came into force party by party takes part since it came.
    """
    begun = [step for step in life.begun if step.direction is None]
    own = [step for step in begun if step.party == party and _within(step, joined, left)]
    by_itself = any(not step.limited for step in own)
    whole = [step for step in begun if step.party is None and (step.limited or not by_itself)]
    if joined is not None and not own and not whole:
        return [step for step in begun if step.party is not None]
    return own + whole


def _within(step: Step, joined: Step | None, left: Step | None) -> bool:
    """Whether a step may be one of the time in which its party was one."""
    return (joined is None or step.latest >= joined.earliest) and (left is None or step.earliest <= left.latest)


def _directed(life: _Life, certified_in: str, recognised_by: str) -> Iterator[_Span]:
    """When recognition one way has begun by itself, as long as both are parties."""
    begun = [s for s in life.begun if s.direction is not None and s.touches(certified_in, recognised_by)]
    for step in begun:
        for (joined, left), (joins, leaves) in product(life.memberships(certified_in), life.memberships(recognised_by)):
            since, until = life.since(joined, joins, step), life.until(left, leaves)
            if since < until:
                yield _Span(since, until, step.operator_types, step.tiers)


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
