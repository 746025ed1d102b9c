"""What it costs to ask who recognises whom, among few agreements and among many, and against a plain loop over rows."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from uuid import UUID

import aeo
from aeo.model import Agreement, AgreementFacts
from aeo.model.periods import periods
from aeo.model.why_not import Asked
from aeo.queries.coverage import pair_on_day
from aeo.queries.coverage_matrix import matrix
from cabos import migrations
from cabos.database import Database
from cabos.local import LocalServers
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.ground import fresh
from benchmarks.scale import Scale

ECONOMIES = [f"{first}{second}" for first in "ABCDEFGHIJ" for second in "ABCDEFGHIJKLMNOPQRS"]
"""190, as many as there are in the world, by and large."""

PAIRS = list(combinations(ECONOMIES, 2))
# In no order, as agreements come: neighbours in the table share no party.
Random(7).shuffle(PAIRS)

DAY = date(2023, 5, 1)
ASKED = 200
LOOPS = 2
MATRICES = 10
INDEX = "recognition_of_a_pair"


@dataclass(frozen=True, slots=True)
class Covered:
    """Milliseconds for one pair on one day, and for all pairs; the plan that PostgreSQL has for a pair."""

    few_ms: float
    many_ms: float
    loop_ms: float
    matrix_ms: float
    pairs: int
    plan: str

    @property
    def found_by(self) -> str:
        """The index, as EXPLAIN names it."""
        return INDEX if INDEX in self.plan and "Seq Scan" not in self.plan else "reading all rows"


async def measure(servers: LocalServers, scale: Scale) -> Covered:
    async with fresh(servers) as ground:
        await asyncio.to_thread(migrations.migrate, Path(aeo.__file__).parent / "migrations", ground.database_url)
        await _put_the_first(ground.database)
        await _fill(ground.database, 1, scale.few_agreements)
        await _agree(ground.database)
        few = await _timed(ground.database, ASKED, _ask)
        await _fill(ground.database, scale.few_agreements + 1, scale.a_matrix)
        all_pairs, pairs = await _timed(ground.database, MATRICES, _all_pairs), await _pairs(ground.database)
        await _fill(ground.database, scale.a_matrix + 1, scale.many_agreements)
        many = await _timed(ground.database, ASKED, _ask)
        loop = await _timed(ground.database, LOOPS, _loop)
        return Covered(few, many, loop, all_pairs, pairs, await _plan(ground.database))


async def _put_the_first(database: Database) -> None:
    facts = AgreementFacts(name="Agreement 0", parties=("YY", "ZZ"), source="a benchmark")
    async with database.transaction() as session:
        agreement = Agreement.opened_with(UUID(int=0), facts, date(2024, 1, 1))
        agreement.open(facts, date(2024, 1, 1))
        session.add(agreement)


# Bilateral agreements over all pairs of economies in turn, in force since a year that moves with the number, of every
# fifth no more than the year is known. The first is what the others are made after, whatever columns there are.
_AGREEMENTS = text("""
    INSERT INTO agreement
    SELECT (jsonb_populate_record(first, jsonb_build_object(
        'id', lpad(to_hex(number), 32, '0'), 'name', 'Agreement ' || number, 'parties', pair, 'live_pair', NULL,
        'steps', jsonb_build_array(
            jsonb_build_object('kind', 'signed', 'on', year || '-03-14', 'recorded_on', '2024-01-01'),
            jsonb_build_object('kind', 'in_force', 'on', day, 'recorded_on', '2024-01-01')
        )
    ))).*
    FROM agreement AS first, (
        SELECT number, CAST(:pairs AS jsonb)->CAST(number % :count AS int) AS pair, 1980 + number % 40 AS year,
               (1980 + number % 40) || CASE WHEN number % 5 = 0 THEN '' ELSE '-07-01' END AS day
        FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS number
    ) AS numbered
    WHERE first.name = 'Agreement 0'
""")
# As `recompute` writes them: both ways, surely and possibly.
_RECOGNITIONS = text("""
    INSERT INTO recognition
        (id, agreement_id, certified_in, recognised_by, since, until, sure, first, except_types, among)
    SELECT gen_random_uuid(), id, parties[one], parties[3 - one],
           CAST(day || CASE WHEN length(day) > 4 THEN '' WHEN sure THEN '-12-31' ELSE '-01-01' END AS date),
           '9999-12-31', sure, CAST(day || CASE WHEN length(day) > 4 THEN '' ELSE '-01-01' END AS date), '{}', 2
    FROM (
        SELECT id, parties, steps->1->>'on' AS day FROM agreement WHERE CAST(substr(name, 11) AS bigint) >= :first
    ) AS filled, generate_series(1, 2) AS one, unnest(ARRAY[true, false]) AS sure
""")


async def _fill(database: Database, first: int, last: int) -> None:
    values = {"pairs": json.dumps(PAIRS), "count": len(PAIRS), "first": first, "last": last}
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(_AGREEMENTS, values)
        await connection.execute(_RECOGNITIONS, values)
        await connection.execute(text("VACUUM ANALYZE agreement, recognition"))


Question = Callable[[AsyncSession, int], Awaitable[Any]]


async def _timed(database: Database, times: int, question: Question) -> float:
    """The median in milliseconds, after one that warms up, each in a transaction of its own."""
    took = []
    for number in range(times + 1):
        async with database.transaction() as session:
            started = time.perf_counter()
            await question(session, number)
            took.append((time.perf_counter() - started) * 1e3)
    return median(took[1:])


def _asked(number: int) -> Asked:
    """A pair of one of the first agreements, so that few and many are asked the same."""
    certified_in, recognised_by = PAIRS[number + 1]
    return Asked(certified_in, recognised_by, DAY)


async def _ask(session: AsyncSession, number: int) -> bool:
    return (await pair_on_day(session, _asked(number), None)).recognised


async def _all_pairs(session: AsyncSession, number: int) -> bytes:
    return (await matrix(session, DAY, None, None, None)).as_json()


async def _pairs(database: Database) -> int:
    async with database.transaction() as session:
        return len((await matrix(session, DAY, None, None, None)).rows)


async def _loop(session: AsyncSession, number: int) -> bool:
    """What one writes without a table of periods: all agreements as rows, and the rules in Python."""
    asked = _asked(number)
    return any(
        (period.certified_in, period.recognised_by) == (asked.certified_in, asked.recognised_by)
        and period.sure
        and period.since <= asked.on < period.until
        for agreement in (await session.exec(select(Agreement))).all()
        if {asked.certified_in, asked.recognised_by} <= set(agreement.parties)
        for period in periods(agreement.parties, agreement.steps)
    )


async def _agree(database: Database) -> None:
    """Raises `RuntimeError` when the two do not say the same of a pair: then they cannot be compared."""
    async with database.transaction() as session:
        for number in range(LOOPS):
            if await _loop(session, number) != await _ask(session, number):
                raise RuntimeError(f"the loop and the table disagree on {_asked(number)}")


_EXPLAINED = text("""
    EXPLAIN (ANALYZE, FORMAT TEXT) SELECT * FROM recognition WHERE certified_in = :one AND recognised_by = :other
""")


async def _plan(database: Database) -> str:
    asked = _asked(1)
    async with database.engine.connect() as connection:
        values = {"one": asked.certified_in, "other": asked.recognised_by}
        return "\n".join((await connection.execute(_EXPLAINED, values)).scalars())
