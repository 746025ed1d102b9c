"""What is so since when: the names, regions and memberships of an administration, one of each on any day."""

from collections.abc import Sequence
from datetime import date

from cabos.refusal import Invalid, Refusal
from cabos_contracts.types import PartialDate
from pydantic import BaseModel, ConfigDict


class StandsOtherwise(Refusal):
    """The history of the administration says something else."""


class Since(BaseModel):
    """What holds from a day on, until the next one does; `from_on` is null when nobody says since when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: str
    from_on: PartialDate | None = None
    source: str
    confidence: str | None = None
    note: str | None = None


class Standing(BaseModel):
    """What an administration is called on a day, where it belongs and as what.

    An imprecise day has surely come when it is over. Until then the former one holds, and what may have changed
    already is in `uncertain`.
    """

    name: str
    region: str
    membership: str
    uncertain: tuple[str, ...] = ()


History = tuple[Since, ...]
MOST_CHANGES = 100


def on_day(history: Sequence[Since], day: date, *, from_the_beginning: bool) -> tuple[str | None, bool]:
    """What has surely begun by `day`, and whether nothing else may hold already.

    What has no day holds `from_the_beginning`, or since a day that nobody knows.
    """
    held, sure = None, True
    for each in history:
        if each.from_on is None:
            held, sure = (each.value, True) if from_the_beginning else (None, False)
        elif each.from_on.latest <= day:
            held, sure = each.value, True
        elif each.from_on.earliest <= day:
            sure = False
    return held, sure


def with_change(history: Sequence[Since], new: Since, first: str | None = None) -> History:
    """The history with what is new from a day on put in its place.

    The same day again says it otherwise; the same value as the next one was so earlier, as the one before, later.
    `first` is what held at the beginning, when the register has only known the latest. Raises `StandsOtherwise` when
    the new value has always held.
    """
    assert new.from_on is not None
    day = new.from_on.earliest
    others = [each for each in history if each.from_on != new.from_on]
    before = [each for each in others if each.from_on is None or each.from_on.earliest <= day]
    after = others[len(before) :]
    if after and after[0].value == new.value:
        after = after[1:]
    if len(before) > 1 and before[-1].value == new.value:
        before = before[:-1]
    if len(before) == 1 and before[0].value == new.value and first not in (None, new.value):
        before = [new.model_copy(update={"value": first, "from_on": None})]
    if before and before[-1].value == new.value:
        raise StandsOtherwise(f"{new.value} holds since {before[-1].from_on or 'the beginning'} already")
    if first is not None and before and before[-1].value != first:
        raise StandsOtherwise(f"Before {new.from_on} it was {before[-1].value}, not {first}")
    if len(before) + len(after) >= MOST_CHANGES:
        raise StandsOtherwise(f"It has changed {MOST_CHANGES} times on record, and no more are kept")
    return (*before, new, *after)


def require_past(day: PartialDate | None, today: date, field: str) -> None:
    """Raises `Invalid` for a day that has not come: the register says what is so, not what will be."""
    if day is not None and day.earliest > today:
        raise Invalid(f"{day} has not come yet: it is entered when it is so", field=field)
