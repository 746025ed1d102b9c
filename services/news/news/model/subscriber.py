"""Those who are told by mail, and the letters that are on their way to them."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, get_args
from uuid import UUID

from cabos.columns import Document, words
from cabos_contracts.types import KnownValues, LanguageTag, RegionCode
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Said
from sqlmodel import Field, SQLModel

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"


def _no_encoded_word(address: str) -> str:
    # In a header it would be opened (RFC 2047), and the letter would go to somebody else or to nobody.
    if "=?" in address:
        raise ValueError("must not have =? in it")
    return address


Address = Annotated[
    str,
    StringConstraints(
        max_length=254,
        to_lower=True,
        pattern=rf"^[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*@(?:{_LABEL}\.)+[A-Za-z]{{2,63}}$",
    ),
    AfterValidator(_no_encoded_word),
]
"""A mail address of ASCII letters (RFC 5321, without quotes and comments)."""


REGIONS = frozenset(region for each in get_args(RegionCode) if isinstance(each, KnownValues) for region in each.values)
"""Those of the World Customs Organization."""


class Frequency(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"

    @property
    def pause(self) -> timedelta:
        """How long at least from one letter to the next."""
        return {Frequency.AT_ONCE: timedelta(minutes=1), Frequency.DAILY: timedelta(days=1)}.get(
            self, timedelta(weeks=1)
        )


class Topic(BaseModel):
    """Stories of a region, with a tag, or of a region with a tag."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    region: RegionCode | None = None
    tag: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)] | None = None


class Wish(BaseModel):
    """What somebody wants to be told, and how often; no topics are all stories."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    email: Address
    language: LanguageTag
    topics: Annotated[tuple[Topic, ...], Said(max_length=20)] = ()
    frequency: Frequency = Frequency.DAILY


class Subscriber(SQLModel, table=True):
    """Somebody who has confirmed; whoever leaves is deleted, address and all."""

    id: UUID = Field(primary_key=True)
    email: str
    language: str
    topics: Any = Field(default=(), sa_type=Document(tuple[Topic, ...]))
    frequency: Frequency = Field(sa_type=words(Frequency))
    confirmed_at: datetime
    # What changed up to here has been told, or was older than the subscription.
    told_until: datetime
    next_at: datetime
    # Letters in a row that were refused for good.
    refusals: int = 0


class LetterKind(StrEnum):
    CONFIRMATION = "confirmation"
    DIGEST = "digest"


class Letter(SQLModel, table=True):
    """A letter that is due, and gone when it was sent.

    Of a digest no more is kept than whose it is and of which time: its words are made of what is public at the moment
    in which it is sent.
    """

    id: UUID = Field(primary_key=True)
    kind: LetterKind = Field(sa_type=words(LetterKind))
    # Of a confirmation, whose reader is nobody yet.
    wish: Any = Field(default=None, sa_type=Document(Wish | None))
    subscriber_id: UUID | None = Field(default=None, foreign_key="subscriber.id")
    since: datetime | None = None
    until: datetime | None = None
    written_at: datetime
    next_try_at: datetime
    tries: int = 0
    error: str | None = None
