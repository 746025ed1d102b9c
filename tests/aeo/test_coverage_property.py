"""Whatever is done to agreements, programmes and blocs, in whatever order: coverage follows from their steps alone."""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from aeo.app import service
from aeo.commands.suspensions import suspensions_of
from aeo.model import Agreement, Bloc, Recognition
from aeo.model.recognition import Covered, coverage
from aeo.model.why_not import Asked
from aeo.queries.coverage import pair_on_day
from aeo.queries.coverage_matrix import matrix
from cabos import migrations
from cabos.database import Database
from cabos.testing.stack import Stack
from cabos_contracts.aeo import CoverageChanged
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlmodel import col, select

from tests.aeo.officers import MODULES, Officers


class Register(Officers):
    """After each thing that officers do, coverage is what the steps alone tell."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[datetime, set[Covered]]] = []

    def look(self) -> None:
        self.rows_follow_from_the_steps_alone()

    @precondition(lambda self: len(self.seen) < 3)
    @rule()
    def remember_what_is_known(self) -> None:
        """To be asked for at the end, whatever has been corrected meanwhile."""

        async def look(session: Any) -> None:
            known_at = (await session.exec(text("SELECT clock_timestamp()"))).scalar_one()
            self.seen.append((known_at, await _rows(session)))

        self.runner.run(self._do(look))

    @invariant()
    def rows_follow_from_the_steps_alone(self) -> None:
        async def compare(session: Any) -> None:
            rows = await _rows(session)
            memberships = [each for bloc in (await session.exec(select(Bloc))).all() for each in bloc.memberships()]
            wanted = set()
            for agreement in (await session.exec(select(Agreement))).all():
                suspended = await suspensions_of(session, agreement)
                of_it = coverage(agreement.everyone, agreement.steps, suspended, memberships, agreement.presumed)
                wanted |= {(agreement.id, each) for each in of_it}
            assert rows == wanted

        self.runner.run(self._do(compare))

    @invariant()
    def the_events_tell_every_period(self) -> None:
        async def replay(session: Any) -> None:
            told: dict[tuple[UUID, str, str], set[Any]] = {}
            found = text("SELECT data FROM journal WHERE type = :type ORDER BY id").bindparams(
                type=CoverageChanged.type
            )
            for data in (await session.exec(found)).scalars():
                event = CoverageChanged.model_validate_json(data)
                for pair in event.pairs:
                    told[event.agreement_id, pair.certified_in, pair.recognised_by] = set(pair.periods or ())
            periods = {(*key, each.since or date.min, each.until or date.max, each.sure, each.via_from, each.via_to,
                        each.operator_types, each.except_types, each.tiers)
                       for key, all_of_it in told.items() for each in all_of_it}  # fmt: skip
            rows = {(id_, c.certified_in, c.recognised_by, c.since, c.until, c.sure, c.via_from, c.via_to,
                     c.operator_types, c.except_types, c.tiers)
                    for id_, c in await _rows(session)}  # fmt: skip
            assert periods == rows

        self.runner.run(self._do(replay))

    def teardown(self) -> None:
        self.runner.run(self._do(self._answers_agree_with_the_periods))

    async def _answers_agree_with_the_periods(self, session: Any) -> None:
        for known_at, rows in [*self.seen, (None, await _rows(session))]:
            covered = [each for _, each in rows]
            edges = {day for each in covered for day in (each.since, each.until)} - {date.min, date.max}
            for day in sorted({edge + timedelta(days=n) for edge in edges for n in (-1, 0, 1)})[:30]:
                for operator in (None, "exporter"):
                    wanted = {
                        (c.certified_in, c.recognised_by) for c in covered if c.sure and _counts(c, day, operator)
                    }
                    said_of_all = {
                        (row[0], row[1]): row for row in (await matrix(session, day, operator, None, known_at)).rows
                    }
                    assert {pair for pair, row in said_of_all.items() if row[2]} == wanted, (day, operator, known_at)
                for pair in (("BR", "PE"), ("PE", "FR"), ("GB", "PE"), ("PE", "EU")):
                    said = await pair_on_day(session, Asked(*pair, day, "exporter"), known_at)
                    assert said.recognised == (pair in wanted)
                    assert bool(said.why) == said.recognised
                    assert bool(said.why_not) != said.recognised
                    for best in (said.by or said.possible)[:1]:
                        since, until = (day and str(day) for day in (best.since, best.until))
                        assert said_of_all[pair][-2:] == (since, until), (pair, day, known_at)


def _counts(covered: Covered, day: date, operator: str | None) -> bool:
    if not covered.since <= day < covered.until:
        return False
    if operator is None:
        return True
    return operator not in covered.except_types and operator in (covered.operator_types or [operator])


async def _rows(session: Any) -> set[tuple[UUID, Covered]]:
    rows = (await session.exec(select(Recognition).order_by(col(Recognition.id)))).all()
    return {
        (
            row.agreement_id,
            Covered(
                row.certified_in,
                row.recognised_by,
                row.since,
                row.until,
                row.sure,
                None if row.operator_types is None else tuple(row.operator_types),
                tuple(row.except_types),
                None if row.tiers is None else tuple(row.tiers),
                row.via_from,
                row.via_to,
                row.first,
            ),
        )
        for row in rows
    }


@pytest.fixture
def database(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    for module in MODULES:
        # What the machine sets is taken back by whoever has set it first.
        monkeypatch.setattr(module, "today", module.today)
    with stack.fresh_database("aeo_coverage") as url, asyncio.Runner() as runner:
        migrations.migrate(service.migrations, url)
        Register.runner, Register.database = runner, Database(url)
        yield Register.database
        runner.run(Register.database.close())


def test_coverage_follows_from_the_steps_alone_whatever_is_done(database: Database) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Register,
        settings=settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
