"""Whether an economy recognises the operators of another on a day: by which agreements, which applies, and why."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from itertools import product
from typing import Any
from uuid import UUID

from cabos.history import as_known
from cabos.views import View
from pydantic import Field
from sqlmodel import and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.model import Agreement, Bloc, Programme, Recognition
from aeo.model.benefits import Holder, PairTerms
from aeo.model.meant import Programmes, Registered, down
from aeo.model.periods import LAST
from aeo.model.recognition import stretch
from aeo.model.why_not import Asked, why_not
from aeo.queries.benefits import benefits_of

RULE = (
    "the agreement of the fewest parties (bilateral before sub-regional before regional, a bloc is one party), "
    "of those the one that was first to cover the pair: the older bilateral procedure continues"
)


class ByAgreement(View):
    """One agreement that covers the pair; `since` and `until` null are unknown or never.

    They bound the unbroken stretch around the day in which the agreement recognises what was asked: what is suspended
    for others changes nothing, and what was suspended as a whole began anew when it was reinstated. `via_from` and
    `via_to` are blocs that are the parties. `operator_types` null are all but those in `except_types`, `tiers` null
    are all.
    """

    agreement_id: UUID
    name: str
    since: date | None
    perhaps_since: date | None = Field(description="the first day on which it may have begun, null when nobody knows")
    first_on: date | None = Field(description="the first day on which it may have covered the pair at all, for anybody")
    until: date | None
    sure: bool
    via_from: str | None
    via_to: str | None
    operator_types: list[str] | None
    except_types: list[str]
    tiers: list[str] | None
    brings: PairTerms | None = Field(
        default=None, description="benefits and code rule that may hold on the day; null where nobody has said"
    )


class Applying(View):
    """Of several agreements the one whose procedure is followed, by the stated rule."""

    agreement_id: UUID
    name: str
    rule: str
    unless: list[UUID] = Field(description="possible ones, of which the first that does cover the pair would apply")


class PairOnDay(View):
    """`by` are the agreements that surely cover what was asked; `possible` those that imprecise days leave room for."""

    certified_in: str = Field(serialization_alias="from", description="where the operator is certified")
    recognised_by: str = Field(serialization_alias="to", description="whose customs recognise it")
    on: date
    operator: str | None
    tier: str | None
    known_at: datetime | None
    recognised: bool
    applies: Applying | None
    by: list[ByAgreement]
    overlaps: list[UUID] = Field(description="the other agreements that cover the pair as well")
    possible: list[ByAgreement]
    why: list[str]
    why_not: list[str]


async def pair_on_day(session: AsyncSession, asked: Asked, known_at: datetime | None) -> PairOnDay:
    rows = await _rows(session, asked, known_at)
    counting = [row for row, _ in rows if asked.counts(row)]
    held = [(row, name) for row, name in rows if asked.counts(row) and asked.holds(row)]
    held.sort(key=lambda each: (each[0].among, each[0].first, each[0].agreement_id))
    shown = _each_once(_by(row, name, counting, asked.on) for row, name in held)
    await _say_what_they_bring(session, shown, asked, known_at)
    by = [each for each in shown if each.sure]
    sure = {each.agreement_id for each in by}
    return PairOnDay(
        certified_in=asked.certified_in,
        recognised_by=asked.recognised_by,
        on=asked.on,
        operator=asked.operator,
        tier=asked.tier,
        known_at=known_at,
        recognised=bool(by),
        applies=_applying(shown, by) if by else None,
        by=by,
        overlaps=list(dict.fromkeys(each.agreement_id for each in by[1:] if each.agreement_id != by[0].agreement_id)),
        possible=[each for each in shown if each.agreement_id not in sure],
        why=[_sentence(each) for each in by],
        why_not=[] if by else await _why_not(session, asked, known_at, [row for row, _ in rows]),
    )


def _applying(shown: Sequence[ByAgreement], by: Sequence[ByAgreement]) -> Applying:
    """The first that is sure; by the rule one before it would apply, were it sure that it covers the pair."""
    sure = {each.agreement_id for each in by}
    before = [each.agreement_id for each in shown[: shown.index(by[0])] if each.agreement_id not in sure]
    return Applying(agreement_id=by[0].agreement_id, name=by[0].name, rule=RULE, unless=before)


async def _say_what_they_bring(
    session: AsyncSession, shown: Sequence[ByAgreement], asked: Asked, known_at: datetime | None
) -> None:
    certified_in = frozenset({asked.certified_in, *(each.via_from for each in shown if each.via_from)})
    recognised_by = frozenset({asked.recognised_by, *(each.via_to for each in shown if each.via_to)})
    holder = Holder(certified_in, recognised_by, asked.on, asked.operator, asked.tier)
    terms = await benefits_of(session, {each.agreement_id for each in shown}, holder, known_at)
    for each in shown:
        each.brings = terms.get(each.agreement_id)


async def _rows(session: AsyncSession, asked: Asked, known_at: datetime | None) -> list[tuple[Any, str]]:
    """All rows of the pair, of any day, with the names of their agreements."""
    row, agreement = as_known(Recognition, known_at), as_known(Agreement, known_at)
    found = (
        select(row, agreement.name)
        .join(agreement, col(agreement.id) == col(row.agreement_id))
        .where(row.certified_in == asked.certified_in, row.recognised_by == asked.recognised_by)
        .order_by(col(row.since), col(row.id))
    )
    return [(each, name) for each, name in (await session.exec(found)).all()]


async def _why_not(
    session: AsyncSession, asked: Asked, known_at: datetime | None, of_the_pair: Sequence[Any]
) -> list[str]:
    agreement = as_known(Agreement, known_at)
    standing = [await _standing_for(session, each, known_at) for each in (asked.certified_in, asked.recognised_by)]
    between = and_(*(col(agreement.parties).bool_op("&&")(each) for each in standing))
    covering = col(agreement.id).in_({row.agreement_id for row in of_the_pair})
    might = select(agreement).where(or_(between, covering))
    programmes = await _programmes(session, {party for each in standing for party in each}, known_at)
    said = []
    for each in (await session.exec(might.order_by(col(agreement.id)))).all():
        pairs = [(one, other) for one, other in product(*standing) if one != other and {one, other} <= {*each.everyone}]
        if pairs:
            rows = [row for row in of_the_pair if row.agreement_id == each.id]
            stopped = down(each.record.programmes, pairs[0], programmes)
            said.append(f"{each.name}: {why_not(each, rows, asked, pairs[0], stopped)}")
    return said or [await _unheard_of(session, asked, known_at)]


async def _standing_for(session: AsyncSession, economy: str, known_at: datetime | None) -> list[str]:
    """The economy, and the blocs to which it has ever belonged."""
    blocs = (await session.exec(select(as_known(Bloc, known_at)))).all()
    return [economy, *(bloc.code for bloc in blocs if any(each.economy == economy for each in bloc.members))]


async def _programmes(session: AsyncSession, parties: Collection[str], known_at: datetime | None) -> Programmes:
    programme = as_known(Programme, known_at)
    found = (await session.exec(select(programme).where(col(programme.economy).in_(parties)))).all()
    ordered = sorted(found, key=lambda each: each.id)
    return {
        party: [Registered(each.id, each.names, each.states) for each in ordered if each.economy == party]
        for party in parties
    }


async def _unheard_of(session: AsyncSession, asked: Asked, known_at: datetime | None) -> str:
    row = as_known(Recognition, known_at)
    agreement = as_known(Agreement, known_at)
    for economy in (asked.certified_in, asked.recognised_by):
        in_one = select(agreement.id).where(col(agreement.parties).contains([economy])).limit(1)
        through = select(row.id).where(row.certified_in == economy).limit(1)
        if not (await session.exec(in_one)).first() and not (await session.exec(through)).first():
            return f"no agreement of {economy} is on record"
    return (
        f"no agreement between {asked.certified_in} and {asked.recognised_by} is on record, "
        "and what each has with a third does not count"
    )


def _each_once(shown: Iterable[ByAgreement]) -> list[ByAgreement]:
    """What began in one direction and then as a whole is one stretch, and said once."""
    found: list[ByAgreement] = []
    for each in shown:
        if each not in found:
            found.append(each)
    return found


def _by(row: Any, name: str, counting: Iterable[Any], on: date) -> ByAgreement:
    by_it = [each for each in counting if each.agreement_id == row.agreement_id]
    since, until = stretch((each for each in by_it if each.sure == row.sure), on)
    # What imprecise days leave room for lies around what they prove.
    perhaps, _ = stretch(by_it, on)
    return ByAgreement(
        agreement_id=row.agreement_id,
        name=name,
        since=_known(since),
        perhaps_since=_known(perhaps),
        first_on=_known(row.first),
        until=None if until == LAST else until,
        sure=row.sure,
        via_from=row.via_from,
        via_to=row.via_to,
        operator_types=row.operator_types,
        except_types=row.except_types,
        tiers=row.tiers,
    )


def _known(day: date) -> date | None:
    return None if day == date.min else day


def _sentence(by: ByAgreement) -> str:
    through = " and ".join(each for each in (by.via_from, by.via_to) if each)
    parts = [
        f"{by.name}: in force since {by.since or 'an unknown day'}",
        f"perhaps since {by.perhaps_since or 'an unknown day before'}" if by.perhaps_since != by.since else "",
        f"first on {by.first_on or 'an unknown day'}" if by.first_on != by.perhaps_since else "",
        f"through {through}" if through else "",
        f"only for {', '.join(by.operator_types)}" if by.operator_types else "",
        f"but for {', '.join(by.except_types)}" if by.except_types else "",
        f"only the tier {', '.join(by.tiers)}" if by.tiers else "",
    ]
    return ", ".join(part for part in parts if part)
