"""Which events take back or move what a story may have said, and in which words the newsroom is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cabos.columns import Document
from cabos_contracts import aeo, governance
from cabos_contracts.envelope import Event
from cabos_contracts.types import RecordReference
from sqlmodel import Field, SQLModel

LONGEST = 2_000


class Undone(SQLModel, table=True):
    """What a record no longer says; kept, because a story of what it said before may be drafted later."""

    event_id: UUID = Field(primary_key=True)
    kind: str
    record_id: UUID
    changed: Any = Field(sa_type=Document(tuple[str, ...]))
    at: datetime


@dataclass(frozen=True, slots=True)
class Undoing:
    """An event type after which a record of this kind no longer says what it said; no kind: the event names it."""

    contract: type[Event]
    kind: str | None
    says: Callable[[Any], str]

    def record(self, event: Event) -> RecordReference | None:
        """None for a record that no story is about: members and instruments have codes for names."""
        try:
            return RecordReference(kind=self.kind or getattr(event, "kind", ""), id=UUID(event.subject))
        except ValueError:
            return None


def _corrected(event: governance.RecordCorrected | aeo.RecordCorrected) -> str:
    before = "nothing" if event.before is None else event.before
    return f"{event.field}: {event.after}, formerly {before} ({event.stated_by}: {event.reason})"


def _moved(field: str, to: object, former: object, reason: str | None) -> str:
    why = f" ({reason})" if reason else ""
    return f"{field}: {_shown(to)}, formerly {_shown(former)}{why}"


_ALL = (
    Undoing(governance.RecordCorrected, None, _corrected),
    Undoing(aeo.RecordCorrected, None, _corrected),
    Undoing(governance.ConferencePostponed, "conference",
            lambda e: _moved("starts_on", e.starts_on, e.postponed_from, e.reason)),
    Undoing(governance.ConferenceCancelled, "conference", lambda e: "the conference was cancelled"),
    Undoing(governance.CouncilSessionMoved, "council_session",
            lambda e: _moved("opens_on", e.opens_on, e.former_opens_on, None)),
    Undoing(governance.CouncilSessionCancelled, "council_session",
            lambda e: f"the session was cancelled ({e.reason})"),
    Undoing(governance.DecisionLapsed, "decision", lambda e: f"the decision lapsed on {e.lapsed_on} ({e.reason})"),
    Undoing(governance.ViceChairWithdrawn, "vice_chair_term",
            lambda e: f"the designate withdrew on {e.withdrawn_on} ({e.reason})"),
    Undoing(governance.ViceChairTermMoved, "vice_chair_term",
            lambda e: _moved("expected_on", e.expected_on, e.former_expected_on, e.reason)),
    Undoing(governance.StrategicPlanReactivated, "strategic_plan",
            lambda e: f"the plan holds again since {e.reactivated_on} ({e.reason})"),
)  # fmt: skip
"""What happens to a record later undoes nothing: that an agreement was in force stays true when it is suspended or has
ended, as it does of a plan that gave way and of a term that is over. Each of these is an occasion of its own."""

UNDOING: dict[str, Undoing] = {undoing.contract.type: undoing for undoing in _ALL}

RETELLING: dict[type[Event], type[Event]] = {governance.ViceChairTermDescribed: governance.ViceChairSelected}
"""Events that say facts of another one again, which may have changed; each type of an occasion says its own again."""

_APART = {"version", "according_to", "stated_by"}
"""Who says something is not what is said."""

_SILENT = {"signatories"}
"""A story says nothing of these while they are not known, so that it stays true when they are."""


def told_otherwise(before: Mapping[str, Any] | None, event: Event) -> tuple[str, ...]:
    """What a later event says otherwise than the facts that a story was drafted from; nothing when it is older.

    Of a story from before facts were kept, no more is known than that they came again.
    """
    now = event.model_dump(mode="json")
    if before is None:
        return (f"{event.type} was announced again, as version {now['version']}",)
    if now["version"] <= before["version"]:
        return ()
    silent = {field for field in _SILENT if before.get(field) is None}
    fields = [field for field in before if field in now.keys() - _APART - silent and now[field] != before[field]]
    return tuple(_moved(field, now[field], before[field], None)[:LONGEST] for field in fields)


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(_shown, value)) or "nothing"
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part is not None)
    return "not known" if value is None else str(value)
