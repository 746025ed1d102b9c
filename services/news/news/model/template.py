"""Templates and rules of a newsroom: how stories that write themselves are worded, and which are written at all."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cabos.columns import Document, words
from sqlmodel import Field, SQLModel

from news.model.occasion import OCCASIONS
from news.model.words import Drafting
from news.pages.drafting import Source
from news.pages.shipped import shipped

FIRST_LANGUAGE = "en"
"""Events speak English, and so do the stories that are made of them; the other languages are its translations."""


class Template(SQLModel, table=True):
    """One version of how an event type is told in a language, never changed; the highest one counts."""

    event_type: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    headline: str
    summary: str | None = None
    body: str
    written_by: str
    written_at: datetime

    @property
    def source(self) -> Source:
        return Source(headline=self.headline, summary=self.summary, body=self.body)


class DraftingRule(SQLModel, table=True):
    """What news does with an event type; a type without a rule has the one that it comes with."""

    __tablename__ = "drafting_rule"

    event_type: str = Field(primary_key=True)
    does: Drafting = Field(sa_type=words(Drafting))
    # Only these of the languages that it has templates in; null is all of them.
    languages: Any = Field(default=None, sa_type=Document(tuple[str, ...] | None))
    set_by: str | None = None
    set_at: datetime | None = None


def rule_of(event_type: str, set_: DraftingRule | None) -> DraftingRule:
    """The rule that somebody has set, else the one that the type comes with."""
    return set_ or DraftingRule(event_type=event_type, does=OCCASIONS[event_type].does)


def sources_of(event_type: str, own: Iterable[Template], rule: DraftingRule) -> dict[str, Source]:
    """How the type is told, by language, the story's own first: a newsroom's own words before those that were shipped.

    Of `own` the later versions come later.
    """
    found = shipped(event_type) | {template.language: template.source for template in own}
    wanted = {tag: source for tag, source in found.items() if rule.languages is None or tag in rule.languages}
    return dict(sorted(wanted.items(), key=lambda each: (each[0] != FIRST_LANGUAGE, each[0])))
