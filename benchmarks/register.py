"""What it costs to ask what held on a day, behind few terms and decisions and behind many."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import governance
from cabos import migrations
from cabos.database import Database
from cabos.local import LocalServers
from governance.commands.conference import ConveneConference, OpenConference, convene_conference, open_conference
from governance.commands.decision import TakeDecision, take_decision
from governance.commands.register import RegisterMember, RegisterRegion, register_member, register_region
from governance.commands.vice_chair_term import RecordTerm, record_term
from governance.queries.decisions import DecisionFilters, list_decisions
from governance.queries.terms import list_terms
from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from benchmarks.ground import fresh
from benchmarks.scale import Scale

REGIONS = ("AMS", "AP", "ESA", "EUR", "MENA", "WCA")
FIRST_DAY = date(1980, 1, 1)
DAY = FIRST_DAY + timedelta(days=100)
"""One day on which all regions have a holder, and some decisions hold, behind few and behind many."""

ASKED = 100
TERM, CONFERENCE, DECISION = UUID(int=1), UUID(int=2), UUID(int=3)
PLANS = {
    "vice_chair_term_sure": "SELECT * FROM vice_chair_term WHERE sure_from IS NOT NULL"
    " AND daterange(sure_from, sure_until) @> CAST(:day AS date)",
    "decision_in_effect": "SELECT count(*) FROM decision WHERE effective_from <= :day",
}
"""By the index that has to be found."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds for a list as of a day, behind few and behind many; the indexes that PostgreSQL has used."""

    terms_ms: tuple[float, float]
    decisions_ms: tuple[float, float]
    found_by: list[str]


async def measure(servers: LocalServers, scale: Scale) -> Asked:
    async with fresh(servers) as ground:
        await asyncio.to_thread(
            migrations.migrate, Path(governance.__file__).parent / "migrations", ground.database_url
        )
        await _put_the_first(ground.database)
        few = await _ask_both(ground.database, 1, scale.few_records)
        many = await _ask_both(ground.database, scale.few_records + 1, scale.many_records)
        return Asked((few[0], many[0]), (few[1], many[1]), await _found_by(ground.database))


async def _put_the_first(database: Database) -> None:
    async with database.transaction() as session:
        for region in REGIONS:
            await register_region(session, region, RegisterRegion(name=region))
        await session.flush()
        await register_member(session, "CL", RegisterMember(name="Chile", region="AMS", source="a benchmark"))
        term = RecordTerm.model_validate(
            {"region": "AMS", "administration": "CL", "started_on": "1970-01-01", "ended_on": "1970-01-02",
             "source": "a benchmark"}
        )  # fmt: skip
        await session.flush()
        await record_term(session, TERM, term)
        meeting = {"region": "AMS", "name": "A conference", "starts_on": "1970-01-01", "source": "a benchmark"}
        await convene_conference(session, CONFERENCE, ConveneConference.model_validate(meeting))
        await session.flush()
        await open_conference(session, CONFERENCE, OpenConference.model_validate({"opened_on": "1970-01-01"}))
        taken = {"kind": "resolution", "text": "It is resolved.", "source": "a benchmark"}
        await take_decision(session, CONFERENCE, DECISION, TakeDecision.model_validate(taken))


# A day each, one region after the other; the first of a kind is what the others are made after.
_TERMS = text("""
    INSERT INTO vice_chair_term
    SELECT (jsonb_populate_record(first, jsonb_build_object(
        'id', lpad(to_hex(1000 + numbered.number), 32, '0'), 'region', numbered.region,
        'started_on', day, 'ended_on', next,
        'sure_from', day, 'sure_until', next, 'possible_from', day, 'possible_until', next, 'in_line_on', day
    ))).*
    FROM vice_chair_term AS first, (
        SELECT number, (CAST(:regions AS text[]))[1 + number % 6] AS region,
               CAST(:from AS date) + CAST(number / 6 AS int) AS day,
               CAST(:from AS date) + CAST(number / 6 AS int) + 1 AS next
        FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS number
    ) AS numbered WHERE first.id = :like
""")
_DECISIONS = text("""
    INSERT INTO decision
    SELECT (jsonb_populate_record(first, jsonb_build_object(
        'id', lpad(to_hex(1000 + numbered.number), 32, '0'), 'taken_on', day,
        'took_effect_on', day, 'effective_from', day, 'effect', 'effective'
    ))).*
    FROM decision AS first, (
        SELECT number, CAST(:from AS date) + CAST(number / 6 AS int) AS day
        FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS number
    ) AS numbered WHERE first.id = :like
""")


async def _ask_both(database: Database, first: int, last: int) -> tuple[float, float]:
    values = {"from": FIRST_DAY, "first": first, "last": last}
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(_TERMS, values | {"regions": list(REGIONS), "like": TERM})
        await connection.execute(_DECISIONS, values | {"like": DECISION})
        await connection.execute(text("VACUUM ANALYZE vice_chair_term, decision"))
    return await _timed(database, _terms), await _timed(database, _decisions)


async def _timed(database: Database, question: Callable[[AsyncSession], Awaitable[Any]]) -> float:
    """The median in milliseconds, after one that warms up, each in a transaction of its own."""
    took = []
    for _ in range(ASKED + 1):
        async with database.transaction() as session:
            started = time.perf_counter()
            found = await question(session)
            took.append((time.perf_counter() - started) * 1e3)
            if not found.items:
                raise RuntimeError("nothing is found on the day: what takes no time proves nothing")
    return median(took[1:])


async def _terms(session: AsyncSession) -> Any:
    return await list_terms(
        session,
        region=None,
        administration=None,
        stage=None,
        as_of=DAY,
        possible=False,
        known_at=None,
        sort="region",
        limit=100,
        after=None,
    )


async def _decisions(session: AsyncSession) -> Any:
    wanted = DecisionFilters(
        conference=None, region="AMS", kind=None, effect=None, owner=None, follow_up=None, as_of=DAY
    )
    return await list_decisions(session, wanted, "taken_on", None, 100, None)


async def _found_by(database: Database) -> list[str]:
    """The indexes of `PLANS` that EXPLAIN names, where no table is read from end to end."""
    found = []
    async with database.engine.connect() as connection:
        for index, statement in PLANS.items():
            explained = await connection.execute(text(f"EXPLAIN {statement}"), {"day": DAY})
            plan = "\n".join(explained.scalars())
            if index in plan and "Seq Scan" not in plan:
                found.append(index)
    return found
