"""The library of pictures, each once, as it was written anew."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from cabos.ids import stable_id
from sqlmodel import Field, SQLModel

from news.pages.pictures import Encoded


class StoredPicture(SQLModel, table=True):
    """A picture by what it is: the same one sent again has the same id. It is never changed."""

    __tablename__ = "picture"

    id: UUID = Field(primary_key=True)
    media_type: str
    width: int
    height: int
    data: bytes
    uploaded_by: str
    uploaded_at: datetime

    @classmethod
    def of(cls, encoded: Encoded, who: str, at: datetime) -> "StoredPicture":
        return cls(
            id=picture_id(encoded), media_type=encoded.media_type, width=encoded.width, height=encoded.height,
            data=encoded.data, uploaded_by=who, uploaded_at=at,
        )  # fmt: skip


def picture_id(encoded: Encoded) -> UUID:
    return stable_id("picture", sha256(encoded.data).hexdigest())
