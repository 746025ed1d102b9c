"""What the documents of records are made of: parts that never change, and words of a bounded length."""

from typing import Annotated

from cabos_contracts.types import EconomyCode, LanguageTag
from pydantic import BaseModel, ConfigDict, Field

Text = Annotated[str, Field(min_length=1, max_length=2000)]
Words = Annotated[str, Field(max_length=2000)]
"""For what a page may leave empty."""
Title = Annotated[str, Field(min_length=1, max_length=500)]
Translations = Annotated[dict[LanguageTag, Title], Field(max_length=30)]
"""What something is called, by language."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True, frozen=True)


class Speaker(Part):
    """Somebody as a page names them: administration, organization and role are those of that day."""

    name: Text
    title: Words | None = None
    role: Words | None = None
    administration: EconomyCode | None = None
    organization: Words | None = None


class Place(Part):
    """Where something was; a part that is not known is null."""

    city: Words | None = None
    economy: EconomyCode | None = None
