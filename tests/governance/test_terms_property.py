"""However what befalls a seat interleaves: one holder at most, no gap without a reason, and events that tell it all."""

import asyncio
import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from cabos import migrations
from cabos.claims import MakeClaim, PreferClaim
from cabos.database import Database
from cabos.ids import stable_id
from cabos.refusal import Refusal
from cabos.testing.stack import Stack
from cabos_contracts.types import PartialDate
from governance.app import service
from governance.commands.conference import ConveneConference, OpenConference, convene_conference, open_conference
from governance.commands.council_session import (
    CancelCouncilSession,
    CloseCouncilSession,
    PlanCouncilSession,
    cancel_council_session,
    close_council_session,
    plan_council_session,
)
from governance.commands.decision import Selection, TakeDecision, take_decision
from governance.commands.register import RegisterMember, RegisterRegion, register_member, register_region
from governance.commands.sources import sources
from governance.commands.succession import (
    StartTerm,
    TakeOver,
    WaitForSession,
    WithdrawDesignate,
    start_term,
    take_over,
    wait_for_session,
    withdraw_designate,
)
from governance.commands.vice_chair_term import (
    ChangeOffice,
    EndTerm,
    KnownHolder,
    RecordTerm,
    change_office,
    end_term,
    record_term,
)
from governance.model import ViceChairTerm
from governance.model.seat import SeatState, on_day
from governance.model.term_stage import TermStage
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlmodel import select

from tests.governance.rebuilding import FACTS, rebuild

REGION = "AMS"
ECONOMIES = ("CL", "DO", "MX", "GT")
TABLES = "journal, claim, vacancy_alert, decision, vice_chair_term, conference, council_session, member, region"
TABLES += ", vice_chair_term_past, council_session_past, conference_past, decision_past, member_past, region_past"
NAMESPACE = stable_id("terms", "property")
BEGINNING = date(2012, 7, 1)
STEP = st.integers(-60, 200)
"""How many days after the latest one something happens; sometimes before it, as sources come late."""
HANDS = st.sampled_from([0, 0, 0, 1, 2])
"""Which of the terms or sessions a step is about: mostly the newest, or one of those before it."""


def someone_waits(machine: "Terms") -> bool:
    return machine.designate is not None


def has_planned(machine: "Terms") -> bool:
    return bool(machine.sessions)


