"""AEO programmes: what an economy offers to the operators that it trusts, now and on any day."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from cabos.columns import Document, PartialDay, words
from cabos.refusal import Invalid, Refusal
from cabos_contracts.aeo import OperatorsCounted, ProgrammeRegistered, ProgrammeRenamed, ProgrammeStateChanged
from cabos_contracts.envelope import Event
from cabos_contracts.types import PartialDate
from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from aeo.model.facts import AlreadyOnRecord
from aeo.model.naming import Named, Names, name_on, renamed
from aeo.model.operators import operator_types
from aeo.model.programme_facts import Count, LegalBasis, ProgrammeFacts, counted_by, with_count
from aeo.model.programme_state import ProgrammeState, Reached, StateOnDay, States, reached, state_on
from aeo.model.record import Record
from aeo.model.since import MOST


class HasHistory(Refusal):
    """What has changed once is changed from a day on."""


class Programme(Record, table=True):
    """One programme; it keeps its identity when it is renamed.

    `name` and `state` are the latest of their histories. `record` is what was last entered, in the source's words.
    """

    kind_of_record = "programme"

    id: UUID = Field(primary_key=True)
    economy: str = Field(index=True)
    name: str
    state: ProgrammeState = Field(sa_type=words(ProgrammeState))
    launched_on: PartialDate | None = Field(default=None, sa_type=PartialDay)
    operator_types: list[str] | None = Field(default=None, sa_type=ARRAY(Text))
    tiers: list[str] = Field(default=[], sa_type=ARRAY(Text))
    scope: str | None = None
    code_format: str | None = None
    names: Names = Field(default=(), sa_type=Document(Names))
    states: States = Field(default=(), sa_type=Document(States))
    counts: tuple[Count, ...] = Field(default=(), sa_type=Document(tuple[Count, ...]))
    legal_basis: tuple[LegalBasis, ...] = Field(default=(), sa_type=Document(tuple[LegalBasis, ...]))
    record: ProgrammeFacts = Field(sa_type=Document(ProgrammeFacts))

    @classmethod
    def entered_with(cls, programme_id: UUID, facts: ProgrammeFacts) -> "Programme":
        """The row of a programme that nobody has announced yet: `register` does."""
        return cls(
            id=programme_id,
            economy=facts.economy,
            name=facts.name,
            state=facts.state,
            source=facts.source,
            record=facts,
        )

    def register(self, facts: ProgrammeFacts, today: date) -> list[Event]:
        """Enter the programme, or what is now said of it; the same again is harmless.

        What has been told since in another way stands, unless this says otherwise. Raises `HasHistory`.
        """
        differing = set(facts.differing_from(self.record)) if self.version else set(ProgrammeFacts.model_fields)
        if not differing:
            return []
        if self.version and "economy" in differing:
            raise AlreadyOnRecord(
                f"{self.name} is a programme of {self.economy}, not of {facts.economy}", field="economy"
            )
        if differing & {"name", "former_names", "renamed_on"}:
            self._take_names(facts, today)
        if differing & {"state", "launch_year", "launched_on"}:
            self._take_state(facts, today)
        if differing & {"operators", "operators_as_of"} and facts.count is not None:
            self._take_count(facts.count, today, self.record.count)
        if "operator_types" in differing:
            self.operator_types = None if facts.operator_types is None else list(operator_types(facts.operator_types))
        if "tiers" in differing:
            self.tiers = list(facts.tiers)
        for field in differing & {"scope", "code_format", "legal_basis"}:
            setattr(self, field, getattr(facts, field))
        self.record, self.source = facts, facts.source
        return [self._registered()]

    def rename(self, new: Named, former: str | None, today: date) -> list[Event]:
        """It is called otherwise from a day on; with `former`, and was called so before."""
        _require_past(new.from_on, today, "from_on")
        names = renamed(self.names, new, former)
        if _said(names) == _said(self.names):
            return []
        before, self.names = self.name, names
        self.name = names[-1].name
        place = names.index(new)
        event = ProgrammeRenamed(
            **self._frame(),
            name=new.name,
            former_name=names[place - 1].name if place else None,
            from_on=new.from_on,
            stated_by=new.source,
        )
        return [event] if self.name == before else [event, self._registered()]

    def change_state(self, new: Reached, today: date) -> list[Event]:
        """It is open, suspended, open again or closed from a day on."""
        _require_past(new.from_on, today, "on")
        states = reached(self.states, new)
        if _said(states) == _said(self.states):
            return []
        _require_reason(new, [each for each in self.states if each not in states])
        before, self.states = self.state, states
        self.state = states[-1].state
        if self.launched_on is None or new.state is ProgrammeState.OPERATIONAL:
            first = next((each for each in states if each.state is ProgrammeState.OPERATIONAL), None)
            self.launched_on = first.from_on if first else self.launched_on
        place = states.index(new)
        event = ProgrammeStateChanged(
            **self._frame(),
            name=self.name,
            state=new.state,
            former_state=states[place - 1].state if place else None,
            on=new.from_on,
            reason=new.reason,
            stated_by=new.source,
        )
        return [event] if self.state == before else [event, self._registered()]

    def count(self, new: Count, today: date) -> list[Event]:
        """So many held the status on a day."""
        if new in self.counts:
            return []
        self._take_count(new, today)
        return [
            OperatorsCounted(
                **self._frame(), name=self.name, operators=new.operators, counted_on=new.on, stated_by=new.source
            )
        ]

    def told(self, field: str) -> tuple[Any, str]:
        """What it says of a field of which claims are made, and by which source."""
        histories: dict[str, Sequence[Named | Reached]] = {"name": self.names[-1:]}
        histories["launched_on"] = [each for each in self.states if each.state is ProgrammeState.OPERATIONAL]
        first = next(iter(histories.get(field, ())), None)
        return getattr(self, field), (first.source if first else None) or self.source

    def correct(self, field: str, value: Any, *, source: str, reason: str) -> list[Event]:
        if field == "launched_on":
            self._launch(value, source)
        corrected = super().correct(field, value, source=source, reason=reason)
        if not corrected:
            return []
        if field == "name":
            self.names = (*self.names[:-1], self.names[-1].model_copy(update={"name": value, "source": source}))
        return [*corrected, self._registered()]

    def name_on(self, day: date) -> tuple[str, tuple[str, ...]]:
        return name_on(self.names, day)

    def state_on(self, day: date) -> StateOnDay:
        return state_on(self.states, day)

    def operators_on(self, day: date | None) -> Count | None:
        return counted_by(self.counts, day)

    def _take_names(self, facts: ProgrammeFacts, today: date) -> None:
        told_since = len(self.names) > 1 and _said(self.names) != _said(_names_of(self.record, today))
        if told_since and not facts.former_names:
            if facts.name != self.name:
                raise HasHistory(f"It is called {self.name} since {self.names[-1].when}", field="name")
            return
        self.names, self.name = _names_of(facts, today), facts.name

    def _take_state(self, facts: ProgrammeFacts, today: date) -> None:
        if len(self.states) > 1:
            if facts.state != self.state and facts.state != self.record.state:
                raise HasHistory(f"It is {self.state} since {self.states[-1].when}", field="state")
            if facts.launched is not None:
                self._launch(facts.launched, facts.source)
                self.launched_on = facts.launched
            return
        day = facts.launched if facts.state is ProgrammeState.OPERATIONAL else None
        _require_past(day, today, "launched_on" if facts.launched_on else "launch_year")
        self.state, self.launched_on = facts.state, facts.launched
        found = {"source": facts.source, "confidence": facts.confidence, "recorded_on": today}
        self.states = (Reached(state=facts.state, from_on=day, **found),)

    def _launch(self, on: PartialDate, source: str) -> None:
        """The day on which it opened to operators turns out otherwise."""
        first = next((each for each in self.states if each.state is ProgrammeState.OPERATIONAL), None)
        if first is not None:
            others = tuple(each for each in self.states if each is not first)
            self.states = reached(others, first.model_copy(update={"from_on": on, "source": source}))

    def _take_count(self, new: Count, today: date, instead_of: Count | None = None) -> None:
        _require_past(new.on, today, "counts")
        counts = with_count(self.counts, new, instead_of)
        if len(counts) > MOST:
            raise Invalid(f"{MOST} counts are on record, and no more are kept", field="counts")
        self.counts = counts

    def _registered(self) -> ProgrammeRegistered:
        return ProgrammeRegistered(
            **self._frame(),
            name=self.name,
            state=self.state,
            launch_year=self.launched_on.earliest.year if self.launched_on else None,
            according_to=self.source,
            launched_on=self.launched_on,
            operator_types=None if self.operator_types is None else tuple(self.operator_types),
            tiers=tuple(self.tiers),
        )

    def _frame(self) -> dict[str, Any]:
        """What every event of a programme says, with the next version."""
        self.version += 1
        return {"programme_id": self.id, "economy": self.economy, "version": self.version}


def _names_of(facts: ProgrammeFacts, today: date) -> Names:
    said = {"source": facts.source, "confidence": facts.confidence, "recorded_on": today}
    former = (Named(name=each.name, from_on=each.from_on, **said) for each in facts.former_names)
    return (*former, Named(name=facts.name, from_on=facts.renamed_on, **said))


def _said(history: Names | States) -> list[dict[str, Any]]:
    """What a history says, whenever it came on record."""
    return [each.model_dump(exclude={"recorded_on"}) for each in history]


def _require_reason(new: Reached, gone: Sequence[Reached]) -> None:
    """A known day gives way to one within it, which is told more precisely, or for a reason."""
    for former in gone:
        within = former.earliest <= new.earliest and new.latest <= former.latest
        if former.from_on is not None and not within and new.reason is None:
            raise Invalid(f"It is {former.state} since {former.from_on}: say why another day holds", field="reason")


def _require_past(day: PartialDate | None, today: date, field: str) -> None:
    if day is not None and day.earliest > today:
        raise Invalid(f"{day} has not come yet: it is entered when it is so", field=field)
