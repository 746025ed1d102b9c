"""Officers who do anything to agreements, programmes and blocs at any time."""

import asyncio
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from aeo.commands import agreement as agreements
from aeo.commands import benefits, steps
from aeo.commands import bloc as blocs
from aeo.commands import programme as programmes
from aeo.commands.sources import sources
from aeo.model import Agreement
from cabos.claims import MakeClaim, PreferClaim
from cabos.database import Database
from cabos.ids import stable_id
from cabos.refusal import Refusal
from cabos_contracts.types import PartialDate
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import text

PARTIES = {"bilateral": ("BR", "PE"), "bloc": ("EU", "PE"), "plurilateral": ("BR", "CL", "PE"), "apart": ("EU", "GB")}
LATER = {"name": "later", "parties": ["BR", "EU", "PE"], "non_members": ["BR", "EU", "PE"], "source": "test"}
TABLES = "journal, agreement, agreement_past, recognition, recognition_past, coverage, programme, bloc, claim"
MODULES = (agreements, steps, programmes, blocs, benefits)
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


NOTED = st.sampled_from(["contact", "validated", "procedures_settled", "piloted", "reviewed", "amended"])
NTH = st.integers(0, 9)


class Officers(RuleBasedStateMachine):
    """They hear a refusal for what cannot be, and ask everything twice."""

    database: Database
    runner: asyncio.Runner

    def __init__(self) -> None:
        super().__init__()
        self.today = START
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

    def look(self) -> None:
        """In the middle of a rule, at what must hold after each."""

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
        self.look()
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

    @rule(name=NAMES, day=DAYS)
    def sign(self, name: str, day: str) -> None:
        said = {"signed_on": day, "source": "test", "signatories": [{"party": PARTIES[name][0], "office": "Director"}]}
        self._ask(agreements.sign_agreement, self._id(name), agreements.SignAgreement.model_validate(said))

    @rule(name=NAMES, day=st.none() | DAYS, kind=NOTED)
    def note(self, name: str, day: str | None, kind: str) -> None:
        said = steps.RecordStep.model_validate({"kind": kind, "on": day, "source": "test"})
        self._ask(steps.record_step, self._id(name), f"{kind.replace('_', '-')}-noted", said)

    @rule(name=NAMES, by=st.sampled_from(["later", *sorted(PARTIES)]), day=st.none() | DAYS)
    def replace(self, name: str, by: str, day: str | None) -> None:
        self._ask(agreements.open_agreement, self._id("later"), agreements.OpenAgreement.model_validate(LATER))
        said = steps.ReplaceAgreement.model_validate({"replaced_by": self._id(by), "on": day})
        self._ask(steps.replace_agreement, self._id(name), said)

    @rule(name=NAMES, months=st.sampled_from([None, 6, 12]))
    def plan_reviews(self, name: str, months: int | None) -> None:
        self._ask(steps.plan_reviews, self._id(name), steps.PlanReviews(every_months=months))

    @rule(name=NAMES, field=st.sampled_from(["signed_on", "in_force_on"]), day=DAYS)
    def prefer_another_source(self, name: str, field: str, day: str) -> None:
        self._ask(self._prefer, name, field, day)

    @rule(name=NAMES, nth=NTH, end=st.booleans(), day=DAYS)
    def correct_the_day_of_a_step(self, name: str, nth: int, end: bool, day: str) -> None:
        async def ids(session: Any) -> list[str | None]:
            agreement = await session.get(Agreement, self._id(name))
            return [step.id for step in agreement.steps] if agreement is not None else []

        if known := self.runner.run(self._do(ids)):
            field = f"steps.{known[nth % len(known)]}.{'until_on' if end else 'on'}"
            self._ask(self._prefer, name, field, day)

    async def _prefer(self, session: Any, name: str, field: str, day: str) -> None:
        claim, record = stable_id("claim", name, field, day), str(self._id(name))
        said = {"kind": "agreement", "record": record, "field": field, "value": day, "source": "another"}
        await sources.make(session, "an officer", claim, MakeClaim.model_validate(said))
        await sources.prefer(session, "an officer", claim, PreferClaim(reason="test"))

    @rule(name=NAMES, day=DAYS)
    def describe(self, name: str, day: str) -> None:
        said = {"benefits": [{"kind": "faster_release", "from_on": day}], "source": "test"}
        self._ask(benefits.describe_benefits, self._id(name), benefits.DescribeBenefits.model_validate(said))

    @rule(economy=st.sampled_from(["BR", "EU"]), name=st.sampled_from(["A", "B"]), day=DAYS)
    def rename_and_count(self, economy: str, name: str, day: str) -> None:
        programme_id = stable_id("programme", economy, name)
        said = programmes.RenameProgramme.model_validate({"name": f"{name} anew", "source": "test"})
        self._ask(programmes.rename_programme, programme_id, PartialDate(day), said)
        count = programmes.CountOperators.model_validate({"operators": 7, "source": "test"})
        self._ask(programmes.count_operators, programme_id, PartialDate(day), count)
