"""What aeo announces of any of its records."""

from typing import Annotated

from pydantic import Field, JsonValue

from cabos_contracts.envelope import Event
from cabos_contracts.types import KnownValues, Version


class RecordCorrected(Event, type="aeo.record.corrected.v1", subject="record"):
    """A record says something else from now on, because another source is preferred.

    `record` is the subject of the record's other events, `version` counts on with them.
    """

    kind: Annotated[str, KnownValues("agreement", "programme", "work_plan", "bloc", "benefit", "other_instrument")]
    record: str
    field: str
    before: Annotated[JsonValue, Field(description="what the record said; null when it said nothing")] = None
    after: JsonValue
    reason: str
    stated_by: Annotated[str, Field(description="the source that is preferred")]
    version: Version
