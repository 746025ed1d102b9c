"""What becomes known of a step after it has come on record."""

from typing import Any

from aeo.model.life import Step, StepFacts


def untold(step: Step, source: str | None, found_in: str) -> Step:
    """The step without the source of the whole record, where another source tells of the step itself."""
    if source in (None, step.source) or step.source != found_in:
        return step
    return step.model_copy(update={"source": None, "confidence": None})


def contradicted(step: Step, said: StepFacts, found_in: str) -> str | None:
    """The first field with something else on record; what was unknown, or is not said now, contradicts nothing."""
    known = untold(step, said.source, found_in)
    return next((field for field, value in _told(said).items() if getattr(known, field) not in (None, value)), None)


def completed(step: Step, said: StepFacts, found_in: str) -> Step:
    """The step with what is said of it now; equal to what stands when that was known."""
    return untold(step, said.source, found_in).model_copy(update=_told(said))


def _told(said: StepFacts) -> dict[str, Any]:
    return {field: value for field in StepFacts.model_fields if (value := getattr(said, field)) is not None}
