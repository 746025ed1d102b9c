"""The seat of a region on one day: who surely holds it, who may, whether it is vacant, and how that is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from cabos_contracts.types import PartialDate

from governance.model.council_session import CouncilSession
from governance.model.term_days import Window, following
from governance.model.vice_chair_term import ViceChairTerm as Term


class SeatState(StrEnum):
    """`held`: the dates on record say so. `attested`: no dates do, but those who exercised it were seen around the day.

    `possible`: the dates leave room for one or several. `vacant`: the last term ended early, for a reason that is on
    record, and the next one has not started. `not_on_record`: no source says anything of the day.
    """

    HELD = "held"
    ATTESTED = "attested"
    POSSIBLE = "possible"
    VACANT = "vacant"
    NOT_ON_RECORD = "not_on_record"


@dataclass(frozen=True, slots=True)
class Seat:
    """What is known of the seat on a day; `previous` and `following` are those before and after in the line."""

    state: SeatState
    holder: Term | None
    possible: tuple[Term, ...]
    previous: Term | None
    following: Term | None
    why: str

    @property
    def administration(self) -> str | None:
        """Who holds the seat; also where only the term is not sure, because it was renewed at some time."""
        if self.holder is not None:
            return self.holder.administration
        return self.possible[0].administration if self.state is SeatState.HELD else None


def expected_after(meeting: CouncilSession | None) -> PartialDate | None:
    """The day on which who waits for a session takes over, as precisely as the session is planned."""
    if meeting is None or meeting.cancelled is not None:
        return None
    if meeting.handover_on is not None:
        return meeting.handover_on
    if meeting.closes_on is not None:
        return following(meeting.closes_on)
    # A session takes some days, so that of its opening only the month tells when it closes.
    return PartialDate(meeting.opens_on[:7])


def meet(line: Sequence[Term], *, first: bool = True, last: bool = True) -> None:
    """Let terms that follow each other meet: one's end is the next one's start, where their dates leave that open.

    So `2020` and `2020-06` become one day in June 2020. After an early end the seat may have been vacant. The `first`
    and the `last` are only bounded where nobody is before or after them.
    """
    meetings = [handover(a, b) for a, b in pairwise(line)]
    starts, ends = [None, *meetings], [*meetings, None]
    for at, (term, start, end) in enumerate(zip(line, starts, ends, strict=True)):
        if (at > 0 or first) and (at < len(line) - 1 or last):
            term.bound(start, end)


def handover(term: Term, successor: Term) -> Window | None:
    """The days on which the seat may have passed from one to the other; None when there was or may be a gap."""
    if term.end_days is None or term.end_reason is not None:
        return None
    return term.end_days.meets(successor.start_days)


def on_day(terms: Iterable[Term], day: date) -> Seat:
    """The seat on `day`, from the terms that the day may concern and those before and after it."""
    line = sorted({term.id: term for term in terms if term.is_held}.values(), key=_place)
    holder = next((term for term in line if term.surely_holds(day)), None)
    possible = (
        () if holder else tuple(term for term in line if term.may_hold(day) and not _contradicted(term, line, day))
    )
    attested = [term for term in possible if _attested(term, day)]
    if holder is None and len(attested) == 1:
        state, holder = SeatState.ATTESTED, attested[0]
    elif holder is not None or _renewed(possible):
        state = SeatState.HELD
    else:
        state = SeatState.POSSIBLE if possible else SeatState.NOT_ON_RECORD
    previous, next_ = _neighbours(line, holder, day)
    if state is SeatState.NOT_ON_RECORD and previous is not None and previous.end_reason is not None:
        state = SeatState.VACANT
    return Seat(state, holder, possible, previous, next_, _why(state, holder, possible, previous, next_))


def is_designate(term: Term, day: date) -> bool:
    """Whether the administration has been chosen by `day` and does not hold the seat yet, or has given up."""
    if term.selected_on is None or term.selected_on.latest > day:
        return False
    over = term.started_on or term.withdrawn_on
    return over is None or day < over.earliest


def sightings(term: Term) -> list[Window]:
    """When the administration was seen in the seat, as far as its dates bear that out."""
    room = Window(term.possible_from or date.min, term.possible_until or date.max)
    return [both for holder in term.office_holders for seen in holder.sightings() if (both := seen.meets(room))]


def _renewed(possible: Sequence[Term]) -> bool:
    """Whether one administration holds the seat in whichever of two terms that met."""
    if len(possible) != 2:
        return False
    first, second = possible
    return first.administration == second.administration and handover(first, second) is not None


def _attested(term: Term, day: date) -> bool:
    """Whether it was seen before and after the day, or in the very month; its first and last days count as seen."""
    seen = sightings(term)
    edges = [term.start_days] if term.start_days else []
    edges += [term.end_days.day_before()] if term.end_days else []
    since = any(each.earliest <= day for each in seen) or any(each.latest <= day for each in edges)
    until = any(each.latest >= day for each in seen) or any(each.earliest >= day for each in edges)
    return bool(seen) and since and until


def _contradicted(term: Term, line: Sequence[Term], day: date) -> bool:
    """Whether another one surely held the seat between `day` and a day on which this one was there."""
    there = _days_there(term)
    others = [each for other in line if other is not term for each in _days_there(other)]
    return any(
        (day < other.earliest and other.latest < own.earliest) or (own.latest < other.earliest and other.latest < day)
        for own in there
        for other in others
    )


def _days_there(term: Term) -> list[Window]:
    edges = [term.start_days, term.end_days and term.end_days.day_before()]
    return [*sightings(term), *filter(None, edges)]


def _place(term: Term) -> tuple[date, str]:
    return term.in_line_on or date.min, str(term.id)


def _neighbours(line: Sequence[Term], holder: Term | None, day: date) -> tuple[Term | None, Term | None]:
    if holder is not None:
        at = line.index(holder)
        return line[at - 1] if at else None, line[at + 1] if at + 1 < len(line) else None
    placed = [term for term in line if term.in_line_on is not None]
    previous = [term for term in placed if term.in_line_on <= day]  # type: ignore[operator]
    after = [term for term in placed if term.in_line_on > day]  # type: ignore[operator]
    return previous[-1] if previous else None, after[0] if after else None


def _why(state: SeatState, holder: Term | None, possible: Sequence[Term], previous: Term | None,
         next_: Term | None) -> str:  # fmt: skip
    if state is SeatState.HELD and holder is not None:
        until = f"ended on {holder.ended_on}" if holder.ended_on else "no end is on record"
        return f"the term of {holder.administration} started on {holder.started_on}; {until}"
    if state is SeatState.HELD:
        renewed = possible[-1]
        return f"{renewed.administration} held the seat before and after its next term started on {renewed.started_on}"
    if state is SeatState.ATTESTED and holder is not None:
        seen = "; ".join(dict.fromkeys(each.seen for each in holder.office_holders if each.seen))
        days = f"from {holder.started_on or 'an unknown day'} to {holder.ended_on or 'an unknown day'}"
        return f"{holder.administration} was seen in the seat around the day ({seen}); its term is on record {days}"
    if state is SeatState.POSSIBLE:
        names = ", ".join(dict.fromkeys(term.administration for term in possible))
        return f"no term surely covers the day; the dates on record leave room for {names}"
    if previous is None or previous.ended_on is None:
        return "no term on record covers the day"
    follower = f"the next term on record is that of {next_.administration}" if next_ else "no later term is on record"
    ended = f"the term of {previous.administration} ended on {previous.ended_on}"
    if state is SeatState.VACANT:
        return f"the seat is vacant: {ended} ({previous.end_reason}); {follower}"
    return f"no term on record covers the day: {ended}; {follower}"
