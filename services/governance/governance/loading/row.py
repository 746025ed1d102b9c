"""A row of a data file, as it is printed there."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Confidence = Literal["high", "medium", "low"]


class FileRow(BaseModel):
    """A field that no file of its kind has is a mistake and is named, never dropped."""

    model_config = ConfigDict(extra="forbid", frozen=True)
