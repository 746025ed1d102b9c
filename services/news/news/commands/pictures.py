"""Pictures come into the library, and texts show those that are in it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from cabos.refusal import Invalid
from sqlmodel import col
from sqlmodel import select as rows
from sqlmodel.ext.asyncio.session import AsyncSession

from news.commands.records import now, turn
from news.model.picture import StoredPicture, picture_id
from news.model.text import Picture
from news.pages.pictures import NotAPicture, encode


class UnusablePicture(Invalid):
    """What was sent is no picture that can be shown."""


class UnknownPicture(Invalid):
    """A text shows a picture that the library does not have."""


@dataclass(frozen=True, slots=True)
class Added:
    picture: StoredPicture
    created: bool


async def add_picture(session: AsyncSession, raw: bytes, who: str) -> Added:
    """The same picture again is known. Raises `UnusablePicture` with the rule that it breaks."""
    try:
        # Decoding takes its time; other requests go on meanwhile.
        encoded = await asyncio.to_thread(encode, raw)
    except NotAPicture as wrong:
        raise UnusablePicture(f"body: {wrong}", field="body") from None
    id_ = picture_id(encoded)
    await turn(session, str(id_))
    known = await session.get(StoredPicture, id_)
    if known is not None:
        return Added(known, created=False)
    picture = StoredPicture.of(encoded, who, now())
    session.add(picture)
    return Added(picture, created=True)


async def require_pictures(session: AsyncSession, pictures: Sequence[Picture]) -> None:
    named = {picture.picture_id for picture in pictures}
    if not named:
        return
    there = set(await session.exec(rows(col(StoredPicture.id)).where(col(StoredPicture.id).in_(named))))
    for place, picture in enumerate(pictures):
        if picture.picture_id not in there:
            raise UnknownPicture(
                f"pictures: the library has no picture {picture.picture_id}; send it first",
                field=f"pictures.{place}.picture_id",
            )
