"""When an agreement is to be reviewed again."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from aeo.model.life import Step, StepKind
from aeo.model.stage import Stage

_REVIEWED = (Stage.PARTIALLY_IN_FORCE, Stage.IN_FORCE, Stage.SUSPENDED)


def next_review(every_months: int | None, steps: Sequence[Step], stage: Stage) -> date | None:
    """So many months after the last review or, before the first one, after the first entry into force."""
    if every_months is None or stage not in _REVIEWED:
        return None
    reviews = [step.latest for step in steps if step.kind is StepKind.REVIEWED]
    begun = [s.latest for s in steps if s.kind in (StepKind.IN_FORCE, StepKind.PARTLY_IN_FORCE)]
    since = max(reviews, default=min(begun, default=None))
    return None if since is None else _later(since, every_months)


def _later(day: date, months: int) -> date | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return None
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_review(steps: Sequence[Step]) -> Step | None:
    taken = (step for step in steps if step.kind is StepKind.REVIEWED and step.announced_on is not None)
    return max(taken, key=lambda step: step.latest, default=None)
