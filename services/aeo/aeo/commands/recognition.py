"""Keeping who is recognised by whom in step with the agreements."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from cabos.database import execute
from cabos.ids import stable_id
from cabos.journal import MAX_EVENT_BYTES, publish
from cabos_contracts.aeo import CoverageChanged
from cabos_contracts.aeo.coverage import CoveredPeriod, PairCoverage
from cabos_contracts.envelope import Event
from sqlalchemy import Table, delete, insert, text, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from aeo.commands.suspensions import suspensions_of
from aeo.model import Agreement, Bloc, Coverage, Recognition
from aeo.model.recognition import RULES, Covered, Membership, coverage

ROWS: Table = Recognition.__table__  # type: ignore[attr-defined]
TEXT_OF_PAIRS = MAX_EVENT_BYTES - 24_000
"""What the pairs of one event may take, so that the name of the agreement, 4,000 characters, has room beside them."""
BATCH = 200
_OF_EACH = "(hashtextextended('coverage of ' || party, 0)) FROM unnest(CAST(:parties AS text[])) AS party"
_WAIT = text("SELECT pg_advisory_xact_lock_shared" + _OF_EACH)
_ALONE = text("SELECT pg_advisory_xact_lock" + _OF_EACH)
"""By turns: many agreements of a party may be new at once, while nobody changes what holds of that party."""


async def recompute(session: AsyncSession, agreement: Agreement) -> list[Event]:
    """Write what has changed of the agreement's periods, and only that; returns what is to be announced of it.

    The caller holds the row of the agreement. Called again, it changes nothing.
    """
    session.add(agreement)
    await session.flush()
    known = await session.get(Coverage, agreement.id, with_for_update=True)
    if known is None:
        # Who changes a programme or a bloc meanwhile cannot see an agreement that is new: one of the two waits.
        await execute(session, _WAIT, {"parties": sorted(agreement.everyone)})
        known = Coverage(agreement_id=agreement.id)
        session.add(known)
    known.rules = RULES
    suspended = await suspensions_of(session, agreement)
    memberships = await _memberships(session, agreement.everyone)
    wanted = coverage(agreement.everyone, agreement.steps, suspended, memberships, agreement.presumed)
    found = {_covered(row): row["id"] for row in await _rows(session, agreement)}
    gone, new = found.keys() - wanted, wanted - found.keys()
    if gone:
        await execute(session, delete(ROWS).where(ROWS.c.id.in_([found[each] for each in gone])))
    other = ROWS.c.among != len(agreement.parties)
    await execute(
        session, update(ROWS).where(ROWS.c.agreement_id == agreement.id, other).values(among=len(agreement.parties))
    )
    if new:
        await execute(session, insert(ROWS), [_row(agreement, each) for each in new])
    changed = {(each.certified_in, each.recognised_by) for each in gone | new}
    return _announced(agreement, known, [each for each in wanted if (each.certified_in, each.recognised_by) in changed],
                      changed)  # fmt: skip


async def recompute_of(session: AsyncSession, parties: Collection[str]) -> None:
    """Keep in step what has one of these parties: its programme or its members have changed."""
    await execute(session, _ALONE, {"parties": sorted(parties)})
    concerned = select(Agreement).where(col(Agreement.parties).bool_op("&&")(list(parties)))
    for agreement in (await session.exec(concerned.order_by(col(Agreement.id)).with_for_update())).all():
        publish(session, *await recompute(session, agreement))


async def recompute_missing(session: AsyncSession) -> None:
    """Keep in step what was computed by other rules, or not yet, a few hundred agreements at a time."""
    kept = select(Coverage.agreement_id).where(col(Coverage.rules) == RULES)
    missing = select(Agreement).where(col(Agreement.id).not_in(kept))
    batch = missing.order_by(col(Agreement.id)).limit(BATCH).with_for_update(skip_locked=True)
    for agreement in (await session.exec(batch)).all():
        publish(session, *await recompute(session, agreement))


async def _memberships(session: AsyncSession, parties: Collection[str]) -> list[Membership]:
    blocs = (await session.exec(select(Bloc).where(col(Bloc.code).in_(parties)))).all()
    return [each for bloc in blocs for each in bloc.memberships()]


async def _rows(session: AsyncSession, agreement: Agreement) -> Iterable[Any]:
    found = select(*ROWS.c).where(ROWS.c.agreement_id == agreement.id)
    return (await execute(session, found)).mappings().all()


def _covered(row: Any) -> Covered:
    types, tiers = row["operator_types"], row["tiers"]
    return Covered(
        row["certified_in"],
        row["recognised_by"],
        row["since"],
        row["until"],
        row["sure"],
        None if types is None else tuple(types),
        tuple(row["except_types"]),
        None if tiers is None else tuple(tiers),
        row["via_from"],
        row["via_to"],
        row["first"],
    )


def _row(agreement: Agreement, each: Covered) -> dict[str, Any]:
    return {
        "id": stable_id("recognition", agreement.id, repr(each)),
        "agreement_id": agreement.id,
        "certified_in": each.certified_in,
        "recognised_by": each.recognised_by,
        "via_from": each.via_from,
        "via_to": each.via_to,
        "since": each.since,
        "until": each.until,
        "sure": each.sure,
        "first": each.first,
        "operator_types": None if each.operator_types is None else list(each.operator_types),
        "except_types": list(each.except_types),
        "tiers": None if each.tiers is None else list(each.tiers),
        "among": len(agreement.parties),
    }


def _announced(
    agreement: Agreement, known: Coverage, wanted: Sequence[Covered], changed: Collection[tuple[str, str]]
) -> list[Event]:
    by_pair = {pair: list(each) for pair, each in groupby(sorted(wanted, key=_order), key=lambda c: _order(c)[:2])}
    parts = _parts([_pair_coverage(*pair, by_pair.get(pair, ())) for pair in sorted(changed)])
    events: list[Event] = []
    for number, pairs in enumerate(parts, 1):
        known.version += 1
        events.append(
            CoverageChanged(
                agreement_id=agreement.id,
                name=agreement.name,
                pairs=tuple(pairs),
                part=number,
                parts=len(parts),
                version=known.version,
            )
        )
    return events


def _order(each: Covered) -> tuple[str, str, str, str, bool, date, date, str]:
    return (
        each.certified_in,
        each.recognised_by,
        each.via_from or "",
        each.via_to or "",
        not each.sure,
        each.since,
        each.until,
        repr(each),
    )


def _pair_coverage(certified_in: str, recognised_by: str, covered: Iterable[Covered]) -> PairCoverage:
    said = PairCoverage(
        certified_in=certified_in,
        recognised_by=recognised_by,
        periods=tuple(
            CoveredPeriod(
                since=None if each.since == date.min else each.since,
                until=None if each.until == date.max else each.until,
                sure=each.sure,
                via_from=each.via_from,
                via_to=each.via_to,
                operator_types=each.operator_types,
                except_types=each.except_types,
                tiers=each.tiers,
            )
            for each in covered
        ),
    )
    return said if _size(said) <= TEXT_OF_PAIRS else said.model_copy(update={"periods": None})


def _parts(pairs: Iterable[PairCoverage]) -> list[list[PairCoverage]]:
    parts: list[list[PairCoverage]] = []
    room = 0
    for pair in pairs:
        size = _size(pair)
        if size > room:
            parts.append([])
            room = TEXT_OF_PAIRS
        parts[-1].append(pair)
        room -= size
    return parts


def _size(pair: PairCoverage) -> int:
    return len(pair.model_dump_json().encode()) + 1
