"""Why operators of one economy are not recognised by another on a day: one sentence for each agreement that might."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aeo.model.agreement import Agreement
from aeo.model.life import Step, StepKind
from aeo.model.operators import among, operator_type
from aeo.model.periods import BEGINNINGS, ENDS, LAST
from aeo.model.recognition import Recognition


@dataclass(frozen=True, slots=True)
class Asked:
    """Whether operators certified in one economy are recognised by another on a day; null is any operator and tier."""

    certified_in: str
    recognised_by: str
    on: date
    operator: str | None = None
    tier: str | None = None

    def holds(self, row: Recognition) -> bool:
        return row.since <= self.on and (self.on < row.until or row.until == LAST)

    def counts(self, row: Recognition) -> bool:
        return self._for_the_operator(row) and (self.tier is None or among(self.tier, row.tiers))

    def _for_the_operator(self, row: Recognition) -> bool:
        return self.operator is None or (not self._excepted(row) and among(self._type, row.operator_types))

    def _excepted(self, row: Recognition) -> bool:
        return self.operator is not None and self._type in row.except_types

    @property
    def _type(self) -> str:
        return operator_type(self.operator or "")

    def missed(self, row: Recognition) -> str:
        """What the row leaves out that was asked for."""
        if self._excepted(row):
            return f"suspended for {_words(row.except_types)} since {row.since}"
        if not self._for_the_operator(row):
            return f"only for {_words(row.operator_types)}, not for {self.operator}"
        return f"only for the tier {_words(row.tiers)}, not for {self.tier}"


Pair = tuple[str, str]


def why_not(
    agreement: Agreement, rows: Sequence[Recognition], asked: Asked, parties: Pair, down: Sequence[Step] = ()
) -> str:
    """`rows` are all that the agreement has of the pair, on any day; `parties` are the two or blocs in their stead.

    `down` are the steps of the parties' programmes.
    """
    held = [row for row in rows if asked.holds(row)]
    missed = [row for row in held if not asked.counts(row)]
    if missed and (len(missed) == len(held) or any(row.sure for row in missed)):
        return asked.missed(min(missed, key=lambda row: not row.sure))
    if held and agreement.presumed is not None:
        return f"only possibly: in force by all appearances ({_days(held[0])}), stated by no source"
    if held:
        return f"only possibly: the days on record are imprecise ({_days(held[0])})"
    past = [row for row in rows if row.until <= asked.on]
    future = [row for row in rows if row.since > asked.on]
    if past:
        return _ended(agreement.steps, down, past, future, asked)
    if future:
        begins = min(row.since for row in future)
        begun = any(s.kind in BEGINNINGS and s.touches(*parties) and s.latest <= asked.on for s in agreement.steps)
        stopped = _stopped(agreement.steps, down, asked, parties) if begun else None
        return f"begins on {begins}" if stopped is None else f"{stopped}, from {begins} on it counts"
    return _stopped(agreement.steps, down, asked, parties) or _never(agreement, asked, parties)


def _stopped(steps: Sequence[Step], down: Sequence[Step], asked: Asked, parties: Pair) -> str | None:
    """What let nothing come of the agreement: an end on the very day, or a programme that did not run."""
    happened = [step for step in (*steps, *down) if step.touches(*parties) and step.latest <= asked.on]
    end = next((step for step in happened if step.kind in ENDS), None)
    if end is not None:
        return f"{_who(end)}{end.kind} {_since(end, once=True)}"
    last = {step.party: step for step in sorted(happened, key=lambda step: step.latest) if step in down}
    closed = next((step for step in last.values() if step.kind is StepKind.SUSPENDED), None)
    return None if closed is None else _down(closed)


def _who(step: Step) -> str:
    return f"{step.party} has " if step.kind is StepKind.WITHDRAWN else ""


def _ended(
    steps: Sequence[Step],
    down: Sequence[Step],
    past: Sequence[Recognition],
    future: Sequence[Recognition],
    asked: Asked,
) -> str:
    last = max(past, key=lambda row: row.until)
    again = f", again from {min(row.since for row in future)}" if future else ""
    pair = last.via_from or asked.certified_in, last.via_to or asked.recognised_by
    happened = [step for step in (*steps, *down) if step.touches(*pair) and step.earliest <= asked.on]
    # An end outdoes the suspension before it: what is terminated is not suspended any more.
    ends = [step for step in happened if step.kind in ENDS and last.until <= step.latest]
    stops = [
        step for step in happened if step.kind is StepKind.SUSPENDED and step.earliest <= last.until <= step.latest
    ]
    for step in (*ends, *stops):
        if step in down:
            return f"{_down(step)}{again}"
        return f"{_who(step)}{step.kind} {_since(step, once=step.kind in ENDS)}{again}"
    bloc = last.via_from or last.via_to
    if bloc is not None and not again:
        return f"through {bloc}, which no longer stood for both on {last.until}"
    return f"interrupted since {last.until}{again}"


def _down(step: Step) -> str:
    return f"{step.note} {_since(step, once=False)}" if step.earliest > date.min else str(step.note)


def _since(step: Step, *, once: bool) -> str:
    if step.on is None:
        return "on an unknown day"
    return f"{'on' if once and step.on.precision == 'day' else 'in' if once else 'since'} {step.on}"


def _never(agreement: Agreement, asked: Asked, parties: Pair) -> str:
    begun = {step.party for step in agreement.steps if step.kind in BEGINNINGS and step.direction is None}
    waiting = [party for party in parties if party not in begun]
    if begun and None not in begun and waiting:
        return f"not in force for {' and '.join(waiting)}"
    if any(step.kind in BEGINNINGS for step in agreement.steps):
        for economy, bloc in zip((asked.certified_in, asked.recognised_by), parties, strict=True):
            if bloc != economy:
                return f"between {' and '.join(parties)}, and {economy} did not belong to {bloc} while it was in force"
        return "not in force in this direction"
    return f"not in force: {agreement.stage_on(asked.on).why}"


def _words(words: Sequence[str] | None) -> str:
    return ", ".join(words or ())


def _days(row: Recognition) -> str:
    since = "an unknown day" if row.since == date.min else str(row.since)
    return f"from {since}" if row.until == LAST else f"from {since} to {row.until}"
