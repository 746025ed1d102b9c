"""Who is recognised by whom, and through which bloc: the periods of an agreement as rows that a day is asked of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from aeo.model.life import Step
from aeo.model.periods import LAST, Period, periods


@dataclass(frozen=True, slots=True)
class Membership:
    """An economy belongs to a bloc from `since` to `until` (which no longer counts).

    One that is not `sure` is one that the imprecise days on record leave room for; sure ones lie within them.
    """

    bloc: str
    economy: str
    since: date
    until: date
    sure: bool


@dataclass(frozen=True, slots=True)
class Covered(Period):
    """A period of two economies; `via_from` and `via_to` are the blocs that are parties in their stead.

    `first` is the first day on which the agreement may have covered the pair at all.
    """

    via_from: str | None = None
    via_to: str | None = None
    first: date = date.min


class Recognition(SQLModel, table=True):
    """One period of one pair by one agreement; `among` is how many parties that agreement has."""

    id: UUID = Field(primary_key=True)
    agreement_id: UUID = Field(foreign_key="agreement.id", index=True)
    certified_in: str
    recognised_by: str
    via_from: str | None = None
    via_to: str | None = None
    since: date
    until: date
    sure: bool
    first: date
    operator_types: list[str] | None = Field(default=None, sa_type=ARRAY(Text))
    except_types: list[str] = Field(sa_type=ARRAY(Text))
    tiers: list[str] | None = Field(default=None, sa_type=ARRAY(Text))
    among: int


RULES = 3
"""The rules by which periods follow from steps, counted: what was computed by others is computed again."""


class Coverage(SQLModel, table=True):
    """The rows of one agreement have been computed; `version` counts the events that said how they changed."""

    agreement_id: UUID = Field(primary_key=True, foreign_key="agreement.id")
    version: int = 0
    rules: int = RULES


def coverage(
    parties: Sequence[str],
    steps: Sequence[Step],
    suspensions: Sequence[Step] = (),
    memberships: Sequence[Membership] = (),
    presumed: Step | None = None,
) -> set[Covered]:
    """All periods of an agreement; a bloc stays a party and stands for each member while it is one.

    `suspensions` are those of the parties' programmes, `presumed` is an entry into force that no source tells. Members
    of one bloc are no pair by an agreement of that bloc.
    """
    found = [
        covered
        for period in periods(parties, steps, suspensions, presumed)
        for covered in _expanded(period, [each for each in memberships if each.sure == period.sure])
    ]
    first: dict[tuple[str, str], date] = {}
    for each in found:
        pair = each.certified_in, each.recognised_by
        first[pair] = min(each.since, first.get(pair, each.since))
    return {replace(each, first=first[each.certified_in, each.recognised_by]) for each in found}


def _expanded(period: Period, memberships: Sequence[Membership]) -> Iterator[Covered]:
    for certified_in, via_from, began, ended in _shares(period.certified_in, memberships):
        for recognised_by, via_to, begins, ends in _shares(period.recognised_by, memberships):
            since, until = max(period.since, began, begins), min(period.until, ended, ends)
            if since < until and certified_in != recognised_by:
                yield Covered(
                    certified_in,
                    recognised_by,
                    since,
                    until,
                    period.sure,
                    period.operator_types,
                    period.except_types,
                    period.tiers,
                    via_from,
                    via_to,
                )


def _shares(party: str, memberships: Sequence[Membership]) -> Iterator[tuple[str, str | None, date, date]]:
    yield party, None, date.min, date.max
    for each in memberships:
        if each.bloc == party:
            yield each.economy, party, each.since, each.until


def stretch(rows: Iterable[Any], on: date) -> tuple[date, date]:
    """From when to when (which no longer counts) recognition was unbroken around a day that one of the rows holds.

    Of the rows that count for what is asked: what one does not ask for interrupts nothing, and what is suspended as a
    whole begins anew when it is reinstated.
    """
    found: list[tuple[date, date]] = []
    for since, until in sorted((row.since, row.until) for row in rows):
        if found and since <= found[-1][1]:
            found[-1] = found[-1][0], max(until, found[-1][1])
        else:
            found.append((since, until))
    return next(each for each in found if each[0] <= on and (on < each[1] or each[1] == LAST))
