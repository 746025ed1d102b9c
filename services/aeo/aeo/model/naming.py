"""What a programme is called since when; it keeps its identity when it is renamed."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from cabos.refusal import Invalid, Refusal
from pydantic import Field as Said

from aeo.model.facts import Text
from aeo.model.since import MOST, Since, held_on


class NamedOtherwise(Refusal):
    """The names of the programme say something else."""


class Named(Since):
    name: Text


Names = Annotated[tuple[Named, ...], Said(max_length=MOST)]


def name_on(names: Sequence[Named], day: date) -> tuple[str, tuple[str, ...]]:
    """What it was surely called on a day, and what it may have been called already; the first name always held."""
    held, may = held_on(names, day)
    first = held or names[0]
    return first.name, tuple(each.name for each in may if each is not first)


def is_called(names: Sequence[Named], words: str) -> bool:
    """Whether it has ever had this name, however that is spaced and capitalised."""
    plain = _plain(words)
    return any(_plain(each.name) == plain for each in names)


def _plain(words: str) -> str:
    return " ".join(words.casefold().split())


def renamed(names: Sequence[Named], new: Named, former: str | None) -> Names:
    """The names with a new one from its day on put in its place; the same day again says it otherwise.

    The same name as the next one was given earlier, as the one before, later. `former` is what it was called before,
    where the register has only known the new name. Raises `NamedOtherwise`.
    """
    assert new.from_on is not None
    day = new.from_on.earliest
    others = [each for each in names if each.from_on != new.from_on]
    before = [each for each in others if each.earliest <= day]
    after = others[len(before) :]
    if after and after[0].name == new.name:
        after = after[1:]
    if before and before[-1].name == new.name:
        again, before = before[-1], before[:-1]
        if not before and former in (None, new.name):
            raise NamedOtherwise(f"It has been {new.name} since {again.from_on or 'the beginning'}", field="name")
    if former is not None and not before:
        before = [Named(name=former, source=new.source, recorded_on=new.recorded_on)]
    if former is not None and before[-1].name != former:
        raise NamedOtherwise(f"Before {new.from_on} it was {before[-1].name}, not {former}", field="former_name")
    if len(before) + len(after) >= MOST:
        raise Invalid(f"{MOST} names are on record, and no more are kept", field="name")
    return (*before, new, *after)