class Terms(RuleBasedStateMachine):
    """A secretary who does anything at any time, and hears a refusal for what cannot be."""

    database: Database
    runner: asyncio.Runner

    def __init__(self) -> None:
        super().__init__()
        self.terms: list[UUID] = []
        self.sessions: list[tuple[UUID, int]] = []
        self.steps = 0
        self.latest = BEGINNING
        self.designate: UUID | None = None
        self.runner.run(self._begin())

    async def _begin(self) -> None:
        async with self.database.transaction() as session:
            await session.exec(text(f"TRUNCATE {TABLES} CASCADE"))  # type: ignore[call-overload]
            await register_region(session, REGION, RegisterRegion(name="Americas/Caribbean"))
            for economy in ECONOMIES:
                await register_member(session, economy, RegisterMember(name=economy, region=REGION, source="test"))
            self.terms.append(self._new())
            holder = RecordTerm(region=REGION, administration="CL", started_on=PartialDate(BEGINNING), source="test")
            await record_term(session, self.terms[0], holder)

    def _new(self) -> UUID:
        self.steps += 1
        return uuid5(NAMESPACE, str(self.steps))

    def _do(self, command: Any, *arguments: Any) -> bool:
        """Carry a command out, twice, as a client does that has not heard the answer; whether it was not refused."""

        async def once() -> None:
            async with self.database.transaction() as session:
                await command(session, *arguments)

        async def events() -> int:
            async with self.database.transaction() as session:
                return int((await session.exec(text("SELECT count(*) FROM journal"))).scalar_one())  # type: ignore[call-overload]

        try:
            self.runner.run(once())
        except Refusal:
            return False
        before = self.runner.run(events())
        self.runner.run(once())
        assert self.runner.run(events()) == before, f"{command.__name__} announces a repeat"
        return True

    def _term(self, back: int) -> UUID:
        return self.terms[-1 - back % len(self.terms)]

    def _session(self, back: int) -> tuple[UUID, int]:
        return self.sessions[-1 - back % len(self.sessions)]

    def _day(self, step: int) -> date:
        day = self.latest + timedelta(days=step)
        self.latest = max(self.latest, day)
        return day

    @rule(ahead=st.integers(0, 1), shift=st.integers(-20, 20), closes=st.booleans(), precise=st.booleans())
    def plan_a_session(self, ahead: int, shift: int, closes: bool, precise: bool) -> None:
        year = self.latest.year + ahead
        opens = date(year, 6, 28) + timedelta(days=shift)
        day = PartialDate(opens) if precise else PartialDate(str(opens)[:7])
        closed = PartialDate(opens + timedelta(days=2)) if closes else None
        plan = PlanCouncilSession(numbers=[year], opens_on=day, closes_on=closed, source="test")
        session = (uuid5(NAMESPACE, f"session {year}"), year)
        if self._do(plan_council_session, session[0], plan) and session not in self.sessions:
            self.sessions.append(session)

    @precondition(has_planned)
    @rule(back=HANDS, seldom=st.integers(0, 4))
    def cancel_a_session(self, back: int, seldom: int) -> None:
        if seldom:
            return
        session_id, _ = self._session(back)
        self._do(cancel_council_session, session_id, CancelCouncilSession(reason="in writing"))

    @precondition(has_planned)
    @rule(back=HANDS, shift=st.integers(-5, 30))
    def close_a_session(self, back: int, shift: int) -> None:
        session_id, year = self._session(back)
        day = date(year, 6, 30) + timedelta(days=shift)
        if self._do(close_council_session, session_id, CloseCouncilSession(closed_on=day)):
            self.latest = max(self.latest, day)

    @rule(economy=st.sampled_from(ECONOMIES), shift=st.integers(-20, 20), closes=st.booleans())
    def go_through_a_year(self, economy: str, shift: int, closes: bool) -> None:
        """What mostly happens, so that there is something to interfere with."""
        self.plan_a_session(1, shift, closes, True)
        self.latest = max(self.latest, date(self.latest.year + 1, 4, 1))
        self.select_a_designate(economy, 10, 0, True)
        if closes:
            self.close_a_session(0, shift)

    @rule(economy=st.sampled_from(ECONOMIES), step=STEP, back=HANDS, waits=st.booleans())
    def select_a_designate(self, economy: str, step: int, back: int, waits: bool) -> None:
        conference, term = self._new(), self._new()
        after = self._session(back)[0] if waits and self.sessions else None
        day = PartialDate(self._day(step))
        called = ConveneConference(region=REGION, name="Conference", starts_on=day, source="test")
        chosen = Selection(term_id=term, administration=economy, after_session_id=after)
        decision = TakeDecision(kind="vice_chair_selection", text="Next.", selects=chosen, source="test")
        self._do(convene_conference, conference, called)
        self._do(open_conference, conference, OpenConference(opened_on=day))
        if self._do(take_decision, conference, self._new(), decision):
            self.terms.append(term)

    @rule(back=HANDS, step=STEP)
    def end_a_term_early(self, back: int, step: int) -> None:
        self._do(end_term, self._term(back), EndTerm(ended_on=PartialDate(self._day(step)), reason="gives up"))

    @precondition(someone_waits)
    @rule(step=STEP)
    def withdraw(self, step: int) -> None:
        command = WithdrawDesignate(withdrawn_on=PartialDate(self._day(step)), reason="gives up")
        self._do(withdraw_designate, self.designate, command)

    @precondition(someone_waits)
    @rule(step=STEP)
    def start_on_another_day(self, step: int) -> None:
        command = StartTerm(started_on=PartialDate(self._day(step)), reason="outside of the cycle")
        self._do(start_term, self.designate, command)

    @precondition(someone_waits)
    @precondition(has_planned)
    @rule(session=HANDS)
    def wait_for_another_session(self, session: int) -> None:
        command = WaitForSession(after_session_id=self._session(session)[0], reason="the first one moved")
        self._do(wait_for_session, self.designate, command)

    @rule(back=HANDS, economy=st.sampled_from(ECONOMIES), step=STEP)
    def take_a_seat_over(self, back: int, economy: str, step: int) -> None:
        term = self._new()
        facts = {"term_id": term, "administration": economy, "taken_over_on": PartialDate(self._day(step))}
        if self._do(take_over, self._term(back), TakeOver(**facts, reason="a by-election", source="test")):
            self.terms.append(term)

    @rule(back=HANDS, since=st.integers(0, 300), days=st.integers(1, 400))
    def change_who_holds_office(self, back: int, since: int, days: int) -> None:
        from_ = self.latest - timedelta(days=since)
        somebody = KnownHolder(name="A", from_on=PartialDate(from_), until_on=PartialDate(from_ + timedelta(days=days)))
        nobody = KnownHolder(from_on=somebody.until_on)
        command = ChangeOffice(office_holders=[somebody, nobody])
        self._do(change_office, self._term(back), command)

    @rule(back=HANDS, field=st.sampled_from(["started_on", "ended_on", "selected_on"]), shift=st.integers(-90, 90))
    def correct_a_term(self, back: int, field: str, shift: int) -> None:
        terms, _ = self.runner.run(self._read())
        day = next(getattr(term, field) for term in terms if term.id == self._term(back))
        assume(day is not None)
        self._correct("vice_chair_term", self._term(back), field, day.earliest + timedelta(days=shift))

    @precondition(has_planned)
    @rule(back=HANDS, field=st.sampled_from(["opens_on", "closes_on", "closed_on"]), shift=st.integers(-9, 9))
    def correct_a_session(self, back: int, field: str, shift: int) -> None:
        session_id, year = self._session(back)
        self._correct("council_session", session_id, field, date(year, 6, 30) + timedelta(days=shift))

    def _correct(self, kind: str, record: UUID, field: str, day: date) -> None:
        claim = self._new()
        stated = MakeClaim(kind=kind, record=str(record), field=field, value=str(day), source="a better one")
        if self._do(sources.make, "an officer", claim, stated):
            self._do(sources.prefer, "an officer", claim, PreferClaim(reason="it is better"))

    @invariant()
    def one_holder_at_most_and_no_gap_without_a_reason(self) -> None:
        terms, _ = self.runner.run(self._read())
        self.designate = next((term.id for term in terms if term.stage is TermStage.DESIGNATE), None)
        written = [day for term in terms for day in (term.started_on, term.ended_on) if day is not None]
        days = sorted({day.earliest + timedelta(days=n) for day in written for n in (-1, 0, 1)})
        begun = False
        for day in days:
            holders = [term for term in terms if term.surely_holds(day)]
            assert len(holders) <= 1, (day, holders)
            seat = on_day(terms, day)
            begun = begun or bool(holders)
            wanted = {SeatState.HELD, SeatState.VACANT} if begun else {SeatState.NOT_ON_RECORD}
            assert seat.state in wanted, (day, seat)
            assert seat.state is not SeatState.VACANT or "gives up" in seat.why or "by-election" in seat.why

    @invariant()
    def the_events_tell_what_the_tables_say(self) -> None:
        terms, events = self.runner.run(self._read())
        assert rebuild(events) == {str(term.id): _facts(term) for term in terms}

    async def _read(self) -> tuple[list[ViceChairTerm], list[tuple[str, dict[str, Any]]]]:
        async with self.database.transaction() as session:
            terms = list(await session.exec(select(ViceChairTerm)))
            rows = await session.exec(text("SELECT type, data FROM journal ORDER BY id"))  # type: ignore[call-overload]
            return terms, [(type_, data if isinstance(data, dict) else json.loads(data)) for type_, data in rows]


def _facts(term: ViceChairTerm) -> dict[str, Any]:
    dumped = term.model_dump(mode="json")
    return {field: dumped[field] for field in FACTS}


@pytest.fixture(scope="module")
def machine(stack: Stack) -> Iterator[type[Terms]]:
    with stack.fresh_database("terms") as url, asyncio.Runner() as runner:
        migrations.migrate(service.migrations, url)
        Terms.database, Terms.runner = Database(url), runner
        yield Terms
        runner.run(Terms.database.close())


def test_whatever_befalls_a_seat_it_is_held_by_one_and_told_whole(machine: type[Terms]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
