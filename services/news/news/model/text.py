"""What one language version says: the words and the pictures, in one piece."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

MAX_HEADLINE = 500
MAX_BODY = 200_000

Line = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^\S[^\n\r\x00]*$")]
Headline = Annotated[str, Field(min_length=1, max_length=MAX_HEADLINE, pattern=r"^\S[^\n\r\x00]*$")]
Body = Annotated[str, Field(min_length=1, max_length=MAX_BODY, pattern=r"^[^\x00]*\S[^\x00]*$")]


class Picture(BaseModel):
    """A picture of the library as this language shows it; `alt` says what it shows to whoever cannot see it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    picture_id: UUID
    alt: Line
    credit: Line
    caption: Line | None = None


class Text(BaseModel):
    """`body` is CommonMark without raw HTML and pictures; `dateline` is where and when the story was written."""

    model_config = ConfigDict(frozen=True)

    headline: Headline
    dateline: Line | None = None
    summary: Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"^[^\x00]*\S[^\x00]*$")] | None = None
    byline: Line | None = None
    body: Body
    pictures: Annotated[tuple[Picture, ...], Field(max_length=50)] = ()
