"""What becomes known of a step after it has come on record."""

from typing import Any

from aeo.model.life import Step, StepFacts


def untold(step: Step, found_in: str) -> Step:
    """The step without the source of the whole record: where only that one stands, none was told of the step itself."""
    return step if step.source != found_in else step.model_copy(update={"source": None, "confidence": None})


def contradicted(step: Step, said: StepFacts, found_in: str) -> str | None:
    """The first field with something else on record; what was unknown, or is not said now, contradicts nothing."""
    known = untold(step, found_in)
    return next((field for field, value in _told(said).items() if getattr(known, field) not in (None, value)), None)


def completed(step: Step, said: StepFacts, found_in: str) -> Step:
    """The step with what is said of it now; equal to what stands when that was known."""
    of_its_own = said.source is not None and said.source != step.source
    return (untold(step, found_in) if of_its_own else step).model_copy(update=_told(said))


def _told(said: StepFacts) -> dict[str, Any]:
    return {field: value for field in StepFacts.model_fields if (value := getattr(said, field)) is not None}
