"""Whatever is done to agreements, programmes and blocs, in whatever order: coverage follows from their steps alone."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from aeo.app import service
from aeo.commands import agreement as agreements
from aeo.commands import bloc as blocs
from aeo.commands import programme as programmes
from aeo.commands import steps
from aeo.commands.suspensions import suspensions_of
from aeo.model import Agreement, Bloc, Recognition
from aeo.model.recognition import Covered, coverage
from aeo.model.why_not import Asked
from aeo.queries.coverage import pair_on_day
from aeo.queries.coverage_matrix import matrix
from cabos import migrations
from cabos.database import Database
from cabos.ids import stable_id
from cabos.refusal import Refusal
from cabos.testing.stack import Stack
from cabos_contracts.aeo import CoverageChanged
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlmodel import col, select

PARTIES = {"bilateral": ("BR", "PE"), "bloc": ("EU", "PE"), "plurilateral": ("BR", "CL", "PE"), "apart": ("EU", "GB")}
TABLES = "journal, agreement, agreement_past, recognition, recognition_past, coverage, programme, bloc, claim"
MODULES = (agreements, steps, programmes, blocs)
START = date(2022, 1, 1)
NAMES = st.sampled_from(sorted(PARTIES))
DAYS = st.dates(date(2018, 1, 1), date(2024, 12, 31)).flatmap(
    lambda day: st.sampled_from([str(day), str(day)[:7], str(day)[:4]])
)
PARTS = st.sampled_from(
    [
        {},
        {"operator_types": ("exporter",)},
        {"party": "PE"},
        {"party": "BR", "operator_types": ("importer",)},
        {"direction": {"certified_in": "PE", "recognised_by": "BR"}},
        {"direction": {"certified_in": "EU", "recognised_by": "PE"}},
    ]
)


class Officers(RuleBasedStateMachine):
    """Officers who do anything at any time, and hear a refusal for what cannot be."""

    database: Database
    runner: asyncio.Runner

    def __init__(self) -> None:
        super().__init__()
        self.today = START
        self.seen: list[tuple[datetime, set[Covered]]] = []
        for module in MODULES:
            module.today = lambda: self.today  # type: ignore[attr-defined]
        self.runner.run(self._do(lambda session: session.exec(text(f"TRUNCATE {TABLES} CASCADE"))))
        members = [
            {"economy": "FR", "from_on": "1958-01-01"},
            {"economy": "GB", "from_on": "1973-01-01", "until_on": "2020-12-31"},
        ]
        self._ask(blocs.describe_bloc, "EU", blocs.DescribeBloc(name="EU", members=members, source="test"))

    async def _do(self, work: Any) -> Any:
        async with self.database.transaction() as session:
            return await work(session)

    def _ask(self, command: Any, *arguments: Any) -> None:
        """Twice, as a client that has not heard the answer: the repeat announces nothing."""

        async def announced(session: Any) -> int:
            return int((await session.exec(text("SELECT count(*) FROM journal"))).scalar_one())

        with suppress(Refusal):
            self.runner.run(self._do(lambda session: command(session, *arguments)))
            before = self.runner.run(self._do(announced))
            self.runner.run(self._do(lambda session: command(session, *arguments)))
            assert self.runner.run(self._do(announced)) == before, command.__name__

    def _id(self, name: str) -> UUID:
        return stable_id("agreement", name)

    @initialize(days=st.tuples(*[st.none() | DAYS] * len(PARTIES)), signed=NAMES)
    def open_all(self, days: tuple[str | None, ...], signed: str) -> None:
        """All but one are in force since some day, or nobody knows which."""
        for name, day in zip(PARTIES, days, strict=True):
            facts = {"name": name, "parties": PARTIES[name], "non_members": PARTIES[name], "source": "test"}
            facts |= {"stage": "signed"} if name == signed else {"stage": "in_force", "in_force_on": day}
            self._ask(agreements.open_agreement, self._id(name), agreements.OpenAgreement.model_validate(facts))

    @rule(name=NAMES, day=DAYS, part=PARTS)
    def bring_into_force(self, name: str, day: str, part: dict[str, Any]) -> None:
        said = agreements.BringIntoForce.model_validate({"in_force_on": day, **part})
        self._ask(agreements.bring_into_force, self._id(name), said)

    @rule(name=NAMES, day=DAYS, part=PARTS, until=st.none() | DAYS)
    def suspend(self, name: str, day: str, part: dict[str, Any], until: str | None) -> None:
        with suppress(ValueError):
            said = steps.SuspendAgreement.model_validate({"on": day, "until_on": until, **part})
            self._ask(steps.suspend_agreement, self._id(name), said)

    @rule(name=NAMES, day=DAYS, part=PARTS)
    def reinstate(self, name: str, day: str, part: dict[str, Any]) -> None:
        self._ask(
            steps.reinstate_agreement, self._id(name), steps.ReinstateAgreement.model_validate({"on": day, **part})
        )

    @rule(name=NAMES, day=DAYS)
    def terminate(self, name: str, day: str) -> None:
        self._ask(steps.terminate_agreement, self._id(name), steps.TerminateAgreement.model_validate({"on": day}))

    @rule(day=DAYS, economy=st.sampled_from(["MX", "CL"]), joins=st.booleans())
    def join_or_leave_the_plurilateral(self, day: str, economy: str, joins: bool) -> None:
        if joins:
            said = steps.AccedeToAgreement.model_validate({"on": day, "non_member": True})
            self._ask(steps.accede_to_agreement, self._id("plurilateral"), economy, said)
        else:
            left = steps.WithdrawFromAgreement.model_validate({"on": day})
            self._ask(steps.withdraw_from_agreement, self._id("plurilateral"), economy, left)

    @rule(
        day=DAYS,
        economy=st.sampled_from(["BR", "EU"]),
        name=st.sampled_from(["A", "B"]),
        state=st.sampled_from(["operational", "suspended"]),
    )
    def change_a_programme(self, day: str, economy: str, name: str, state: str) -> None:
        """An economy is down while all of its programmes are, be they registered before or after."""
        facts = {"economy": economy, "non_member": True, "name": name, "state": "operational", "source": "test"}
        programme_id = stable_id("programme", economy, name)
        self._ask(programmes.register_programme, programme_id, programmes.RegisterProgramme.model_validate(facts))
        self.rows_follow_from_the_steps_alone()
        change = programmes.ChangeProgrammeState.model_validate({"state": state, "on": day, "source": "test"})
        self._ask(programmes.change_programme_state, programme_id, change)

    @rule(day=DAYS, economy=st.sampled_from(["GB", "FR", "PE"]), joins=st.booleans())
    def change_a_member_of_the_bloc(self, day: str, economy: str, joins: bool) -> None:
        said = {"from_on" if joins else "until_on": day, "source": "test"}
        self._ask(blocs.change_member, "EU", economy, blocs.ChangeMember.model_validate(said))

    @rule(days=st.integers(1, 700))
    def let_time_pass(self, days: int) -> None:
        self.today += timedelta(days=days)
        now = datetime.combine(self.today, time(), UTC)
        self._ask(agreements.take_due_steps, now)
        self._ask(blocs.tell_changes_of_blocs, now)

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
        Officers.runner, Officers.database = runner, Database(url)
        yield Officers.database
        runner.run(Officers.database.close())


def test_coverage_follows_from_the_steps_alone_whatever_is_done(database: Database) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Officers,
        settings=settings(
            max_examples=20,
            stateful_step_count=15,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )
